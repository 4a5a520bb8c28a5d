"""Expressions that count from the day of publication, from another date or from an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from . import counting, moments, resolve
from .numbers import read_number
from .resolve import Resolver
from .timewords import DAYPARTS, MONTHS, Tape
from .wordlists import word_set

Reading = tuple[int, str, Resolver]
DateAt = Callable[[Tape, int], "tuple[int, Resolver] | None"]

_PAST = frozenset({"last", "past", "previous", "preceding"})
_COMING = frozenset({"next", "coming", "upcoming", "following"})
_MORE = (("more", "than"), ("over",), ("at", "least"), ("just", "over"), ("well", "over"), ("no", "less", "than"))
_LESS = (("less", "than"), ("nearly",), ("almost",), ("under",), ("just", "under"), ("not", "quite"))
_ABOUT = (
    ("about",),
    ("around",),
    ("some",),
    ("roughly",),
    ("approximately",),
    ("just",),
    ("only",),
    ("exactly",),
    ("barely",),
    ("up", "to"),
)
_VAGUE = frozenset({"few", "several", "many", "recent", "coming", "couple"})
_ADVERBS = frozenset({"recently"})
#: Words before a day of the month that is said without its month, and some behind it that are nothing to count.
_DAY_LEADS = word_set("on by since until till from before after")
_NO_NOUN = word_set("the a an he she it we they but when while at in as who which")


class _Count(NamedTuple):
    """ "more than two weeks": up to token ``end``; ``number`` None where the text has no number."""

    end: int
    number: float | None
    unit: str
    bound: str


def _bound(tape: Tape, i: int) -> tuple[int, str]:
    for bound, phrases in (("more", _MORE), ("less", _LESS), ("", _ABOUT)):
        for phrase in phrases:
            if tuple(tape.low[i : i + len(phrase)]) == phrase:
                return i + len(phrase), bound
    return i, ""


def _count(tape: Tape, i: int) -> _Count | None:
    """A counted unit of time: "two weeks", "a day", "20-plus months", "several days"."""
    at, bound = _bound(tape, i)
    number = read_number(tape.low, at)
    if number is not None and number.share:
        return None
    if number is not None:
        value, at = number.value, number.end
    elif tape.word(at) in ("a", "an", "the", "one") and tape.unit(at + 1):
        value, at = 1, at + 1
    elif tape.word(at) in _VAGUE or (tape.word(at) == "a" and tape.word(at + 1) in _VAGUE):
        value, at = None, at + 1 + (tape.word(at) == "a")
    else:
        return None
    if tape.word(at) == "-" and tape.word(at + 1) == "plus":
        at += 2
    elif tape.word(at) in ("full", "long", "straight", "consecutive", "more", "whole", "calendar", "other") or (
        tape.word(at) == "of" and value is None
    ):
        at += 1
    unit = tape.unit(at)
    return _Count(at + 1, value, unit, bound) if unit else None


def deictic(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "today", "yesterday morning", "tonight", "the night before last", "the day before yesterday"."""
    word, after = tape.word(i), tape.word(i + 1)
    simple = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
    if word in simple:
        return i + 1, "deictic", resolve.from_base(simple[word])
    if word == "overnight":
        return i + 1, "deictic", resolve.overnight
    if word == "last" and after in ("night", "evening"):
        return i + 2, "deictic", resolve.from_base(-1)
    if word == "this" and after in DAYPARTS:
        return i + 2, "deictic", resolve.from_base(0)
    at = i + (word == "the")
    if tape.word(at) in ("night", "evening") and tape.words(at + 1, at + 3).lower() == "before last":
        return at + 3, "deictic", resolve.from_base(-2)
    if tape.word(at) == "day" and (tape.word(at + 1), tape.word(at + 2)) in (
        ("before", "yesterday"),
        ("after", "tomorrow"),
    ):
        return at + 3, "deictic", resolve.from_base(-2 if tape.word(at + 1) == "before" else 2)
    return None


