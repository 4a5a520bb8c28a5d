"""Stretches of days and the arithmetic of the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from .wordlists import word_list

_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
#: Units of which a text counts; smaller ones are no dates.
UNITS = frozenset({*_DAYS, *_MONTHS})
#: The days, from 2011 on, on which Ramadan, the tenth and the twelfth month of Islam began as Saudi Arabia saw it.
_SEEN_FROM = 2011
_SEEN = {
    9: word_list("8-1 7-20 7-10 6-28 6-18 6-6 5-27 5-17 5-6 4-24 4-13 4-2 3-23 3-11 3-1 2-18"),
    10: word_list("8-30 8-19 8-8 7-28 7-17 7-6 6-25 6-15 6-4 5-24 5-13 5-2 4-21 4-10 3-30 3-20"),
    12: word_list("10-28 10-17 10-6 9-25 9-15 9-3 8-23 8-12 8-2 7-22 7-11 6-30 6-19 6-7 5-28 5-18"),
}
#: First month of a season in the north; winter runs into the next year.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


class When(NamedTuple):
    """The days from ``start`` to ``end``, both inclusive; an open one has neither."""

    start: date | None
    end: date | None
    precision: str


OPEN = When(None, None, "open")


def day(moment: date) -> When:
    return When(moment, moment, "day")


def year(number: int) -> When:
    return When(date(number, 1, 1), date(number, 12, 31), "year")


def month(year_number: int, number: int) -> When:
    last = monthrange(year_number, number)[1]
    return When(date(year_number, number, 1), date(year_number, number, last), "month")


def season(year_number: int, name: str) -> When:
    first = date(year_number, SEASONS[name], 1)
    return When(first, shift(first, 3, "month") - timedelta(1), "season")


def years(first: int, last: int) -> When:
    return When(date(first, 1, 1), date(last, 12, 31), "range")


def span(first: When, last: When) -> When | None:
    """From the start of the one to the end of the other, or None where that runs backwards."""
    if first.start is None or last.end is None or first.start > last.end:
        return None
    return When(first.start, last.end, "range")


def make_day(year_number: int, month_number: int, day_number: int) -> When | None:
    """That day, or None where the calendar has none."""
    try:
        return day(date(year_number, month_number, day_number))
    except ValueError:
        return None


def shift(moment: date, count: float, unit: str) -> date:
    """``count`` units later (earlier when negative), clamped to the length of the month and to the calendar's ends."""
    try:
        if unit in _DAYS:
            return moment + timedelta(round(count * _DAYS[unit]))
        months = moment.year * 12 + moment.month - 1 + round(count * _MONTHS[unit])
        target, number = divmod(months, 12)
        return date(target, number + 1, min(moment.day, monthrange(target, number + 1)[1]))
    except (OverflowError, ValueError):
        return date.max if count > 0 else date.min


def moved(when: When, count: float, unit: str) -> When:
    """The same stretch ``count`` units later."""
    if when.start is None or when.end is None:
        return when
    return When(shift(when.start, count, unit), shift(when.end, count, unit), when.precision)


