"""Facts with an actor, in a place, during a time: :class:`pipeline.analysis.selection.Selection` on tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from pipeline.analysis.names import Role
from pipeline.analysis.selection import Selection
from pipeline.facts import Fact
from pipeline.output.columns import FACT

_TIME = re.compile(r"\d{4}(?:-\d\d){0,2}")
_SIDES = ("subject", "object", "place", "attributed_to")
#: What the functions of this module look at.
_LOOKED_AT = (
    *("id", "relation", *_SIDES, *(f"{side}_names" for side in _SIDES), "subject_id", "object_id", "place_id"),
    *("lat", "lon", "date_start", "date_end"),
)

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
    return _chosen(facts, Selection(actors=_listed(actor), roles=tuple(roles), parts=parts))


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
    return _chosen(facts, Selection(places=_listed(place), contained=contained, within_km=within_km))


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
    if low is None and high is None:
        return facts[facts["date_start"].notna() | facts["date_end"].notna() | undated]
    first = edge(low, "start") if low is not None else None
    last = edge(high, "end") if high is not None else None
    return _chosen(facts, Selection(since=first, until=last, undated=undated))


def edge(day: Day, side: Literal["start", "end"]) -> str:
    """The first or last day of a time, ISO.

    Raises:
        ValueError: it is no time.
    """
    return str(period_of(day).asfreq("D", side))


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


def _listed(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _chosen(facts: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    holds = selection.test(lambda: _light(facts))
    return facts[np.fromiter(map(holds, _light(facts)), dtype=bool, count=len(facts))]


def _light(facts: pd.DataFrame) -> Iterator[Fact]:
    """The rows as facts that have what a selection by these functions looks at, and nothing else."""
    names = [name for name in _LOOKED_AT if name in facts.columns]
    for cells in zip(*(_cells(name, facts[name]) for name in names), strict=True):
        yield Fact(**dict(zip(names, cells, strict=True)))


def _cells(name: str, column: pd.Series[Any]) -> Iterable[Any]:
    """A column's values as a fact has them: ISO days, lists, None for what is missing."""
    kind = FACT[name]
    if kind == "day":
        days = np.datetime_as_string(column.to_numpy().astype("datetime64[D]"))
        return (None if day == "NaT" else str(day) for day in days)
    if kind == "texts":
        return map(list, column)
    return (None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True))
