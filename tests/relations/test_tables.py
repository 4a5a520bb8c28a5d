"""The linguistic cases: what is told by a sentence with a given parse. Extend the tables, not this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.relations.parse import Parse
from tests.conftest import parsed
from tests.relations.handparse import cases, statements, told

TABLES = sorted(Path(__file__).parent.glob("tables/*.txt"))
CASES = [pytest.param(line, expected, id=f"{p.stem}: {name}") for p in TABLES for name, line, expected in cases(p)]


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_told(line: str, expected: list[str]) -> None:
    assert sorted(told(statement) for statement in statements(line)) == sorted(expected)


def test_tables_are_read() -> None:
    assert len(CASES) > 50


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [
        (4, 1, "nsubj"),
        (1, 4, "^nsubj"),
        (1, 6, "^nsubj obj"),
        (6, 7, "nmod"),
        (7, 1, "^nmod ^obj nsubj"),
        (4, 4, ""),
    ],
)
def test_the_way_between_two_tokens(start: int, end: int, path: str) -> None:
    doc = parsed(
        ["The", "rebels", "have", "not", "seized", "the", "town", "hall"],
        heads=[1, 4, 4, 4, 4, 6, 4, 6],
        deps=["det", "nsubj", "aux", "advmod", "ROOT", "det", "obj", "nmod"],
    )
    assert Parse(doc).path(start, end) == path


def test_trees_apart_have_no_way_between_them() -> None:
    doc = parsed(["Fell", "Rose"], heads=[0, 1], deps=["ROOT", "ROOT"])
    assert Parse(doc).path(0, 1) == "…"
