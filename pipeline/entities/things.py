"""Weapons, vehicles, facilities, documents, units and peoples by the lists of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Doc

from ..documents import column
from .rules import Named, Phrases, Rules, Things, Tokenize, compile_designations, phrases
from .wordlists import NAME_PARTICLES, word_set

_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "CD", "FW", ""})
_ROADS = frozenset({"highway", "motorway", "road", "freeway", "expressway"})
_NAME_TAGS = frozenset({"NNP", "NNPS", "JJ", "NN", "NNS", "FW", "CD", "POS", "HYPH", ""})
_PARTICLES = NAME_PARTICLES | word_set("au deir dayr ayn umm tell tal")
#: What stands before a weapon or vehicle and is no amount: "T129 helicopters", "FH-95 drones".
_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,9}-?\d{1,4}[A-Z]?")
#: The number of a unit: "57th Brigade", "21 Special Armoured Brigade".
_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th)?")
_LONGEST_NAME = 6
_LONGEST_MODIFIERS = 8
_LONGEST_MODIFIER = 5


class Thing(NamedTuple):
    """Tokens ``start`` to ``end`` (exclusive) with a label, found by the rule of that name."""

    start: int
    end: int
    label: str
    rule: str


class ThingFinder:
    """Finds weapons and vehicles: heads with their modifiers, names, designations."""

    def __init__(self, rules: Rules, tokenize: Tokenize) -> None:
        kinds = {"WEAPON": rules.weapons, "VEHICLE": rules.vehicles}
        self._heads = phrases(tokenize, _rows(kinds, "heads"), lower=True, plurals=True)
        self._modified = phrases(tokenize, _rows(kinds, "modified_only"), lower=True, plurals=True)
        self._names = phrases(tokenize, _rows(kinds, "names"), plurals=True)
        self._prefixes = phrases(tokenize, _rows(kinds, "prefixes"))
        self._before_names = phrases(tokenize, _rows(kinds, "name_behind"), lower=True)
        self._never = phrases(tokenize, _rows(kinds, "never"), lower=True)
        self._modifiers = {
            label: frozenset(tuple(tokenize(m)) for m in things.modifiers) for label, things in kinds.items()
        }
        self._designations = [(label, compile_designations(things.designations)) for label, things in kinds.items()]

    def find(self, doc: Doc) -> list[Thing]:
        """All of them in the order of the text; one may lie inside another."""
        text = column(doc, "ORTH")
        low = [word.lower() for word in text]
        found: list[Thing] = []
        blocked = 0
        for i, word in enumerate(text):
            blocked = never[0] if (never := self._never.at(low, i)) else blocked
            if i < blocked:
                continue
            if word[0].isupper() or word[0].isdigit():
                found.extend(self._named(doc, text, low, i))
            found.extend(self._headed(doc, low, i))
            found.extend(self._behind(doc, text, i))
        return [*found, *_joined(found)]

    def _named(self, doc: Doc, text: list[str], low: list[str], i: int) -> list[Thing]:
        prefix = self._prefixes.at(text, i)
        end = _name_end(doc, text, prefix[0]) if prefix else 0
        if prefix and end > prefix[0]:
            return [Thing(i, end, prefix[1], "prefix")]
        name = self._names.at(text, i)
        if name is not None:
            return [Thing(i, name[0], name[1], "name")]
        if i + 1 < len(low) and low[i + 1] in _ROADS:
            return []
        return [Thing(i, i + 1, label, "designation") for label, shape in self._designations if shape.match(text[i])][
            :1
        ]

    def _headed(self, doc: Doc, low: list[str], i: int) -> list[Thing]:
        head = self._heads.at(low, i)
        needs = head is None
        head = head or self._modified.at(low, i)
        if head is None or doc[head[0] - 1].tag_ not in _NOUN_TAGS:
            return []
        end, label = head
        start = self._extended(low, i, self._modifiers[label])
        if start and _DESIGNATION.fullmatch(doc[start - 1].text):
            return [Thing(start - 1, end, label, "designation")]
        if needs and start == i:
            return []
        return [Thing(start, end, label, "head")]

    def _behind(self, doc: Doc, text: list[str], i: int) -> list[Thing]:
        """The name of a ship behind what it is: "the tanker Sounion"."""
        head = self._before_names.at(text, i)
        end = _name_end(doc, text, head[0]) if head else 0
        return [Thing(head[0], end, head[1], "name behind")] if head and end > head[0] else []

    def _extended(self, low: list[str], i: int, modifiers: frozenset[tuple[str, ...]]) -> int:
        """Where the modifiers before the head begin: "guided anti-tank", "surface-to-air", "rocket-"."""
        start = i
        while i - start < _LONGEST_MODIFIERS and (step := _modifier_before(low, start, modifiers)):
            start -= step
        return start


def _modifier_before(low: list[str], i: int, modifiers: frozenset[tuple[str, ...]]) -> int:
    """The length of the modifier that ends at ``i``, with the hyphen behind it."""
    hyphen = 1 if i > 1 and low[i - 1] == "-" else 0
    for length in range(min(_LONGEST_MODIFIER, i - hyphen), 0, -1):
        if tuple(low[i - hyphen - length : i - hyphen]) in modifiers:
            return length + hyphen
    return 0


def _joined(found: list[Thing]) -> list[Thing]:
    """ "Qassam rockets", "MQ-9 drone": a name with the head behind it is one thing, of the name's kind."""
    names = {thing.end: thing for thing in found if thing.rule in ("name", "designation")}
    pairs = ((names.get(thing.start), thing) for thing in found if thing.rule == "head")
    return [Thing(name.start, head.end, name.label, name.rule) for name, head in pairs if name is not None]


