"""Facts against gold."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.learning.evaluate import (
    DETAILS,
    Evaluation,
    Told,
    arguments,
    details,
    evaluate,
    gold_fact,
    pair,
    read_gold,
    read_split,
    read_system,
    simple,
    system_fact,
)
from pipeline.learning.scoreboard import as_json, as_table

SYMMETRIC = {"CLASH"}


def gold(relation: str = "CAPTURE", subject: Any = ("Blues",), object: Any = ("Aldar",), **more: Any) -> Told:
    """A gold fact."""
    return gold_fact({"relation": relation, "subject": list(subject), "object": list(object), "core": True, **more})


def told(relation: str = "CAPTURE", subject: str | None = "Blues", object: str | None = "Aldar", **more: Any) -> Told:
    """A system's fact."""
    return system_fact({"relation": relation, "subject": subject, "object": object, **more})


def scored(wanted: list[Told], found: list[Told], **options: Any) -> Evaluation:
    """The scores of one document."""
    return evaluate({"d": wanted}, {"d": found}, SYMMETRIC, **options)


@pytest.mark.parametrize(
    ("name", "text"),
    [("The U.S.-led  Coalition", "us led coalition"), ("Dayr az-Zawr", "dayr az zawr"), ("The", "the")],
)
def test_names_are_compared_without_dress(name: str, text: str) -> None:
    assert simple(name) == text


@pytest.mark.parametrize(
    ("one", "other", "agreement", "named"),
    [
        (gold(), told(), 2.0, True),
        (gold(), told(subject="Reds", subject_names=["Reds", "the Blues"]), 2.0, True),
        (gold(), told(subject=None), 1.5, True),
        (gold(subject=[None]), told(subject=None), 2.0, True),
        (gold(subject=["Blues", ""]), told(subject=None), 2.0, True),
        (gold(), told(subject="Reds"), 1.0, True),
        (gold(), told(subject="Reds", object="Nor"), 0.0, False),
        (gold(object=[""]), told(subject="Reds", object=None), 1.0, False),
        (gold("CLASH"), told("CLASH", "Aldar", "Blues"), 2.0, True),
        (gold("ATTACK"), told("ATTACK", "Aldar", "Blues"), 0.0, False),
    ],
)
def test_arguments(one: Told, other: Told, agreement: float, named: bool) -> None:
    assert arguments(one, other, SYMMETRIC) == (agreement, named)


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        (gold(), told(), set()),
        (gold(place=["Aldar"]), told(), set()),
        (gold(place=["Nor"]), told(place="Aldar"), {"place"}),
        (gold(), told(place="Aldar"), set()),
        (gold(date_start="2016-01-01"), told(), {"date"}),
        (gold(status="reported", status_also=["asserted"]), told(), set()),
        (gold(status="planned"), told(), {"status"}),
        (gold(quantity={"low": 5, "high": None}), told(quantity_low=5, quantity_high=5), set()),
        (gold(quantity={"low": 5, "high": 5}), told(quantity_low=5, quantity_high=6), {"quantity"}),
        (gold(quantity={"low": 5, "high": 5}), told(), {"quantity"}),
        (gold(attributed_to=["Radio"]), told(attributed_to="UN", attributed_to_names=["UN", "the radio"]), set()),
        (gold(attributed_to=["Radio"]), told(), {"attribution"}),
    ],
)
def test_details(one: Told, other: Told, wrong: set[str]) -> None:
    assert {name for name, right in details(one, other).items() if not right} == wrong


def test_a_perfect_score() -> None:
    result = scored([gold(), gold("KILL")], [told("KILL"), told()])
    assert [result.total.f(level) for level in ("triple", "relaxed")] == [1.0, 1.0]
    assert result.details == dict.fromkeys(DETAILS, (2, 2))


def test_a_fact_counts_once() -> None:
    result = scored([gold()], [told(), told()])
    assert (result.total.precision("triple"), result.total.recall("triple")) == (0.5, 1.0)


def test_core_limits_recall_alone() -> None:
    result = scored([gold(), gold("KILL", core=False)], [told("KILL")], core=True)
    assert (result.total.precision("triple"), result.total.recall("triple")) == (1.0, 0.0)
    assert result.total.gold == 1


def test_nothing_found_and_nothing_wanted() -> None:
    assert scored([], []).total.f("triple") == 0.0
    assert scored([gold()], []).mean_f("triple") == 0.0


