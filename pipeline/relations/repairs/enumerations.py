"""Enumerations: "six caches, two bridges, a bulldozer, and a tank" is one coordination, however the parser cut it.

Long lists of counted things are what a parser most often breaks into appositions. Their form is plain, though: three
noun phrases or more, each with a number or an article in front, commas between them and "and" before the last.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.relations.grammar import Grammar
from pipeline.relations.parse import Parse

_INSIDE = frozenset({"JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "HYPH", "VBN", "VBG", "POS", "CD", "RB"})
_ANCHORS = frozenset({"obj", "nsubj", "nsubj:pass", "obl"})
_SHORTEST = 3


def enumerations(parse: Parse, grammar: Grammar) -> Iterator[list[int]]:
    """The heads of the items of every enumeration, in the order of the text."""
    for start, end in parse.sents:
        i = start
        while i < end:
            heads, after = _enumeration(parse, grammar, i, end)
            if len(heads) >= _SHORTEST:
                yield heads
            i = max(after, i + 1)


def anchor(parse: Parse, heads: list[int]) -> int | None:
    """The item through which an enumeration hangs in its clause."""
    return next((h for h in heads if parse.dep[h] in _ANCHORS and parse.head[h] not in heads), None)


def _enumeration(parse: Parse, grammar: Grammar, i: int, end: int) -> tuple[list[int], int]:
    """The items from a token on, as long as they end with "and X"; where to go on."""
    heads: list[int] = []
    at, closed = i, False
    while at < end and not closed:
        head, after = _item(parse, grammar, at, end)
        if head is None:
            break
        heads.append(head)
        at, closed, more = _separator(parse, grammar, after, end)
        if not more:
            at = after
            break
    last = _item(parse, grammar, at, end)[0] if closed else None
    if last is None:
        return [], at if heads else i + 1
    return [*heads, last], at + 1


def _item(parse: Parse, grammar: Grammar, i: int, end: int) -> tuple[int | None, int]:
    """The head of a counted noun phrase that begins at a token, and the token behind it."""
    p = parse
    counted = i < end and (p.tag[i] == "CD" or p.lower[i] in grammar.articles)
    if not counted or (i > 0 and p.tag[i - 1] in {"DT", "PRP$"}):  # "the 14 tanks" are known already
        return None, i
    j, head = i + 1, None
    while j < end and p.tag[j] in _INSIDE:
        if p.is_noun(j):
            head = j
        j += 1
    return head, j


def _separator(parse: Parse, grammar: Grammar, i: int, end: int) -> tuple[int, bool, bool]:
    """(where the next item begins, whether it is the last, whether there is one)."""
    p = parse
    comma = i < end and p.words[i] == ","
    i += comma
    last = i < end and p.lower[i] in grammar.coordinators
    return i + last, last, comma or last
