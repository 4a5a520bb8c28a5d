"""Numbers in digits and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities.numbers import SMALL, read_number


@pytest.mark.parametrize(
    ("text", "value", "length"),
    [
        ("8,000 men", 8000, 1),
        ("1.5 million people", 1_500_000, 2),
        ("two men", 2, 1),
        ("twenty - two men", 22, 3),
        ("two hundred and five men", 205, 4),
        ("five thousand men", 5000, 2),
        ("a dozen men", 12, 2),
        ("two dozen men", 24, 2),
        ("a hundred thousand men", 100_000, 3),
        ("half a million men", 500_000, 3),
        ("half a dozen men", 6, 3),
        ("two and a half years", 2.5, 4),
        ("a couple of days", 2, 3),
        ("3 bn", 3e9, 2),
        ("nineteen men", 19, 1),
    ],
)
def test_a_number_is_read(text: str, value: float, length: int) -> None:
    number = read_number(text.split(), 0)
    assert number is not None
    assert (number.value, number.end) == (value, length)


@pytest.mark.parametrize(("text", "length"), [("dozens of men", 1), ("tens of thousands of men", 3), ("hundreds", 1)])
def test_many_have_no_value(text: str, length: int) -> None:
    number = read_number(text.split(), 0)
    assert number is not None
    assert (number.value, number.end) == (None, length)


@pytest.mark.parametrize(
    ("text", "share"), [("a third of it", 0.3333), ("two - thirds of it", 0.6667), ("half of it", 0.5)]
)
def test_a_share(text: str, share: float) -> None:
    number = read_number(text.split(), 0)
    assert number is not None
    assert (number.value, number.share) == (share, True)


@pytest.mark.parametrize("text", ["a man", "tens", "half", "third man", "12th", "1,2", "ak-47", "million", ""])
def test_no_number(text: str) -> None:
    assert read_number(text.split() or [""], 0) is None


@given(
    words=st.lists(
        st.sampled_from([*SMALL, "hundred", "thousand", "million", "and", "-", "dozen", "a", "half", "of"]), min_size=1
    )
)
def test_any_words_end_inside_the_text(words: list[str]) -> None:
    number = read_number(words, 0)
    assert number is None or 0 < number.end <= len(words)
