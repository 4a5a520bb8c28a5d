"""What was applied, so that it can be undone: ``learned.jsonl`` beside the rules, one apply a line."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.learning.apply.edits import Edit, Lines
from pipeline.output.files import replacing, write_lines
from pipeline.resources import BROKEN_JSON

FILE = "learned.jsonl"


class Applied(msgspec.Struct, omit_defaults=True):
    """One apply: its number from 1, the day, the suggestions by id and name, all changes; ``undone`` is a day."""

    number: int
    day: str
    suggestions: dict[str, str]
    edits: list[Edit]
    undone: str | None = None


class UndoError(ValueError):
    """Something cannot be taken back; the message says why and what to do."""


def read_journal(configs: Path) -> list[Applied]:
    """All applies to a folder, the first one first.

    Raises:
        ValueError: a line is none; the message names file and line.
    """
    file = configs / FILE
    found = []
    for number, line in enumerate(file.read_bytes().splitlines() if file.is_file() else [], 1):
        try:
            found.append(msgspec.json.decode(line, type=Applied))
        except BROKEN_JSON as error:
            raise ValueError(f"{file}:{number}: {error}") from error
    return found


def commit(configs: Path, applied: Applied, files: dict[str, str]) -> None:
    """Note an apply, then put its files in place, each in one rename.

    The note comes first: what is cut off in between can be undone, or applied again.
    """
    _write(configs, [*read_journal(configs), applied])
    for name in sorted({edit.file for edit in applied.edits}):
        with replacing(configs / name) as stream:
            stream.write(files[name].encode("utf-8"))


def _write(configs: Path, journal: list[Applied]) -> None:
    write_lines(configs / FILE, map(msgspec.json.encode, journal))


def undo(configs: Path, day: str, number: int | None = None) -> Applied:
    """Take an apply back: the last one that holds, or that of a number; all other lines stay as they are.

    Raises:
        UndoError: there is none, or its lines have been changed since.
    """
    journal = read_journal(configs)
    open_ = [one for one in journal if one.undone is None and number in {None, one.number}]
    if not open_:
        which = f"number {number}" if number is not None else "nothing"
        raise UndoError(f"{which} is left to undo in {configs / FILE}")
    last = open_[-1]
    files = {name: Lines(configs / name) for name in dict.fromkeys(edit.file for edit in last.edits)}
    for edit in reversed(last.edits):
        try:
            files[edit.file].undo(edit)
        except ValueError as error:
            later = [one.number for one in journal if one.number > last.number and one.undone is None]
            hint = f"undo number {later[-1]} first" if later else "change them back by hand"
            raise UndoError(f"number {last.number} cannot be undone: {error}; {hint}") from error
    for name, lines in files.items():
        with replacing(configs / name) as stream:
            stream.write(lines.text().encode("utf-8"))
    last.undone = day
    _write(configs, journal)
    return last
