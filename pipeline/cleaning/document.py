"""From a raw document to the record: the cleaner of its format, its metadata, its map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.cleaning.html import clean_html
from pipeline.cleaning.metadata import resolve
from pipeline.cleaning.page import Cleaned
from pipeline.cleaning.plain import clean_plain
from pipeline.cleaning.subtitles import clean_subtitles
from pipeline.cleaning.transcript import clean_transcript
from pipeline.cleaning.whisper import clean_whisper
from pipeline.documents import Document, Origin, RawDocument

_CLEANERS: dict[str, Callable[[RawDocument], Cleaned]] = {
    "text": clean_plain,
    "transcript": clean_transcript,
    "html": clean_html,
    "subtitles": clean_subtitles,
    "whisper": clean_whisper,
}


class CleaningError(ValueError):
    """A document of which no text is left, or that is not of the format it is said to be; ``code`` says which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean(raw: RawDocument, published: str | None = None) -> Document:
    """The record of a document: cleaned text, layout, metadata, and the map back to ``raw.text``.

    Args:
        raw: as read; what its ``meta`` gives wins over what the text shows.
        published: the day (ISO) to take where neither says one.

    Raises:
        CleaningError: no text is left, or the format is unknown or broken.
    """
    cleaner = _CLEANERS.get(raw.format)
    if cleaner is None:
        raise CleaningError("unknown_format", f"unknown format {raw.format!r}: give one of {', '.join(_CLEANERS)}")
    try:
        page = cleaner(raw)
    except ValueError as error:
        raise CleaningError("broken_format", str(error)) from error
    if not page.text:
        raise CleaningError("no_text", _nothing_left(raw, page.meta))
    meta = resolve(raw.meta, page.meta, published) | _provenance(raw)
    origin = Origin(runs=page.text.runs(), cuts=page.cuts)
    return Document(id=raw.id, text=page.text.text, meta=meta, origin=origin, blocks=page.blocks)


def _provenance(raw: RawDocument) -> dict[str, Any]:
    found = {"format": raw.format, "raw_path": raw.path, "raw_sha256": raw.sha256, "raw_line": raw.line}
    return {key: value for key, value in found.items() if value not in (None, "")}


def _nothing_left(raw: RawDocument, shown: dict[str, Any]) -> str:
    dropped = shown.get("dropped_blocks", 0)
    why = f"all {dropped} blocks are links, subscriptions or other furniture" if dropped else "it has no words"
    return f"no text is left of {len(raw.text):,} characters of {raw.format}: {why}"
