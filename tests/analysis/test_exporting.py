"""A selection for another tool."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.analysis import actor_network, export, with_actor
from pipeline.documents import Document
from pipeline.facts import FactRules, merge
from pipeline.output.exports import FORMATS
from pipeline.output.frames import frame
from tests.analysis.table import fact, table
from tests.facts.build import document, statement

RECORDS = [
    document("a", statement("ATTACK", "Blue Army", "Red Front")),
    document("b", statement("KILL", "Red Front", "residents")),
]
FACTS = frame(merge(RECORDS, FactRules()))


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.takes == "documents"])
def test_documents_are_those_of_the_selection(tmp_path: Path, form: str) -> None:
    read: list[str] = []

    def records() -> list[Document]:
        read.extend(record.id for record in RECORDS)
        return RECORDS

    job = export(with_actor(FACTS, "Blue Army"), form, tmp_path / "out", records())
    assert (job.read, read) == (1, ["a", "b"])
    with pytest.raises(ValueError, match="give the run's folder"):
        export(FACTS, form, tmp_path / "out")


def test_facts_are_those_of_the_selection(tmp_path: Path) -> None:
    export(with_actor(FACTS, "Blue Army"), "sqlite", tmp_path / "s.sqlite", RECORDS)
    with closing(sqlite3.connect(tmp_path / "s.sqlite")) as base:
        assert base.execute("SELECT relation FROM facts").fetchall() == [("ATTACK",)]
        assert base.execute("SELECT id, text IS NULL FROM documents").fetchall() == [("a", 0)]


def test_events_find_their_country_in_the_knowledge(tmp_path: Path) -> None:
    facts = table(fact("ATTACK", "x", "y", "2016-11-01", place="Karama", acled="Attack"))
    text = (export(facts, "acled", tmp_path / "a.csv").path).read_text(encoding="utf-8-sig")
    assert ",Iraq,Nineveh," in text


def test_the_network_is_of_the_selection() -> None:
    graph = actor_network(with_actor(FACTS, "Blue Army"), named=False)
    assert [(one, other, edge["relation"]) for one, other, edge in graph.edges(data=True)] == [
        ("actor:blue", "actor:red", "ATTACK")
    ]
