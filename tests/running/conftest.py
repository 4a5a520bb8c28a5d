"""A tiny pack without trained parts, and texts for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.documents import Argument, Entity, Statement, Trigger
from tests.running import faulty


@Language.component("test_relations")
def _relations(doc: Doc) -> Doc:
    """Reads "X hits Y." as an attack; breaks on "boom"."""
    if "boom" in doc.text:
        raise RuntimeError("boom")
    record = doc._.record
    for number, sent in enumerate(doc.sents):
        words = [token for token in sent if token.is_alpha]
        if len(words) == 3 and words[1].text == "hits":
            ends = []
            for token in (words[0], words[2]):
                entity = Entity(f"e{len(record.entities) + 1}", token.text, "military", kb_id=f"actor:{token.lower_}")
                record.entities.append(entity)
                ends.append(Argument(token.text, token.idx, token.idx + len(token), entity.id))
            trigger = Trigger(words[1].idx, words[1].idx + 4, "hit")
            record.statements.append(Statement("ATTACK", trigger, number, ends[0], ends[1], confidence=0.9))
    return doc


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that splits at full stops, knows the name "Reds", and reads "X hits Y." """
    return _pack(tmp_path_factory.mktemp("pack") / "tiny", "test_relations")


@pytest.fixture(scope="session")
def plain_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of spaCy's own components alone, so that any process can load it."""
    return _pack(tmp_path_factory.mktemp("pack") / "plain", "doc_cleaner")


@pytest.fixture(scope="session")
def faulty_pack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same with a component that obeys its texts, which worker processes find as well."""
    folder = tmp_path_factory.mktemp("faulty")
    info = folder / "sitrep_faults-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sitrep-faults\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[spacy_factories]\ntest_faults = tests.running.faulty:obey\n")
    sys.path.append(str(folder))
    yield _pack(folder / "pack", "test_faults")
    sys.path.remove(str(folder))


def _pack(folder: Path, relations: str) -> Path:
    nlp = spacy.blank("en")
    assert faulty.obey
    nlp.add_pipe("sentencizer", name="sitrep_sentences")
    ruler: Any = nlp.add_pipe("entity_ruler", name="sitrep_entities")
    ruler.add_patterns([{"label": "ORG", "pattern": "Reds"}])
    nlp.add_pipe("doc_cleaner", name="sitrep_actors")
    nlp.add_pipe(relations, name="sitrep_relations")
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder of twelve texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(12):
        other = f"Group{chr(97 + number)}x"
        text = f"The town was quiet in the morning.\n\nReds hits {other}. Nobody was hurt on the road.\n"
        (folder / f"t{number:02}.txt").write_text(text, encoding="utf-8")
    return folder
