"""Lines of a text, and which of them belong together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

_ENDS = frozenset(".!?…:;")
_CLOSERS = "\"'”’»)]"
#: Lines longer than this were never wrapped by a machine for the eye.
_WIDEST = 140
_NARROWEST = 40
_FEWEST = 3


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The lines of a text with good characters, as offsets without the blank at either end; an empty line is empty."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        left, right = start, stop
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        yield left, right
        start = stop + 1


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a mark that closes a sentence or opens a list."""
    return line[-4:].rstrip(_CLOSERS)[-1:] in _ENDS


def joiner(before: str, after: str) -> str:
    """What stands between two pieces of one sentence: nothing after a hyphen ("US-" + "backed"), else a blank."""
    return "" if before[-1:] == "-" and before[-2:-1].isalpha() and after[:1].islower() else " "


def continues(before: str, after: str, width: int | None) -> bool:
    """Whether a line goes on in the next one: it is full, or it stops in mid-sentence."""
    if width and is_full(before, after, width):
        return True
    return not ends_sentence(before) and after[:1].islower()


def is_full(before: str, after: str, width: int) -> bool:
    """Whether the first word of the next line would not have fitted any more."""
    return len(before) + 1 + _first_word(after) > width


def _first_word(line: str) -> int:
    blank = line.find(" ", 0, _WIDEST)
    return blank if blank >= 0 else min(len(line), _WIDEST)


def wrap_width(text: str) -> int | None:
    """The column at which a text was wrapped, or None where its line breaks are meant.

    A text is wrapped when most of its lines are full and many of the lines after them begin in lower case.
    """
    pairs = [(text[a:b], text[c:d]) for (a, b), (c, d) in _neighbours(text)]
    short = sorted(len(before) for before, _ in pairs if len(before) <= _WIDEST)
    if len(short) < _FEWEST or len(short) < 0.75 * len(pairs):
        return None
    width = short[int(0.95 * (len(short) - 1))]
    full = sum(is_full(before, after, width) for before, after in pairs)
    lower = sum(after[:1].islower() for _, after in pairs)
    wrapped = width >= _NARROWEST and full >= 0.6 * len(pairs) and lower >= 0.3 * len(pairs)
    return width if wrapped else None


def _neighbours(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of lines with no empty line between them; of a very long text the first ones."""
    count = 0
    for before, after in pairwise(lines(text)):
        if before[0] < before[1] and after[0] < after[1]:
            yield before, after
            count += 1
            if count >= 2000:
                return
