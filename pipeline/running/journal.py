"""What each file held in the last run, so that one that has not been touched since is not read again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.resources import BROKEN_JSON
from pipeline.running.entries import Entry, decode_entry

#: A file that was touched less than this many seconds ago may still change without its times showing it.
_SETTLED = 2.0


class Held(msgspec.Struct):
    """A file; its entries follow."""

    path: str
    id: str
    stamp: str


class Begun(msgspec.Struct):
    """The first line of a journal: what its entries depend on besides the files."""

    made_of: str


class Journal:
    """The entries of the last run by file, walked through once in the order of the files.

    Args:
        file: of the journal; one that cannot be read is none.
        made_of: what the entries depend on besides the files; those of a journal made of something else do not count.
    """

    def __init__(self, file: Path, made_of: str) -> None:
        self._head: Held | None = None
        self._stream: BinaryIO | None = None
        with suppress(OSError, *BROKEN_JSON):
            self._stream = file.open("rb")
            if msgspec.json.decode(self._stream.readline(), type=Begun).made_of == made_of:
                self._next()

    def close(self) -> None:
        """Close its file."""
        if self._stream is not None:
            self._stream.close()

    def entries(self, path: str, doc_id: str, stamp: str) -> Iterator[Entry] | None:
        """What a file held, if it is the same."""
        place = Path(path).parts
        while self._head is not None and self._head.path != path and Path(self._head.path).parts < place:
            self._next()
        return map(decode_entry, self._lines()) if self._head == Held(path, doc_id, stamp) else None

    def _next(self) -> None:
        """Go to the next file."""
        for _ in self._lines():
            pass

    def _lines(self) -> Iterator[bytes]:
        """The lines up to the next file, which becomes the head."""
        assert self._stream is not None
        self._head = None
        for line in self._stream:
            if line.startswith(b"{"):
                self._head = msgspec.json.decode(line, type=Held)
                return
            yield line


def stamp_of(path: str) -> str:
    """What shows that a file and its sidecars are what they were; empty where that cannot be told.

    The time of a change of the file's entry is part of it: no program can set that back.
    """
    from pipeline.reading import STDIN, sidecars

    if path == STDIN:
        return ""
    parts: list[str] = []
    latest = time.time() - _SETTLED
    for file in (Path(path), *sidecars(path)):
        try:
            status = file.stat()
        except FileNotFoundError:
            parts.append("-")
            continue
        except OSError:
            return ""
        if max(status.st_mtime, status.st_ctime) > latest:
            return ""
        parts.append(f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}")
    return "|".join(parts)
