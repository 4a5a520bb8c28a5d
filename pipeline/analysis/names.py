"""From a name as people write it to the actor or place that it means, in the knowledge or in the facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Literal

import msgspec
from rapidfuzz import fuzz, process

from pipeline.actors.knowledge import Actor, Knowledge, Place, load_knowledge
from pipeline.facts import Fact
from pipeline.facts.names import normal
from pipeline.output.exports import Region
from pipeline.resources import configs_dir

Role = Literal["subject", "object", "place", "attributed_to"]
Kind = Literal["actor", "place"]

_TOWN = re.compile(r"place:.+-(?P<country>[a-z]{2})-\d+")

#: How alike a name has to be to be suggested (0 to 100), and how many are.
_ALIKE, _MOST = 70, 3


class UnknownNameError(ValueError):
    """A name that neither the knowledge nor the facts have; the message names the nearest ones."""


class AmbiguousNameError(ValueError):
    """A name that several actors or places of the facts have; the message gives the ids to choose from."""


class Meant(msgspec.Struct, frozen=True):
    """What a name means: the id of an actor or place, or (of what no file lists) a name, made :func:`normal`."""

    id: str | None = None
    name: str | None = None


def knowledge() -> Knowledge:
    """The actors and places of the configuration."""
    return load_knowledge(configs_dir())


class Called:
    """What facts call those who have a role in them: ids, and names with the id of what they name."""

    def __init__(self, facts: Iterable[Fact], roles: Sequence[Role]) -> None:
        self.ids: set[str] = set()
        self.names: set[tuple[str, str | None]] = set()
        self._others: set[tuple[str, str, str | None]] = set()
        for fact in facts:
            for role in roles:
                self._add(fact, role)

    def _add(self, fact: Fact, role: Role) -> None:
        name, an_id = side(fact, role)
        if an_id:
            self.ids.add(an_id)
        if name:
            self.names.add((name, an_id))
            self._others.update((other, name, an_id) for other in getattr(fact, f"{role}_names"))

    def meaning(self, text: str) -> Meant | None:
        """What the facts call so: by its canonical name, else by any other.

        Raises:
            AmbiguousNameError: they call several so.
        """
        wanted = normal(text)
        by_name = {_one(name, an_id) for name, an_id in self.names if normal(name) == wanted}
        found = by_name or {_one(name, an_id) for other, name, an_id in self._others if normal(other) == wanted}
        if len(found) > 1:
            options = " or ".join(sorted(repr(each.id or each.name) for each in found))
            raise AmbiguousNameError(f"the facts call several {text!r}: give one of {options}")
        return found.pop() if found else None


def side(fact: Fact, role: Role) -> tuple[str | None, str | None]:
    """The name and the id of who has a role in a fact; who says so has no id."""
    return getattr(fact, role), getattr(fact, f"{role}_id", None)


def _one(name: str, an_id: str | None) -> Meant:
    return Meant(id=an_id) if an_id else Meant(name=normal(name))


def meant(name: str, kind: Kind, called: Called) -> Meant:
    """What a name means among facts.

    An id is itself; a name of the knowledge means the entry that the facts have (with what is part of it), else its
    default reading; any other name means what the facts call so in one of the roles.

    Raises:
        UnknownNameError: nothing is called so.
        AmbiguousNameError: several are that the facts have.
    """
    known = knowledge()
    there = called.ids
    if name in there or (known.get(name) and _fits(known, name, kind)):
        return Meant(id=name)
    listed = [an_id for an_id in known.candidates(name) if _fits(known, an_id, kind)]
    reached = {an_id for an_id in listed if an_id in there}
    inside = there if kind == "place" else {an_id for an_id in there if an_id not in known.places}
    reached = reached or {an_id for an_id in listed if any(an_id in above(known, each) for each in inside)}
    if len(reached) > 1:
        raise AmbiguousNameError(f"{name!r} is {_told(known, sorted(reached))}: give the id of one")
    if listed:
        return Meant(id=reached.pop() if reached else listed[0])
    return called.meaning(name) or _unknown(known, name, kind, called)


def above(known: Knowledge, an_id: str, day: str | None = None) -> Collection[str]:
    """Ids of what an actor (on a day, ISO; still, of an unknown one) or a place is part of, nearest first.

    An actor under a government is part of the government's country, and a town that only GeoNames lists lies in the
    country that its id names.
    """
    if an_id in known.places:
        return [place.id for place in known.chain(an_id)]
    if country := _country_of(known, an_id):
        return [country]
    chain = known.parents(an_id, day)
    bodies = (known.actors.get(each) for each in (an_id, *chain))
    return [*chain, *(body.country for body in bodies if body and body.type == "government" and body.country)]


def _country_of(known: Knowledge, an_id: str) -> str | None:
    """The country of a town that a run found in GeoNames: place:NAME-COUNTRY-NUMBER."""
    found = _TOWN.fullmatch(an_id)
    return _countries(known).get(found["country"]) if found else None


@lru_cache(maxsize=2)
def _countries(known: Knowledge) -> dict[str, str]:
    return {each.iso.lower(): each.id for each in known.places.values() if each.type == "country" and each.iso}


@lru_cache(maxsize=100_000)
def regions(place_id: str) -> tuple[Region, ...]:
    """A listed place and those that contain it, nearest first; of a town of GeoNames its country."""
    known = knowledge()
    chain = [known.places.get(an_id) for an_id in (place_id, *above(known, place_id))]
    return tuple(Region(each.name, each.type, each.iso) for each in chain if each)


def _fits(known: Knowledge, an_id: str, kind: Kind) -> bool:
    """Whether an entry can be an actor, which countries are too, or a place."""
    place = known.places.get(an_id)
    return place is not None if kind == "place" else place is None or place.type == "country"


def _told(known: Knowledge, ids: Iterable[str]) -> str:
    return " or ".join(f"{an_id}{_where(known, an_id)}" for an_id in ids)


def _where(known: Knowledge, an_id: str) -> str:
    chain = [entry.name for each in above(known, an_id) if (entry := known.get(each))]
    return f" ({', '.join(chain[:2])})" if chain else ""


def _unknown(known: Knowledge, name: str, kind: Kind, called: Called) -> Meant:
    """Raises the error for a name that nothing has; names of the facts are suggested before those of the knowledge."""
    here = {each for each, _ in called.names}
    entries: list[Actor | Place] = [*known.actors.values(), *known.places.values()]
    listed = {entry.name for entry in entries if _fits(known, entry.id, kind)}
    near: dict[str, None] = {}
    for pool in (sorted(here), sorted(listed)):
        found = process.extract(name, pool, scorer=fuzz.WRatio, processor=normal, limit=_MOST, score_cutoff=_ALIKE)
        near |= dict.fromkeys(choice for choice, *_ in found)
    hint = f"; did you mean {' or '.join(map(repr, list(near)[:_MOST]))}?" if near else ""
    raise UnknownNameError(f"no {kind} is called {name!r}, neither in the knowledge nor in these facts{hint}")
