"""Other tools' formats, each read back."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import spacy
from spacy.tokens import DocBin

from pipeline.documents import Document, decode
from pipeline.facts import Fact
from pipeline.output.exports import FORMATS, export
from pipeline.output.exports.cameo import quad_class
from pipeline.output.exports.docbin import KEY
from pipeline.output.files import safe_name


@pytest.fixture
def write(tmp_path: Path, record: Document, facts: list[Fact]):  # type: ignore[no-untyped-def]
    """Writes a format; gives its path."""
    for fact in facts:
        fact.acled, fact.cameo = "Armed clash", "190"

    def run(name: str) -> Path:
        path = tmp_path / FORMATS[name][1]
        count = export(name, path, lambda: [record], lambda: facts)
        assert count == (1 if FORMATS[name][0] == "documents" else len(facts))
        return path

    return run


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_something(write, name: str) -> None:  # type: ignore[no-untyped-def]
    path = write(name)
    files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
    assert all(file.stat().st_size for file in files)


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no format 'xls'; the formats are csv, parquet"):
        export("xls", tmp_path / "x", list, list)


def test_sqlite_answers(write, facts: list[Fact]) -> None:  # type: ignore[no-untyped-def]
    with closing(sqlite3.connect(write("sqlite"))) as base:
        query = "SELECT f.relation, e.text FROM facts f JOIN evidence e ON e.fact = f.id WHERE f.relation = 'KILL'"
        assert base.execute(query).fetchall() == [("KILL", "Red Front KILL residents Radio Nor.")]
        found = base.execute("SELECT DISTINCT fact FROM names WHERE name = 'RF'").fetchall()
    assert {row[0] for row in found} == {fact.id for fact in facts}


@pytest.mark.parametrize(("name", "actor"), [("acled", "actor1"), ("cameo", "source")])
def test_event_tables(write, facts: list[Fact], name: str, actor: str) -> None:  # type: ignore[no-untyped-def]
    with write(name).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row[actor] for row in rows] == [fact.subject for fact in facts]


@pytest.mark.parametrize(("code", "quad"), [("040", 1), ("070", 2), ("111", 3), ("190", 4), ("1831", 4)])
def test_quad_class(code: str, quad: int) -> None:
    assert quad_class(code) == quad


def test_prodigy_tokens_spell_the_text(write, record: Document) -> None:  # type: ignore[no-untyped-def]
    task = json.loads(write("prodigy").read_text())
    assert "".join(token["text"] + " " * token["ws"] for token in task["tokens"]) == record.text
    assert [task["text"][span["start"] : span["end"]] for span in task["spans"]] == ["Blue Army", "Red Front"]
    relation = task["relations"][0]
    assert [task["tokens"][relation[end]]["text"] for end in ("head", "child")] == ["Army", "Front"]


def test_label_studio_regions_quote_the_text(write, record: Document) -> None:  # type: ignore[no-untyped-def]
    (task,) = json.loads(write("label-studio").read_text())
    results = task["predictions"][0]["result"]
    regions = [result["value"] for result in results if result["type"] == "labels"]
    assert all(record.text[region["start"] : region["end"]] == region["text"] for region in regions)
    assert [result["labels"] for result in results if result["type"] == "relation"] == [["ATTACK"], ["KILL"]]


def test_brat_offsets_quote_the_text(write, record: Document) -> None:  # type: ignore[no-untyped-def]
    folder = write("brat")
    name = safe_name("news/one")
    assert (folder / f"{name}.txt").read_text().rstrip("\n") == record.text.rstrip("\n")
    lines = (folder / f"{name}.ann").read_text().splitlines()
    for line in lines:
        if line.startswith("T"):
            _, place, words = line.split("\t")
            _, start, end = place.split(" ")
            assert record.text[int(start) : int(end)] == words
    assert sum(line.startswith("E") for line in lines) == 2


def test_brat_stays_in_its_folder(tmp_path: Path, record: Document) -> None:
    ids = ["..", "../../outside", "outside", "a/b", "../a/b", "a\0b", "x" * 400, "x" * 401, "annotation", "/etc/x"]
    records = [msgspec.structs.replace(record, id=name) for name in ids]
    export("brat", tmp_path / "a" / "brat", lambda: records, list)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) == 2 * len(ids) + 1
    assert {file.parent for file in files} == {tmp_path / "a" / "brat"}


@pytest.mark.parametrize(("low", "cell"), [(5.0, "5"), (None, ""), (2.5, "2.5")])
def test_acled_counts_whole_people(tmp_path: Path, facts: list[Fact], low: float | None, cell: str) -> None:
    (fact,) = [fact for fact in facts if fact.relation == "KILL"]
    fact.acled, fact.quantity_low = "Attack", low
    export("acled", tmp_path / "a.csv", list, lambda: [fact])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["fatalities"] for row in csv.DictReader(file)] == [cell]


def test_conllu_is_a_tree(write, record: Document) -> None:  # type: ignore[no-untyped-def]
    blocks = write("conllu").read_text().strip().split("\n\n")
    assert len(blocks) == len(record.sents)
    for block in blocks:
        rows = [line.split("\t") for line in block.splitlines() if not line.startswith("#")]
        assert [row[0] for row in rows] == [str(n + 1) for n in range(len(rows))]
        assert [row[7] for row in rows].count("root") == 1
        assert all(0 <= int(row[6]) <= len(rows) for row in rows)


def test_docbin_brings_the_record_along(write, record: Document) -> None:  # type: ignore[no-untyped-def]
    (doc,) = DocBin().from_disk(write("docbin")).get_docs(spacy.blank("en").vocab)
    assert decode(doc.user_data[KEY]) == record
    assert [ent.text for ent in doc.ents] == ["Blue Army", "Red Front"]
