"""Facts with an actor, in a place, during a time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from pipeline.analysis import AmbiguousNameError, UnknownNameError, during, in_place, with_actor
from tests.analysis.table import fact, table

FACTS = table(
    fact("ATTACK", "Islamic State", "Iraqi Army", "2016-11-01", place="Karama", lat=36.35, lon=43.2),
    fact("CLASH", "Iraqi Army", "militants", "2016-11-02", place="Mosul", lat=36.34, lon=43.13),
    fact("KILL", "rebels", "residents", place="Tripoli"),
    fact("DEFEND", "Islamic State", "Tal Afar", ("2016-10-30", "2016-11-05")),
    fact("THREATEN", "rebels", "Iraq", "2017-01-01", attributed_to="Iraqi Army", attributed_to_names=["the army"]),
)


def relations(found: pd.DataFrame) -> list[str]:
    return list(found.relation)


@pytest.mark.parametrize(
    ("actor", "more", "expected"),
    [
        ("Islamic State", {}, ["ATTACK", "DEFEND"]),
        ("Daesh", {}, ["ATTACK", "DEFEND"]),
        ("actor:islamic-state", {}, ["ATTACK", "DEFEND"]),
        ("Iraqi Army", {}, ["ATTACK", "CLASH"]),
        ("Iraqi Army", {"roles": ["subject"]}, ["CLASH"]),
        ("Iraqi Army", {"roles": ["attributed_to"]}, ["THREATEN"]),
        ("Government of Iraq", {}, ["ATTACK", "CLASH"]),
        ("Government of Iraq", {"parts": False}, []),
        ("Iraq", {}, ["ATTACK", "CLASH", "THREATEN"]),
        ("Iraq", {"parts": False}, ["THREATEN"]),
        (["rebels", "Daesh"], {}, ["ATTACK", "KILL", "DEFEND", "THREATEN"]),
        ("the Rebels", {}, ["KILL", "THREATEN"]),
        ("Hezbollah", {}, []),
    ],
)
def test_with_actor(actor: Any, more: dict[str, Any], expected: list[str]) -> None:
    assert relations(with_actor(FACTS, actor, **more)) == expected


@pytest.mark.parametrize(
    ("place", "more", "expected"),
    [
        ("Mosul", {}, ["ATTACK", "CLASH"]),
        ("Mosul", {"contained": False}, ["CLASH"]),
        ("Karama", {}, ["ATTACK"]),
        ("Nineveh", {}, ["ATTACK", "CLASH", "DEFEND"]),
        ("Iraq", {}, ["ATTACK", "CLASH", "DEFEND"]),
        ("Tal Afar", {}, ["DEFEND"]),
        ("Tal Afar", {"within_km": 100}, ["ATTACK", "CLASH", "DEFEND"]),
        ("Tal Afar", {"within_km": 10}, ["DEFEND"]),
        ("Tripoli", {}, ["KILL"]),
        (["Karama", "Tripoli"], {}, ["ATTACK", "KILL"]),
    ],
)
def test_in_place(place: Any, more: dict[str, Any], expected: list[str]) -> None:
    assert relations(in_place(FACTS, place, **more)) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"time": "2016-11-01"}, ["ATTACK", "DEFEND"]),
        ({"time": date(2016, 11, 2)}, ["CLASH", "DEFEND"]),
        ({"time": pd.Timestamp("2016-11-02 13:00")}, ["CLASH", "DEFEND"]),
        ({"time": "2016-10"}, ["DEFEND"]),
        ({"time": "2016"}, ["ATTACK", "CLASH", "DEFEND"]),
        ({"since": "2016-11-04"}, ["DEFEND", "THREATEN"]),
        ({"until": "2016-10"}, ["DEFEND"]),
        ({"since": "2016-11-02", "until": "2017"}, ["CLASH", "DEFEND", "THREATEN"]),
        ({"time": "2015", "undated": True}, ["KILL"]),
        ({}, ["ATTACK", "CLASH", "DEFEND", "THREATEN"]),
    ],
)
def test_during(more: dict[str, Any], expected: list[str]) -> None:
    assert relations(during(FACTS, **more)) == expected


def test_half_a_range_is_a_day() -> None:
    facts = table(fact("ATTACK", "rebels", None, ("2016-11-01", None)))  # type: ignore[arg-type]
    assert len(during(facts, "2016-11-01")) == 1
    assert len(during(facts, "2016-11-02")) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: with_actor(FACTS, "Izlamic State"),
            "no actor is called 'Izlamic State'.*did you mean 'Islamic State'",
        ),
        (lambda: in_place(FACTS, "Tal Affar"), "no place is called 'Tal Affar'.*did you mean 'Tal Afar'"),
        (lambda: in_place(FACTS, "Islamic State"), "no place is called 'Islamic State'"),
        (lambda: with_actor(FACTS, "qqqxxqq"), "nor in these facts$"),
        (lambda: with_actor(FACTS, "rebells"), "did you mean 'rebels'"),
    ],
)
def test_an_unknown_name_has_a_suggestion(call: Any, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        call()


def test_a_homonym_means_the_one_that_the_facts_have() -> None:
    one = table(fact("KILL", "rebels", None, place="Tripoli, Lebanon"))
    assert len(in_place(one, "Tripoli")) == 1
    assert len(in_place(one, "place:tripoli")) == 0


def test_a_homonym_of_two_that_the_facts_have_is_asked_back() -> None:
    both = table(fact("KILL", "rebels", None, place="Tripoli, Lebanon"), fact("KILL", "rebels", None, place="Tripoli"))
    message = r"'Tripoli' is place:tripoli \(.*Libya\) or place:tripoli-lebanon \(.*Lebanon\): give the id"
    with pytest.raises(AmbiguousNameError, match=message):
        in_place(both, "Tripoli")


def test_a_name_of_several_unlisted_is_asked_back() -> None:
    facts = table(
        fact("KILL", "north force", None, subject_names=["north force", "the men"]),
        fact("KILL", "south force", None, subject_names=["south force", "the men"]),
    )
    with pytest.raises(AmbiguousNameError, match="'north force' or 'south force'"):
        with_actor(facts, "the men")


@pytest.mark.parametrize("time", ["August", "2016-13", "soon"])
def test_a_wrong_time_says_how_to_write_it(time: str) -> None:
    with pytest.raises(ValueError, match="is no time: write a day as 2017-08-26"):
        during(FACTS, time)


def test_no_distance_from_nowhere() -> None:
    facts = table(fact("KILL", "rebels", None, place="the ridge"))
    with pytest.raises(ValueError, match="'the ridge' has no coordinates"):
        in_place(facts, "the ridge", within_km=5)


def test_an_empty_table_stays_one() -> None:
    empty = table()
    for found in (with_actor(empty, "Islamic State"), in_place(empty, "Mosul"), during(empty, "2016")):
        assert (len(found), list(found.columns)) == (0, list(empty.columns))
