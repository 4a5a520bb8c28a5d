"""Who held which place when, as a table of :func:`pipeline.facts.control_timeline`; the knowledge tells of parts."""

from __future__ import annotations

import pandas as pd

from pipeline.analysis.names import above, knowledge
from pipeline.analysis.selecting import Day, edge
from pipeline.facts import Holder, control_timeline
from pipeline.facts.control import RELATIONS
from pipeline.output.frames import facts_of

COLUMNS = (
    *("place", "place_id", "holder", "holder_id", "start", "end", "seen", "began", "ended"),
    *("disputed", "n_facts", "facts"),
)


def control(facts: pd.DataFrame) -> pd.DataFrame:
    """Spells in which somebody held a listed place, by place and time.

    What counts, and what begins and ends a spell, is said at :func:`pipeline.facts.control_timeline`; an actor and what
    is part of it on that day are one side.

    Returns:
        A row a spell: ``start`` (NaT: before it was first told), ``end`` (NaT: not told), ``seen`` (the last day on
        which a text says or shows that it was held), ``began`` (``captured``, or first ``seen``), ``ended``
        (``captured`` by another, ``withdrew``, or ``lost`` where another is seen to hold it later), ``disputed`` (that
        it was held is denied, or another is told to hold it at the time), and the ``facts`` (ids).
    """
    told = facts[facts["relation"].isin(RELATIONS)]
    spells = [
        {
            "place": held.place,
            "place_id": held.place_id,
            "holder": held.holder,
            "holder_id": held.holder_id,
            "start": held.start if held.dated else None,
            "end": held.end,
            "seen": held.last_seen,
            "began": held.began,
            "ended": held.ended,
            "disputed": held.disputed,
            "n_facts": len(held.facts),
            "facts": held.facts,
        }
        for held in control_timeline(facts_of(told), one_side)
    ]
    table = pd.DataFrame(spells, columns=list(COLUMNS))
    for name in ("start", "end", "seen"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[s]")
    return table


def held_on(spells: pd.DataFrame, day: Day) -> pd.DataFrame:
    """The spells of :func:`control` that cover a day, or the first day of a month or year."""
    at = pd.Timestamp(edge(day, "start"))
    return spells[(spells["start"].fillna(spells["seen"]) <= at) & (spells["end"].isna() | (spells["end"] > at))]


def one_side(one: Holder, other: Holder, day: str) -> bool:
    """Whether two actors are the same, or one is part of the other on a day."""
    if one.key == other.key:
        return True
    if one.id is None or other.id is None:
        return False
    known = knowledge()
    return one.id in above(known, other.id, day) or other.id in above(known, one.id, day)
