"""Which words of a text told what: the marks of a fact's evidence, with its date, its number and its cues added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from pipeline.documents import Document, Span, Statement
from pipeline.facts import Evidence, Mark

#: Roles in the order in which they are named where several stand on the same words.
ROLES = ("trigger", "subject", "object", "place", "date", "quantity", "source", "cue")


class Stretch(msgspec.Struct, array_like=True, frozen=True):
    """``text[start:end]`` has these roles, in the order of ``ROLES``, joined by blanks."""

    start: int
    end: int
    roles: str


def stretches(marks: Iterable[Mark]) -> list[Stretch]:
    """Marks without overlaps: of two that cover the same character the shorter one shows; equal ones are joined."""
    marks = [mark for mark in marks if mark.start < mark.end]
    cuts = sorted({offset for mark in marks for offset in (mark.start, mark.end)})
    found: list[Stretch] = []
    for start, end in pairwise(cuts):
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        if not over:
            continue
        least = min(mark.end - mark.start for mark in over)
        named = {mark.role for mark in over if mark.end - mark.start == least}
        found.append(Stretch(start, end, " ".join(sorted(named, key=_order))))
    return found


def _order(role: str) -> tuple[int, str]:
    return (ROLES.index(role) if role in ROLES else len(ROLES), role)


def full_marks(document: Document, proof: Evidence) -> list[Mark]:
    """The marks of an evidence, as offsets of the document's text.

    The statement is found again by its trigger, and gives what an evidence does not carry: the words of its date, which
    may stand in another sentence, of its number, and those that set its status.
    """
    marks = [
        Mark(proof.start + mark.start, proof.start + mark.end, mark.role)
        for mark in proof.marks
        if 0 <= mark.start < mark.end <= len(proof.text)
    ]
    statement = _statement(document, marks)
    if statement is None:
        return marks
    date, quantity = _date(document.spans, statement, proof), _quantity(document.spans, statement, proof)
    marks += [Mark(span.start, span.end, role) for span, role in ((date, "date"), (quantity, "quantity")) if span]
    marks += [Mark(cue.start, cue.end, "cue") for cue in statement.cues if cue.start < cue.end]
    return [mark for mark in marks if 0 <= mark.start < mark.end <= len(document.text)]


def _statement(document: Document, marks: Sequence[Mark]) -> Statement | None:
    """The statement that an evidence came from: its trigger, and most of its arguments, stand where the marks are."""
    ours = {(mark.role, mark.start, mark.end) for mark in marks}
    best, most = None, 0
    for statement in document.statements:
        if ("trigger", statement.trigger.start, statement.trigger.end) not in ours:
            continue
        sides = (("subject", statement.subject), ("object", statement.object), ("place", statement.place))
        same = 1 + sum(side is not None and (role, side.start, side.end) in ours for role, side in sides)
        if same > most:
            best, most = statement, same
    return best


def _date(spans: Iterable[Span], statement: Statement, proof: Evidence) -> Span | None:
    """The words of a statement's date: in its sentence, else the last before it, else the first after it."""
    if not (statement.date_start or statement.date_end):
        return None
    inside: list[Span] = []
    before: list[Span] = []
    after: list[Span] = []
    for span in spans:
        if span.kind == "date" and span.value is not None and _of(span, statement):
            where = after if span.start >= proof.end else inside if span.start >= proof.start else before
            where.append(span)
    if inside:
        return min(inside, key=lambda span: (not _same(span, statement), abs(span.start - statement.trigger.start)))
    exact = [span for span in before if _same(span, statement)]
    return exact[-1] if exact else next((span for span in after if _same(span, statement)), None)


def _same(span: Span, statement: Statement) -> bool:
    value = span.value
    return value is not None and (value.date_start, value.date_end) == (statement.date_start, statement.date_end)


def _of(span: Span, statement: Statement) -> bool:
    """Whether a date is that of a statement or one of the ends of its period."""
    value = span.value
    assert value is not None
    ends = {value.date_start, value.date_end} - {None}
    return _same(span, statement) or bool(ends & {statement.date_start, statement.date_end})


def _quantity(spans: Iterable[Span], statement: Statement, proof: Evidence) -> Span | None:
    """The words of a statement's number in its sentence."""
    number = statement.quantity
    if number is None:
        return None
    fitting = [
        span
        for span in spans
        if span.kind == "quantity"
        and span.value is not None
        and (span.value.low, span.value.high) == (number.low, number.high)
        and proof.start <= span.start
        and span.end <= proof.end
    ]
    return min(fitting, key=lambda span: abs(span.start - statement.trigger.start), default=None)
