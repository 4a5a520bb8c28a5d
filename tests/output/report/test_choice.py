"""Which facts a report shows."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.facts import Evidence, Fact
from pipeline.output.report import choice
from pipeline.output.report.choice import MOST_PROOFS, choose


def fact(id_: str = "x", **values: Any) -> Fact:
    """A fact that Blue Guard attacked in the Old Quarter."""
    given = {"subject": "Blue Guard", "object": "Red Front", "place": "Old Quarter", "confidence": 0.8}
    return Fact(**{"id": id_, "relation": "ATTACK", "evidence": [Evidence("d", "t", 0, 1)], **given, **values})


def test_of_too_many_the_best_told_stay_in_their_order() -> None:
    facts = [fact(str(i), n_documents=count) for i, count in enumerate([1, 3, 2, 1, 5])]
    chosen = choose(iter(facts), limit=3)
    assert [one.fact.id for one in chosen.facts] == ["1", "2", "4"]
    assert (chosen.found, chosen.left_out) == (5, 2)


def test_what_is_left_out_can_be_asked_for() -> None:
    facts = [fact(str(i), subject="Blue Army" if i % 3 else "Red Front") for i in range(9)]
    chosen = choose(facts, limit=2)
    assert ("actor", "Blue Army", 6) in chosen.proposals
    assert ("place", "Old Quarter", 9) in chosen.proposals
    assert choose(facts).proposals == []


def test_what_waits_for_review_is_kept_apart_the_surest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "MOST_REVIEW", 2)
    unsure = [fact(str(sure), confidence=sure) for sure in (0.1, 0.3, 0.2)]
    chosen = choose([fact()], iter(unsure))
    assert [(one.fact.confidence, one.review) for one in chosen.shown] == [(0.8, False), (0.3, True), (0.2, True)]
    assert (chosen.found, chosen.review, chosen.left_out) == (1, 3, 0)


def test_memory_holds_what_is_shown_and_no_more() -> None:
    def run() -> Iterator[Fact]:
        for number in range(3000):
            proofs = [Evidence(f"d{number}", f"{number} {i} {'word ' * 100}", 0, 500) for i in range(20)]
            yield fact(str(number), evidence=proofs)

    tracemalloc.start()
    chosen = choose(run(), limit=10)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000, "all together are some 40 MB"
    assert [(len(one.fact.evidence), one.more) for one in chosen.facts] == [(MOST_PROOFS, 20 - MOST_PROOFS)] * 10
