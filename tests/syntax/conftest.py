"""Pipelines for the syntax tests: the tokenizer alone, and the shipped pack with Sitrep's syntax components."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from pipeline.resources import models_dir
from pipeline.syntax.lemmas import make_lemmas  # noqa: F401  registers the factory
from pipeline.syntax.sentences import make_sentences  # noqa: F401
from pipeline.syntax.tokenizer import make_tokenizer


@pytest.fixture(scope="session")
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    nlp.add_pipe("sitrep_sentences")
    return nlp


@pytest.fixture(scope="session")
def pack() -> Language:
    nlp = spacy.load(models_dir() / "en_sitrep_sm", exclude=["ner"])
    nlp.tokenizer = make_tokenizer(nlp)
    if "sitrep_sentences" not in nlp.pipe_names:
        nlp.add_pipe("sitrep_sentences", before="parser")
    if "sitrep_lemmas" not in nlp.pipe_names:
        nlp.add_pipe("sitrep_lemmas", after="lemmatizer")
    return nlp
