"""Time expressions as DATE spans with the days they mean, seen from the day on which the text was published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import accumulate

from spacy.tokens import Doc

from ..documents import Span, Value, column, numbers
from .dategrammar import Found, expressions
from .moments import OPEN, When
from .resolve import Context
from .tense import tense_of
from .timewords import Tape

_FIRST_YEAR, _LAST_YEAR = 1000, 2999
#: Rules whose dates are no point of the story from which a later one could count.
_NO_STEP = ("stretch", "since", "open", "duration", "offset", "hence")


def find_dates(
    doc: Doc, published: str | None, holidays: Mapping[tuple[str, ...], str], planning: Collection[str]
) -> list[Span]:
    """The DATE spans of a Doc, in order, none overlapping another.

    ``published`` is an ISO date (a time behind it is ignored); without it relative expressions have a value without
    dates, and a day without a year takes the nearest year given before. ``holidays`` maps lower-case tokens to a rule
    of ``moments.holiday`` (or ``on`` and an ISO date), ``planning`` holds words after which an infinitive is to come.
    """
    story = _Story(doc, parse_day(published), planning)
    found = list(expressions(Tape(doc, holidays)))
    whens = [story.read(expression) for expression in found]
    for k, expression in enumerate(found):
        if expression.rule == "offset":
            whens[k] = story.read_offset(expression, found, whens)
    return [_span(doc, expression, when) for expression, when in zip(found, whens, strict=True)]


def parse_day(text: str | None) -> date | None:
    """The day of an ISO date or time; None where there is none, or one that no news can have."""
    try:
        day = date.fromisoformat(text[:10]) if text else None
    except (TypeError, ValueError):
        return None
    return day if day and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


class _Story:
    """What the text has said of time so far."""

    def __init__(self, doc: Doc, base: date | None, planning: Collection[str]) -> None:
        self._doc = doc
        self._base = base
        self._planning = planning
        self._parsed = doc.has_annotation("DEP")
        self._last: When | None = None
        self._year: int | None = None
        self._year_line = 0
        self._lines = _numbered(word.isspace() and "\n" in word for word in column(doc, "ORTH"))
        self._sentences = _numbered(start == 1 for start in numbers(doc, "SENT_START"))

    def read(self, found: Found) -> When | None:
        """The meaning of the next expression."""
        line = self._lines[found.start]
        year = self._year if self._base is None or line == self._year_line else None
        tense = tense_of(self._doc, found.start, found.end, self._planning, self._parsed)
        when = found.resolver(Context(self._base, tense, year, self._last))
        self._remember(found, when, line)
        return when

    def _remember(self, found: Found, when: When | None, line: int) -> None:
        if when is None or when.start is None or found.rule.startswith(_NO_STEP):
            return
        self._last = when
        if found.year is not None:
            self._year, self._year_line = found.year, line
        elif self._base is None and when.precision != "range":
            self._year = when.start.year

    def read_offset(self, found: Found, every: list[Found], whens: list[When | None]) -> When | None:
        """ "nine days after X", counted from the nearest date of its own sentence, rather one before it."""
        sentence = self._sentences[found.start]
        near = [
            (other.start > found.start, abs(other.start - found.start), when)
            for other, when in zip(every, whens, strict=True)
            if when is not None
            and when.precision == "day"
            and other.rule != "offset"
            and self._sentences[other.start] == sentence
        ]
        anchor = min(near, key=lambda row: row[:2])[2] if near else None
        return found.resolver(Context(self._base, None, None, self._last, anchor))


def _numbered(starts: Iterable[bool]) -> list[int]:
    """For each token how many starts there were up to it."""
    return list(accumulate(map(int, starts)))


def _span(doc: Doc, found: Found, when: When | None) -> Span:
    when = when or When(None, None, "")
    return Span(
        start=doc[found.start].idx,
        end=doc[found.end - 1].idx + len(doc[found.end - 1]),
        token_start=found.start,
        token_end=found.end - 1,
        label="DATE",
        kind="date",
        source="date",
        rule=found.rule,
        value=Value(
            date_start=when.start.isoformat() if when.start else None,
            date_end=when.end.isoformat() if when.end else None,
            precision=when.precision or OPEN.precision,
        ),
    )
