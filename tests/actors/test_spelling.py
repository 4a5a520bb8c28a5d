"""Spellings and sounds of names, and the bounded search by sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.actors.fuzzy import FuzzyNames
from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.schema import Alias, Place
from pipeline.actors.spelling import initials, is_acronym, key, pieces, sound, tidy


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("U.S.-led", ("US", "led")),
        ("Da’esh", ("Daesh",)),
        ("Söhne", ("Sohne",)),
        ("–", ("-",)),
        (",", (",",)),
        ("Levant.[1", ("Levant",)),
        ("  ", ()),
    ],
)
def test_words_have_comparable_parts(word: str, parts: tuple[str, ...]) -> None:
    assert pieces(word) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kata'ib Hezbollah", "Kataib Hezbollah"),
        ("al-Qaim", "Al Qa’im"),
        ("The United Nations", "United Nations"),
        ("Nouri al-Maliki", "Nouri Maliki"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gogjali", "Kokjali"), ("Raqqa", "Ar-Raqqah"), ("Misrata", "Mizratah"), ("Wagadugu", "Ouagadougou")],
)
def test_transliterations_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("Hama", "Homs"), ("Tikrit", "Taiz"), ("Mosul", "Misrata")])
def test_different_names_sound_different(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("Abu Haidar,[1", "Abu Haidar"),
        ("Abboud Qanbar(Arabic", "Abboud Qanbar"),
        ("“Golden Brigade”", "Golden Brigade"),
        ("U.S.", "U.S."),
        ("Mosul.", "Mosul"),
    ],
)
def test_names_are_freed_of_what_clings_to_them(name: str, tidied: str) -> None:
    assert tidy(name) == tidied


@given(st.text(max_size=40))
def test_any_text_has_a_key_and_a_sound(text: str) -> None:
    assert isinstance(key(text), tuple)
    assert isinstance(sound(text), str)


def test_initials_leave_small_words_out() -> None:
    assert initials("Movement for the Liberation of Congo") == "MLC"


@pytest.mark.parametrize(("text", "is_one"), [("PMF", True), ("CJTF-OIR", True), ("Badr", False), ("A", False)])
def test_acronyms_are_told_by_their_capitals(text: str, is_one: bool) -> None:
    assert is_acronym(text) is is_one


@pytest.fixture(scope="module")
def fuzzy(lexicon: Lexicon) -> FuzzyNames:
    names = ["Gogjali", "Basra", "Misrata", "Al Shaddadi", "Qayyarah", "Tal Abyad"]
    places = [Place(id=f"place:{i}", name=name, type="city", aliases=[Alias(name)]) for i, name in enumerate(names)]
    return FuzzyNames(Knowledge({}, {place.id: place for place in places}, {}), lexicon)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Kokjali", "place:0"),
        ("Khojaly", "place:0"),
        ("Mizratah", "place:2"),
        ("Shadadi", "place:3"),
        ("Qayara", "place:4"),
        ("Bosra", None),
        ("Tal Afar", None),
        ("Kandahar", None),
        ("Misr", None),
        ("GOGJALI", None),
    ],
)
def test_a_variant_is_found_and_nothing_else(fuzzy: FuzzyNames, text: str, entry: str | None) -> None:
    assert fuzzy.find(text, "LOC") == ((entry,) if entry else ())


def test_a_person_is_never_taken_for_a_place(fuzzy: FuzzyNames) -> None:
    assert fuzzy.find("Kokjali", "PERSON") == ()
