"""CSV for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.facts import Fact
from pipeline.output.tables import write_csv


def write(path: Path, facts: Iterable[Fact]) -> None:
    """Write the facts."""
    write_csv(path, facts)
