"""What a time expression means on the day on which its text was published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from math import ceil
from typing import NamedTuple

import dateparser

from . import moments
from .moments import OPEN, When, containing, shift

_NEAR = timedelta(45)  # a coming day so close is meant where no verb speaks of the past
_TOLD_LATE = timedelta(180)  # so long after an event, the year that the text gave last is meant


class Context(NamedTuple):
    """What surrounds an expression: ``base`` is the day of publication, ``tense`` that of the clause (past, present, future),
    ``year`` the nearest year given before, ``last`` the last resolved date before, ``anchor`` the same inside the sentence."""

    base: date | None = None
    tense: str | None = None
    year: int | None = None
    last: When | None = None
    anchor: When | None = None


Resolver = Callable[[Context], When | None]


def fixed(when: When | None) -> Resolver:
    """The same on every day."""
    return lambda context: when


def opened(context: Context) -> When | None:
    """No dates."""
    return OPEN


@lru_cache(maxsize=8192)
def written(text: str, order: str = "MDY") -> When | None:
    """A date written out in full, by dateparser; None where the calendar has no such day."""
    settings = {"STRICT_PARSING": True, "DATE_ORDER": order}
    found = dateparser.parse(text, languages=["en"], settings=settings)  # type: ignore[arg-type]
    return moments.day(found.date()) if found else None


def yearly(build: Callable[[int], When | None]) -> Resolver:
    """Something that comes once a year: the last one, in the future tense the next."""

    def resolve(context: Context) -> When | None:
        base = context.base
        if base is None:
            return build(context.year) if context.year else None
        coming = _first(build, range(base.year, base.year + 9), lambda w: w.end is not None and w.end >= base)
        if context.tense == "future":
            return coming
        past = _first(build, range(base.year, base.year - 9, -1), lambda w: w.start is not None and w.start <= base)
        if _is_near(context, past, coming):
            return coming
        return _told(context, build, past) or past

    return resolve


def _first(build: Callable[[int], When | None], years: range, fits: Callable[[When], bool]) -> When | None:
    candidates = (build(number) for number in years)
    return next((when for when in candidates if when is not None and fits(when)), None)


def _is_near(context: Context, past: When | None, coming: When | None) -> bool:
    if context.tense == "past" or coming is None or coming.start is None or context.base is None:
        return False
    far = past is None or past.end is None or context.base - past.end > timedelta(365) - 2 * _NEAR
    return far and coming.start - context.base <= _NEAR


def _told(context: Context, build: Callable[[int], When | None], past: When | None) -> When | None:
    """The reading of a text that tells an older story in its order: in the year that it gave last, not before its last date."""
    if context.year is None or context.last is None or context.base is None or past is None or past.end is None:
        return None
    if context.base - past.end < _TOLD_LATE or context.year >= context.base.year:
        return None
    when = build(context.year)
    after = (
        when is not None
        and when.start is not None
        and context.last.start is not None
        and when.start >= context.last.start
    )
    return when if after else None


def weekday(number: int, which: str = "") -> Resolver:
    """A day of the week; ``which`` is "last", "next", "this" or nothing."""

    def resolve(context: Context) -> When | None:
        if context.base is None:
            return None
        if which in ("next", "coming", "following"):
            return moments.day(moments.weekday_after(context.base, number, strictly=True))
        if which in ("last", "past", "previous"):
            return moments.day(moments.weekday_before(context.base, number, strictly=True))
        find = moments.weekday_after if context.tense == "future" else moments.weekday_before
        return moments.day(find(context.base, number))

    return resolve


def from_base(days: int) -> Resolver:
    """So many days after publication."""
    return lambda context: moments.day(context.base + timedelta(days)) if context.base else None


def overnight(context: Context) -> When | None:
    """From the eve of publication into the day."""
    return When(context.base - timedelta(1), context.base, "range") if context.base else None


def calendar_unit(unit: str, steps: int) -> Resolver:
    """This (0), the last (-1), the next (1) calendar unit."""
    return lambda context: containing(shift(context.base, steps, unit), unit) if context.base else None


def weekend(steps: int) -> Resolver:
    """This (0), the last (-1), the next (1) weekend; "this" one is the past one until Wednesday, unless the clause is in the future."""

    def resolve(context: Context) -> When | None:
        if context.base is None:
            return None
        current = containing(context.base, "weekend")
        inside = context.base.weekday() >= 5
        past = context.tense == "past" or (context.tense != "future" and context.base.weekday() < 3)
        if inside:
            weeks = steps
        elif steps == 0:
            weeks = -1 if past else 0
        else:
            weeks = -1 if steps < 0 else (1 if context.base.weekday() >= 3 else 0)
        return _later(current, weeks, "week")

    return resolve


def month_of(number: int, which: str) -> Resolver:
    """ "last December", "next June", "this May"."""

    def resolve(context: Context) -> When | None:
        base = context.base
        if base is None:
            return None
        if which in ("next", "coming"):
            return moments.month(base.year + (number <= base.month), number)
        if which in ("last", "past", "previous"):
            return moments.month(base.year - (number >= base.month), number)
        return moments.month(base.year, number)

    return resolve


def season_of(name: str, which: str) -> Resolver:
    """ "last summer": the last that was over; "next winter": the first to come; "this spring": that of the year."""

    def resolve(context: Context) -> When | None:
        base = context.base
        if base is None:
            return None
        found = [moments.season(base.year + step, name) for step in range(-2, 3)]
        if which in ("last", "past", "previous"):
            return [when for when in found if when.end is not None and when.end < base][-1]
        if which in ("next", "coming"):
            return next(when for when in found if when.start is not None and when.start > base)
        current = [
            when for when in found if when.start is not None and when.end is not None and when.start <= base <= when.end
        ]
        return current[0] if current else moments.season(base.year, name)

    return resolve


def stretch(count: float, unit: str, forward: bool = False) -> Resolver:
    """The last (or next) so many units, up to (from) publication."""

    def resolve(context: Context) -> When | None:
        if context.base is None:
            return None
        number, of = _whole(count, unit)
        if forward:
            return When(context.base, shift(context.base, number, of), "range")
        return When(shift(context.base, -number, of), context.base, "range")

    return resolve


def ago(count: float, unit: str, bound: str = "") -> Resolver:
    """So many units before publication: the calendar unit in which that day lies; with a bound ("more than two years") a range."""

    def resolve(context: Context) -> When | None:
        return _away(context.base, -1, count, unit, bound)

    return resolve


def hence(count: float, unit: str) -> Resolver:
    """So many units after publication."""
    return lambda context: _away(context.base, 1, count, unit, "")


def beside_last(count: float, unit: str) -> Resolver:
    """So many units after (before, when negative) the last date of the text: "three days later"."""

    def resolve(context: Context) -> When | None:
        if context.last is None or context.last.start is None:
            return None
        if context.last.precision != "day" and unit in ("day", "week", "hour"):
            return None
        return _away(context.last.start, 1 if count >= 0 else -1, abs(count), unit, "")

    return resolve


def beside_event(count: float, unit: str, bound: str = "") -> Resolver:
    """The day of X in "N days after X": N before the date that the sentence gives, or before the text's present."""

    def resolve(context: Context) -> When | None:
        anchor = context.anchor.start if context.anchor and context.anchor.precision == "day" else context.base
        return _away(anchor, -1 if count >= 0 else 1, abs(count), unit, bound)

    return resolve


