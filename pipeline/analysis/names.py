"""From a name as people write it to the actor or place that it means, in the knowledge or in the facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import msgspec
import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.actors.knowledge import Actor, Knowledge, Place, load_knowledge
from pipeline.facts.names import normal
from pipeline.resources import configs_dir

Role = Literal["subject", "object", "place", "attributed_to"]
Kind = Literal["actor", "place"]

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


def meant(name: str, kind: Kind, facts: pd.DataFrame, roles: Sequence[Role]) -> Meant:
    """What a name means among facts.

    An id is itself; a name of the knowledge means the entry that the facts have (with what is part of it), else its
    default reading; any other name means what the facts call so in one of the roles.

    Raises:
        UnknownNameError: nothing is called so.
        AmbiguousNameError: several are that the facts have.
    """
    known = knowledge()
    there = _ids(facts, roles)
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
    return _told_in(facts, roles, name) or _unknown(known, name, kind, facts, roles)


def above(known: Knowledge, an_id: str, day: str | None = None) -> Collection[str]:
    """Ids of what an actor (on a day, ISO; still, of an unknown one) or a place is part of, nearest first.

    An actor under a government is part of the government's country.
    """
    if an_id in known.places:
        return [place.id for place in known.chain(an_id)]
    chain = known.parents(an_id, day)
    bodies = (known.actors.get(each) for each in (an_id, *chain))
    return [*chain, *(body.country for body in bodies if body and body.type == "government" and body.country)]


def _fits(known: Knowledge, an_id: str, kind: Kind) -> bool:
    """Whether an entry can be an actor, which countries are too, or a place."""
    place = known.places.get(an_id)
    return place is not None if kind == "place" else place is None or place.type == "country"


def _ids(facts: pd.DataFrame, roles: Iterable[Role]) -> set[str]:
    columns = [f"{role}_id" for role in roles if f"{role}_id" in facts.columns]
    return {an_id for column in columns for an_id in facts[column].dropna()}


def _told(known: Knowledge, ids: Iterable[str]) -> str:
    return " or ".join(f"{an_id}{_where(known, an_id)}" for an_id in ids)


def _where(known: Knowledge, an_id: str) -> str:
    chain = [entry.name for each in above(known, an_id) if (entry := known.get(each))]
    return f" ({', '.join(chain[:2])})" if chain else ""


def _told_in(facts: pd.DataFrame, roles: Iterable[Role], name: str) -> Meant | None:
    """What the facts call so: by its canonical name, else by any other.

    Raises:
        AmbiguousNameError: they call several so.
    """
    wanted = normal(name)
    by_name: set[Meant] = set()
    by_alias: set[Meant] = set()
    for role in roles:
        rows = facts[facts[role].notna()]
        ids = rows[f"{role}_id"] if f"{role}_id" in rows.columns else pd.Series(None, rows.index, dtype="object")
        for canonical, an_id, names in zip(rows[role], ids, rows[f"{role}_names"], strict=True):
            one: Meant = Meant(id=an_id) if isinstance(an_id, str) else Meant(name=normal(canonical))
            if normal(canonical) == wanted:
                by_name.add(one)
            elif any(normal(other) == wanted for other in names):
                by_alias.add(one)
    found = by_name or by_alias
    if len(found) > 1:
        options = " or ".join(sorted(repr(each.id or each.name) for each in found))
        raise AmbiguousNameError(f"the facts call several {name!r}: give one of {options}")
    return found.pop() if found else None


def _unknown(known: Knowledge, name: str, kind: Kind, facts: pd.DataFrame, roles: Iterable[Role]) -> Meant:
    """Raises the error for a name that nothing has; names of the facts are suggested before those of the knowledge."""
    here = {each for role in roles for each in facts[role].dropna()}
    entries: list[Actor | Place] = [*known.actors.values(), *known.places.values()]
    listed = {entry.name for entry in entries if _fits(known, entry.id, kind)}
    near: dict[str, None] = {}
    for pool in (sorted(here), sorted(listed)):
        found = process.extract(name, pool, scorer=fuzz.WRatio, processor=normal, limit=_MOST, score_cutoff=_ALIKE)
        near |= dict.fromkeys(choice for choice, *_ in found)
    hint = f"; did you mean {' or '.join(map(repr, list(near)[:_MOST]))}?" if near else ""
    raise UnknownNameError(f"no {kind} is called {name!r}, neither in the knowledge nor in these facts{hint}")
