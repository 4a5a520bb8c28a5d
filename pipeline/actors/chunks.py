"""Noun phrases up to their head: determiner, premodifiers, head noun. By the tags, which err less than the parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.actors.model import Mention
from pipeline.actors.nouns import Nouns
from pipeline.actors.schema import NounClass
from pipeline.actors.view import View

_NAMED_BY = {
    "person": {"PERSON"},
    "people": {"ORG", "NORP"},
    "group": {"ORG"},
    "place": {"LOC", "FAC", "ORG", "PERSON"},
}
_QUOTES = frozenset("\"“”'‘’")
_NOT = frozenset({"not", "n't", "n’t", "never"})
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those", "such"})
_QUANTIFIERS = frozenset(
    {"some", "many", "several", "few", "more", "most", "dozens", "scores", "hundreds", "thousands", "millions"}
    | {"another", "other", "both", "each", "every", "any", "no", "all"}
)  # fmt: skip
_POSSESSIVES = frozenset({"my", "our", "your", "his", "its", "their", "whose"})
_PARTITIVE = frozenset({"all", "both", "most"})
_BOUNDS = frozenset(
    {"least", "most", "than", "some", "about", "around", "nearly", "almost", "over", "roughly", "approximately"}
)


@dataclass(slots=True, eq=False)
class Chunk:
    """A noun phrase: tokens ``first`` (after the determiner) to ``head``; ``start`` is the determiner or ``first``.

    ``det`` is ``the``, ``a``, ``this``, ``own`` (a possessor stands before it) or empty; ``owner`` the possessor's
    last token; ``numbers`` the
    numerals, ``names`` the names inside, ``noun`` the class of the head noun, ``title`` the name that follows directly
    ("the group ISIL").
    """

    start: int
    first: int
    head: int
    det: str = ""
    owner: int | None = None
    counted: bool = False
    plural: bool = False
    noun: NounClass | None = None
    names: list[Mention] = field(default_factory=list)
    title: Mention | None = None
    mention: Mention | None = None

    @property
    def definite(self) -> bool:
        """Whether it speaks of somebody known from before."""
        return self.det in {"the", "this"} and not self.counted


class Chunker:
    """Cuts sentences into noun phrases."""

    def __init__(self, nouns: Nouns) -> None:
        self._nouns = nouns

    def chunks(self, view: View, names: list[Mention], closed: set[int]) -> list[Chunk]:
        """All noun phrases whose head is a noun, in the order of the text; tokens of ``closed`` (dates) are in none."""
        at = {i: name for name in names for i in range(name.first, name.last + 1)}
        found: list[Chunk] = []
        for start, end in view.sents:
            for first, last in _runs(view, start, end, at, closed):
                for piece in _split(view, first, last, at):
                    found += self._phrases(view, piece[0], piece[1], at)
        return found

    def _phrases(self, view: View, first: int, last: int, at: dict[int, Mention]) -> Iterator[Chunk]:
        """The phrases of a stretch without determiners inside: common nouns before a name are a phrase of their own."""
        last = next((i for i in range(last, first - 1, -1) if i in at or view.is_noun(i)), first - 1)
        start = first
        i = first
        while i <= last:
            name = at.get(i)
            if name is not None and i == name.first and i > start and self._is_apposed(view, i - 1, at):
                yield self._phrase(view, start, i - 1, at, name)
                start = i
            i = name.last + 1 if name is not None and name.last >= i else i + 1
        if start <= last:
            yield self._phrase(view, start, last, at, None)

    def _is_apposed(self, view: View, last: int, at: dict[int, Mention]) -> bool:
        """Whether the word before a name is a noun that says what it is."""
        if last in at or not view.is_noun(last):
            return False
        noun = self.noun(view, last)
        return noun is not None and at[last + 1].label in _NAMED_BY.get(noun.cls, ())

    def _phrase(self, view: View, start: int, head: int, at: dict[int, Mention], title: Mention | None) -> Chunk:
        chunk = Chunk(start, start, head, title=title)
        i = start
        while i < head and i not in at:
            word = view.lower[i]
            if view.tag[i] in {"DT", "PDT", "PRP$", "WP$", "WDT"} or word in _POSSESSIVES:
                self._determine(chunk, view, i, word)
            elif view.tag[i] == "CD" and self._compound(view, i) < head:  # "the 5,000-member militia"
                i = self._compound(view, i)
            elif view.tag[i] == "CD" or word in _QUANTIFIERS:
                chunk.counted = chunk.counted or word not in {"other", "more", "most"}
            elif word in _BOUNDS:
                pass
            else:
                break
            i += 1
        chunk.first = i
        if chunk.start > 0 and view.tag[chunk.start - 1] == "POS":
            chunk.det, chunk.owner = "own", chunk.start - 2
        chunk.names = list({id(at[i]): at[i] for i in range(chunk.first, head + 1) if i in at}.values())
        chunk.noun = self.noun(view, head)
        chunk.plural = view.is_plural(head) or (chunk.noun is not None and view.lower[head] == "people")
        return chunk

    @staticmethod
    def _compound(view: View, i: int) -> int:
        """The last token of a hyphenated word that begins at a number ("37-year-old"), ``view.n`` where none does."""
        end = i
        while end + 2 < view.n and view.is_hyphen(end + 1):
            end += 2
        return end if end > i else view.n

    @staticmethod
    def _determine(chunk: Chunk, view: View, i: int, word: str) -> None:
        if view.tag[i] in {"PRP$", "WP$"} or word in _POSSESSIVES:
            chunk.det, chunk.owner = "own", i
        elif word in {"a", "an"}:
            chunk.det = "a"
        elif word in _DEMONSTRATIVES:
            chunk.det = "a" if word == "such" else "this"
        elif word == "the":
            chunk.det = "the"
        elif word not in _PARTITIVE:
            chunk.counted = True

    def noun(self, view: View, head: int) -> NounClass | None:
        """The class of a head noun, the word before it taken with it where the two are one noun ("police officer")."""
        if head > 0:
            both = self._nouns.cls(f"{view.lower[head - 1]} {view.lower[head]}")
            if both:
                return both
        return self._nouns.cls(view.lower[head])


def _runs(view: View, start: int, end: int, at: dict[int, Mention], closed: set[int]) -> Iterator[tuple[int, int]]:
    """Stretches of words that can stand in noun phrases."""
    first = None
    for i in range(start, end):
        inside = i not in closed and (i in at or _is_nominal(view, i, end))
        if inside and first is None:
            first = i
        elif not inside and first is not None:
            yield first, i - 1
            first = None
    if first is not None:
        yield first, end - 1


def _is_nominal(view: View, i: int, end: int) -> bool:
    tag = view.tag[i]
    if tag.startswith(("NN", "JJ")) or tag in {"DT", "PDT", "PRP$", "WP$", "CD", "POS"}:
        return True
    if tag in {"VBN", "VBG"}:
        hyphened = i > 0 and view.is_hyphen(i - 1)
        return hyphened or "-" in view.words[i] or (view.dep[i] in {"amod", "compound"} and view.head[i] > i)
    if tag == "RB" and view.lower[i] not in _NOT:
        return i + 1 < end and view.tag[i + 1].startswith("JJ") and view.head[i] == i + 1
    if view.words[i] in _QUOTES:
        return i + 1 < end and view.words[i + 1].isalpha() and view.dep[i] == "punct" and i > 0 and view.is_noun(i - 1)
    return view.is_hyphen(i)


def _split(view: View, first: int, last: int, at: dict[int, Mention]) -> Iterator[tuple[int, int]]:
    """A run cut before determiners and numerals that follow a noun, and after possessors."""
    start = first
    for i in range(first, last + 1):
        if i in at and at[i].first < i:
            continue
        if view.tag[i] == "POS":
            if i > start:
                yield start, i - 1
            start = i + 1
        elif i > start and i not in at and _opens(view, i):
            yield start, i - 1
            start = i
    if start <= last:
        yield start, last


def _opens(view: View, i: int) -> bool:
    tag = view.tag[i]
    if tag in {"PRP$", "WP$"}:
        return True
    if tag == "DT":
        return view.tag[i - 1] not in {"PDT", "DT"}
    return tag == "CD" and view.is_noun(i - 1) and view.dep[i - 1] not in {"compound", "nmod:desc"}
