"""The tense of the clause around a date, read off a tree."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.entities.dates import find_dates
from pipeline.entities.tense import tense_of

#: (text with tags and heads: word/tag/pos/head/dep, the index of the date, its tense)
PARSED = [
    ("They/PRP/PRON/1/nsubj met/VBD/VERB/1/ROOT on/IN/ADP/3/case Friday/NNP/PROPN/1/obl", 3, "past"),
    ("It/PRP/PRON/1/nsubj expires/VBZ/VERB/1/ROOT on/IN/ADP/3/case Friday/NNP/PROPN/1/obl", 3, "future"),
    ("It/PRP/PRON/1/nsubj burns/VBZ/VERB/1/ROOT on/IN/ADP/3/case Friday/NNP/PROPN/1/obl", 3, "present"),
    ("They/PRP/PRON/1/nsubj leave/VBP/VERB/1/ROOT by/IN/ADP/3/case Friday/NNP/PROPN/1/obl", 3, "future"),
    ("They/PRP/PRON/1/nsubj left/VBD/VERB/1/ROOT by/IN/ADP/3/case Friday/NNP/PROPN/1/obl", 3, "past"),
    (
        "They/PRP/PRON/1/nsubj want/VBP/VERB/1/ROOT an/DT/DET/3/det answer/NN/NOUN/1/obj "
        "by/IN/ADP/5/case Friday/NNP/PROPN/3/nmod",
        5,
        "future",
    ),
    ("Talks/NNS/NOUN/0/ROOT on/IN/ADP/2/case Friday/NNP/PROPN/0/nmod", 2, None),
]
_LEMMAS = {"expires": "expire", "burns": "burn", "met": "meet", "left": "leave"}


def parsed(nlp: Language, text: str) -> Doc:
    cells = [cell.split("/") for cell in text.split()]
    return Doc(
        nlp.vocab,
        words=[cell[0] for cell in cells],
        tags=[cell[1] for cell in cells],
        pos=[cell[2] for cell in cells],
        heads=[int(cell[3]) for cell in cells],
        deps=[cell[4] for cell in cells],
        lemmas=[_LEMMAS.get(cell[0], cell[0].lower()) for cell in cells],
    )


@pytest.mark.parametrize(("text", "at", "tense"), PARSED)
def test_the_tense_around_a_date(text: str, at: int, tense: str | None, blank: Language) -> None:
    assert tense_of(parsed(blank, text), at, at + 1, frozenset(), True) == tense


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("We/PRP/PRON/1/nsubj vote/VBP/VERB/1/ROOT this/DT/DET/3/det Friday/NNP/PROPN/1/obl", "2016-11-04"),
        ("We/PRP/PRON/1/nsubj burn/VBP/VERB/1/ROOT this/DT/DET/3/det Friday/NNP/PROPN/1/obl", "2016-11-04"),
        ("We/PRP/PRON/1/nsubj met/VBD/VERB/1/ROOT this/DT/DET/3/det Friday/NNP/PROPN/1/obl", "2016-10-28"),
    ],
)
def test_this_friday_is_to_come_save_in_the_past(text: str, first: str, blank: Language) -> None:
    found = find_dates(parsed(blank, text), "2016-11-01", {}, frozenset())
    assert [span.value.date_start for span in found if span.value] == [first]


def test_an_ordinal_before_a_noun_is_no_day(blank: Language) -> None:
    text = (
        "On/IN/ADP/2/case the/DT/DET/2/det 24th/NN/NOUN/4/obl columns/NNS/NOUN/4/nsubj crossed/VBD/VERB/4/ROOT "
        "on/IN/ADP/7/case the/DT/DET/7/det 25th/NN/NOUN/4/obl he/PRP/PRON/9/nsubj left/VBD/VERB/4/advcl"
    )
    found = find_dates(parsed(blank, text), "2022-03-10", {}, frozenset())
    assert [span.value.date_start for span in found if span.value] == ["2022-02-25"]
