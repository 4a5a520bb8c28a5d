"""What one text tells twice, once with less."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.facts import Fact, FactRules, merge
from tests.facts.build import document, statement

RULES = FactRules(symmetric=frozenset({"MEET"}), states=frozenset({"CONTROLS"}), once={"CAPTURE": frozenset()})
DAY = ("2016-11-01", "2016-11-01")
NEXT = ("2016-11-02", "2016-11-02")
MONTH = ("2016-11-01", "2016-11-30")
SIX = (6.0, 6.0)


def facts(*told: dict[str, Any]) -> list[Fact]:
    return merge([document("a", *told)], RULES)


ONE = [
    pytest.param("agent-left-out", statement(date=DAY), statement(subject=None), id="agent left out, vague"),
    pytest.param("agent-left-out", statement(subject=None, date=DAY), statement(), id="agent told later"),
    pytest.param(
        "other-words",
        statement("DESTROY", object="six tanks", place="Aldar", date=DAY, quantity=SIX, names=["tanks"]),
        statement("DESTROY", object="enemy tanks", place="Aldar", date=DAY, quantity=SIX, names=["tanks"]),
        id="a thing in other words",
    ),
    pytest.param("part-of-agent", statement(subject="Blue Guard"), statement(), id="unit, then army"),
    pytest.param("attempt", statement(status="possible"), statement(date=DAY), id="attempted, then achieved"),
]
APART = [
    pytest.param(statement(date=DAY), statement(subject=None, date=NEXT), id="agent left out, other day"),
    pytest.param(statement(date=MONTH), statement(subject=None, date=DAY), id="agent left out, a day of the month"),
    pytest.param(
        statement(place="Old Quarter"), statement(subject=None, place="Nor Post"), id="agent left out, elsewhere"
    ),
    pytest.param(statement(), statement(subject=None, status="planned"), id="agent left out of a plan"),
    pytest.param(statement("MEET"), statement("MEET", subject=None), id="party left out"),
    pytest.param(
        statement("DESTROY", object="six tanks", place="Aldar", quantity=SIX, names=["tanks"]),
        statement("DESTROY", object="two tanks", place="Aldar", quantity=(2.0, 2.0), names=["tanks"]),
        id="other numbers",
    ),
    pytest.param(
        statement("DESTROY", object="the mill", place="Aldar", quantity=SIX, names=["mill"]),
        statement("DESTROY", object="the bridge", place="Aldar", quantity=SIX, names=["bridge"]),
        id="other things",
    ),
    pytest.param(statement("ATTACK", subject="Blue Guard"), statement("ATTACK"), id="unit and army attack"),
    pytest.param(statement(status="planned"), statement(date=DAY), id="planned, then done"),
    pytest.param(statement(), statement(status="possible"), id="done, and possible again"),
]


@pytest.mark.parametrize(("rule", "one", "other"), ONE)
def test_a_vaguer_repeat_is_the_same_fact(rule: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    (fact,) = facts(one, other)
    assert fact.n_statements == 2
    assert rule in fact.merged_by


@pytest.mark.parametrize(("rule", "one", "other"), ONE)
def test_a_rule_that_is_off_lends_nothing(rule: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    rules = FactRules(once=RULES.once, off=frozenset({rule}))
    assert len(merge([document("a", one, other)], rules)) == 2


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_differs_is_no_repeat(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(facts(one, other)) == 2


@pytest.mark.parametrize(("rule", "one", "other"), ONE)
def test_another_text_repeats_nothing_so_loosely(rule: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(merge([document("a", one), document("b", other)], RULES)) == 2


def test_the_agent_of_the_nearest_telling_is_lent() -> None:
    found = facts(statement(), statement(subject="Red Front"), statement(subject=None), statement("KILL"))
    assert {fact.subject: fact.n_statements for fact in found if fact.relation == "CAPTURE"} == {
        "Blue Army": 1,
        "Red Front": 2,
    }


def test_a_listed_name_without_a_link_is_linked_in_its_text() -> None:
    record = document("a", statement(), statement(object="aldar"))
    (fact,) = merge([record], RULES)
    assert (fact.object_id, fact.n_statements) == ("place:aldar", 2)
