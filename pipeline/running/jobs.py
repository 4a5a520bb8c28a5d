"""What a shard's worker is told, and what it answers: plain data that travels between processes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from pipeline.documents import Failure
from pipeline.running.plan import Item
from pipeline.running.store import Store, lines_of
from pipeline.syntax.precision import Precision

#: Told by a worker before it starts on documents: their ids, the stage, and how long they are together.
Note = Callable[[list[str], str, int], None]

#: Failures that are the moment's, not the document's: the next run tries again.
PASSING = frozenset({"changed"})


class EngineError(ValueError):
    """The work cannot be done; the message says why and what to do."""


class Refused(ValueError):
    """A document that is put aside on purpose; ``code`` is a word for programs, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Setup(msgspec.Struct, frozen=True):
    """What all shards of a run share.

    ``folder`` is the run's own on this machine, ``store`` where its shards are kept, ``stages`` are the stages' own
    fingerprints, ``megabytes`` the most memory that a worker may use (0: any); ``quote`` says that failures may repeat
    what a library said of a document, and so words of it.
    """

    folder: str
    store: str
    model: str
    stages: dict[str, str]
    published: str | None = None
    batch: int = 32
    max_characters: int = 1_000_000
    precision: Precision = "float32"
    megabytes: int = 0
    quote: bool = False


class Fatal(msgspec.Struct):
    """Why a document must not be touched in a stage: it ended a process, or had to be ended."""

    stage: str
    code: str
    message: str


class Job(msgspec.Struct):
    """A shard to work on.

    ``files`` are its stages in their order, with their files' names. ``reuse`` names old files by stage that hold
    results of some documents, but of none that is ``fresh``; ``redo`` names the stages to compute although their files
    are there; ``again`` tries documents that failed once more. ``fatal`` holds
    documents that a stage must not touch; with ``alone`` documents are worked on one by one, so that the one that ends
    the process can be named. ``inputs`` holds the documents' inputs where the worker cannot see their files, ``there``
    the names of these files that an object store has.
    """

    number: int
    items: list[Item]
    files: dict[str, str]
    reuse: dict[str, list[str]] = {}
    fresh: list[str] = []
    redo: list[str] = []
    again: bool = False
    fatal: dict[str, Fatal] = {}
    alone: bool = False
    inputs: dict[str, bytes] = {}
    there: list[str] = []


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
    files: list[str] = []


def errors_name(file: str) -> str:
    """Where a shard's stage keeps its failures."""
    return f"{file.partition('.jsonl')[0]}.errors"


def read_failures(store: Store, file: str) -> list[Failure]:
    """The failures of a shard's stage."""
    errors = errors_name(file)
    return [_failure.decode(line) for line in lines_of(store, errors)] if store.has(errors) else []


_failure = msgspec.json.Decoder(Failure)


def read_at(file: Path, item: Item) -> bytes:
    """A document's input."""
    with suppress(FileNotFoundError), file.open("rb") as stream:
        stream.seek(item.offset)
        return stream.read(item.length)
    raise Refused("changed", f"{file} is gone since the run began: run again")
