"""Statements of several documents become facts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts import Codes, Fact, FactRules, merge
from tests.facts.build import document, statement

RULES = FactRules(
    symmetric=frozenset({"CLASH"}),
    states=frozenset({"CONTROLS", "LEADS", "HAS_STRENGTH"}),
    objectless=frozenset({"HAS_STRENGTH"}),
    codes={"ATTACK": Codes({"air": "Air/drone strike", "default": "Attack"}, "ASSAULT", {"default": "190"})},
    families=(("airstrike", "air"),),
)
DAY = ("2016-11-01", "2016-11-01")
NEXT = ("2016-11-02", "2016-11-02")
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
    pytest.param(statement(date=DAY), statement(date=NEXT), id="other day"),
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


def test_the_strongest_status_and_its_sources_hold() -> None:
    told = statement(status="reported", attributed_to="Radio Nor")
    (reported,) = across(told, told)
    assert (reported.status, reported.attributed_to) == ("reported", "Radio Nor")
    (asserted,) = across(told, statement())
    assert (asserted.status, asserted.attributed_to) == ("asserted", None)


def test_independent_sources_raise_confidence() -> None:
    one, other = statement(confidence=0.6), statement(confidence=0.5, instrument=["tanks"], place="Aldar")
    (fact,) = merge([document("a", one, source="Wire"), document("b", other, source="Post")], RULES)
    assert fact.confidence == pytest.approx(0.8)


@pytest.mark.parametrize(
    "documents",
    [
        pytest.param([document("a", statement(confidence=0.6), statement(confidence=0.5))], id="one document"),
        pytest.param(
            [document(name, statement(confidence=0.6), source=name) for name in "ab"], id="one sentence, two outlets"
        ),
    ],
)
def test_repeats_do_not_raise_confidence(documents: list[Any]) -> None:
    (fact,) = merge(documents, RULES)
    assert fact.confidence == 0.6


def test_the_means_choose_the_sub_event() -> None:
    plain, air = inside(
        statement("ATTACK", "Blue Army", "Red Front", date=DAY),
        statement("ATTACK", "Blue Army", "Red Front", date=NEXT, instrument=["airstrikes"]),
    )
    assert (plain.acled, air.acled, air.plover, air.cameo) == ("Attack", "Air/drone strike", "ASSAULT", "190")


def test_a_denial_and_its_claim_dispute_each_other() -> None:
    one, other = across(statement(status="negated"), statement(date=DAY))
    assert (one.disputed_by, other.disputed_by) == ([other.id], [one.id])


def test_a_denial_of_another_day_disputes_nothing() -> None:
    assert all(not fact.disputed_by for fact in across(statement(status="negated", date=NEXT), statement(date=DAY)))


@pytest.mark.parametrize(
    ("holder", "dates", "disputed"),
    [("Red Front", DAY, True), ("Red Front", YEAR_2014, False), ("Blue Guard", DAY, False)],
    ids=["same day", "other year", "part of the other"],
)
def test_a_place_held_by_two_is_disputed(holder: str, dates: tuple[str, str], disputed: bool) -> None:
    facts = across(statement("CONTROLS", date=MONTH), statement("CONTROLS", holder, date=dates))
    assert [bool(fact.disputed_by) for fact in facts] == [disputed, disputed]


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


@given(st.lists(st.lists(TOLD, max_size=4), max_size=4), st.randoms())
def test_the_order_of_documents_does_not_matter(told: list[list[dict[str, Any]]], random: Any) -> None:
    documents = [document(f"d{i}", *statements) for i, statements in enumerate(told)]
    facts = merge(documents, RULES)
    random.shuffle(documents)
    assert merge(documents, RULES) == facts
    assert sum(fact.n_statements for fact in facts) == sum(map(len, told))
    assert len({fact.id for fact in facts}) == len(facts)
