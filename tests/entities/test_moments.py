"""The arithmetic of the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities import moments


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("12-25", 2016, "2016-12-25"),
        ("nth 11 3 4", 2016, "2016-11-24"),
        ("easter 0", 2016, "2016-03-27"),
        ("easter 0", 2024, "2024-03-31"),
        ("easter -2", 2016, "2016-03-25"),
        ("hijri 9 1 30", 2016, "2016-06-06"),
        ("hijri 10 1 3", 2017, "2017-06-25"),
    ],
)
def test_a_feast(rule: str, year: int, day: str) -> None:
    assert moments.holiday(rule, year)[0].start == date.fromisoformat(day)


def test_a_lunar_feast_can_fall_twice_in_a_year() -> None:
    assert len(moments.holiday("hijri 9 1 30", 2030)) == 2


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [
        ("week", "2016-10-31", "2016-11-06"),
        ("weekend", "2016-11-05", "2016-11-06"),
        ("month", "2016-11-01", "2016-11-30"),
        ("quarter", "2016-10-01", "2016-12-31"),
        ("year", "2016-01-01", "2016-12-31"),
        ("decade", "2010-01-01", "2019-12-31"),
        ("century", "2000-01-01", "2099-12-31"),
        ("day", "2016-11-01", "2016-11-01"),
    ],
)
def test_the_unit_around_a_day(unit: str, first: str, last: str) -> None:
    found = moments.containing(date(2016, 11, 1), unit)
    assert (str(found.start), str(found.end)) == (first, last)


@given(moment=st.dates(), count=st.integers(-(10**6), 10**6), unit=st.sampled_from(sorted(moments.UNITS)))
def test_a_shift_never_fails_and_keeps_its_direction(moment: date, count: int, unit: str) -> None:
    shifted = moments.shift(moment, count, unit)
    assert (shifted >= moment) if count >= 0 else (shifted <= moment)


@given(moment=st.dates(), unit=st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_unit_contains_its_day(moment: date, unit: str) -> None:
    found = moments.containing(moment, unit)
    assert found.start is not None
    assert found.end is not None
    assert found.start <= moment <= found.end


def test_a_month_is_clamped() -> None:
    assert moments.shift(date(2016, 3, 31), -1, "month") == date(2016, 2, 29)
