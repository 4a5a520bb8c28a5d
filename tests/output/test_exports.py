"""Other tools' formats, each read back: by the tool's own loader where it is light, else by a strict parser."""

from __future__ import annotations

import csv
import json
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import conllu
import msgspec
import networkx as nx
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from ruamel.yaml import YAML
from spacy.tokens import DocBin
from spacy.training.converters import conllu_to_docs

from pipeline.documents import ENTITY_KINDS, Document, Sentence, Span, decode, from_doc
from pipeline.facts import Evidence, Fact, Mark
from pipeline.output.columns import EVIDENCE, FACT
from pipeline.output.exports import FORMATS, Job, Region, acled, docbin, export
from pipeline.output.exports.cameo import quad_class
from pipeline.output.exports.docbin import GROUP, KEY
from pipeline.output.files import safe_name
from pipeline.resources import configs_dir
from tests.output.records import records
from tests.output.standoff import Standoff, read_standoff

DOCUMENTS = [name for name, form in FORMATS.items() if form.takes == "documents"]
Write = Callable[[str], Path]

slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def write(tmp_path: Path, record: Document, facts: list[Fact]) -> Write:
    """Writes a format; gives its path."""
    for fact in facts:
        fact.acled, fact.cameo = "Armed clash", "190"

    def run(name: str) -> Path:
        job = written(name, tmp_path / FORMATS[name].file, [record], facts)
        assert job.read == job.written == (1 if name in DOCUMENTS else len(facts))
        return job.path

    return run


def written(name: str, path: Path, documents: list[Document] | None = None, facts: list[Fact] | None = None) -> Job:
    """What became of records and facts in a format."""
    return export(name, Job(path), lambda: iter(documents or []), lambda: iter(facts or []))


def rows_of(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "graphml"])
def test_every_format_writes_something(write: Write, name: str) -> None:
    path = write(name)
    files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
    assert files
    assert all(file.stat().st_size for file in files)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_makes_a_file_too(tmp_path: Path, name: str) -> None:
    job = written(name, tmp_path / FORMATS[name].file)
    assert (job.read, job.path.exists()) == (0, True)


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no format 'xls'; the formats are csv, parquet"):
        written("xls", tmp_path / "x")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_memory_does_not_grow_with_the_documents(
    tmp_path: Path, record: Document, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docbin, "_DOCUMENTS", 5)
    line = msgspec.json.encode(record)
    written(name, tmp_path / "warm", [record])

    def peak(number: int) -> int:
        def some() -> Iterator[Document]:
            for i in range(number):
                made = decode(line)
                made.id, made.meta["title"] = str(i), "x" * 100_000
                yield made

        tracemalloc.start()
        export(name, Job(tmp_path / f"{name}-{number}"), some, list)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(60) < 1.7 * peak(20) + 200_000


# --- tables and databases ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
def test_csv_in_an_encoding(tmp_path: Path, facts: list[Fact], encoding: Any) -> None:
    facts[0].subject = "الموصل"
    export("csv", Job(tmp_path / "f.csv", encoding), list, lambda: facts)
    assert (tmp_path / "f.csv").read_bytes().startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    assert rows_of(tmp_path / "f.csv", encoding)[0]["subject"] == "الموصل"


def test_sqlite_answers(write: Write, facts: list[Fact]) -> None:
    with closing(sqlite3.connect(write("sqlite"))) as base:
        query = "SELECT f.relation, e.text FROM facts f JOIN evidence e ON e.fact = f.id WHERE f.relation = 'KILL'"
        assert base.execute(query).fetchall() == [("KILL", "Red Front KILL residents Radio Nor.")]
        found = base.execute("SELECT DISTINCT fact FROM names WHERE name = 'RF'").fetchall()
    assert {row[0] for row in found} == {fact.id for fact in facts}


def test_sqlite_holds_together(write: Write) -> None:
    with closing(sqlite3.connect(write("sqlite"))) as base:
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = ("evidence", "names", "disputes", "fulfilments")
        keys = {table: {row[2] for row in base.execute(f"PRAGMA foreign_key_list({table})")} for table in tables}
    assert keys == {"evidence": {"facts", "documents"}} | {table: {"facts"} for table in tables[1:]}


