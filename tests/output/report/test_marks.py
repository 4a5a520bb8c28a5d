"""Which words of a text are marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import Document, Span, Value
from pipeline.facts import Mark, merge
from pipeline.output.report.marks import ROLES, full_marks, stretches
from tests.facts.build import document, statement
from tests.output.report.conftest import RULES, cued, dated


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ([], []),
        ([(0, 4, "subject"), (9, 14, "object")], [(0, 4, "subject"), (9, 14, "object")]),
        ([(0, 8, "object"), (3, 5, "place")], [(0, 3, "object"), (3, 5, "place"), (5, 8, "object")]),
        ([(0, 4, "source"), (0, 4, "subject")], [(0, 4, "subject source")]),
        ([(0, 5, "subject"), (3, 6, "trigger")], [(0, 3, "subject"), (3, 5, "trigger"), (5, 6, "trigger")]),
        ([(2, 2, "subject")], []),
    ],
)
def test_of_two_marks_the_shorter_shows(marks: list[tuple[int, int, str]], found: list[tuple[int, int, str]]) -> None:
    assert [(one.start, one.end, one.roles) for one in stretches(Mark(*mark) for mark in marks)] == found


@given(st.lists(st.builds(Mark, st.integers(0, 30), st.integers(0, 30), st.sampled_from(ROLES)), max_size=8))
def test_stretches_cover_what_marks_cover_once(marks: list[Mark]) -> None:
    found = stretches(marks)
    covered = [offset for one in found for offset in range(one.start, one.end)]
    assert covered == sorted({offset for mark in marks for offset in range(mark.start, mark.end)})


def words(record: Document, number: int = 0) -> dict[str, str]:
    """Marked words by role, of one of the facts of a record."""
    facts = merge([record], RULES)
    proof = next(fact.evidence[0] for fact in facts if fact.evidence[0].start == record.sents[number].start)
    return {mark.role: record.text[mark.start : mark.end] for mark in full_marks(record, proof)}


def test_arguments_and_trigger() -> None:
    record = document("a", statement("ATTACK", "Blue Army", "Red Front", place="Aldar", attributed_to="Radio Nor"))
    assert words(record) == {
        "subject": "Blue Army",
        "trigger": "ATTACK",
        "object": "Red Front",
        "place": "Aldar",
        "source": "Radio Nor",
    }


def test_the_date_in_its_sentence_before_others() -> None:
    day = ("2016-11-01", "2016-11-01")
    record = document("a", statement("ATTACK", "Blue Army", "Red Front", place="Aldar", date=day))
    inside = record.text.index("Aldar")
    record.spans.append(Span(inside, inside + 5, 0, 0, "DATE", "date", value=Value(*day)))
    dated(record, "1 November", *day)
    assert words(record)["date"] == "Aldar"


def test_a_date_of_another_sentence() -> None:
    record = document("a", statement("ATTACK", "Blue Army", "Red Front", date=("2016-11-01", "2016-11-01")))
    dated(record, "2 November", "2016-11-02", "2016-11-02")
    dated(record, "1 November", "2016-11-01", "2016-11-01")
    assert words(record)["date"] == "1 November"


def test_an_end_of_the_period_is_a_date_of_it_in_the_sentence_alone() -> None:
    record = document("a", statement("CONTROLS", "Blue Army", "Aldar", date=("2014-06-01", "2017-08-27")))
    dated(record, "June 2014", "2014-06-01", "2014-06-30")
    assert "date" not in words(record)
    record.spans[-1].start = record.text.index("Aldar")
    record.spans[-1].end = record.spans[-1].start + 5
    assert words(record)["date"] == "Aldar"


def test_a_number_and_a_cue() -> None:
    record = document("a", statement("KILL", "Red Front", "residents", quantity=(5.0, 5.0)))
    at = record.text.index("residents")
    record.spans.append(Span(at, at + 9, 0, 0, "QUANTITY", "quantity", value=Value(low=5.0, high=5.0)))
    cued(record, 0, "Red")
    assert (words(record)["quantity"], words(record)["cue"]) == ("residents", "Red")


def test_of_two_statements_of_one_trigger_the_right_one() -> None:
    first = statement("ATTACK", "Blue Army", "Red Front", date=("2016-11-01", "2016-11-01"))
    record = document("a", first)
    other = document("a", statement("ATTACK", "Blue Army", "Red Front")).statements[0]
    other.object = other.subject
    record.statements.insert(0, other)
    dated(record, "1 November", "2016-11-01", "2016-11-01")
    proof = merge([document("a", first)], RULES)[0].evidence[0]
    assert "date" in {mark.role for mark in full_marks(record, proof)}
