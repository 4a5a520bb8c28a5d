"""Fitting the confidence of statements to gold."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.learning.confidence import Example, fit, write
from pipeline.relations.confidence import FILE, load_confidence


def rows(feature: str, right: int, wrong: int, weight: float = 1.0) -> list[Example]:
    return [Example(frozenset({feature}), number < right, weight) for number in range(right + wrong)]


def test_what_is_mostly_right_weighs_more() -> None:
    model = fit([*rows("good", 90, 10), *rows("bad", 50, 50)], "here")
    assert model.weights["good"] > 0 > model.weights["bad"]
    assert 0.75 < model.of({"good"}) < 0.92
    assert 0.48 < model.of({"bad"}) < 0.65
    assert model.provenance == "here"


def test_rare_features_have_no_weight() -> None:
    assert set(fit([*rows("good", 20, 5), *rows("rare", 0, 3)], "").weights) <= {"good"}


def test_weights_count() -> None:
    light = fit([*rows("a", 30, 10), *rows("b", 0, 40, weight=0.01)], "")
    heavy = fit([*rows("a", 30, 10), *rows("b", 0, 40)], "")
    assert light.base > heavy.base


@pytest.mark.parametrize("found", [[], rows("a", 9, 0), rows("a", 0, 9)])
def test_nothing_to_tell_apart_is_refused(found: list[Example]) -> None:
    with pytest.raises(ValueError, match="right and some that are not"):
        fit(found, "")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    model = fit(rows("a", 9, 9) + rows("b", 9, 2), "two features")
    write(model, tmp_path / FILE)
    assert load_confidence(tmp_path) == model
