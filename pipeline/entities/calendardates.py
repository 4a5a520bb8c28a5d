"""Dates of the calendar: days, months, years, feasts, and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from . import counting, moments, resolve
from .resolve import Resolver
from .timewords import DASHES, TO, Atom, Tape


class Match(NamedTuple):
    """An expression up to token ``end`` (exclusive), found by the rule of that name."""

    end: int
    rule: str
    resolver: Resolver


Rule = Callable[[Tape, int, int], "Match | None"]
_NUMERIC = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.](?:[0-9]{4}|[0-9]{2})$")
_VERSION = re.compile(r"(?:[0-9]\.[0-9]{1,2}|[0-9]{2}\.[0-9])\.[0-9]{2}$")
_ISO = re.compile(r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}$")
_DECADE = re.compile(r"([0-9]{3})0s$")
_QUARTER = re.compile(r"q([1-4])$")
_LONGEST_LIST = 5
_STEPS = {"last": -1, "this": 0, "next": 1}


def day_in(month: int, day: int, year: int) -> moments.When | None:
    return moments.make_day(year, month, day)


def day_of(tape: Tape, month: int, day: int, year: Atom | None) -> Resolver:
    if year is None:
        return resolve.yearly(partial(day_in, month, day))
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
        return Match(end, "day", day_of(tape, month.value, first.value, year))
    opening = day_of(tape, month.value, first.value, None)
    return Match(end, "day-range", counting.between(opening, day_of(tape, last_month, last_day, year)))


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
    """ "17 October 2016", "the 5th of May", "11-13 Dec.", "3, 4 and 5 May", "28 December to 3 January 2017"."""
    first = tape.day(i + (tape.word(i) == "the" and tape.ordinal(i + 1)))
    if first is None:
        return None
    listed = _listed_day(tape, first)
    if tape.word(listed.end) in DASHES | {"to", "and"} and (second := tape.day(listed.end + 1)):
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
        opening = day_of(tape, month.value, first.value, None)
        return Match(last.end, "day-range", counting.between(opening, last.resolver))
    return Match((year or month).end, "day", day_of(tape, month.value, first.value, year))


def _listed_day(tape: Tape, first: Atom) -> Atom:
    """The last day behind ``first`` that only a comma parts from the one before: "4" of "3, 4 and 5 May"."""
    for _ in range(_LONGEST_LIST):
        following = tape.day(first.end + 1) if tape.word(first.end) == "," else None
        if following is None:
            break
        first = following
    return first


def _days_of_month(tape: Tape, first: Atom, second: Atom) -> Match | None:
    month = tape.month(second.end + (tape.word(second.end) == "of"))
    if month is None:
        return None
    year = _year_behind(tape, month.end)
    opening = day_of(tape, month.value, first.value, None)
    closing = day_of(tape, month.value, second.value, year)
    return Match((year or month).end, "day-range", counting.between(opening, closing))


def _numeric(tape: Tape, i: int, depth: int) -> Match | None:
    """ "2016-11-01", "31/12/2016", "01.02.2016"; "01/02/2016" can be two days and stays open."""
    word = tape.word(i)
    if (found := _NUMERIC.match(word)) and not _VERSION.match(word):
        first, second = int(found[1]), int(found[2])
        low, high = sorted((first, second))
        if high > 31 or low > 12 or not low:
            return None
        if high <= 12 and low != high and "." not in word:
            return Match(i + 1, "numeric", resolve.opened)
        return Match(i + 1, "numeric", resolve.fixed(resolve.written(word, "MDY" if second > 12 else "DMY")))
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
    """ "the summer of 2014", "winter 2016-17"; a bare season is none ("the fall of Mosul")."""
    at = i + (tape.word(i) == "the")
    name = tape.word(at)
    if name not in moments.SEASONS:
        return None
    year = tape.year(at + 1 + (tape.word(at + 1) == "of"))
    if year is None:
        return None
    last = _short_year(tape, year) if tape.word(year.end) in DASHES | {"/"} else None
    return Match((last or year).end, "season", resolve.fixed(moments.season(year.value, name)))


def _quarter(tape: Tape, i: int, depth: int) -> Match | None:
    """ "Q3 2023"."""
    found, year = _QUARTER.match(tape.word(i)), tape.year(i + 1)
    if found is None or year is None:
        return None
    whole = resolve.fixed(moments.year(year.value))
    return Match(year.end, "part", counting.part(whole, int(found[1]) - 1, 4))


def _placed(tape: Tape, i: int, depth: int) -> Match | None:
    """ "June last year", "the summer of this year", "4 April of last year", "Thursday last week"."""
    day = tape.weekday(i)
    head = None if day else _month_first(tape, i, depth) or _day_first(tape, i, depth) or _some_season(tape, i)
    if day is None and (head is None or head.rule not in ("day", "month", "season")):
        return None
    at = day.end if day else head.end if head else i
    at += tape.word(at) == "of"
    steps = _STEPS.get(tape.word(at))
    if steps is None or tape.word(at + 1) != ("week" if day else "year") or tape.word(at + 2) in ("'s", "’s"):
        return None
    if day:
        return Match(at + 2, "weekday", counting.in_week(day.value, steps))
    return Match(at + 2, head.rule, counting.in_year(head.resolver, steps)) if head else None


def _some_season(tape: Tape, i: int) -> Match | None:
    """A season of any year: no date by itself."""
    at = i + (tape.word(i) == "the")
    name = tape.word(at)
    if name not in moments.SEASONS:
        return None
    return Match(at + 1, "season", resolve.yearly(lambda year: moments.season(year, name)))


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

    def once(number: int) -> moments.When | None:
        return next(iter(moments.holiday(rule, number)), None)

    resolver = resolve.fixed(once(year.value)) if year else resolve.yearly(once)
    return Match(year.end if year else end, "feast", resolver)


#: All rules of the calendar.
CALENDAR: tuple[Rule, ...] = (
    _weekday_date,
    _month_first,
    _day_first,
    _numeric,
    _feast,
    _years,
    _decade,
    _season,
    _quarter,
    _placed,
)
