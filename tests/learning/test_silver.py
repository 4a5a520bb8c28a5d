"""What a teacher adds: a toy pipeline teaches here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from random import Random

import spacy
from spacy.tokens import Doc, DocBin

from pipeline.learning.callbacks import documents_reader
from pipeline.learning.silver import annotate, draw, paragraphs

from .conftest import make_corpus


class _Marker:
    """A component that says one thing about every token."""

    def __init__(self, layer: str) -> None:
        self.layer = layer

    def __call__(self, doc: Doc) -> Doc:
        if self.layer == "names":
            doc.set_ents([doc[:1].char_span(0, len(doc[0]), label="ORG")], default="unmodified")  # type: ignore[list-item]
        else:
            for token in doc:
                token.tag_, token.dep_, token.head = "NN", "dep", doc[0]
        return doc


for name, layer in (("parser", "trees"), ("ner", "names")):
    spacy.Language.factory(f"test_silver_{name}", func=lambda nlp, name, layer=layer: _Marker(layer))


def write(path: Path, docs: list[Doc]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    attributes = ["ORTH", "SPACY", "TAG", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"]
    DocBin(attrs=attributes, docs=docs).to_disk(path)


def test_what_is_there_is_kept_and_what_is_lacking_is_added(tmp_path: Path) -> None:
    teacher = spacy.blank("en")
    for pipe in ("parser", "ner"):
        teacher.add_pipe(f"test_silver_{pipe}", name=pipe)
    words = ["Rebels", "left"]
    tree = Doc(teacher.vocab, words=words, tags=["NNS", "VBD"], heads=[1, 1], deps=["nsubj", "ROOT"])
    named = Doc(teacher.vocab, words=words, ents=["O", "B-LOC"])
    write(tmp_path / "gold" / "trees.spacy", [tree])
    write(tmp_path / "gold" / "names.spacy", [named])
    raw = tmp_path / "raw.jsonl"
    raw.write_text(json.dumps({"text": "Shells fell near the old market on Sunday."}), encoding="utf-8")
    counts = annotate(teacher, tmp_path / "gold", tmp_path / "out", [(make_corpus("raw", words=5), raw)])
    assert counts == {"trees": 1, "names": 1, "raw": 1}
    docs = {
        path.stem: next(iter(DocBin().from_disk(path).get_docs(teacher.vocab)))
        for path in (tmp_path / "out").glob("*.spacy")
    }
    told = {name: ([t.tag_ for t in doc][:2], [t.ent_type_ for t in doc][:2]) for name, doc in docs.items()}
    assert told == {
        "trees": (["NNS", "VBD"], ["ORG", ""]),
        "names": (["NN", "NN"], ["", "LOC"]),
        "raw": (["NN", "NN"], ["ORG", ""]),
    }


def test_paragraphs_of_a_zipped_file(tmp_path: Path) -> None:
    path = tmp_path / "raw.jsonl.gz"
    text = "Heading\nShells fell near the old market on Sunday.\n"
    path.write_bytes(gzip.compress(json.dumps({"text": text}).encode()))
    assert list(paragraphs(path)) == ["Shells fell near the old market on Sunday."]


def test_no_more_is_drawn_than_wanted() -> None:
    pool = [f"Shells fell on town number {number}." for number in range(100)]
    texts = list(draw(make_corpus("raw", words=60), pool, Random(1)))
    lines = [line for text in texts for line in text.split("\n")]
    assert 10 <= len(lines) <= 12
    assert set(lines) <= set(pool)


def test_trees_are_read_first(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    for name in ("names", "raw", "trees"):
        write(tmp_path / f"{name}.spacy", [Doc(nlp.vocab, words=[name])])
    assert [example.reference.text for example in documents_reader(str(tmp_path))(nlp)] == ["trees ", "names ", "raw "]
