"""What a run has to do: the shards that its documents fall into, and what the last run left for each of them.

Both plans are in the order of the documents' ids, so they are walked through side by side, and neither is held in
memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from pipeline.output.files import read_lines, write_lines
from pipeline.resources import BROKEN_JSON
from pipeline.running.entries import Entry
from pipeline.running.fingerprints import chain, digest
from pipeline.running.quality import Quality
from pipeline.running.store import Store


class Item(msgspec.Struct, array_like=True):
    """One document: its id, what its first stage starts from (a hash), and where its input lies.

    Without a ``file`` the input is not at hand: the plan of a run that is over.
    """

    id: str
    start: str
    file: str = ""
    offset: int = 0
    length: int = 0
    line: int | None = None


class Shard(msgspec.Struct, omit_defaults=True):
    """Documents that are worked on and stored together.

    ``files`` names the shard's file of each stage, ``reuse`` by stage older files that hold results of its documents
    other than those that are ``fresh``: new, or not what they were. ``quality`` is what its cleaned documents lack,
    where that has been counted.
    """

    items: list[Item]
    files: dict[str, str]
    reuse: dict[str, list[str]] = {}
    fresh: list[str] = []
    quality: Quality | None = None


def read_plan(file: Path) -> Iterator[Shard]:
    """The shards of a plan, in their order; none where there is no plan."""
    return map(_decoder.decode, read_lines(file)) if file.is_file() else iter(())


def write_plan(file: Path, shards: Iterable[Shard]) -> None:
    """Write a plan."""
    write_lines(file, map(msgspec.json.encode, shards))


_decoder = msgspec.json.Decoder(Shard)


def cut(
    items: Iterable[Item], stages: Mapping[str, str], names: Sequence[str], size: int, packing: str = ""
) -> Iterator[Shard]:
    """Shards of about ``size`` documents.

    Where one ends depends on the ids inside it, not on their number: a new document changes one shard, not all that
    follow.

    Args:
        items: documents by id.
        stages: the stages' own fingerprints.
        names: the stages that have files.
        size: the usual number of documents in a shard; none has more than four times as many.
        packing: how the files are packed.
    """
    part: list[Item] = []
    for item in items:
        part.append(item)
        ends = int.from_bytes(hashlib.sha256(item.id.encode()).digest()[:4], "big") % size == 0
        if ends or len(part) >= 4 * size:
            yield Shard(part, file_names(part, stages, names, packing))
            part = []
    if part:
        yield Shard(part, file_names(part, stages, names, packing))


def file_names(
    items: Sequence[Item], stages: Mapping[str, str], names: Sequence[str], packing: str = ""
) -> dict[str, str]:
    """The files of a shard by stage: hashes of its documents and of all that their results depend on."""
    prints = [chain(item.start, stages, names) for item in items]
    ending = f"jsonl.{packing}" if packing else "jsonl"
    files: dict[str, str] = {}
    for name in names:
        parts = [part for item, each in zip(items, prints, strict=True) for part in (item.id, each[name])]
        files[name] = f"{digest(parts)}.{name}.{ending}"
    return files


class Previous:
    """The plan of the last run, walked through by ids that grow.

    Args:
        file: of the plan; one that cannot be read is none.
        store: of its shards.
        stages: the stages' own fingerprints of today.
    """

    def __init__(self, file: Path, store: Store, stages: Mapping[str, str]) -> None:
        self._items = self._all(file)
        self._store, self._stages = store, stages
        self._head: tuple[Item, Shard] | None = next(self._items, None)
        self.missing = 0

    @staticmethod
    def _all(file: Path) -> Iterator[tuple[Item, Shard]]:
        with suppress(OSError, *BROKEN_JSON):
            for shard in read_plan(file):
                for item in shard.items:
                    yield item, shard

    def find(self, doc_id: str) -> tuple[Item, Shard] | None:
        """A document of the last run, and its shard. Those that are passed over are counted as missing."""
        while self._head is not None and self._head[0].id < doc_id:
            self.missing += 1
            self._head = next(self._items, None)
        if self._head is None or self._head[0].id != doc_id:
            return None
        found, self._head = self._head, next(self._items, None)
        return found

    def finish(self) -> int:
        """How many documents of the last run did not come in again."""
        while self._head is not None:
            self.missing += 1
            self._head = next(self._items, None)
        return self.missing

    def right(self, shard: Shard) -> dict[str, str]:
        """The files of an old shard that are still right for the code, settings and model of today."""
        packing = next((file.partition(".jsonl.")[2] for file in shard.files.values()), "")
        now = file_names(shard.items, self._stages, tuple(shard.files), packing)
        return {name: file for name, file in now.items() if file == shard.files[name] and self._store.has(file)}


class Planner:
    """Makes the plan of a run from what came in, and says what of the last one it can build on.

    Args:
        previous: the plan of the last run.
        store: of the shards.
        stages: the stages' own fingerprints.
        names: the stages that have files.
        size: as for :func:`cut`.
        packing: how the files are packed.
    """

    def __init__(
        self,
        previous: Previous,
        store: Store,
        stages: Mapping[str, str],
        names: Sequence[str],
        size: int,
        packing: str = "",
    ) -> None:
        self._previous, self._store, self._stages, self._names = previous, store, stages, names
        self._size, self._packing = size, packing
        self._old: dict[str, tuple[Item, Shard]] = {}
        self.documents = 0

    def shards(self, entries: Iterable[Entry]) -> Iterator[Shard]:
        """The shards of all entries that are documents."""
        for shard in cut(self._items(entries), self._stages, self._names, self._size, self._packing):
            self.documents += len(shard.items)
            old = [self._old.pop(item.id) for item in shard.items if item.id in self._old]
            first = self._names[0]
            same = next((each for _, each in old if each.files.get(first) == shard.files[first]), None)
            if same is not None:
                shard.quality = same.quality
            if not all(self._store.has(file) for file in shard.files.values()):
                self._reuse(shard, old)
            yield shard

    def _items(self, entries: Iterable[Entry]) -> Iterator[Item]:
        for entry in entries:
            found = self._previous.find(entry.id)
            if entry.failure is not None:
                continue
            if found is not None:
                self._old[entry.id] = found
            yield Item(entry.id, entry.start, entry.file, entry.offset, entry.length, entry.line)

    def _reuse(self, shard: Shard, old: list[tuple[Item, Shard]]) -> None:
        """Note which files hold results of which documents of a shard."""
        same = {item.id: (item.start, each) for item, each in old}
        shards: dict[int, Shard] = {}
        for item in shard.items:
            start, each = same.get(item.id, ("", shard))
            if start == item.start:
                shards[id(each)] = each
            else:
                shard.fresh.append(item.id)
        for each in shards.values():
            for name, file in self._previous.right(each).items():
                shard.reuse.setdefault(name, []).append(file)
