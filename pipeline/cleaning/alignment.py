"""Finding extracted blocks again in the text of their page.

Blanks are left out of the comparison, since extraction changes them. Long blocks are found first and hold the short
ones between them; what is found nowhere as a whole is found word by word. The work is linear: searches through the
whole page are counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.cleaning.mapped import Builder, MappedText

_SQUEEZED = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_LONG = 24
#: How far ahead the words of a block that was not found as a whole are looked for.
_WINDOW = 2000
_KEY = 12
#: So many searches may run over the whole page in vain.
_VAIN = 64


def align(blocks: Sequence[str], page: MappedText) -> tuple[list[MappedText], int]:
    """The blocks with the map of the page, and how many characters could not be found in it (they map to nothing)."""
    solid = page.sub(_SQUEEZED, "")
    needles = [_SQUEEZED.sub("", block) for block in blocks]
    places = _places(needles, solid.text)
    mapped: list[MappedText] = []
    lost = at = 0
    for block, needle, place in zip(blocks, needles, places, strict=True):
        found, missing, after = _spell(block, solid, at if place is None else place, exact=place is not None)
        mapped.append(found)
        lost += missing
        at = at if place is None and missing == len(needle) else after
    return mapped, lost


def _places(needles: Sequence[str], text: str) -> list[int | None]:
    """Where each block stands in the page, or None."""
    finder = _Finder(text)
    places: list[int | None] = [None] * len(needles)
    at = 0
    for index, needle in enumerate(needles):
        if len(needle) >= _LONG and (place := finder.find(needle, at)) is not None:
            places[index] = place
            at = max(at, place + len(needle))
    upper = _upper_bounds(places, len(text))
    at = 0
    for index, needle in enumerate(needles):
        if places[index] is None and 0 < len(needle) < _LONG:
            place = text.find(needle, at, max(at, upper[index]))
            places[index] = place if place >= 0 else finder.find(needle, 0)
        if (known := places[index]) is not None:
            at = known + len(needle)
    return places


def _upper_bounds(places: Sequence[int | None], size: int) -> list[int]:
    """For each block, where the next block of known place begins."""
    bounds: list[int] = []
    for place in reversed(places):
        size = size if place is None else place
        bounds.append(size)
    return bounds[::-1]


class _Finder:
    """Searches a text from a place on, then from its start; gives up after too many vain searches."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._vain = 0

    def find(self, needle: str, at: int) -> int | None:
        """Where the needle stands."""
        if self._vain >= _VAIN:
            found = self._text.find(needle, at, at + _WINDOW + len(needle))
            return found if found >= 0 else None
        found = self._text.find(needle, at)
        if found < 0:
            self._vain += 1
            found = self._text.find(needle, 0, at + len(needle)) if at else -1
        return found if found >= 0 else None


def _spell(block: str, solid: MappedText, at: int, *, exact: bool) -> tuple[MappedText, int, int]:
    """A block with the blanks it has and the characters of the page; how many are missing; where the page goes on."""
    builder = Builder(solid.raw)
    lost = 0
    words = block.split()
    for index, word in enumerate(words):
        needle = _SQUEEZED.sub("", word)
        if not needle:
            continue
        builder.separate(" ")
        place = at if exact or solid.text.startswith(needle, at) else _resume(words, index, solid.text, at)
        if place < 0:
            builder.insert(needle)
            lost += len(needle)
        else:
            at = place + len(needle)
            builder.copy(solid, place, at)
    return builder.done(), lost, at


def _resume(words: Sequence[str], index: int, text: str, at: int) -> int:
    """Where the page goes on with a word and enough of those after it to be sure, not too far ahead; else -1."""
    key = ""
    for word in words[index : index + _KEY]:
        key += _SQUEEZED.sub("", word)
        if len(key) >= _KEY:
            break
    return text.find(key, at, at + _WINDOW)
