"""Who held which place when."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.analysis import control, held_on
from pipeline.facts import Fact
from tests.analysis.table import capture, fact, table


def spells(*facts: Fact) -> list[tuple[str, str, str, str]]:
    """(holder, start, end, seen) of each spell, in order."""
    found = control(table(*facts))
    return [
        (row.holder, *("" if pd.isna(day) else str(day.date()) for day in (row.start, row.end, row.seen)))
        for row in found.itertuples()
    ]


def test_a_capture_ends_what_was_before() -> None:
    assert spells(capture("Islamic State", "Mosul", "2014-06-10"), capture("Iraqi Army", "Mosul", "2017-07-09")) == [
        ("Islamic State", "2014-06-10", "2017-07-09", "2014-06-10"),
        ("Iraqi Army", "2017-07-09", "", "2017-07-09"),
    ]


def test_a_withdrawal_ends_ones_own() -> None:
    assert spells(
        capture("Islamic State", "Mosul", "2014-06-10"),
        capture("Islamic State", "Mosul", "2017-07-01", "WITHDRAW"),
        capture("Iraqi Army", "Mosul", "2017-08-01", "WITHDRAW"),
    ) == [("Islamic State", "2014-06-10", "2017-07-01", "2017-07-01"), ("Iraqi Army", "", "2017-08-01", "2017-08-01")]


def test_another_ones_withdrawal_ends_nothing() -> None:
    assert spells(
        capture("Islamic State", "Mosul", "2014-06-10"), capture("Iraqi Army", "Mosul", "2014-06-12", "WITHDRAW")
    ) == [("Islamic State", "2014-06-10", "", "2014-06-10")]


def test_part_and_whole_are_one_side() -> None:
    (spell,) = spells(
        capture("Iraqi Army", "Mosul", "2017-07-09"), capture("Government of Iraq", "Mosul", "2017-08-01", "CONTROLS")
    )
    assert spell == ("Iraqi Army", "2017-07-09", "", "2017-08-01")


def test_an_undated_state_was_so_when_it_was_published() -> None:
    held = capture("Islamic State", "Mosul", None, "CONTROLS", published="2016-11-02")
    assert spells(held) == [("Islamic State", "", "", "2016-11-02")]
    assert spells(capture("Islamic State", "Mosul", None, "CONTROLS")) == []


@pytest.mark.parametrize(
    "left_out",
    [
        capture("Islamic State", "Mosul", "2014-06-10", status="planned"),
        capture("Islamic State", "Mosul", "2014-06-10", status="negated"),
        capture("Islamic State", "Mosul", "2014-06-10", "CONTROLS", quantity_low=70.0),
        fact("CAPTURE", "Islamic State", "tanks", "2014-06-10", place="Mosul"),
        fact("WITHDRAW", "Islamic State", None, "2014-06-10", place="Mosul"),
        capture("Islamic State", "the ridge", "2014-06-10"),
        fact("ATTACK", "Islamic State", "Mosul", "2014-06-10", place="Mosul"),
    ],
)
def test_what_tells_nothing_of_control(left_out: Fact) -> None:
    assert spells(left_out) == []


def test_a_disputed_capture_is_flagged() -> None:
    found = control(table(capture("Islamic State", "Mosul", "2014-06-10", disputed_by=["x"], id="f")))
    assert list(found.disputed) == [True]
    assert list(found.facts) == [["f"]]


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        ("2014", []),
        ("2014-06-10", ["Islamic State"]),
        ("2017-07-08", ["Islamic State"]),
        ("2017-07-09", ["Iraqi Army"]),
    ],
)
def test_held_on_a_day(day: str, holders: list[str]) -> None:
    facts = (capture("Islamic State", "Mosul", "2014-06-10"), capture("Iraqi Army", "Mosul", "2017-07-09"))
    assert list(held_on(control(table(*facts)), day).holder) == holders
