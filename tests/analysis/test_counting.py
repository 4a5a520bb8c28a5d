"""Timelines."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.analysis import timeline
from tests.analysis.table import fact, table

FACTS = table(
    fact("ATTACK", "a", "b", "2016-01-31"),
    fact("ATTACK", "a", "c", "2016-03-01"),
    fact("KILL", "b", None, "2016-03-02"),
    fact("CONTROLS", "b", "d", ("2016-01-01", "2016-03-31")),
    fact("KILL", "c", None),
)


def rows(found: pd.DataFrame) -> dict[str, list[int]]:
    return {
        str(period): [int(count) for count in counts] for period, counts in zip(found.index, found.values, strict=True)
    }


@pytest.mark.parametrize(
    ("spanning", "counts", "left_out"), [("skip", [1, 0, 2], 1), ("start", [2, 0, 2], 0), ("each", [2, 1, 3], 0)]
)
def test_facts_of_several_periods(spanning: str, counts: list[int], left_out: int) -> None:
    found = timeline(FACTS, "month", spanning=spanning)  # type: ignore[arg-type]
    assert list(found["facts"]) == counts
    assert [str(period) for period in found.index] == ["2016-01", "2016-02", "2016-03"]
    assert found.attrs["left_out"] == {"undated": 1, "spanning": left_out}


def test_by_a_column() -> None:
    found = timeline(FACTS, "month", by="relation")
    assert list(found.columns) == ["ATTACK", "KILL"]
    assert rows(found) == {"2016-01": [1, 0], "2016-02": [0, 0], "2016-03": [1, 1]}


def test_the_rest_is_other() -> None:
    found = timeline(FACTS, "year", by="object", top=1)
    assert (list(found.columns), rows(found)) == (["b", "other"], {"2016": [1, 3]})


@pytest.mark.parametrize(("every", "length"), [("day", 32), ("week", 6), ("month", 3), ("year", 1)])
def test_periods_have_no_gaps(every: str, length: int) -> None:
    assert len(timeline(FACTS, every)) == length  # type: ignore[arg-type]


def test_lists_are_exploded_first() -> None:
    facts = table(fact("ATTACK", "a", "b", "2016-01-31", instrument=["mortar", "rocket"]))
    with pytest.raises(ValueError, match="'instrument' holds lists"):
        timeline(facts, by="instrument")
    found = timeline(facts.explode("instrument"), by="instrument")
    assert rows(found) == {"2016-01": [1, 1]}


def test_nothing_gives_an_empty_timeline() -> None:
    assert len(timeline(table(), "month")) == 0
    assert len(timeline(FACTS[FACTS.date_start.isna()], "month", by="relation")) == 0


@pytest.mark.parametrize(
    ("more", "message"),
    [({"every": "hour"}, "no period 'hour'"), ({"by": "colour"}, "no column 'colour'; there are id")],
)
def test_a_wrong_call_says_what_there_is(more: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        timeline(FACTS, **more)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=60)
@given(
    days=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 90)), max_size=12),
    every=st.sampled_from(["day", "week", "month", "year"]),
)
def test_each_fact_is_counted_or_left_out(days: list[tuple[int, int]], every: str) -> None:
    first = pd.Timestamp("2016-01-01")
    spans = [(first + pd.Timedelta(days=day), first + pd.Timedelta(days=day + more)) for day, more in days]
    facts = table(*(fact("KILL", "a", str(i), tuple(str(d.date()) for d in span)) for i, span in enumerate(spans)))  # type: ignore[arg-type]
    for spanning in ("skip", "start"):
        found = timeline(facts, every, spanning=spanning)  # type: ignore[arg-type]
        assert int(found.to_numpy().sum()) + sum(found.attrs["left_out"].values()) == len(facts)
