"""One SQLite file: ``documents``, ``facts``, ``evidence`` (a row a sentence), ``names`` (to look facts up by)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import Document
from pipeline.facts import Evidence, Fact
from pipeline.output.files import through

_NESTED = ("subject_names", "object_names", "place_names", "attributed_to_names", "evidence", "why")
_FACT = [field.name for field in msgspec.structs.fields(Fact) if field.name not in _NESTED]
_PROOF = [field.name for field in msgspec.structs.fields(Evidence) if field.name not in ("marks", "rules", "said")]
_NUMBERS = {"lat", "lon", "quantity_low", "quantity_high", "confidence", "seconds"}
_WHOLE = {"n_documents", "n_statements", "n_sources", "start", "end", "raw_start", "raw_end", "raw_line"}


def write(path: Path, documents: Iterable[Document], facts: Iterable[Fact]) -> None:
    """Write documents and facts."""

    def fill(part: Path) -> None:
        with closing(sqlite3.connect(part)) as base, base:
            base.executescript(_schema())
            base.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", map(_document, documents))
            for fact in facts:
                _insert(base, fact)

    through(path, fill)


def _column(name: str) -> str:
    return f'"{name}" {"REAL" if name in _NUMBERS else "INTEGER" if name in _WHOLE else "TEXT"}'


def _schema() -> str:
    facts = ", ".join(_column(name) + (" PRIMARY KEY" if name == "id" else "") for name in _FACT)
    proof = ", ".join(map(_column, _PROOF))
    return f"""
        CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT, published TEXT, source TEXT, url TEXT, text TEXT);
        CREATE TABLE facts ({facts});
        CREATE TABLE evidence (fact TEXT REFERENCES facts(id), {proof});
        CREATE TABLE names (fact TEXT REFERENCES facts(id), role TEXT, name TEXT);
        CREATE INDEX evidence_fact ON evidence (fact);
        CREATE INDEX names_name ON names (name);
    """


def _document(document: Document) -> tuple[Any, ...]:
    meta = (document.meta.get(key) for key in ("title", "published", "source", "url"))
    return document.id, *(None if value is None else str(value) for value in meta), document.text


def _insert(base: sqlite3.Connection, fact: Fact) -> None:
    values = [getattr(fact, name) for name in _FACT]
    cells = ["; ".join(value) if isinstance(value, list) else value for value in values]
    base.execute(f"INSERT INTO facts VALUES ({', '.join('?' * len(cells))})", cells)  # noqa: S608
    proofs = [[fact.id, *(getattr(proof, name) for name in _PROOF)] for proof in fact.evidence]
    base.executemany(f"INSERT INTO evidence VALUES ({', '.join('?' * (len(_PROOF) + 1))})", proofs)  # noqa: S608
    roles = {"subject": fact.subject_names, "object": fact.object_names, "place": fact.place_names}
    names = [(fact.id, role, name) for role, found in roles.items() for name in found]
    base.executemany("INSERT INTO names VALUES (?, ?, ?)", names)
