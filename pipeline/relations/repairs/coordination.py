"""Coordinations that the parser cut, or made of what does not belong together."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.relations.grammar import Grammar
from pipeline.relations.parse import PAST, SUBJECTS, Parse
from pipeline.relations.repairs.enumerations import anchor, enumerations
from pipeline.relations.repairs.known import Known
from pipeline.relations.repairs.sentences import is_joined


def both_sides_of_between(parse: Parse, token: int, known: Known) -> None:
    """As in "Clashes between the army and the rebels": what "and" joins is between them, not another clash."""
    p, side = parse, parse.head[token]
    if p.lower[token] != "between" or p.dep[token] != "case" or p.with_dep(side, "conj") or not p.is_noun(side):
        return
    above = p.head[side]
    for other in p.with_dep(above, "conj") if above != side else []:
        if other > side and p.is_noun(other) and is_joined(p, side, other):
            p.attach(other, side, "conj")
            return
    for first in p.with_dep(side, "compound"):
        if first > token and is_joined(p, first, side):
            _first_side(p, token, first, side)
            return


def _first_side(parse: Parse, between: int, first: int, side: int) -> None:
    """Let the first of two sides, read as a modifier of the second, stand before it."""
    p, above = parse, parse.head[side]
    p.attach(between, first, "case")
    p.attach(first, above, "obl" if p.dep[side] == "obj" else p.dep[side])
    for inner in p.with_dep(first, "conj"):
        p.attach(inner, side, "compound")
    p.attach(side, first, "conj")


def verb_behind_and(parse: Parse, verb: int, known: Known) -> None:
    """As in "Killed two and wounded scores" read as two dead and some that are "wounded scores"."""
    p, noun = parse, parse.head[verb]
    if p.dep[verb] != "amod" or p.dep[noun] != "conj" or not _is_deed(p, verb, known):
        return
    obj = p.first_conjunct(noun)
    first, joint = p.head[obj], [c for c in p.with_dep(noun, "cc") if c == verb - 1]
    if not joint or p.dep[obj] != "obj" or not _is_deed(p, first, known):
        return
    p.attach(verb, first, "conj")
    p.attach(joint[0], verb, "cc")
    p.attach(noun, verb, "obj")


def _is_deed(parse: Parse, verb: int, known: Known) -> bool:
    return parse.tag[verb] in PAST and parse.lemma[verb] in known.triggers


def conjunct_of_the_main_verb(parse: Parse, verb: int, known: Known) -> None:
    """As in "He warned that they could attack, and urged calm": "urged" goes with "warned", not with "could attack"."""
    p, first = parse, parse.head[verb]
    if p.dep[verb] != "conj" or p.tag[verb] != "VBD" or p.with_dep(verb, *SUBJECTS, "aux"):
        return
    if p.tag[first] != "VB" or p.dep[first] != "ccomp" or not any(p.tag[c] == "MD" for c in p.with_dep(first, "aux")):
        return
    if p.tag[p.head[first]] == "VBD":
        p.attach(verb, p.head[first], "conj")


def gather_enumerations(parse: Parse, grammar: Grammar) -> None:
    """Make the items of an enumeration conjuncts of the one that hangs in the clause."""
    for heads in enumerations(parse, grammar):
        first = anchor(parse, heads)
        if first is None:
            continue
        for head in heads:
            if head != first and parse.head[head] != head:
                parse.attach(head, first, "conj")


def place_where_it_lies(parse: Parse, rows: Iterable[tuple[int, int]]) -> None:
    """As in "Mocha, Yemen" is one place and where it lies, not two: the second hangs on the first as an apposition."""
    for inner, outer in rows:
        if parse.dep[outer] == "conj" and parse.head[outer] == inner:
            parse.attach(outer, inner, "appos")
