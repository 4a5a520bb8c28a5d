"""What a pack rehearses while it learns: rows of the corpora of names, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from pipeline.learning import rehearsal
from pipeline.learning.corpora import CorpusError, Manifest
from pipeline.learning.rehearsal import corpus_examples


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("en")


@pytest.fixture
def corpora(tiny: tuple[Path, Manifest], monkeypatch: pytest.MonkeyPatch) -> Path:
    folder, manifest = tiny
    monkeypatch.setattr(rehearsal, "load_manifest", lambda: manifest)
    monkeypatch.delenv("SITREP_CORPORA", raising=False)
    return folder


def test_gold_names_of_a_corpus_are_rehearsed(corpora: Path, blank: Language) -> None:
    names = {(ent.text, ent.label_) for one in corpus_examples(blank, corpora) for ent in one.reference.ents}
    assert {("Ali Haddad", "PERSON"), ("Basra", "LOC"), ("Iraqi", "NORP")} <= names


def test_what_is_held_out_for_tests_is_not_rehearsed(corpora: Path, blank: Language) -> None:
    rows = len((corpora / "ner" / "tiny.jsonl").read_text(encoding="utf-8").splitlines())
    assert 0 < len(list(corpus_examples(blank, corpora))) < rows


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_so_many_documents_are_drawn_and_always_the_same(corpora: Path, blank: Language, limit: int) -> None:
    drawn = [[one.text for one in corpus_examples(blank, corpora, limit)] for _ in range(2)]
    assert len(drawn[0]) == limit
    assert drawn[0] == drawn[1]


def test_the_environment_names_the_folder(corpora: Path, blank: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_CORPORA", str(corpora))
    assert list(corpus_examples(blank, None))


def test_without_corpora_nothing_is_rehearsed(corpora: Path, blank: Language) -> None:
    assert not list(corpus_examples(blank, None))


def test_a_folder_without_corpora_is_said_to_be_one(corpora: Path, blank: Language, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere"):
        list(corpus_examples(blank, tmp_path / "nowhere"))
