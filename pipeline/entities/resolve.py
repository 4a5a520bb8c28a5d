"""What a time expression means on the day on which its text was published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import dateparser

from . import moments
from .moments import OPEN, When, containing, shift

_NEAR = timedelta(45)  # a coming day so close is meant where no verb speaks of the past
_TOLD_LATE = timedelta(180)  # so long after an event, the year that the text gave last is meant


class Context(NamedTuple):
    """What surrounds an expression.

    ``base`` is the day of publication, ``tense`` that of the clause (past, present, future), ``year`` the nearest year
    given before, ``last`` the last resolved date before, ``anchor`` the nearest one inside the sentence.
    """

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
    found = dateparser.parse(text, languages=["en"], settings=settings)
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
    """The reading of a text that tells an older story: in the year that it gave last, not before its last date."""
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
    """A day of the week; ``which`` is "last", "next", "this", "following" (a date of the text) or nothing."""

    def resolve(context: Context) -> When | None:
        if which in ("following", "previous") and context.last and context.last.start and context.last.end:
            if which == "following":
                return moments.day(moments.weekday_after(context.last.end, number, strictly=True))
            return moments.day(moments.weekday_before(context.last.start, number, strictly=True))
        if context.base is None:
            return None
        if which in ("next", "coming", "following"):
            return moments.day(moments.weekday_after(context.base, number, strictly=True))
        if which in ("last", "past", "previous"):
            return moments.day(moments.weekday_before(context.base, number, strictly=True))
        coming = context.tense == "future" or (which == "this" and context.tense == "present")
        return moments.day((moments.weekday_after if coming else moments.weekday_before)(context.base, number))

    return resolve


def day_of_month(number: int, steps: int | None) -> Resolver:
    """ "the 24th": of this (0), the last (-1), the next (1) month; else of the month told last, or the nearest one."""

    def resolve(context: Context) -> When | None:
        last = context.last.start if context.last else None
        if steps is None and last and (context.base is None or (context.last and context.last.precision == "month")):
            return moments.make_day(last.year, last.month, number)
        base = context.base
        if base is None:
            return None
        if steps is not None:
            away = [steps]
        elif context.tense == "future":
            away = [int(base.day > number), 1, 2]
        else:
            away = [-int(base.day < number), -1, -2]
        months = (shift(base.replace(day=1), count, "month") for count in away)
        return next((day for first in months if (day := moments.make_day(first.year, first.month, number))), None)

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
    """This (0), the last (-1), the next (1) weekend; until Wednesday "this" one is past, save in the future tense."""

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
        return moments.moved(current, weeks, "week")

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
