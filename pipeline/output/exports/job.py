"""One export: where to, how, and what became of what it read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from pipeline.output.tables import Encoding

Row = TypeVar("Row")


class Region(NamedTuple):
    """A place or one around it: canonical name, type (``city``, ``region``, ``country``…), a country's ISO code."""

    name: str
    type: str
    iso: str | None = None


def nowhere(place_id: str) -> Sequence[Region]:
    """What is known of a place where nothing is."""
    return ()


@dataclass
class Job:
    """What a writer is told and what it says.

    ``around`` gives a listed place and those that contain it, nearest first. ``skipped`` counts by reason the facts or
    documents that were not written, so that what was read is what was written and skipped; ``notes`` counts what was
    written otherwise than it stands in the record.
    """

    path: Path
    encoding: Encoding = "utf-8-sig"
    around: Callable[[str], Sequence[Region]] = nowhere
    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def written(self) -> int:
        """The facts or documents that were written."""
        return self.read - self.skipped.total()

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, each counted as read."""
        for row in rows:
            self.read += 1
            yield row