def weekday(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "Tuesday", "last Tuesday", "the following Tuesday"."""
    at = i + (tape.word(i) == "the")
    which = tape.word(at) if tape.word(at) in _PAST | _COMING | {"this"} else ""
    at += bool(which)
    day = tape.weekday(at) if at < len(tape) and (which or at == i) else None
    return (day.end, "weekday", resolve.weekday(day.value, which)) if day else None


def monthday(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "on the 24th", "the 3rd of last month"; not "the 24th Brigade"."""
    if tape.word(i) != "the" or not tape.ordinal(i + 1):
        return None
    day = tape.day(i + 1)
    if day is None:
        return None
    if tape.word(day.end) == "of" and tape.word(day.end + 2) == "month":
        steps = {"last": -1, "this": 0, "the": 0, "next": 1}.get(tape.word(day.end + 1))
        return None if steps is None else (day.end + 3, "day", resolve.day_of_month(day.value, steps))
    if tape.word(i - 1) not in _DAY_LEADS or not _no_noun(tape, day.end):
        return None
    return day.end, "day", resolve.day_of_month(day.value, None)


def _no_noun(tape: Tape, i: int) -> bool:
    """Whether what stands at ``i`` cannot be counted by an ordinal before it."""
    if _ends_clause(tape, i):
        return True
    return tape.word(i) in _NO_NOUN or tape.tag[i] in ("VBD", "VBZ", "MD", "PRP", "PRP$", "DT")


def named_unit(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "last year", "the weekend", "next week", "last December", "this summer", "the next morning"."""
    which, at = tape.word(i), i + 1
    if which == "the":
        if tape.word(at) == "weekend":
            return at + 1, "weekend", resolve.weekend(0)
        which, at = tape.word(at), at + 1
        if which not in ("next", "following", "previous") or tape.word(at) not in DAYPARTS:
            return None
    if which not in _PAST | _COMING | {"this", "current"}:
        return None
    name = tape.word(at)
    steps = -1 if which in _PAST else (1 if which in _COMING else 0)
    if name in DAYPARTS and which in ("next", "following", "previous"):
        return at + 1, "day", counting.unit_beside_last("day", steps)
    if name == "weekend":
        return at + 1, "weekend", resolve.weekend(steps)
    if name in moments.SEASONS and name != "fall":
        return at + 1, "season", resolve.season_of(name, which)
    if name in MONTHS and tape.month(at):
        return at + 1, "month", resolve.month_of(MONTHS[name], which)
    unit = tape.unit(at)
    if unit is None or unit == "hour" or name.endswith("s"):
        return None
    if which in ("past", "preceding"):
        return at + 1, "stretch", counting.stretch(1, unit)
    if which in ("previous", "following") or (which == "next" and unit == "day"):
        return at + 1, unit, counting.unit_beside_last(unit, steps)
    return at + 1, unit, resolve.calendar_unit(unit, steps)


def stretch(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "the last year", "the past 20-plus months", "last two weeks", "the coming days and weeks", "recent weeks"."""
    the = tape.word(i) in ("the", "these")
    which = tape.word(i + the)
    if which in ("recent", "coming", "past", "last", "next", "previous") and _plural(tape, i + the + 1):
        return _and_plural(tape, i + the + 2), "open", resolve.opened
    if which not in _PAST | _COMING or tape.tag[i + the].startswith("VB"):
        return None
    forward = which in _COMING
    counted = _count(tape, i + the + 1)
    if counted is not None:
        vague = counted.number is None
        return (
            counted.end,
            "open" if vague else "stretch",
            resolve.opened if vague else counting.stretch(counted.number or 1, counted.unit, forward),
        )
    unit = tape.unit(i + the + 1)
    if not the or unit is None:
        return None
    if (unit == "day" and forward) or which in ("previous", "following", "preceding"):
        return i + the + 2, unit, counting.unit_beside_last(unit, 1 if forward else -1)
    return i + the + 2, "stretch", counting.stretch(1, unit, forward)


def _plural(tape: Tape, i: int) -> bool:
    return tape.unit(i) is not None and tape.word(i).endswith("s")


def _and_plural(tape: Tape, i: int) -> int:
    """The end of "days and weeks"."""
    return i + 2 if tape.word(i) in ("and", "or") and _plural(tape, i + 1) else i


def same_unit(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "the same day", "later that year", "that night", "that same week"."""
    at = i + (tape.word(i) in ("the", "that") and tape.word(i + 1) == "same")
    if tape.word(at) not in ("same", "that"):
        return None
    if tape.word(at + 1) in DAYPARTS:
        return at + 2, "same", counting.unit_of_last("day")
    unit = tape.unit(at + 1)
    if unit not in moments.UNITS or tape.word(at + 1).endswith("s"):
        return None
    return at + 2, "same", counting.unit_of_last(unit)


def so_far(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "so far this year"."""
    unit = tape.unit(i + 3)
    if tape.words(i, i + 3).lower() != "so far this" or unit not in ("week", "month", "year"):
        return None
    return i + 4, "stretch", counting.so_far(unit)


def this_phase(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """What is no date and is said as one: "recently", "this phase"."""
    if tape.word(i) in _ADVERBS:
        return i + 1, "open", resolve.opened
    if (
        tape.word(i) == "this"
        and "phase" in (tape.word(i + 1), tape.word(i + 2))
        and tape.word(i + 1) in ("phase", "next", "latest")
    ):
        return i + 2 + (tape.word(i + 1) != "phase"), "open", resolve.opened
    return None


def within(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "within days", "in two weeks", "in three days' time"."""
    if tape.word(i) == "within":
        if _plural(tape, i + 1):
            return i + 2, "open", resolve.opened
        counted = _count(tape, i + 1)
        return (counted.end, "open", resolve.opened) if counted else None
    if tape.word(i) != "in":
        return None
    counted = _count(tape, i + 1)
    if counted is None or counted.number is None or counted.bound or tape.word(i + 1) == "the":
        return None
    ahead = counting.hence(counted.number, counted.unit)
    return counted.end, "hence", lambda context: ahead(context) if context.tense == "future" else moments.OPEN


def counted(tape: Tape, i: int, date_at: DateAt) -> Reading | None:
    """ "two weeks ago", "three days later", "nine days after X", "a day after 17 October"; alone an open duration."""
    if tape.word(i - 1) in ("aged", "age"):
        return None
    found = _count(tape, i)
    if found is None:
        return _hyphened(tape, i)
    return _directed(tape, found, date_at) or _duration(tape, i, found)


def _directed(tape: Tape, found: _Count, date_at: DateAt) -> Reading | None:
    end, count, unit, bound = found
    word = tape.word(end)
    if word == "ago":
        return end + 1, "ago", counting.ago(count, unit, bound) if count else resolve.opened
    if word == "from" and tape.word(end + 1) == "now":
        return end + 2, "hence", counting.hence(count, unit) if count else resolve.opened
    sign = -1 if word in ("earlier", "before", "previously", "prior") else 1
    if word in ("later", "earlier", "previously"):
        return end + 1, "later", counting.beside_last(sign * count, unit) if count else resolve.opened
    if unit == "hour" or word not in ("after", "before", "since", "prior", "into", "following"):
        return None
    if count is None or word == "into":
        return end, "offset", resolve.opened
    at = end + 1 + (tape.word(end + 1) == "to")
    date = date_at(tape, at) if at < len(tape) else None
    if date is not None:
        return date[0], "counted", counting.beside_date(sign * count, unit, date[1])
    that = tape.word(end + 1) == "that" and _no_noun(tape, end + 2)
    if that or _ends_clause(tape, end + 1):
        return end + 1 + that, "later", counting.beside_last(sign * count, unit)
    return end, "offset", counting.beside_event(sign * count, unit, bound)


def _ends_clause(tape: Tape, i: int) -> bool:
    """ "two days after.": no event follows."""
    return tape.word(i) in ("", ",", ".", ";", ")", "and") or tape.word(i).isspace()


def _duration(tape: Tape, i: int, found: _Count) -> Reading | None:
    if found.unit == "hour" or tape.word(i) in ("the", "one"):
        return None
    if (tape.word(found.end) in ("old", "of") and tape.word(found.end + 1) in ("", "age")) or tape.word(
        found.end
    ) == "old":
        return None
    return found.end, "duration", resolve.opened


def _hyphened(tape: Tape, i: int) -> Reading | None:
    """ "two-week", "10-day"; not "28-year-old"."""
    number = read_number(tape.low, i)
    if number is None or number.share or tape.word(number.end) != "-":
        return None
    unit = tape.unit(number.end + 1)
    if unit not in moments.UNITS or (tape.word(number.end + 2) == "-" and tape.word(number.end + 3) != "long"):
        return None
    return number.end + 2, "duration", resolve.opened


RELATIVE = (deictic, weekday, monthday, named_unit, stretch, same_unit, so_far, this_phase, within, counted)
