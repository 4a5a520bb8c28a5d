"""What comes in: every document of the inputs once, under an id of its own, in the order of the ids.

Memory does not grow with the documents: their entries are sorted in pieces on the disk. Texts stay where they are, as a
range of bytes of their file; those that have none (standard input, packed files, CSV) are spooled. A journal keeps
what each file held, so that one that has not been touched since is not read again.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.documents import Failure, RawDocument
from pipeline.output.files import read_lines, replacing
from pipeline.packing import is_packed, unpacked
from pipeline.resources import BROKEN_JSON
from pipeline.running.fingerprints import digest
from pipeline.running.stages import before

SPOOL, JOURNAL, FAILURES = "raw.spool", "intake.jsonl", "intake.errors"

#: Entries that are sorted in memory; more go to the disk in pieces of this many.
_PIECE = 50_000
#: Pieces of one size that are merged into one.
_PIECES = 64
#: A file that was touched less than this many seconds ago may still change without its times showing it.
_SETTLED = 2.0
#: How many repeats and renamed documents are told one by one.
_TOLD = 20


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


class Intake:
    """All entries of a run, and what became of them: the counts are right once the entries were walked through."""

    def __init__(self, folder: Path, entries: Iterator[Entry], *, strict: bool = False) -> None:
        self.documents = self.failed = self.skipped = 0
        self._told: list[str] = []
        self._untold = 0
        self._strict = strict
        self._entries = _sorted(entries, folder)

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


def _sorted(entries: Iterator[Entry], folder: Path) -> Iterator[Entry]:
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


_entry = msgspec.json.Decoder(Entry)


def _read(file: Path) -> Iterator[Entry]:
    return map(_entry.decode, read_lines(file))


# --- from sources ---------------------------------------------------------------------------------------------------


def raw_fingerprint(raw: RawDocument) -> str:
    """A hash of all that cleaning sees of a document."""
    meta = msgspec.json.encode(raw.meta, order="deterministic")
    return digest([raw.text, raw.format, raw.path, str(raw.line), raw.sha256, meta])


class _Source(msgspec.Struct):
    """A file in the journal; its entries follow."""

    path: str
    id: str
    stamp: str


class _Start(msgspec.Struct):
    """The first line of a journal: what its entries depend on besides the files."""

    made_of: str


class Sources:
    """Reads the inputs, keeps the journal and the spool, and writes what cannot be read to a file of failures.

    Args:
        inputs: files, folders, globs or ``-``.
        skip: a folder to leave out.
        folder: of this machine, for the spool, the journal and the failures.
        made_of: a fingerprint of the code that reads.
    """

    def __init__(self, inputs: Sequence[str], skip: Path | None, folder: Path, made_of: str) -> None:
        from pipeline.reading import sources

        self._sources = sources(inputs, skip)
        self._folder, self._made_of = folder, made_of
        self._number = 0
        self.read = 0  # files that were read; the others are as the journal has them

    def entries(self) -> Iterator[Entry]:
        """An entry for each document, and one for each that cannot be read."""
        old = _Journal(self._folder / JOURNAL, self._made_of)
        with (
            replacing(self._folder / SPOOL) as spool,
            replacing(self._folder / FAILURES) as failures,
            replacing(self._folder / JOURNAL) as journal,
        ):
            journal.write(msgspec.json.encode(_Start(self._made_of)) + b"\n")
            for entry in self._all(old, spool, journal):
                entry.number = self._number
                self._number += 1
                if entry.failure is not None:
                    failures.write(msgspec.json.encode(entry.failure) + b"\n")
                yield entry
        old.close()

    def _all(self, old: _Journal, spool: BinaryIO, journal: BinaryIO) -> Iterator[Entry]:
        for source in self._sources:
            if isinstance(source, Failure):
                yield _failed(source)
                continue
            stamp = "" if source.note else _stamp(source.path)
            known = old.entries(source.path, source.id, stamp) if stamp else None
            found = self._read(source, spool) if known is None else known
            for first, entry in enumerate(found):
                if not first:
                    stamp = stamp if entry.file not in ("", SPOOL) else ""
                    if stamp:
                        journal.write(msgspec.json.encode(_Source(source.path, source.id, stamp)) + b"\n")
                if stamp:
                    journal.write(msgspec.json.encode(entry) + b"\n")
                yield entry

    def _read(self, source: object, spool: BinaryIO) -> Iterator[Entry]:
        from pipeline.reading import Source, read_ranges

        assert isinstance(source, Source)
        self.read += 1
        for raw, place in read_ranges(source):
            if isinstance(raw, Failure):
                yield _failed(raw, place is not None)
                continue
            entry = Entry(raw.id, 0, raw_fingerprint(raw), digest([raw.text]), raw.path, raw.line)
            entry.note = source.note or ""
            if place is not None:
                entry.file, (entry.offset, entry.length) = raw.path, place
            else:
                data = msgspec.json.encode(raw)
                entry.file, entry.offset, entry.length = SPOOL, spool.tell(), len(data)
                spool.write(data + b"\n")
            yield entry


def _failed(failure: Failure, can_be_found: bool = False) -> Entry:
    path = failure.path or ""
    return Entry(failure.doc or "", 0, path=path, line=failure.line, file=path if can_be_found else "", failure=failure)


def _stamp(path: str) -> str:
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


class _Journal:
    """The entries of the last run by file, walked through once in the order of the files."""

    def __init__(self, file: Path, made_of: str) -> None:
        self._head: _Source | None = None
        self._stream: BinaryIO | None = None
        with suppress(OSError, *BROKEN_JSON):
            self._stream = file.open("rb")
            if msgspec.json.decode(self._stream.readline(), type=_Start).made_of == made_of:
                self._next()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()

    def _next(self) -> None:
        """Go to the next file."""
        assert self._stream is not None
        self._head = None
        for line in self._stream:
            if line.startswith(b"{"):
                self._head = msgspec.json.decode(line, type=_Source)
                return

    def entries(self, path: str, doc_id: str, stamp: str) -> Iterator[Entry] | None:
        """What a file held, if it is the same."""
        place = Path(path).parts
        while self._head is not None and self._head.path != path and Path(self._head.path).parts < place:
            self._next()
        if self._head != _Source(path, doc_id, stamp):
            return None
        return self._entries()

    def _entries(self) -> Iterator[Entry]:
        assert self._stream is not None
        self._head = None
        for line in self._stream:
            if line.startswith(b"{"):
                self._head = msgspec.json.decode(line, type=_Source)
                return
            yield _entry.decode(line)


# --- from a stage's files -------------------------------------------------------------------------------------------


class Head(msgspec.Struct):
    """The part of a record that says which one it is."""

    id: str
    stages: dict[str, str] = {}


head = msgspec.json.Decoder(Head)


def stage_entries(files: Iterable[Path], first: str, folder: Path) -> Iterator[Entry]:
    """The documents of the file or files of the stage before ``first``; lines of packed files are spooled.

    Raises:
        ValueError: a line is no record of that stage.
    """
    needed, number = before(first), 0
    with replacing(folder / SPOOL) as spool:
        for file in files:
            with file.open("rb") as raw:
                packed = is_packed(raw)
                offset = 0
                for line_number, line in enumerate(unpacked(raw), 1):
                    if line.strip():
                        entry = _stage_entry(line, needed, file, line_number)
                        entry.number, entry.offset, entry.length = number, offset, len(line)
                        if packed:
                            entry.file, entry.offset = SPOOL, spool.tell()
                            spool.write(line)
                        number += 1
                        yield entry
                    offset += len(line)


def _stage_entry(line: bytes, needed: str, file: Path, number: int) -> Entry:
    where = f"{file}, line {number}"
    try:
        found = head.decode(line)
    except BROKEN_JSON as error:
        raise ValueError(f"{where}: no record: {error}") from error
    if list(found.stages)[-1:] != [needed]:
        last = list(found.stages)[-1:] or ["none"]
        raise ValueError(f"{where}: the stage '{needed}' is needed, this record's last is '{last[0]}'")
    start = found.stages[needed]
    return Entry(found.id, 0, start, f"{start} {number}", str(file), number, str(file.resolve()))


def records_of(lines: Iterable[bytes]) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """Lines of a stage with the ids of their documents and the fingerprints of their stages."""
    for line in lines:
        found = head.decode(line)
        yield found.id, found.stages, line.rstrip(b"\r\n")