def full_facts() -> list[Fact]:
    """Two facts of which every field holds something, and differs from its default."""
    of_kind = {"whole": 3, "number": 0.25, "day": "2016-11-01", "texts": ["b", "a", "ü"], "table": {"date": "why"}}
    values: dict[str, Any] = {name: of_kind.get(kind, f"a {name}") for name, kind in FACT.items()}
    proof = Evidence(
        *("news/one", "They took it.", 5, 18, 6, 19, 2, 7.5, "https://example.org/", "=Wire", "2016-11-02"),
        marks=[Mark(0, 4, "subject"), Mark(5, 9, "trigger")],
        rules=["date-once", "status"],
        said={"status": "reported", "date": ""},
    )
    assert all(getattr(proof, name) for name in EVIDENCE)
    one = Fact(**{**values, "id": "1", "disputed_by": ["2", "elsewhere"], "evidence": [proof, proof]})
    return [one, Fact(id="2", relation="KILL", fulfils=["1", "elsewhere"])]


def facts_of_base(base: sqlite3.Connection) -> Iterator[Fact]:
    """The facts of a database, by its own tables alone."""
    base.row_factory = sqlite3.Row

    def values(row: sqlite3.Row, kinds: dict[str, Any]) -> dict[str, Any]:
        nested = ("texts", "table", "other")
        known = [(key, kind) for key, kind in kinds.items() if key in set(row.keys())]
        return {key: json.loads(row[key]) if kind in nested else row[key] for key, kind in known}

    for row in base.execute("SELECT * FROM facts ORDER BY rowid").fetchall():
        fact = values(row, FACT)
        for name in base.execute("SELECT role, name FROM names WHERE fact = ? ORDER BY rowid", [row["id"]]):
            fact.setdefault(f"{name['role']}_names", []).append(name["name"])
        proofs = base.execute("SELECT * FROM evidence WHERE fact = ? ORDER BY id", [row["id"]])
        fact["evidence"] = [{"doc": proof["document"], **values(proof, EVIDENCE)} for proof in proofs]
        yield msgspec.convert(fact, Fact)


def test_sqlite_holds_all_of_a_fact(tmp_path: Path) -> None:
    facts = full_facts()
    path = written("sqlite", tmp_path / "s.sqlite", [], facts).path
    with closing(sqlite3.connect(path)) as base:
        assert list(facts_of_base(base)) == facts
        assert [tuple(row) for row in base.execute("SELECT * FROM disputes")] == [("1", "2")]
        assert [tuple(row) for row in base.execute("SELECT * FROM fulfilments")] == [("2", "1")]


@pytest.mark.parametrize(
    ("table", "words", "count"),
    [("facts", "blue", 1), ("evidence", "residents", 1), ("documents", "Killing OR kill", 1), ("facts", "nobody", 0)],
)
def test_sqlite_searches_full_text(write: Write, table: str, words: str, count: int) -> None:
    with closing(sqlite3.connect(write("sqlite"))) as base:
        found = base.execute(f"SELECT count(*) FROM {table}_fts WHERE {table}_fts MATCH ?", [words]).fetchone()
    assert found == (count,)


def test_sqlite_views_answer(write: Write, facts: list[Fact]) -> None:
    with closing(sqlite3.connect(write("sqlite"))) as base:
        views = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        counts = {view: base.execute(f"SELECT count(*) FROM {view}").fetchone()[0] for view in views}
    assert counts == {"fact_list": len(facts), "facts_by_month": 1, "facts_by_actor": 2, "facts_by_source": 2}


def test_sqlite_of_facts_alone_names_their_documents(tmp_path: Path, facts: list[Fact]) -> None:
    facts[0].disputed_by = [facts[1].id, "elsewhere"]
    path = written("sqlite", tmp_path / "s.sqlite", [], facts).path
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("SELECT id, source, text FROM documents").fetchall() == [("news/one", "=Wire", None)]
        assert base.execute("SELECT other FROM disputes").fetchall() == [(facts[1].id,)]


