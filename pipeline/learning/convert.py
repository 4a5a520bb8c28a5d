"""The corpora to documents that spaCy trains and tunes with: one set with trees, one with names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import spacy
from spacy.tokens import Doc, DocBin

from pipeline.learning.corpora import Corpus, CorpusError, Manifest
from pipeline.learning.names import Lexicon, Row, ner_doc, read_rows, split_rows, start_sentences, vary
from pipeline.learning.treebank import syntax_docs
from pipeline.syntax.sentences import make_sentences
from pipeline.syntax.tokenizer import make_tokenizer

#: The seed of everything that is drawn in conversion; that of training stands in the configuration.
SEED = 0

_TREES = ["ORTH", "SPACY", "TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "SENT_START"]
_NAMES = ["ORTH", "SPACY", "SENT_START", "ENT_IOB", "ENT_TYPE"]


def tree_sets(corpora: dict[str, Corpus], folder: Path) -> Iterator[tuple[str, Iterator[Doc]]]:
    """Training and tuning documents with trees, as ``(name of the set, documents)``."""
    vocab = spacy.blank("en").vocab
    train = [folder / name for corpus in corpora.values() for name in corpus.train for _ in range(corpus.repeat)]
    tune = [folder / name for corpus in corpora.values() for name in corpus.tune]
    yield "train", syntax_docs(train, vocab, Random(SEED))  # noqa: S311
    yield "tune", syntax_docs(tune, vocab)


def name_sets(corpora: dict[str, Corpus], folder: Path, manifest: Manifest) -> Iterator[tuple[str, Iterator[Doc]]]:
    """Training and tuning documents with names, as ``(name of the set, documents)``."""
    read = {
        name: [row for file in corpus.train for row in read_rows(folder / file)] for name, corpus in corpora.items()
    }
    learn = {name: split_rows(corpora[name], rows, held_out=False) for name, rows in read.items()}
    tune = {name: split_rows(corpora[name], rows, held_out=True) for name, rows in read.items()}
    for name, corpus in corpora.items():
        for file in corpus.tune:
            tune[name] += read_rows(folder / file)[:: corpus.tune_every]
    marking = [row for name, rows in learn.items() if "NORP" in corpora[name].marks for row in rows]
    lexicon = Lexicon.collect(manifest.guideline, marking)
    nlp = spacy.blank("en")
    tokenizer, sentences = make_tokenizer(nlp), make_sentences(nlp, "sentences")

    def docs(rows: dict[str, list[Row]], rng: Random | None) -> Iterator[Doc]:
        for name, corpus in corpora.items():
            for row in rows[name]:
                for _ in range(corpus.repeat if rng else 1):
                    shown = vary(row, rng) if rng else row
                    doc = ner_doc(shown, tokenizer, corpus, manifest.guideline, lexicon)
                    yield start_sentences(doc, row, sentences, corpus.sentences)

    yield "train", docs(learn, Random(SEED))  # noqa: S311
    yield "tune", docs(tune, None)


def convert(corpora: Path, out: Path, manifest: Manifest, without: frozenset[str] = frozenset()) -> dict[str, int]:
    """Write ``train`` and ``tune`` into ``out``, each with ``trees.spacy`` and ``names.spacy``; documents by file.

    Raises:
        CorpusError: nothing is left to train or to tune with.
    """
    trees = tree_sets(manifest.of_kind("syntax", without), corpora)
    names = name_sets(manifest.of_kind("ner", without), corpora, manifest)
    counts = {}
    for kind, attributes, sets in (("trees", _TREES, trees), ("names", _NAMES, names)):
        for name, docs in sets:
            binary = DocBin(attrs=attributes, docs=docs)
            if not len(binary):
                raise CorpusError(f"no documents with {kind} are left to {name} with")
            (out / name).mkdir(parents=True, exist_ok=True)
            binary.to_disk(out / name / f"{kind}.spacy")
            counts[f"{name}/{kind}"] = len(binary)
    return counts
