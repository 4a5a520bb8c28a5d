"""Word lists written as running text."""

from __future__ import annotations

from collections.abc import Sequence


def word_list(text: str) -> list[str]:
    """The words of a text, in order."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def word_at(words: Sequence[str], i: int) -> str:
    """The word of that index, an empty string beyond the ends."""
    return words[i] if 0 <= i < len(words) else ""


#: Small words inside names of people and places.
NAME_PARTICLES = word_set(
    "al el ad ar as at az an ash ez bin bint ibn abu ben de del della di da du van von der la le ul"
)
