"""What comes in, as entries in the order of their ids: sorted in pieces on the disk, so memory does not grow."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline.documents import Failure
from pipeline.output.files import read_lines

#: Entries that are sorted in memory; more go to the disk in pieces of this many.
_PIECE = 50_000
#: Pieces of one size that are merged into one.
_PIECES = 64


class Entry(msgspec.Struct, array_like=True):
    """A document as it came in, or what came instead of one.

    ``start`` is a hash of all that its first stage sees, ``content`` one of its text. ``file``, ``offset`` and
    ``length`` say where its input lies; ``number`` is its place in the order of the inputs.
    """

    id: str
    number: int
    start: str = ""
    content: str = ""
    path: str = ""
    line: int | None = None
    file: str = ""
    offset: int = 0
    length: int = 0
    note: str = ""
    failure: Failure | None = None


def sorted_entries(entries: Iterator[Entry], folder: Path) -> Iterator[Entry]:
    """Entries by id and number, sorted in pieces that lie on the disk where there is more than one."""
    pieces = _Pieces(folder)
    piece: list[Entry] = []
    try:
        for entry in entries:
            piece.append(entry)
            if len(piece) >= _PIECE:
                piece.sort(key=_order)
                pieces.add(piece)
                piece = []
        piece.sort(key=_order)
        yield from heapq.merge(*map(_read, pieces.files()), piece, key=_order)
    finally:
        for file in pieces.files():
            file.unlink(missing_ok=True)


class _Pieces:
    """Sorted files; as soon as there are many of one size they are merged to a larger one, so few are open at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._levels: list[list[Path]] = []
        self._number = 0

    def files(self) -> list[Path]:
        """All of them."""
        return [file for level in self._levels for file in level]

    def add(self, piece: Iterable[Entry], level: int = 0) -> None:
        """Write one more."""
        file = self._folder / f"sorting.{self._number}"
        self._number += 1
        with file.open("wb") as stream:
            stream.writelines(msgspec.json.encode(entry) + b"\n" for entry in piece)
        if level == len(self._levels):
            self._levels.append([])
        self._levels[level].append(file)
        if len(self._levels[level]) >= _PIECES:
            full = self._levels[level]
            self.add(heapq.merge(*map(_read, full), key=_order), level + 1)
            self._levels[level] = []
            for old in full:
                old.unlink()


def _order(entry: Entry) -> tuple[str, int]:
    return entry.id, entry.number


decode_entry = msgspec.json.Decoder(Entry).decode


def _read(file: Path) -> Iterator[Entry]:
    return map(decode_entry, read_lines(file))
