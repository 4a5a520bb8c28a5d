"""The search for known names: all names of the knowledge at once, over tokens, in one pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.actors.schema import Name
from pipeline.actors.spelling import APOSTROPHES, name_pieces, pieces
from pipeline.actors.view import View

_SHOUT_WORDS = 4


class Form(NamedTuple):
    """A name as it is indexed; ``cased`` are its parts as written, where its case must agree."""

    name: Name
    cased: tuple[str, ...] | None


class Match(NamedTuple):
    """Names found at tokens ``first`` to ``last`` (inclusive), the default reading first."""

    first: int
    last: int
    names: tuple[Name, ...]

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """What decides between overlapping matches: length in tokens, priority, position in the text, order in the
        files.
        """
        best = self.names[0]
        return (-(self.last - self.first), -best.priority, self.first, best.order)


class _Stream(NamedTuple):
    """The parts of all tokens in a row: the part, its lower case, its token, whether it begins and ends that token."""

    cased: list[str]
    lower: list[str]
    first: list[int]
    last: list[int]
    begins: list[bool]
    ends: list[bool]


class NameMatcher:
    """Finds names by their first part, then by their length: cost grows with the text, not with the number of names.

    Apostrophes, full stops, accents and the hyphens inside a name make no difference; a name never begins or ends
    inside a word.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        table: dict[tuple[str, ...], list[Form]] = {}
        for name in names:
            parts = name_pieces(name.text)
            if parts:
                cased = parts if name.case == "exact" else None
                table.setdefault(tuple(part.lower() for part in parts), []).append(Form(name, cased))
        lengths: dict[str, set[int]] = {}
        for parts, forms in table.items():
            forms.sort(key=lambda form: (-form.name.priority, form.name.order))
            lengths.setdefault(parts[0], set()).add(len(parts))
        self._table = table
        self._lengths = {part: sorted(found, reverse=True) for part, found in lengths.items()}

    def find(self, view: View) -> list[Match]:
        """All names in a document that overlap no better one (see :attr:`Match.rank`), in the order of the text."""
        return _best(self.candidates(view))

    def candidates(self, view: View) -> list[Match]:
        """All names in a document, whether they overlap or not."""
        stream = _stream(view)
        shouted, opening = _shouted(view), _opening(view)
        return [match for i in range(len(stream.lower)) for match in self._at(i, stream, shouted, opening)]

    def _at(self, i: int, stream: _Stream, shouted: set[int], opening: set[int]) -> list[Match]:
        lengths = self._lengths.get(stream.lower[i])
        if lengths is None or not stream.begins[i]:
            return []
        matches = []
        for length in lengths:
            j = i + length - 1
            if j >= len(stream.lower) or not stream.ends[j]:
                continue
            forms = self._table.get(tuple(stream.lower[i : j + 1]))
            if forms:
                names = _agreeing(
                    forms, stream.cased[i : j + 1], stream.first[i] in shouted, stream.first[i] in opening
                )
                if names:
                    matches.append(Match(stream.first[i], stream.last[j], names))
        return matches


def _agreeing(forms: list[Form], cased: list[str], shouted: bool, opening: bool) -> tuple[Name, ...]:
    """The names whose case agrees. Where everything is in capitals, capitals tell no acronym from a word; a line may
    open with a name in capitals ("ADEN - ").
    """
    parts = tuple(cased)
    short = len(parts) == 1 and len(parts[0]) <= 3
    kept: dict[str, Name] = {}
    for form in forms:
        loud = opening and not short and form.cased is not None and tuple(map(str.upper, form.cased)) == parts
        if form.cased is None or loud or (form.cased == parts and not (shouted and short)):
            kept.setdefault(form.name.entry_id, form.name)
    return tuple(kept.values())


def _best(found: list[Match]) -> list[Match]:
    taken: set[int] = set()
    kept = []
    for match in sorted(found, key=lambda match: match.rank):
        tokens = range(match.first, match.last + 1)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(match)
    return sorted(kept)


def _shouted(view: View) -> set[int]:
    """The tokens of sentences that are all in capitals."""
    shouted: set[int] = set()
    for start, end in view.sents:
        words = [word for word in view.words[start:end] if word.isalpha()]
        if len(words) >= _SHOUT_WORDS and all(word.isupper() for word in words):
            shouted.update(range(start, end))
    return shouted


def _opening(view: View) -> set[int]:
    """The tokens that a line opens with."""
    return {i for i in range(view.n) if i == 0 or "\n" in view.words[i - 1]}


def _stream(view: View) -> _Stream:
    stream = _Stream([], [], [], [], [], [])
    for i, word in enumerate(view.words):
        if view.is_hyphen(i):
            continue
        if _continues(view, i, stream):
            _extend(stream, i, pieces(word))
            continue
        parts = pieces(word)
        for place, part in enumerate(parts):
            stream.cased.append(part)
            stream.lower.append(part.lower())
            stream.first.append(i)
            stream.last.append(i)
            stream.begins.append(place == 0)
            stream.ends.append(place == len(parts) - 1)
    return stream


def _continues(view: View, i: int, stream: _Stream) -> bool:
    """Whether a token goes on with the word before it after an apostrophe: Hay + 'at; not a possessive."""
    if i == 0 or not stream.cased or not view.glued[i - 1] or stream.last[-1] != i - 1:
        return False
    word, previous = view.words[i], view.words[i - 1]
    if word[0] in APOSTROPHES:
        alone = len(word) == 1 and view.glued[i] and i + 1 < view.n and view.words[i + 1][0].isalpha()
        return previous[-1].isalpha() and (alone or (len(word) > 2 and word[1:].isalpha()))
    return previous in APOSTROPHES and word[0].isalpha() and i > 1 and view.glued[i - 2]


def _extend(stream: _Stream, i: int, parts: tuple[str, ...]) -> None:
    tail = "".join(part for part in parts if part[0].isalnum())
    stream.cased[-1] += tail
    stream.lower[-1] += tail.lower()
    stream.last[-1] = i
