"""Which facts are asked for, read one at a time: what exports and reports take."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.analysis.names import UnknownNameError
from pipeline.analysis.selection import Selection
from pipeline.facts import Fact
from tests.analysis.table import fact

ATTACK = fact(
    "ATTACK",
    "Islamic State",
    "Iraqi Army",
    ("2016-11-03", "2016-11-05"),
    place="Karama",
    lat=36.35,
    lon=43.2,
    confidence=0.8,
    source="Nor Wire",
)


def holds(one: Fact, **conditions: Any) -> bool:
    return Selection(**conditions).test(lambda: [one])(one)


@pytest.mark.parametrize(
    ("conditions", "held"),
    [
        ({}, True),
        ({"actors": ("Daesh",)}, True),
        ({"actors": ("Iraq",)}, True),
        ({"actors": ("Iraq",), "parts": False}, False),
        ({"actors": ("Hezbollah", "Iraqi Army")}, True),
        ({"actors": ("Hezbollah",)}, False),
        ({"actors": ("Iraqi Army",), "roles": ("subject",)}, False),
        ({"places": ("Mosul",)}, True),
        ({"places": ("Mosul",), "contained": False}, False),
        ({"places": ("Tal Afar",)}, False),
        ({"places": ("Tal Afar",), "within_km": 100.0}, True),
        ({"relations": ("attack",)}, True),
        ({"relations": ("KILL",)}, False),
        ({"statuses": ("Asserted",), "sources": ("nor wire",)}, True),
        ({"sources": ("Hill Radio",)}, False),
        ({"since": "2016-11-05"}, True),
        ({"since": "2016-11-06"}, False),
        ({"until": "2016-11-03"}, True),
        ({"until": "2016-11-02"}, False),
        ({"since": "2016-11-04", "until": "2016-11-04"}, True),
        ({"confidence": 0.8}, True),
        ({"confidence": 0.81}, False),
        ({"actors": ("Daesh",), "places": ("Tal Afar",)}, False),
    ],
)
def test_conditions(conditions: dict[str, Any], held: bool) -> None:
    assert holds(ATTACK, **conditions) is held


def test_a_source_without_a_name_goes_by_its_document() -> None:
    assert holds(fact("ATTACK", "a", source=None, doc="news/one"), sources=("news/one",))


def test_facts_without_a_date_are_in_no_period() -> None:
    undated = fact("ATTACK", "Islamic State")
    assert holds(undated)
    assert not holds(undated, since="1900-01-01")
    assert holds(undated, since="1900-01-01", undated=True)


def test_a_captured_place_is_a_place_of_the_fact_but_a_country_acts() -> None:
    assert holds(fact("CAPTURE", "Islamic State", "Karama"), places=("Mosul",))
    assert not holds(fact("THREATEN", "Islamic State", "Iraq"), places=("Iraq",))


def test_a_town_that_no_file_lists_lies_in_its_country() -> None:
    town = fact("CAPTURE", "Islamic State", "Little Town", object_id="place:little-town-iq-98765")
    assert holds(town, places=("Iraq",))
    assert not holds(town, places=("Lebanon",))


def test_facts_are_read_anew_and_counted() -> None:
    opened = []

    def run() -> list[Fact]:
        opened.append(1)
        return [ATTACK, fact("KILL", "rebels")]

    found = Selection(relations=("KILL",)).among(run)
    assert opened == []
    for _ in range(2):
        assert [one.relation for one in found] == ["KILL"]
        assert (found.read, found.found) == (2, 1)
    assert len(opened) == 2


def test_a_name_that_means_nothing_is_told_at_once() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'Islamic State'"):
        Selection(actors=("Izlamic State",)).among(lambda: [ATTACK])


def test_conditions_are_told() -> None:
    told = Selection(actors=("A", "B"), since="2016-01-01", confidence=0.5).told()
    assert told == ["actor A or B", "since 2016-01-01", "confidence of 0.5 or more"]
