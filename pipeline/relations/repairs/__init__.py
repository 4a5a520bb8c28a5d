"""Mends confusions of the parser that can be told for sure from the words around, each where its module says.

A mend looks at one token and changes heads, labels and tags in place. Mends build on one another: an earlier one makes
the clause whole in which a later one looks for an object. The tables below are their order.
"""

from __future__ import annotations

from pipeline.relations.parse import Parse
from pipeline.relations.repairs.complements import (
    infinitive_completes_passive,
    infinitive_completes_verb,
    kept_from,
    participle_completes_verb,
    result_completes_verb,
    short_of,
)
from pipeline.relations.repairs.coordination import (
    both_sides_of_between,
    conjunct_of_the_main_verb,
    gather_enumerations,
    place_where_it_lies,
    verb_behind_and,
)
from pipeline.relations.repairs.counts import (
    casualties_in_a_headline,
    counted_object,
    dead_in_a_headline,
    dozens_more,
    gapped_passive,
    gapped_result,
    particle_before_a_number,
)
from pipeline.relations.repairs.headlines import (
    infinitive_in_a_headline,
    joined_by_a_comma,
    participle_in_a_headline,
)
from pipeline.relations.repairs.known import Known, Mend
from pipeline.relations.repairs.mainverbs import participle_is_main_verb, preposed_place, reduced_relative
from pipeline.relations.repairs.speech import around_saying
from pipeline.relations.repairs.subjects import (
    find_subject,
    inverted,
    label_as_subject,
    place_as_subject,
    relative_agrees,
    who_is_somebody,
)
from pipeline.relations.repairs.words import (
    prefix,
    preposition_of_a_modifier,
    retag_participle,
    third_person,
    undouble,
)

__all__ = ["Known", "place_where_it_lies", "repair"]

_OF_WORDS: tuple[Mend, ...] = (
    retag_participle,
    prefix,
    gapped_passive,
    preposition_of_a_modifier,
    both_sides_of_between,
)
#: Of what the parser took for the head of a sentence: all of the first for one head, then of the next.
_OF_ROOTS: tuple[Mend, ...] = (
    preposed_place,
    participle_is_main_verb,
    reduced_relative,
    dead_in_a_headline,
)
_OF_FORMER_ROOTS: tuple[Mend, ...] = (
    infinitive_in_a_headline,
    casualties_in_a_headline,
)
_OF_VERB_FORMS: tuple[Mend, ...] = (
    undouble,
    participle_in_a_headline,
    joined_by_a_comma,
)
_OF_VERBS: tuple[Mend, ...] = (
    third_person,
    around_saying,
    who_is_somebody,
    relative_agrees,
    label_as_subject,
    place_as_subject,
    find_subject,
    particle_before_a_number,
    counted_object,
    verb_behind_and,
    conjunct_of_the_main_verb,
    dozens_more,
    participle_completes_verb,
    gapped_result,
    result_completes_verb,
    infinitive_completes_verb,
    infinitive_completes_passive,
    kept_from,
    short_of,
    inverted,
)


def repair(parse: Parse, known: Known) -> None:
    """Mend a parse in place, sentence by sentence."""
    for start, end in parse.sents:
        tokens = range(start, end)
        for token in tokens:
            _mend(parse, token, known, _OF_WORDS)
        roots = [i for i in tokens if parse.head[i] == i]
        for mends in (_OF_ROOTS, _OF_FORMER_ROOTS):
            for root in roots:
                _mend(parse, root, known, mends)
        for token in tokens:
            if parse.is_verb(token):
                _mend(parse, token, known, _OF_VERB_FORMS)
        for token in tokens:
            gapped_passive(parse, token, known)  # again: its verb may have been found by now
            if parse.is_verb(token):
                _mend(parse, token, known, _OF_VERBS)
    gather_enumerations(parse, known.grammar)


def _mend(parse: Parse, token: int, known: Known, mends: tuple[Mend, ...]) -> None:
    for mend in mends:
        mend(parse, token, known)
