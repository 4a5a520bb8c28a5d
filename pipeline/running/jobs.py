"""What a shard's worker is told, and what it answers: plain data that travels between processes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.documents import Failure
from pipeline.output.files import read_lines
from pipeline.running.plan import Item
from pipeline.syntax.precision import Precision


class Refused(ValueError):
    """A document that is put aside on purpose; ``code`` is a word for programs, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Setup(msgspec.Struct, frozen=True):
    """What all shards of a run share. ``stages`` are the stages' own fingerprints, ``folder`` holds the shards."""

    folder: str
    model: str
    stages: dict[str, str]
    published: str | None = None
    batch: int = 32
    max_characters: int = 1_000_000
    precision: Precision = "float32"


class Job(msgspec.Struct):
    """A shard to work on.

    ``files`` are its stages in their order, with their files' names. ``reuse`` names old files by stage, ``redo`` the
    stages to compute although their files are there. ``fatal`` holds documents that must not be touched, since they
    ended a process; with ``watched`` the worker notes each document before it starts on it, so that the next such one
    can be named.
    """

    number: int
    items: list[Item]
    files: dict[str, str]
    reuse: dict[str, list[str]] = {}
    redo: list[str] = []
    fatal: dict[str, str] = {}
    watched: bool = False


class Tally(msgspec.Struct):
    """What a stage did: documents at its end, how many of them it computed, their words, and seconds (no loading)."""

    documents: int = 0
    computed: int = 0
    words: int = 0
    seconds: float = 0.0

    def add(self, other: Tally) -> None:
        """Count another shard in."""
        self.documents += other.documents
        self.computed += other.computed
        self.words += other.words
        self.seconds += other.seconds


class Done(msgspec.Struct):
    """A shard's end: tallies by stage, how many documents failed, and what the process took to load what it needs."""

    number: int
    stages: dict[str, Tally]
    failed: int = 0
    load_seconds: float = 0.0


def errors_file(file: Path) -> Path:
    """Where a shard's stage keeps its failures."""
    return file.with_suffix(".errors")


def read_failures(file: Path) -> list[Failure]:
    """The failures of a shard's stage."""
    errors = errors_file(file)
    return [msgspec.json.decode(line, type=Failure) for line in read_lines(errors)] if errors.is_file() else []


def read_at(file: Path, item: Item) -> bytes:
    """A document's input."""
    with file.open("rb") as stream:
        stream.seek(item.offset)
        return stream.read(item.length)


def watch_file(folder: Path, number: int) -> Path:
    """Where a watched worker notes the document that it works on."""
    return folder / f"watch.{number}"
