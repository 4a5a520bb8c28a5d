"""Who held which place when, as the facts of capture, control and withdrawal tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.analysis.names import above, knowledge
from pipeline.analysis.selecting import Day, edge

_TAKES, _HOLDS, _LEAVES = "CAPTURE", "CONTROLS", "WITHDRAW"
COLUMNS = (
    *("place", "place_id", "holder", "holder_id", "start", "end", "seen", "began", "ended"),
    *("disputed", "n_facts", "facts"),
)


def control(facts: pd.DataFrame) -> pd.DataFrame:
    """Spells in which somebody held a listed place, by place and time.

    Facts that were asserted or reported count, those of a part of a place ("70 percent of the city") do not. Who takes
    a place ends the spell of who held it; who leaves ends their own. A fact without a date counts on the day on which
    its first text was published: it then shows that the place was held, not since when.

    Returns:
        A row a spell: ``start`` (NaT: before it was first told), ``end`` (NaT: not told), ``seen`` (the last day on
        which a text says or shows that it was held), ``began`` and ``ended`` (the relations that say so), ``disputed``
        (one of its facts is contradicted by another), and the ``facts`` (ids).
    """
    spells: list[dict[str, Any]] = []
    for (place, place_id), told in _observed(facts).groupby(["place", "place_id"], sort=True):
        spells += ({"place": place, "place_id": place_id, **spell} for spell in _spells(told))
    table = pd.DataFrame(spells, columns=list(COLUMNS))
    for name in ("start", "end", "seen"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[s]")
    return table


def held_on(spells: pd.DataFrame, day: Day) -> pd.DataFrame:
    """The spells of :func:`control` that cover a day, or the first day of a month or year."""
    at = edge(day, "start")
    return spells[(spells["start"].fillna(spells["seen"]) <= at) & (spells["end"].isna() | (spells["end"] > at))]


def _observed(facts: pd.DataFrame) -> pd.DataFrame:
    """Facts of control, each with ``day`` (when it begins), ``last`` (the last day it is seen) and ``dated``."""
    told = facts[
        facts["relation"].isin([_TAKES, _HOLDS, _LEAVES])
        & facts["status"].isin(["asserted", "reported"])
        & facts["subject"].notna()
        & facts["object_id"].notna()
        & (facts["object_id"] == facts["place_id"])
        & facts["quantity_low"].isna()
    ].copy()
    published = pd.to_datetime(told["evidence"].map(_first_published), format="ISO8601", errors="coerce")
    told["dated"] = told["date_start"].notna()
    told["day"] = told["date_start"].fillna(published.astype("datetime64[s]"))
    told["last"] = told["date_end"].where(told["dated"], told["day"]).fillna(told["day"])
    return told[told["day"].notna()].sort_values(["day", "last", "id"], kind="stable")


def _first_published(proofs: list[dict[str, Any]]) -> str | None:
    return min((each["published"][:10] for each in proofs if each["published"]), default=None)


def _spells(told: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The spells of one place, in time."""
    now: dict[str, Any] | None = None
    rows: list[dict[str, Any]] = told.to_dict("records")  # type: ignore[assignment]
    for row in rows:
        leaves = row["relation"] == _LEAVES
        if now and not _one_side(now, row):
            if leaves:
                continue
            yield {**now, "end": row["day"], "ended": row["relation"]}
            now = None
        if now is None:
            since = row["day"] if row["dated"] and not leaves else pd.NaT
            now = _new(row, since)
        now["seen"] = max(now["seen"], row["day"] if leaves else row["last"])
        now["disputed"] |= bool(len(row["disputed_by"]))
        now["n_facts"] += 1
        now["facts"] = [*now["facts"], row["id"]]
        if leaves:
            yield {**now, "end": row["day"], "ended": row["relation"]}
            now = None
    if now:
        yield now


def _new(row: dict[str, Any], since: Any) -> dict[str, Any]:
    spell = {"holder": row["subject"], "holder_id": row["subject_id"], "start": since, "end": pd.NaT}
    return {
        **spell,
        "seen": row["day"],
        "began": None if pd.isna(since) else row["relation"],
        "ended": None,
        "disputed": False,
        "n_facts": 0,
        "facts": [],
    }


def _one_side(spell: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a fact is of who holds the place: the same actor, or one that is part of the other."""
    mine, its = spell["holder_id"], row["subject_id"]
    if not isinstance(mine, str) or not isinstance(its, str):
        return bool(spell["holder"] == row["subject"])
    known, day = knowledge(), str(row["day"])[:10]
    return mine == its or mine in above(known, its, day) or its in above(known, mine, day)
