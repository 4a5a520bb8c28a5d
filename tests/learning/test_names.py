from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import spacy

from pipeline.learning.corpora import Guideline
from pipeline.learning.names import (
    Lexicon,
    Mention,
    Row,
    break_lines,
    name_start,
    ner_doc,
    read_rows,
    settle,
    split_rows,
    vary,
)

from .conftest import NER, make_corpus

TOKENIZER = spacy.blank("en").tokenizer
ALL = ["PERSON", "ORG", "LOC", "NORP", "EVENT", "DATE"]


def row(text: str, *spans: tuple[str, str], sents: list[tuple[int, int]] | None = None) -> Row:
    """A row whose spans are given by their words."""
    mentions = [Mention(text.index(words), text.index(words) + len(words), label) for words, label in spans]
    return Row("r", text, mentions, sents or [])


def marks(doc: spacy.tokens.Doc) -> dict[str, str]:
    """``B``/``I``/``O`` or ``?`` (missing) by word."""
    return {token.text: "?" if token.ent_iob == 0 else token.ent_iob_ for token in doc}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Colonel Ali Haddad", "Ali Haddad"),
        ("Maj. Gen. Ali Haddad", "Ali Haddad"),
        ("Secretary of State Mary Poole", "Mary Poole"),
        ("President Ali bin Said", "Ali bin Said"),
        ("Colonel Ali al-Haddad", "Ali al-Haddad"),
        ("Foreign Minister, Ali Haddad", "Ali Haddad"),
        ("Colonel John “Jack” Poole", "John “Jack” Poole"),
        ("Ali Haddad", "Ali Haddad"),
        ("President", "President"),
    ],
)
def test_titles_are_cut(text: str, name: str, guideline: Guideline) -> None:
    start = name_start(text, guideline)
    assert start is not None
    assert text[start:] == name


@pytest.mark.parametrize("text", ["Foreign Minister", "Minister for the Coast Ali Haddad", "Secretary of State"])
def test_offices_have_no_name(text: str, guideline: Guideline) -> None:
    assert name_start(text, guideline) is None


@pytest.mark.parametrize(
    ("label", "words", "settled"),
    [
        ("ORG", "France", "LOC"),
        ("ORG", "U.S.", "LOC"),
        ("ORG", "Iraqis", "NORP"),
        ("ORG", "Red Crescent", "ORG"),
        ("LOC", "France", "LOC"),
    ],
)
def test_countries_are_places_and_peoples_are_norps(
    label: str, words: str, settled: str, guideline: Guideline, lexicon: Lexicon
) -> None:
    names, _ = settle(row(words, (words, label)), make_corpus("ner", part=["NORP"]), guideline, lexicon)
    assert [name.label for name in names] == [settled]


def test_a_given_name_start_wins(guideline: Guideline, lexicon: Lexicon) -> None:
    marked = Row("r", "Colonel Ali", [Mention(0, 11, "PERSON", name_start=8)])
    names, _ = settle(marked, make_corpus("ner"), guideline, lexicon)
    assert [(name.start, name.end) for name in names] == [(8, 11)]


def test_what_rules_find_is_outside(guideline: Guideline, lexicon: Lexicon) -> None:
    doc = ner_doc(
        row("fired 20 rockets", ("20", "QUANTITY")), TOKENIZER, make_corpus("ner", marks=ALL), guideline, lexicon
    )
    assert marks(doc) == {"fired": "O", "20": "O", "rockets": "O"}


def test_a_label_that_is_not_learned_is_unknown(guideline: Guideline, lexicon: Lexicon) -> None:
    doc = ner_doc(
        row("the Gold Medal", ("Gold Medal", "MISC")), TOKENIZER, make_corpus("ner", marks=ALL), guideline, lexicon
    )
    assert marks(doc) == {"the": "O", "Gold": "?", "Medal": "?"}


@pytest.mark.parametrize(
    ("text", "word", "lacking", "mark"),
    [
        ("seen on Monday", "Monday", "DATE", "?"),
        ("seen in May", "May", "DATE", "?"),
        ("it may be", "may", "DATE", "O"),
        ("fled in 2014", "2014", "DATE", "?"),
        ("some 8,000 fled", "8,000", "DATE", "O"),
        ("the Iraqi flag", "Iraqi", "NORP", "?"),
        ("the Iraqi flag", "Iraqi", "DATE", "O"),
        ("he met Haddad there", "Haddad", "PERSON", "?"),
        ("He left. They stayed", "They", "PERSON", "O"),
        ("They stayed", "They", "PERSON", "O"),
    ],
)
def test_what_a_corpus_does_not_mark_is_unknown(
    text: str, word: str, lacking: str, mark: str, guideline: Guideline, lexicon: Lexicon
) -> None:
    corpus = make_corpus("ner", marks=[label for label in ALL if label != lacking])
    assert marks(ner_doc(row(text), TOKENIZER, corpus, guideline, lexicon))[word] == mark


def test_a_border_inside_a_token_makes_the_token_unknown(guideline: Guideline, lexicon: Lexicon) -> None:
    marked = Row("r", "near Basraville", [Mention(5, 10, "LOC")])
    doc = ner_doc(marked, TOKENIZER, make_corpus("ner", marks=ALL), guideline, lexicon)
    assert marks(doc) == {"near": "O", "Basraville": "?"}


def test_names_survive_beside_the_unknown(guideline: Guideline, lexicon: Lexicon) -> None:
    marked = row("Ali Haddad met Noor", ("Ali Haddad", "PERSON"))
    doc = ner_doc(marked, TOKENIZER, make_corpus("ner", part=["PERSON"]), guideline, lexicon)
    assert marks(doc) == {"Ali": "B", "Haddad": "I", "met": "O", "Noor": "?"}


def test_the_lexicon_has_demonyms_and_countries(guideline: Guideline) -> None:
    found = Lexicon.collect(guideline, [row("the Iraqi flag", ("Iraqi", "NORP"))])
    assert {"iraqi"} == found.norps
    assert {"u.s.", "iraq"} <= found.places


@pytest.mark.parametrize(("held_out", "ids"), [(True, ["0", "3"]), (False, ["1", "2", "4"])])
def test_every_third_document_is_held_out(held_out: bool, ids: list[str]) -> None:
    rows = [Row(str(number), "", []) for number in range(5)]
    assert [kept.id for kept in split_rows(make_corpus("ner", hold_out=3), rows, held_out)] == ids


def test_nothing_is_held_out_by_default() -> None:
    assert split_rows(make_corpus("ner"), [Row("0", "", [])], held_out=True) == []


def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(NER + '{"id": "c"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.jsonl:3: .*text"):
        read_rows(path)


def test_line_breaks_come_between_sentences_alone() -> None:
    two = row("One fled. Two stayed.", sents=[(0, 9), (10, 21)])
    assert {break_lines(two, Random(seed)) for seed in range(9)} == {"One fled. Two stayed.", "One fled.\nTwo stayed."}


def test_variation_keeps_every_offset() -> None:
    marked = row('"Go," Ali\'s men said. Noor left.', ("Ali", "PERSON"), ("Noor", "PERSON"), sents=[(0, 21), (22, 32)])
    shown = [vary(marked, Random(seed)) for seed in range(20)]
    assert {tuple(one.text[span.start : span.end] for span in one.spans) for one in shown} == {("Ali", "Noor")}
    assert len({one.text for one in shown}) > 1
