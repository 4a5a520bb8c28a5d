"""Which tokens speak of time, and what to ask the calendar about them.

A rule reads from a token on and gives the end of the expression, its own name and a resolver. Rules look a bounded number of tokens
ahead, so finding all expressions is linear in the length of the text; the longest reading wins, then the first rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from . import moments, resolve
from .numbers import read_number
from .relativedates import RELATIVE
from .resolve import Resolver
from .timewords import DASHES, DAYPARTS, TO, Atom, Tape


class Match(NamedTuple):
    """An expression up to token ``end`` (exclusive), found by the rule of that name."""

    end: int
    rule: str
    resolver: Resolver


class Found(NamedTuple):
    """An expression in a text: tokens ``start`` to ``end`` (exclusive); ``year`` is set where it names its year."""

    start: int
    end: int
    rule: str
    resolver: Resolver
    year: int | None


Rule = Callable[[Tape, int, int], "Match | None"]

_NUMERIC = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.](?:[0-9]{4}|[0-9]{2})$")
_ISO = re.compile(r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}$")
_DECADE = re.compile(r"([0-9]{3})0s$")
_HALVES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 3, "final": 3}
_PARTS = {"half": 2, "quarter": 4}
_EDGES = frozenset(
    "beginning start end middle turn course close eve outbreak height whole remainder rest entirety hours days weeks".split()
)
_DEEPEST = 2  # "the end of the first half of 2015"


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


_STARTERS = frozenset(
    "the a an this these that last past previous next coming following current same early late mid earlier later today yesterday tomorrow "
    "tonight overnight since between from in within over more less nearly almost about around some at just only up recent recently "
    "under barely few several half day".split()
)


def _may_start(tape: Tape, i: int) -> bool:
    word = tape.low[i]
    if word in _STARTERS or word[0].isdigit():
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
    best = _longest(match for rule in _POINTS if (match := rule(tape, i, depth)))
    if best is None:
        relative = _longest(Match(*m) for rule in RELATIVE if (m := rule(tape, i, _date_at)))
        best = relative
    else:
        relative = _longest(Match(*m) for rule in RELATIVE if (m := rule(tape, i, _date_at)))
        best = relative if relative is not None and relative.end > best.end else best
    if best is not None and tape.word(best.end) in DAYPARTS:
        return best._replace(end=best.end + 1)
    return best


def _date_at(tape: Tape, i: int) -> tuple[int, Resolver] | None:
    """A calendar date at ``i``, for the rules that count from one."""
    match = _longest(match for rule in _CALENDAR if (match := rule(tape, i, 0)))
    return (match.end, match.resolver) if match else None


# --- ranges --------------------------------------------------------------------------------------------------------


def _range_of_points(tape: Tape, i: int, depth: int) -> Match | None:
    """ "between A and B", "from A to B"."""
    word = tape.word(i)
    if word not in ("between", "from"):
        return None
    first = _point(tape, i + 1, 1) or _bare_day(tape, i + 1)
    if first is None:
        return None
    joint = tape.word(first.end)
    if joint not in (("and",) if word == "between" else TO):
        # "between 11-13 Dec.": the point is a range by itself
        return first._replace(rule="between") if word == "between" and first.rule == "day-range" else None
    last = _point(tape, first.end + 1, 1)
    return Match(last.end, word, resolve.between(first.resolver, last.resolver)) if last else None


def _bare_day(tape: Tape, i: int) -> Match | None:
    """ "3" of "from 3 to 7 May"."""
    first = tape.day(i)
    last = tape.day(first.end + 1) if first else None
    after = tape.month(last.end) if last else None
    if first is None or after is None:
        return None
    return Match(first.end, "day", resolve.yearly(partial(_day_in, after.value, first.value)))


def _since(tape: Tape, i: int, depth: int) -> Match | None:
    """ "since June 2014": the rule's name keeps the precision of what follows, whose own start and end it hides."""
    if tape.word(i) != "since":
        return None
    if tape.word(i + 1) == "then":
        return Match(i + 2, "since-then", resolve.since_last)
    inner = _point(tape, i + 1, 1)
    if inner is None or inner.rule in ("duration", "open", "offset"):
        return None
    return Match(inner.end, f"since-{inner.rule}", resolve.since(inner.resolver))


# --- the calendar ----------------------------------------------------------------------------------------------------


def _day_in(month: int, day: int, year: int) -> moments.When | None:
    return moments.make_day(year, month, day)


def _day_of(tape: Tape, month: int, day: int, year: Atom | None) -> Resolver:
    if year is None:
        return resolve.yearly(partial(_day_in, month, day))
    return resolve.fixed(resolve.written(f"{year.value:04d}-{month:02d}-{day:02d}", "YMD"))


