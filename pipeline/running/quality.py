"""What the cleaned documents of a run lack: days of publication, and places in the page they came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

#: How many documents are named one by one.
_NAMED = 5
_UNREADABLE = "published: "


class Quality(msgspec.Struct, omit_defaults=True):
    """Counts over the documents that were cleaned.

    ``undated`` have no day of publication, ``unreadable_dates`` have one that nobody understood, and
    ``unaligned_characters`` could not be found again in their pages, so that their offsets are those of neighbours.
    """

    texts: int = 0
    undated: int = 0
    unreadable_dates: int = 0
    unaligned_characters: int = 0
    notes: list[str] = []

    def add(self, other: Quality) -> None:
        """Count others in."""
        self.texts += other.texts
        self.undated += other.undated
        self.unreadable_dates += other.unreadable_dates
        self.unaligned_characters += other.unaligned_characters
        self.notes = [*self.notes, *other.notes][:_NAMED]

    def messages(self) -> list[str]:
        """Lines for people; none where nothing is missing."""
        lines = list(self.notes)
        if self.unreadable_dates > len(lines):
            lines.append(f"… and {self.unreadable_dates - len(lines):,} more days that cannot be read")
        if self.undated:
            of = f"{self.undated:,} of {self.texts:,} {'text' if self.texts == 1 else 'texts'}"
            has = "has" if self.undated == 1 else "have"
            lines.append(f"{of} {has} no day of publication; relative dates stay open (--published DAY)")
        if self.unaligned_characters:
            lines.append(
                f"{self.unaligned_characters:,} characters could not be found again in their pages; "
                "the offsets of these are those of the characters beside them"
            )
        return lines


class _Meta(msgspec.Struct):
    """The part of the metadata that counts; a record may give any kind of value."""

    published: Any = None
    notes: Any = None
    unaligned_chars: Any = None


class _Record(msgspec.Struct):
    id: str
    meta: _Meta = msgspec.field(default_factory=_Meta)


_decoder = msgspec.json.Decoder(_Record)


def quality(lines: Iterable[bytes]) -> Quality:
    """The counts over the records of a stage."""
    found = Quality()
    for line in lines:
        _count(found, _decoder.decode(line))
    return found


def _count(found: Quality, record: _Record) -> None:
    meta = record.meta
    found.texts += 1
    found.undated += not meta.published
    if isinstance(meta.unaligned_chars, int):
        found.unaligned_characters += max(0, meta.unaligned_chars)
    said = meta.notes if isinstance(meta.notes, list) else []
    unreadable = [note for note in said if isinstance(note, str) and note.startswith(_UNREADABLE)]
    if unreadable:
        found.unreadable_dates += 1
        if len(found.notes) < _NAMED:
            found.notes.append(f"{record.id}: published: no day that can be read (notes in its meta have it)")
