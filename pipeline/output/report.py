"""The HTML report: one file, no network, nothing of the input unescaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2

from pipeline.facts import Evidence, Fact
from pipeline.output.drawings import timeline, world_map
from pipeline.output.files import replacing
from pipeline.output.terminal import how_many, when

MOST_FACTS = 5000
MOST_PROOFS = 12


def write_report(path: Path, facts: Iterable[Fact], protocol: Mapping[str, Any] | None = None) -> None:
    """Write the report of facts; ``protocol`` is what ``run.json`` says, for its head.

    A report shows the first 5,000 facts by number of documents and confidence, and says so.
    """
    found = list(facts)
    shown = sorted(found, key=lambda fact: (-fact.n_documents, -fact.confidence, fact.id))[:MOST_FACTS]
    order = {fact.id: i for i, fact in enumerate(found)}
    shown.sort(key=lambda fact: order[fact.id])
    text = (
        _environment()
        .get_template("report.html")
        .render(
            facts=shown,
            left_out=len(found) - len(shown),
            numbers=_numbers(found, protocol or {}),
            relations=_counted(fact.relation for fact in found),
            statuses=_counted(fact.status for fact in found),
            bars=timeline(found),
            map=world_map(found),
            protocol=protocol or {},
            most_proofs=MOST_PROOFS,
        )
    )
    with replacing(path) as file:
        file.write(text.encode("utf-8", "replace"))


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.update(when=_when, amount=_amount, pieces=list_pieces, safe_link=safe_link, clock=clock)
    return environment


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))


def _numbers(facts: list[Fact], protocol: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The figures at the head."""
    documents = {proof.doc for fact in facts for proof in fact.evidence}
    sources = {proof.source for fact in facts for proof in fact.evidence if proof.source}
    figures = [
        ("facts", len(facts)),
        ("statements", sum(fact.n_statements for fact in facts)),
        ("texts read", protocol.get("documents", {}).get("in", len(documents))),
        ("texts with facts", len(documents)),
        ("sources", len(sources)),
        ("in two texts or more", sum(fact.n_documents > 1 for fact in facts)),
        ("disputed", sum(bool(fact.disputed_by) for fact in facts)),
    ]
    return [(name, f"{value:,}") for name, value in figures]


def _when(fact: Fact) -> str:
    return when(fact.date_start, fact.date_end)


def _amount(fact: Fact) -> str:
    return how_many(fact.quantity_low, fact.quantity_high)


def list_pieces(proof: Evidence) -> list[tuple[str, str]]:
    """The sentence in pieces of (text, role), "" between marks; a mark that overlaps an earlier one is dropped."""
    return list(_pieces(proof))


def _pieces(proof: Evidence) -> Iterator[tuple[str, str]]:
    at = 0
    for mark in sorted(proof.marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start < at or mark.end > len(proof.text):
            continue
        if mark.start > at:
            yield proof.text[at : mark.start], ""
        yield proof.text[mark.start : mark.end], mark.role
        at = mark.end
    if at < len(proof.text):
        yield proof.text[at:], ""


def safe_link(link: str | None) -> str:
    """A link that leads to the web, or nothing: no script, no file."""
    try:
        return link if link and urlsplit(link).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def clock(seconds: float | None) -> str:
    """Seconds as a player shows them."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
