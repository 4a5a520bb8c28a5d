"""The lists of a text: which lines are items, and the line that a list stands under ("In Syria:").

A cleaned document says so in its blocks. A text that was read as it is (``sitrep explain``, a pack in another program)
has none; there a line that begins with a bullet or a number is an item.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.documents import Block, Document

#: The mark before an item.
_ITEM = re.compile(r"[ \t]*(?:[*•·‣▪◦●○■□➢►–—-]|\d{1,3}[.)]|\(\d{1,3}\))[ \t]+(?=\S)")
_LINE = re.compile(r"[^\n]+")


class Layout:
    """The blocks of one document, or its lines where it has none."""

    def __init__(self, record: Document) -> None:
        self.blocks = record.blocks or [_block(match) for match in _LINE.finditer(record.text) if match[0].strip()]
        self._starts = [block.start for block in self.blocks]

    def is_item(self, offset: int) -> bool:
        """Whether a character stands in an item of a list."""
        index = self._at(offset)
        return index is not None and self.blocks[index].kind == "item"

    def is_heading(self, offset: int) -> bool:
        """Whether a character stands in a heading."""
        index = self._at(offset)
        return index is not None and self.blocks[index].kind == "heading"

    def above(self, offset: int) -> Block | None:
        """What the list stands under in whose item a character stands; None outside lists."""
        index = self._at(offset)
        if index is None or self.blocks[index].kind != "item":
            return None
        while index >= 0 and self.blocks[index].kind == "item":
            index -= 1
        return self.blocks[index] if index >= 0 else None

    def _at(self, offset: int) -> int | None:
        index = bisect_right(self._starts, offset) - 1
        return index if index >= 0 and offset < self.blocks[index].end else None


def _block(line: re.Match[str]) -> Block:
    """A line as a block, an item without its mark."""
    mark = _ITEM.match(line[0])
    start = line.start() + (mark.end() if mark else 0)
    return Block(start, line.end(), "item" if mark else "paragraph")
