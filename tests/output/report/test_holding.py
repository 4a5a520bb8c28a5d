"""Who held which place when."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.facts import Evidence, Fact
from pipeline.output.report.holding import holdings


def fact(relation: str, who: str | None, start: str | None = None, end: str | None = None, **values: Any) -> Fact:
    """A fact about Aldar, published on 1 December 2016."""
    proof = Evidence("d", "t", 0, 1, published="2016-12-01")
    given = {"object": "Aldar", "object_id": "place:aldar", "place": "Aldar", "evidence": [proof]}
    return Fact(
        **{
            "id": "x",
            "relation": relation,
            "subject": who,
            "date_start": start,
            "date_end": end or start,
            **given,
            **values,
        }
    )


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (fact("CONTROLS", "Blues", "2016-01-01", "2016-03-01"), "held"),
        (fact("CAPTURE", "Blues", "2016-01-01"), "taken"),
        (fact("CAPTURE", "Blues", "2016-01-01", status="reported"), "taken"),
        (fact("WITHDRAW", "Blues", "2016-01-01"), "left"),
        (fact("WITHDRAW", "Blues", "2016-01-01", object=None, object_id=None), "left"),
        (fact("CAPTURE", "Blues", "2016-01-01", status="negated"), "denied"),
        (fact("CAPTURE", "Blues", "2016-01-01", status="planned"), None),
        (fact("CAPTURE", "Blues", "2016-01-01", object="tanks", object_id=None), None),
        (fact("CAPTURE", None, "2016-01-01"), None),
        (fact("ATTACK", "Blues", "2016-01-01"), None),
    ],
)
def test_kinds(one: Fact, kind: str | None) -> None:
    assert [holding.kind for holding in holdings([one])] == ([kind] if kind else [])


def test_what_no_text_dates_stands_on_the_day_of_publication() -> None:
    [one] = holdings([fact("CONTROLS", "Blues")])
    assert (one.start, one.end, one.said) == ("2016-12-01", "2016-12-01", True)


@pytest.mark.parametrize(
    ("later", "until"),
    [
        (fact("CAPTURE", "Reds", "2016-05-01"), "2016-05-01"),
        (fact("CONTROLS", "Reds", "2016-05-01", "2016-08-01"), "2016-05-01"),
        (fact("WITHDRAW", "Blues", "2016-05-01"), "2016-05-01"),
        (fact("WITHDRAW", "Reds", "2016-05-01"), None),
        (fact("CAPTURE", "Blues", "2016-05-01"), None),
        (fact("CAPTURE", "Reds", "2016-05-01", status="negated"), None),
        (fact("CAPTURE", "Reds", "2016-05-01", object="Nor", object_id="place:nor"), None),
    ],
)
def test_a_capture_lasts_until_other_hands_have_the_place(later: Fact, until: str | None) -> None:
    found = holdings([later, fact("CAPTURE", "Blues", "2016-01-01")])
    assert next(one.until for one in found if one.start == "2016-01-01") == until
