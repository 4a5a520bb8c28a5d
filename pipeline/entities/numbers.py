"""Numbers in digits and words, read from tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .wordlists import word_at, word_list

_DIGITS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$|[0-9]+(?:\.[0-9]+)?$")
_UNITS = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL: dict[str, int] = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
SCALES: dict[str, int] = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
    "tn": 1_000_000_000_000,
}
#: Amounts without a number: they say "many".
MANY = frozenset(["dozens", "scores", "hundreds", "thousands", "millions", "billions", "tens"])
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}
_FRACTIONS |= {"thirds": 1 / 3, "quarters": 0.25, "fifths": 0.2, "tenths": 0.1}
#: Words with which a number may begin; all others begin with a digit.
_STARTS = MANY | SMALL.keys() | {"half", "a", "an"}


class Number(NamedTuple):
    """What the tokens up to ``end`` (exclusive) say.

    ``value`` is None for "dozens"; ``share`` marks parts of one ("a third").
    """

    end: int
    value: float | None
    share: bool = False


def is_digits(word: str) -> bool:
    """Whether the token is a plain number: "8,000", "1.5"."""
    return word[:1].isdigit() and bool(_DIGITS.match(word))


def digits_value(word: str) -> float:
    """The value of such a token."""
    return float(word.replace(",", ""))


def read_number(low: Sequence[str], i: int) -> Number | None:
    """The number that starts at token ``i`` of the lower-cased tokens, or None.

    Reads "8,000", "1.5 million", "twenty-two", "two hundred and five", "a dozen", "half a million", "two and a half",
    "a third", "tens of thousands". A bare "a" is no number, nor is an ordinal or a year.
    """
    word = word_at(low, i)
    if word not in _STARTS and not word[:1].isdigit():
        return None
    return _many(low, i) or _fraction(low, i) or _with_half(low, _cardinal(low, i))


def _many(low: Sequence[str], i: int) -> Number | None:
    if word_at(low, i) not in MANY:
        return None
    end = i + 1
    while word_at(low, end) == "of" and word_at(low, end + 1) in MANY:
        end += 2
    return Number(end, None) if low[i] != "tens" or end > i + 1 else None


def _fraction(low: Sequence[str], i: int) -> Number | None:
    """ "a third", "two thirds", "two-thirds", "half of", "half a million"."""
    first, second = word_at(low, i), word_at(low, i + 1)
    if first == "half":
        if second in ("a", "the") and word_at(low, i + 2) in SCALES:
            return Number(i + 3, SCALES[low[i + 2]] / 2)
        if second == "a" and word_at(low, i + 2) == "dozen":
            return Number(i + 3, 6)
        return Number(i + 1, 0.5, share=True) if second in ("of", "the", "its", "their", "a") else None
    count, at = (1, i + 1) if first in ("a", "one") else (SMALL.get(first, 0), i + 1)
    at += word_at(low, at) == "-"
    part = _FRACTIONS.get(word_at(low, at))
    if not count or part is None or word_at(low, at + 1) not in ("of", "the"):
        return None
    return Number(at + 1, round(count * part, 4), share=True)


def _cardinal(low: Sequence[str], i: int) -> Number | None:
    first = word_at(low, i)
    if is_digits(first):
        return _scaled(low, i + 1, digits_value(first))
    if first in ("a", "an"):
        return _counted_scale(low, i + 1)
    return _words(low, i) if first in SMALL else None


def _scaled(low: Sequence[str], i: int, value: float) -> Number:
    """Behind digits: "1.5 million", "20 thousand", "two dozen"."""
    end = i
    while (word := word_at(low, end)) in SCALES or word == "dozen":
        value *= SCALES.get(word, 12)
        end += 1
    return Number(end, value)


def _counted_scale(low: Sequence[str], i: int) -> Number | None:
    """Behind "a": "a dozen", "a hundred thousand", "a couple of"."""
    word = word_at(low, i)
    if word in SCALES or word == "dozen":
        return _scaled(low, i, 1)
    if word == "couple":
        return Number(i + 1 + (word_at(low, i + 1) == "of"), 2)
    return None


def _words(low: Sequence[str], i: int) -> Number:
    """ "two hundred and five thousand": the usual two-register reading."""
    total = current = 0.0
    end = i
    while True:
        word = word_at(low, end)
        if word in SMALL and _joins(low, end, current):
            current += SMALL[word]
        elif word == "hundred" and current:
            current *= 100
        elif word in SCALES and current:
            total, current = total + current * SCALES[word], 0.0
        elif word == "dozen" and current and not total:
            return Number(end + 1, current * 12)
        elif word == "and" and word_at(low, end - 1) in SCALES and word_at(low, end + 1) in SMALL:
            pass
        elif not (
            word == "-"
            and current % 100 >= 20
            and word_at(low, end - 1) in _TENS
            and 0 < SMALL.get(word_at(low, end + 1), 0) < 10
        ):
            return Number(end, total + current)
        end += 1


def _joins(low: Sequence[str], i: int, current: float) -> bool:
    """Whether the small number at ``i`` goes on a number that stands at ``current``."""
    value, rest = SMALL[low[i]], current % 100
    if current == 0:
        return True
    if rest == 0:
        return word_at(low, i - 1) in ("hundred", "and") or word_at(low, i - 1) in SCALES
    return rest >= 20 and rest % 10 == 0 and 0 < value < 10


def _with_half(low: Sequence[str], number: Number | None) -> Number | None:
    """ "two and a half"."""
    if number is None or number.value is None or list(low[number.end : number.end + 3]) != ["and", "a", "half"]:
        return number
    return Number(number.end + 3, number.value + 0.5)
