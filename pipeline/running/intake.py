"""What comes in: every document of the inputs once, under an id of its own, in the order of the ids."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from pipeline.running.entries import Entry, sorted_entries

#: How many repeats and renamed documents are told one by one.
_TOLD = 20


class Intake:
    """All entries of a run, and what became of them: the counts are right once the entries were walked through."""

    def __init__(self, folder: Path, entries: Iterator[Entry], *, strict: bool = False) -> None:
        self.documents = self.failed = self.skipped = 0
        self._told: list[str] = []
        self._untold = 0
        self._strict = strict
        self._entries = sorted_entries(entries, folder)

    @property
    def total(self) -> int:
        """How many documents came in."""
        return self.documents + self.failed + self.skipped

    @property
    def notes(self) -> list[str]:
        """What to tell of ids, for people."""
        more = [f"… and {self._untold:,} more documents that repeat others or share an id"] if self._untold else []
        return [*self._told, *more]

    def __iter__(self) -> Iterator[Entry]:
        """The entries in the order of their ids; those that are documents have ids that differ.

        Raises:
            ValueError: a stage's file holds an id twice.
        """
        waiting: list[tuple[str, int, Entry]] = []
        for _, group in groupby(_merged(self._entries, waiting), key=lambda entry: entry.id):
            contents: set[str] = set()
            for entry in group:
                if entry.failure is not None:
                    self.failed += 1
                    yield entry
                elif entry.content in contents:
                    self.skipped += 1
                    self._tell(f"{entry.path} repeats a document that is already there")
                elif contents:
                    contents.add(entry.content)
                    heapq.heappush(waiting, self._renamed(entry))
                else:
                    contents.add(entry.content)
                    self.documents += 1
                    if entry.note:
                        self._tell(f"{entry.path} became {entry.id!r}: {entry.note}")
                    yield entry

    def _renamed(self, entry: Entry) -> tuple[str, int, Entry]:
        if self._strict:
            raise ValueError(f"{entry.path}, line {entry.line}: the document {entry.id!r} is there twice")
        name = f"{entry.id}~{entry.content[:8]}"
        self._tell(f"two documents are called {entry.id!r}: {entry.path} became {name!r}")
        renamed = msgspec.structs.replace(entry, id=name, note="")
        return name, entry.number, renamed

    def _tell(self, note: str) -> None:
        if len(self._told) < _TOLD:
            self._told.append(note)
        else:
            self._untold += 1


def _merged(entries: Iterator[Entry], waiting: list[tuple[str, int, Entry]]) -> Iterator[Entry]:
    """Sorted entries, and in their places those that are put into ``waiting`` on the way."""
    for entry in entries:
        while waiting and waiting[0][:2] < (entry.id, entry.number):
            yield heapq.heappop(waiting)[2]
        yield entry
    while waiting:
        yield heapq.heappop(waiting)[2]
