"""The linguistic cases: what is told by a sentence with a given parse. Extend the tables, not this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.relations.handparse import cases, statements, told

TABLES = sorted(Path(__file__).parent.glob("tables/*.txt"))
CASES = [pytest.param(line, expected, id=f"{p.stem}: {name}") for p in TABLES for name, line, expected in cases(p)]


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_told(line: str, expected: list[str]) -> None:
    assert sorted(told(statement) for statement in statements(line)) == sorted(expected)


def test_tables_are_read() -> None:
    assert len(CASES) > 50
