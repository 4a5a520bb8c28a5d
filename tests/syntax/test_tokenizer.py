"""Tokens: where words are cut, and that a saved pipeline cuts them alike."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

TABLE = [
    ("U.S.-backed rebels", "U.S. - backed rebels"),
    ("U.N.-brokered truce", "U.N. - brokered truce"),
    ("Iran-backed militia", "Iran - backed militia"),
    ("Maj. Gen. Sami al-Aridi", "Maj. Gen. Sami al - Aridi"),
    ("Lt. Col. John “J.D.” Dorrian", "Lt. Col. John “ J.D. ” Dorrian"),
    ("Brig. Gen., Cmdr., Sgt. and Adm. Ray", "Brig. Gen. , Cmdr. , Sgt. and Adm. Ray"),
    ("ISIL's tanks", "ISIL 's tanks"),
    ("ISIL’s tanks", "ISIL ’s tanks"),
    ("the troops’ advance", "the troops ’ advance"),
    ("Dae’sh and Da'esh", "Dae’sh and Da'esh"),
    ("Da’esh’s men", "Da’esh ’s men"),
    ("it isn’t over", "it is n’t over"),
    ("Haidar,[1] who", "Haidar , [ 1 ] who"),
    ("the island.[2] He", "the island . [ 2 ] He"),
    ("between 11-13 Dec.", "between 11 - 13 Dec."),
    ("between 11–13 May", "between 11 – 13 May"),
    ("his Dec.14th briefing", "his Dec. 14th briefing"),
    ("at 10 a.m. Nov. 29", "at 10 a.m. Nov. 29"),
    ("8,000 men", "8,000 men"),
    ("1.5 million", "1.5 million"),
    ("$5bn and US$3.2bn", "$ 5 bn and US $ 3.2 bn"),
    ("30% of it", "30 % of it"),
    ("anti-tank missiles", "anti-tank missiles"),
    ("re-emerged", "re-emerged"),
    ("anti-ISIL", "anti - ISIL"),
    ("mid-2014", "mid - 2014"),
    ("60-plus nations", "60 - plus nations"),
    ("Qanbar(Arabic: x)", "Qanbar ( Arabic : x )"),
    ("AK-47s, a T-72B3 and an F-16", "AK-47s , a T-72B3 and an F-16"),
    ("call 888-555-0199 now", "call 888-555-0199 now"),
    ("Really?! No!!!", "Really ?! No !!!"),
]


@pytest.mark.parametrize(("text", "tokens"), TABLE)
def test_tokens(text: str, tokens: str, blank: Language) -> None:
    assert " ".join(token.text for token in blank.tokenizer(text)) == tokens


def test_a_run_without_blanks_is_left_whole(blank: Language) -> None:
    assert [len(token) for token in blank.tokenizer("[1]" * 20_000 + " end")] == [60_000, 3]


def test_a_saved_pipeline_cuts_alike(blank: Language, tmp_path: Path) -> None:
    blank.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    for text, tokens in TABLE:
        assert " ".join(token.text for token in again.tokenizer(text)) == tokens


@given(text=st.text(max_size=80))
def test_no_character_is_lost(text: str, blank: Language) -> None:
    assert blank.tokenizer(text).text == text
