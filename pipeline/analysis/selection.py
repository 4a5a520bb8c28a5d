"""Which facts are asked for: the one place that decides it, for functions on tables, for exports and for reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import msgspec

from pipeline.actors.sphere import Point, distance
from pipeline.analysis.names import Called, Kind, Meant, Role, above, knowledge, meant, side
from pipeline.facts import Fact
from pipeline.facts.names import normal

Test = Callable[[Fact], bool]
_PLACE_ROLES: tuple[Role, ...] = ("place", "object")


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What facts have to be like; of several conditions all have to hold, of several values of one any.

    An empty condition holds for every fact. Actors and places are names or ids: ``actors`` are looked for in ``roles``,
    with what is part of them on the day of the fact (``parts``); ``places`` are those where it happens or that are its
    object (but for countries, which act), with what lies in them (``contained``) or, by coordinates, no farther than
    ``within_km``. Relations, statuses and sources are compared without regard to case. A fact lies between ``since``
    and ``until`` (ISO days, inclusive) where its own dates touch theirs; with either of them one without a date is out,
    unless ``undated``.
    """

    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    confidence: float = 0.0
    roles: tuple[Role, ...] = ("subject", "object")
    parts: bool = True
    contained: bool = True
    within_km: float | None = None
    undated: bool = False

    def told(self) -> list[str]:
        """The conditions, each in a few words."""
        named = [
            ("actor", self.actors),
            ("place", self.places),
            ("relation", self.relations),
            ("status", self.statuses),
            ("source", self.sources),
        ]
        found = [f"{what} {' or '.join(names)}" for what, names in named if names]
        found += [f"since {self.since}"] if self.since else []
        found += [f"until {self.until}"] if self.until else []
        return [*found, f"confidence of {self.confidence:g} or more"] if self.confidence else found

    def test(self, facts: Callable[[], Iterable[Fact]]) -> Test:
        """What tells whether a fact is asked for.

        Args:
            facts: opens all the facts, one at a time: what a name means depends on whom they are about. It is called
                once for the actors and once for the places, if any are named.

        Raises:
            UnknownNameError, AmbiguousNameError: a name means nothing, or several.
            ValueError: a distance is asked from a place without coordinates.
        """
        tests: list[Test] = []
        if self.confidence:
            tests.append(lambda fact: fact.confidence >= self.confidence)
        if self.relations:
            tests.append(_one_of(self.relations, lambda fact: [fact.relation]))
        if self.statuses:
            tests.append(_one_of(self.statuses, lambda fact: [fact.status]))
        if self.sources:
            tests.append(_one_of(self.sources, lambda fact: [proof.source or proof.doc for proof in fact.evidence]))
        if self.since or self.until:
            tests.append(self._in_time)
        if self.actors:
            wanted = _meanings(self.actors, "actor", Called(facts(), self.roles))
            tests.append(_has(wanted.values(), "actor", self.roles, self.parts))
        if self.places:
            tests.append(self._in_place(_meanings(self.places, "place", Called(facts(), _PLACE_ROLES))))
        return lambda fact: all(test(fact) for test in tests)

    def among(self, facts: Callable[[], Iterable[Fact]]) -> Among:
        """The facts that are asked for: see :meth:`test`."""
        return Among(facts, self.test(facts))

    def _in_time(self, fact: Fact) -> bool:
        first, last = fact.date_start or fact.date_end, fact.date_end or fact.date_start
        if first is None or last is None:
            return self.undated
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)

    def _in_place(self, wanted: Mapping[str, Meant]) -> Test:
        there = _has(wanted.values(), "place", ("place",), self.contained)
        taken = _has(wanted.values(), "place", ("object",), self.contained)
        countries = {each.id for each in knowledge().places.values() if each.type == "country"}
        centres, km = [], self.within_km
        if km is not None:
            centres = [_point(name, place) for name, place in wanted.items()]

        def near(fact: Fact) -> bool:
            if km is None or fact.lat is None or fact.lon is None:
                return False
            return any(distance(centre, (fact.lat, fact.lon)) <= km for centre in centres)

        return lambda fact: there(fact) or (fact.object_id not in countries and taken(fact)) or near(fact)


class Among:
    """The facts of a selection, read anew each time.

    ``read`` and ``found`` count those that the last reading saw and gave.
    """

    def __init__(self, facts: Callable[[], Iterable[Fact]], test: Test) -> None:
        self._facts, self.holds = facts, test
        self.read = self.found = 0

    def __iter__(self) -> Iterator[Fact]:
        self.read = self.found = 0
        for fact in self._facts():
            self.read += 1
            if self.holds(fact):
                self.found += 1
                yield fact


def _one_of(wanted: Iterable[str], values: Callable[[Fact], Iterable[str]]) -> Test:
    asked = {name.casefold() for name in wanted}
    return lambda fact: any(value.casefold() in asked for value in values(fact))


def _meanings(names: Iterable[str], kind: Kind, called: Called) -> dict[str, Meant]:
    return {name: meant(name, kind, called) for name in names}


def _has(wanted: Iterable[Meant], kind: Kind, roles: Sequence[Role], parts: bool) -> Test:
    """Whether a fact has one of the wanted in one of the roles. A place is part of a place, not of an actor."""
    known = knowledge()
    wanted = list(wanted)
    ids = {each.id for each in wanted if each.id}
    words = {each.name for each in wanted if each.name}

    @cache
    def belongs(an_id: str, day: str | None) -> bool:
        looked = parts and (kind == "place" or an_id not in known.places)
        return an_id in ids or (looked and not ids.isdisjoint(above(known, an_id, day)))

    @cache
    def listed(name: str) -> list[str]:
        return known.candidates(name)[:1]

    def holds(fact: Fact) -> bool:
        for role in roles:
            name, an_id = side(fact, role)
            if name is None:
                continue
            found = [an_id] if an_id else listed(name) if role == "attributed_to" else []
            if any(belongs(each, fact.date_start) for each in found) or (not found and normal(name) in words):
                return True
        return False

    return holds


def _point(name: str, place: Meant) -> Point:
    """Where a place lies.

    Raises:
        ValueError: that is not known.
    """
    entry = knowledge().places.get(place.id or "")
    if entry is None or entry.lat is None or entry.lon is None:
        raise ValueError(f"{name!r} has no coordinates in configs/places.jsonl: no distance can be taken from it")
    return entry.lat, entry.lon
