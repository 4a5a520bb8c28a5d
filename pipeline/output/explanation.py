"""Why a text was read as it was, for people: candidates and who won, entities and how they were found, statements."""

from __future__ import annotations

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.output.harmless import harmless
from pipeline.output.terminal import plain


class Candidate(msgspec.Struct, frozen=True):
    """A stretch of text that might be a mention: its words, label, what proposed it, and what became of it."""

    words: str
    label: str
    proposed_by: str
    outcome: str
    won: bool


class Linked(msgspec.Struct, frozen=True):
    """A mention and the entity that it stands for, with the reason and the place in the knowledge."""

    words: str
    kind: str
    entity: str
    because: str


class Told(msgspec.Struct, frozen=True):
    """A statement as one line, and the sentences that explain it."""

    statement: str
    reasons: list[str]


class Explanation(msgspec.Struct, frozen=True):
    """All of it."""

    candidates: list[Candidate]
    links: list[Linked]
    statements: list[Told]


def explanation_view(explanation: Explanation) -> RenderableType:
    """The explanation as two tables and, statement by statement, sentences."""
    candidates = _table("words", "as", "proposed by", "outcome")
    for one in explanation.candidates:
        style = "" if one.won else "dim"
        candidates.add_row(*map(plain, (one.words, one.label, one.proposed_by, one.outcome)), style=style)
    links = _table("words", "is a", "stands for", "because")
    for link in explanation.links:
        links.add_row(*map(plain, (link.words, link.kind, link.entity, link.because)))
    told: list[RenderableType] = []
    for statement in explanation.statements:
        told.append(Text(harmless(statement.statement), style="bold"))
        told += [Text(f"  {harmless(reason)}") for reason in statement.reasons]
    if not told:
        told.append(Text("no statements", style="dim"))
    return Group(candidates, Text(), links, Text(), *told)


def _table(*titles: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1))
    for title in titles:
        table.add_column(title, overflow="fold")
    return table