def beside_date(count: float, unit: str, inner: Resolver) -> Resolver:
    """ "three days after 17 October"."""

    def resolve(context: Context) -> When | None:
        when = inner(context)
        if when is None or when.start is None:
            return None
        return _later(when, count, unit) if unit != "hour" else when

    return resolve


def unit_of_last(unit: str) -> Resolver:
    """ "the same day", "that year"."""
    return lambda context: containing(context.last.start, unit) if context.last and context.last.start else None


def unit_beside_last(unit: str, steps: int) -> Resolver:
    """ "the following year", "the previous month": beside the last date of the text, else beside publication."""

    def resolve(context: Context) -> When | None:
        start = context.last.start if context.last and context.last.start else context.base
        return containing(shift(start, steps, unit), unit) if start else None

    return resolve


def since(inner: Resolver) -> Resolver:
    """From the start of something up to publication."""

    def resolve(context: Context) -> When | None:
        when = inner(context._replace(tense="past"))
        if when is None or when.start is None or context.base is None or when.start > context.base:
            return None if when is None or when.start is None else OPEN
        return When(when.start, context.base, "range")

    return resolve


def since_last(context: Context) -> When | None:
    """ "since then"."""
    return since(lambda inner: inner.last)(context)


def between(first: Resolver, last: Resolver) -> Resolver:
    """From the start of the one to the end of the other; a first one without a year takes that of the second."""

    def resolve(context: Context) -> When | None:
        end = last(context)
        if end is None or end.end is None:
            return None
        start = (
            first(context._replace(base=end.end, tense="past"))
            if context.base
            else first(context._replace(year=end.end.year))
        )
        return moments.span(start, end) if start else None

    return resolve


def part(inner: Resolver, nth: int, of: int) -> Resolver:
    """The ``nth`` (from 0) of so many equal parts: "the first half of 2015"."""

    def resolve(context: Context) -> When | None:
        when = inner(context)
        if when is None or when.start is None or when.end is None:
            return when
        days = (when.end - when.start).days + 1
        if when.precision == "year" and 12 % of == 0:
            first = shift(when.start, nth * (12 // of), "month")
            return When(first, shift(first, 12 // of, "month") - timedelta(1), "range")
        first = when.start + timedelta(round(days * nth / of))
        return When(first, when.start + timedelta(round(days * (nth + 1) / of) - 1), "range")

    return resolve


def widened(inner: Resolver, unit: str) -> Resolver:
    """The calendar unit around something: "the week of Nov. 7"."""

    def resolve(context: Context) -> When | None:
        when = inner(context)
        return containing(when.start, unit) if when is not None and when.start is not None else None

    return resolve


def _whole(count: float, unit: str) -> tuple[float, str]:
    """Hours as days."""
    return (ceil(count / 24), "day") if unit == "hour" else (count, unit)


def _away(moment: date | None, sign: int, count: float, unit: str, bound: str) -> When | None:
    if moment is None:
        return None
    if unit == "hour":
        return moments.day(moment + timedelta(sign * int(count / 24)))
    if bound:
        return _bounded(moment, sign, count, unit, bound)
    target = shift(moment, sign * count, unit)
    return containing(
        target, unit if unit in ("week", "month", "year", "decade", "century") and count == int(count) else "day"
    )


def _bounded(moment: date, sign: int, count: float, unit: str, bound: str) -> When:
    """More than two years away: between two and three; more than twenty: between twenty and thirty; nearly two: between one and two."""
    step = 10 if count >= 10 and count % 10 == 0 else 1
    near, far = (count, count + step) if bound == "more" else (max(count - step, 0), count)
    ends = sorted([shift(moment, sign * near, unit), shift(moment, sign * far, unit)])
    return When(ends[0] + timedelta(bound == "more"), ends[1], "range")


def _later(when: When, count: float, unit: str) -> When:
    if when.start is None or when.end is None:
        return when
    return When(shift(when.start, count, unit), shift(when.end, count, unit), when.precision)
