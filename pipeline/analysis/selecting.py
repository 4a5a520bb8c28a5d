"""Facts with an actor, in a place, during a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from pipeline.actors.sphere import distance
from pipeline.analysis.names import Kind, Meant, Role, above, knowledge, meant
from pipeline.facts.names import normal

_TIME = re.compile(r"\d{4}(?:-\d\d){0,2}")

Day = str | date | pd.Timestamp | pd.Period


def with_actor(
    facts: pd.DataFrame,
    actor: str | Iterable[str],
    roles: Sequence[Role] = ("subject", "object"),
    parts: bool = True,
) -> pd.DataFrame:
    """The facts in which somebody acts or is acted upon.

    Args:
        facts: a table of facts.
        actor: a name or id; of several, any.
        roles: where to look: ``subject``, ``object``, and ``attributed_to`` for who says so.
        parts: count what is part of the actor by the knowledge's parents on the day of the fact: a brigade for its
            army. A country has its government and what is under it.

    Raises:
        UnknownNameError, AmbiguousNameError: a name means nobody, or several.
    """
    return facts[_matching(facts, _listed(actor), "actor", roles, parts)]


def in_place(
    facts: pd.DataFrame, place: str | Iterable[str], contained: bool = True, within_km: float | None = None
) -> pd.DataFrame:
    """The facts that happen in a place, or whose object it is (countries, which act, not counted).

    Args:
        facts: a table of facts.
        place: a name or id; of several, any.
        contained: count the places inside it: a district for its city, a city for its country.
        within_km: count facts whose coordinates are no farther from the place, too.

    Raises:
        UnknownNameError, AmbiguousNameError: a name means no place, or several.
        ValueError: a distance is asked from a place without coordinates.
    """
    known = knowledge()
    names = _listed(place)
    found = _matching(facts, names, "place", ("place",), contained)
    countries = {each.id for each in known.places.values() if each.type == "country"}
    found |= _matching(facts, names, "place", ("object",), contained) & ~facts["object_id"].isin(countries)
    if within_km is not None:
        found |= _near(facts, names, within_km)
    return facts[found]


def during(
    facts: pd.DataFrame,
    time: Day | None = None,
    since: Day | None = None,
    until: Day | None = None,
    undated: bool = False,
) -> pd.DataFrame:
    """The facts whose dates touch a time.

    Args:
        facts: a table of facts.
        time: a day, or a month or year as ``2017-08`` or ``2017``.
        since, until: instead of it, the first and the last one, both included; open where None.
        undated: keep the facts without a date, too.

    Raises:
        ValueError: a time cannot be read.
    """
    low, high = (time, time) if time is not None else (since, until)
    first, last = facts["date_start"].fillna(facts["date_end"]), facts["date_end"].fillna(facts["date_start"])
    touches = first.notna()
    if low is not None:
        touches &= last >= edge(low, "start")
    if high is not None:
        touches &= first <= edge(high, "end")
    return facts[touches | (first.isna() & undated)]


def edge(day: Day, side: Literal["start", "end"]) -> np.datetime64:
    """The first or last day of a time."""
    return np.datetime64(str(period_of(day).asfreq("D", side)))


def period_of(day: Day) -> pd.Period:
    """A day, month or year as a period.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(day, str):
        return day if isinstance(day, pd.Period) else pd.Period(day, freq="D")
    try:
        if _TIME.fullmatch(day):  # pandas takes more, and guesses: "August" would be that of the present year
            return pd.Period(day)
    except ValueError:
        pass
    raise ValueError(f"{day!r} is no time: write a day as 2017-08-26, a month as 2017-08, a year as 2017")


def _listed(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _matching(
    facts: pd.DataFrame, names: Iterable[str], kind: Kind, roles: Sequence[Role], parts: bool
) -> pd.Series[bool]:
    """Which facts have one of the names in one of the roles."""
    looked: tuple[Role, ...] = ("place", "object") if kind == "place" else tuple(roles)
    wanted = {meant(name, kind, facts, looked) for name in names}
    found = np.zeros(len(facts), dtype=bool)
    for role in roles:
        found |= _is_one(facts, role, wanted, kind, parts)
    return pd.Series(found, index=facts.index, dtype=bool)


def _is_one(facts: pd.DataFrame, role: Role, wanted: set[Meant], kind: Kind, parts: bool) -> np.ndarray:
    """Which facts have one of the wanted in a role. A place is part of a place, not of an actor."""
    known = knowledge()
    ids = {each.id for each in wanted if each.id}
    words = {each.name for each in wanted if each.name}

    @cache
    def belongs(an_id: str, day: str | None) -> bool:
        looked = parts and (kind == "place" or an_id not in known.places)
        return an_id in ids or (looked and not ids.isdisjoint(above(known, an_id, day)))

    @cache
    def listed(name: str) -> list[str]:
        return known.candidates(name)[:1]

    def matches(name: object, an_id: object, day: object) -> bool:
        if not isinstance(name, str):
            return False
        on = None if pd.isna(day) else str(day)[:10]  # type: ignore[call-overload]
        found = [an_id] if isinstance(an_id, str) else listed(name) if role == "attributed_to" else []
        return any(belongs(each, on) for each in found) or (not found and normal(name) in words)

    column = facts.get(f"{role}_id", pd.Series(None, index=facts.index, dtype="object"))
    rows = zip(facts[role], column, facts["date_start"], strict=True)
    return np.array([matches(*row) for row in rows], dtype=bool)


def _near(facts: pd.DataFrame, names: Iterable[str], km: float) -> pd.Series[bool]:
    """Which facts have coordinates near enough to one of the places.

    Raises:
        ValueError: a place has no coordinates.
    """
    found = np.zeros(len(facts), dtype=bool)
    for name in names:
        place = knowledge().places.get(meant(name, "place", facts, ("place", "object")).id or "")
        if place is None or place.lat is None or place.lon is None:
            raise ValueError(f"{name!r} has no coordinates in configs/places.jsonl: no distance can be taken from it")
        here = (place.lat, place.lon)
        far = [distance(here, point) for point in zip(facts["lat"], facts["lon"], strict=True)]
        found |= np.array(far, dtype=float) <= km  # of a fact without coordinates the distance is NaN
    return pd.Series(found, index=facts.index, dtype=bool)
