"""Which tokens speak of time, and what to ask the calendar about them.

A rule reads from a token on and gives the end of the expression, its own name and a resolver. Rules look a bounded
number of tokens ahead, so finding all expressions is linear in the length of the text; the longest reading wins, then
the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import NamedTuple

from . import counting, moments, resolve
from .calendardates import CALENDAR, Match, Rule, day_in, day_of
from .numbers import read_number
from .relativedates import RELATIVE
from .resolve import Resolver
from .timewords import DAYPARTS, TO, Tape
from .wordlists import word_set

_HALVES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 3, "final": 3}
_PARTS = {"half": 2, "quarter": 4}
_OPENING, _CLOSING = frozenset({"first", "opening"}), frozenset({"last", "final", "closing"})
_EDGES = word_set(
    "beginning start end middle turn course close eve outbreak height whole remainder rest entirety hours days weeks"
)
_DEEPEST = 2  # "the end of the first half of 2015"
_STARTERS = word_set(
    "the a an this these that last past previous next coming following current same early late mid earlier "
    "later today yesterday tomorrow tonight overnight since between from in within over more less nearly "
    "almost about around some at just only up recent recently under barely few several half day so "
    "exactly roughly approximately well week month year "
    "first second third fourth final q1 q2 q3 q4"
)


class Found(NamedTuple):
    """An expression in a text: tokens ``start`` to ``end`` (exclusive); ``year`` is set where it names its year."""

    start: int
    end: int
    rule: str
    resolver: Resolver
    year: int | None


def expressions(tape: Tape) -> Iterator[Found]:
    """All time expressions of a text, in order, none overlapping another."""
    i = 0
    while i < len(tape):
        match = _phrase(tape, i) if _may_start(tape, i) else None
        if match is None:
            i += 1
            continue
        yield Found(i, match.end, match.rule, match.resolver, _year_in(tape, i, match.end))
        i = match.end


def _may_start(tape: Tape, i: int) -> bool:
    word = tape.low[i]
    if word in _STARTERS or word in moments.SEASONS or word[0].isdigit():
        return True
    return bool(tape.month(i) or tape.weekday(i) or tape.holiday(i) or read_number(tape.low, i))


def _year_in(tape: Tape, start: int, end: int) -> int | None:
    years = [atom.value for i in range(start, end) if (atom := tape.year(i))]
    return years[-1] if years else None


def _phrase(tape: Tape, i: int) -> Match | None:
    return _longest(match for rule in (_range_of_points, _since, _point) if (match := rule(tape, i, 0)))


def _longest(matches: Iterator[Match]) -> Match | None:
    best = None
    for match in matches:
        if best is None or match.end > best.end:
            best = match
    return best


def _point(tape: Tape, i: int, depth: int = 0) -> Match | None:
    """A date or a stretch without its preposition, with a part of the day behind it ("Tuesday morning")."""
    calendar = (match for rule in _POINTS if (match := rule(tape, i, depth)))
    relative = (Match(*found) for rule in RELATIVE if (found := rule(tape, i, _date_at)))
    best = _longest(chain(calendar, relative))
    if best is not None and tape.word(best.end) in DAYPARTS:
        best = best._replace(end=best.end + 1)
        return _into(tape, best, depth) or best
    return best


def _into(tape: Tape, first: Match, depth: int) -> Match | None:
    """Behind "Thursday night": "into Friday"."""
    if tape.word(first.end) not in ("to", "into") or first.rule not in ("weekday", "day") or depth >= _DEEPEST:
        return None
    last = _point(tape, first.end + 1, depth + 1)
    if last is None or last.rule not in ("weekday", "day"):
        return None
    return Match(last.end, "day-range", counting.between(first.resolver, last.resolver))


def _date_at(tape: Tape, i: int) -> tuple[int, Resolver] | None:
    """A calendar date at ``i``, for the rules that count from one."""
    match = _longest(match for rule in CALENDAR if (match := rule(tape, i, 0)))
    return (match.end, match.resolver) if match else None


def _range_of_points(tape: Tape, i: int, depth: int) -> Match | None:
    """ "between A and B", "from A to B"."""
    word = tape.word(i)
    if word not in ("between", "from"):
        return None
    first = _point(tape, i + 1, depth + 1) or _bare_day(tape, i + 1)
    if first is None:
        return None
    joint = tape.word(first.end)
    if joint not in (("and",) if word == "between" else TO):
        # "between 11-13 Dec.", "from 3 to 7 May": the point is a range by itself
        return first._replace(rule=word) if first.rule in ("day-range", "years") else None
    last = _point(tape, first.end + 1, depth + 1) or _day_again(tape, i + 1, first.end + 1)
    return Match(last.end, word, counting.between(first.resolver, last.resolver)) if last else None


def _bare_day(tape: Tape, i: int) -> Match | None:
    """ "3" of "from 3 to 7 May"."""
    first = tape.day(i)
    last = tape.day(first.end + 1) if first else None
    after = tape.month(last.end) if last else None
    if first is None or after is None:
        return None
    return Match(first.end, "day", resolve.yearly(partial(day_in, after.value, first.value)))


def _day_again(tape: Tape, i: int, at: int) -> Match | None:
    """ "26" of "between February 18 and 26": a day of the month that was named before."""
    month, last = tape.month(i), tape.day(at)
    if month is None or last is None:
        return None
    year = tape.year(last.end + (tape.word(last.end) == ","))
    return Match((year or last).end, "day", day_of(tape, month.value, last.value, year))


def _since(tape: Tape, i: int, depth: int) -> Match | None:
    """ "since June 2014": the rule's name keeps the precision of what follows, whose own start and end it hides."""
    if tape.word(i) != "since":
        return None
    if tape.word(i + 1) == "then":
        return Match(i + 2, "since-then", counting.since_last)
    inner = _point(tape, i + 1, 1)
    if inner is None or inner.rule in ("duration", "open", "offset"):
        return None
    return Match(inner.end, f"since-{inner.rule}", counting.since(inner.resolver))


