"""The corpora of a job to the two binary files that spaCy trains and tunes with."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import spacy
from spacy.tokens import Doc, DocBin

from pipeline.learning.corpora import CorpusError, Kind, Manifest, check_files
from pipeline.learning.jobs import Job
from pipeline.learning.names import Lexicon, Row, ner_doc, read_rows, split_rows, vary
from pipeline.learning.treebank import syntax_docs
from pipeline.syntax.tokenizer import make_tokenizer

#: The seed of everything that is drawn in conversion; that of training stands in the configuration.
SEED = 0

_ATTRIBUTES: dict[Kind, list[str]] = {
    "syntax": ["ORTH", "SPACY", "TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "SENT_START"],
    "ner": ["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"],
}


def syntax_sets(manifest: Manifest, job: Job) -> Iterator[tuple[str, Iterator[Doc]]]:
    """Training and tuning documents with trees, as ``(name of the set, documents)``."""
    vocab = spacy.blank("en").vocab
    corpora = manifest.of_kind("syntax", job.without).values()
    train = [job.corpora / name for corpus in corpora for name in corpus.train]
    tune = [job.corpora / name for corpus in corpora for name in corpus.tune]
    yield "train", syntax_docs(train, vocab, Random(SEED))  # noqa: S311
    yield "tune", syntax_docs(tune, vocab)


def ner_sets(manifest: Manifest, job: Job) -> Iterator[tuple[str, Iterator[Doc]]]:
    """Training and tuning documents with names, as ``(name of the set, documents)``."""
    corpora = manifest.of_kind("ner", job.without)
    read = {
        name: [row for file in corpus.train for row in read_rows(job.corpora / file)]
        for name, corpus in corpora.items()
    }
    learn = {name: split_rows(corpora[name], rows, held_out=False) for name, rows in read.items()}
    tune = {name: split_rows(corpora[name], rows, held_out=True) for name, rows in read.items()}
    for name, corpus in corpora.items():
        for file in corpus.tune:
            tune[name] += read_rows(job.corpora / file)[:: corpus.tune_every]
    marking = [row for name, rows in learn.items() if "NORP" in corpora[name].marks for row in rows]
    lexicon = Lexicon.collect(manifest.guideline, marking)
    tokenizer = make_tokenizer(spacy.blank("en"))

    def docs(rows: dict[str, list[Row]], rng: Random | None) -> Iterator[Doc]:
        for name, corpus in corpora.items():
            for row in rows[name]:
                for _ in range(corpus.repeat if rng else 1):
                    shown = vary(row, rng) if rng else row
                    yield ner_doc(shown, tokenizer, corpus, manifest.guideline, lexicon)

    yield "train", docs(learn, Random(SEED))  # noqa: S311
    yield "tune", docs(tune, None)


def convert_part(job: Job, manifest: Manifest) -> dict[str, int]:
    """Write ``train.spacy`` and ``tune.spacy`` into the job's folder; the number of documents in each.

    Raises:
        CorpusError: a corpus file is absent or different.
    """
    check_files(manifest, job.corpora, manifest.of_kind(job.part, job.without).values(), ("train", "tune"))
    job.folder.mkdir(parents=True, exist_ok=True)
    sets = syntax_sets(manifest, job) if job.part == "syntax" else ner_sets(manifest, job)
    counts = {}
    for name, docs in sets:
        binary = DocBin(attrs=_ATTRIBUTES[job.part], docs=docs)
        if not len(binary):
            raise CorpusError(f"no documents are left to {name} the {job.part} with")
        binary.to_disk(job.folder / f"{name}.spacy")
        counts[name] = len(binary)
    return counts
