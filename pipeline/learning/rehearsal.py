"""What keeps a pack from forgetting, where the corpora are at hand: rows of the corpora of names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

from spacy.language import Language
from spacy.training import Example

from pipeline.learning.corpora import Manifest, load_manifest
from pipeline.learning.names import Lexicon, ner_doc, read_rows, split_rows

_SEED = 1


def corpus_examples(nlp: Language, corpora: Path | None, limit: int = 400) -> Iterator[Example]:
    """Documents drawn from the corpora of names, of each as many, with their gold names; none without the corpora."""
    folder = corpora or (Path(os.environ["SITREP_CORPORA"]) if os.environ.get("SITREP_CORPORA") else None)
    if folder is None:
        return
    manifest: Manifest = load_manifest()
    rng = Random(_SEED)  # noqa: S311
    chosen = {
        name: [row for file in corpus.train for row in split_rows(corpus, read_rows(folder / file), False)]
        for name, corpus in manifest.of_kind("ner", frozenset()).items()
        if all((folder / file).is_file() for file in corpus.train)
    }
    lexicon = Lexicon.collect(manifest.guideline, (row for rows in chosen.values() for row in rows))
    for name, rows in chosen.items():
        drawn = rng.sample(rows, min(len(rows), max(1, limit // len(chosen))))
        for row in drawn:
            gold = ner_doc(row, nlp.make_doc, manifest.corpora[name], manifest.guideline, lexicon)
            yield Example(nlp.make_doc(row.text), gold)
