"""Text that remembers where each of its characters comes from.

A ``MappedText`` is a string and, beside it, runs: which stretch of the original (``raw``) each stretch of the text
shows. It is never changed; every operation gives a new one and carries the map along, in time linear in the text.
All cleaners are made of these few operations, so none of them ever computes an offset of the original by itself.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from pipeline.documents import Run

#: Replace ``text[start:end]`` by a string. Of equal length, character by character; else the new string as a whole
#: comes from the whole of what it replaces; an empty stretch is an insertion, which comes from nowhere.
Edit = tuple[int, int, str]

_NOWHERE = -1


class MappedText:
    """An immutable text with a map to the original; made by ``MappedText.whole``, ``Builder`` or an operation."""

    __slots__ = ("_highs", "_lows", "_starts", "raw", "text")

    def __init__(self, raw: str, text: str, starts: array[int], lows: array[int], highs: array[int]) -> None:
        self.raw = raw
        self.text = text
        self._starts = starts  # where each run starts in the text; it ends where the next one starts
        self._lows = lows  # where it starts in the original, or _NOWHERE
        self._highs = highs

    @classmethod
    def whole(cls, raw: str, start: int = 0, end: int | None = None) -> MappedText:
        """The original itself, or a stretch of it."""
        end = len(raw) if end is None else end
        if end <= start:
            return cls(raw, "", array("q"), array("q"), array("q"))
        return cls(raw, raw[start:end], array("q", [0]), array("q", [start]), array("q", [end]))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __repr__(self) -> str:
        return f"MappedText({self.text!r}, {len(self._starts)} runs)"

    def __iter__(self) -> Iterator[tuple[int, int, int, int]]:
        """The runs as ``(start, end, raw_start, raw_end)``; ``raw_start`` is -1 where the original shows nothing."""
        return self._between(0, len(self.text))

    def _between(self, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """The runs that show ``text[start:end]``, cut to it."""
        starts, size = self._starts, len(self.text)
        index = bisect_right(starts, start) - 1
        count = len(starts)
        while 0 <= index < count and starts[index] < end:
            run_start = starts[index]
            run_end = starts[index + 1] if index + 1 < count else size
            low, high = self._lows[index], self._highs[index]
            left, right = max(start, run_start), min(end, run_end)
            if low != _NOWHERE and high - low == run_end - run_start:
                yield left, right, low + left - run_start, high - (run_end - right)
            elif left < right:
                yield from _as_one(left, right, low, high)
            index += 1

    def runs(self) -> list[Run]:
        """The map as the record keeps it: it covers the text without gaps."""
        return [
            Run(start, end, None, None) if low == _NOWHERE else Run(start, end, low, high)
            for start, end, low, high in self
        ]

    def raw_span(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch of the original that shows ``text[start:end]``, or None."""
        shown = [(low, high) for _, _, low, high in self._between(start, end) if low != _NOWHERE]
        return (min(low for low, _ in shown), max(high for _, high in shown)) if shown else None

    def slice(self, start: int, end: int) -> MappedText:
        """``text[start:end]``, for ``0 <= start`` and ``end <= len(text)``."""
        if start <= 0 and end >= len(self.text):
            return self
        builder = Builder(self.raw)
        builder.copy(self, start, end)
        return builder.done()

    def strip(self) -> MappedText:
        """Without blanks at either end."""
        text = self.text
        end = len(text.rstrip())
        return self.slice(min(end, len(text) - len(text.lstrip())), end)

    def edit(self, edits: Iterable[Edit]) -> MappedText:
        """With all edits made; they stand in the order of the text and do not overlap."""
        builder: Builder | None = None
        at = 0
        for start, end, text in edits:
            builder = builder or Builder(self.raw)
            builder.copy(self, at, start)
            builder.replace(self, start, end, text)
            at = end
        if builder is None:
            return self
        builder.copy(self, at, len(self.text))
        return builder.done()

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> MappedText:
        """Like ``re.sub``, with the map; ``new`` is a plain string or a function of the match."""
        make = new if callable(new) else lambda _: new
        found = ((match.start(), match.end(), make(match), match.group()) for match in pattern.finditer(self.text))
        return self.edit((start, end, text) for start, end, text, old in found if text != old)


