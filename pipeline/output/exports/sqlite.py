"""One SQLite file, ready for Datasette: ``documents``, ``facts``, ``evidence``, ``names``, ``disputes``,
``fulfilments``. It holds all that ``facts.jsonl`` does.

Lists are JSON arrays, which Datasette counts as facets. ``facts``, ``evidence`` and ``documents`` have full-text
indexes (FTS5), and views answer what is asked first. Beside the database stands ``NAME.metadata.json`` for
``datasette -m``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import Document
from pipeline.facts import Evidence, Fact
from pipeline.output.columns import EVIDENCE, FACT, Kind
from pipeline.output.exports.job import Job
from pipeline.output.files import through, write_json

_NAMED = ("subject", "object", "place", "attributed_to")
_NESTED = frozenset({"evidence", *(f"{role}_names" for role in _NAMED)})
_TYPES: dict[Kind, str] = {"whole": "INTEGER", "number": "REAL"}
_FACT = {name: kind for name, kind in FACT.items() if name not in _NESTED}
_PROOF = {name: kind for name, kind in EVIDENCE.items() if name != "doc"}
_META = ("title", "published", "source", "url", "language")

#: Tables with a full-text index, and what of them is searched.
_SEARCHED = {
    "facts": ("relation", "subject", "object", "place", "attributed_to"),
    "evidence": ("text",),
    "documents": ("title", "text"),
}

_VIEWS = """
    CREATE VIEW fact_list AS
        SELECT f.date_start, f.date_end, f.subject, f.relation, f.object, f.place, f.quantity_low, f.quantity_high,
               f.status, f.attributed_to, f.n_documents, f.confidence, e.text AS sentence, e.document, e.link, f.id
        FROM facts f LEFT JOIN evidence e ON e.id = (SELECT min(id) FROM evidence WHERE fact = f.id)
        ORDER BY f.date_start IS NULL, f.date_start, f.id;
    CREATE VIEW facts_by_month AS
        SELECT substr(date_start, 1, 7) AS month, relation, count(*) AS facts
        FROM facts WHERE date_start IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2;
    CREATE VIEW facts_by_actor AS
        SELECT subject AS actor, relation, status, count(*) AS facts, sum(n_statements) AS statements
        FROM facts WHERE subject IS NOT NULL GROUP BY 1, 2, 3 ORDER BY facts DESC, 1, 2, 3;
    CREATE VIEW facts_by_source AS
        SELECT e.source, f.relation, count(DISTINCT f.id) AS facts, count(*) AS sentences
        FROM evidence e JOIN facts f ON f.id = e.fact GROUP BY 1, 2 ORDER BY facts DESC, 1, 2;
