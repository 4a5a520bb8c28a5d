"""Who held a place, from when to when."""

from __future__ import annotations

from typing import Any

from pipeline.facts import Evidence, Fact, Holding, control_timeline

FIRST, SECOND, THIRD = "2016-11-01", "2016-11-10", "2016-12-01"


def fact(
    fact_id: str, relation: str, subject: str | None, day: str | None, last: str | None = None, **more: Any
) -> Fact:
    values: dict[str, Any] = {"object": "Aldar", "object_id": "place:aldar", "place_id": "place:aldar"}
    return Fact(
        id=fact_id, relation=relation, subject=subject, date_start=day, date_end=last or day, **{**values, **more}
    )


def told(*facts: Fact) -> list[tuple[str, str, str, str | None, str | None]]:
    return [(h.holder, h.start, h.last_seen, h.end, h.ended) for h in control_timeline(facts)]


def test_a_capture_ends_what_another_held() -> None:
    assert told(fact("1", "CONTROLS", "Red", FIRST), fact("2", "CAPTURE", "Blue", SECOND)) == [
        ("Red", FIRST, FIRST, SECOND, "captured"),
        ("Blue", SECOND, SECOND, None, None),
    ]


def test_a_withdrawal_ends_a_hold() -> None:
    assert told(fact("1", "CAPTURE", "Red", FIRST), fact("2", "WITHDRAW", "Red", SECOND)) == [
        ("Red", FIRST, SECOND, SECOND, "withdrew")
    ]


def test_a_withdrawal_shows_that_the_place_was_held() -> None:
    (held,) = control_timeline([fact("1", "WITHDRAW", "Red", FIRST)])
    assert (held.start, held.dated, held.end, held.ended) == (FIRST, False, FIRST, "withdrew")


def test_who_leaves_what_another_holds_ends_nothing() -> None:
    assert told(fact("1", "CAPTURE", "Red", FIRST), fact("2", "WITHDRAW", "Blue", SECOND)) == [
        ("Red", FIRST, FIRST, None, None)
    ]


def test_who_is_seen_later_has_taken_it_unseen() -> None:
    assert told(fact("1", "CONTROLS", "Red", FIRST), fact("2", "CONTROLS", "Blue", THIRD)) == [
        ("Red", FIRST, FIRST, THIRD, "lost"),
        ("Blue", THIRD, THIRD, None, None),
    ]


def test_what_goes_on_is_one_hold() -> None:
    (held,) = control_timeline([fact("1", "CAPTURE", "Red", FIRST), fact("2", "CONTROLS", "Red", SECOND, THIRD)])
    assert (held.began, held.start, held.last_seen, held.facts) == ("captured", FIRST, THIRD, ["1", "2"])


def test_two_on_one_day_dispute_it() -> None:
    found = control_timeline([fact("1", "CONTROLS", "Red", FIRST, THIRD), fact("2", "CONTROLS", "Blue", SECOND)])
    assert [holding.disputed_by for holding in found] == [["Blue"], ["Red"]]


def test_lost_and_retaken_is_held_twice() -> None:
    found = told(
        fact("1", "CAPTURE", "Red", FIRST), fact("2", "CAPTURE", "Blue", SECOND), fact("3", "CAPTURE", "Red", THIRD)
    )
    assert [(holder, start, end) for holder, start, _, end, _ in found] == [
        ("Red", FIRST, SECOND),
        ("Blue", SECOND, THIRD),
        ("Red", THIRD, None),
    ]


def test_an_undated_hold_counts_for_its_publication() -> None:
    proof = Evidence("a", "", 0, 0, published=SECOND)
    assert told(fact("1", "CONTROLS", "Red", None, evidence=[proof])) == [("Red", SECOND, SECOND, None, None)]


def test_an_undated_capture_shows_a_holder_and_takes_from_nobody_who_is_seen_then() -> None:
    proof = Evidence("a", "", 0, 0, published=f"{SECOND}T08:00:00Z")
    red, blue = fact("1", "CONTROLS", "Red", FIRST, THIRD), fact("2", "CAPTURE", "Blue", None, evidence=[proof])
    found = control_timeline([red, blue])
    assert [(one.holder, one.start, one.dated, one.end) for one in found] == [
        ("Red", FIRST, True, None),
        ("Blue", SECOND, False, None),
    ]
    assert [one.disputed_by for one in found] == [["Blue"], ["Red"]]


def test_what_contradicts_a_fact_disputes_the_hold() -> None:
    (held,) = control_timeline([fact("1", "CAPTURE", "Red", FIRST, disputed_by=["9"])])
    assert (held.contradicted_by, held.disputed) == (["9"], True)


def test_what_rests_on_what_is_said() -> None:
    red, blue = control_timeline([fact("1", "CAPTURE", "Red", FIRST, SECOND), fact("2", "CAPTURE", "Blue", THIRD)])
    assert [(one.fact, one.relation, one.first, one.last, one.dated) for one in red.told] == [
        ("1", "CAPTURE", FIRST, SECOND, True)
    ]
    assert (red.ended_by, red.facts, blue.facts) == ("2", ["1", "2"], ["2"])


def test_part_and_whole_hold_together() -> None:
    facts = [fact("1", "CAPTURE", "Red Brigade", FIRST), fact("2", "CONTROLS", "Red Army", SECOND)]
    (held,) = control_timeline(facts, lambda one, other, _: one.name.split()[0] == other.name.split()[0])
    assert (held.holder, held.last_seen, held.facts) == ("Red Brigade", SECOND, ["1", "2"])


def test_places_are_apart_and_in_order() -> None:
    city = {"object": "Tel", "object_id": "place:tel", "place_id": "place:tel"}
    found = control_timeline([fact("1", "CAPTURE", "Red", FIRST, **city), fact("2", "CAPTURE", "Blue", SECOND)])
    assert [(holding.place, holding.holder) for holding in found] == [("Aldar", "Blue"), ("Tel", "Red")]


def test_plans_denials_and_what_says_too_little_count_for_nothing() -> None:
    facts = [
        fact("1", "CAPTURE", "Red", FIRST, status="planned"),
        fact("2", "CONTROLS", "Red", FIRST, status="negated"),
        fact("3", "CAPTURE", None, FIRST),
        fact("4", "CAPTURE", "Red", None),
        fact("8", "CAPTURE", "Red", FIRST, quantity_low=70.0),
        fact("9", "CAPTURE", "Red", FIRST, object="Green Army", object_id="actor:green"),
        fact("5", "ATTACK", "Red", FIRST),
        fact("6", "CAPTURE", "Red", FIRST, object="two tanks", object_id=None, place_id=None),
    ]
    assert control_timeline(facts) == []


def test_the_order_of_facts_does_not_matter() -> None:
    facts = [
        fact("1", "CONTROLS", "Red", FIRST, THIRD),
        fact("2", "CAPTURE", "Blue", SECOND),
        fact("3", "CONTROLS", "Red", THIRD),
    ]
    found: list[Holding] = control_timeline(facts)
    assert control_timeline(reversed(facts)) == found
