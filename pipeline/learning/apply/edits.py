"""Changes of configuration files as text: whole lines that come, go or change, so that each can be taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

_ID = re.compile(r'\{\s*"id"\s*:\s*"([^"]*)"')


class EditError(ValueError):
    """A change does not fit the file any longer; the message says what to do."""


class Edit(msgspec.Struct, frozen=True):
    """Lines of a file: ``before`` became ``after``. An empty ``before`` means that the lines are new."""

    file: str
    before: str
    after: str


class Lines:
    """A text file as lines, changed here and written by others.

    The text comes back byte by byte where nothing was changed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_bytes().decode("utf-8") if path.is_file() else ""
        self._ended = text.endswith("\n") or not text
        self.lines = text.removesuffix("\n").split("\n") if text else []

    def text(self) -> str:
        """The file's text as it is now."""
        return "\n".join(self.lines) + ("\n" if self._ended and self.lines else "")

    def find(self, block: str) -> int:
        """The place of a block of whole lines.

        Raises:
            EditError: it is not there, or stands there twice.
        """
        wanted = block.split("\n")
        places = [
            i for i, line in enumerate(self.lines) if line == wanted[0] and self.lines[i : i + len(wanted)] == wanted
        ]
        if len(places) != 1:
            found = "not there any longer" if not places else "there more than once"
            raise EditError(f"{self.path.name}: these lines are {found}: {wanted[0][:80]!r}")
        return places[0]

    def replace(self, before: str, after: str) -> Edit:
        """Put lines in place of others."""
        at = self.find(before)
        self.lines[at : at + before.count("\n") + 1] = after.split("\n") if after else []
        return Edit(self.path.name, before, after)

    def insert(self, at: int, block: str) -> Edit:
        """Put new lines before the line ``at``."""
        self.lines[at:at] = block.split("\n")
        return Edit(self.path.name, "", block)

    def undo(self, edit: Edit) -> None:
        """Take an edit back. One that is not there, as it never was or was taken back by hand, is passed over.

        Raises:
            EditError: the lines have been changed since.
        """
        try:
            self.replace(edit.after, edit.before)
        except EditError:
            if self._has(edit.before) or not (edit.before or self._has_start(edit.after)):
                return
            raise

    def _has(self, block: str) -> bool:
        try:
            return bool(block) and self.find(block) >= 0
        except EditError:
            return False

    def _has_start(self, block: str) -> bool:
        """Whether an entry of the same id stands there in another form."""
        start = block.split("\n")[0].split(", ")[0]
        return any(line.startswith(start) for line in self.lines)


class Entries(Lines):
    """A knowledge file: a JSON object a line, in the order of their ids."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._first: dict[str, str] = {}

    def has(self, entry_id: str) -> bool:
        """Whether the file has an entry."""
        return self._at(entry_id) is not None

    def _at(self, entry_id: str) -> int | None:
        return next((i for i, line in enumerate(self.lines) if _id(line) == entry_id), None)

    def entry(self, entry_id: str) -> dict[str, Any]:
        """An entry as it is now.

        Raises:
            EditError: there is none.
        """
        at = self._at(entry_id)
        if at is None:
            raise EditError(f"{self.path.name}: no entry {entry_id!r}; correct the id or make the entry first")
        found: dict[str, Any] = json.loads(self.lines[at])
        return found

    def add(self, entry: Mapping[str, Any]) -> None:
        """A new entry, before the first whose id comes after its own."""
        entry_id = str(entry["id"])
        at = next((i for i, line in enumerate(self.lines) if _id(line) > entry_id), len(self.lines))
        self._first.setdefault(entry_id, "")
        self.lines.insert(at, _line(entry))

    def change(self, entry_id: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change an entry in place; the order of its fields is kept.

        Raises:
            EditError: there is none.
        """
        entry = self.entry(entry_id)
        change(entry)
        at = self._at(entry_id)
        assert at is not None
        self._first.setdefault(entry_id, self.lines[at])
        self.lines[at] = _line(entry)

    def edits(self) -> Iterable[Edit]:
        """What was added and changed, each entry once."""
        for entry_id, before in self._first.items():
            at = self._at(entry_id)
            if at is not None and self.lines[at] != before:
                yield Edit(self.path.name, before, self.lines[at])


def _id(line: str) -> str:
    """The id in a line, which is its first field in a file that is kept sorted."""
    found = _ID.match(line)
    return found[1] if found else ""


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False)