def _part_of_year(tape: Tape, i: int, depth: int) -> Match | None:
    """ "the first half of 2015", "the second quarter of last year"."""
    at = i + (tape.word(i) == "the")
    nth, parts = _HALVES.get(tape.word(at)), _PARTS.get(tape.word(at + 1))
    if nth is None or parts is None or tape.word(at + 2) != "of" or depth >= _DEEPEST:
        return None
    inner = _whole(tape, at + 3, depth)
    return Match(inner.end, "part", counting.part(inner.resolver, min(nth, parts - 1), parts)) if inner else None


def _units_inside(tape: Tape, i: int, depth: int) -> Match | None:
    """ "the first week of May", "the last three months of 2020", "the first day of Ramadan"."""
    at = i + (tape.word(i) == "the")
    word, backwards = tape.word(at), tape.word(at) in _CLOSING
    skip = 0 if backwards or word in _OPENING else _HALVES.get(word)
    number = read_number(tape.low, at + 1)
    count = number.value if number and not skip else 1
    at = number.end if number and not skip else at + 1
    unit = tape.unit(at)
    if skip is None or count is None or unit not in moments.UNITS or (number is None and tape.word(at).endswith("s")):
        return None
    inner = _whole(tape, at + 2, depth) if tape.word(at + 1) == "of" else None
    if inner is None:
        return None
    return Match(inner.end, "part", counting.units_inside(inner.resolver, skip, count, unit, backwards=backwards))


def _whole(tape: Tape, i: int, depth: int) -> Match | None:
    """What has parts: a date, or "the month" that is spoken of."""
    if depth >= _DEEPEST:
        return None
    unit = tape.unit(i + 1)
    if tape.word(i) == "the" and unit in ("week", "month", "year") and tape.word(i + 2) not in ("-", "of", "'s", "’s"):
        return Match(i + 2, unit, counting.unit_at_hand(unit))
    return _point(tape, i, depth + 1)


def _edge(tape: Tape, i: int, depth: int) -> Match | None:
    """ "the morning of 17 October", "the end of 2015", "the week of Nov. 7", "early hours of Sunday"."""
    at = i + (tape.word(i) == "the")
    at += tape.word(at) in ("early", "late", "very") or _some_days(tape, at)
    word = tape.word(at)
    if (
        tape.word(at + 1) != "of"
        or depth >= _DEEPEST
        or not (word in _EDGES or word in DAYPARTS or tape.unit(at) or word == "weekend")
    ):
        return None
    inner = _whole(tape, at + 2, depth)
    if inner is None or inner.rule == "duration":
        return None
    if word in DAYPARTS:
        return _into(tape, inner, depth) or inner
    if word in ("week", "weekend"):
        return Match(inner.end, word, counting.widened(inner.resolver, word))
    return Match(inner.end, inner.rule, inner.resolver)


def _night(tape: Tape, i: int, depth: int) -> Match | None:
    """ "overnight Wednesday to Thursday", "overnight from 6 to 7 May", "overnight into Sunday"."""
    if tape.word(i) != "overnight" or depth >= _DEEPEST:
        return None
    if tape.word(i + 1) == "into":
        last = _point(tape, i + 2, depth + 1)
        known = last is not None and last.rule in ("weekday", "day")
        return Match(last.end, "day-range", counting.into(last.resolver)) if known and last else None
    if tape.word(i + 1) == "from":
        return _range_of_points(tape, i + 1, depth + 1)
    first = _point(tape, i + 1, depth + 1)
    return _into(tape, first, depth) if first else None


def _unit_end(tape: Tape, i: int, depth: int) -> Match | None:
    """ "year's end", "month-end"."""
    unit = tape.unit(i)
    if tape.word(i) not in ("week", "month", "year") or unit is None or tape.word(i + 2) != "end":
        return None
    return Match(i + 3, unit, counting.unit_at_hand(unit)) if tape.word(i + 1) in ("'s", "’s", "-") else None


def _some_days(tape: Tape, i: int) -> bool:
    """ "final days" of "the final days of August"."""
    return tape.word(i) in _OPENING | _CLOSING and tape.word(i + 1) in ("hours", "days", "weeks", "months")


def _shaded(tape: Tape, i: int, depth: int) -> Match | None:
    """ "early next year", "late 2015", "mid-2014", "late on Tuesday": the whole of it, as no text says how early."""
    if tape.word(i) not in ("early", "late", "mid", "earlier", "later") or depth >= _DEEPEST:
        return None
    at = i + 1 + (tape.word(i + 1) in ("-", "on", "in"))
    inner = _point(tape, at, depth + 1)
    return Match(inner.end, inner.rule, inner.resolver) if inner and inner.rule not in ("duration", "offset") else None


_POINTS: tuple[Rule, ...] = (*CALENDAR, _part_of_year, _units_inside, _edge, _shaded, _night, _unit_end)
