"""Facts as a pandas DataFrame, and a DataFrame's rows as facts again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from pipeline.facts import Fact
from pipeline.output.columns import CATEGORIES, COLUMNS, EVIDENCE, FACT


def frame(facts: Iterable[Fact]) -> pd.DataFrame:
    """A DataFrame, one row a fact.

    Days are ``datetime64[s]``, relation, status, precision and codes categories, counts ``Int64``, other numbers
    ``float64``; names, instruments and evidence are lists, what is missing is missing (``NaT``, ``NaN``, None).
    """
    rows: list[dict[str, Any]] = [msgspec.to_builtins(fact) for fact in facts]
    return pd.DataFrame({name: _column(name, [row[name] for row in rows]) for name in COLUMNS})


def _column(name: str, values: list[Any]) -> Any:
    kind = FACT[name]
    if kind == "day":
        return np.array([_day(value) for value in values], dtype="datetime64[s]")
    if kind == "whole":
        return pd.array(values, dtype="Int64")
    if kind == "number":
        return np.array(values, dtype="float64")
    if name in CATEGORIES:
        return pd.Categorical(values)
    return pd.Series(values, dtype=None if kind == "text" and values else "object")


def _day(iso: str | None) -> np.datetime64:
    """A day, or none where it is none of this calendar."""
    try:
        return np.datetime64(iso or "NaT", "D")
    except ValueError:
        return np.datetime64("NaT", "D")


def facts_of(table: pd.DataFrame) -> Iterator[Fact]:
    """The facts of a DataFrame's rows: of :func:`frame`, of ``facts.parquet``, or of a part of either.

    Columns that a fact has not are left out, those that the table lacks have their defaults.

    Raises:
        ValueError: a row is no fact; the message names it.
    """
    known = [name for name in COLUMNS if name in table.columns]
    columns = [table[name].tolist() for name in known]
    for label, *cells in zip(table.index, *columns, strict=True):
        values = {name: _cell(name, cell) for name, cell in zip(known, cells, strict=True)}
        try:
            yield msgspec.convert({name: value for name, value in values.items() if value is not None}, Fact)
        except msgspec.ValidationError as error:
            raise ValueError(f"row {label!r} is no fact: {error}") from error


def _cell(name: str, value: Any) -> Any:
    """A cell as JSON has it; None where it is missing."""
    kind = FACT[name]
    if kind == "table":
        return dict(value) if value is not None else None
    if kind in ("texts", "other"):
        return _plain(value)
    if pd.isna(value):
        return None
    return pd.Timestamp(value).date().isoformat() if kind == "day" else value


def _plain(value: Any) -> Any:
    """Lists, evidence and marks as JSON has them; Parquet gives arrays, whole numbers with a point, marks by key."""
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        if value.keys() == {"start", "end", "role"}:
            return [value["start"], value["end"], value["role"]]
        return {key: _of_proof(key, each) for key, each in value.items()}
    return None if isinstance(value, float) and np.isnan(value) else value


def _of_proof(key: str, value: Any) -> Any:
    """What an evidence has under a key."""
    kind = EVIDENCE.get(key)
    if kind == "whole":
        return None if value is None or np.isnan(value) else int(value)
    return dict(value) if kind == "table" and value is not None else _plain(value)
