"""Outlets, sentences and words."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.analysis import UnknownNameError, compare, evidence, sources, told_by, told_in, wording
from tests.analysis.table import fact, table


def both() -> pd.DataFrame:
    shared = fact("CAPTURE", "Iraqi Army", "Mosul", source="One", doc="a", published="2017-07-09")
    shared.evidence += fact("CAPTURE", "Iraqi troops", "Mosul", source="Two", doc="b").evidence
    return table(
        shared, fact("KILL", "x", "y", source="One", doc="a"), fact("KILL", "x", "z", source="Two", doc="c"),
        fact("MEET", "x", "z", source=None, doc="d"),
    )  # fmt: skip


def test_evidence_is_a_row_a_sentence() -> None:
    found = evidence(both())
    assert list(found.relation) == ["CAPTURE", "CAPTURE", "KILL", "KILL", "MEET"]
    assert list(found.source) == ["One", "Two", "One", "Two", "d"]
    assert found.published.iloc[0] == pd.Timestamp("2017-07-09")
    assert len(evidence(both()[:0])) == 0


@pytest.mark.parametrize("said", ["2017-07-09", "2017-07-09T23:30:00Z", "2017-07-09T01:00:00+03:00"])
def test_published_is_a_day(said: str) -> None:
    facts = table(fact("MEET", "x", "y", published=said), fact("MEET", "x", "z"))
    first, second = evidence(facts).published
    assert (first, pd.isna(second)) == (pd.Timestamp("2017-07-09"), True)


def test_sources_are_counted() -> None:
    found = sources(both())
    assert list(found.index) == ["Two", "One", "d"]
    assert found.loc["Two", ["documents", "facts", "sentences"]].tolist() == [2, 2, 2]


def test_told_by_an_outlet_and_in_documents() -> None:
    assert list(told_by(both(), "One").relation) == ["CAPTURE", "KILL"]
    assert list(told_by(both(), ["One", "d"]).relation) == ["CAPTURE", "KILL", "MEET"]
    assert list(told_in(both(), ["c"]).relation) == ["KILL"]


def test_compare_says_who_tells_what() -> None:
    found = compare(both(), "One", "Two")
    assert list(zip(found.relation, found.told_by, strict=True)) == [
        ("CAPTURE", "both"), ("KILL", "One"), ("KILL", "Two"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="is one outlet"):
        compare(both(), "One", "One")


def test_an_unknown_outlet_has_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="no document here is of 'Onne'; did you mean 'One'"):
        told_by(both(), "Onne")


def test_wording_is_in_the_words_of_the_texts() -> None:
    found = wording(both())
    told = found[found.name == "Iraqi Army"].sort_values("source")
    assert list(zip(told.source, told.words, told.sentences, strict=True)) == [
        ("One", "Iraqi Army", 1), ("Two", "Iraqi troops", 1),
    ]  # fmt: skip
