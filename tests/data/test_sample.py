"""The sample documents and their gold: complete, well formed, and every evidence stands in its document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.cleaning import clean
from pipeline.documents import Document, Failure, RawDocument
from pipeline.reading import read, sources
from pipeline.relations.ontology import load_ontology
from pipeline.resources import configs_dir

DATA = Path(__file__).resolve().parents[2] / "data"
SAMPLE, GOLD = DATA / "sample", DATA / "gold"
FILES = sorted(GOLD.glob("*.jsonl"))
STATUSES = {"asserted", "reported", "planned", "possible", "negated"}
KEYS = {
    *("doc", "relation", "subject", "object", "place", "date_start", "date_end", "quantity", "instrument"),
    *("status", "attributed_to", "evidence", "core"),
}
NAMED = ("subject", "object", "place", "attributed_to")


def found() -> Iterator[RawDocument | Failure]:
    for source in sources([str(SAMPLE)]):
        yield from [source] if isinstance(source, Failure) else read(source)


@cache
def documents() -> dict[str, Document]:
    """The cleaned sample documents by id."""
    return {document.id: clean(document) for document in found() if isinstance(document, RawDocument)}


def facts(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def flat(text: str) -> str:
    """White space and the kind of quotation mark do not count."""
    return re.sub(r"\s+", " ", text.translate(dict(zip(map(ord, "‘’“”"), "''\"\"", strict=True))))


each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_every_document_has_gold() -> None:
    assert documents().keys() == {path.stem for path in FILES}


def test_every_file_is_read() -> None:
    assert not [document for document in found() if isinstance(document, Failure)]


@pytest.mark.parametrize("format_", ["text", "transcript", "html", "subtitles", "whisper"])
def test_every_format_is_there(format_: str) -> None:
    assert format_ in {document.meta["format"] for document in documents().values()}


@each_file
def test_document_says_when_it_was_published(path: Path) -> None:
    meta = documents()[path.stem].meta
    assert date.fromisoformat(meta["published"])
    assert meta["title"]


@each_file
def test_keys(path: Path) -> None:
    for fact in facts(path):
        assert KEYS <= fact.keys() <= KEYS | {"status_also"}
        assert fact["doc"] == path.stem
        assert isinstance(fact["core"], bool)


@each_file
def test_relations_are_in_the_ontology(path: Path) -> None:
    assert {fact["relation"] for fact in facts(path)} <= load_ontology(configs_dir()).relations.keys()


@each_file
def test_status(path: Path) -> None:
    for fact in facts(path):
        assert {fact["status"], *fact.get("status_also", ())} <= STATUSES
        assert fact["status"] not in fact.get("status_also", ())
        if fact["status"] == "reported":
            assert fact["attributed_to"]


@each_file
def test_dates(path: Path) -> None:
    for fact in facts(path):
        assert (fact["date_start"] is None) == (fact["date_end"] is None)
        if fact["date_start"]:
            assert date.fromisoformat(fact["date_start"]) <= date.fromisoformat(fact["date_end"])


@each_file
def test_quantities(path: Path) -> None:
    for quantity in filter(None, (fact["quantity"] for fact in facts(path))):
        low, high = quantity["low"], quantity["high"]
        assert not (low is None and high is None)
        assert low is None or high is None or low <= high


@each_file
def test_names(path: Path) -> None:
    for fact in facts(path):
        assert fact["subject"] or fact["object"]
        for names in filter(None, (fact[key] for key in NAMED)):
            assert len(names) == len(set(names))
            assert any(names)


@each_file
def test_no_fact_is_double(path: Path) -> None:
    seen = [json.dumps({**fact, "evidence": None, "core": None}, sort_keys=True) for fact in facts(path)]
    assert len(seen) == len(set(seen))


@each_file
def test_evidence_stands_in_the_document(path: Path) -> None:
    text = flat(documents()[path.stem].text)
    assert [fact["evidence"] for fact in facts(path) if flat(fact["evidence"]) not in text] == []


@each_file
def test_no_furniture_in_the_text(path: Path) -> None:
    text = documents()[path.stem].text.casefold()
    assert not [word for word in ("subscribe", "follow us", "winter tyres", "cookie", ".example") if word in text]


def test_every_relation_has_an_example() -> None:
    told = {fact["relation"] for path in FILES for fact in facts(path)}
    assert told == load_ontology(configs_dir()).relations.keys()


def test_the_pair_agrees_on_the_capture() -> None:
    told = [
        (fact["subject"][0], fact["object"][0], fact["date_start"])
        for path in FILES
        if path.stem.startswith("tal-afar")
        for fact in facts(path)
        if fact["relation"] == "CAPTURE" and fact["status"] == "asserted" and fact["date_start"] == "2017-08-26"
    ]
    assert told == [("Iraqi forces", "citadel", "2017-08-26")] * 2


def test_the_pair_disagrees_on_the_loss() -> None:
    told = {
        fact["status"]
        for path in FILES
        if path.stem.startswith("imam-sahib")
        for fact in facts(path)
        if (fact["relation"], fact["object"][0], fact["date_start"]) == ("CAPTURE", "Imam Sahib", "2021-06-20")
    }
    assert told == {"asserted", "negated"}
