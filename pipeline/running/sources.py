"""Documents from sources. Texts stay where they are, as a range of bytes of their file; those that have none (standard
input, packed files, CSV) are spooled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.documents import Failure, RawDocument
from pipeline.output.files import replacing
from pipeline.running.entries import Entry
from pipeline.running.fingerprints import digest
from pipeline.running.journal import Begun, Held, Journal, stamp_of

SPOOL, JOURNAL, FAILURES = "raw.spool", "intake.jsonl", "intake.errors"


def raw_fingerprint(raw: RawDocument) -> str:
    """A hash of all that cleaning sees of a document."""
    meta = msgspec.json.encode(raw.meta, order="deterministic")
    return digest([raw.text, raw.format, raw.path, str(raw.line), raw.sha256, meta])


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
        old = Journal(self._folder / JOURNAL, self._made_of)
        with (
            replacing(self._folder / SPOOL) as spool,
            replacing(self._folder / FAILURES) as failures,
            replacing(self._folder / JOURNAL) as journal,
        ):
            journal.write(msgspec.json.encode(Begun(self._made_of)) + b"\n")
            for entry in self._all(old, spool, journal):
                entry.number = self._number
                self._number += 1
                if entry.failure is not None:
                    failures.write(msgspec.json.encode(entry.failure) + b"\n")
                yield entry
        old.close()

    def _all(self, old: Journal, spool: BinaryIO, journal: BinaryIO) -> Iterator[Entry]:
        for source in self._sources:
            if isinstance(source, Failure):
                yield _failed(source)
                continue
            stamp = "" if source.note else stamp_of(source.path)
            known = old.entries(source.path, source.id, stamp) if stamp else None
            found = self._read(source, spool) if known is None else known
            for first, entry in enumerate(found):
                if not first:
                    stamp = stamp if entry.file not in ("", SPOOL) else ""
                    if stamp:
                        journal.write(msgspec.json.encode(Held(source.path, source.id, stamp)) + b"\n")
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
