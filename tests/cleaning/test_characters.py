"""Characters made good, each still pointing at what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.characters import fix, fix_string
from pipeline.cleaning.mapped import MappedText


@pytest.mark.parametrize(
    ("garbled", "good"),
    [
        ("Donâ€™t", "Don’t"),
        ("the cafÃ© was hit", "the café was hit"),
        ("â€œWe stayâ€\x9d", "“We stay”"),
        ("a\u00adb\u200bc\u202ed\ufeff", "abcd"),
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("a    b", "a b"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("&quot;R&amp;D&quot; &#8211; &#x2019;", '"R&D" – ’'),
        ("e\u0301te\u0301", "été"),
        ("\ufb01ghters", "fighters"),
        ("\x1b[31mred\x1b[0m", "red"),
    ],
)
def test_fixed(garbled: str, good: str) -> None:
    assert fix_string(garbled) == good


@pytest.mark.parametrize(
    "text", ["“quotes” ‘too’", "a–b—c…", "½ ① Ａ", "قوات الجيش", "naïve façade", "AT&T; x &nosuch; y", "5 < 6 > 4"]
)
def test_left_alone(text: str) -> None:
    assert fix_string(text) == text


def test_garbled_character_points_at_all_of_its_bytes() -> None:
    text = fix(MappedText.whole("Donâ€™t"))
    assert text.raw_span(3, 4) == (3, 6)


def test_neighbours_of_a_garbled_character_keep_their_place() -> None:
    text = fix(MappedText.whole("Donâ€™t"))
    assert (text.raw_span(0, 3), text.raw_span(4, 5)) == ((0, 3), (6, 7))


def test_second_blank_is_cut_not_replaced() -> None:
    assert list(fix(MappedText.whole("a.  B"))) == [(0, 3, 0, 3), (3, 4, 4, 5)]


def test_a_letter_with_endless_marks_is_left_alone() -> None:
    text = "a" + "\u0301" * 5000
    assert fix_string(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_garbling_and_fixing_keeps_a_map_for_every_character(text: str) -> None:
    fixed = fix(MappedText.whole(text))
    assert "".join(fixed.text[start:end] for start, end, _, _ in fixed) == fixed.text
    assert all(0 <= low <= high <= len(text) for _, _, low, high in fixed if low >= 0)


@given(st.lists(st.sampled_from(["Iraq’s", "café", "“no”", "Kraków", "–", "plain", "Łódź"]), min_size=1, max_size=12))
def test_words_read_in_the_wrong_encoding_come_back(words: list[str]) -> None:
    text = " ".join(words)
    garbled = text.encode().decode("cp1252", errors="ignore")
    if garbled.encode("cp1252", errors="ignore") == text.encode():
        assert fix_string(garbled) == text
