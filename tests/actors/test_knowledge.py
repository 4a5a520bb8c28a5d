"""Knowledge files -> entries, names and what leads from a name to an entry."""

from __future__ import annotations

import json
import os
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.actors.gazetteer import slug
from pipeline.actors.knowledge import Actor, Alias, Knowledge, Parent, Place, load_knowledge, load_nouns, surface_forms
from pipeline.actors.schema import default_alias, fold
from pipeline.words import plural

NAMES = "exact_words: [hit]\ngazetteer:\n  min_population: 8000000\n  watched_population: 300000\n  watched: [IQ]\n"
ACTORS: list[Any] = [
    {"id": "actor:army", "name": "Blue Army", "type": "military", "acronyms": ["BLA"], "country": "place:iraq"},
    {"id": "actor:brigade", "name": "Red Brigade", "type": "unit", "parents": ["actor:division"]},
    {"id": "actor:division", "name": "3rd Division", "type": "unit", "parents": ["actor:army"]},
    {"id": "actor:front", "name": "Green Front", "type": "party", "aliases": [{"text": "Hit", "kind": "weak"}]},
    {"id": "actor:old", "name": "Old Front", "type": "party", "aliases": [{"text": "Green Front", "homonym": True}]},
]
PLACES: list[Any] = [
    {"id": "place:iraq", "name": "Iraq", "type": "country", "iso": "IQ"},
    {"id": "place:anbar", "name": "Anbar", "type": "region", "parent": "place:iraq", "country": "place:iraq"},
    {"id": "place:hit", "name": "Hit", "type": "city", "parent": "place:anbar", "country": "place:iraq"},
    {
        "id": "place:mosul",
        "name": "Mosul",
        "type": "city",
        "aliases": ["Al Mawsil al Jadidah"],
        "country": "place:iraq",
    },
]
DEMONYMS = "places:\n  place:iraq: [Iraqi]\ngroups:\n  actor:front: [Frontist]\n"


