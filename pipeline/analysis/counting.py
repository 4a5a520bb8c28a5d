"""How many facts there are in each day, week, month or year."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

Every = Literal["day", "week", "month", "year"]
Spanning = Literal["skip", "start", "each"]

_FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}
OTHERS = "other"


def timeline(
    facts: pd.DataFrame, every: Every = "month", by: str | None = None, top: int = 8, spanning: Spanning = "skip"
) -> pd.DataFrame:
    """Facts counted by period, without gaps between the first and the last.

    Args:
        facts: a table of facts.
        every: the length of a period; weeks end on Sunday.
        by: a column (``relation``, ``subject``, ``place``…) whose values get a column each; None counts all.
        top: so many values, the most frequent first; the rest, and no value, is ``other``.
        spanning: what to do with facts that reach over several periods ("in 2014", by month): ``skip`` them, count
            them where they ``start``, or in ``each``.

    Returns:
        A DataFrame of whole numbers indexed by period. ``attrs["left_out"]`` counts the facts that are not in it:
        ``undated`` and ``spanning``.

    Raises:
        ValueError: there is no such period or column, or the column holds lists.
    """
    if every not in _FREQUENCIES:
        raise ValueError(f"no period {every!r}; there are {', '.join(_FREQUENCIES)}")
    if by is not None and by not in facts.columns:
        raise ValueError(f"no column {by!r}; there are {', '.join(map(str, facts.columns))}")
    if by is not None and facts[by].map(lambda value: isinstance(value, list | dict)).any():
        raise ValueError(f"{by!r} holds lists: give each of its values a row first, facts.explode({by!r})")
    frequency = _FREQUENCIES[every]
    dated = facts[facts["date_start"].notna()]
    first = _numbers(dated["date_start"], frequency)
    last = np.maximum(_numbers(dated["date_end"].fillna(dated["date_start"]), frequency), first)
    spans = last > first
    kept = ~spans if spanning == "skip" else np.ones(len(dated), dtype=bool)
    groups = _groups(dated[kept], by, top)
    first, last = first[kept], (last if spanning == "each" else first)[kept]
    left_out = {"undated": len(facts) - len(dated), "spanning": int((~kept).sum())}
    names = list(groups.cat.categories)
    low, high = (int(first.min()), int(last.max())) if len(first) else (0, -1)
    counts = {name: _covered(first[groups == name] - low, last[groups == name] - low, high - low + 1) for name in names}
    begin = pd.Period(ordinal=low, freq=frequency)
    index = pd.period_range(begin, periods=high - low + 1, freq=frequency, name=every)
    table = pd.DataFrame(counts, index=index, dtype="int64")
    table.attrs["left_out"] = left_out
    return table


def _numbers(days: pd.Series[pd.Timestamp], frequency: str) -> np.ndarray:
    """Days as the ordinals of their periods."""
    return pd.PeriodIndex(days.dt.to_period(frequency)).asi8 if len(days) else np.zeros(0, dtype="int64")


def _groups(facts: pd.DataFrame, by: str | None, top: int) -> pd.Series[str]:
    """The column of each fact, as categories in the order of how many it has."""
    if by is None:
        return pd.Series(pd.Categorical(["facts"] * len(facts), ["facts"]), index=facts.index)
    values = facts[by].astype("object").where(facts[by].notna(), "")
    counts = values[values != ""].value_counts()
    names = sorted(counts.index, key=lambda name: (-counts[name], str(name)))[:top]
    values = values.where(values.isin(names), OTHERS)
    rest = [OTHERS] if (values == OTHERS).any() and OTHERS not in names else []
    return pd.Series(pd.Categorical(values, [*names, *rest]), index=facts.index)


def _covered(first: np.ndarray, last: np.ndarray, length: int) -> np.ndarray:
    """How many of the stretches lie over each of ``length`` periods."""
    steps = np.zeros(length + 1, dtype="int64")
    np.add.at(steps, first, 1)
    np.add.at(steps, last + 1, -1)
    return steps[:-1].cumsum()
