"""The search for known names: spellings, borders, case, overlaps."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.actors.matcher import NameMatcher
from pipeline.actors.schema import Name
from pipeline.actors.view import View

TOKENIZER = spacy.blank("en")


def names(*rows: str | tuple[str, str] | tuple[str, str, int]) -> list[Name]:
    """Names of their own entries: text, text and case, or text, case and priority."""
    made = []
    for order, row in enumerate(rows):
        text, case, priority = (*(row if isinstance(row, tuple) else (row, "any")), 0)[:3]
        made.append(Name(text, case, f"actor:{order}", "name", priority, order))
    return made


def find(matcher: NameMatcher, text: str) -> list[str]:
    doc = TOKENIZER(text)
    view = View(doc)
    return [view.slice(match.first, match.last) for match in matcher.find(view)]


KNOWN = NameMatcher(
    names(
        "Islamic State",
        "Islamic State of Iraq and the Levant",
        ("IS", "exact"),
        ("ISIS", "exact"),
        ("US", "exact"),
        ("US-led coalition", "any"),
        "Da'esh",
        "al-Bab",
        "Hay'at Tahrir al-Sham",
        "People's Protection Units",
        "Misrata",
        "Deir ez-Zor",
        "Iran",
        "Qa'im",
    )
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fighters of Islamic State left.", ["Islamic State"]),
        ("The Islamic State of Iraq and the Levant said so.", ["Islamic State of Iraq and the Levant"]),
        ("ISLAMIC STATE fled.", ["ISLAMIC STATE"]),
        ("Daesh, Da'esh, Dae’sh and DAESH", ["Daesh", "Da'esh", "Dae’sh", "DAESH"]),
        ("The road to al-Bab, Al Bab and al Bab.", ["al-Bab", "Al Bab", "al Bab"]),
        (
            "The U.S.-led coalition, the US-led Coalition and the US led coalition",
            ["U.S.-led coalition", "US-led Coalition", "US led coalition"],
        ),
        ("The U.S. and the US", ["U.S.", "US"]),
        ("Tell us where it is.", []),
        ("IS is where it was.", ["IS"]),
        ("ISIS's flag and ISIS’ men", ["ISIS", "ISIS"]),
        ("Anti-ISIS forces", ["ISIS"]),
        ("Hay’at Tahrir al Sham and Hayat Tahrir al-Sham", ["Hay’at Tahrir al Sham", "Hayat Tahrir al-Sham"]),
        ("the People’s Protection Units", ["People’s Protection Units"]),
        ("Iranian officers in Tehran, Iranians too", []),
        ("Deir-ez-Zor or Deir ez Zor", ["Deir-ez-Zor", "Deir ez Zor"]),
        ("In Qaim and al-Qa’im", ["Qaim", "Qa’im"]),
        ("Misráta fell.", ["Misráta"]),
        ("They fell back to Misrata.[3]", ["Misrata.[3"]),
        ("", []),
    ],
)
def test_names_are_found_in_every_spelling(text: str, found: list[str]) -> None:
    assert find(KNOWN, text) == found


def test_a_name_does_not_run_over_punctuation() -> None:
    assert find(KNOWN, "Islamic. State") == []


def test_a_name_does_not_run_over_a_line_break() -> None:
    assert find(KNOWN, "Islamic\n\nState") == []


def test_short_acronyms_are_no_names_where_all_is_in_capitals() -> None:
    assert find(KNOWN, "THE CITY IS NOW UNDER SIEGE BY ISIS FIGHTERS") == ["ISIS"]


@pytest.mark.parametrize(
    ("rows", "text", "found"),
    [
        (["Red Army", "Army Group North"], "the Red Army Group North", ["Army Group North"]),
        ([("Red Army", "any", 1), ("Army North", "any", 0)], "the Red Army North", ["Red Army"]),
        ([("Red Army", "any", 0), ("Army North", "any", 1)], "the Red Army North", ["Army North"]),
        (["Red Army", "Army North"], "the Red Army North", ["Red Army"]),
    ],
    ids=["length", "priority", "priority again", "position"],
)
def test_overlaps_are_decided_by_length_then_priority_then_position(
    rows: list[str], text: str, found: list[str]
) -> None:
    assert find(NameMatcher(names(*rows)), text) == found


def test_all_entries_of_a_name_are_given_the_default_reading_first() -> None:
    matcher = NameMatcher(names(("Tripoli", "any", 0), ("Tripoli", "any", 2), ("tripoli", "any", 1)))
    match = matcher.find(View(TOKENIZER("to Tripoli")))[0]
    assert [name.entry_id for name in match.names] == ["actor:1", "actor:2", "actor:0"]


@given(
    st.lists(
        st.sampled_from(["Islamic", "State", "US", "-", "led", "coalition", "'", "’s", "al", "Bab", ".", "\n", "é"])
    )
)
def test_matches_never_overlap_and_stay_inside_the_text(words: list[str]) -> None:
    view = View(TOKENIZER(" ".join(words)))
    taken: set[int] = set()
    for match in KNOWN.find(view):
        tokens = set(range(match.first, match.last + 1))
        assert tokens <= set(range(view.n))
        assert not tokens & taken
        taken |= tokens


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    KNOWN.find(View(TOKENIZER(text)))
