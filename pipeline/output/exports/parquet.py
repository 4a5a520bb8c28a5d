"""Parquet, with typed columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.facts import Fact
from pipeline.output.tables import write_parquet


def write(path: Path, facts: Iterable[Fact]) -> None:
    """Write the facts."""
    write_parquet(path, facts)
