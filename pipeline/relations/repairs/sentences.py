"""What several repairs ask of a sentence, or do to it."""

from __future__ import annotations

from pipeline.relations.parse import FINITE, Parse

#: Tags of verbs and auxiliaries that make a sentence.
TENSED = FINITE | {"MD"}
#: What ends a sentence; headlines have none.
_STOPS = frozenset({".", "!", "?", "…"})
#: How far from the end of a sentence its stop stands, behind quotation marks and brackets.
_CLOSING = 3


def is_headline(parse: Parse, token: int) -> bool:
    """Whether a token stands in a sentence without a stop, as headlines are."""
    return not any(parse.words[i] in _STOPS for i in _last_words(parse, token))


def has_finite(parse: Parse, token: int, but: int | None = None) -> bool:
    """Whether a sentence has a verb that is finite for sure; ``but``: those before that noun in its phrase aside."""
    start, end = parse.sents[parse.sent[token]]
    if "." not in (parse.words[i] for i in _last_words(parse, token)):
        return True
    aside = parse.with_dep(but, "amod", "compound") if but is not None else []
    return any(parse.tag[i] in TENSED and i not in aside for i in range(start, end))


def has_verb(parse: Parse, token: int) -> bool:
    """Whether a sentence has any verb."""
    return any(parse.is_verb(i) for i in range(*parse.sents[parse.sent[token]]))


def is_joined(parse: Parse, first: int, second: int) -> bool:
    """Whether "and" or "or" stands between two tokens."""
    return any(parse.lower[i] in {"and", "or"} for i in range(first + 1, second))


def make_main(parse: Parse, verb: int, subject: int) -> None:
    """Make a verb the head of its sentence, and the noun that it hung on its subject."""
    p = parse
    p.attach(verb, verb, "ROOT")
    p.attach(subject, verb, "nsubj")
    for c in [c for c in p.children[subject] if c > verb]:
        if p.dep[c] in {"punct", "parataxis", "advcl"} or (p.dep[c] == "conj" and p.is_verb(c)):
            p.attach(c, verb, p.dep[c])
    for c in [c for c in p.with_dep(subject, "nmod") if c < subject and p.preposition(c)]:
        p.attach(c, verb, "obl")


def _last_words(parse: Parse, token: int) -> range:
    start, end = parse.sents[parse.sent[token]]
    return range(max(start, end - _CLOSING), end)
