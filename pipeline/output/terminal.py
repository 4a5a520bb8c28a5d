"""Facts and documents in the terminal, with colours where it has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nlargest
from operator import itemgetter

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipeline.documents import ENTITY_KINDS, Argument, Document, Statement
from pipeline.facts import Fact
from pipeline.output.harmless import harmless

_STATUS = {"asserted": "green", "reported": "cyan", "planned": "yellow", "possible": "yellow", "negated": "red"}
_LABELS = {
    "PERSON": "magenta",
    "ORG": "blue",
    "LOC": "green",
    "FAC": "green",
    "NORP": "blue",
    "WEAPON": "red",
    "VEHICLE": "red",
    "DATE": "cyan",
    "QUANTITY": "yellow",
    "MONEY": "yellow",
}


def when(start: str | None, end: str | None) -> str:
    """A period in few characters."""
    if start and end and start != end:
        year = start[:4] == end[:4] and start[4:] == "-01-01" and end[4:] == "-12-31"
        return start[:4] if year else f"{start} – {end}"
    return start or (f"until {end}" if end else "")


def number(value: float) -> str:
    """A number without a useless fraction."""
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def how_many(low: float | None, high: float | None) -> str:
    """A quantity in few characters: ``12``, ``10–12``, ``≥ 10``, ``≤ 12``."""
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"≥ {number(low)}" if low is not None else f"≤ {number(high or 0)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def plain(text: str | None) -> str:
    """Text from outside for one of rich's tables or lines: harmless in a terminal, and without markup."""
    return escape(harmless(text or ""))


def facts_table(facts: Iterable[Fact], limit: int = 40) -> RenderableType:
    """A table of the surest facts, in the order given; says how many it leaves out. Holds no more than it shows."""
    total = 0

    def numbered() -> Iterator[tuple[int, Fact]]:
        nonlocal total
        for fact in facts:
            total += 1
            yield total, fact

    shown = nlargest(limit, numbered(), key=lambda pair: (pair[1].n_documents, pair[1].confidence, -pair[0]))
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1))
    for title, style in (("who", ""), ("did", "bold"), ("what, to whom", ""), ("where", "green"), ("when", "cyan")):
        table.add_column(title, style=style, overflow="fold")
    for title, justify in (("how many", "right"), ("says", "left"), ("texts", "right"), ("sure", "right")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    for _, fact in sorted(shown, key=itemgetter(0)):
        table.add_row(*_row(fact))
    left = total - len(shown)
    return Group(table, Text(f"… and {left:,} more", style="dim")) if left else table


def _row(fact: Fact) -> tuple[str, ...]:
    status = f"[{_STATUS.get(fact.status, 'white')}]{plain(fact.status)}[/]"
    source = f" {plain(fact.attributed_to)}" if fact.attributed_to else ""
    return (
        plain(fact.subject) or "[dim]–[/]",
        plain(fact.relation) + (" [red]![/]" if fact.disputed_by else ""),
        plain(fact.object) or "[dim]–[/]",
        "" if fact.place == fact.object else plain(fact.place),
        when(fact.date_start, fact.date_end),
        how_many(fact.quantity_low, fact.quantity_high),
        status + source,
        str(fact.n_documents),
        f"{fact.confidence:.2f}",
    )


def document_view(document: Document) -> RenderableType:
    """One document: its metadata, its text with its mentions coloured, its entities, its statements."""
    head = Text(harmless(document.id), style="bold")
    for key in ("title", "published", "source", "url"):
        value = document.meta.get(key) or ("unknown" if key == "published" else None)
        if value:
            head.append(f"\n{key}: {harmless(str(value))}", style="dim")
    return Group(head, Text(), _coloured(document), Text(), _entities(document), Text(), _statements(document))


def _coloured(document: Document) -> Text:
    """The text with its mentions coloured by label."""
    text = Text(harmless(document.text, "\n"))
    for span in document.spans:
        style = _LABELS.get(span.label, "white")
        text.stylize(f"bold {style}" if span.kind in ENTITY_KINDS else f"{style} underline", span.start, span.end)
    for statement in document.statements:
        text.stylize("reverse", statement.trigger.start, statement.trigger.end)
    return text


def _entities(document: Document) -> Table:
    table = Table("id", "entity", "type", "known as", "mentions", box=None, header_style="bold", pad_edge=False)
    for entity in document.entities:
        cells = (entity.id, entity.name, entity.type, entity.kb_id, str(len(entity.mentions)))
        table.add_row(*map(plain, cells))
    return table


def _statements(document: Document) -> Table:
    table = Table("who", "did", "what, to whom", "where", "when", "how many", "says", box=None, header_style="bold")
    for statement in document.statements:
        table.add_row(*_statement_row(statement))
    return table


def _statement_row(statement: Statement) -> tuple[str, ...]:
    def name(argument: Argument | None) -> str:
        return plain(argument.name) if argument else ""

    quantity = statement.quantity
    return (
        name(statement.subject),
        plain(statement.relation),
        name(statement.object),
        name(statement.place),
        when(statement.date_start, statement.date_end),
        how_many(quantity.low, quantity.high) if quantity else "",
        f"{plain(statement.status)} {name(statement.attributed_to)}".strip(),
    )


def console(*, stderr: bool = False) -> Console:
    """A console; wide where nobody looks, so that lines are not cut in a pipe."""
    made = Console(stderr=stderr, highlight=False)
    if not made.is_terminal:
        made = Console(stderr=stderr, highlight=False, width=200)
    return made