def test_sqlite_metadata_is_of_its_tables(write: Write) -> None:
    path = write("sqlite")
    known = YAML(typ="safe", pure=True).load(path.with_suffix(".metadata.json").read_text())["databases"]
    with closing(sqlite3.connect(path)) as base:
        for table, told in known["sitrep"]["tables"].items():
            columns = {row[1] for row in base.execute(f"PRAGMA table_info({table})")}
            named = {*told.get("facets", ()), *told.get("columns", ()), told.get("sort", "id")} - {"id"}
            assert columns
            assert named <= columns


def test_datasette_finds_keys_and_search(write: Write) -> None:
    app = pytest.importorskip("datasette.app", reason="datasette is not installed")
    import asyncio

    path = write("sqlite")

    async def look() -> tuple[Any, ...]:
        shown = app.Datasette([str(path)], metadata=json.loads(path.with_suffix(".metadata.json").read_text()))
        await shown.invoke_startup()
        base = shown.get_database("sitrep")
        page = await shown.client.get("/sitrep/evidence.json?_search=residents&_shape=objects")
        keys = await base.foreign_keys_for_table("evidence")
        return await base.fts_table("facts"), len(page.json()["rows"]), {key["other_table"] for key in keys}

    assert asyncio.run(look()) == ("facts_fts", 1, {"facts", "documents"})


def test_geojson_has_longitude_first(write: Write, facts: list[Fact]) -> None:
    found = json.loads(write("geojson").read_text())
    assert found["type"] == "FeatureCollection"
    assert [feature["id"] for feature in found["features"]] == [fact.id for fact in facts]
    by_id = {feature["id"]: feature for feature in found["features"]}
    for fact in facts:
        feature = by_id[fact.id]
        point = {"type": "Point", "coordinates": [fact.lon, fact.lat]} if fact.lat is not None else None
        assert (feature["type"], feature["geometry"]) == ("Feature", point)
        assert feature["properties"]["evidence"][0]["text"] == fact.evidence[0].text


def edge(subject: str, relation: str, object_: str, number: int, **more: Any) -> Fact:
    """A fact between two actors."""
    ids = {"subject_id": f"actor:{subject.lower()}", "object_id": f"actor:{object_.lower()}"} | {
        key: more.pop(key) for key in list(more) if key.endswith("_id")
    }
    proof = Evidence(f"d{number}", "Words.", 0, 6)
    return Fact(id=f"f{number}", relation=relation, subject=subject, object=object_, evidence=[proof], **ids, **more)


def test_graphml_counts_what_lies_between_actors(tmp_path: Path) -> None:
    facts = [
        edge("A", "ATTACK", "B", 1, date_start="2017-08-02", date_end="2017-08-03", confidence=0.5),
        edge("A", "ATTACK", "B", 2, date_start="2017-08-01", date_end="2017-08-01", confidence=0.9, status="reported"),
        edge("A", "MEET", "B", 3),
        edge("A", "LOCATED_IN", "B", 4),
        edge("A", "CAPTURE", "Town", 5, object_id="place:town", place_id="place:town"),
        edge("A", "ATTACK", "tunnels", 6, object_id=None),
    ]
    job = written("graphml", tmp_path / "g.graphml", [], facts)
    graph = nx.read_graphml(job.path, force_multigraph=True)
    assert (job.read, job.written, job.skipped.total()) == (6, 3, 3)
    assert dict(graph.nodes(data="label")) == {"actor:a": "A", "actor:b": "B"}
    told = graph.edges["actor:a", "actor:b", "ATTACK"]
    assert (told["n_facts"], told["n_documents"], told["first"], told["last"]) == (2, 2, "2017-08-01", "2017-08-03")
    assert (told["confidence"], told["status"], told["facts"]) == (0.9, "asserted; reported", "f1; f2")


def test_graphml_takes_any_name(tmp_path: Path) -> None:
    fact = edge("A", "ATTACK", "B", 1, subject_id="actor:a")
    fact.subject = 'a\0b <&"> \x1b 👩‍🚒'
    graph = nx.read_graphml(written("graphml", tmp_path / "g.graphml", [], [fact]).path)
    assert graph.nodes["actor:a"]["label"] == 'a\ufffdb <&"> \ufffd 👩‍🚒'