def _as_one(start: int, end: int, low: int, high: int) -> Iterator[tuple[int, int, int, int]]:
    """A run whose text comes from ``low:high`` as a whole; cut in two where equal lengths would read as one by one."""
    if end - start == high - low and end - start > 1:
        yield start, end - 1, low, high
        start = end - 1
    yield start, end, low, high


def join(parts: Iterable[MappedText], separator: str, raw: str) -> MappedText:
    """The non-empty parts, with a separator between them."""
    builder = Builder(raw)
    for part in parts:
        if part:
            builder.separate(separator)
            builder.copy(part)
    return builder.done()


class Builder:
    """Writes a mapped text from left to right, merging neighbouring runs."""

    __slots__ = ("_highs", "_lows", "_pending", "_pieces", "_size", "_starts", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._pieces: list[str] = []
        self._size = 0
        self._starts = array("q")
        self._lows = array("q")
        self._highs = array("q")
        self._pending = ""

    def __len__(self) -> int:
        return self._size

    def separate(self, separator: str) -> None:
        """Put a separator before whatever comes next; nothing at the very start or the very end."""
        self._pending = separator if self._size else ""

    def copy(self, source: MappedText, start: int = 0, end: int | None = None) -> None:
        """Write a stretch of a mapped text."""
        end = len(source.text) if end is None else end
        if end <= start:
            return
        for left, right, low, high in source._between(start, end):
            self._settle(low)
            self._add(right - left, low, high)
        self._pieces.append(source.text[start:end])

    def replace(self, source: MappedText, start: int, end: int, text: str) -> None:
        """Write a string in the place of a stretch of a mapped text."""
        if not text:
            return
        if len(text) == end - start:
            for left, right, low, high in source._between(start, end):
                self._settle(low)
                self._add(right - left, low, high)
        else:
            low, high = source.raw_span(start, end) or (_NOWHERE, _NOWHERE)
            self._settle(low)
            for left, right, _, _ in _as_one(0, len(text), low, high):
                self._add(right - left, low, high)
        self._pieces.append(text)

    def insert(self, text: str) -> None:
        """Write a string that the original does not show."""
        if text:
            self._settle(_NOWHERE)
            self._add(len(text), _NOWHERE, _NOWHERE)
            self._pieces.append(text)

    def done(self) -> MappedText:
        """What was written."""
        return MappedText(self.raw, "".join(self._pieces), self._starts, self._lows, self._highs)

    def _settle(self, next_low: int) -> None:
        """Write a waiting separator; blanks of its length that stand there in the original are where it comes from."""
        separator, self._pending = self._pending, ""
        if not separator:
            return
        low, high = self._highs[-1], next_low
        if low == _NOWHERE or high - low != len(separator) or not self.raw[low:high].isspace():
            low = high = _NOWHERE
        self._add(len(separator), low, high)
        self._pieces.append(separator)

    def _add(self, size: int, low: int, high: int) -> None:
        """Add a run of ``size`` characters."""
        if low != _NOWHERE and low == high:
            low = high = _NOWHERE
        if self._merge(size, low, high):
            self._size += size
            return
        self._starts.append(self._size)
        self._lows.append(low)
        self._highs.append(high)
        self._size += size

    def _merge(self, size: int, low: int, high: int) -> bool:
        """Let the last run grow, where both come from nowhere or follow each other character by character."""
        if not self._starts:
            return False
        last = self._size - self._starts[-1]
        if low == _NOWHERE:
            return self._lows[-1] == _NOWHERE
        if high - low != size or self._highs[-1] != low or self._highs[-1] - self._lows[-1] != last:
            return False
        self._highs[-1] = high
        return True
