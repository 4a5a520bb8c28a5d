"""Lemmas: corrections by tag and spelling, and the verbs of war in the shipped pack."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.syntax.lemmas import LemmaRules, lemma_of, make_lemmas
from pipeline.syntax.words import read_words


@pytest.mark.parametrize(
    ("word", "tag", "pos", "guess", "lemma"),
    [
        ("need", "VBP", "VERB", "nee", "need"),
        ("address", "VB", "VERB", "addres", "address"),
        ("hoping", "VBG", "VERB", "hop", "hope"),
        ("hopping", "VBG", "VERB", "hop", "hop"),
        ("staged", "VBD", "VERB", "stag", "stage"),
        ("hopes", "VBZ", "VERB", "hop", "hope"),
        ("passes", "VBZ", "VERB", "pass", "pass"),
        ("shelled", "VBN", "VERB", "shel", "shell"),
        ("besieging", "VBG", "VERB", "besiege", "besiege"),
        ("fled", "VBD", "VERB", "flee", "flee"),
        ("rebombed", "VBD", "VERB", "rebombe", "rebomb"),
        ("rebombing", "VBG", "VERB", "rebombe", "rebomb"),
        ("reattacked", "VBN", "VERB", "reattacke", "reattack"),
        ("overrigged", "VBD", "VERB", "overrigge", "overrig"),
        ("reentered", "VBD", "VERB", "reentere", "reenter"),
        ("repositioned", "VBN", "VERB", "repositione", "reposition"),
        ("retreated", "VBD", "VERB", "retreate", "retreat"),
        ("reinvaded", "VBD", "VERB", "reinvade", "reinvade"),
        ("persevered", "VBD", "VERB", "persevere", "persevere"),
        ("bathed", "VBD", "VERB", "bathe", "bathe"),
        ("tasted", "VBD", "VERB", "taste", "taste"),
        ("'s", "VBZ", "AUX", "'", "be"),
        ("’s", "POS", "PART", "’", "'s"),
        ("n’t", "RB", "PART", "n’t", "not"),
        ("them", "PRP", "PRON", "them", "they"),
        ("States", "NNPS", "PROPN", "state", "States"),
        ("fighting", "NN", "NOUN", "fighting", "fighting"),
        ("soldiers", "NNS", "NOUN", "soldier", "soldier"),
    ],
)
def test_lemma_of(word: str, tag: str, pos: str, guess: str, lemma: str) -> None:
    assert lemma_of(word, tag, pos, guess) == lemma


def test_a_known_verb_read_as_a_noun_becomes_one() -> None:
    doc = Doc(
        spacy.blank("en").vocab, words=["They", "retook", "it"], tags=["PRP", "NN", "PRP"], pos=["PRON", "NOUN", "PRON"]
    )
    verb = LemmaRules(read_words())(doc)[1]
    assert (verb.lemma_, verb.tag_, verb.pos_) == ("retake", "VBD", "VERB")


@pytest.mark.parametrize(
    ("clause", "lemma"),
    [
        ("They were besieging the town.", "besiege"),
        ("The army shelled the town.", "shell"),
        ("The soldiers fled the town.", "flee"),
        ("The rebels held the town.", "hold"),
        ("Jets struck the town.", "strike"),
        ("The colonel led the attack.", "lead"),
        ("Jets bombed the town.", "bomb"),
        ("They were driven out of the town.", "drive"),
        ("The group beheaded two men.", "behead"),
        ("The militants overran the base.", "overrun"),
        ("The army retook the town.", "retake"),
        ("The rebels seized the town.", "seize"),
        ("The two sides are fighting.", "fight"),
    ],
)
def test_verbs_of_war(clause: str, lemma: str, pack: Language) -> None:
    assert lemma in {token.lemma_ for token in pack(clause) if token.pos_ in ("VERB", "AUX")}


def test_the_rules_travel_with_a_pack(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    make_lemmas(nlp, "lemmas").to_disk(tmp_path)
    assert LemmaRules(read_words()).from_disk(tmp_path).words == read_words()
