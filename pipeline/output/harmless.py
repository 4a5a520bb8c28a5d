"""Text from outside on its way to a terminal; a module of its own, needed before anything heavy is loaded."""

from __future__ import annotations


def harmless(text: str, but: str = "") -> str:
    """Text from outside without what a terminal obeys: controls, escapes, marks that turn the direction of writing.

    Args:
        text: of an article, an id, a path, an error.
        but: characters that stay.

    Returns:
        A text of the same length; a blank stands for what was taken out.
    """
    return "".join(char if char.isprintable() or char in but else " " for char in text)
