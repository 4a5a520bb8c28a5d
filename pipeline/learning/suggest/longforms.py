"""The words that an acronym in brackets stands for, whoever is in them: "the Observer Mission in Velkania (OMV)"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipeline.actors.spelling import is_acronym
from pipeline.actors.view import View

_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_SHORTEST = 2
_LONGEST = 10
_APOSTROPHES = ("'", "’")
_NUMBERED = re.compile(r"[A-Z]{1,4}-?\d{1,4}")
_SMALL = frozenset({"of", "the", "for", "and", "in", "de", "du", "des", "pour", "la", "le", "-"})


def introduced(view: View) -> dict[int, tuple[int, int]]:
    """Tokens of acronyms in brackets -> first and last token of the words before that they abbreviate.

    The letters are looked for from the last to the first, the first one at the beginning of a word (Schwartz and
    Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", 2003). An acronym of
    another language ("FDLR") is that of the capitals before it where at least half of its letters begin these. The
    words may be in the brackets as well: "the ODN (People's Defence Union)".
    """
    found: dict[int, tuple[int, int]] = {}
    for i in range(1, view.n - 1):
        if view.words[i - 1] not in _OPEN:
            continue
        last = _closed(view, i)
        if last is None:
            words = _spelled_out(view, i)
            if words is not None:
                found[i - 2] = words
            continue
        word = "".join(view.words[i : last + 1])
        if is_short_form(word) and sum(char.isalnum() for char in word) > _SHORTEST:
            first = _long_form(view, word, i - 2)
            if first is None:
                first = _name_before(view, word, i - 2)
            if first is not None:
                found.update(dict.fromkeys(range(i, last + 1), (first, i - 2)))
    return found


def abbreviated(view: View, acronyms: Collection[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Stretches of capitals and small words whose initials, with or without those of the small words, are one of
    these acronyms, and first and last token of each.
    """
    for first in range(view.n):
        if not view.is_capital(first) or not view.words[first].isalpha():
            continue
        capitals = every = view.words[first][0]
        for last in range(first + 1, min(first + _LONGEST, view.sents[view.sent[first]][1])):
            if view.is_capital(last) and view.words[last].isalpha():
                capitals, every = capitals + view.words[last][0], every + view.words[last][0]
                found = capitals if capitals in acronyms else every.upper()
                if len(found) > _SHORTEST and found in acronyms:
                    yield found, (first, last)
            elif view.lower[last] in _SMALL:
                every += view.words[last][0]
            else:
                break


def _spelled_out(view: View, i: int) -> tuple[int, int] | None:
    """The capitals that fill a bracket from token ``i`` on, behind an acronym: at least two, or three of which half do
    not begin with its letters.
    """
    if i < 2 or not is_short_form(view.words[i - 2]) or len(view.words[i - 2]) <= _SHORTEST:
        return None
    first = last = i + (view.lower[i] == "the")
    while last < view.n and view.words[last] not in _CLOSE:
        if not (view.is_capital(last) or view.lower[last] in _SMALL or view.words[last].startswith(_APOSTROPHES)):
            return None
        last += 1
    capitals = sum(view.is_capital(j) for j in range(first, last))
    if last == view.n or capitals < 2:
        return None
    fits = _name_before(view, view.words[i - 2], last - 1) == first
    return (first, last - 1) if fits or capitals > 2 else None


def is_short_form(word: str) -> bool:
    """Whether a word looks like an acronym, one with a number among them: "M23"."""
    return is_acronym(word) or _NUMBERED.fullmatch(word) is not None


def _closed(view: View, i: int) -> int | None:
    """The last token of a bracket of one word, which the tokenizer may have cut at its hyphens."""
    for last in range(i, min(i + 5, view.n - 1)):
        if view.words[last + 1] in _CLOSE:
            return last
        if not view.glued[last]:
            return None
    return None


def _long_form(view: View, acronym: str, last: int) -> int | None:
    letters = [char.lower() for char in acronym if char.isalnum()]
    first_allowed = max(view.sents[view.sent[last]][0], last + 1 - 2 * len(letters) - 4) if last >= 0 else 0
    token, at, position = last, len(letters) - 1, len(view.words[last]) - 1 if last >= 0 else -1
    while token >= first_allowed:
        word = view.lower[token]
        while position >= 0 and at >= 0:
            begins = position == 0 or not word[position - 1].isalnum()
            if word[position] == letters[at] and (begins or at > 0):
                at -= 1
            position -= 1
        if at < 0:
            return token if view.is_capital(token) or view.words[token][0].isdigit() else None
        token -= 1
        position = len(view.words[token]) - 1
    return None


def _name_before(view: View, acronym: str, last: int) -> int | None:
    """The first token of the capitals before a bracket, small words among them, that have an acronym's letters."""
    first, at = None, last
    begin = view.sents[view.sent[last]][0] if last >= 0 else 0
    while at >= begin and (view.is_capital(at) or view.words[at][0].isdigit() or view.lower[at] in _SMALL):
        first = at if view.is_capital(at) and view.lower[at] not in _SMALL else first
        at -= 1
    if first is None or first == last:
        return None
    initials = [view.words[i][0].lower() for i in range(first, last + 1) if view.is_capital(i)]
    letters = [char.lower() for char in acronym if char.isalpha()]
    for letter in initials:
        if letter in letters:
            letters.remove(letter)
    return first if len(letters) * 2 <= sum(char.isalpha() for char in acronym) else None
