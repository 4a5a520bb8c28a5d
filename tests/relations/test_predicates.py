"""What fills the slots of a predicate, whatever relation it may tell. Extend the table, not this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.relations.grammar import load_grammar
from pipeline.relations.parse import Parse
from pipeline.relations.predicate import Predicate
from pipeline.relations.predicates import PredicateReader
from pipeline.resources import configs_dir
from tests.relations.handparse import cases, document

TABLE = Path(__file__).with_name("predicates.txt")
CASES = [pytest.param(line, expected, id=name) for name, line, expected in cases(TABLE)]


def slots(parse: Parse, predicate: Predicate) -> str:
    """A predicate as the table writes it: ``attack passive | obj: town | subj: rebels``."""
    filled = [
        f"{slot}: {' '.join(parse.words[t] for t in tokens)}" for slot, tokens in predicate.slots.items() if tokens
    ]
    return " | ".join([predicate.lemma + (" passive" if predicate.passive else ""), *sorted(filled)])


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_slots(line: str, expected: list[str]) -> None:
    parse = Parse(document(line))
    reader = PredicateReader(parse, load_grammar(configs_dir()))
    read = [slots(parse, reader.verb(i) if parse.is_verb(i) else reader.noun(i)) for i in range(parse.n)]
    assert [one for one in read if one in expected] == expected