def _year_behind(tape: Tape, i: int) -> Atom | None:
    """ "2016" or ", 2016"."""
    found = tape.year(i + (tape.word(i) == ","))
    if found and tape.word(i) != "," and tape.word(found.end) in ("million", "people", "troops"):
        return None
    return found


def _weekday_date(tape: Tape, i: int, depth: int) -> Match | None:
    """ "Monday, Dec. 26": the date, not the name of the day, is resolved."""
    day = tape.weekday(i)
    if day is None:
        return None
    at = day.end + (tape.word(day.end) == ",")
    at += tape.word(at) == "the"
    match = _month_first(tape, at, depth) or _day_first(tape, at, depth)
    return match if match and match.rule.startswith("day") else None


def _month_first(tape: Tape, i: int, depth: int) -> Match | None:
    """ "Dec. 26", "December 26-28, 2016", "October 2005", "June"."""
    month = tape.month(i)
    if month is None:
        return None
    first = tape.day(month.end + (tape.word(month.end) == "the"))
    if first is None:
        return _whole_month(tape, i, month)
    at, last_month, last_day = _second_day(tape, first.end, month.value)
    year = _year_behind(tape, at)
    end = year.end if year else at
    if last_day is None:
        return Match(end, "day", _day_of(tape, month.value, first.value, year))
    opening = _day_of(tape, month.value, first.value, None)
    return Match(end, "day-range", resolve.between(opening, _day_of(tape, last_month, last_day, year)))


def _second_day(tape: Tape, i: int, month: int) -> tuple[int, int, int | None]:
    """Behind a day, the end of a range: where it ends, its month and day."""
    if tape.word(i) not in TO:
        return i, month, None
    other = tape.month(i + 1)
    day = tape.day(other.end if other else i + 1)
    if day is None or (other is None and tape.month(day.end)):
        return i, month, None
    if other is None and tape.word(i) not in DASHES and tape.tag[day.end - 1] == "CD" and _counts(tape, day.end):
        return i, month, None
    return day.end, other.value if other else month, day.value


def _counts(tape: Tape, i: int) -> bool:
    return i < len(tape) and tape.tag[i] == "NNS"


def _whole_month(tape: Tape, i: int, month: Atom) -> Match | None:
    at = month.end + (tape.word(month.end) in (",", "of"))
    year = tape.year(at)
    if year is not None:
        return Match(year.end, "month", resolve.fixed(moments.month(year.value, month.value)))
    if not tape.stands_alone(i):
        return None
    return Match(month.end, "month", resolve.yearly(lambda y: moments.month(y, month.value)))


def _day_first(tape: Tape, i: int, depth: int) -> Match | None:
    """ "17 October 2016", "5th of May", "11-13 Dec.", "28 December to 3 January 2017"."""
    first = tape.day(i)
    if first is None:
        return None
    if tape.word(first.end) in DASHES | {"to", "and"} and (second := tape.day(first.end + 1)):
        return _days_of_month(tape, first, second)
    month = tape.month(first.end + (tape.word(first.end) == "of"))
    if month is None:
        return None
    year = _year_behind(tape, month.end)
    if (
        year is None
        and tape.word(month.end) in TO
        and (last := _day_first(tape, month.end + 1, depth + 1))
        and depth == 0
    ):
        opening = _day_of(tape, month.value, first.value, None)
        return Match(last.end, "day-range", resolve.between(opening, last.resolver))
    return Match((year or month).end, "day", _day_of(tape, month.value, first.value, year))


def _days_of_month(tape: Tape, first: Atom, second: Atom) -> Match | None:
    month = tape.month(second.end)
    if month is None:
        return None
    year = _year_behind(tape, month.end)
    opening = _day_of(tape, month.value, first.value, None)
    closing = _day_of(tape, month.value, second.value, year)
    return Match((year or month).end, "day-range", resolve.between(opening, closing))


def _numeric(tape: Tape, i: int, depth: int) -> Match | None:
    """ "2016-11-01", "31/12/2016"; "01/02/2016" can be two days and stays open."""
    word = tape.word(i)
    if found := _NUMERIC.match(word):
        low, high = sorted((int(found[1]), int(found[2])))
        if high > 31 or low > 12 or not low:
            return None
        order = "DMY" if int(found[1]) > 12 else "MDY"
        return Match(
            i + 1,
            "numeric",
            resolve.opened if high <= 12 and low != high else resolve.fixed(resolve.written(word, order)),
        )
    if _ISO.match(word):
        return Match(i + 1, "numeric", resolve.fixed(resolve.written(word.replace("/", "-"), "YMD")))
    joined = "".join(tape.low[i : i + 5])
    if tape.year(i) and tape.word(i + 1) == "-" and _ISO.match(joined):
        return Match(i + 5, "numeric", resolve.fixed(resolve.written(joined, "YMD")))
    return None