def write(folder: Path, actors: list[Any], places: list[Any]) -> Path:
    for file, entries in (("actors", actors), ("places", places)):
        lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
        (folder / f"{file}.jsonl").write_text("\n\n".join(lines), "utf-8")
    (folder / "names.yaml").write_text(NAMES, "utf-8")
    (folder / "demonyms.yaml").write_text(DEMONYMS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load_knowledge(write(tmp_path_factory.mktemp("knowledge"), ACTORS, PLACES))


CANDIDATES = [
    ("Blue Army", ["actor:army"]),
    ("blue army", ["actor:army"]),
    ("Blue-Army", ["actor:army"]),
    ("BLA", ["actor:army"]),
    ("bla", []),
    ("Green Front", ["actor:front", "actor:old"]),
    ("Hit", ["actor:front", "place:hit"]),
    ("hit", []),
    ("Nobody", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "ids"), CANDIDATES)
def test_candidates_are_the_entries_of_a_name(small: Knowledge, text: str, ids: list[str]) -> None:
    assert small.candidates(text) == ids


def test_weak_names_are_not_searched_for(small: Knowledge) -> None:
    hits = {name.entry_id for name in small.names() if name.text == "Hit"}
    assert hits == {"place:hit"}


def test_weak_names_are_given_on_demand(small: Knowledge) -> None:
    assert {n.entry_id for n in small.names(weak=True) if n.text == "Hit"} == {"place:hit", "actor:front"}


@pytest.mark.parametrize(
    ("place", "chain"),
    [
        ("place:hit", ["place:anbar", "place:iraq"]),
        ("place:mosul", ["place:iraq"]),
        ("place:iraq", []),
        ("place:nowhere", []),
    ],
)
def test_a_chain_leads_to_the_country(small: Knowledge, place: str, chain: list[str]) -> None:
    assert [above.id for above in small.chain(place)] == chain


@pytest.mark.parametrize(
    ("actor", "above"),
    [("actor:brigade", ["actor:division", "actor:army"]), ("actor:army", []), ("actor:nobody", [])],
)
def test_parents_are_nearest_first(small: Knowledge, actor: str, above: list[str]) -> None:
    assert small.parents(actor) == above


@pytest.mark.parametrize(
    ("day", "above"),
    [("2012-12-31", ["actor:b"]), ("2013-01-01", ["actor:c", "actor:d"]), (None, ["actor:c", "actor:d"])],
)
def test_parents_are_those_of_the_day(day: str | None, above: list[str]) -> None:
    parents = {
        "a": [Parent("actor:b", end="2012-12-31"), Parent("actor:c", start="2013-01-01")],
        "b": [Parent("actor:d", start="2013-01-01")],
        "c": [Parent("actor:d")],
    }
    actors = {f"actor:{a}": Actor(id=f"actor:{a}", name=a, type="ngo", parents=parents.get(a, [])) for a in "abcd"}
    assert Knowledge(actors, {}, {}).parents("actor:a", day) == above


def test_parents_of_a_ring_end() -> None:
    ring = [Actor(id=f"actor:{a}", name=a, type="ngo", parents=[Parent(f"actor:{b}")]) for a, b in ("ab", "ba")]
    assert Knowledge({actor.id: actor for actor in ring}, {}, {}).parents("actor:a") == ["actor:b"]


def test_a_chain_of_places_in_a_ring_ends() -> None:
    places = {
        i: Place(id=i, name=i, type="city", parent=above)
        for i, above in (("place:a", "place:b"), ("place:b", "place:a"))
    }
    assert len(Knowledge({}, places, {}).chain("place:a")) <= 12


def test_demonyms_lead_to_places_and_groups(small: Knowledge) -> None:
    assert small.demonyms["iraqi"] == "place:iraq"
    assert small.groups["frontist"] == "actor:front"


def test_the_gazetteer_adds_the_world(small: Knowledge) -> None:
    assert small.places["place:france"].type == "country"
    assert small.places["place:texas-us-state"].parent == "place:united-states"


def test_the_gazetteer_adds_the_cities_of_watched_countries(small: Knowledge) -> None:
    assert any(place.name == "Karbala" and place.country == "place:iraq" for place in small.places.values())


def test_a_city_made_by_hand_is_no_second_time_in_the_gazetteer(small: Knowledge) -> None:
    assert [place.id for place in small.places.values() if place.name == "Mosul"] == ["place:mosul"]


def test_the_gazetteer_knows_every_country_once(small: Knowledge) -> None:
    codes = [place.iso for place in small.places.values() if place.iso]
    assert len(codes) == len(set(codes)) > 200


WRONG = [
    (["{"], "actors.jsonl:1"),
    ([ACTORS[0], '{"id": "actor:x"}'], "actors.jsonl:3"),
    ([ACTORS[0], ACTORS[0]], "is taken by line 1"),
    ([{**ACTORS[0], "colour": "blue"}], "colour"),
]


@pytest.mark.parametrize(("actors", "message"), WRONG)
def test_a_wrong_line_is_named(tmp_path: Path, actors: list[Any], message: str) -> None:
    with pytest.raises(ValueError, match=r"actors\.jsonl") as caught:
        load_knowledge(write(tmp_path, actors, PLACES))
    assert message in str(caught.value)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    first = load_knowledge(write(tmp_path, ACTORS[:1], []))
    write(tmp_path, ACTORS[:1] + ACTORS[3:4], [])
    os.utime(tmp_path / "actors.jsonl", ns=(1, 1))
    assert first.get("actor:front") is None
    assert load_knowledge(tmp_path).get("actor:front") is not None


ALIASES = [
    ("United Nations", "any", "name"),
    ("UN", "exact", "acronym"),
    ("U.N.", "exact", "acronym"),
    ("MINUSMA", "any", "name"),
    ("Hit", "exact", "name"),
    ("Daesh", "any", "name"),
]


@pytest.mark.parametrize(("text", "case", "kind"), ALIASES)
def test_a_plain_alias_gets_its_case(text: str, case: str, kind: str) -> None:
    alias = default_alias(text, frozenset({"hit"}))
    assert (alias.case, alias.kind) == (case, kind)


def test_an_entry_has_each_text_once() -> None:
    actor = Actor(
        id="actor:x", name="Blue", type="ngo", aliases=[Alias("Blue", case="exact"), Alias("BL")], acronyms=["BL"]
    )
    assert [(form.text, form.case) for form in surface_forms(actor)] == [("Blue", "exact"), ("BL", "any")]


FOLDED = [
    ("Da'esh", "daesh"),
    ("Öcalan", "ocalan"),
    ("Tal‐Afar", "tal afar"),
    ("  Deir   ez-Zor ", "deir ez zor"),
    ("Sana’a", "sanaa"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_spellings_fold_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=string.printable + "éöÖşñ’–", max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=30))
def test_a_slug_is_made_of_letters_digits_and_hyphens(text: str) -> None:
    made = slug(text)
    assert set(made) <= set(string.ascii_lowercase + string.digits + "-")
    assert made == made.strip("-")


PLURALS = [
    ("army", "armies"),
    ("boy", "boys"),
    ("gunman", "gunmen"),
    ("police officer", "police officers"),
    ("coach", "coaches"),
    ("special person", "special people"),
    ("people", "people"),
]


@pytest.mark.parametrize(("noun", "plurals"), PLURALS)
def test_plurals(noun: str, plurals: str) -> None:
    assert plural(noun, {"people": "people", "person": "people"}) == plurals


def test_nouns_have_the_class_of_their_singular(tmp_path: Path) -> None:
    (tmp_path / "nouns.yaml").write_text("classes:\n  group:\n    military: [army]\ncollective: [army]\n", "utf-8")
    nouns = load_nouns(tmp_path)
    assert nouns.cls("Armies") == nouns.cls("army")
    assert (found := nouns.cls("army")) is not None
    assert (found.cls, found.type, found.collective) == ("group", "military", True)
    assert nouns.cls("table") is None
