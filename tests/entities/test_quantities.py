"""Amounts: their borders, bounds and units."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.documents import Document, Span
from pipeline.entities.component import make_entities
from pipeline.entities.counted import quantity_for
from pipeline.entities.quantities import QuantityFinder
from pipeline.entities.rules import read_rules

from .docs import tagged


def amounts(nlp: Language, text: str) -> list[Span]:
    doc = tagged(nlp, text)
    finder = QuantityFinder(read_rules().quantities, lambda words: [token.text for token in nlp.tokenizer(words)])
    return finder.find(doc, [False] * len(doc))


@pytest.mark.parametrize(
    ("text", "words", "low", "high", "unit"),
    [
        ("more than 60 people died", "more than 60", 60, None, "people"),
        ("at least 28 people died", "at least 28", 28, None, "people"),
        ("up to 1 million people fled", "up to 1 million", None, 1_000_000, "people"),
        ("as many as 1 million people fled", "as many as 1 million", None, 1_000_000, "people"),
        ("no more than 3,000 are soldiers", "no more than 3,000", None, 3000, None),
        ("fewer than ten men died", "fewer than ten", None, 10, None),
        ("about 500 militants died", "about 500", 500, 500, "militants"),
        ("nearly 8,000 terrorists died", "nearly 8,000", 8000, 8000, "terrorists"),
        ("some 28,000 people fled", "some 28,000", 28000, 28000, "people"),
        ("between 20 and 30 people died", "between 20 and 30", 20, 30, "people"),
        ("20 to 30 people died", "20 to 30", 20, 30, "people"),
        ("11-13 people died", "11-13", 11, 13, "people"),
        ("2 to 3 million people fled", "2 to 3 million", 2e6, 3e6, "people"),
        ("two or three people died", "two or three", 2, 3, "people"),
        ("dozens of people died", "dozens", None, None, None),
        ("a dozen people died", "a dozen", 12, 12, "people"),
        ("two Iraqi officials said", "two", 2, 2, "officials"),
        ("twenty-two people died", "twenty-two", 22, 22, "people"),
        ("30 percent of it", "30 percent", 30, 30, "%"),
        ("30% of it", "30%", 30, 30, "%"),
        ("30 per cent of it", "30 per cent", 30, 30, "%"),
        ("a third of it", "a third", 33.33, 33.33, "%"),
        ("the 60-plus nation coalition", "60-plus", 60, None, "coalition"),
        ("100 or more people died", "100 or more", 100, None, "people"),
        ("more than 18,000 square kilometers fell", "more than 18,000", 18000, None, "square kilometers"),
        ("29 supply routes fell", "29", 29, 29, "routes"),
        ("two ISIL-held buildings fell", "two", 2, 2, "buildings"),
        ("one strike hit a truck", "one", 1, 1, "strike"),
    ],
)
def test_an_amount(
    text: str, words: str, low: float | None, high: float | None, unit: str | None, blank: Language
) -> None:
    span = amounts(blank, text)[0]
    assert span.value is not None
    assert (text[span.start : span.end], span.value.low, span.value.high, span.label) == (words, low, high, "QUANTITY")
    assert unit is None or span.value.unit == unit


@pytest.mark.parametrize(
    ("text", "words", "low", "high", "unit"),
    [
        ("a reward of up to $5 million", "up to $5 million", None, 5e6, "$"),
        ("it cost US$3.2bn", "US$3.2bn", 3.2e9, 3.2e9, "$"),
        ("it cost €500,000 a day", "€500,000", 5e5, 5e5, "€"),
        ("about $8.3 million", "about $8.3 million", 8300000, 8300000, "$"),
        ("over 9 billion euros", "over 9 billion euros", 9e9, None, "euros"),
        ("millions of dollars", "millions of dollars", None, None, "dollars"),
    ],
)
def test_an_amount_of_money(
    text: str, words: str, low: float | None, high: float | None, unit: str, blank: Language
) -> None:
    span = amounts(blank, text)[0]
    assert span.value is not None
    assert (text[span.start : span.end], span.value.low, span.value.high) == (words, low, high)
    assert (span.label, span.value.unit) == ("MONEY", unit)


@pytest.mark.parametrize(
    "text",
    [
        "Dayton, 42, of Woodbridge, died",
        "a 28-year-old man died",
        "a man aged 28 died",
        "CTF 50 sailed",
        "Task Force (CTF) 50 sailed",
        "Mobile Unit Two sailed",
        "Resolution 2254 fell",
        "the 5th Fleet sailed",
        "an AK-47 fell",
        "Haidar,[1] fell",
        "it fell at 10 a.m. sharp",
        "call 888-555-0199",
        "no one died",
        "phase 2 is near",
        "it fell at about 0100 local time",
        "he died at the age of 91",
        "2008 unrest is near",
    ],
)
def test_no_amount(text: str, blank: Language) -> None:
    assert amounts(blank, text) == []


def test_a_date_is_no_amount(blank: Language) -> None:
    doc = make_entities(blank, "e")(tagged(blank, "Two weeks ago 28 people died.", published="2016-11-01"))
    assert [doc.text[s.start : s.end] for s in doc._.record.spans if s.kind == "quantity"] == ["28"]


def parsed(blank: Language) -> Doc:
    words = ["Hundreds", "of", "cadets", "and", "11", "soldiers", "died"]
    deps = ["nsubj", "case", "nmod", "cc", "nummod", "conj", "ROOT"]
    tags = ["NNS", "IN", "NNS", "CC", "CD", "NNS", "VBD"]
    doc = Doc(blank.vocab, words=words, heads=[6, 2, 0, 5, 5, 0, 6], deps=deps, tags=tags)
    doc._.record = Document(id="x", text=doc.text)
    return make_entities(blank, "e")(doc)


@pytest.mark.parametrize(("noun", "words"), [(2, "Hundreds"), (5, "11")])
def test_the_amount_of_a_noun(noun: int, words: str, blank: Language) -> None:
    doc = parsed(blank)
    span = quantity_for(doc, noun)
    assert span is not None
    assert doc.text[span.start : span.end] == words


def test_a_noun_without_an_amount(blank: Language) -> None:
    assert quantity_for(parsed(blank), 6) is None
