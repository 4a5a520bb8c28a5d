"""Documents from the files of a stage, to start from the stage after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline.output.files import replacing
from pipeline.packing import is_packed, unpacked
from pipeline.resources import BROKEN_JSON
from pipeline.running.entries import Entry
from pipeline.running.sources import SPOOL
from pipeline.running.stages import before


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