def containing(moment: date, unit: str) -> When:
    """The calendar unit in which a day lies; weeks begin on Monday."""
    if moment in (date.min, date.max):  # where the arithmetic was cut off
        return day(moment)
    if unit == "week":
        monday = moment - timedelta(moment.weekday())
        return When(monday, monday + timedelta(6), "week")
    if unit == "weekend":
        saturday = moment + timedelta(5 - moment.weekday())
        return When(saturday, saturday + timedelta(1), "range")
    if unit == "month":
        return month(moment.year, moment.month)
    if unit == "quarter":
        first = date(moment.year, (moment.month - 1) // 3 * 3 + 1, 1)
        return When(first, shift(first, 3, "month") - timedelta(1), "range")
    if unit == "year":
        return year(moment.year)
    if unit == "decade":
        return years(moment.year // 10 * 10, moment.year // 10 * 10 + 9)
    if unit == "century":
        return years(max(moment.year // 100 * 100, 1), moment.year // 100 * 100 + 99)
    return day(moment)


def weekday_before(moment: date, weekday: int, *, strictly: bool = False) -> date:
    """The last day of that name on or before (``strictly``: before) ``moment``; Monday is 0."""
    back = (moment.weekday() - weekday) % 7
    return moment - timedelta(back or (7 if strictly else 0))


def weekday_after(moment: date, weekday: int, *, strictly: bool = False) -> date:
    """The first day of that name on or after (``strictly``: after) ``moment``."""
    ahead = (weekday - moment.weekday()) % 7
    return moment + timedelta(ahead or (7 if strictly else 0))


def holiday(rule: str, year_number: int) -> list[When]:
    """The days that a rule of the configuration gives in a year; a lunar feast may fall in it twice, or not at all.

    ``12-25`` a fixed day; ``nth 11 3 4`` the fourth Thursday (Monday is 0) of November; ``easter -2`` two days before
    Easter; ``orthodox 0`` Easter of the East; ``hijri 9 1 30`` thirty days, or the month where it is shorter, from the
    first of the ninth month of Islam, by the moon as it was seen, else by the tabular calendar (a day or two off).
    """
    kind, *numbers = rule.split()
    if kind == "nth":
        number, weekday, nth = map(int, numbers)
        first = weekday_after(date(year_number, number, 1), weekday)
        return [day(first + timedelta(7 * (nth - 1)))]
    if kind == "easter":
        return [day(_easter(year_number) + timedelta(int(numbers[0])))]
    if kind == "orthodox":
        return [day(_orthodox_easter(year_number) + timedelta(int(numbers[0])))]
    if kind == "hijri":
        if seen := _seen(year_number, *map(int, numbers)):
            return [seen]
        return [
            found
            for found in _hijri(year_number, *map(int, numbers))
            if found.start and found.start.year == year_number
        ]
    number, day_number = map(int, kind.split("-"))
    return [day(date(year_number, number, day_number))]


def _easter(year_number: int) -> date:
    """Gregorian Easter (Meeus, Jones, Butcher)."""
    a, (b, c) = year_number % 19, divmod(year_number, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    x = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * x) // 451
    number, rest = divmod(h + x - 7 * m + 114, 31)
    return date(year_number, number, rest + 1)


def _orthodox_easter(year_number: int) -> date:
    """Easter of the Julian calendar (Meeus), as a day of ours in this and the last century."""
    a, b = (19 * (year_number % 19) + 15) % 30, year_number % 4
    c = (2 * b + 4 * (year_number % 7) - a + 34) % 7
    number, rest = divmod(a + c + 114, 31)
    return date(year_number, number, rest + 1) + timedelta(13)


def _seen(year_number: int, number: int, day_number: int, length: int) -> When | None:
    first = _month_seen(year_number, number)
    if first is None:
        return None
    start = first + timedelta(day_number - 1)
    end, following = start + timedelta(length - 1), _month_seen(year_number, number + 1)
    if following is not None:
        end = min(end, following - timedelta(1))
    return day(start) if length == 1 else When(start, end, "range")


def _month_seen(year_number: int, number: int) -> date | None:
    days = _SEEN.get(number, [])
    at = year_number - _SEEN_FROM
    return date(year_number, *map(int, days[at].split("-"))) if 0 <= at < len(days) else None


def _hijri(year_number: int, number: int, day_number: int, length: int) -> list[When]:
    about = int((year_number - 622) * 33 / 32)
    found = []
    for islamic in range(about - 1, about + 3):
        julian = (11 * islamic + 3) // 30 + 354 * islamic + 30 * number - (number - 1) // 2 + day_number + 1948439 - 385
        first = date.fromordinal(julian - 1721425)
        found.append(day(first) if length == 1 else When(first, first + timedelta(length - 1), "range"))
    return found
