"""The line that says from where a text was sent: "MAE SOT, Thailand - ", "Ankara, 2 March 2020."."""

from __future__ import annotations

from pipeline.actors.model import Mention
from pipeline.actors.view import View

_DASHES = frozenset("-–—")
_AFTER = frozenset({",", "(", *_DASHES})
_LONGEST, _REACH = 4, 14


def places(view: View, names: list[Mention]) -> list[Mention]:
    """The names, and as a place what stands in capitals at the beginning of a dateline, whatever it was taken for."""
    taken = {i: name for name in names for i in range(name.first, name.last + 1)}
    found = []
    for first, last in _datelines(view):
        there = {id(taken[i]): taken[i] for i in range(first, last + 1) if i in taken}
        if not there:
            found.append(Mention(first, last, last, "name", "LOC", "rule", "dateline"))
        for name in there.values():
            if not name.entries and name.first >= first and name.last <= last:
                name.label = "LOC"
    return sorted([*names, *found], key=lambda name: name.first) if found else names


def _datelines(view: View) -> list[tuple[int, int]]:
    """First and last token of the words in capitals at the beginning of lines that a dash with blanks goes on."""
    found = []
    for i in range(view.n):
        if i and "\n" not in view.words[i - 1]:
            continue
        last = i - 1
        while last + 1 < min(view.n, i + _LONGEST) and _is_loud(view, last + 1):
            last += 1
        if last >= i and last + 1 < view.n and view.words[last + 1] in _AFTER and _has_dash(view, last + 1):
            found.append((i, last))
    return found


def _is_loud(view: View, i: int) -> bool:
    return view.words[i].isalpha() and view.words[i].isupper() and len(view.words[i]) > 1


def _has_dash(view: View, start: int) -> bool:
    """Whether a dash between blanks stands in the next words of the line."""
    for i in range(start, min(start + _REACH, view.n)):
        if "\n" in view.words[i]:
            return False
        if view.words[i] in _DASHES and not view.glued[i] and not view.glued[i - 1]:
            return True
    return False
