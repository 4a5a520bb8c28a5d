"""Rows in the order of their keys, however many: what memory does not hold waits in files, sorted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from operator import itemgetter
from pathlib import Path
from struct import Struct
from types import TracebackType

Row = tuple[bytes, bytes]

_KEY = itemgetter(0)
_LENGTHS = Struct("<II")
#: What a row costs in memory beside its bytes: two objects, a tuple, a place in a list.
_OVERHEAD = 150
#: Files that are read at once; more of them are first merged into one.
_WIDTH = 128
_BUFFER = 1 << 18


class Sorter:
    """Takes rows in any order and gives them back sorted by key; those of equal keys in the order they came in.

    Rows are sorted in memory. What exceeds it is written to files, each sorted, which are merged while they are read:
    external merge sort (Knuth, The Art of Computer Programming 3, 5.4). Few rows never touch the disk.
    """

    def __init__(self, megabytes: float, folder: Path | None = None) -> None:
        self._limit = int(megabytes * 1_000_000)
        self._parent = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._rows: list[Row] = []
        self._bytes = 0
        self._files: list[Path] = []
        self._written = 0

    def __enter__(self) -> Sorter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files."""
        self._rows = []
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def add(self, key: bytes, row: bytes) -> None:
        """Take a row."""
        self._rows.append((key, row))
        self._bytes += len(key) + len(row) + _OVERHEAD
        if self._bytes > self._limit:
            self._spill()

    def __iter__(self) -> Iterator[Row]:
        """All rows, sorted; add no more while reading."""
        self._rows.sort(key=_KEY)
        if not self._files:
            return iter(self._rows)
        while len(self._files) > _WIDTH:
            self._files, first = self._files[_WIDTH:], self._files[:_WIDTH]
            joined = self._write(merge(*map(_read, first), key=_KEY))
            self._files.insert(0, joined)
            for file in first:
                file.unlink()
        return merge(*map(_read, self._files), self._rows, key=_KEY)

    def _spill(self) -> None:
        self._rows.sort(key=_KEY)
        self._files.append(self._write(self._rows))
        self._rows, self._bytes = [], 0

    def _write(self, rows: Iterable[Row]) -> Path:
        if self._temporary is None:
            if self._parent is not None:
                self._parent.mkdir(parents=True, exist_ok=True)
            self._temporary = tempfile.TemporaryDirectory(prefix="sorting-", dir=self._parent)
        path = Path(self._temporary.name) / str(self._written)
        self._written += 1
        rows = iter(rows)
        with path.open("wb", _BUFFER) as file:
            while some := list(islice(rows, 10_000)):
                file.write(b"".join(_LENGTHS.pack(len(key), len(row)) + key + row for key, row in some))
        return path


def _read(path: Path) -> Iterator[Row]:
    with path.open("rb", _BUFFER) as file:
        while head := file.read(_LENGTHS.size):
            key, row = _LENGTHS.unpack(head)
            yield file.read(key), file.read(row)
