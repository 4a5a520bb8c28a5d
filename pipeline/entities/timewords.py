"""The words of time of English, and the tokens in which they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from spacy.tokens import Doc

from ..documents import column
from .wordlists import word_at, word_list, word_set

_MONTHS = word_list("january february march april may june july august september october november december")
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS: dict[str, int] = {name: n for n, name in enumerate(_MONTHS, 1)} | {
    name[:3]: n for n, name in enumerate(_MONTHS, 1)
}
MONTHS["sept"] = 9
WEEKDAYS: dict[str, int] = {name: n for n, name in enumerate(_WEEKDAYS)}
WEEKDAYS |= dict(
    zip(word_list("mon tue tues wed weds thu thur thurs fri sat sun"), (0, 1, 1, 2, 2, 3, 3, 3, 4, 5, 6), strict=True)
)
#: Months and days that are other words as well: they need a capital, and standing alone a word of time before them.
_DOUBTFUL = word_set("may march april june august mar jan sun sat mon wed fri")
UNITS: dict[str, str] = {
    form: unit
    for unit in ["day", "week", "fortnight", "month", "quarter", "year", "decade", "century"]
    for form in (unit, unit + "s")
}
UNITS |= {"centuries": "century", "hour": "hour", "hours": "hour"}
DAYPARTS = word_set("morning afternoon evening night midday noon midnight dawn dusk lunchtime nightfall sunrise sunset")
DASHES = frozenset({"-", "–", "—"})
#: Words between two ends of a range.
TO = DASHES | {"to", "through", "until", "till", "thru"}
_LEADS = word_set(
    "in since until till by of from to during before after for through between late early mid last next this "
    "and on every - – — ( until throughout around circa"
)
_YEAR_LEADS = (_LEADS - word_set("on to for and every last next this")) | word_set(
    "year spring summer winter fall autumn"
)
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?$")
_YEAR = re.compile(r"(?:1[0-9]|20)[0-9]{2}$")
_NO_DAY_BEFORE = frozenset(
    {"%", "percent", "million", "billion", "thousand", "hundred", "a.m.", "p.m.", "am", "pm", ":"}
)
_LONGEST_HOLIDAY = 4


class Atom(NamedTuple):
    """A number that was read up to token ``end`` (exclusive)."""

    end: int
    value: int


class Tape:
    """The tokens of a Doc as columns; reading beyond the ends gives empty strings."""

    def __init__(self, doc: Doc, holidays: Mapping[tuple[str, ...], str]) -> None:
        self.doc = doc
        self.text = column(doc, "ORTH")
        self.low = [word.lower() for word in self.text]
        self.tag = column(doc, "TAG")
        self.holidays = holidays

    def __len__(self) -> int:
        return len(self.low)

    def word(self, i: int) -> str:
        """The lower-cased token."""
        return word_at(self.low, i)

    def words(self, start: int, end: int) -> str:
        """The text of the tokens, one blank between."""
        return " ".join(self.text[start:end])

    def month(self, i: int) -> Atom | None:
        """A month's name, "Dec.", or "Dec" with a point of its own."""
        word = self.word(i).rstrip(".")
        number = MONTHS.get(word)
        if number is None or (word in _DOUBTFUL and not self.text[i][0].isupper()):
            return None
        return Atom(i + 1 + (self.word(i + 1) == "." and len(word) < 5 and self._abbreviates(i + 2)), number)

    def _abbreviates(self, i: int) -> bool:
        return self.word(i)[:1].isdigit()

    def stands_alone(self, i: int) -> bool:
        """Whether the name of a month at ``i`` is one without a day or year beside it."""
        word = self.word(i).rstrip(".")
        if word not in _DOUBTFUL:
            return True
        return self.word(i - 1) in _LEADS and self.tag[i] not in ("MD", "VB", "VBP") and self.word(i + 1) != "'s"

    def day(self, i: int) -> Atom | None:
        """A day of the month: "8", "14th"."""
        found = _DAY.match(self.word(i))
        if found is None or self.word(i + 1) in _NO_DAY_BEFORE:
            return None
        number = int(found[1])
        return Atom(i + 1, number) if 1 <= number <= 31 else None

    def ordinal(self, i: int) -> bool:
        """Whether the token is a day of the month as "14th"."""
        return self.word(i)[-2:] in ("st", "nd", "rd", "th") and self.day(i) is not None

    def year(self, i: int) -> Atom | None:
        """Four digits between 1000 and 2099, in any context."""
        word = self.word(i)
        return Atom(i + 1, int(word)) if _YEAR.match(word) else None

    def is_year(self, i: int) -> bool:
        """Whether the context of four digits makes them a year."""
        if self.tag[min(i + 1, len(self) - 1)] == "NNS" and self.word(i + 1) not in WEEKDAYS:
            return False
        before = self.word(i - 1)
        if before in _YEAR_LEADS:
            return True
        if before == "the":
            return self.word(i) >= "1900"
        noun = self.tag[i + 1] in ("NN", "NNP", "JJ") if i + 1 < len(self) else False
        return before in ("a", "his", "her", "its", "their", "'s", "’s") and noun and self.word(i) >= "1900"

    def weekday(self, i: int) -> Atom | None:
        """A day of the week, or its abbreviation."""
        word = self.word(i).rstrip(".")
        number = WEEKDAYS.get(word)
        if number is None or (len(word) < 6 and not self.text[i][0].isupper()):
            return None
        if len(word) < 6 and not (self.low[i].endswith(".") or self.word(i + 1) in {",", "."}):
            return None
        return Atom(i + 1 + (len(word) < 6 and self.word(i + 1) == "."), number)

    def unit(self, i: int) -> str | None:
        """The unit of time that the token names, in the singular."""
        return UNITS.get(self.word(i))

    def holiday(self, i: int) -> tuple[int, str] | None:
        """The longest name of a feast at ``i``: its end and its rule."""
        if self.text[i][0].islower():
            return None
        for end in range(min(i + _LONGEST_HOLIDAY, len(self)), i, -1):
            rule = self.holidays.get(tuple(self.low[i:end]))
            if rule:
                return end, rule
        return None