@pytest.mark.parametrize(("name", "actor"), [("acled", "actor1"), ("cameo", "source")])
def test_event_tables(write: Write, facts: list[Fact], name: str, actor: str) -> None:
    assert [row[actor] for row in rows_of(write(name))] == [fact.subject for fact in facts]


@pytest.mark.parametrize("name", ["acled", "cameo"])
def test_event_tables_say_what_they_leave_out(tmp_path: Path, facts: list[Fact], name: str) -> None:
    facts[0].acled = facts[0].cameo = facts[0].plover = None
    facts[1].status = "planned"
    job = written(name, tmp_path / "e.csv", [], facts)
    assert (job.read, job.written) == (2, 0)
    assert sorted(job.skipped.values()) == [1, 1]
    assert job.skipped["planned, possible or denied"] == 1


@pytest.mark.parametrize("name", ["acled", "cameo"])
def test_events_have_country_and_division(tmp_path: Path, name: str) -> None:
    chain = (Region("Karama", "district"), Region("Mosul", "city"), Region("Nineveh", "region"))
    fact = edge("A", "ATTACK", "B", 1, place="Karama", place_id="place:k", lat=36.3, lon=43.1, acled="Attack")
    fact.plover = "ASSAULT"
    job = Job(tmp_path / "e.csv", around=lambda place: (*chain, Region("Iraq", "country", "IQ")))
    (row,) = rows_of(export(name, job, list, lambda: [fact]).path)
    assert (row["country"], row["admin1"]) == ("Iraq", "Nineveh")
    assert row.get("geo_precision", "1") == "1"
    assert row.get("iso", "IQ") == "IQ"


def test_every_sub_event_of_the_ontology_has_its_type() -> None:
    entries = YAML(typ="safe", pure=True).load((configs_dir() / "ontology.yaml").read_text())["relations"].values()
    codes = {code for entry in entries for code in _codes(entry.get("acled"))} - {""}
    strategic = {
        *("Other", "Non-violent transfer of territory", "Looting/property destruction", "Arrests", "Agreement"),
        "Change to group/activity",
    }
    assert codes - acled._TYPES.keys() == strategic


def _codes(value: Any) -> set[str]:
    return set(value.values()) if isinstance(value, dict) else {value or ""}


@pytest.mark.parametrize(("code", "quad"), [("040", 1), ("070", 2), ("111", 3), ("190", 4), ("1831", 4)])
def test_quad_class(code: str, quad: int) -> None:
    assert quad_class(code) == quad


@pytest.mark.parametrize(("low", "cell"), [(5.0, "5"), (None, ""), (2.5, "2.5")])
def test_acled_counts_whole_people(tmp_path: Path, facts: list[Fact], low: float | None, cell: str) -> None:
    (fact,) = [fact for fact in facts if fact.relation == "KILL"]
    fact.acled, fact.quantity_low = "Attack", low
    assert [row["fatalities"] for row in rows_of(written("acled", tmp_path / "a.csv", [], [fact]).path)] == [cell]


# --- documents --------------------------------------------------------------------------------------------------------


def test_prodigy_tokens_spell_the_text(write: Write, record: Document) -> None:
    task = json.loads(write("prodigy").read_text())
    assert "".join(token["text"] + " " * token["ws"] for token in task["tokens"]) == record.text
    assert [task["text"][span["start"] : span["end"]] for span in task["spans"]] == ["Blue Army", "Red Front"]
    relation = task["relations"][0]
    assert [task["tokens"][relation[end]]["text"] for end in ("head", "child")] == ["Army", "Front"]


