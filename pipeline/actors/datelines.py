"""The line that says from where a text was sent: "MAE SOT, Thailand - ", "Ankara, 2 March 2020."."""

from __future__ import annotations

from pipeline.actors.model import Mention
from pipeline.actors.view import View

_DASHES = frozenset("-–—")
_AFTER = frozenset({",", "(", *_DASHES})
_LONGEST, _REACH, _NAME = 4, 14, 3


def places(view: View, names: list[Mention]) -> list[Mention]:
    """The names, and as a place what stands in capitals at the beginning of a dateline, whatever it was taken for, and
    whom the text behind it begins with: both are where a model sees least.
    """
    taken = {i: name for name in names for i in range(name.first, name.last + 1)}
    found = []
    for first, last, dash in _datelines(view):
        person = _person_behind(view, dash + 1, taken)
        found += [person] if person is not None else []
        there = {id(taken[i]): taken[i] for i in range(first, last + 1) if i in taken}
        if not there:
            found.append(Mention(first, last, last, "name", "LOC", "rule", "dateline"))
        for name in there.values():
            if not name.entries and name.first >= first and name.last <= last:
                name.label = "LOC"
    return sorted([*names, *found], key=lambda name: name.first) if found else names


def _person_behind(view: View, first: int, taken: dict[int, Mention]) -> Mention | None:
    """Two or three capitalised words and a verb, of which no name is made."""
    last = first - 1
    while last + 1 < min(view.n, first + _NAME) and view.tag[last + 1] == "NNP" and last + 1 not in taken:
        last += 1
    behind = view.tag[last + 1] if last + 1 < view.n else ""
    if last <= first or behind not in {"VBD", "VBZ"} or not all(view.is_capital(i) for i in range(first, last + 1)):
        return None
    return Mention(first, last, last, "name", "PERSON", "rule", "dateline")


def _datelines(view: View) -> list[tuple[int, int, int]]:
    """First and last token of the words in capitals at the beginning of lines, and the dash with blanks after them."""
    found = []
    for i in range(view.n):
        if i and "\n" not in view.words[i - 1]:
            continue
        last = i - 1
        while last + 1 < min(view.n, i + _LONGEST) and _is_loud(view, last + 1):
            last += 1
        dash = _dash(view, last + 1) if last >= i and last + 1 < view.n and view.words[last + 1] in _AFTER else None
        if dash is not None:
            found.append((i, last, dash))
    return found


def _is_loud(view: View, i: int) -> bool:
    return view.words[i].isalpha() and view.words[i].isupper() and len(view.words[i]) > 1


def _dash(view: View, start: int) -> int | None:
    """The dash between blanks in the next words of the line."""
    for i in range(start, min(start + _REACH, view.n)):
        if "\n" in view.words[i]:
            return None
        if view.words[i] in _DASHES and not view.glued[i] and not view.glued[i - 1]:
            return i
    return None
