"""Who held which place, from when to when: read off the facts that tell of control, capture and withdrawal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from pipeline.facts.models import Fact

CAPTURED, WITHDREW, SEEN, LOST = "captured", "withdrew", "seen", "lost"
#: The relations that tell of control, in the order of one day: a place is given up, then taken, then seen to be held.
RELATIONS = ("WITHDRAW", "CAPTURE", "CONTROLS")
_PLACE = "place:"
_TOLD = frozenset({"asserted", "reported"})


class Holder(NamedTuple):
    """Who holds a place: a name, and an id where a file lists it."""

    name: str
    id: str | None = None

    @property
    def key(self) -> str:
        """What it is known again by."""
        return self.id or self.name


#: Whether two are one side on a day (ISO): the same, or one part of the other.
OneSide = Callable[[Holder, Holder, str], bool]


class Telling(msgspec.Struct, frozen=True):
    """A fact that a holding rests on, over the ISO days from ``first`` to ``last``.

    Without ``dated`` no text dates it, and both are the day on which it was first published.
    """

    fact: str
    relation: str
    first: str
    last: str
    dated: bool


class Holding(msgspec.Struct, kw_only=True):
    """One actor's hold on one place.

    ``start`` and ``last_seen`` are ISO days between which it is told. ``began`` says how it begins (``captured``, or
    first ``seen``); it is older than ``start`` unless it is ``dated``. ``ended`` is how it ends, on the day ``end``:
    ``captured`` by another, ``withdrew``, or ``lost`` where another is seen to hold the place later; None while nothing
    says that it ended. ``told`` is what it rests on, ``ended_by`` the fact of another that ends it. ``disputed_by`` are
    the other actors that are told to hold the place on one of its days, ``contradicted_by`` the facts that contradict
    one of its own.
    """

    place: str
    place_id: str
    lat: float | None = None
    lon: float | None = None
    holder: str
    holder_id: str | None = None
    start: str
    last_seen: str
    dated: bool = True
    end: str | None = None
    began: str = SEEN
    ended: str | None = None
    told: list[Telling] = []
    ended_by: str | None = None
    disputed_by: list[str] = []
    contradicted_by: list[str] = []

    @property
    def facts(self) -> list[str]:
        """The ids of the facts that say all this."""
        return [*(telling.fact for telling in self.told), *([self.ended_by] if self.ended_by else [])]

    @property
    def disputed(self) -> bool:
        """Whether others are told to hold the place at the time, or that it is held is denied."""
        return bool(self.disputed_by or self.contradicted_by)


class _Event(NamedTuple):
    fact: Fact
    who: Holder
    told: Telling


def the_same(one: Holder, other: Holder, day: str) -> bool:
    """Whether two holders are one, where nothing is known of parts."""
    return one.key == other.key


def control_timeline(facts: Iterable[Fact], one_side: OneSide = the_same) -> list[Holding]:
    """The holdings that facts tell, by place and then in the order of time.

    Takes CONTROLS, CAPTURE and WITHDRAW that are asserted or reported of a listed place, whole, by a named actor. What
    no text dates counts for the day on which it was first published: it shows who held the place by then, not since
    when. A capture ends what another side holds of the place; who leaves ends what their own side holds, and shows that
    it was held, unless another does. A place is that place alone: who takes a district does not thereby take the city.

    Args:
        facts: in any order.
        one_side: tells whether two actors hold a place together: an army and its brigade.
    """
    places: dict[str, list[_Event]] = defaultdict(list)
    for fact in facts:
        event = _event(fact)
        if event is not None:
            places[fact.object_id or ""].append(event)
    found = [holding for place in sorted(places) for holding in _holdings(places[place], one_side)]
    return sorted(found, key=lambda holding: (holding.place, holding.place_id, holding.start, holding.holder))


def _event(fact: Fact) -> _Event | None:
    """A fact as one that tells who holds a place; None where it does not."""
    if fact.relation not in RELATIONS or fact.status not in _TOLD or not fact.subject or not fact.object:
        return None
    part_of_it = fact.quantity_low is not None or fact.quantity_high is not None  # "70 percent of the city"
    if part_of_it or not (fact.object_id or "").startswith(_PLACE):
        return None
    who = Holder(fact.subject, fact.subject_id)
    if fact.date_start or fact.date_end:
        first, last = fact.date_start or fact.date_end or "", fact.date_end or fact.date_start or ""
        return _Event(fact, who, Telling(fact.id, fact.relation, first, last, True))
    published = min((proof.published[:10] for proof in fact.evidence if proof.published), default=None)
    return _Event(fact, who, Telling(fact.id, fact.relation, published, published, False)) if published else None


def _order(event: _Event) -> tuple[str, int, str, str]:
    return event.told.first, RELATIONS.index(event.fact.relation), event.told.last, event.fact.id


def _holdings(events: Iterable[_Event], one_side: OneSide) -> Iterator[Holding]:
    """The holdings of one place."""
    now: list[Holding] = []
    for event in sorted(events, key=_order):
        fact, day = event.fact, event.told.first
        mine = next((one for one in now if one_side(Holder(one.holder, one.holder_id), event.who, day)), None)
        if fact.relation == "WITHDRAW":
            if mine is None and now:
                continue
            mine = mine or _begin(event)
            _tell(mine, event, until=day)
            mine.end, mine.ended = day, WITHDREW
            now = [one for one in now if one is not mine]
            yield mine
            continue
        takes = fact.relation == "CAPTURE" and event.told.dated  # an undated one may be told of long ago
        for other in [one for one in now if one is not mine]:
            if takes or other.last_seen < day:
                _end(other, day, CAPTURED if takes else LOST, fact)
                now.remove(other)
                yield other
        if mine is None:
            mine = _begin(event)
            now.append(mine)
        _tell(mine, event, until=event.told.last)
        for other in now:
            if other is not mine and other.last_seen >= day:
                mine.disputed_by = sorted({*mine.disputed_by, other.holder})
                other.disputed_by = sorted({*other.disputed_by, mine.holder})
    yield from now


def _begin(event: _Event) -> Holding:
    fact, told = event.fact, event.told
    return Holding(
        place=fact.object or "",
        place_id=fact.object_id or "",
        lat=fact.lat if fact.place_id == fact.object_id else None,
        lon=fact.lon if fact.place_id == fact.object_id else None,
        holder=event.who.name,
        holder_id=event.who.id,
        start=told.first,
        last_seen=told.first,
        dated=told.dated and fact.relation != "WITHDRAW",
        began=CAPTURED if fact.relation == "CAPTURE" else SEEN,
    )


def _tell(holding: Holding, event: _Event, until: str) -> None:
    holding.last_seen = max(holding.last_seen, until)
    holding.told.append(event.told)
    holding.contradicted_by = sorted({*holding.contradicted_by, *event.fact.disputed_by})


def _end(holding: Holding, day: str, how: str, fact: Fact) -> None:
    holding.end, holding.ended, holding.ended_by = day, how, fact.id
    holding.last_seen = max(holding.start, min(holding.last_seen, day))