@slow
@given(record=records())
def test_prodigy_has_every_span_once(tmp_path: Path, record: Document) -> None:
    task = json.loads(written("prodigy", tmp_path / "p.jsonl", [record]).path.read_text())
    told = [(span["start"], span["end"]) for key in ("spans", "mentions") for span in task[key]]
    assert sorted(told) == sorted((span.start, span.end) for span in record.spans)
    for span in (*task["spans"], *task["mentions"]):
        first, last = task["tokens"][span["token_start"]], task["tokens"][span["token_end"]]
        assert (first["start"], last["end"]) == (span["start"], span["end"])
        assert record.text[span["start"] : span["end"]] == span["text"]
    in_order = sorted(task["spans"], key=lambda span: span["start"])
    assert all(one["end"] <= other["start"] for one, other in pairwise(in_order))


def test_label_studio_regions_quote_the_text(write: Write, record: Document) -> None:
    (task,) = json.loads(write("label-studio").read_text())
    results = task["predictions"][0]["result"]
    regions = [result["value"] for result in results if result["type"] == "labels"]
    assert all(record.text[region["start"] : region["end"]] == region["text"] for region in regions)
    told = [result["labels"] for result in results if result["type"] == "relation"]
    assert told == [["ATTACK"], ["KILL", "reported"]]


@slow
@given(record=records())
def test_label_studio_interface_knows_every_label(tmp_path: Path, record: Document) -> None:
    from xml.etree import ElementTree

    path = written("label-studio", tmp_path / "l.json", [record]).path
    results = json.loads(path.read_text())[0]["predictions"][0]["result"]
    view = ElementTree.fromstring(path.with_suffix(".xml").read_text())
    labels, relations = ({each.get("value") for each in view.iter(tag)} for tag in ("Label", "Relation"))
    told = [result for result in results if result["type"] == "labels"]
    assert {label for result in told for label in result["value"]["labels"]} <= labels
    assert {label for result in results if result["type"] == "relation" for label in result["labels"]} <= relations
    mentions = [value for value in (result["value"] for result in told) if value["labels"] != ["ARGUMENT"]]
    assert len(mentions) == len(record.spans)
    assert all(record.text[value["start"] : value["end"]] == value["text"] for value in mentions)


def test_label_studios_own_converter_reads_it(write: Write, tmp_path: Path, record: Document) -> None:
    sdk = pytest.importorskip("label_studio_sdk.converter", reason="label-studio-sdk is not installed")
    from label_studio_sdk.label_interface import LabelInterface

    path = write("label-studio")
    interface = path.with_suffix(".xml").read_text()
    tasks = json.loads(path.read_text())
    assert all(LabelInterface(interface).validate_prediction(task["predictions"][0]) for task in tasks)
    for task in tasks:
        task["id"] = 1  # as Label Studio numbers them
        task["annotations"] = [{"id": 1, "completed_by": 1, "result": task["predictions"][0]["result"]}]
    (tmp_path / "done.json").write_text(json.dumps(tasks))
    converter = sdk.Converter(interface, str(tmp_path))
    converter.convert_to_json_min(str(tmp_path / "done.json"), str(tmp_path / "min"), is_dir=False)
    (found,) = json.loads((tmp_path / "min" / "result.json").read_text())
    assert [(each["start"], each["end"]) for each in found["label"]][:2] == [(0, 9), (17, 26)]
    assert found["doc"] == record.id


def brat(folder: Path, name: str) -> Standoff:
    """A document of a folder of brat's."""
    text, annotation = ((folder / f"{safe_name(name)}.{ending}").read_bytes().decode() for ending in ("txt", "ann"))
    return read_standoff(text, annotation, (folder / "annotation.conf").read_text())


def test_brat_has_events_with_status(write: Write) -> None:
    found = brat(write("brat"), "news/one")
    assert [event[0] for event in found.events.values()] == ["ATTACK", "KILL"]
    assert [found.attributes[event] for event in found.events] == [("Status", "asserted"), ("Status", "reported")]


@slow
@given(record=records())
def test_brat_is_strictly_right(tmp_path: Path, record: Document) -> None:
    found = brat(written("brat", tmp_path / "brat", [record]).path, record.id)
    told = {bound for bound in found.bounds.values() if bound[0] not in ("ATTACK", "ARGUMENT")}
    assert told == {(span.label, span.start, span.end) for span in record.spans}
    assert len(found.events) == len(record.statements)


