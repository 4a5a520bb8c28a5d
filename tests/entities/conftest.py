"""Pipelines without a trained pack: Sitrep's tokenizer alone."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from pipeline.syntax.tokenizer import make_tokenizer


@pytest.fixture(scope="session")
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    return nlp
