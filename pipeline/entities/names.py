"""Names: repairs of what the model found, titles before persons, persons behind titles."""

from __future__ import annotations

from collections.abc import Container
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc

from .rules import Rules, Tokenize
from .wordlists import NAME_PARTICLES, word_set

_PUNCTUATION = frozenset("\"'“”‘’«»`.,;:!?-–—()[]{}…/")
_ARTICLES = word_set("the a an this that these those his her its their our my your")
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_PAIRS = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»"}
_QUOTES = frozenset("“”\"'")
_DASHES = frozenset("-–—")
_DOUBLE_QUOTES = frozenset('“”"„«»')
_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", '"': '"'}
#: Words of these tags are in no name; they tell what was said from who said it.
_SPOKEN_TAGS = frozenset({"VBZ", "VBD", "VBP", "MD", "PRP"})
#: What is taken from the model; dates, amounts, weapons and vehicles are left to the rules.
_NAMED = frozenset({"PERSON", "ORG", "LOC", "FAC", "NORP", "EVENT", "WORK"})
_FUNCTION_TAGS = frozenset({"IN", "DT", "CC", "TO", "PRP$"})
_BODIES = frozenset({"LOC", "ORG"})
_RELABELLED = frozenset({"LOC", "ORG", "PERSON", "WORK"})
_LONGEST_NAME = 8
_LONGEST_TITLE = 7


class Name(NamedTuple):
    """Tokens ``start`` to ``end`` (exclusive) with a label, and the title before a person."""

    start: int
    end: int
    label: str
    role: str | None = None