def test_brat_stays_in_its_folder(tmp_path: Path, record: Document) -> None:
    ids = ["..", "../../outside", "outside", "a/b", "../a/b", "a\0b", "x" * 400, "x" * 401, "annotation", "/etc/x"]
    written("brat", tmp_path / "a" / "brat", [msgspec.structs.replace(record, id=name) for name in ids])
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) == 2 * len(ids) + 1
    assert {file.parent for file in files} == {tmp_path / "a" / "brat"}


def test_conllu_is_a_tree(write: Write, record: Document) -> None:
    sentences = conllu.parse(write("conllu").read_text())
    assert len(sentences) == len(record.sents)
    for sentence in sentences:
        sentence.to_tree()
        assert [token["id"] for token in sentence] == list(range(1, len(sentence) + 1))
        assert [token["deprel"] for token in sentence if token["head"] == 0] == ["root"]


def test_conllu_gives_a_sentence_one_root(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    doc = nlp("One \n\n two three. Four")
    for token in doc:
        token.tag_, token.pos_, token.dep_ = "NN", "NOUN", "dep"
        token.head = doc[1] if token.text == "two" else token
    record = from_doc(doc)
    record.id, record.sents = "r", [Sentence(0, len(doc.text), 0, len(doc) - 1)]
    (sentence,) = conllu.parse(written("conllu", tmp_path / "c.conllu", [record]).path.read_text())
    assert [token["head"] for token in sentence] == [0] + [1] * (len(sentence) - 1)
    assert {token["deprel"] for token in sentence[1:]} == {"parataxis"}
    assert sentence.metadata["text"] == "One two three. Four"


@slow
@given(record=records())
def test_conllu_spells_the_text(tmp_path: Path, record: Document) -> None:
    job = written("conllu", tmp_path / "c.conllu", [record])
    for sentence in conllu.parse(job.path.read_text()):
        words = "".join(token["form"] + ("" if token["misc"].get("SpaceAfter") == "No" else " ") for token in sentence)
        assert words.strip() == sentence.metadata["text"]
        for token in sentence:
            start, end = map(int, token["misc"]["TokenRange"].split(":"))
            assert "".join(record.text[start:end].split()) == token["form"]
    assert job.notes.total() == sum(span.kind not in ENTITY_KINDS for span in record.spans)


def test_spacy_converts_conllu(write: Write) -> None:
    (doc,) = conllu_to_docs(write("conllu").read_text(), n_sents=10, no_print=True)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Blue Army", "ORG"), ("Red Front", "ORG")]


def test_docbin_brings_the_record_along(write: Write, record: Document) -> None:
    (file,) = write("docbin").glob("*")
    (doc,) = DocBin().from_disk(file).get_docs(spacy.blank("en").vocab)
    assert decode(doc.user_data[KEY]) == record
    assert [ent.text for ent in doc.ents] == ["Blue Army", "Red Front"]


def test_docbin_keeps_what_overlaps(tmp_path: Path, record: Document) -> None:
    record.spans.append(Span(0, 9, 0, 1, "LOC", kind="nominal"))
    folder = written("docbin", tmp_path / "d", [record]).path
    (doc,) = DocBin().from_disk(folder / "0001.spacy").get_docs(spacy.blank("en").vocab)
    assert [(span.text, span.label_) for span in doc.spans[GROUP]] == [("Blue Army", "LOC")]


def test_docbin_in_parts_is_a_corpus(tmp_path: Path, record: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    from spacy.training import Corpus

    monkeypatch.setattr(docbin, "_DOCUMENTS", 2)
    bare = msgspec.structs.replace(record, tokens=Document("", "").tokens, sents=[])
    job = written("docbin", tmp_path / "d", [record] * 5 + [bare])
    assert sorted(file.name for file in job.path.iterdir()) == ["0001.spacy", "0002.spacy", "0003.spacy"]
    assert (job.read, job.written) == (6, 5)
    assert len(list(Corpus(job.path)(spacy.blank("en")))) == 5
    written("docbin", tmp_path / "d", [record])
    assert [file.name for file in job.path.iterdir()] == ["0001.spacy"]