"""


def write(job: Job, documents: Iterable[Document], facts: Iterable[Fact]) -> None:
    """Write documents and facts, and the metadata beside them."""

    def fill(part: Path) -> None:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as base, base:
            base.executescript(_schema())
            base.executemany(f"INSERT INTO documents VALUES ({_marks(len(_META) + 3)})", map(_document, documents))  # noqa: S608
            for fact in facts:
                _insert(base, fact)
            base.execute("DELETE FROM disputes WHERE other NOT IN (SELECT id FROM facts)")
            base.execute("DELETE FROM fulfilments WHERE plan NOT IN (SELECT id FROM facts)")
            for table in _SEARCHED:
                base.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")  # noqa: S608
            base.executescript("PRAGMA optimize;")

    through(job.path, fill)
    write_json(job.path.with_suffix(".metadata.json"), _metadata(job.path.stem))


def _marks(number: int) -> str:
    return ", ".join("?" * number)


def _columns(kinds: Mapping[str, Kind]) -> str:
    return ", ".join(f'"{name}" {_TYPES.get(kind, "TEXT")}' for name, kind in kinds.items())


def _schema() -> str:
    facts = _columns(_FACT).replace('"id" TEXT', '"id" TEXT PRIMARY KEY')
    searched = "".join(
        f"""CREATE VIRTUAL TABLE {table}_fts USING fts5(
            {", ".join(columns)}, content="{table}", tokenize="porter unicode61 remove_diacritics 2");\n"""
        for table, columns in _SEARCHED.items()
    )
    return f"""
        CREATE TABLE documents (
            id TEXT PRIMARY KEY, {", ".join(f"{key} TEXT" for key in _META)}, meta TEXT, text TEXT);
        CREATE TABLE facts ({facts});
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY, fact TEXT REFERENCES facts(id), document TEXT REFERENCES documents(id),
            {_columns(_PROOF)});
        CREATE TABLE names (fact TEXT REFERENCES facts(id), role TEXT, name TEXT, PRIMARY KEY (fact, role, name));
        CREATE TABLE disputes (
            fact TEXT REFERENCES facts(id), other TEXT REFERENCES facts(id), PRIMARY KEY (fact, other));
        CREATE TABLE fulfilments (
            fact TEXT REFERENCES facts(id), plan TEXT REFERENCES facts(id), PRIMARY KEY (fact, plan));
        CREATE INDEX evidence_fact ON evidence (fact);
        CREATE INDEX evidence_document ON evidence (document);
        CREATE INDEX names_name ON names (name);
        CREATE INDEX facts_relation ON facts (relation);
        CREATE INDEX facts_date ON facts (date_start);
        {searched}
        {_VIEWS}
    """


def _document(document: Document) -> tuple[Any, ...]:
    values = (document.meta.get(key) for key in _META)
    meta = msgspec.json.encode(document.meta, enc_hook=str).decode()
    return document.id, *(None if value is None else str(value) for value in values), meta, document.text


def _cell(value: Any) -> Any:
    """A scalar as it is, a list or a mapping as JSON."""
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else value


def _insert(base: sqlite3.Connection, fact: Fact) -> None:
    base.execute(
        f"INSERT INTO facts VALUES ({_marks(len(_FACT))})",  # noqa: S608
        [_cell(getattr(fact, name)) for name in _FACT],
    )
    for proof in fact.evidence:
        _insert_proof(base, fact, proof)
    names = {(fact.id, role, name): None for role in _NAMED for name in getattr(fact, f"{role}_names")}
    base.executemany("INSERT INTO names VALUES (?, ?, ?)", names)
    base.executemany("INSERT OR IGNORE INTO disputes VALUES (?, ?)", [(fact.id, other) for other in fact.disputed_by])
    base.executemany("INSERT OR IGNORE INTO fulfilments VALUES (?, ?)", [(fact.id, plan) for plan in fact.fulfils])


def _insert_proof(base: sqlite3.Connection, fact: Fact, proof: Evidence) -> None:
    """A sentence; of a document that was not given there is at least what the sentence says of it."""
    base.execute(
        "INSERT OR IGNORE INTO documents (id, source, published) VALUES (?, ?, ?)",
        (proof.doc, proof.source, proof.published),
    )
    cells = [_cell(getattr(proof, name)) for name in _PROOF]
    base.execute(
        f"INSERT INTO evidence VALUES (NULL, {_marks(len(cells) + 2)})",  # noqa: S608
        [fact.id, proof.doc, *cells],
    )


def _metadata(name: str) -> dict[str, Any]:
    """What Datasette shows of the tables: see https://docs.datasette.io on metadata."""
    return {
        "title": "Facts extracted by Sitrep",
        "description": "What texts say: read the sentences behind a row before relying on it.",
        "databases": {
            name: {
                "tables": {
                    "facts": {
                        "description": "Who did what to whom, where, when, how many, and who says so.",
                        "facets": ["relation", "status", "subject"],
                        "sort": "date_start",
                        "columns": {
                            "quantity_low": "at least so many",
                            "quantity_high": "at most so many; empty where the text leaves it open",
                            "confidence": "how likely the texts say this, 0 to 1",
                            "disputed_by": "facts that contradict this one",
                            "fulfils": "plans that this one carries out",
                            "speakers": "all who are named as saying so",
                            "n_sources": "tellings that do not depend on each other",
                            "merged_by": "the rules that joined its statements",
                        },
                    },
                    "evidence": {
                        "description": "The sentences that tell the facts.",
                        "facets": ["source"],
                        "columns": {
                            "rules": "the rules that joined this telling to the others",
                            "said": "what it says itself where the fact says otherwise",
                        },
                    },
                    "documents": {"description": "The texts.", "label_column": "title", "facets": ["source"]},
                    "names": {"description": "Everything that a fact's actors and places are called."},
                    "disputes": {"description": "Pairs of facts that contradict each other."},
                    "fulfilments": {"description": "Facts, and the plans that they carry out."},
                }
            }
        },
    }
