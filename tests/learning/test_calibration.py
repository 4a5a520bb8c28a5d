"""The confidence of facts, fitted to gold and measured on documents left out."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.facts import FactRules
from pipeline.learning.calibration import Case, cases, fit_facts, fit_statements, fold_of, held_out
from pipeline.learning.evaluate import gold_fact
from tests.facts.build import document, statement


def gold(**more: Any) -> Any:
    return gold_fact({"relation": "CAPTURE", "subject": ["Blue Army"], "object": ["Aldar"], **more})


def made(count: int = 40) -> list[Case]:
    """Documents with a good fact told twice, two good ones in three told once, and bad ones, half right."""
    found = []
    for number in range(count):
        doc = f"d{number}"
        found += [
            Case(doc, "CAPTURE", (frozenset({"good"}),) * 2, 1, True, 1.0),
            Case(doc, "CAPTURE", (frozenset({"good"}),), 1, number % 3 > 0, 1.0),
            Case(doc, "CAPTURE", (frozenset({"bad"}),), 1, number % 2 > 0, 1.0),
        ]
    return found


def test_a_fact_is_a_case_in_each_document_of_the_gold_that_tells_it() -> None:
    records = [
        document("sub/a", statement(), statement(place="Aldar"), statement("KILL"), source="Wire"),
        document("b", statement(), source="Post", around=" at last"),
        document("c", statement(), source="None"),
    ]
    found = list(cases(records, {"a": [gold()], "b": []}, FactRules(), 0.5))
    assert [(case.doc, case.relation, len(case.statements), case.sources, case.right) for case in found] == [
        ("a", "CAPTURE", 3, 2, True),
        ("a", "KILL", 1, 1, False),
        ("b", "CAPTURE", 3, 2, False),
    ]
    assert {case.weight for case in found} == {0.5}
    assert "relation CAPTURE" in found[0].statements[0]


def test_what_is_told_twice_is_surer() -> None:
    fitted = fit_facts(made(), "made up")
    assert fitted.statements > 0
    assert fitted.provenance == "made up"


def test_statements_share_the_weight_of_their_document() -> None:
    model = fit_statements(made())
    assert model.of({"good"}) > model.of({"bad"})


def test_each_document_is_judged_by_weights_that_have_not_seen_it() -> None:
    rows = made()
    odd = [Case("odd", "CAPTURE", (frozenset({"odd"}),), 1, True, 1.0)] * 30
    said = {row.doc: sure for row, sure in held_out([*rows, *odd])}
    assert len(held_out(rows)) == len(rows)
    assert said["odd"] < fit_facts([*rows, *odd]).of(odd[0].support(fit_statements([*rows, *odd])))


def test_documents_are_dealt_by_their_names() -> None:
    assert fold_of("a") == fold_of("a")
    assert {fold_of(f"d{number}") for number in range(100)} == set(range(10))


def test_one_document_is_too_few() -> None:
    with pytest.raises(ValueError, match="two parts"):
        fit_facts(made(1))
