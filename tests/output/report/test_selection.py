"""Which facts a report shows."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.facts import Evidence, Fact
from pipeline.output.report.selection import Selection, choose

CHAINS = {"Blue Guard": ("Blue Army", "Nor Forces"), "actor:guard": ("Blue Army",), "Old Quarter": ("Aldar", "Nor")}


def fact(id_: str = "x", **values: Any) -> Fact:
    """A fact that Blue Guard attacked in the Old Quarter."""
    given = {
        "subject": "Blue Guard",
        "object": "Red Front",
        "place": "Old Quarter",
        "date_start": "2016-11-03",
        "date_end": "2016-11-05",
    }
    evidence = [Evidence("d", "t", 0, 1, source="Nor Wire")]
    return Fact(**{"id": id_, "relation": "ATTACK", "evidence": evidence, "confidence": 0.8, **given, **values})


@pytest.mark.parametrize(
    ("conditions", "held"),
    [
        ({}, True),
        ({"actors": ("blue guard",)}, True),
        ({"actors": ("Red Front",)}, True),
        ({"actors": ("Blue Army",)}, True),
        ({"actors": ("NOR FORCES",)}, True),
        ({"actors": ("RF",)}, True),
        ({"actors": ("Green Band", "Red Front")}, True),
        ({"actors": ("Green Band",)}, False),
        ({"actors": ("Aldar",)}, False),
        ({"places": ("Nor",)}, True),
        ({"places": ("Old",)}, False),
        ({"relations": ("attack",)}, True),
        ({"relations": ("KILL",)}, False),
        ({"statuses": ("asserted",), "sources": ("nor wire",)}, True),
        ({"sources": ("Hill Radio",)}, False),
        ({"since": "2016-11-05"}, True),
        ({"since": "2016-11-06"}, False),
        ({"until": "2016-11-03"}, True),
        ({"until": "2016-11-02"}, False),
        ({"since": "2016-11-04", "until": "2016-11-04"}, True),
        ({"confidence": 0.8}, True),
        ({"confidence": 0.81}, False),
        ({"actors": ("Blue Army",), "places": ("Elsewhere",)}, False),
    ],
)
def test_conditions(conditions: dict[str, Any], held: bool) -> None:
    assert Selection(**conditions).holds(fact(object_names=["RF"]), CHAINS) is held


def test_facts_without_a_date_are_in_no_period() -> None:
    undated = fact(date_start=None, date_end=None)
    assert Selection().holds(undated, {})
    assert not Selection(since="1900-01-01").holds(undated, {})


def test_a_captured_place_is_a_place_of_the_fact() -> None:
    taken = fact(object="Old Quarter", object_id="place:oldq", place=None)
    assert Selection(places=("Aldar",)).holds(taken, CHAINS)


def test_of_too_many_the_best_told_stay_in_their_order() -> None:
    facts = [fact(str(i), n_documents=count) for i, count in enumerate([1, 3, 2, 1, 5])]
    chosen = choose(iter(facts), Selection(limit=3), {})
    assert [one.id for one in chosen.facts] == ["1", "2", "4"]
    assert (chosen.read, chosen.found, chosen.left_out) == (5, 5, 2)


def test_what_is_left_out_can_be_asked_for() -> None:
    facts = [fact(str(i), subject="Blue Army" if i % 3 else "Red Front") for i in range(9)]
    chosen = choose(facts, Selection(limit=2), {})
    assert ("actor", "Blue Army", 6) in chosen.proposals
    assert ("place", "Old Quarter", 9) in chosen.proposals
    assert choose(facts, Selection(), {}).proposals == []


def test_conditions_are_told() -> None:
    told = Selection(actors=("A", "B"), since="2016-01-01", confidence=0.5).told()
    assert told == ["actor A or B", "since 2016-01-01", "confidence of 0.5 or more"]
