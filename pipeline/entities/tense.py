"""Whether the clause around some tokens speaks of the past, the present or the future."""

from __future__ import annotations

from collections.abc import Container
from itertools import pairwise

from spacy.tokens import Doc, Token

_FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo", "would", "may", "might", "could", "can", "should", "must"})
_CERTAIN = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_PAST_TAGS = frozenset({"VBD", "VBN"})
_AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
#: What goes by a timetable and is said of the future in the present tense.
_TIMETABLE = frozenset({"begin", "close", "convene", "elapse", "end", "expire", "open", "resume", "start", "vote"})
_HIGHEST = 12  # steps up the tree
_BACK = 8  # tokens, where there is no tree


def tense_of(doc: Doc, start: int, end: int, planning: Container[str], parsed: bool) -> str | None:
    """The tense of the clause around ``doc[start:end]``: past, present, future, or None where it hangs on a noun.

    ``parsed`` says whether the Doc has a dependency tree; ``planning`` holds the lemmas after which an infinitive is
    about to come ("plan", "expect", "due").
    """
    if not parsed:
        return _without_tree(doc, start, end)
    tense = _of_clause(doc, start, end, planning)
    deadline = start > 0 and doc[start - 1].lower_ == "by"
    return "future" if deadline and tense != "past" else tense


def _of_clause(doc: Doc, start: int, end: int, planning: Container[str]) -> str | None:
    token = doc[start:end].root
    for _ in range(_HIGHEST):
        if token.head is token or token.head.i == token.i:
            return _tense(token, planning) if token.pos_ in ("VERB", "AUX") else None
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return _tense(token, planning)
        if token.pos_ in ("NOUN", "PROPN") and not _has_copula(token):
            return None
        if _has_copula(token):
            return _tense(token, planning)
    return None


def _has_copula(token: Token) -> bool:
    return any(child.dep_ == "cop" for child in token.children)


def _tense(verb: Token, planning: Container[str], depth: int = 0) -> str | None:
    helpers = [child for child in verb.children if child.dep_ in _AUXILIARIES]
    words = {child.lower_ for child in helpers}
    if words & _FUTURE:
        return "past" if "have" in words and not words & _CERTAIN else "future"
    infinitive = any(child.tag_ == "TO" for child in verb.children)
    if infinitive:
        return _infinitive(verb, planning, depth)
    if any(child.tag_ in _PAST_TAGS or child.lower_ in ("has", "have") for child in helpers):
        return "past"
    if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and not helpers):
        return "past"
    if verb.tag_ in ("VBG", "VB") and not helpers and verb.head.i != verb.i and depth < _HIGHEST:
        return _tense(verb.head, planning, depth + 1)
    return "future" if verb.lemma_ in _TIMETABLE and verb.tag_ in ("VBZ", "VBP") else "present"


def _infinitive(verb: Token, planning: Container[str], depth: int) -> str | None:
    """ "plans to meet", "is to meet", "is going to meet" come; "began to move" follows its governor."""
    governor = verb.head
    if governor.i == verb.i or depth >= _HIGHEST:
        return "future"
    if governor.lemma_.lower() in planning or governor.lower_ in planning or governor.lemma_ == "be":
        return "future"
    if governor.lower_ == "going":
        return "future"
    return _tense(governor, planning, depth + 1) if governor.pos_ in ("VERB", "AUX") else "future"


def _without_tree(doc: Doc, start: int, end: int) -> str | None:
    around = [token.lower_ for token in doc[max(start - _BACK, 0) : min(end + _BACK, len(doc))]]
    is_to = any(one in ("is", "are") and two == "to" for one, two in pairwise(around))
    return "future" if is_to or not _CERTAIN.isdisjoint(around) else None
