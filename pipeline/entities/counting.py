"""Stretches of time, and dates counted from publication, from another date or from an event."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from . import moments
from .moments import OPEN, When, containing, shift
from .resolve import Context, Resolver


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
    """So many units before publication: the calendar unit of that day; with a bound ("more than two years") a range."""

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
        return moments.moved(when, count, unit) if unit != "hour" else when

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


def unit_at_hand(unit: str) -> Resolver:
    """ "the end of the month": that of the last date of a story that is told, else that of publication."""

    def resolve(context: Context) -> When | None:
        told = context.tense in (None, "past") and context.last is not None
        start = context.last.start if told and context.last else context.base
        return containing(start, unit) if start else None

    return resolve


def so_far(unit: str) -> Resolver:
    """From the start of the unit up to publication: "so far this year"."""

    def resolve(context: Context) -> When | None:
        return When(containing(context.base, unit).start, context.base, "range") if context.base else None

    return resolve


def in_year(inner: Resolver, steps: int) -> Resolver:
    """Something that comes once a year, in this (0), the last (-1), the next (1) one: "June last year"."""

    def resolve(context: Context) -> When | None:
        year = context.base.year + steps if context.base else None
        return inner(context._replace(base=None, year=year)) if year else None

    return resolve


def in_week(number: int, steps: int) -> Resolver:
    """A day of this (0), the last (-1), the next (1) week: "Thursday of last week"."""

    def resolve(context: Context) -> When | None:
        if context.base is None:
            return None
        monday = moments.weekday_before(context.base, 0)
        return moments.day(shift(monday, 7 * steps + number, "day"))

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


def into(inner: Resolver) -> Resolver:
    """From the eve of a day into the day."""

    def resolve(context: Context) -> When | None:
        when = inner(context)
        return When(shift(when.start, -1, "day"), when.end, "range") if when and when.start else None

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


def units_inside(inner: Resolver, skip: int, count: float, unit: str, *, backwards: bool = False) -> Resolver:
    """So many units of something longer, behind those skipped, from its start or its end: "the second week of May"."""

    def resolve(context: Context) -> When | None:
        when = inner(context)
        if when is None or when.start is None or when.end is None or {when.start, when.end} & {date.min, date.max}:
            return when
        if backwards:
            end = when.end
            start = shift(end + timedelta(1), -count, unit)
        else:
            start = shift(when.start, skip, unit)
            end = shift(start, count, unit) - timedelta(1)
        if not when.start <= start <= end <= when.end:
            return OPEN
        return When(start, end, unit if count == 1 and unit in ("day", "week", "month", "year") else "range")

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
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    if bound:
        return _bounded(moment, sign, count, unit, bound)
    target = shift(moment, sign * count, unit)
    return containing(
        target, unit if unit in ("week", "month", "year", "decade", "century") and count == int(count) else "day"
    )


def _bounded(moment: date, sign: int, count: float, unit: str, bound: str) -> When:
    """More than two years away: between two and three; more than twenty: twenty to thirty; nearly two: one to two."""
    step = 10 if count >= 10 and count % 10 == 0 else 1
    near, far = (count, count + step) if bound == "more" else (max(count - step, 0), count)
    ends = sorted([shift(moment, sign * near, unit), shift(moment, sign * far, unit)])
    return When(ends[0] + timedelta(bound == "more"), ends[1], "range")
