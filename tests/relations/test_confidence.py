"""What the confidence of a statement is made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.documents import Argument, Document, Entity, Span, Statement, Trigger
from pipeline.relations.confidence import FILE, Confidence, Featurizer, load_confidence
from pipeline.resources import configs_dir

TEXT = "Rebels of the Northern Front took Aldar."
DOCUMENT = Document(
    "d",
    TEXT,
    entities=[Entity("e1", "Northern Front", "armed_group"), Entity("e2", "Aldar", "city")],
    spans=[
        Span(0, 28, 0, 4, "ORG", "nominal", "coref", entity="e1"),
        Span(14, 28, 3, 4, "ORG", source="rule", entity="e1"),
        Span(34, 39, 6, 6, "LOC", entity="e2"),
    ],
)


def statement(**more: object) -> Statement:
    found = Statement("CAPTURE", Trigger(29, 33, "take"), 0)
    for name, value in more.items():
        setattr(found, name, value)
    return found


def features(**more: object) -> set[str]:
    return set(Featurizer(DOCUMENT).features(statement(**more)))


def test_what_is_empty_is_said() -> None:
    assert features() == {"relation CAPTURE", "status asserted", "subject empty", "object empty"}


def test_arguments_are_told_by_the_smallest_mention_around_them() -> None:
    found = features(subject=Argument("Northern Front", 14, 28, "e1"), object=Argument("Aldar", 34, 39, "e2"))
    assert {"subject is armed_group", "subject told by name", "subject found by rule"} <= found
    assert {"object is city", "object told by name", "object found by model"} <= found
    assert "subject found by coref" in features(subject=Argument("Northern Front", 0, 6, "e1"))


def test_words_that_are_no_entity_have_no_type() -> None:
    assert "object is words" in features(object=Argument("took", 29, 33))


def test_reasons_and_sources_count() -> None:
    found = features(why={"date": "clause above"}, status="reported", attributed_to=Argument("Aldar", 34, 39, "e2"))
    assert {"date by clause above", "status reported", "source named"} <= found


@pytest.mark.parametrize(
    ("features", "chance"), [((), 0.5), (("a",), 0.731), (("b",), 0.05), (("a", "unknown"), 0.731)]
)
def test_weights_add_up(features: tuple[str, ...], chance: float) -> None:
    assert Confidence(provenance="", base=0.0, weights={"a": 1.0, "b": -9.0}).of(features) == chance


def test_the_shipped_file_says_what_it_was_fitted_to() -> None:
    model = load_confidence(configs_dir())
    assert "documents" in model.provenance
    assert model.of(["subject empty", "object empty"]) < model.of([])


def test_a_wrong_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needed"):
        load_confidence(tmp_path)
    (tmp_path / FILE).write_text(json.dumps({"provenance": "", "base": 0.0, "bias": 1.0}))
    with pytest.raises(ValueError, match="bias"):
        load_confidence(tmp_path)
