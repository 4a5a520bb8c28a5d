"""Sentence starts: the traps, first by rule alone, then with the parser."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.documents import Block, Document
from pipeline.syntax.sentences import SentenceRules
from pipeline.syntax.words import read_words

#: "|" stands where a sentence must start, "~" where none may; both are cut out of the text.
BY_RULE = [
    "Maj. ~Gen. ~Sami al-Aridi told them. |They left.",
    "Lt. ~Col. ~John “~J.D.~” Dorrian spoke. |He left.",
    "U.S.-backed rebels held. |They won.",
    "They met U.S. ~forces there.",
    "It happened in the U.S. |The army denied it.",
    "J. ~D. ~Vance spoke.",
    "It hit St. ~Petersburg and No. ~5 was gone.",
    "On Dec. ~26 it fell.",
    "At 10 a.m. ~Nov. ~29 it fell.",
    "“We hold it. |They fled,” ~he said.",
    "“Stop the advance!” ~the colonel shouted.",
    "“Who did it?” ~Smith asked. |Nobody knew.",
    "“We hold the town.” |Smith left.",
    '"We hold the town." |The general smiled.',
    "The town (which fell in May; ~it had held out) was empty.",
    "He was freed.[3] |Then he went home.",
    "He was freed. ~[3] |Then he went home.",
    "Rebels take the town\n\n|The army fled on Monday",
    "Near A, one strike\n|near B, two strikes\n|near C, none",
    "They said, ~however, ~no.",
    "It cost $5.3 million. |28 people died.",
    "Is it over? |No.",
]


def marked(text: str) -> tuple[str, set[int], set[int]]:
    """The text without marks, the characters at which a sentence must and may not start."""
    plain, must, never = "", set(), set()
    for character in text:
        if character in "|~":
            (must if character == "|" else never).add(len(plain))
        else:
            plain += character
    return plain, must, never


@pytest.mark.parametrize("text", BY_RULE)
def test_traps_by_rule(text: str, blank: Language) -> None:
    plain, must, never = marked(text)
    doc = blank.tokenizer(plain)
    starts = dict(zip((token.idx for token in doc), SentenceRules(read_words()).starts(doc), strict=True))
    assert {at for at in must if starts[at] is not True} == set()
    assert {at for at in never if starts[at] is not False} == set()


@pytest.mark.parametrize(
    "text",
    [
        "Maj. Gen. Sami al-Aridi told a reporter that they expect retaliation. |The troops moved on.",
        "U.S.-backed fighters entered the suburb on Monday. |They found it empty.",
        "“Our men hold the district,” Lt. Gen. Omar al-Rubai told state television. |He gave no figures.",
        "Rebels seize the airport\n\n|The rebels seized the airport at dawn, residents said.",
        "Near Alba, one strike hit a truck.\n|Near Borno, two strikes hit a tank.",
        "The troops moved in from the north and met little fire on the way",
        "The group (the region's largest) left on Dec. 26 at 10 a.m. with its families.",
    ],
)
def test_traps_with_the_parser(text: str, pack: Language) -> None:
    plain, must, _ = marked(text)
    assert {sent.start_char for sent in pack(plain).sents} == {0, *must}


def test_line_breaks_belong_to_the_sentence_before(blank: Language) -> None:
    doc = blank("One line\n\nAnother line")
    assert [sent.text for sent in doc.sents] == ["One line\n\n", "Another line"]


def test_a_block_starts_a_sentence(blank: Language) -> None:
    doc = blank.make_doc("first words second words")
    doc._.record = Document(id="x", text=doc.text, blocks=[Block(0, 11), Block(12, 24)])
    assert [token.text for token in blank.get_pipe("sitrep_sentences")(doc) if token.is_sent_start] == [
        "first",
        "second",
    ]


def test_a_parsed_doc_is_left_alone(blank: Language) -> None:
    doc = Doc(blank.vocab, words=["One", ".", "Two"], heads=[0, 0, 0], deps=["ROOT", "punct", "dep"])
    assert len(list(SentenceRules(read_words())(doc).sents)) == 1


def test_a_saved_pipeline_takes_the_words_along(blank: Language, tmp_path: Path) -> None:
    blank.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again.get_pipe("sitrep_sentences").words == read_words()


@given(text=st.text(alphabet=st.sampled_from("aA1.?!,“”\"'()[] \n—:;"), max_size=60))
def test_every_text_has_a_first_sentence(text: str, blank: Language) -> None:
    doc = blank(text)
    assert not len(doc) or doc[0].is_sent_start
