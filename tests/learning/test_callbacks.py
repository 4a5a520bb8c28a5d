"""What the training configurations call by name."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest

from pipeline.learning.callbacks import warm_restarts


def test_the_rate_rises_and_falls_once_a_cycle() -> None:
    rates = list(islice(warm_restarts(0.8, [3, 1], warmup_steps=2, total_steps=16), 18))
    first, second, after = rates[:12], rates[12:16], rates[16:]
    assert first[:3] == pytest.approx([0.4, 0.8, 0.8])
    assert first[-1] == pytest.approx(0.08)
    assert all(later < earlier for earlier, later in pairwise(first[2:]))
    assert second == pytest.approx([0.4, 0.8, 0.8, 0.4])
    assert after == [0.0, 0.0]


def test_a_cycle_may_be_shorter_than_its_warm_up() -> None:
    rates = list(islice(warm_restarts(1.0, [1], warmup_steps=300, total_steps=2), 3))
    assert rates == pytest.approx([1 / 300, 2 / 300, 0.0])
