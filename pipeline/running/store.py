"""Where a run keeps its shards: a folder, or an object store through fsspec.

A name is either there with its whole content, or not there, whatever happens while it is written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar, cast

from pipeline.output.files import full_lines, write_lines
from pipeline.packing import packed, unpacked
from pipeline.resources import how_to_install

_Result = TypeVar("_Result")

#: Seconds to wait before an object store is asked again.
_PAUSES = (0.2, 1.0, 5.0)


class StoreError(ValueError):
    """The place for shards cannot be used; the message says why and what to do."""


class Store(Protocol):
    """Files by name, without folders."""

    where: str

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""

    def names(self) -> Iterator[str]:
        """All of them, in no order."""

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file as they are kept."""

    def write(self, name: str, lines: Iterable[bytes]) -> None:
        """Put lines in place, each with its line break, packed as the name's ending says."""

    def note(self, name: str) -> None:
        """Take into account that another process has written a file."""

    def expect(self, names: Iterable[str]) -> None:
        """Take into account that these files are there, and no others that matter now."""

    def remove(self, name: str) -> None:
        """Remove a file; one that is not there is no error."""


def lines_of(store: Store, name: str) -> Iterator[bytes]:
    """The lines of a file that are not blank."""
    with closing(store.open(name)) as file, unpacked(file) as lines:
        yield from full_lines(lines)


class FolderStore:
    """A folder of this machine, or one that all machines see."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.where = str(folder)

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return (self.folder / name).is_file()

    def names(self) -> Iterator[str]:
        """All of them, in no order."""
        return (file.name for file in self.folder.iterdir() if file.is_file())

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file as they are kept."""
        return (self.folder / name).open("rb")

    def write(self, name: str, lines: Iterable[bytes]) -> None:
        """Put lines in place."""
        write_lines(self.folder / name, lines)

    def note(self, name: str) -> None:
        """Nothing: the folder itself is asked."""

    def expect(self, names: Iterable[str]) -> None:
        """Nothing: the folder itself is asked."""

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self.folder / name).unlink(missing_ok=True)


class ObjectStore:
    """A prefix of an object store. What is listed once is known; only this run writes below its prefix."""

    def __init__(self, where: str) -> None:
        import fsspec

        self.where = where
        try:
            files, path = fsspec.core.url_to_fs(where)
        except (ImportError, ValueError) as error:
            raise StoreError(f"{where}: {' '.join(str(error).split())}") from error
        self._files: Any = files
        self._prefix = str(path).rstrip("/")
        self._known: set[str] | None = None

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return name in self._listed()

    def names(self) -> Iterator[str]:
        """All of them, in no order."""
        return iter(sorted(self._listed()))

    def _listed(self) -> set[str]:
        if self._known is None:
            self._files.invalidate_cache()
            found = self._patiently(lambda: self._files.find(self._prefix))
            self._known = {path.removeprefix(self._prefix).lstrip("/") for path in found}
        return self._known

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file as they are kept."""
        return cast(BinaryIO, self._patiently(lambda: self._files.open(f"{self._prefix}/{name}", "rb")))

    def write(self, name: str, lines: Iterable[bytes]) -> None:
        """Put lines in place, in one request."""
        data = packed(b"".join(line + b"\n" for line in lines), name)
        self._patiently(lambda: self._files.pipe_file(f"{self._prefix}/{name}", data))
        if self._known is not None:
            self._known.add(name)

    def note(self, name: str) -> None:
        """Take into account that another process has written a file."""
        if self._known is not None:
            self._known.add(name)

    def expect(self, names: Iterable[str]) -> None:
        """Take into account that these files are there, and no others that matter now: saves asking for the list."""
        self._known = set(names)

    def remove(self, name: str) -> None:
        """Remove a file."""
        with suppress(FileNotFoundError):
            self._patiently(lambda: self._files.rm_file(f"{self._prefix}/{name}"))
        if self._known is not None:
            self._known.discard(name)

    def _patiently(self, ask: Callable[[], _Result]) -> _Result:
        """Ask again after a while where the answer is an error that may pass."""
        for pause in _PAUSES:
            try:
                return ask()
            except (FileNotFoundError, PermissionError):
                raise
            except OSError:
                time.sleep(pause)
        return ask()


def open_store(where: str) -> Store:
    """The store of a folder's path, or of an address such as ``s3://bucket/run``.

    Raises:
        StoreError: the address needs a library that is not there.
    """
    if "://" not in where:
        return FolderStore(Path(where))
    if find_spec("fsspec") is None:
        raise StoreError(f"{where} needs fsspec: {how_to_install('ray')}, and for s3:// pip install s3fs")
    return ObjectStore(where)
