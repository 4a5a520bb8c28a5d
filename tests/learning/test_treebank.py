from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.learning.treebank import (
    BREAKS,
    FORM,
    curl,
    curl_rows,
    group_sentences,
    read_conllu,
    syntax_doc,
    syntax_docs,
)

from .conftest import CONLLU

VOCAB = spacy.blank("en").vocab


def whole() -> list[Doc]:
    return [syntax_doc(group, VOCAB) for group, _ in group_sentences(read_conllu(CONLLU.splitlines()), None)]


def test_ranges_and_empty_nodes_are_left_out() -> None:
    sentences = list(read_conllu(CONLLU.splitlines()))
    assert [[row[FORM] for row in rows] for _, rows in sentences] == [
        ["Rebels", "did", "n't", "leave", "."],
        ["They", "stayed"],
        ["Shells", "fell", "."],
    ]


def test_a_file_without_a_last_blank_line_keeps_its_last_sentence() -> None:
    assert len(list(read_conllu(CONLLU.rstrip().splitlines()))) == 3


def test_sentences_of_one_document_stay_together() -> None:
    assert [doc.text for doc in whole()] == ["Rebels didn't leave. They stayed ", "Shells fell. "]


def test_the_root_heads_itself_and_heads_count_from_their_own_sentence() -> None:
    doc = whole()[0]
    assert [(token.head.text, token.dep_) for token in doc][3:7] == [
        ("leave", "ROOT"),
        ("leave", "punct"),
        ("stayed", "nsubj"),
        ("stayed", "ROOT"),
    ]


def test_sentences_start_where_the_treebank_says() -> None:
    assert [sent.text for sent in whole()[0].sents] == ["Rebels didn't leave.", "They stayed"]


@pytest.mark.parametrize(("layer", "values"), [("tag_", ["NNS", "VBD", "."]), ("lemma_", ["shell", "fall", "."])])
def test_layers_are_kept(layer: str, values: list[str]) -> None:
    assert [getattr(token, layer) for token in whole()[1]] == values


def test_line_breaks_are_tokens_on_the_word_before() -> None:
    (group, _), *_ = group_sentences(read_conllu(CONLLU.splitlines()), None)
    doc = syntax_doc(group, VOCAB, Random(1))
    white = next(token for token in doc if token.is_space)
    assert (white.text in BREAKS, white.head.text, white.tag_, white.pos_) == (True, ".", "_SP", "SPACE")


def test_line_breaks_replace_the_blank() -> None:
    (group, _), *_ = group_sentences(read_conllu(CONLLU.splitlines()), None)
    text = syntax_doc(group, VOCAB, Random(1)).text
    assert "leave.\n" in text


def test_training_groups_never_cross_documents() -> None:
    sentences = list(read_conllu((CONLLU * 5).splitlines()))
    owner = {id(rows): document for document, rows in sentences}
    groups = [group for group, _ in group_sentences(sentences, Random(3))]
    assert all(len({owner[id(rows)] for rows in group}) == 1 for group in groups)


def test_training_groups_hold_every_sentence_once() -> None:
    sentences = list(read_conllu((CONLLU * 5).splitlines()))
    grouped = [rows for group, _ in group_sentences(sentences, Random(3)) for rows in group]
    assert grouped == [rows for _, rows in sentences]


def test_the_same_seed_gives_the_same_mix(tmp_path: Path) -> None:
    path = tmp_path / "t.conllu"
    path.write_text(CONLLU * 5, encoding="utf-8")
    first, second = ([doc.to_json() for doc in syntax_docs([path], VOCAB, Random(5))] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("straight", "curled"),
    [
        ('He said: "No."', "He said: “No.”"),
        ("Iraq's army", "Iraq’s army"),
        ('"We won," he said', "“We won,” he said"),
        ("no quotes", "no quotes"),
    ],
)
def test_quotes_curl(straight: str, curled: str) -> None:
    assert curl(straight) == curled


@given(st.text())
def test_curling_keeps_the_length(text: str) -> None:
    assert len(curl(text)) == len(text)


def test_curled_rows_change_words_alone() -> None:
    rows = next(rows for _, rows in read_conllu(CONLLU.splitlines()))
    curled = curl_rows(rows)
    assert [row[FORM] for row in curled] == ["Rebels", "did", "n’t", "leave", "."]
    assert [row[:FORM] + row[FORM + 1 :] for row in curled] == [row[:FORM] + row[FORM + 1 :] for row in rows]
