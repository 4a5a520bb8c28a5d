"""The record and its codec: record ↔ JSON line, record ↔ spaCy Doc, cleaned ↔ original offsets."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.documents import (
    Cut,
    Document,
    Entity,
    Origin,
    Run,
    Sentence,
    Span,
    Tokens,
    decode,
    encode,
    from_doc,
    to_doc,
    to_docs,
)

NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")
STRANGE = [
    "الموصل مدينة عراقية.",
    "👩‍👩‍👧 went. 🇮🇶!",
    "e\u0301te\u0301 n\u0303",
    "a\u200bb\u200fc",
    "\ud7ff\ue000",
    "x  y\n\n z\t",
    "\u2028",
]
TEXTS = st.one_of(
    st.sampled_from(STRANGE),
    st.text(st.characters(codec="utf-8"), max_size=200),
    st.lists(st.sampled_from([*STRANGE, "Mosul fell.", " ", "\n\n", "U.S.-backed"]), max_size=30).map("".join),
)


def annotated(text: str) -> Document:
    """A record with tokens, tags, a tree and sentences."""
    doc = NLP(text)
    for sent in doc.sents:
        for token in sent:
            token.head, token.dep_ = (sent[0], "ROOT" if token.i == sent.start else "dep")
            token.tag_, token.pos_, token.lemma_ = "NN", "NOUN", token.lower_ if token.i % 2 else "lemma"
    doc._.record = Document("d", text)
    return from_doc(doc)


@given(TEXTS)
@settings(deadline=None)
def test_a_record_comes_back_from_its_line(text: str) -> None:
    record = annotated(text)
    line = encode(record)
    assert b"\n" not in line
    assert decode(line) == record


@given(TEXTS)
@settings(deadline=None)
def test_a_record_comes_back_from_its_doc(text: str) -> None:
    record = annotated(text)
    line = encode(record)
    doc = to_doc(decode(line), NLP.vocab)
    assert doc.text == text
    assert encode(from_doc(doc)) == line


@given(TEXTS)
@settings(deadline=None)
def test_offsets_of_tokens_and_sentences_slice_the_text(text: str) -> None:
    record = annotated(text)
    doc = to_doc(record, NLP.vocab)
    assert [text[a:b] for a, b in zip(record.tokens.start, record.tokens.end, strict=True)] == [t.text for t in doc]
    assert [text[sent.start : sent.end] for sent in record.sents] == [sent.text for sent in doc.sents]


def test_a_huge_text() -> None:
    record = annotated("Displaced families returned to neighbourhoods along the northern embankment. " * 8_000)
    record.tokens.lemma = [""] * len(record.tokens)
    line = encode(record)
    assert len(line) < 12 * len(record.text)
    assert decode(line) == record


def test_a_doc_has_its_layers() -> None:
    record = annotated("Blue Army left Aldar.")
    record.spans = [Span(0, 9, 0, 1, "ORG", entity="e1"), Span(10, 14, 2, 2, "X", kind="nominal")]
    record.entities = [Entity("e1", "Blue Army", "military", kb_id="actor:blue")]
    doc = to_doc(record, NLP.vocab)
    assert [(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents] == [("Blue Army", "ORG", "actor:blue")]
    assert doc._.entities == record.entities
    assert doc[0].lemma_ == "lemma"
    assert doc[1].head == doc[0]


def test_sentences_without_a_tree() -> None:
    record = annotated("One fell. Two rose.")
    record.tokens.head, record.tokens.dep = [], []
    assert [sent.text for sent in to_doc(record, NLP.vocab).sents] == ["One fell.", "Two rose."]


def test_a_doc_of_a_bare_call_has_an_empty_record() -> None:
    record = NLP("Aldar fell.")._.record
    assert (record.id, record.text, record.spans) == ("", "Aldar fell.", [])


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (Document("d", "Aldar fell."), "has no tokens: run the 'sentences' stage"),
        (Document("d", "Aldar fell.", tokens=Tokens([0], [5])), "do not spell its text"),
    ],
)
def test_a_record_that_is_no_doc_is_explained(record: Document, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        to_doc(record, NLP.vocab)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"id": 1, "text": ""}', b'{"id": "a"}', b'{"id":"a","text":3}'])
def test_a_broken_line_is_a_value_error(line: bytes) -> None:
    with pytest.raises(ValueError):
        decode(line)


def test_many_records_make_many_docs() -> None:
    docs = list(to_docs([annotated("One."), annotated("")]))
    assert [doc.text for doc in docs] == ["One.", ""]
    assert all(isinstance(doc, Doc) for doc in docs)


PIECES = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9), st.booleans()), min_size=1, max_size=12)


@given(PIECES, st.data())
def test_offsets_lead_back_to_the_original(pieces: list[tuple[int, int, bool]], data: Any) -> None:
    """Text made of kept pieces of an original with gaps between them, and of characters put in."""
    raw, text, runs = "", "", []
    for gap, length, kept in pieces:
        raw += "#" * gap
        piece = "".join(chr(0x100 + len(raw) + i) for i in range(length))
        if kept:
            runs.append(Run(len(text), len(text) + length, len(raw), len(raw) + length))
            raw += piece
            text += piece
        else:
            runs.append(Run(len(text), len(text) + 1, None, None))
            text += " "
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = Origin(runs).raw_span(start, end)
    words = text[start:end].strip()
    if not words:
        assert place is None
    else:
        assert place is not None
        shown = raw[place[0] : place[1]]
        assert (shown[0], shown[-1]) == (words[0], words[-1])


def test_a_cut_is_found_by_its_characters() -> None:
    origin = Origin(cuts=[Cut(0, 5, 1.0, "a"), Cut(6, 9, 2.5, None)])
    assert [cut.seconds if (cut := origin.cut_at(offset)) else None for offset in (0, 4, 5, 6, 9)] == [
        1,
        1,
        None,
        2.5,
        None,
    ]


def test_an_entity_is_found_by_its_id() -> None:
    record = Document("d", "", entities=[Entity("e1", "A", "city")], sents=[Sentence(0, 0, 0, 0)])
    assert record.entity("e1") is record.entities[0]
    assert record.entity("e2") is record.entity(None) is None