class Names:
    """The rules for names, for one tokenizer."""

    def __init__(self, rules: Rules, tokenize: Tokenize) -> None:
        self._heads = {words[-1].lower() for phrase in rules.titles.heads if (words := tokenize(phrase))}
        both = [*rules.titles.heads, *rules.titles.modifiers]
        self._words = {word.lower() for phrase in both for word in tokenize(phrase)} - {"-"}
        self._portfolios = frozenset(rules.titles.portfolios)
        self._no_name = frozenset(rules.titles.no_name_after)
        self._never_alone = frozenset(rules.never_alone)
        self._peoples = frozenset(rules.peoples)

    def repaired(self, doc: Doc, start: int, end: int, label: str) -> list[Name]:
        """What remains of a span of the model, nothing where it is no name.

        Its borders and label are put right, a person's title is set apart, "Palmyra, Syria" becomes two places, and so
        does a dateline what follows it: "Gaza - Wafa Qishta".
        """
        if label not in _NAMED:
            return []
        start, end = _trimmed(doc, *_first_line(doc, start, end))
        end = _with_closing_mark(doc, start, end)
        pieces = _unquoted(doc, start, end)
        if pieces != [(start, end)]:
            return [name for piece in pieces for name in self.repaired(doc, *piece, label) if _is_unspoken(doc, name)]
        dash = next((i for i in range(start + 1, end - 1) if _is_dash_between(doc, i)), None)
        if dash is not None:
            behind = self.repaired(doc, dash + 1, end, label)
            return [*self.repaired(doc, start, dash, label), *_behind_dateline(doc, behind)]
        if label == "LOC":
            comma = next((i for i in range(start, end) if doc[i].text == ","), None)
            if comma is not None:
                return [*self.repaired(doc, start, comma, label), *self.repaired(doc, comma + 1, end, label)]
        if label in _BODIES and self._is_portfolio(doc, start):
            of = next((i for i in range(start + 1, end - 1) if doc[i].lower_ == "of"), None)
            return self.repaired(doc, of + 1, end, "LOC") if of is not None else []
        title = self._inner_title(doc, start, end) if label in _BODIES else None
        if title is not None:
            person = [Name(title[1], end, "PERSON", doc[slice(*title)].text)] if title[1] < end else []
            return [*self.repaired(doc, start, title[0], label), *person]
        name = self._named(doc, start, end, label)
        return [name] if name else []

    def _named(self, doc: Doc, start: int, end: int, label: str) -> Name | None:
        cut = self._without_title(doc, start, end)
        if cut >= end or label == "PERSON":
            start = cut
        if (
            start >= end
            or doc[start].text in _DOUBLE_QUOTES  # what a title left is but a quotation
            or self._is_no_name(doc, start, end)
            or (label == "PERSON" and self._is_office(doc, start, end))
        ):
            return None
        if label in _RELABELLED and all(token.text in self._peoples for token in doc[start:end]):
            label = "NORP"
        role = self._title_before(doc, start)
        if role is not None and label in ("LOC", "ORG") and self._is_person(doc, start, end):
            label = "PERSON"
        if label != "PERSON":
            return Name(start, end, label)
        return Name(start, _past_nickname(doc, end), label, role)

    def _is_office(self, doc: Doc, start: int, end: int) -> bool:
        """ "for the Middle East" behind a cut "Minister", "Resolve Commander"."""
        return doc[start].tag_ == "IN" or doc[start].is_stop or (end - start > 1 and doc[end - 1].lower_ in self._heads)

    def _is_no_name(self, doc: Doc, start: int, end: int) -> bool:
        words = [token.text for token in doc[start:end]]
        if all(not word[0].isalpha() for word in words) or not any(c.isupper() for word in words for c in word):
            return True
        return " ".join(words).lower() in self._never_alone and not (len(words) == 1 and words[0].isupper())

    def _is_person(self, doc: Doc, start: int, end: int) -> bool:
        """Whether a place or body directly behind a rank is a misread person."""
        before = doc[start - 1].text
        return before[0].isupper() and doc[start].text not in self._no_name and not doc[start].text.isupper()

    # --- titles ---------------------------------------------------------------------------------------------------

    def _without_title(self, doc: Doc, start: int, end: int) -> int:
        """Where the name begins in a span that begins with a title; its end where it is all title."""
        at = start
        while at < end and (_is_among(doc[at].lower_, self._words) or (at > start and doc[at].text in "-.")):
            at += 1
        if at > start and not _is_among(doc[at - 1].lower_, self._heads) and doc[at - 1].text != ".":
            return start
        return at

    def _is_portfolio(self, doc: Doc, start: int) -> bool:
        """Whether an office before says that this is its business: "Minister of Foreign Affairs"."""
        return start > 1 and doc[start - 1].lower_ in {"of", "for"} and doc[start - 2].text in self._portfolios

    def _inner_title(self, doc: Doc, start: int, end: int) -> tuple[int, int] | None:
        """The title between a body and a person, whom the model took into the name or left behind it: "UN
        Secretary-General Ban Ki-moon"."""
        for head in range(min(end, len(doc) - 1) - 1, start, -1):
            if (
                doc[head].lower_ in self._heads
                and doc[head].text[0].isupper()
                and self._name_behind(doc, head) > head + 1
            ):
                at = head
                while at > start and self._is_title_word(doc, at - 1, capital=True):
                    at -= 1
                return (at, head + 1) if at > start else None
        return None

    def _title_before(self, doc: Doc, start: int) -> str | None:
        """The title that ends right before a token: words of titles, in one case, at least one of them a head."""
        at = start
        capital = start > 0 and doc[start - 1].text[0].isupper()
        while at > max(start - _LONGEST_TITLE, 0) and self._is_title_word(doc, at - 1, capital):
            at -= 1
        while at < start and doc[at].text in "-.":
            at += 1
        if at == start or not any(token.lower_ in self._heads for token in doc[at:start]):
            return None
        return doc[at:start].text

    def _is_title_word(self, doc: Doc, i: int, capital: bool) -> bool:
        token = doc[i]
        if token.text == "-" or token.text == ".":
            return i > 0 and not doc[i - 1].whitespace_ and doc[i - 1].lower_ in self._words
        return token.lower_ in self._words and token.text[0].isupper() == capital

    def persons(self, doc: Doc) -> list[Name]:
        """The names right behind a capitalised title: "Maj. Gen. Sami al-Aridi", "General Hassan"."""
        found: list[Name] = []
        i = 0
        while i < len(doc) - 1:
            token = doc[i]
            end = self._name_behind(doc, i) if token.lower_ in self._heads and token.text[0].isupper() else i + 1
            if end > i + 1:
                found.append(Name(i + 1, end, "PERSON", self._title_before(doc, i + 1)))
            i = end
        return found

    def _name_behind(self, doc: Doc, i: int) -> int:
        """The end of the name that begins behind token ``i``, or ``i + 1`` where none does."""
        first = doc[i + 1]
        if (
            not _is_capital(first.text)
            or first.text in self._no_name
            or _is_among(first.lower_, self._words)
            or first.is_stop
        ):
            return i + 1
        at = i + 1
        while at < len(doc) and at - i <= _LONGEST_NAME:
            step = _name_step(doc, at)
            if not step:
                break
            at += step
        return at


def _is_among(word: str, titles: Container[str]) -> bool:
    """Whether a word is one of a title, its full stop inside the token or not."""
    return word in titles or f"{word}." in titles


