"""Which format a text is in: by its content first, by the ending of its name where the content does not say."""

from __future__ import annotations

import re
from pathlib import PurePath

from pipeline.packing import bare

_ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".ass": "subtitles",
    ".ssa": "subtitles",
    ".ttml": "subtitles",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
}
#: Formats of ``RawDocument``; a record may name its own.
FORMATS = frozenset({"text", "transcript", "html", "subtitles", "whisper"})
_HEAD = 20_000

_HTML = re.compile(r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"<(?:p|div|h1|article)[\s>]", re.IGNORECASE)
_TIMES = re.compile(r"^(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3} ?--> ?(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}", re.MULTILINE)
_STAMP = re.compile(r"[\[(](?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[^\]\)\n]{0,20}[\])]")
_BULLETED = re.compile(r"^[ \t]*[*+•-][ \t]", re.MULTILINE)
_CLOCK_LINE = re.compile(r"^(?:\d{1,2}:)?\d{1,2}:\d{2}[ \t]*\r?$", re.MULTILINE)
_MODEL = re.compile(r"^(?:Transcription Model|Video Description|Video Keywords):", re.MULTILINE)
_SUBTITLES = ("WEBVTT", "[Script Info]")
_OBJECT = re.compile(r"\s*\{\s*\"")
_ARRAY = re.compile(r"\s*\[\s*\{")


def container(path: str, head: str) -> str:
    """``jsonl``, ``json`` or ``csv`` for a file of records, else ``""`` for one document.

    Args:
        path: of the file; ``-`` for standard input.
        head: the beginning of its text.
    """
    named = _ENDINGS.get(_ending(path), "")
    if named == "csv":
        return named
    if _ARRAY.match(head):
        return "json"
    if named == "jsonl" or _OBJECT.match(head):
        return "jsonl" if named != "json" and _is_one_line_each(head) else "json"
    return "json" if named == "json" else ""


def _is_one_line_each(head: str) -> bool:
    """Whether the first object closes on its line: then it is JSONL, else one pretty-printed object."""
    first = head.lstrip().split("\n", 1)[0].rstrip()
    return first.endswith("}") or len(head) - len(head.lstrip()) + len(first) >= len(head)


def document_format(path: str, text: str) -> str:
    """The format of one document, one of ``FORMATS``."""
    head = text[:_HEAD]
    if head.lstrip().startswith(_SUBTITLES) or (_TIMES.search(head) and not _STAMP.search(head)):
        return "subtitles"
    if _HTML.search(head[:4000]):
        return "html"
    if is_transcript(head):
        return "transcript"
    named = _ENDINGS.get(_ending(path), "text")
    if named in ("html", "subtitles"):
        return named
    return "html" if head.lstrip()[:1] == "<" and _PARAGRAPHS.search(head[:4000]) else "text"


def is_transcript(head: str) -> bool:
    """Whether a text is a transcript with times: many of its lines are stamped, or its front matter says so."""
    stamps = len(_STAMP.findall(head))
    bullets = len(_BULLETED.findall(head))
    texts = sum(1 for line in head.split("\n") if line.strip())
    if stamps >= 2 and (stamps >= 0.3 * texts or stamps >= 0.6 * bullets > 1):
        return True
    return bool(_MODEL.search(head)) or len(_CLOCK_LINE.findall(head)) >= max(2, 0.3 * texts)


def _ending(path: str) -> str:
    return PurePath(bare(path)).suffix.lower()