def _rows(kinds: dict[str, Things], field: str) -> list[tuple[str, str]]:
    return [(phrase, label) for label, things in kinds.items() for phrase in getattr(things, field)]


class NamedFinder:
    """Finds things by a head and the name at it: "Tabqa Dam", "Mosul airport", "Camp Speicher", "Minsk Protocol"."""

    def __init__(self, lists: Named, label: str, peoples: Iterable[str], tokenize: Tokenize) -> None:
        self._label = label
        self._heads = phrases(tokenize, ((head, label) for head in lists.heads), lower=True)
        self._prefixes = phrases(tokenize, ((prefix, label) for prefix in lists.prefixes))
        self._numbered = label == "ORG"
        self._capital = {tuple(tokenize(head.lower())) for head in lists.capital_only}
        self._peoples = frozenset(peoples)

    def find(self, doc: Doc, bodies: list[tuple[int, int]]) -> list[Thing]:
        """All of them in the order of the text.

        ``bodies`` are the groups and people found by the model: behind one of them a head in small letters is its
        possession, not its name ("an Islamic State prison").
        """
        text = column(doc, "ORTH")
        low = [word.lower() for word in text]
        ends = {end for _, end in bodies}
        found: list[Thing] = []
        free = 0
        for i in range(len(text)):
            if i < free or not (self._prefixes.begin(text[i]) or self._heads.begin(low[i])):
                continue
            thing = self._behind(doc, text, i) or self._before(doc, text, low, i, ends)
            if thing is not None:
                found.append(thing)
                free = thing.end
        return found

    def _behind(self, doc: Doc, text: list[str], i: int) -> Thing | None:
        """ "Camp" and its name, "Resolution" and its number, with the body whose it is."""
        prefix = self._prefixes.at(text, i)
        if prefix is None:
            return None
        end = prefix[0]
        if end < len(text) and text[end].isdigit():
            return Thing(self._name_start(doc, text, i), end + 1, self._label, "prefix")
        end = _name_end(doc, text, end)
        return Thing(i, end, self._label, "prefix") if end > prefix[0] else None

    def _before(self, doc: Doc, text: list[str], low: list[str], i: int, ends: set[int]) -> Thing | None:
        """A head and the name before it."""
        head = self._heads.at(low, i)
        if head is None:
            return None
        end = head[0]
        capital = text[end - 1][0].isupper()
        if not capital and (tuple(low[i:end]) in self._capital or i in ends):
            return None
        start = self._name_start(doc, text, i)
        named = any(self._names_something(text[k]) for k in range(start, i))
        return Thing(start, end, self._label, "head") if named else None

    def _names_something(self, word: str) -> bool:
        return (self._numbered and _NUMBER.fullmatch(word) is not None) or (
            len(word) > 1 and word[0].isupper() and word not in self._peoples and not (word.isupper() and "." in word)
        )

    def _name_start(self, doc: Doc, text: list[str], i: int) -> int:
        start = i
        for at in range(i - 1, max(i - 1 - _LONGEST_NAME, -1), -1):
            word, token = text[at], doc[at]
            if (
                token.tag_ not in _NAME_TAGS
                or (token.is_stop and word.lower() not in _PARTICLES)
                or word in ("'s", "’s")
            ):
                break
            if word[0].isupper():
                start = at
            elif self._numbered and _NUMBER.fullmatch(word):
                return at
            elif not (word == "-" or word.lower() in _PARTICLES):
                break
        return start


def _name_end(doc: Doc, text: list[str], i: int) -> int:
    end = i
    for at in range(i, min(i + _LONGEST_NAME, len(text))):
        word = text[at]
        if word[0].isupper() and not doc[at].is_stop:
            end = at + 1
        elif not (word == "-" or word.lower() in _PARTICLES):
            break
    return end


class PeopleFinder:
    """Finds the words for peoples and creeds, as they are written."""

    def __init__(self, rules: Rules, tokenize: Tokenize) -> None:
        self._table: Phrases = phrases(tokenize, ((word, "NORP") for word in rules.peoples))

    def find(self, doc: Doc) -> list[Thing]:
        """All of them in the order of the text."""
        text = column(doc, "ORTH")
        spans = ((i, self._table.at(text, i)) for i, word in enumerate(text) if self._table.begin(word))
        return [Thing(i, match[0], "NORP", "demonym") for i, match in spans if match is not None]
