"""Amounts as QUANTITY and MONEY spans with their bounds and what they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from ..documents import Span, Value, column
from .numbers import SCALES, Number, is_digits, read_number
from .rules import Phrases, Quantities, Tokenize, phrases
from .wordlists import word_at

_DASHES = frozenset({"-", "–", "—"})
_PERCENT = (("%",), ("percent",), ("per", "cent"), ("percentage", "points"), ("percentage", "point"), ("pc",))
_MEASURES = frozenset({"square", "cubic", "nautical", "metric"})
_CLOCK = frozenset(
    {
        "local",
        "utc",
        "edt",
        "est",
        "hrs",
        "a.m.",
        "p.m.",
        "am",
        "pm",
        ":",
        "o'clock",
        "hours",
        "gmt",
        "th",
        "st",
        "nd",
        "rd",
    }
)
_LONGEST_MODIFIER = 4
_LONGEST_PHRASE = 8
_PHRASE_TAGS = frozenset({"NN", "NNP", "JJ", "JJR", "JJS", "VBN", "VBG", "HYPH", "CD", ",", "``", "''"})


class _Amount(NamedTuple):
    """A number with what stands around it: tokens ``start`` to ``end`` (exclusive), ``at`` its last number token."""

    start: int
    end: int
    at: int
    low: float | None
    high: float | None
    unit: str | None
    label: str
    rule: str


class QuantityFinder:
    """Finds the amounts of a Doc by the words of the configuration; linear in its length."""

    def __init__(self, rules: Quantities, tokenize: Tokenize) -> None:
        self._before = {
            tuple(tokenize(p)): kind for kind in ("at_least", "at_most", "about") for p in getattr(rules, kind)
        }
        self._behind = phrases(
            tokenize, [*((p, "at_least") for p in rules.or_more), *((p, "at_most") for p in rules.or_less)]
        )
        self._designators = frozenset(rules.designators)
        self._symbols = rules.currencies
        self._words = frozenset(rules.currency_words)

    def find(self, doc: Doc, taken: Sequence[bool]) -> list[Span]:
        """The spans in order, none overlapping another or a token that is ``taken``."""
        reader = _Reader(doc, self._before, self._behind, self._designators, self._symbols, self._words)
        spans: list[Span] = []
        i = free = 0
        while i < len(doc):
            amount = None if taken[i] else reader.amount(i, free)
            if amount is None or any(taken[amount.start : amount.end]):
                i += 1
                continue
            spans.append(_span(doc, amount))
            i = free = amount.end
        return spans


class _Reader:
    def __init__(
        self,
        doc: Doc,
        before: dict[tuple[str, ...], str],
        behind: Phrases,
        designators: frozenset[str],
        symbols: dict[str, str],
        words: frozenset[str],
    ) -> None:
        self.doc = doc
        self.text = column(doc, "ORTH")
        self.low = column(doc, "LOWER")
        self.tag = column(doc, "TAG")
        self._before, self._behind = before, behind
        self._designators, self._symbols, self._words = designators, symbols, words

    def word(self, i: int) -> str:
        return word_at(self.low, i)

    def amount(self, i: int, free: int) -> _Amount | None:
        """The amount whose number or currency sign is token ``i``; modifiers are taken from ``free`` on."""
        symbol = self._symbol(i)
        at = i + (symbol is not None) + (self.word(i) == "us" and symbol is not None)
        number = read_number(self.low, at)
        if number is None or (symbol is None and not self._counts(at, number)):
            return None
        low, high, end = self._range(at, number)
        rule = "range" if low != high else ("many" if number.value is None else "number")
        last = end - 1
        behind = self._behind.at(self.low, end) if end < len(self.low) else None
        end, unit = self._unit(number, last, behind[0] if behind else end, symbol)
        if number.share:
            low, high, unit = *(round(100 * value, 2) if value is not None else None for value in (low, high)), "%"
        kind = behind[1] if behind else None
        start, low, high, bounded = self._bounds(i, free, low, high, kind)
        label = "MONEY" if symbol is not None or self._is_currency(end - 1) else "QUANTITY"
        return _Amount(start, end, last, low, high, unit, label, "bound" if bounded else rule)

    def _symbol(self, i: int) -> str | None:
        if self.word(i) == "us" and self.word(i + 1) in self._symbols:
            return self._symbols[self.word(i + 1)]
        return self._symbols.get(self.text[i])

    def _is_currency(self, i: int) -> bool:
        return self.low[i] in self._words or self.low[i] in self._symbols

    # --- is it an amount at all? -----------------------------------------------------------------------------------

    def _counts(self, i: int, number: Number) -> bool:
        before, after = self.word(i - 1), self.word(number.end)
        if after in _CLOCK or before in (":", "#", "/", "+") or (before == "[" and after == "]"):
            return False
        if self.low[i] == "one" and not self._is_one(i, number):
            return False
        if self._is_age(i, number.end) or self._is_item(i, number.end) or self._is_code(i, number.end):
            return False
        return not (self._is_named(i, number.end) or self._is_year(i, number.end))

    def _is_year(self, i: int, end: int) -> bool:
        """ "2008" without a plural to count, and hours as in "0100"."""
        word = self.low[i]
        if len(word) != 4 or not word.isdigit() or end > i + 1:
            return False
        return word[0] == "0" or ("1900" <= word < "2100" and not self._plural_follows(end))

    def _is_one(self, i: int, number: Number) -> bool:
        if number.end > i + 1:
            return True
        noun = self.tag[i + 1] in ("NN", "NNP", "JJ", "VBN") if i + 1 < len(self.doc) else False
        return self.tag[i] == "CD" and noun and self.word(i - 1) not in ("no", "this", "that", "the", "any", "every")

    def _is_age(self, i: int, end: int) -> bool:
        """ "Dayton, 42, of Woodbridge", "aged 7", "28-year-old", "30 years old"."""
        if self.word(i - 1) in ("aged", "age") or self.low[max(i - 2, 0) : i] in (["age", "of"], ["ages", "of"]):
            return True
        rest = self.low[end : end + 4]
        if "old" in rest[1:4] and rest[0] in ("-", "years", "year", "months"):
            return True
        return (
            self.word(i - 1) == ","
            and self.word(end) in (",", ".", ")")
            and self.tag[i - 2] == "NNP"
            and is_digits(self.low[i])
        )

    def _is_item(self, i: int, end: int) -> bool:
        """The number of a list: "1." at the start of a line."""
        return (i == 0 or self.doc[i - 1].is_space) and self.word(end) in (".", ")") and end == i + 1

    def _is_code(self, i: int, end: int) -> bool:
        """A part of "12-345-67", a score "3-2", the 50 of "A-50"."""
        if self.word(i - 1) in _DASHES and not self.doc[i - 2].whitespace_ and is_digits(self.low[i]):
            return True
        return (
            self.word(end) in _DASHES
            and self.word(end + 2) in _DASHES
            and is_digits(self.word(end + 1))
            and is_digits(self.word(end + 3))
        )

    def _is_named(self, i: int, end: int) -> bool:
        """ "Task Force 50", "Resolution 2254", "Mobile Unit Two": no plural follows that the number could count."""
        before = self.word(i - 1)
        if before in self._designators and (self.low[i] != "one" or self.doc[i - 1].text[:1].isupper()):
            return not self._plural_follows(end)
        if before == ")" and self.tag[i - 2] == "NNP":  # "Task Force (CTF) 50"
            return not self._plural_follows(end)
        code = before.isalpha() and self.doc[i - 1].text.isupper() and before != "i"
        if i == 0 or not (code or self.tag[i - 1] in ("NNP", "NNPS")) or not before[-1:].isalnum():
            return False
        return not (self._plural_follows(end) or self.word(end) in SCALES or self._percent(end) > end)

    def _plural_follows(self, i: int) -> bool:
        """Whether a noun phrase with a plural stands behind: what a number before it counts."""
        noun = self._noun_behind(i)
        return noun is not None and self.tag[noun] in ("NNS", "NNPS")

    # --- its bounds and its unit ------------------------------------------------------------------------------------

    def _range(self, i: int, number: Number) -> tuple[float | None, float | None, int]:
        """ "20 to 30", "11-13", "between 20 and 30", "two or three", "2 to 3 million"."""
        joint = self.word(number.end)
        joins = joint in _DASHES or joint in ("to", "or") or (joint == "and" and self.word(i - 1) == "between")
        at = number.end + 1 + (self.word(number.end + 1) in self._symbols)
        second = read_number(self.low, at) if joins and at < len(self.low) else None
        if second is None or number.value is None or second.value is None:
            return number.value, number.value, number.end
        low, high = number.value, second.value
        scale = SCALES.get(self.word(second.end - 1), 1)
        if number.end == i + 1 and second.end > at + 1 and low < high / scale:
            low *= scale
        return (low, high, second.end) if low < high else (number.value, number.value, number.end)

    def _percent(self, i: int) -> int:
        for phrase in _PERCENT:
            if tuple(self.low[i : i + len(phrase)]) == phrase:
                return i + len(phrase)
        return i

    def _unit(self, number: Number, last: int, end: int, symbol: str | None) -> tuple[int, str | None]:
        """The end of the amount with its sign, and what it counts."""
        if symbol is not None:
            return end + (self.word(end) in ("m", "k")), symbol
        percent = self._percent(end)
        if percent > end:
            return percent, "%"
        at = end + (self.word(end) == "of" and number.value is None)
        if self.word(at) in self._words or self.word(at) in self._symbols:
            return at + 1, self.low[at]
        return end, self._counted(last, end)

    def _counted(self, last: int, end: int) -> str | None:
        """The counted noun: the end of the noun phrase behind the number, what "of" adds, or its head in the tree."""
        if self.word(end) in _MEASURES and end + 1 < len(self.doc):
            return f"{self.low[end]} {self.low[end + 1]}"
        token = self.doc[last]
        if self.word(end) == "of":
            return next(
                (child.text for child in token.children if child.dep_.startswith("nmod") and child.i > last), None
            )
        noun = self._noun_behind(end)
        if noun is not None:
            return self.doc[noun].text
        return token.head.text if token.head.i >= end and token.dep_ == "nummod" else None

    def _noun_behind(self, i: int) -> int | None:
        """The head of the noun phrase that begins at ``i``: its first plural, else its last noun."""
        noun = None
        for at in range(i, min(i + _LONGEST_PHRASE, len(self.doc))):
            if self.tag[at] in ("NNS", "NNPS"):
                return at
            if self.tag[at] not in _PHRASE_TAGS or (
                noun is not None and self.tag[at] in ("VBN", "VBG") and self.tag[at - 1] != "HYPH"
            ):
                break
            noun = at if self.tag[at] in ("NN", "NNP") else noun
        return noun

    def _bounds(
        self, i: int, free: int, low: float | None, high: float | None, behind: str | None
    ) -> tuple[int, float | None, float | None, bool]:
        """ "more than", "at least", "up to" before the number; ``behind`` is what "or more" behind it says."""
        start, kind = self._modifier(i, free)
        if kind == "about" and start > free:
            start, outer = self._modifier(start, free)
            kind = outer or kind
        kind = behind or kind
        if self.word(start - 1) == "between" and low != high and start - 1 >= free:
            start -= 1
        low, high = (round(value, 6) if value is not None else None for value in (low, high))
        low, high = (low, None) if kind == "at_least" else (None, high) if kind == "at_most" else (low, high)
        return start, low, high, kind in ("at_least", "at_most")

    def _modifier(self, i: int, free: int) -> tuple[int, str | None]:
        for length in range(min(_LONGEST_MODIFIER, i - free), 0, -1):
            kind = self._before.get(tuple(self.low[i - length : i]))
            if kind is not None:
                return i - length, kind
        return i, None


def _span(doc: Doc, amount: _Amount) -> Span:
    last = doc[amount.end - 1]
    return Span(
        start=doc[amount.start].idx,
        end=last.idx + len(last),
        token_start=amount.start,
        token_end=amount.end - 1,
        label=amount.label,
        kind="quantity",
        source="quantity",
        rule=amount.rule,
        value=Value(low=amount.low, high=amount.high, unit=amount.unit),
    )
