"""What keeps a pack from forgetting, where the corpora are at hand: rows of the corpora of names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

from spacy.language import Language
from spacy.training import Example

from pipeline.learning.corpora import CorpusError, check_file, corpora_folder, load_manifest
from pipeline.learning.names import Lexicon, ner_doc, read_rows, split_rows

_SEED = 1


def corpus_examples(nlp: Language, corpora: Path | None, limit: int = 400) -> Iterator[Example]:
    """Documents drawn from the corpora of names, of each as many, with their gold names.

    ``corpora`` is their folder, else ``SITREP_CORPORA`` names it; there are none where neither does. What is held
    out of a corpus for tests is left alone.

    Raises:
        CorpusError: the folder is not there, has none of the corpora, or a file of theirs is another.
    """
    if corpora is None and not os.environ.get("SITREP_CORPORA"):
        return
    folder, manifest = corpora_folder(corpora), load_manifest()
    there = {
        name: corpus
        for name, corpus in manifest.of_kind("ner", frozenset()).items()
        if corpus.train and all((folder / file).is_file() for file in corpus.train)
    }
    if not there:
        raise CorpusError(f"{folder} has no corpus of names: name the folder that holds ner/ (--corpora DIR)")
    chosen = {
        name: [
            row
            for file in corpus.train
            for row in split_rows(corpus, read_rows(check_file(manifest, folder, file)), held_out=False)
        ]
        for name, corpus in there.items()
    }
    lexicon = Lexicon.collect(manifest.guideline, (row for rows in chosen.values() for row in rows))
    rng = Random(_SEED)  # noqa: S311
    for name, rows in chosen.items():
        for row in rng.sample(rows, min(len(rows), max(1, limit // len(chosen)))):
            gold = ner_doc(row, nlp.make_doc, there[name], manifest.guideline, lexicon)
            yield Example(nlp.make_doc(row.text), gold)
