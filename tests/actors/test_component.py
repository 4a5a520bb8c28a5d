"""Texts -> mentions and entities, by the shipped parser and the knowledge of the tests."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.actors.component import Actors
from pipeline.documents import Document, decode, encode, from_doc
from tests.actors.conftest import Read, said

NAMES = [
    ("ISIS fighters left.", "ISIS", "Islamic State"),
    ("The town of al Bab fell to the rebels.", "al Bab", "al-Bab"),
    (
        "The Baghdad Operational Command reported the attack.",
        "Baghdad Operational Command",
        "Baghdad Operational Command",
    ),
    ("Troops entered the town of Kokjali on Monday.", "Kokjali", "Gogjali"),
]


@pytest.mark.parametrize(("text", "words", "name"), NAMES)
def test_names_have_their_entity(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words, kind="name") == name


def test_a_place_of_a_country_that_the_text_does_not_speak_of_is_not_guessed(read: Read) -> None:
    assert said(read("In Libya, troops entered the town of Kokjali on Monday."), "Kokjali") == "Kokjali"


COMPOSED = [
    ("Iraqi special forces entered Mosul.", "Iraqi special forces", "Iraqi special forces"),
    ("U.S.-backed Iraqi Special Forces entered Mosul.", "U.S.-backed Iraqi Special Forces", "Iraqi special forces"),
    ("American troops arrived in Baghdad.", "American troops", "US forces"),
    ("Libyan soldiers captured the hospital.", "Libyan soldiers", "Libyan forces"),
    ("Iraqi soldiers captured the hospital.", "Iraqi soldiers", "Iraqi forces"),
    ("Kurdish rebels attacked the convoy.", "Kurdish rebels", "Kurdish rebels"),
    ("Kurdish and Yezidi militias attacked the convoy.", "Kurdish and Yezidi militias", "Kurdish and Yezidi militias"),
    ("ISIS militants attacked the village.", "ISIS militants", "Islamic State"),
    ("YPG units attacked the village.", "YPG units", "People's Protection Units"),
    ("The Iraqi government rejected the plan.", "Iraqi government", "Government of Iraq"),
    ("The government of Libya rejected the plan.", "government", "Government of Libya"),
    ("Libya's foreign ministry rejected the plan.", "foreign ministry", "Libyan Ministry of Foreign Affairs"),
    ("The Libyan oil ministry rejected the plan.", "Libyan oil ministry", "Libyan Ministry of Oil"),
    (
        "The army left Benghazi. The Ministry of Defence in Libya rejected it.",
        "Ministry of Defence",
        "Libyan Ministry of Defence",
    ),
]


@pytest.mark.parametrize(("text", "words", "name"), COMPOSED)
def test_adjectives_with_force_nouns_are_actors(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words) == name


def test_backed_rebels_are_not_all_rebels(read: Read) -> None:
    record = read("Turkish-backed Syrian rebels attacked the town.")
    assert [e.name for e in record.entities if e.type == "armed_group"] == ["Turkish-backed Syrian rebels"]


def test_a_building_named_after_a_town_lies_in_it(read: Read) -> None:
    record = read("Warplanes bombed Mosul hospital on Monday. Mosul hospital burned.")
    (entity,) = [e for e in record.entities if e.type == "facility"]
    assert (entity.name, entity.parents[0], entity.lat) == ("Mosul hospital", "Mosul", 36.34)
    assert len(entity.mentions) == 2


TITLES = [
    ("Sultan al-Arada, a governor, denied it.", "Sultan al-Arada"),
    ("Sultan Haitham denied it.", "Haitham"),
    ("Jihan Sheikh Ahmed denied it.", "Jihan Sheikh Ahmed"),
]


@pytest.mark.parametrize(("text", "words"), TITLES)
def test_some_titles_are_given_names(read: Read, text: str, words: str) -> None:
    assert said(read(text), words, kind="name") == words


def test_a_line_may_open_with_a_name_in_capitals(read: Read) -> None:
    assert said(read("MOSUL - The army left."), "MOSUL", kind="name") == "Mosul"


def test_a_composed_actor_has_its_country(read: Read) -> None:
    entity = next(e for e in read("Libyan soldiers captured the hospital.").entities if e.name == "Libyan forces")
    assert (entity.kb_id, entity.country, entity.parents) == ("actor:libyan-forces", "Libya", ["Libya"])


def test_the_headquarters_of_an_actor_is_not_the_actor(read: Read) -> None:
    assert (
        said(read("The army bombed the Islamic State headquarters."), "Islamic State headquarters") != "Islamic State"
    )


MEMBERS = [
    ("Fighters of the Popular Mobilization Forces seized the town.", "Fighters", "Popular Mobilization Forces"),
    ("Soldiers of the Iraqi Army entered Mosul.", "Soldiers", "Iraqi Army"),
    ("Militants from Islamic State attacked the village.", "Militants", "Islamic State"),
    ("The militants of ISIS left the village.", "militants", "Islamic State"),
    ("Rebels of the National Liberation Front seized the town.", "Rebels", "National Liberation Front"),
    ("Forces of the Iraqi government shelled the town.", "Forces", "Iraqi government forces"),
    ("Forces loyal to Omar Haddad seized the airport.", "Forces", "Forces loyal to Omar Haddad"),
    ("Fighters from Libya entered Mosul.", "Fighters", "Fighters"),
]


@pytest.mark.parametrize(("text", "words", "name"), MEMBERS)
def test_fighters_of_a_side_are_that_side(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words, kind="nominal") == name


def test_an_unlisted_side_is_armed_like_its_members(read: Read) -> None:
    record = read("Rebels of the National Liberation Front seized the town.")
    entity = next(e for e in record.entities if e.name == "National Liberation Front")
    assert (entity.type, entity.names) == ("armed_group", ["National Liberation Front"])


NOMINALS = [
    ("Islamic State seized Mosul. The militants then burned the town.", "militants", "Islamic State"),
    ("Islamic State seized Mosul. The militants then left the city.", "city", "Mosul"),
    ("The army entered the city of Mosul.", "city", "Mosul"),
    ("The army entered the Karama neighborhood of Mosul.", "Karama neighborhood", "Karama"),
    ("The rebels fight the terrorist group ISIL.", "terrorist group", "Islamic State"),
    ("Troops left Mosul for Basra. Mosul is quiet. Mosul was freed. The city is calm.", "city", "Mosul"),
    ("Iraqi special forces attacked the town. The forces then withdrew.", "forces", "Iraqi special forces"),
    ("The Global Coalition struck Mosul. The coalition destroyed a bridge.", "coalition", "US-led coalition"),
    ("Baghdad is calm. Soldiers guard the capital.", "capital", "Baghdad"),
    (
        "Soldiers left Mosul and Mosul is calm. Others entered Gogjali, a town nearby. The town is quiet.",
        "town",
        "Gogjali",
    ),
]


@pytest.mark.parametrize(("text", "words", "name"), NOMINALS)
def test_descriptions_stand_for_what_was_named(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words, kind="nominal") == name


NEW = [
    ("Islamic State seized Mosul. A city in Libya was quiet.", "city", "city"),
    ("Two Iraqi officials met on Monday.", "Iraqi officials", "Iraqi officials"),
    ("The army freed Mosul. Many civilians left.", "civilians", "civilians"),
    ("The soldiers left Mosul. The northern district is quiet.", "northern district", "northern district"),
    ("At least 11 soldiers died in Mosul.", "soldiers", "soldiers"),
]


@pytest.mark.parametrize(("text", "words", "name"), NEW)
def test_descriptions_of_somebody_new_are_entities_of_their_own(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words, kind="nominal") == name


def test_the_capital_of_a_caliphate_is_no_place(read: Read) -> None:
    record = read("Mosul was the capital of its caliphate.")
    assert [s for s in record.spans if record.text[s.start : s.end] == "capital"] == []


PERSONS = [
    ("Maj. Gen. Sami al-Aridi spoke on Monday. Later al-Aridi left.", "al-Aridi", "Sami al-Aridi"),
    ("Tobias Hartley, the minister, arrived in Baghdad.", "minister", "Tobias Hartley"),
    ("Minister Hartley arrived in Baghdad. The minister left on Monday.", "minister", "Hartley"),
    ("Gen. Omar Haddad met the rebels. He then left.", "He", "Omar Haddad"),
]


@pytest.mark.parametrize(("text", "words", "name"), PERSONS)
def test_persons_are_known_again(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words) == name


SURNAMES = [
    "The army met Lt. Gen. Owen Brandt in Baghdad. It will leave in July, Brandt said.",
    "It will leave in July, Brandt said. The army met Lt. Gen. Owen Brandt in Baghdad.",
    "Brandt denied it. U.S. Army Col. Owen Brandt then left Baghdad.",
    "“We hold the bridge,” said Brig. Owen Brandt. “It is ours,” Brandt said.",
    "“They fled,” Brandt said. “Others stayed,” Maj. Gen. Owen Brandt, the commander, said.",
]


@pytest.mark.parametrize("text", SURNAMES)
def test_a_surname_and_the_full_name_are_one_person(read: Read, text: str) -> None:
    names = [(e.name, e.type) for e in read(text).entities if "Brandt" in e.name]
    assert names == [("Owen Brandt", "person")]


def test_a_town_of_that_name_stays_a_town(read: Read) -> None:
    record = read("Gen. Omar Mosul met the rebels in Mosul.")
    assert said(record, "Mosul") == "Mosul"


def test_a_title_is_kept_as_role(read: Read) -> None:
    record = read("Maj. Gen. Sami al-Aridi spoke on Monday.")
    assert next(s.role for s in record.spans if s.label == "PERSON" and s.kind == "name") == "Maj. Gen."


def test_two_people_of_one_surname_stay_two(read: Read) -> None:
    record = read("Gen. Omar Haddad met Col. Karim Haddad. Later Col. Haddad left.")
    assert said(record, "Haddad") == "Karim Haddad"


def test_an_acronym_holds_for_the_rest_of_the_text(read: Read) -> None:
    record = read("The Northern Rescue Committee (NRC) arrived. The NRC brought food.")
    assert said(record, "NRC", nth=1) == "Northern Rescue Committee"


def test_an_acronym_shows_which_words_are_its_name(read: Read) -> None:
    record = read("Baghdad Civil Aid (BCA) is appalled. The BCA fed 200 families.")
    assert said(record, "Baghdad Civil Aid", kind="name") == "Baghdad Civil Aid"
    assert said(record, "BCA", nth=1) == "Baghdad Civil Aid"


def test_the_acronym_of_another_body_is_the_one_that_the_text_gives(read: Read) -> None:
    record = read("The United Nomads (UN) arrived. The UN brought food.")
    assert said(record, "UN", nth=1) == "United Nomads"


DATELINES = [
    ("TAL ZAYT, Iraq - The army left the town.", "TAL ZAYT", "LOC"),
    ("BAGHDAD, Iraq - Karim Haddad walked to the bridge.", "Karim Haddad", "PERSON"),
]


@pytest.mark.parametrize(("text", "words", "label"), DATELINES)
def test_a_dateline_hides_no_name(read: Read, text: str, words: str, label: str) -> None:
    record = read(text)
    assert [s.label for s in record.spans if record.text[s.start : s.end] == words] == [label]


TAILS = [
    ("A fire in Lebanon, Ohio, hurt three people.", False),
    ("A fire in Lebanon hurt three people.", True),
    ("Fires in Lebanon, Nineveh and Libya hurt three people.", True),
]


@pytest.mark.parametrize(("text", "is_country"), TAILS)
def test_a_region_behind_a_name_says_in_which_country_it_is(read: Read, text: str, is_country: bool) -> None:
    assert ("place:lebanon" in {e.kb_id for e in read(text).entities}) is is_country


def test_two_bearers_of_a_surname_are_not_one_town(read: Read) -> None:
    record = read("Abu Omar al-Basra died in Mosul. Al-Basra led the rebels.")
    assert said(record, "Al-Basra", kind="name") == "Abu Omar al-Basra"


OTHER_STATES = [
    ("United Kingdom soldiers left Basra.", "United Kingdom soldiers", "British forces"),
    ("The army of the United Kingdom left Basra.", "army", "British army"),
    ("Clashes between Kurdish and Yezidi militias went on.", "Yezidi militias", "Yezidi militias"),
]


@pytest.mark.parametrize(("text", "words", "name"), OTHER_STATES)
def test_forces_are_those_of_the_whole_name(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words) == name


STATE_BODIES = [
    (
        "Baghdad, 2 March 2017. The Ministry of Defence reports calm.",
        "Ministry of Defence",
        "Iraqi Ministry of Defence",
    ),
    ("The army left Sirte. Government troops entered it.", "Government troops", "Libyan government forces"),
    ("The Republic of Iraq denied it.", "Republic of Iraq", "Iraq"),
]


@pytest.mark.parametrize(("text", "words", "name"), STATE_BODIES)
def test_bodies_of_a_state_are_those_of_the_country_of_the_text(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words) == name


NAMED_SO = [
    ("The Northern Brigade fought Islamic State in Mosul. The brigade left.", "brigade", "Northern Brigade"),
    ("Iraqi forces left Mosul. The brigade left.", "brigade", "brigade"),
    ("Iraqi troops reached Tripoli. The village was empty.", "village", "village"),
    ("Troops reached al-Bab, where the town's hospital burned. Mosul burned.", "town", "al-Bab"),
]


@pytest.mark.parametrize(("text", "words", "name"), NAMED_SO)
def test_a_description_fits_what_it_describes(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words, kind="nominal") == name


PRONOUNS = [
    ("Islamic State seized Mosul. It then declared a caliphate.", "It", "Islamic State"),
    ("Islamic State seized Mosul in 2014. Its fall took months.", "Its", "Mosul"),
    ("The rebels left the town because they had lost.", "they", "rebels"),
    ("The Iraqi army said that it had left Mosul.", "it", "Iraqi Army"),
    ("Iraqi soldiers left Mosul. Islamic State said that it had taken the town.", "it", "Islamic State"),
    ("The Iraqi army left Mosul. Its spokesman was silent.", "Its", "Iraqi Army"),
    ("It is vital that the rebels leave.", "It", None),
    ("The rebels left Mosul. The Iraqi army confirmed it.", "it", None),
    ("The attack was large. It killed a child.", "It", None),
]


@pytest.mark.parametrize(("text", "words", "name"), PRONOUNS)
def test_pronouns_stand_for_the_salient_or_stay_open(read: Read, text: str, words: str, name: str | None) -> None:
    assert said(read(text), words, kind="pronoun") == name


def test_i_is_who_speaks(read: Read) -> None:
    record = read('"I am deeply worried about the war," Gen. Omar Haddad said.')
    assert said(record, "I") == "Omar Haddad"


def test_we_is_for_whom_the_speaker_speaks(read: Read) -> None:
    record = read('Omar Haddad, commander of U.S. Central Command, said, "We will support the long fight."')
    assert said(record, "We") == "US Central Command"


def test_we_of_a_president_is_the_government(read: Read) -> None:
    record = read('"We will stay in the city of Mosul," Prime Minister Haider al-Abadi said.')
    assert said(record, "We") == "Government of Iraq"


@pytest.mark.parametrize(("day", "name"), [("2016-11-01", "Iraqi Army"), ("2021-11-01", None), (None, None)])
def test_we_of_somebody_known_is_the_body_of_that_day(read: Read, day: str | None, name: str | None) -> None:
    record = read('"We will stay in the city of Mosul," Sami al-Aridi said.', published=day)
    assert said(record, "We") == name


def test_we_outside_a_quotation_is_the_institution_that_publishes(read: Read) -> None:
    assert said(read("We condemn the attack.", source="UK Government"), "We") == "Government of the United Kingdom"


WE = [
    ("The Northern Relief Committee is appalled. We ask all sides to stop.", "We", "Northern Relief Committee"),
    ('"We left the town at noon," said Karim Haddad, a captain in the Iraqi Army.', "We", "Iraqi Army"),
    ('"We left the town at noon," said the Iraqi Army\'s spokesman, Karim Haddad.', "We", "Iraqi Army"),
    ("Good evening from Mosul. I am Karim Haddad. The army told me that it will stay.", "me", "Karim Haddad"),
    ("Col. Karim Haddad is in Mosul.\n\nHADDAD: I can see the bridge.", "I", "Karim Haddad"),
]


@pytest.mark.parametrize(("text", "words", "name"), WE)
def test_i_and_we_are_who_tells_and_for_whom(read: Read, text: str, words: str, name: str) -> None:
    assert said(read(text), words, kind="pronoun") == name


def test_he_in_a_quotation_is_not_who_speaks(read: Read) -> None:
    record = read('Gen. Omar Haddad met Karim Brandt in Mosul. "He will leave the city soon," Haddad said.')
    assert said(record, "He", kind="pronoun") != "Omar Haddad"


def test_we_of_a_newspaper_stays_open(read: Read) -> None:
    assert said(read("We condemn the attack.", source="Northgate News"), "We") is None


def test_words_after_a_colon_are_the_speakers(read: Read) -> None:
    record = read("Minister Hartley said:\n\nI am deeply worried about the war.")
    assert said(record, "I") == "Hartley"


HOMONYMS = [
    ("The army is in Mosul. It entered Karama.", "Karama", "place:karama-mosul"),
    ("The army is in Baghdad. It entered Karama.", "Karama", "place:karama-baghdad"),
    ("Soldiers guard Beirut. Others left for Tripoli.", "Tripoli", "place:tripoli-lebanon"),
    ("Soldiers guard Sirte. Others left for Tripoli.", "Tripoli", "place:tripoli-libya"),
    ("Others left for Tripoli.", "Tripoli", "place:tripoli-libya"),
]


@pytest.mark.parametrize(("text", "words", "kb_id"), HOMONYMS)
def test_the_other_places_decide_between_places_of_one_name(read: Read, text: str, words: str, kb_id: str) -> None:
    record = read(text)
    assert next(e.kb_id for e in record.entities if words in e.names) == kb_id


CAPITALS = [
    ("Baghdad launched a new offensive.", "Government of Iraq"),
    ("Baghdad recalled its envoy.", "Government of Iraq"),
    ("Iran accused Baghdad of the attack.", "Government of Iraq"),
    ("Baghdad lost its road to the sea.", "Baghdad"),
    ("BAGHDAD (Northgate) – Iraqi forces captured the city of Mosul.", "Baghdad"),
    ("Troops entered Baghdad on Monday.", "Baghdad"),
    ("The truce brokered by Baghdad failed.", "Government of Iraq"),
    ("The rebels want ties with Baghdad.", "Government of Iraq"),
    ("Libya asked Baghdad to open the border.", "Government of Iraq"),
    ("Baghdad hopes to reopen the bridge.", "Government of Iraq"),
    ("Baghdad's allies rejected the plan.", "Government of Iraq"),
    ("Baghdad's streets are quiet.", "Baghdad"),
    ("Baghdad recorded its worst air quality.", "Baghdad"),
    ("Talks began in Baghdad.", "Baghdad"),
]


@pytest.mark.parametrize(("text", "name"), CAPITALS)
def test_a_capital_that_acts_is_a_government_where_things_happen_a_place(read: Read, text: str, name: str) -> None:
    assert said(read(text), "BAGHDAD" if "BAGHDAD" in text else "Baghdad") == name


TEXT = "Islamic State seized Mosul on Monday. The militants killed 20 soldiers, and they burned the city's hospital."


def test_spans_are_sorted_and_indexed(read: Read) -> None:
    record = read(TEXT)
    assert [(s.start, -s.end) for s in record.spans] == sorted((s.start, -s.end) for s in record.spans)
    for entity in record.entities:
        assert all(record.spans[i].entity == entity.id for i in entity.mentions)


def test_entities_are_numbered_by_their_first_mention(read: Read) -> None:
    record = read(TEXT)
    assert [e.id for e in record.entities] == [f"e{n}" for n in range(1, len(record.entities) + 1)]
    firsts = [e.mentions[0] for e in record.entities]
    assert firsts == sorted(firsts)


def test_a_place_has_its_chain_and_its_point(read: Read) -> None:
    entity = next(e for e in read(TEXT).entities if e.name == "Mosul")
    assert (entity.parents, entity.country, entity.lat) == (["Nineveh", "Iraq"], "Iraq", 36.34)


def test_a_surname_in_a_date_names_nobody(read: Read) -> None:
    record = read("Prime Minister Theresa May asked for a delay. The delay ends on 22 May.")
    assert [record.text[s.start : s.end] for s in record.spans if s.kind == "name"] == ["Theresa May"]


@pytest.mark.parametrize(
    ("meta", "parents"),
    [({"published": "2017-08-27"}, ["Iraqi Army", "Government of Iraq"]), ({"published": "2013-05-01"}, []), ({}, [])],
)
def test_an_actor_has_the_parents_of_the_day(read: Read, meta: dict[str, str], parents: list[str]) -> None:
    entity = next(e for e in read("Sami al-Aridi visited Mosul.", **meta).entities if e.name == "Sami al-Aridi")
    assert entity.parents == parents


def test_names_begin_with_the_canonical_one(read: Read) -> None:
    entity = next(e for e in read(TEXT).entities if e.kb_id == "actor:islamic-state")
    assert entity.names[0] == "Islamic State"
    assert len(entity.names) == len(set(entity.names))


def test_reading_twice_gives_the_same(nlp: Language, actors: Actors) -> None:
    doc = nlp(TEXT)
    doc._.record = Document(id="x", text=TEXT)
    first = encode(from_doc(actors(doc)))
    assert encode(from_doc(actors(doc))) == first


def test_the_record_survives_a_round_trip(read: Read) -> None:
    record = read(TEXT)
    assert decode(encode(record)) == record


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", ".", "We", "He said it.", "((()))", "’s ’s ’s", "the the the of of", "“"]
)
def test_odd_texts_do_no_harm(read: Read, text: str) -> None:
    assert read(text).text == text


def test_a_body_of_another_state_is_not_the_listed_one(nlp: Language) -> None:
    record = nlp("The German Federal Police arrested him.")._.record
    assert "actor:federal-police" not in {entity.kb_id for entity in record.entities}


def test_a_word_is_no_city_unless_something_else_finds_a_place(nlp: Language) -> None:
    found = {
        entity.kb_id
        for text in ("Can you come?", "Air France left Paris.", "He lives in Mobile, Alabama.")
        for entity in nlp(text)._.record.entities
    }
    assert found & {"place:can-tr", "place:air-mountains", "place:mobile-us"} == {"place:mobile-us"}
