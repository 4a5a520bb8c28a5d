"""Who held which place, from when to when: read off the facts that tell of control, capture and withdrawal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from pipeline.facts.models import Fact

CAPTURED, WITHDREW, SEEN, LOST = "captured", "withdrew", "seen", "lost"
_RELATIONS = frozenset({"CONTROLS", "CAPTURE", "WITHDRAW"})
_ACTOR = "actor:"
_TOLD = frozenset({"asserted", "reported"})
#: On one day a place is first given up, then taken, then seen to be held.
_ORDER = {"WITHDRAW": 0, "CAPTURE": 1, "CONTROLS": 2}


class Holding(msgspec.Struct, kw_only=True):
    """One actor's hold on one place.

    ``start`` and ``last_seen`` are ISO days between which it is told; ``began`` says how it begins (``captured``, or
    first ``seen``). ``ended`` is how it ends, on the day ``end``: ``captured`` by another, ``withdrew``, or ``lost``
    where another is seen to hold the place later; None while nothing says that it ended. ``facts`` are the ids it rests
    on, ``disputed_by`` the other actors that are told to hold the place on one of its days.
    """

    place: str
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    holder: str
    holder_id: str | None = None
    start: str
    last_seen: str
    end: str | None = None
    began: str = SEEN
    ended: str | None = None
    facts: list[str] = []
    disputed_by: list[str] = []


class _Event(msgspec.Struct, frozen=True):
    fact: Fact
    first: str
    last: str


def control_timeline(facts: Iterable[Fact]) -> list[Holding]:
    """The holdings that facts tell, by place and then in the order of time.

    Takes CONTROLS, CAPTURE and WITHDRAW that are asserted or reported of a listed place, by a named actor, and dated;
    CONTROLS without a date counts for the day on which it was first published. A capture ends what others hold of the
    place. A place is that place alone: who takes a district does not thereby take the city.
    """
    places: dict[str, list[_Event]] = defaultdict(list)
    for fact in facts:
        if fact.relation in _RELATIONS and fact.status in _TOLD and fact.subject and fact.object:
            days = _days(fact)
            if days and fact.object_id and not fact.object_id.startswith(_ACTOR):
                places[fact.object_id].append(_Event(fact, *days))
    found = [holding for place in sorted(places) for holding in _holdings(places[place])]
    return sorted(found, key=lambda holding: (holding.place, holding.place_id or "", holding.start, holding.holder))


def _days(fact: Fact) -> tuple[str, str] | None:
    if fact.date_start or fact.date_end:
        return fact.date_start or fact.date_end or "", fact.date_end or fact.date_start or ""
    published = min((proof.published for proof in fact.evidence if proof.published), default=None)
    return (published, published) if published and fact.relation == "CONTROLS" else None


def _holdings(events: Iterable[_Event]) -> Iterator[Holding]:
    """The holdings of one place."""
    held: list[Holding] = []
    open_by: dict[str, Holding] = {}
    for event in sorted(events, key=lambda e: (e.first, _ORDER[e.fact.relation], e.last, e.fact.id)):
        fact = event.fact
        actor = fact.subject_id or fact.subject or ""
        mine = open_by.get(actor)
        if fact.relation == "WITHDRAW":
            if mine is not None:
                _end(mine, event.first, WITHDREW, fact)
                del open_by[actor]
            continue
        if fact.relation == "CAPTURE":
            for other in [name for name in open_by if name != actor]:
                _end(open_by.pop(other), event.first, CAPTURED, fact)
        else:
            for other, rival in list(open_by.items()):
                if other != actor and rival.last_seen < event.first:
                    _end(open_by.pop(other), event.first, LOST, fact)
        if mine is None:
            mine = open_by[actor] = _begin(event)
            held.append(mine)
        mine.last_seen = max(mine.last_seen, event.last)
        mine.facts.append(fact.id)
        for other, rival in open_by.items():
            if other != actor and rival.last_seen >= event.first:
                _dispute(mine, rival)
    yield from held


def _begin(event: _Event) -> Holding:
    fact = event.fact
    return Holding(
        place=fact.object or "",
        place_id=fact.object_id,
        lat=fact.lat,
        lon=fact.lon,
        holder=fact.subject or "",
        holder_id=fact.subject_id,
        start=event.first,
        last_seen=event.first,
        began=CAPTURED if fact.relation == "CAPTURE" else SEEN,
    )


def _end(holding: Holding, day: str, how: str, fact: Fact) -> None:
    holding.end, holding.ended = day, how
    holding.last_seen = max(holding.start, min(holding.last_seen, day))
    holding.facts.append(fact.id)


def _dispute(one: Holding, other: Holding) -> None:
    one.disputed_by = sorted({*one.disputed_by, other.holder})
    other.disputed_by = sorted({*other.disputed_by, one.holder})
