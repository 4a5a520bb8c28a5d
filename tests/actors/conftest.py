"""A small knowledge of its own for the tests, and the component that reads with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.actors.component import Actors
from pipeline.actors.knowledge import Knowledge, load_knowledge, load_nouns
from pipeline.actors.lexicon import MENTIONS, Lexicon, load_lexicon
from pipeline.actors.nouns import Nouns
from pipeline.documents import Document
from pipeline.resources import configs_dir

FILES = Path(__file__).parent / "files"
Read = Callable[..., Document]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of configuration: the tests' own knowledge with the word lists that ship."""
    made = tmp_path_factory.mktemp("configs")
    for file in FILES.iterdir():
        shutil.copy(file, made / file.name)
    shutil.copy(configs_dir() / MENTIONS, made / MENTIONS)
    return made


@pytest.fixture(scope="session")
def knowledge(folder: Path) -> Knowledge:
    """The knowledge of the tests."""
    return load_knowledge(folder)


@pytest.fixture(scope="session")
def nouns(folder: Path) -> Nouns:
    """The noun classes of the tests."""
    return load_nouns(folder)


@pytest.fixture(scope="session")
def lexicon(folder: Path) -> Lexicon:
    """The word lists that ship."""
    return load_lexicon(folder)


@pytest.fixture(scope="session")
def actors(folder: Path) -> Actors:
    """The component with the knowledge of the tests."""
    return Actors(folder)


@pytest.fixture(scope="session")
def read(nlp: Language, actors: Actors) -> Read:
    """Text -> record with its actors, by the shipped parser and the knowledge of the tests; ``meta`` by keyword."""

    def reader(text: str, **meta: str) -> Document:
        doc: Doc = nlp.make_doc(text)
        doc._.record = Document(id="test", text=text, meta=dict(meta))
        for name, component in nlp.pipeline:
            if name not in {"sitrep_actors", "sitrep_relations"}:
                doc = component(doc)
        actors(doc)
        record: Document = doc._.record
        return record

    return reader


def said(record: Document, words: str, nth: int = 0, kind: str | None = None) -> str | None:
    """The name of the entity that the ``nth`` span of these words speaks of; None where it is open.

    Raises:
        LookupError: there is no such span.
    """
    found = [s for s in record.spans if record.text[s.start : s.end] == words and kind in {None, s.kind}]
    if len(found) <= nth:
        spans = [record.text[s.start : s.end] for s in record.spans]
        raise LookupError(f"no span {words!r} number {nth} among {spans}")
    entity = record.entity(found[nth].entity)
    return entity.name if entity else None
