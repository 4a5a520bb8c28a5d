"""The confidence of facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.certainty import FactConfidence, Support

FITTED = FactConfidence(base=-0.1, slope=1.1, statements=0.4, sources=0.2)
PARTS = st.floats(0.0, 1.0)
COUNTS = st.integers(1, 500)


@given(PARTS, COUNTS, COUNTS)
def test_it_is_a_chance(best: float, statements: int, sources: int) -> None:
    assert 0 < FITTED.of(Support(best, statements, sources)) < 1


@given(PARTS, COUNTS, COUNTS, COUNTS)
def test_more_support_is_never_less_sure(best: float, statements: int, sources: int, more: int) -> None:
    less = FITTED.of(Support(best, statements, sources))
    assert FITTED.of(Support(best, statements + more, sources)) >= less
    assert FITTED.of(Support(best, statements, sources + more)) >= less


@pytest.mark.parametrize("best", [0.1, 0.5, 0.87])
def test_unfitted_it_is_the_surest_statement(best: float) -> None:
    assert FactConfidence().of(Support(best, 9, 4)) == pytest.approx(best)
