"""Who held which place when, as facts tell it: periods of control, captures and withdrawals, place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from pipeline.facts import Fact

_KINDS = {"CONTROLS": "held", "CAPTURE": "taken", "WITHDRAW": "left"}
_SURE = frozenset({"asserted", "reported"})


class Holding(msgspec.Struct):
    """One fact about who holds a place.

    ``kind`` is ``held`` (over its period), ``taken``, ``left``, or ``denied`` where a text says that it is not so. Days
    are ISO, both inclusive. ``said`` is true where no text dates it: then ``start`` is the day of publication.
    ``until`` is the day on which another fact has somebody else take or hold the place, or this holder leave it.
    """

    place: str
    holder: str
    kind: str
    start: str
    end: str
    said: bool
    fact: int
    until: str | None = None


def holdings(facts: Sequence[Fact]) -> list[Holding]:
    """The facts about control of named places, in the order of places and time; plans and guesses are left out."""
    by_place: dict[str, list[Holding]] = defaultdict(list)
    for index, fact in enumerate(facts):
        made = _holding(fact, index)
        if made is not None:
            by_place[made.place].append(made)
    for told in by_place.values():
        told.sort(key=lambda holding: (holding.start, holding.end, holding.holder))
        _close(told)
    return [holding for place in sorted(by_place) for holding in by_place[place]]


def _holding(fact: Fact, index: int) -> Holding | None:
    kind = _KINDS.get(fact.relation)
    place = _place(fact)
    if kind is None or place is None or not fact.subject:
        return None
    if fact.status == "negated":
        kind = "denied"
    elif fact.status not in _SURE:
        return None
    start, end = fact.date_start or fact.date_end, fact.date_end or fact.date_start
    said = min((proof.published for proof in fact.evidence if proof.published), default=None)
    if start and end:
        return Holding(place, fact.subject, kind, start, end, False, index)
    return Holding(place, fact.subject, kind, said, said, True, index) if said else None


def _place(fact: Fact) -> str | None:
    """The place that is held, taken or left: not a building in it, nor a tank."""
    if (fact.object_id or "").startswith("place:"):
        return fact.object
    return fact.place if fact.relation == "WITHDRAW" and fact.object is None else None


def _close(told: list[Holding]) -> None:
    """Let what begins with a capture end where another fact ends it; of one place, in the order of time."""
    for i, one in enumerate(told):
        if one.kind != "taken":
            continue
        for other in told[i + 1 :]:
            changed = other.kind in ("held", "taken") and other.holder != one.holder
            if other.start > one.end and (changed or (other.kind == "left" and other.holder == one.holder)):
                one.until = other.start
                break