def _is_capital(word: str) -> bool:
    return word[0].isupper() and word[0].isalpha()


def _name_step(doc: Doc, i: int) -> int:
    """How many tokens at ``i`` go on a name: a capitalised word, "al-Aridi", "-Ahmad", "bin X", a quoted nickname."""
    word = doc[i].text
    if _is_capital(word) and doc[i].tag_ not in ("PRP", "DT", "MD", "VBD", "VBZ", "IN"):
        return 1
    more = len(doc) - i
    if word.lower() in NAME_PARTICLES and more > 2 and doc[i + 1].text == "-" and _is_capital(doc[i + 2].text):
        return 3
    if (
        word == "-"
        and more > 1
        and _is_capital(doc[i + 1].text)
        and not doc[i - 1].whitespace_
        and not doc[i].whitespace_
    ):
        return 2
    if word.lower() in NAME_PARTICLES and more > 1 and _is_capital(doc[i + 1].text):
        return 2
    if (
        word in _QUOTES
        and word != "”"
        and more > 3
        and doc[i + 2].text in _QUOTES
        and _is_capital(doc[i + 1].text)
        and _is_capital(doc[i + 3].text)
    ):
        return 3
    return 0


def _past_nickname(doc: Doc, end: int) -> int:
    """The end of a name that the model cut at a nickname: 'John "J.D."' goes on with "Dorrian"."""
    if end >= len(doc) or doc[end - 1].text not in _QUOTES:
        return end
    return end + (_is_capital(doc[end].text) and doc[end].tag_ in ("NNP", "NN", ""))


def _unmatched(doc: Doc, start: int, end: int) -> list[int]:
    """The double quotation marks whose other half lies outside, or nowhere."""
    opened: list[int] = []
    loose: list[int] = []
    for i in range(start, end):
        mark = doc[i].text
        if opened and mark in _CLOSED_BY[doc[opened[-1]].text]:
            opened.pop()
        elif mark in _CLOSED_BY:
            opened.append(i)
        elif mark in _DOUBLE_QUOTES:
            loose.append(i)
    return sorted([*loose, *opened])


def _unquoted(doc: Doc, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between unmatched quotation marks: what was said, and who said it."""
    borders = [start - 1, *_unmatched(doc, start, end), end]
    return [(one + 1, other) for one, other in pairwise(borders) if other > one + 1]


def _with_closing_mark(doc: Doc, start: int, end: int) -> int:
    """The end of a span that the model cut inside a nickname: 'John "J.D.' takes its closing mark in."""
    if end - start < 2 or end >= len(doc):
        return end
    closed = _unmatched(doc, start, end) and not _unmatched(doc, start, end + 1)
    return end + 1 if closed else end


def _is_dash_between(doc: Doc, i: int) -> bool:
    """Whether a token is a dash with blanks around it, which is inside no name."""
    return doc[i].text in _DASHES and bool(doc[i].whitespace_ and doc[i - 1].whitespace_)


def _behind_dateline(doc: Doc, names: list[Name]) -> list[Name]:
    """What the model took for a part of the dateline's place: of several words a person, of one no name at all."""
    several = (name for name in names if name.end - name.start > 1)
    places = frozenset({"LOC", "FAC"})
    return [name._replace(label="PERSON") if name.label in places else name for name in several]


def _is_unspoken(doc: Doc, name: Name) -> bool:
    return not any(token.tag_ in _SPOKEN_TAGS for token in doc[name.start : name.end])


def _first_line(doc: Doc, start: int, end: int) -> tuple[int, int]:
    for i in range(start, end):
        if doc[i].is_space and "\n" in doc[i].text and i > start:
            return start, i
    return start, end


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Without articles, blanks and marks at the edges, and without a possessive."""
    while start < end and (doc[start].is_space or doc[start].text in _PUNCTUATION or doc[start].lower_ in _ARTICLES):
        start += 1
    while end > start and _is_loose(doc, start, end):
        end -= 1
    return start, end


def _is_loose(doc: Doc, start: int, end: int) -> bool:
    last = doc[end - 1]
    if last.text in _PAIRS.values() and any(doc[i].text in _PAIRS for i in range(start, end)):
        return False
    if last.text in _DOUBLE_QUOTES and end - start > 3 and end - 1 not in _unmatched(doc, start, end):
        return False
    if last.tag_ in _SPOKEN_TAGS and last.is_lower and end - start > 1:
        return True
    return last.is_space or last.text in _PUNCTUATION or last.text in _POSSESSIVE or last.tag_ in _FUNCTION_TAGS
