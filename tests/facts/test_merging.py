"""Statements of several documents become facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import Document
from pipeline.facts import Codes, Fact, FactConfidence, FactRules, merge, merged
from tests.facts.build import document, statement

RULES = FactRules(
    symmetric=frozenset({"CLASH"}),
    states=frozenset({"CONTROLS", "LEADS", "HAS_STRENGTH"}),
    objectless=frozenset({"HAS_STRENGTH"}),
    codes={"ATTACK": Codes({"air": "Air/drone strike", "default": "Attack"}, "ASSAULT", {"default": "190"})},
    families=(("airstrike", "air"),),
    once={"CAPTURE": frozenset(), "KILL": frozenset({"person"})},
    night=frozenset({"overnight"}),
    platforms=frozenset({"example.org"}),
)
DAY = ("2016-11-01", "2016-11-01")
NEXT = ("2016-11-02", "2016-11-02")
THIRD = ("2016-11-03", "2016-11-03")
MONTH = ("2016-11-01", "2016-11-30")
YEAR_2014 = ("2014-01-01", "2014-12-31")


def across(one: dict[str, Any], other: dict[str, Any]) -> list[Fact]:
    """The facts of two documents that tell one statement each."""
    return merge([document("a", one), document("b", other)], RULES)


def inside(one: dict[str, Any], other: dict[str, Any]) -> list[Fact]:
    """The facts of one document that tells two statements."""
    return merge([document("a", one, other)], RULES)


def test_one_statement_is_one_fact_with_its_evidence() -> None:
    (fact,) = merge([document("a", statement(date=DAY, date_precision="day", place="Aldar"), source="Wire")], RULES)
    assert (fact.subject, fact.object, fact.place, fact.place_id) == ("Blue Army", "Aldar", "Aldar", "place:aldar")
    assert (fact.lat, fact.lon, fact.date_precision) == (33.0, 44.0, "day")
    (proof,) = fact.evidence
    assert proof.text == "Blue Army CAPTURE Aldar Aldar."
    assert (proof.raw_start, proof.raw_end, proof.seconds, proof.source) == (100, 130, 7.0, "Wire")
    assert proof.link == "https://example.org/v?t=7"
    assert [proof.text[mark.start : mark.end] for mark in proof.marks] == ["Blue Army", "CAPTURE", "Aldar", "Aldar"]


def test_evidence_has_no_white_space_around() -> None:
    record = document("a", statement())
    record.text = record.text.replace(". ", ".\n\n")
    record.sents[0].end = len(record.text)
    (proof,) = merge([record], RULES)[0].evidence
    assert (proof.text, proof.end) == ("Blue Army CAPTURE Aldar.", 24)


SAME = [
    pytest.param(statement(), statement(), id="equal"),
    pytest.param(statement(date=DAY), statement(), id="date told once"),
    pytest.param(statement(date=DAY), statement(date=MONTH), id="day in month"),
    pytest.param(statement(place="Old Quarter"), statement(place="Aldar"), id="district in city"),
    pytest.param(statement(place="Old Quarter"), statement(), id="place told once"),
    pytest.param(statement(status="reported", attributed_to="Radio Nor"), statement(), id="reported and asserted"),
    pytest.param(statement("KILL", quantity=(5.0, 5.0)), statement("KILL"), id="number told once"),
    pytest.param(statement("CLASH", "Blue Army", "Red Front"), statement("CLASH", "Red Front", "Blue Army"), id="swap"),
    pytest.param(statement(subject="Sami Haldun"), statement(subject="Sami Haldun"), id="unlisted full name"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
@pytest.mark.parametrize("how", [across, inside])
def test_statements_that_agree_are_one_fact(one: dict[str, Any], other: dict[str, Any], how: Any) -> None:
    (fact,) = how(one, other)
    assert fact.n_statements == 2


APART = [
    pytest.param(statement(), statement(subject="Red Front"), id="other subject"),
    pytest.param(statement("ATTACK", date=DAY), statement("ATTACK", date=NEXT), id="other day"),
    pytest.param(statement(date=DAY), statement(date=THIRD), id="two days on"),
    pytest.param(
        statement("KILL", date=DAY, place="Old Quarter"),
        statement("KILL", date=DAY, place="Aldar", quantity=(11.0, 11.0)),
        id="a number of the wider place",
    ),
    pytest.param(statement(place="Old Quarter"), statement(place="residents"), id="other place"),
    pytest.param(statement(status="planned"), statement(), id="planned and done"),
    pytest.param(statement(status="negated"), statement(), id="denied"),
    pytest.param(statement("KILL", quantity=(5.0, 5.0)), statement("KILL", quantity=(50.0, 50.0)), id="other number"),
    pytest.param(
        statement("ATTACK", "Blue Army", "Red Front"), statement("ATTACK", "Red Front", "Blue Army"), id="swap"
    ),
]


@pytest.mark.parametrize(("one", "other"), APART)
@pytest.mark.parametrize("how", [across, inside])
def test_statements_that_disagree_stay_apart(one: dict[str, Any], other: dict[str, Any], how: Any) -> None:
    assert len(how(one, other)) == 2


GENERIC = [
    pytest.param(statement("KILL", "Red Front", "residents"), 2, id="nominal"),
    pytest.param(statement("KILL", None, "Aldar"), 2, id="no subject"),
    pytest.param(statement("KILL", "Red Front", "the old bridge"), 2, id="thing"),
    pytest.param(statement(subject="Haldun"), 2, id="surname"),
    pytest.param(statement("KILL", "Red Front", "residents", place="Aldar", date=DAY), 1, id="same place and day"),
    pytest.param(statement("KILL", "Red Front", "residents", place="Aldar"), 2, id="same place, no day"),
    pytest.param(statement("HAS_STRENGTH", "Red Front", None), 1, id="relation without object"),
]


@pytest.mark.parametrize(("told", "facts"), GENERIC)
def test_generic_arguments_travel_only_with_place_and_date(told: dict[str, Any], facts: int) -> None:
    assert len(across(told, told)) == facts


@pytest.mark.parametrize("told", [param.values[0] for param in GENERIC])
def test_generic_arguments_merge_inside_a_document(told: dict[str, Any]) -> None:
    assert len(inside(told, told)) == 1


def test_the_finer_place_and_date_hold() -> None:
    (fact,) = across(statement(date=MONTH, place="Aldar"), statement(date=DAY, place="Old Quarter"))
    assert (fact.date_start, fact.date_end, fact.place) == (*DAY, "Old Quarter")
    assert "Aldar" not in fact.place_names


def test_the_subject_of_a_symmetric_relation_is_as_first_told() -> None:
    (fact,) = across(statement("CLASH", "Red Front", "Blue Army"), statement("CLASH", "Blue Army", "Red Front"))
    assert (fact.subject, fact.object) == ("Red Front", "Blue Army")
    assert fact.subject_names == ["Red Front", "RF"]


def test_near_numbers_of_two_documents_are_a_range() -> None:
    (fact,) = across(statement("KILL", quantity=(10.0, 10.0)), statement("KILL", quantity=(12.0, 12.0)))
    assert (fact.quantity_low, fact.quantity_high) == (10.0, 12.0)


def test_near_numbers_of_one_document_are_two_facts() -> None:
    assert len(inside(statement("KILL", quantity=(10.0, 10.0)), statement("KILL", quantity=(12.0, 12.0)))) == 2


def test_an_undated_repeat_joins_the_fact_of_its_own_document() -> None:
    facts = merge(
        [document("a", statement(date=YEAR_2014)), document("b", statement(date=DAY), statement())],
        RULES,
    )
    assert sorted((fact.date_start, fact.n_statements) for fact in facts) == [("2014-01-01", 1), ("2016-11-01", 2)]


def test_an_undated_report_is_none_of_a_later_event() -> None:
    early = document("a", statement("ATTACK", "Blue Army", "Red Front"), published="2015-05-01")
    late = document("b", statement("ATTACK", "Blue Army", "Red Front", date=DAY))
    assert len(merge([early, late], RULES)) == 2


def test_the_strongest_status_holds_and_all_speakers_are_kept() -> None:
    told = statement(status="reported", attributed_to="Radio Nor")
    (reported,) = across(told, statement(status="reported", attributed_to="Sami Haldun"))
    assert (reported.status, reported.attributed_to) == ("reported", "Radio Nor")
    assert reported.speakers == ["Radio Nor", "Sami Haldun"]
    (asserted,) = across(told, statement())
    assert (asserted.status, asserted.attributed_to, asserted.speakers) == ("asserted", "Radio Nor", ["Radio Nor"])


def test_a_text_that_says_it_by_itself_needs_no_speaker() -> None:
    (fact,) = inside(statement(status="reported", attributed_to="Radio Nor"), statement())
    assert (fact.status, fact.attributed_to, fact.speakers) == ("asserted", None, ["Radio Nor"])


RULES_OF_JOINING = [
    pytest.param(statement(), statement(), {"repeat"}, id="equal"),
    pytest.param(statement(date=DAY), statement(), {"repeat", "date-once"}, id="date told once"),
    pytest.param(statement(date=DAY), statement(date=MONTH), {"repeat", "date-inside"}, id="day in month"),
    pytest.param(statement(date=DAY), statement(date=NEXT), {"repeat", "next-day"}, id="next day, happens once"),
    pytest.param(
        statement(place="Old Quarter"), statement(place="Aldar"), {"repeat", "place-inside"}, id="district in city"
    ),
    pytest.param(statement(place="Aldar"), statement(), {"repeat", "place-once"}, id="place told once"),
    pytest.param(
        statement("KILL", quantity=(5.0, 5.0)), statement("KILL"), {"repeat", "number-once"}, id="number told once"
    ),
    pytest.param(
        statement("KILL", quantity=(10.0, 10.0)),
        statement("KILL", quantity=(11.0, 11.0)),
        {"repeat", "number-range"},
        id="near numbers",
    ),
    pytest.param(statement(status="reported"), statement(), {"repeat", "status"}, id="status"),
    pytest.param(
        statement("CLASH", "Blue Army", "Red Front"),
        statement("CLASH", "Red Front", "Blue Army"),
        {"repeat", "swap"},
        id="swap",
    ),
    pytest.param(
        statement("KILL", "Red Front", "residents", place="Aldar", date=DAY),
        statement("KILL", "Red Front", "residents", place="Aldar", date=DAY),
        {"repeat", "scene"},
        id="one scene",
    ),
]


@pytest.mark.parametrize(("one", "other", "rules"), RULES_OF_JOINING)
def test_a_fact_names_the_rules_that_joined_it(one: dict[str, Any], other: dict[str, Any], rules: set[str]) -> None:
    (fact,) = across(one, other)
    assert set(fact.merged_by) == rules
    assert {rule for proof in fact.evidence for rule in proof.rules} == rules - {"repeat"}


@pytest.mark.parametrize(("one", "other", "rules"), [param for param in RULES_OF_JOINING if len(param.values[2]) > 1])
def test_a_rule_that_is_off_joins_nothing(one: dict[str, Any], other: dict[str, Any], rules: set[str]) -> None:
    off = msgspec.structs.replace(RULES, off=frozenset(rules - {"repeat"}))
    facts = merge([document("a", one), document("b", other)], off)
    assert [fact.merged_by for fact in facts] == [[], []]


def test_each_telling_keeps_what_it_says_otherwise() -> None:
    (fact,) = across(
        statement("KILL", quantity=(10.0, 10.0), date=DAY, place="Old Quarter"),
        statement("KILL", quantity=(12.0, 12.0), date=MONTH, status="reported", attributed_to="Radio Nor"),
    )
    one, other = fact.evidence
    assert one.said == {"quantity": "10", "attributed_to": ""}
    assert other.said == {
        "place": "",
        "date": "2016-11-01/2016-11-30",
        "quantity": "12",
        "status": "reported",
    }


def test_two_days_beside_each_other_hold_both() -> None:
    (fact,) = across(statement(date=NEXT), statement(date=DAY))
    assert (fact.date_start, fact.date_end, fact.date_precision) == ("2016-11-01", "2016-11-02", "range")


def test_a_night_has_two_days() -> None:
    one, other = statement("ATTACK", date=DAY), statement("ATTACK", date=NEXT)
    assert len(across(one, other)) == 2
    (fact,) = merge([document("a", one), document("b", other, around=" overnight")], RULES)
    assert "next-day" in fact.merged_by


@pytest.mark.parametrize(("killed", "facts"), [("Sami Haldun", 1), ("Red Front", 2)], ids=["a person", "a group"])
def test_a_person_is_killed_once_and_a_group_again(killed: str, facts: int) -> None:
    one, other = (statement("KILL", object=killed, date=day) for day in (DAY, NEXT))
    assert len(across(one, other)) == facts


def test_next_days_do_not_chain() -> None:
    days = [DAY, NEXT, THIRD]
    facts = merge([document(name, statement(date=day)) for name, day in zip("abc", days, strict=True)], RULES)
    assert sorted(fact.n_statements for fact in facts) == [1, 2]


def test_days_of_one_text_are_two_days() -> None:
    assert len(inside(statement(date=DAY), statement(date=NEXT))) == 2


def test_confidence_is_that_of_the_surest_statement_and_of_how_often_it_is_told() -> None:
    weighed = msgspec.structs.replace(RULES, confidence=FactConfidence(statements=0.5, sources=0.5))
    told = [document("a", statement(confidence=0.6), source="Wire"), document("b", statement(confidence=0.5))]
    (alone,) = merge(told[:1], weighed)
    (both,) = merge(told, weighed)
    assert (alone.confidence, alone.n_sources) == (0.6, 1)
    assert both.confidence > 0.6


def test_the_means_choose_the_sub_event() -> None:
    plain, air = inside(
        statement("ATTACK", "Blue Army", "Red Front", date=DAY),
        statement("ATTACK", "Blue Army", "Red Front", date=NEXT, instrument=["airstrikes"]),
    )
    assert (plain.acled, air.acled, air.plover, air.cameo) == ("Attack", "Air/drone strike", "ASSAULT", "190")


def test_pronouns_are_no_names() -> None:
    record = document("a", statement())
    said = record.statements[0].subject
    assert said is not None
    record.text = "They".ljust(said.end) + record.text[said.end :]
    (fact,) = merge([record], RULES)
    assert fact.subject_names == ["Blue Army", "the Blues"]


NAMES = st.sampled_from(["Blue Army", "Red Front", "residents", "Haldun", "Sami Haldun", None])
PLACES = st.sampled_from(["Aldar", "Old Quarter", "Nor", None])
DATES = st.sampled_from([DAY, NEXT, MONTH, YEAR_2014, (None, None), ("2016-10-01", None)])
TOLD = st.builds(
    lambda relation, subject, target, place, date, number, status: statement(
        relation, subject, target, place=place, date=date, status=status, quantity=(number, number)
    ),
    st.sampled_from(["CAPTURE", "CLASH", "CONTROLS", "HAS_STRENGTH"]),
    NAMES,
    NAMES,
    PLACES,
    DATES,
    st.sampled_from([None, 10.0, 12.0, 90.0]),
    st.sampled_from(["asserted", "reported", "planned", "possible", "negated"]),
)


def corpus(told: list[list[dict[str, Any]]]) -> list[Document]:
    """Documents of several days and outlets."""
    return [
        document(f"d{i}", *statements, published=f"2016-11-{i + 1:02}", source=f"outlet {i % 3}")
        for i, statements in enumerate(told)
    ]


CORPUS = st.lists(st.lists(TOLD, max_size=4), max_size=5).map(corpus)


@given(CORPUS, st.randoms())
def test_the_order_of_documents_does_not_matter(documents: list[Document], random: Any) -> None:
    facts = merge(documents, RULES)
    random.shuffle(documents)
    assert merge(documents, RULES) == facts
    assert sum(fact.n_statements for fact in facts) == sum(len(document.statements) for document in documents)
    assert len({fact.id for fact in facts}) == len(facts)


@given(CORPUS)
def test_what_waits_on_the_disk_merges_alike(documents: list[Document]) -> None:
    assert list(merged(documents, RULES, megabytes=0.001)) == merge(documents, RULES)


@given(CORPUS, st.integers(1, 3), st.dates(date(2016, 1, 1), date(2017, 1, 1)))
def test_an_unrelated_document_changes_nothing(documents: list[Document], count: int, day: date) -> None:
    facts = merge(documents, RULES)
    stranger = document(
        "c0", *[statement("CAPTURE", "Vera Lind", f"mill {i}") for i in range(count)], published=day.isoformat()
    )
    more = merge([stranger, *documents], RULES)
    assert [fact for fact in more if fact.subject != "Vera Lind"] == facts


@given(CORPUS)
def test_counts_are_in_order(documents: list[Document]) -> None:
    for fact in merge(documents, RULES):
        assert 1 <= fact.n_sources <= fact.n_documents <= fact.n_statements
        assert fact.n_documents == len({proof.doc for proof in fact.evidence})


def test_the_id_stays_when_a_later_text_tells_it_again() -> None:
    (first,) = merge([document("m", statement())], RULES)
    (both,) = merge([document("m", statement()), document("a", statement(), published="2016-11-09")], RULES)
    assert first.id == both.id
    assert both.n_statements == 2