def _years(tape: Tape, i: int, depth: int) -> Match | None:
    """ "1980-88", "2014 to 2016", "in 2014"."""
    first = tape.year(i)
    if first is None:
        return None
    if tape.word(first.end) in DASHES | {"/"} and (last := _short_year(tape, first)):
        return Match(last.end, "years", resolve.fixed(moments.years(first.value, last.value)))
    if not (tape.is_year(i) or (depth and tape.word(i - 1) in TO | {"and", "of"})):
        return None
    return Match(first.end, "year", resolve.fixed(moments.year(first.value)))


def _short_year(tape: Tape, first: Atom) -> Atom | None:
    word = tape.word(first.end + 1)
    if not (word.isdigit() and len(word) in (2, 4)):
        return None
    value = int(word) if len(word) == 4 else first.value // 100 * 100 + int(word)
    return Atom(first.end + 2, value) if 0 < value - first.value < 100 else None


def _decade(tape: Tape, i: int, depth: int) -> Match | None:
    """ "the 1990s"."""
    at = i + (tape.word(i) == "the")
    at += tape.word(at) in ("early", "late", "mid")
    at += tape.word(at) == "-"
    found = _DECADE.match(tape.word(at))
    if found is None:
        return None
    first = int(found[1]) * 10
    return Match(at + 1, "decade", resolve.fixed(moments.years(first, first + 9)))


def _season(tape: Tape, i: int, depth: int) -> Match | None:
    """ "the summer of 2014", "winter 2016"; a bare season is none ("the fall of Mosul")."""
    at = i + (tape.word(i) == "the")
    name = tape.word(at)
    if name not in moments.SEASONS:
        return None
    year = tape.year(at + 1 + (tape.word(at + 1) == "of"))
    return Match(year.end, "season", resolve.fixed(moments.season(year.value, name))) if year else None


def _feast(tape: Tape, i: int, depth: int) -> Match | None:
    """ "Thanksgiving Day", "Ramadan 2016", "this Christmas"."""
    at = i + (tape.word(i) in ("this", "last", "next", "the"))
    found = tape.holiday(at) if at < len(tape) else None
    if found is None:
        return None
    end, rule = found
    if rule.startswith("on "):
        return Match(end, "named", resolve.fixed(resolve.written(rule[3:], "YMD")))
    year = tape.year(end + (tape.word(end) in (",", "of")))
    once = lambda number: next(iter(moments.holiday(rule, number)), None)  # noqa: E731  a resolver needs a function of the year
    return (
        Match(year.end, "feast", resolve.fixed(once(year.value))) if year else Match(end, "feast", resolve.yearly(once))
    )


# --- parts of longer stretches ---------------------------------------------------------------------------------------


def _part_of_year(tape: Tape, i: int, depth: int) -> Match | None:
    """ "the first half of 2015", "the second quarter of last year"."""
    at = i + (tape.word(i) == "the")
    nth, parts = _HALVES.get(tape.word(at)), _PARTS.get(tape.word(at + 1))
    if nth is None or parts is None or tape.word(at + 2) != "of" or depth >= _DEEPEST:
        return None
    inner = _point(tape, at + 3, depth + 1)
    return Match(inner.end, "part", resolve.part(inner.resolver, min(nth, parts - 1), parts)) if inner else None


def _edge(tape: Tape, i: int, depth: int) -> Match | None:
    """ "the morning of 17 October", "the end of 2015", "the week of Nov. 7", "early hours of Sunday", "the month of May"."""
    at = i + (tape.word(i) == "the")
    at += tape.word(at) in ("early", "late", "very")
    word = tape.word(at)
    if (
        tape.word(at + 1) != "of"
        or depth >= _DEEPEST
        or not (word in _EDGES or word in DAYPARTS or tape.unit(at) or word == "weekend")
    ):
        return None
    inner = _point(tape, at + 2, depth + 1)
    if inner is None or inner.rule == "duration":
        return None
    if word in ("week", "weekend"):
        return Match(inner.end, word, resolve.widened(inner.resolver, word))
    return Match(inner.end, inner.rule, inner.resolver)


def _shaded(tape: Tape, i: int, depth: int) -> Match | None:
    """ "early next year", "late 2015", "mid-2014", "late on Tuesday": the whole of it, as no text says how early."""
    if tape.word(i) not in ("early", "late", "mid", "earlier", "later") or depth >= _DEEPEST:
        return None
    at = i + 1 + (tape.word(i + 1) in ("-", "on", "in"))
    inner = _point(tape, at, depth + 1)
    return Match(inner.end, inner.rule, inner.resolver) if inner and inner.rule not in ("duration", "offset") else None


_CALENDAR: tuple[Rule, ...] = (_weekday_date, _month_first, _day_first, _numeric, _feast, _years, _decade, _season)
_POINTS: tuple[Rule, ...] = (*_CALENDAR, _part_of_year, _edge, _shaded)
