"""Facts that speak of each other."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.facts import Fact, FactRules, merge
from tests.facts.build import document, statement

RULES = FactRules(states=frozenset({"CONTROLS"}))
DAY = ("2016-11-01", "2016-11-01")
NEXT = ("2016-11-02", "2016-11-02")
MONTH = ("2016-11-01", "2016-11-30")
YEAR_2014 = ("2014-01-01", "2014-12-31")


def told(status: str, published: str, doc: str | None = None, **more: Any) -> Any:
    return document(doc or f"{status}-{published}", statement(status=status, **more), published=published)


def by_status(*documents: Any) -> dict[str, Fact]:
    return {fact.status: fact for fact in merge(documents, RULES)}


def test_a_denial_and_its_claim_dispute_each_other() -> None:
    facts = by_status(told("negated", "2016-11-02"), told("asserted", "2016-11-02", date=DAY))
    assert facts["negated"].disputed_by == [facts["asserted"].id]
    assert facts["asserted"].disputed_by == [facts["negated"].id]


@pytest.mark.parametrize(
    "denial",
    [
        pytest.param(told("negated", "2016-11-02", date=NEXT), id="of another day"),
        pytest.param(told("negated", "2010-01-01"), id="published years before"),
        pytest.param(told("negated", "2016-11-02", object="Nor"), id="of another thing"),
        pytest.param(told("negated", "2016-11-02", place="Nor", subject="residents"), id="by nobody known"),
    ],
)
def test_a_denial_of_something_else_disputes_nothing(denial: Any) -> None:
    facts = merge([denial, told("asserted", "2016-11-02", date=DAY)], RULES)
    assert [fact.disputed_by for fact in facts] == [[], []]


@pytest.mark.parametrize(
    ("holder", "dates", "disputed"),
    [("Red Front", DAY, True), ("Red Front", YEAR_2014, False), ("Blue Guard", DAY, False), ("Red Front", None, False)],
    ids=["same day", "other year", "part of the other", "without a day"],
)
def test_a_place_held_by_two_is_disputed(holder: str, dates: tuple[str, str] | None, disputed: bool) -> None:
    other = statement("CONTROLS", holder, **({"date": dates} if dates else {}))
    facts = merge([document("a", statement("CONTROLS", date=MONTH)), document("b", other)], RULES)
    assert [bool(fact.disputed_by) for fact in facts] == [disputed, disputed]


PLAN = told("planned", "2016-10-20")
FULFILLED = [
    pytest.param(PLAN, told("asserted", "2016-11-02", date=DAY), id="dated after the plan was told"),
    pytest.param(PLAN, told("reported", "2016-11-02"), id="first told later"),
    pytest.param(
        told("planned", "2016-10-20", date=MONTH), told("asserted", "2016-11-02", date=DAY), id="in its month"
    ),
    pytest.param(PLAN, told("asserted", "2016-11-02", date=DAY, place="Old Quarter"), id="a place told once"),
]
NOT_FULFILLED = [
    pytest.param(PLAN, told("asserted", "2016-11-02", date=YEAR_2014), id="long before"),
    pytest.param(PLAN, told("asserted", "2019-01-01"), id="years later"),
    pytest.param(PLAN, told("asserted", "2016-10-20"), id="told on the same day, without a date"),
    pytest.param(PLAN, told("asserted", "2016-11-02", object="Nor", date=DAY), id="another place"),
    pytest.param(
        told("planned", "2016-10-20", date=MONTH),
        told("asserted", "2017-01-01", date=("2016-12-24",) * 2),
        id="in another month",
    ),
    pytest.param(told("possible", "2016-10-20"), told("asserted", "2016-11-02", date=DAY), id="only possible"),
]


@pytest.mark.parametrize(("plan", "deed"), FULFILLED)
def test_a_plan_that_came_true_is_linked_and_not_merged(plan: Any, deed: Any) -> None:
    first, second = sorted(merge([plan, deed], RULES), key=lambda fact: fact.status == "planned", reverse=True)
    assert (first.fulfilled_by, second.fulfils) == ([second.id], [first.id])
    assert (first.fulfils, second.fulfilled_by) == ([], [])


@pytest.mark.parametrize(("plan", "deed"), NOT_FULFILLED)
def test_other_deeds_do_not_carry_out_a_plan(plan: Any, deed: Any) -> None:
    facts = merge([plan, deed], RULES)
    assert [fact.fulfils + fact.fulfilled_by for fact in facts] == [[], []]


def test_links_are_bounded() -> None:
    few = FactRules(links=2)
    claims = [told("asserted", f"2016-11-{day:02}", date=(f"2016-11-{day:02}",) * 2) for day in range(1, 9)]
    facts = merge([*claims, told("negated", "2016-11-05")], few)
    assert max(len(fact.disputed_by) for fact in facts) == 2
