"""What the tests of several rooms share: the shipped pack, loaded once, and parses written by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import settings
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from spacy.vocab import Vocab

from pipeline.running.model import load_model

# A machine that others use as well is slow at times; that is no fault of what is tested.
settings.register_profile("sitrep", deadline=None)
settings.load_profile("sitrep")


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The shipped small pack with all of Sitrep's components."""
    return load_model("en_sitrep_sm")


def parsed(
    words: Sequence[str],
    tags: Sequence[str] | None = None,
    heads: Sequence[int] | None = None,
    deps: Sequence[str] | None = None,
    lemmas: Sequence[str] | None = None,
    ents: Sequence[tuple[int, int, str]] = (),
    spaces: Sequence[bool] | None = None,
) -> Doc:
    """A Doc with a parse written by hand; ``ents`` are (first token, token after the last, label)."""
    doc = Doc(
        Vocab(),
        words=list(words),
        spaces=list(spaces) if spaces is not None else None,
        tags=list(tags) if tags is not None else None,
        heads=list(heads) if heads is not None else None,
        deps=list(deps) if deps is not None else None,
        lemmas=list(lemmas) if lemmas is not None else None,
    )
    doc.set_ents([SpacySpan(doc, start, end, label=label) for start, end, label in ents])
    return doc


@pytest.fixture(scope="session")
def make_doc() -> Callable[..., Doc]:
    """:func:`parsed`, for tests that take fixtures."""
    return parsed
