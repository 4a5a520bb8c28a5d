"""Names of new articles taught to a pack: what is learned from, and what stops it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Span as SpacySpan
from spacy.training import Example

from pipeline.documents import Document, Entity, Span
from pipeline.learning import adapt as room
from pipeline.learning.adapt import AdaptError, adapt, own_examples, weak_examples
from pipeline.learning.adaptboard import adapted_table
from pipeline.learning.marked import read_marked
from pipeline.output.terminal import console
from pipeline.running.model import find_model

TEXT = "Fighters of the Harad Front left Brask on Monday."
MARKED = """=== one 2031-03-04
[Barack Obama]{PERSON: Barack Obama} met [Angela Merkel]{PERSON: Angela Merkel} in [Berlin]{LOC: Berlin} on Monday.
=== two 2031-03-04
[Vladimir Putin]{PERSON: Vladimir Putin} spoke in [Moscow]{LOC: Moscow} and [Paris]{LOC: Paris}.
"""


@pytest.fixture(scope="module")
def names() -> Language:
    return spacy.load(find_model("sm"), exclude=["sitrep_entities", "sitrep_actors", "sitrep_relations"])


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    (tmp_path / "frozen.txt").write_text(MARKED, encoding="utf-8")
    return tmp_path / "frozen.txt"


def record() -> Document:
    spans = [
        Span(16, 27, 3, 4, "ORG", source="rule", entity="e1"),
        Span(33, 38, 6, 6, "FAC", source="rule", entity="e2"),
        Span(0, 8, 0, 0, "PERSON", source="model", entity="e3"),
    ]
    entities = [
        Entity("e1", "Harad Front", "armed_group", kb_id="actor:harad-front"),
        Entity("e2", "Brask", "facility", kb_id="place:brask"),
        Entity("e3", "Fighters", "person"),
    ]
    return Document("a", TEXT, spans=spans, entities=entities)


def test_only_names_that_the_rules_link_are_weak_labels(names: Language) -> None:
    (example,) = weak_examples(names, [record()], lambda an_id: True)
    labels = {(ent.text, ent.label_) for ent in example.reference.ents}
    assert {("Harad Front", "ORG"), ("Brask", "LOC")} <= labels
    assert ("Fighters", "PERSON") not in labels


def test_articles_without_known_names_teach_nothing(names: Language) -> None:
    assert not list(weak_examples(names, [record()], lambda an_id: False))


def rehearse(nlp: Language) -> Iterator[Example]:
    return own_examples(nlp, [TEXT, "Soldiers entered Mosul on Friday, Haider al-Abadi said."])


def test_a_label_table_compares_before_and_after(
    tmp_path: Path, frozen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pack"
    result = adapt(
        find_model("sm"),
        out,
        lambda nlp: weak_examples(nlp, [record()], lambda an_id: True),
        rehearse,
        read_marked(frozen),
        steps=1,
        bound=1.0,
        fewest=1,
    )
    assert {one.label: one.names for one in result.scores} == {"LOC": 3, "PERSON": 3}
    assert result.pack == out
    assert json.loads((out / "meta.json").read_text())["adapted"] == {"articles": 1, "rehearsal": 2, "steps": 1}
    console().print(adapted_table(result, 0.01))
    assert "PERSON" in capsys.readouterr().out


def test_what_the_recogniser_shares_with_the_parser_stays(tmp_path: Path, frozen: Path) -> None:
    pack = find_model("sm")
    adapt(
        pack,
        tmp_path / "p",
        lambda nlp: weak_examples(nlp, [record()], lambda _: True),
        rehearse,
        read_marked(frozen),
        steps=2,
        bound=1.0,
        fewest=1,
    )
    for part in ("tok2vec/model", "parser/model", "tagger/model"):
        assert (tmp_path / "p" / part).read_bytes() == (pack / part).read_bytes()
    assert (tmp_path / "p" / "ner" / "model").read_bytes() != (pack / "ner" / "model").read_bytes()


def wrong(nlp: Language) -> Iterable[Example]:
    """Every name of the frozen texts' kind marked as something else."""
    texts = ["Joe Biden met Emmanuel Macron.", "Olaf Scholz met Boris Johnson in London.", "Paris and Rome talked."]
    for example in own_examples(nlp, texts):
        doc = example.reference
        doc.set_ents([SpacySpan(doc, ent.start, ent.end, label="EVENT") for ent in doc.ents])
        yield example


def test_a_label_that_falls_stops_it(tmp_path: Path, frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_RATE", 0.02)
    result = adapt(find_model("sm"), tmp_path / "p", wrong, wrong, read_marked(frozen), steps=15, bound=0.01, fewest=1)
    assert result.fallen
    assert result.pack is None
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("nothing", ["weak", "rehearsal"])
def test_both_kinds_are_needed(tmp_path: Path, frozen: Path, nothing: str) -> None:
    parts = {"weak": rehearse, "rehearsal": rehearse} | {nothing: lambda nlp: iter(())}
    with pytest.raises(AdaptError, match="there are no"):
        adapt(
            find_model("sm"), tmp_path / "p", parts["weak"], parts["rehearsal"], read_marked(frozen), steps=1, fewest=1
        )


def test_a_frozen_set_without_names_is_refused(tmp_path: Path, frozen: Path) -> None:
    with pytest.raises(AdaptError, match="no label with 10 names"):
        adapt(find_model("sm"), tmp_path / "p", rehearse, rehearse, read_marked(frozen), steps=1)
