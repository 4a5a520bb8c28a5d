"""What a run has to do: all documents by id, their fingerprints, and the shards that they fall into.

Sources are read once, in the parent. A raw document whose result is not at hand is spooled to one file, where the
workers find it by its offset, so memory holds some hundred bytes for a document, whatever its text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline.documents import Failure, RawDocument
from pipeline.output.files import read_lines, replacing
from pipeline.running.fingerprints import chain, digest
from pipeline.running.stages import CLEAN, before

SPOOL = "raw.spool"


class Item(msgspec.Struct, array_like=True):
    """One document: its id, what its first stage starts from (a hash), and where its input lies.

    ``file`` is empty where the input is not needed, since its result is at hand.
    """

    id: str
    start: str
    file: str = ""
    offset: int = 0
    length: int = 0


class Intake(msgspec.Struct):
    """All documents of a run in the order of their ids, and what became of the others."""

    items: list[Item] = []
    failures: list[Failure] = []
    skipped: list[Failure] = []
    notes: list[str] = []

    @property
    def total(self) -> int:
        """How many documents came in."""
        return len(self.items) + len(self.failures) + len(self.skipped)


class Shard(msgspec.Struct):
    """Documents that are worked on and stored together; ``files`` names the shard's file of each stage."""

    items: list[Item]
    files: dict[str, str]


class _Ids:
    """Tells documents of one id apart by a piece of their content's hash, and knows repeats."""

    def __init__(self) -> None:
        self._content: dict[str, str] = {}

    def settle(self, wanted: str, content: str) -> str | None:
        """The id that a document gets; None for one that is there already, name and content."""
        for name in (wanted, f"{wanted}~{content[:8]}"):
            if name not in self._content:
                self._content[name] = content
                return name
            if self._content[name] == content:
                return None
        return None


def raw_fingerprint(raw: RawDocument) -> str:
    """A hash of all that cleaning sees of a document."""
    meta = msgspec.json.encode(raw.meta, order="deterministic")
    return digest([raw.text, raw.format, raw.path, str(raw.line), raw.sha256, meta])


def take_in(
    found: Iterable[RawDocument | Failure], spool: Path, is_known: Callable[[Item], bool] = lambda item: False
) -> Intake:
    """Read all sources, and spool the documents that ``is_known`` does not know by id and fingerprint."""
    intake, ids = Intake(), _Ids()
    with replacing(spool) as file:
        for raw in found:
            if isinstance(raw, Failure):
                intake.failures.append(raw)
                continue
            start = raw_fingerprint(raw)
            name = ids.settle(raw.id, digest([raw.text]))
            if name is None:
                why = f"{raw.path} repeats a document that is already there"
                intake.skipped.append(Failure(raw.id, raw.path, raw.line, "reading", "duplicate", why))
                continue
            if name != raw.id:
                intake.notes.append(f"two documents are called {raw.id!r}: {raw.path} became {name!r}")
                raw.id = name
            elif "id_note" in raw.meta:
                intake.notes.append(f"{raw.path} became {name!r}: {raw.meta['id_note']}")
            item = Item(name, start)
            if not is_known(item):
                data = msgspec.json.encode(raw)
                item.file, item.offset, item.length = spool.name, file.tell(), len(data)
                file.write(data + b"\n")
            intake.items.append(item)
    intake.items.sort(key=lambda item: item.id)
    return intake


class _Head(msgspec.Struct):
    """The part of a record that says which one it is."""

    id: str
    stages: dict[str, str] = {}


_head = msgspec.json.Decoder(_Head)


def lines_by_id(file: Path) -> dict[str, bytes]:
    """The lines of a stage file (without their line breaks) by the ids of their documents."""
    return {_head.decode(line).id: line.rstrip(b"\r\n") for line in read_lines(file)}


def take_in_stage(files: Iterable[Path], first: str) -> Intake:
    """The documents of the file or files of the stage before ``first``.

    Raises:
        ValueError: a line is no record of that stage.
    """
    needed, intake, ids = before(first), Intake(), _Ids()
    for file in files:
        offset = 0
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                length = len(line)
                if line.strip():
                    item = _stage_item(line, needed, f"{file}, line {number}")
                    if ids.settle(item.id, item.start) != item.id:
                        raise ValueError(f"{file}, line {number}: the document {item.id!r} is there twice")
                    item.file, item.offset, item.length = str(file.resolve()), offset, length
                    intake.items.append(item)
                offset += length
    intake.items.sort(key=lambda item: item.id)
    return intake


def _stage_item(line: bytes, needed: str, where: str) -> Item:
    try:
        head = _head.decode(line)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{where}: no record: {error}") from error
    if list(head.stages)[-1:] != [needed]:
        last = list(head.stages)[-1:] or ["none"]
        raise ValueError(f"{where}: the stage '{needed}' is needed, this record's last is '{last[0]}'")
    return Item(head.id, head.stages[needed])


def cut(items: list[Item], stages: dict[str, str], names: tuple[str, ...], size: int) -> Iterator[Shard]:
    """Shards of about ``size`` documents.

    Where one ends depends on the ids inside it, not on their number: a new document changes one shard, not all that
    follow.
    """
    part: list[Item] = []
    for item in items:
        part.append(item)
        ends = int.from_bytes(hashlib.sha256(item.id.encode()).digest()[:4], "big") % size == 0
        if ends or len(part) >= 4 * size:
            yield _shard(part, stages, names)
            part = []
    if part:
        yield _shard(part, stages, names)


def _shard(items: list[Item], stages: dict[str, str], names: tuple[str, ...]) -> Shard:
    prints = [chain(item.start, stages, names) for item in items]
    files: dict[str, str] = {}
    for name in names:
        parts = [part for item, each in zip(items, prints, strict=True) for part in (item.id, each[name])]
        files[name] = f"{digest(parts)}.{name}.jsonl"
    return Shard(items, files)


class Known:
    """The last run's shards, as far as their files are still right for the code, settings and model of today."""

    def __init__(self, folder: Path, plan: Path, stages: dict[str, str]) -> None:
        self._files: dict[tuple[str, str], dict[str, str]] = {}
        for line in read_lines(plan) if plan.is_file() else ():
            old = msgspec.json.decode(line, type=Shard)
            now = _shard(old.items, stages, tuple(old.files))
            right = {name: file for name, file in now.files.items() if file == old.files[name]}
            right = {name: file for name, file in right.items() if (folder / file).is_file()}
            for item in old.items:
                self._files[item.id, item.start] = right

    def missing(self, intake: Intake) -> int:
        """How many documents of the last run did not come in again."""
        now = {item.id for item in intake.items} | {failure.doc for failure in intake.failures}
        return len({doc_id for doc_id, _ in self._files} - now)

    def has(self, item: Item) -> bool:
        """Whether a document's cleaning is done, well or not."""
        return CLEAN in self._files.get((item.id, item.start), ())

    def files(self, items: Iterable[Item]) -> dict[str, list[str]]:
        """By stage, the files that hold results of some of these documents."""
        found: dict[str, dict[str, None]] = {}
        for item in items:
            for name, file in self._files.get((item.id, item.start), {}).items():
                found.setdefault(name, {})[file] = None
        return {name: list(files) for name, files in found.items()}
