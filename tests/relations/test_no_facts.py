"""Sentences with names, and with words of war, that tell nothing of the ontology."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

SENTENCES = [
    line
    for line in Path(__file__).with_name("no_facts.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]

#: What is tolerated: metaphors that need more than grammar ("Bees attacked the melons").
AT_MOST = 5


def test_hardly_anything_is_read_out_of_nothing(nlp: Language) -> None:
    told = [(doc.text, s.relation) for doc in nlp.pipe(SENTENCES) for s in doc._.record.statements]
    assert len(told) <= AT_MOST, told


def test_there_are_enough_sentences() -> None:
    assert len(set(SENTENCES)) >= 150
