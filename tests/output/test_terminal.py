"""Tables in the terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from pipeline.documents import Document
from pipeline.facts import Fact
from pipeline.output.terminal import document_view, facts_table, how_many, plain, when


def printed(view: object) -> str:
    """What a plain terminal shows."""
    file = io.StringIO()
    Console(file=file, width=200).print(view)
    return file.getvalue()


def test_a_line_a_fact(facts: list[Fact]) -> None:
    lines = printed(facts_table(facts)).splitlines()
    assert len(lines) == 1 + len(facts)
    assert "Blue Army" in lines[1]
    assert "2016-11-01" in lines[1]


def test_what_is_left_out_is_said(facts: list[Fact]) -> None:
    assert "… and 1 more" in printed(facts_table(facts, limit=1))


def test_a_document_with_its_layers(record: Document) -> None:
    text = printed(document_view(record))
    assert all(word in text for word in ("news/one", "Red Front", "actor:red", "reported Radio Nor", "5–8"))


def test_nothing_steers_the_terminal() -> None:
    assert printed(plain("\x1b[31mred[bold]")) == " [31mred[bold]\n"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (None, None, ""),
        ("2016-11-01", "2016-11-01", "2016-11-01"),
        ("2016-01-01", "2016-12-31", "2016"),
        ("2016-11-01", "2016-11-30", "2016-11-01 – 2016-11-30"),
        (None, "2016-11-30", "until 2016-11-30"),
        ("2016-11-01", None, "2016-11-01"),
    ],
)
def test_when(start: str | None, end: str | None, text: str) -> None:
    assert when(start, end) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(None, None, ""), (8000.0, 8000.0, "8,000"), (5.0, 8.0, "5–8"), (5.0, None, "≥ 5"), (None, 2.5, "≤ 2.5")],
)
def test_how_many(low: float | None, high: float | None, text: str) -> None:
    assert how_many(low, high) == text


@pytest.mark.parametrize(("meta", "line"), [({}, "published: unknown"), ({"published": "2016-11-01"}, "2016-11-01")])
def test_a_document_says_when_it_was_published(record: Document, meta: dict[str, str], line: str) -> None:
    record.meta = meta
    record.statements = []
    assert line in printed(document_view(record))
