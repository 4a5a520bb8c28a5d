"""Names, titles, weapons, vehicles, facilities and peoples, and how they are told apart."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.documents import Span
from pipeline.entities.component import EntityRules, make_entities
from pipeline.entities.rules import compile_designations, read_rules

from .docs import tagged

Ents = tuple[tuple[str, str], ...]


def spans(nlp: Language, text: str, ents: Ents = (), published: str | None = None) -> list[Span]:
    return list(make_entities(nlp, "e")(tagged(nlp, text, ents, published))._.record.spans)


def named(nlp: Language, text: str, ents: Ents = ()) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.label) for span in spans(nlp, text, ents)]


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("They met guided anti-tank missiles", "guided anti-tank missiles", "WEAPON"),
        ("An AK-47 was taken", "AK-47", "WEAPON"),
        ("Two AK-47s were taken", "AK-47s", "WEAPON"),
        ("An RPG was taken", "RPG", "WEAPON"),
        ("Grad rockets fell", "Grad rockets", "WEAPON"),
        ("HIMARS hit it", "HIMARS", "WEAPON"),
        ("A mortar was taken", "mortar", "WEAPON"),
        ("An IED hit it", "IED", "WEAPON"),
        ("An improvised explosive device hit it", "improvised explosive device", "WEAPON"),
        ("A VBIED hit it", "VBIED", "WEAPON"),
        ("A suicide car bomb hit it", "suicide car bomb", "WEAPON"),
        ("A rocket-propelled grenade launcher was taken", "rocket-propelled grenade launcher", "WEAPON"),
        ("It held chemical weapons", "chemical weapons", "WEAPON"),
        ("The Shahed fell", "Shahed", "WEAPON"),
        ("They held surface-to-air missiles", "surface-to-air missiles", "WEAPON"),
        ("A T-72 was lost", "T-72", "VEHICLE"),
        ("An F-16 was lost", "F-16", "VEHICLE"),
        ("A UAV was lost", "UAV", "VEHICLE"),
        ("An MQ-9 drone fell", "MQ-9 drone", "VEHICLE"),
        ("It was fired; shells fell", "shells", "WEAPON"),
        ("Drones hit it", "Drones", "VEHICLE"),
        ("A tank was lost", "tank", "VEHICLE"),
        ("An armored vehicle was lost", "armored vehicle", "VEHICLE"),
        ("A pickup truck was lost", "pickup truck", "VEHICLE"),
        ("HMS Ocean sailed", "HMS Ocean", "VEHICLE"),
        ("The tanker Amber Star sailed", "Amber Star", "VEHICLE"),
        ("The landing ship Minsk sank", "Minsk", "VEHICLE"),
        ("Turkish T129 helicopters left", "T129 helicopters", "VEHICLE"),
        ("They lost FH-95 drones", "FH-95 drones", "VEHICLE"),
        ("They launched Operation Northern Dawn", "Operation Northern Dawn", "EVENT"),
        ("They launched Operation 1027", "Operation 1027", "EVENT"),
        ("The Battle of Mosul ended", "Battle of Mosul", "EVENT"),
        ("It fell near Tabqa Dam", "Tabqa Dam", "FAC"),
        ("It fell near Mosul airport", "Mosul airport", "FAC"),
        ("They held Camp Speicher", "Camp Speicher", "FAC"),
        ("It fell near Tiyas Military Airfield", "Tiyas Military Airfield", "FAC"),
        ("They held the University of Mosul", "University of Mosul", "FAC"),
        ("They hit Al-Shifa Hospital", "Al-Shifa Hospital", "FAC"),
        ("They signed the Stockholm Agreement", "Stockholm Agreement", "WORK"),
        ("It broke the Geneva Conventions", "Geneva Conventions", "WORK"),
        ("It cited Resolution 1701", "Resolution 1701", "WORK"),
        ("It cited Security Council Resolution 1701", "Security Council Resolution 1701", "WORK"),
        ("They signed the Treaty of Sevres", "Treaty of Sevres", "WORK"),
        ("The Kurdish force fell", "Kurdish", "NORP"),
        ("Shiite militias fell", "Shiite", "NORP"),
    ],
)
def test_a_rule_finds(text: str, words: str, label: str, blank: Language) -> None:
    assert (words, label) in named(blank, text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("A suicide bomber fell", "VEHICLE"),
        ("The M4 highway fell", "WEAPON"),
        ("They tank up", "WEAPON"),
        ("The tanker sailed", "EVENT"),
        ("The operation began", "EVENT"),
        ("An Iraqi hospital fell", "FAC"),
        ("The hospital fell", "FAC"),
        ("The agreement fell", "WORK"),
        ("An Iraqi Charter fell", "WORK"),
        ("The Damascus agreement fell", "WORK"),
        ("Near the airport it fell", "FAC"),
    ],
)
def test_a_rule_does_not_find(text: str, label: str, blank: Language) -> None:
    assert label not in {found for _, found in named(blank, text)}


@pytest.mark.parametrize(
    ("text", "ents", "words", "role"),
    [
        ("Maj. Gen. Sami al-Aridi said it", (), "Sami al-Aridi", "Maj. Gen."),
        ("Maj. Gen. Sami al-Aridi said it", (("Gen. Sami al-Aridi", "PERSON"),), "Sami al-Aridi", "Maj. Gen."),
        (
            "Prime Minister Haider al-Abadi said it",
            (("Haider al-Abadi", "PERSON"),),
            "Haider al-Abadi",
            "Prime Minister",
        ),
        (
            "Foreign Minister Julie Bishop said it",
            (("Minister Julie Bishop", "PERSON"),),
            "Julie Bishop",
            "Foreign Minister",
        ),
        ("Defense Secretary Ash Carter said it", (("Ash Carter", "PERSON"),), "Ash Carter", "Defense Secretary"),
        ("Col. John “J.D.” Dorrian said it", (("John “J.D.”", "PERSON"),), "John “J.D.” Dorrian", "Col."),
        ("Major General Hassan said it", (), "Hassan", "Major General"),
        ("Brig. Gen. Coe's statement", (), "Coe", "Brig. Gen."),
        ("President Assad said it", (("Assad", "LOC"),), "Assad", "President"),
        ("spokesman John Dorrian said it", (("John Dorrian", "PERSON"),), "John Dorrian", "spokesman"),
    ],
)
def test_a_title_is_a_role(text: str, ents: Ents, words: str, role: str, blank: Language) -> None:
    found = [(text[s.start : s.end], s.role) for s in spans(blank, text, ents) if s.label == "PERSON"]
    assert found == [(words, role)]


@pytest.mark.parametrize(
    ("text", "ents", "wanted"),
    [
        ("The Pentagon said it", (("The Pentagon", "ORG"),), [("Pentagon", "ORG")]),
        ("Mosul's fall", (("Mosul's", "LOC"),), [("Mosul", "LOC")]),
        ("It fell near Palmyra, Syria", (("Palmyra, Syria", "LOC"),), [("Palmyra", "LOC"), ("Syria", "LOC")]),
        ("Iraqi troops fell", (("Iraqi", "LOC"),), [("Iraqi", "NORP")]),
        ("Meanwhile it fell", (("Meanwhile", "ORG"),), []),
        ("Navy Capt. said it", (("Navy Capt.", "ORG"),), []),
        ("troops fell", (("troops", "ORG"),), []),
        ("a stop", (("stop", "DATE"),), []),
        ("General Staff said it", (("General Staff", "ORG"),), [("General Staff", "ORG")]),
        ("Hall\n\nMosul fell", (("Hall\n\nMosul", "LOC"),), [("Hall", "LOC")]),
    ],
)
def test_a_span_of_the_model_is_repaired(text: str, ents: Ents, wanted: list[tuple[str, str]], blank: Language) -> None:
    rules = msgspec.structs.replace(read_rules(), peoples=["Iraqi"])
    component = EntityRules(blank, rules)
    record = component(tagged(blank, text, ents))._.record
    assert [(text[s.start : s.end], s.label) for s in record.spans] == wanted


QUOTED = [
    ("“The city is ours again,” Col. Omar Haddad said", "city is ours again,” Col.", []),
    ('"The city is ours again," Brig. Omar Haddad said', 'city is ours again," Brig.', []),
    ("“We left,” Omar Haddad said", "We left,” Omar Haddad", ["Omar Haddad"]),
    ("“It was Assad,” Omar Haddad said", "was Assad,” Omar Haddad", ["Omar Haddad"]),
    ("Omar Haddad: “We left it", "Omar Haddad: “We", ["Omar Haddad"]),
    ('Said Omar Haddad" on Monday', 'Omar Haddad"', ["Omar Haddad"]),
    ("Col. John “J.D.” Dorrian said it", "John “J.D.” Dorrian", ["John “J.D.” Dorrian"]),
    ('Col. John "J.D." Dorrian said it', 'John "J.D.', ['John "J.D." Dorrian']),
    ("“Brigade 9” fell” in “Mosul", "Brigade 9” fell” in “Mosul", ["Brigade 9", "Mosul"]),
]


@pytest.mark.parametrize(("text", "words", "wanted"), QUOTED)
def test_a_name_ends_at_a_quotation_mark(text: str, words: str, wanted: list[str], blank: Language) -> None:
    found = spans(blank, text, ((words, "PERSON"),))
    assert [text[s.start : s.end] for s in found if s.source == "model"] == wanted


@pytest.mark.parametrize("rank", ["Brig.", "Col.", "Maj. Gen.", "Brig", "Lt. Col"])
@pytest.mark.parametrize("label", ["PERSON", "ORG", "LOC"])
def test_a_rank_is_no_name(rank: str, label: str, blank: Language) -> None:
    assert named(blank, f"{rank} said it", ((rank, label),)) == []


@pytest.mark.parametrize(
    ("text", "ents", "wanted"),
    [
        ("It fell in May 2016", (("May", "PERSON"),), [("May 2016", "DATE")]),
        ("A T-72 fell", (("T-72", "LOC"),), [("T-72", "VEHICLE")]),
        ("They held Tabqa Dam", (("Tabqa Dam", "LOC"),), [("Tabqa Dam", "FAC")]),
        ("The Fourth Tank Brigade fell", (("Fourth Tank Brigade", "ORG"),), [("Fourth Tank Brigade", "ORG")]),
        ("The Kurdish Front fell", (("Kurdish Front", "ORG"),), [("Kurdish Front", "ORG")]),
        ("The Black September Group fell", (("Black September Group", "ORG"),), [("Black September Group", "ORG")]),
    ],
)
def test_precedence(text: str, ents: Ents, wanted: list[tuple[str, str]], blank: Language) -> None:
    assert named(blank, text, ents) == wanted


def test_the_doc_gets_the_entities(blank: Language) -> None:
    doc = make_entities(blank, "e")(tagged(blank, "At least 28 people died on Jan. 8.", published="2017-01-09"))
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("At least 28", "QUANTITY"), ("Jan. 8", "DATE")]


def test_running_again_changes_nothing(blank: Language) -> None:
    component = make_entities(blank, "e")
    text = "On Jan. 8 Maj. Gen. Sami al-Aridi lost two tanks near Tabqa Dam, Syria."
    doc = component(tagged(blank, text, (("Gen. Sami al-Aridi", "PERSON"), ("Syria", "LOC")), "2017-01-09"))
    once = list(doc._.record.spans)
    assert component(doc)._.record.spans == once


def test_other_kinds_of_span_are_kept(blank: Language) -> None:
    doc = tagged(blank, "The militants fell.")
    nominal = Span(0, 13, 0, 1, "ORG", kind="nominal", source="coref")
    doc._.record.spans = [nominal]
    assert make_entities(blank, "e")(doc)._.record.spans == [nominal]


def test_a_plain_text_works(blank: Language) -> None:
    doc = make_entities(blank, "e")(blank("An IED hit it on 17 October 2016."))
    assert [ent.label_ for ent in doc.ents] == ["WEAPON", "DATE"]


def test_the_rules_travel_with_a_pack(blank: Language, tmp_path: Path) -> None:
    make_entities(blank, "e").to_disk(tmp_path)
    assert EntityRules(blank, read_rules()).from_disk(tmp_path).rules == read_rules()


def test_a_bad_designation_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"entities\.yaml: a designation is no regular expression"):
        compile_designations(["T-(72"])


def test_the_configuration_names_no_phrase_twice() -> None:
    rules = read_rules()
    for things in (rules.weapons, rules.vehicles):
        assert len(set(things.heads)) == len(things.heads)
    assert not set(rules.weapons.heads) & set(rules.vehicles.heads)


WORDS = [
    "Gen.",
    "al",
    "-",
    "Aridi",
    "28",
    "tanks",
    "T-72",
    "May",
    "2016",
    ",",
    ".",
    "the",
    "\n\n",
    "Dam",
    "Mosul",
    "$",
    "“",
    "’s",
    "ü",
    "بغداد",
    "🙂",
]


@settings(max_examples=100, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), max_size=30))
def test_any_text_gives_spans_that_do_not_overlap(words: list[str], blank: Language) -> None:
    text = " ".join(words)
    found = spans(blank, text, published="2016-11-01")
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span in found)


SPOKEN = ["“", "”", '"', ",", "Col.", "Omar", "Haddad", "said", "it", "Mosul", "-", "al"]


@settings(max_examples=200, deadline=None)
@given(words=st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=14), data=st.data())
def test_no_name_holds_half_a_quotation(words: list[str], data: st.DataObject, blank: Language) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    model = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    for span in spans(blank, text, ((model, "PERSON"),)):
        name = text[span.start : span.end]
        assert name.count("“") == name.count("”")
        assert name.count('"') % 2 == 0
        assert not name.startswith(("“", "”", '"'))


def test_a_new_pipeline_can_add_it() -> None:
    nlp = spacy.blank("en")
    assert isinstance(nlp.add_pipe("sitrep_entities"), EntityRules)
