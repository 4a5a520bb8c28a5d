"""Text with a map: every operation keeps it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.mapped import Builder, MappedText, join

TEXTS = st.text(alphabet="ab \n\u00a0é\u0301ع😀", max_size=60)


def span(text: MappedText, start: int, end: int) -> str | None:
    """What the original shows for a stretch of the text."""
    found = text.raw_span(start, end)
    return None if found is None else text.raw[slice(*found)]


def test_whole_text_is_one_run() -> None:
    assert list(MappedText.whole("abc")) == [(0, 3, 0, 3)]


def test_empty_text_has_no_runs() -> None:
    assert list(MappedText.whole("")) == []


def test_slice_keeps_offsets() -> None:
    assert list(MappedText.whole("abcdef").slice(2, 4)) == [(0, 2, 2, 4)]


def test_strip_of_blanks_alone_is_empty() -> None:
    assert MappedText.whole("  \n ").strip().text == ""


def test_deletion_leaves_two_runs() -> None:
    text = MappedText.whole("abXcd").sub(re.compile("X"), "")
    assert (text.text, list(text)) == ("abcd", [(0, 2, 0, 2), (2, 4, 3, 5)])


def test_replacement_of_equal_length_stays_one_run() -> None:
    text = MappedText.whole("a\u00a0b").sub(re.compile("\u00a0"), " ")
    assert (text.text, list(text)) == ("a b", [(0, 3, 0, 3)])


def test_replacement_comes_from_all_of_what_it_replaces() -> None:
    text = MappedText.whole("x&amp;y").sub(re.compile("&amp;"), "&")
    assert span(text, 1, 2) == "&amp;"


def test_second_replacement_still_points_into_the_original() -> None:
    text = MappedText.whole("x&amp;amp;y").sub(re.compile("&amp;"), "&").sub(re.compile("&amp;"), "&")
    assert (text.text, span(text, 1, 2)) == ("x&y", "&amp;amp;")


def test_insertion_comes_from_nowhere() -> None:
    text = MappedText.whole("ab").edit([(1, 1, "-")])
    assert (text.text, text.raw_span(1, 2)) == ("a-b", None)


@pytest.mark.parametrize(
    ("edits", "start", "end"),
    [([(0, 2, "xyz")], 0, 2), ([(0, 4, "xyz")], 0, 3)],
)
def test_part_of_a_replacement_shows_all_of_the_original(
    edits: list[tuple[int, int, str]], start: int, end: int
) -> None:
    text = MappedText.whole("abcdef").edit(edits).slice(start, end)
    whole = MappedText.whole("abcdef").edit(edits)
    assert all(text.raw_span(at, at + 1) == whole.raw_span(0, 3) for at in range(len(text)))


def test_lengths_that_agree_by_chance_do_not_read_as_one_by_one() -> None:
    text = MappedText.whole("abcd").edit([(0, 3, "")]).edit([(0, 1, "xy")])
    assert (text.text, span(text, 0, 1), span(text, 1, 2)) == ("xy", "d", "d")
    swapped = MappedText.whole("a&x;b").edit([(1, 4, "12")]).edit([(0, 3, "zzzz")])
    assert {span(swapped, at, at + 1) for at in range(4)} == {"a&x;"}


def test_separator_maps_to_the_blanks_that_stand_there() -> None:
    whole = MappedText.whole("one\ntwo")
    assert list(join((whole.slice(0, 3), whole.slice(4, 7)), " ", "one\ntwo")) == [(0, 7, 0, 7)]


def test_separator_of_another_length_comes_from_nowhere() -> None:
    whole = MappedText.whole("one  two")
    joined = join((whole.slice(0, 3), whole.slice(5, 8)), " ", "one  two")
    assert joined.raw_span(3, 4) is None


def test_separator_stands_only_between_parts() -> None:
    builder = Builder("a")
    builder.separate(" ")
    builder.copy(MappedText.whole("a"))
    builder.separate(" ")
    assert builder.done().text == "a"


EDITS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4), st.text("xyz", max_size=4)), max_size=6)
Model = list[tuple[str, tuple[int, int] | None]]


def placed(wanted: list[tuple[int, int, str]], size: int) -> list[tuple[int, int, str]]:
    """Edits in order, from gaps and lengths."""
    edits, at = [], 0
    for gap, length, new in wanted:
        start = min(at + gap, size)
        at = min(start + length, size)
        edits.append((start, at, new))
    return edits


def edited(model: Model, edits: list[tuple[int, int, str]]) -> Model:
    """What edits should do, one character at a time."""
    result: Model = []
    last = 0
    for start, end, new in edits:
        old = [origin for _, origin in model[start:end]]
        known = [origin for origin in old if origin]
        hull = (min(low for low, _ in known), max(high for _, high in known)) if known else None
        result += model[last:start]
        result += list(zip(new, old if len(new) == len(old) else [hull] * len(new), strict=True))
        last = end
    return result + model[last:]


@given(TEXTS, EDITS, EDITS, st.integers(0, 9), st.integers(0, 60))
def test_edits_and_slices_agree_with_a_character_by_character_model(
    raw: str,
    first: list[tuple[int, int, str]],
    second: list[tuple[int, int, str]],
    start: int,
    size: int,
) -> None:
    model: Model = [(char, (at, at + 1)) for at, char in enumerate(raw)]
    text = MappedText.whole(raw)
    for wanted in (first, second):
        edits = placed(wanted, len(text))
        model, text = edited(model, edits), text.edit(edits)
    start = min(start, len(text))
    end = min(start + size, len(text))
    part = text.slice(start, end)
    assert part.text == "".join(char for char, _ in model[start:end])
    assert [part.raw_span(at, at + 1) for at in range(len(part))] == [origin for _, origin in model[start:end]]


@given(TEXTS, EDITS)
def test_runs_cover_the_text_and_are_as_few_as_possible(raw: str, wanted: list[tuple[int, int, str]]) -> None:
    text = MappedText.whole(raw).edit(placed(wanted, len(raw)))
    runs = list(text)
    assert "".join(text.text[start:end] for start, end, _, _ in runs) == text.text
    for (start, end, low, high), (next_start, next_end, next_low, next_high) in pairwise(runs):
        one_by_one = high - low == end - start and next_high - next_low == next_end - next_start
        assert not (low < 0 and next_low < 0)
        assert not (low >= 0 and one_by_one and high == next_low)


@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_slices_agree_with_plain_strings(raw: str, start: int, size: int) -> None:
    start = min(start, len(raw))
    end = min(start + size, len(raw))
    part = MappedText.whole(raw).slice(start, end)
    assert part.text == raw[start:end]
    assert start == end or part.raw_span(0, len(part)) == (start, end)
