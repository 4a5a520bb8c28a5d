"""Files that are either there and whole, or not there: written beside their place, then renamed into it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import quote

import msgspec

from pipeline.documents import Document, decode
from pipeline.facts import Fact
from pipeline.packing import DAMAGED, packed, unpacked
from pipeline.resources import BROKEN_JSON

#: What a stage's file may be called, packed or not.
STAGE_ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")
_LONGEST = 150
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))})
_BLOCK = 1 << 20
_fact_decoder = msgspec.json.Decoder(Fact)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of ``path`` in one rename when the block ends well, and vanishes when not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the renames and removals in a folder last through a loss of power, where the system can say so."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):  # some network file systems have no way to
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def safe_name(name: str, taken: Collection[str] = ()) -> str:
    """An id as the name of a file in one folder: plain ASCII, never hidden, no path, at most 150 characters.

    Args:
        name: the id; what no name of a file should hold is percent-encoded.
        taken: names of before, in lower case, since to some file systems "A" and "a" are one.

    Returns:
        The id as it is where that will do, else with a piece of its hash at the end, so that no two ids share a name;
        a name that Windows keeps for a device ("CON", "nul.txt") will not do.
    """
    safe = quote(name, safe="", errors="surrogatepass")
    if safe.startswith("."):
        safe = f"%2E{safe[1:]}"
    device = safe.partition(".")[0].upper() in _DEVICES
    if safe == name and 0 < len(safe) <= _LONGEST and safe.lower() not in taken and not device:
        return safe
    safe = f"_{safe}" if device else safe
    mark, marked = name, safe
    while marked == safe or marked.lower() in taken:
        mark = hashlib.sha256(mark.encode(errors="surrogatepass")).hexdigest()[:12]
        marked = f"{safe[: _LONGEST - len(mark) - 1]}-{mark}"
    return marked


def through(path: Path, write: Callable[[Path], object]) -> None:
    """Let a library write a file of its own beside ``path``, then put it in place in one rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines, each with its line break, packed as the name's ending says."""
    with replacing(path) as file:
        for block in _blocks(lines):
            file.write(packed(block, path.name))


def _blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines with their breaks, about a megabyte at a time."""
    block: list[bytes] = []
    size = 0
    for line in lines:
        block += (line, b"\n")
        size += len(line) + 1
        if size >= _BLOCK:
            yield b"".join(block)
            block, size = [], 0
    if block:
        yield b"".join(block)


def write_json(path: Path, value: object) -> None:
    """Write one value as readable JSON."""
    with replacing(path) as file:
        file.write(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, packed or not, that are not blank.

    Raises:
        ValueError: its packing is damaged.
    """
    with path.open("rb") as file, unpacked(file) as lines:
        try:
            yield from full_lines(lines)
        except DAMAGED as error:
            if getattr(error, "errno", None) is not None:
                raise
            raise ValueError(f"{path}: its packing is damaged: {error}") from error


def full_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream that are not blank."""
    return (line for line in stream if line.strip())


def stage_file(folder: Path, name: str) -> Path | None:
    """The one file of a stage in the folder of a run, packed or not; None where it was left in its shards."""
    return next((file for ending in STAGE_ENDINGS if (file := folder / f"{name}{ending}").is_file()), None)


def read_documents(path: str | Path) -> Iterator[Document]:
    """The records of a stage file, one at a time.

    Raises:
        ValueError: a line is no record; the message names file and line.
    """
    for number, line in enumerate(read_lines(Path(path)), 1):
        try:
            yield decode(line)
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from error


def read_facts(path: str | Path) -> Iterator[Fact]:
    """The facts of a ``facts.jsonl``, one at a time.

    Raises:
        ValueError: a line is no fact; the message names file and line.
    """
    for number, line in enumerate(read_lines(Path(path)), 1):
        try:
            yield _fact_decoder.decode(line)
        except BROKEN_JSON as error:
            raise ValueError(f"{path}, line {number}: {error}") from error


def write_facts(path: Path, facts: Iterable[Fact]) -> None:
    """Write ``facts.jsonl``."""
    write_lines(path, map(msgspec.json.encode, facts))
