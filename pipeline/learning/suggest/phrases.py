"""What stands beside a name: the noun before it, the noun that it is said to be, the words between two names."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.actors.nouns import Nouns
from pipeline.actors.view import View

_ARTICLES = frozenset({"a", "an", "the"})
_LONGEST_APPOSITION = 9
_STOPS = frozenset(',;:()[].!?"“”')
_RELATIVE = frozenset({"who", "which", "that", "whose", "where"})
_SELF = frozenset({"itself", "themselves", "himself", "herself", "as", "called", "named", "dubbed"})
_NAMING = frozenset({"call", "know", "nickname", "dub", "rename"})
_FROM_VERB = 4
_CALLING = frozenset({"call", "name", "dub", "know"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_BE = frozenset({"is", "was", "are", "were", "remains", "became"})
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_LONGEST_BRACKET = 12


def between(view: View, first: int, last: int) -> str:
    """The words from one token to another, lower-case, without punctuation and articles at their ends."""
    words = [view.lower[i] for i in range(first, last + 1) if view.words[i][0].isalnum()]
    while words and words[-1] in _ARTICLES:
        words.pop()
    while words and words[0] in _ARTICLES:
        words.pop(0)
    return " ".join(words)


def noun_before(view: View, first: int) -> Iterator[str]:
    """The common nouns directly before a name, longest phrase first: "the monitoring group Harad Watch"."""
    start = first
    while start > view.sents[view.sent[first]][0] and first - start < 3:
        i = start - 1
        if not (view.is_noun(i) or view.tag[i].startswith("JJ")) or view.is_capital(i) or view.words[i] in _STOPS:
            break
        start = i
    for i in range(start, first):
        if view.is_noun(first - 1):
            yield " ".join(view.lower[i:first])


def of_noun(view: View, first: int) -> str | None:
    """The noun in "the town of X", "fighters of the X"."""
    i = first - 1
    if i > 0 and view.lower[i] == "the":
        i -= 1
    if i > 0 and view.lower[i] == "of" and view.is_noun(i - 1):
        return view.lower[i - 1]
    return None


def noun_after(view: View, last: int) -> str | None:
    """The noun that a name modifies: "X fighters"; not behind a possessive."""
    i = view.after(last)
    if i is None or not view.is_noun(i) or view.is_capital(i) or view.words[i] in _STOPS:
        return None
    return view.lower[i]


def named_by(view: View, first: int) -> str | None:
    """The noun of whoever "calls itself X" or is "known as X"."""
    i = first - 1
    while i > 0 and (view.lower[i] in _ARTICLES or view.words[i] in _STOPS):
        i -= 1
    if i < 1 or view.lower[i] not in _SELF:
        return None
    verb = i if view.is_verb(i) else i - 1
    if view.lemma[verb] not in _CALLING:
        return None
    subjects = view.subjects(verb)
    noun = subjects[0] if subjects else view.head[verb]
    if view.tag[noun] in {"WP", "WDT"} or view.dep[verb] == "acl:relcl":
        noun = view.head[verb]
    return view.lower[noun] if view.is_noun(noun) and not view.is_capital(noun) else None


def called_as(view: View, first: int) -> int | None:
    """The token of whoever is "known as X", "called X" or "nicknamed X"."""
    i = first - 1
    while i > 0 and (view.lower[i] in _ARTICLES or view.words[i] in _STOPS or view.lower[i] == "as"):
        i -= 1
    begin = view.sents[view.sent[first]][0]
    verb = next((j for j in range(i, max(begin, i - _FROM_VERB) - 1, -1) if view.tag[j] == "VBN"), None)
    if verb is None or view.lemma[verb] not in _NAMING or (verb < i and view.lower[first - 1] not in {"the", "as"}):
        return None
    if view.with_dep(verb, "nsubj"):
        return None  # whoever calls others by a name
    for _ in range(view.n):
        subjects = view.subjects(verb)
        if subjects and view.tag[subjects[0]] not in {"WP", "WDT"}:
            return subjects[0]
        if view.dep[verb] in {"acl:relcl", "acl"}:
            return view.head[verb]
        if view.dep[verb] != "conj" or view.head[verb] == verb:
            return None
        verb = view.head[verb]
    return None


def said_to_be(view: View, last: int, nouns: Nouns) -> Iterator[str]:
    """The nouns of an apposition or a predicate behind a name: "X, a charity based in Y", "X is a loose alliance of".

    Yielded are the head noun with its modifiers, shortened from the left.
    """
    i = view.after(_behind_brackets(view, last))
    if i is None:
        return
    if view.words[i] == "," or view.lower[i] in _BE:
        i += 1
    else:
        return
    end = min(i + _LONGEST_APPOSITION, view.sents[view.sent[last]][1])
    if i >= end or view.lower[i] not in _ARTICLES:
        return
    stop = i + 1
    while stop < end and view.words[stop] not in _STOPS and view.lower[stop] not in _RELATIVE:
        if view.tag[stop] in {"IN", "TO", "VBN", "VBD", "VBZ"} and stop > i + 1:
            break
        stop += 1
    if stop < end and view.tag[stop] in _FINITE and view.lower[i - 1] not in _BE:
        return  # no apposition, but the subject of what follows: "near Rutba, an officer said"
    head = stop - 1
    while head > i and not view.is_noun(head):
        head -= 1
    if head <= i or view.is_capital(head):
        return
    for start in range(i + 1, head + 1):
        yield " ".join(view.lower[start : head + 1])


def is_indefinite(view: View, last: int) -> bool:
    """Whether what a name is said to be has no definite article: "X, a militia"; "the X, the bridge and" is a list."""
    i = view.after(_behind_brackets(view, last))
    return i is not None and i + 1 < view.n and view.lower[i + 1] in {"a", "an"}


def _behind_brackets(view: View, last: int) -> int:
    """The last token of a name together with the bracket behind it, or around it: "the Front (HLF), a militia"."""
    i = last + 1
    if i < view.n and view.words[i] in _OPEN:
        closing = (j for j in range(i + 1, min(i + _LONGEST_BRACKET, view.n)) if view.words[j] in _CLOSE)
        return next(closing, last)
    return i if i < view.n and view.words[i] in _CLOSE else last
