"""When two tellings do not disagree: dates, places, quantities."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from pipeline.facts.names import normal
from pipeline.facts.told import Side

_FIRST, _LAST = "0001-01-01", "9999-12-31"

Period = tuple[str, str]
Amount = tuple[float | None, float | None]


def period(start: str | None, end: str | None) -> Period:
    """Both ends of a period, an open one as far off as can be."""
    return start or _FIRST, end or _LAST


@lru_cache(maxsize=1 << 16)
def days(iso: str | None) -> int:
    """The day's number, for distances; 0 for no date or one that is none."""
    try:
        return date.fromisoformat((iso or "")[:10]).toordinal()
    except ValueError:
        return 0


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


def inside(inner: Period, outer: Period) -> bool:
    """Whether a period lies in another, or is the same."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def within(inner: Side, outer: Side) -> bool:
    """Whether a place is known to lie in another."""
    return bool(outer.name) and normal(outer.name or "") in {normal(parent) for parent in inner.parents}


def same_place(one: Side, other: Side) -> bool:
    """Whether two places do not disagree: the same, one inside the other, or one not told."""
    return not one.key or not other.key or one.key == other.key or within(one, other) or within(other, one)


def finer_place(one: Side, other: Side) -> Side:
    """The more precise of two places that do not disagree."""
    if not one.key:
        return other
    return other if other.key and within(other, one) else one


def equal_amounts(one: Amount, other: Amount) -> bool:
    """Whether two amounts are the same where both have an end: "more than 5" goes with 5."""
    if (None, None) in (one, other):
        return True
    ends = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return bool(ends) and all(a == b for a, b in ends)


def near_amounts(one: Amount, other: Amount, tolerance: float) -> bool:
    """Whether two documents may be counting the same: all ends lie within the tolerance of the largest."""
    if (None, None) in (one, other):
        return True
    ends = [end for end in (*one, *other) if end is not None]
    return max(ends) - min(ends) <= tolerance * max(abs(end) for end in ends)


def join_amounts(one: Amount, other: Amount) -> Amount:
    """The range that covers both; an end that only one has is taken from it."""
    lows = [low for low in (one[0], other[0]) if low is not None]
    highs = [high for high in (one[1], other[1]) if high is not None]
    return min(lows, default=None), max(highs, default=None)
