"""Confidence beside precision."""

from __future__ import annotations

import pytest

from pipeline.learning.reliability import calibration_error, reliability, wilson

RIGHT_AS_SAID = [(0.8, number < 80) for number in range(100)] + [(0.3, number < 30) for number in range(100)]


def test_a_confidence_that_is_right_is_off_by_nothing() -> None:
    assert calibration_error(RIGHT_AS_SAID) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("sure", "error"),
    [([(0.9, False)] * 4, 0.9), ([(0.9, True)] * 3 + [(0.5, False)], 0.2), ([(1.0, True)], 0.0), ([], 0.0)],
)
def test_the_error_is_the_mean_distance(sure: list[tuple[float, bool]], error: float) -> None:
    assert calibration_error(sure) == pytest.approx(error)


def test_the_steps_hold_all() -> None:
    found = reliability(RIGHT_AS_SAID)
    assert [(step.low, step.n, step.right) for step in found.steps] == [(0.3, 100, 0.3), (0.8, 100, 0.8)]
    assert all(step.right_low < step.confidence < step.right_high for step in found.steps)
    assert found.n == 200
    assert found.brier == pytest.approx((0.16 + 0.21) / 2)


def test_a_small_sample_shows_an_error_by_chance() -> None:
    few, many = reliability(RIGHT_AS_SAID[::10]), reliability(RIGHT_AS_SAID)
    assert few.chance > many.chance > 0
    assert many.chance_95 > many.chance


def test_nothing_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="no facts"):
        reliability([])


def test_wilson_limits() -> None:
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert wilson(10, 10)[1] == 1.0