def test_triples_are_matched_as_many_as_can_be() -> None:
    wide, narrow = gold(subject=["Blues", "Reds"]), gold(subject=["Blues"])
    pairs = list(pair([wide, narrow], [told(subject="Blues"), told(subject="Reds")], SYMMETRIC))
    assert sorted(pairs) == [(0, 1, True), (1, 0, True)]


NAMES = st.sampled_from(["Blues", "Reds", "Aldar", None])


@given(
    st.lists(st.tuples(NAMES, NAMES), max_size=3),
    st.lists(st.tuples(NAMES, NAMES), max_size=3),
)
def test_matching_is_one_to_one_and_largest(wanted: list[Any], found: list[Any]) -> None:
    golds = [gold(subject=[one], object=[other]) for one, other in wanted]
    tolds = [told(subject=one, object=other) for one, other in found]
    pairs = list(pair(golds, tolds, SYMMETRIC))
    assert len({g for g, _, _ in pairs}) == len({t for _, t, _ in pairs}) == len(pairs)
    fits = [[arguments(g, t, SYMMETRIC)[0] == 2 for t in tolds] for g in golds]
    orders = itertools.permutations(range(len(golds) + len(tolds)), len(golds))
    most = max(sum(t < len(tolds) and fits[g][t] for g, t in enumerate(order)) for order in orders)
    assert sum(triple for _, _, triple in pairs) == most


def test_files_are_read(tmp_path: Path) -> None:
    row = {"relation": "CAPTURE", "subject": ["Blues"], "object": ["Aldar"], "core": True, "status": "asserted"}
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.jsonl").write_text(json.dumps(row) + "\n")
    fact = {
        "relation": "CAPTURE",
        "subject": "Blues",
        "object": "Aldar",
        "evidence": [{"doc": "docs/a.txt"}, {"doc": "b"}],
    }
    (tmp_path / "facts.jsonl").write_text(json.dumps(fact) + "\n")
    system = read_system(tmp_path / "facts.jsonl")
    assert set(system) == {"a", "b"}
    result = evaluate(read_gold(tmp_path / "gold"), system)
    assert result.total.f("triple") == 1.0
    assert json.loads(as_json(result))["relations"]["CAPTURE"]["triple"]["f"] == 1.0
    assert as_table(result)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no gold facts"):
        read_gold(tmp_path)


def test_a_split_shares_out_the_gold(tmp_path: Path) -> None:
    file = tmp_path / "split.txt"
    file.write_text("# a comment\ntune a\nreport b # another\n\ntune c\n")
    parts = read_split(file, {"a": [gold()], "b": [gold("KILL")], "c": []})
    assert {name: list(part) for name, part in parts.items()} == {"tune": ["a", "c"], "report": ["b"]}
    told_of = {"a": [told()], "b": [told("KILL"), told()]}
    results = {name: evaluate(part, told_of) for name, part in parts.items()}
    assert {name: score["total"]["system"] for name, score in json.loads(as_json(results)).items()} == {
        "tune": 1,
        "report": 2,
    }


@pytest.mark.parametrize("text", ["tune a", "tune a\ntune b\nreport a", "tune a\ntune b\ntune c", "tune a b"])
def test_a_split_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "split.txt").write_text(text)
    with pytest.raises(ValueError, match=r"split\.txt"):
        read_split(tmp_path / "split.txt", {"a": [], "b": []})


def sure(*facts: tuple[float, bool]) -> Evaluation:
    result = scored([], [])
    result.sure = list(facts)
    return result


def test_each_fact_of_the_system_is_right_or_not_at_its_confidence() -> None:
    assert scored([gold()], [told(confidence=0.5), told(confidence=0.5), told("KILL")]).sure == [
        (0.5, True),
        (0.5, False),
        (0.0, False),
    ]


def test_confidence_that_is_the_precision_is_not_off() -> None:
    assert sure((0.75, True), (0.75, True), (0.75, True), (0.75, False)).calibration_error() == 0
    assert sure((0.9, True), (0.9, False), (0.1, False), (0.1, False)).calibration_error() == pytest.approx(0.25)
    assert sure().calibration_error() == 0


def test_precision_of_the_surest() -> None:
    result = sure((0.9, True), (0.8, False), (0.7, True), (0.6, False))
    assert [result.precision_at(part) for part in (0.5, 1.0)] == pytest.approx([1.0, 2 / 3])


def test_equally_sure_facts_are_taken_as_one() -> None:
    result = sure((0.9, True), (0.9, False), (0.9, True), (0.1, False))
    assert [result.precision_at(part) for part in (0.5, 1.0)] == pytest.approx([2 / 3, 2 / 3])
    assert sure((0.9, False)).precision_at(0.5) == 0
