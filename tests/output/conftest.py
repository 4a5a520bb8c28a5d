"""A small record with all layers, and its facts."""

from __future__ import annotations

import pytest
import spacy

from pipeline.documents import Document, Entity, Span, from_doc
from pipeline.facts import Fact, FactRules, merge
from tests.facts.build import document, statement


@pytest.fixture
def record() -> Document:
    """Two statements with tokens, a tree and spans."""
    made = document(
        "news/one",
        statement("ATTACK", "Blue Army", "Red Front", place="Aldar", date=("2016-11-01", "2016-11-01")),
        statement("KILL", "Red Front", "residents", quantity=(5.0, 8.0), status="reported", attributed_to="Radio Nor"),
        source="=Wire",
    )
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp(made.text)
    for token in doc:
        token.tag_, token.pos_, token.lemma_ = "NN", "NOUN", token.lower_
        token.head, token.dep_ = (doc[token.sent.start], "dep" if token.i != token.sent.start else "ROOT")
    doc._.record = made
    found = from_doc(doc)
    found.spans = [Span(0, 9, 0, 1, "ORG", entity="e1"), Span(17, 26, 3, 4, "ORG", entity="e2")]
    found.entities = [*found.entities, Entity("e9", "Elsewhere", "city")]
    return found


@pytest.fixture
def facts(record: Document) -> list[Fact]:
    """The record's facts."""
    return merge([record], FactRules())
