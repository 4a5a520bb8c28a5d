"""Whisper's JSON: segments with seconds and text, each character mapped into the JSON file itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline.cleaning.characters import fix
from pipeline.cleaning.cues import Cue, add_cues
from pipeline.cleaning.mapped import Builder, MappedText
from pipeline.cleaning.metadata import common_names, named
from pipeline.cleaning.page import Cleaned, Page
from pipeline.cleaning.subtitles import link_at
from pipeline.documents import RawDocument

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?', re.DOTALL)
_ESCAPE = re.compile(r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.)", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udfff]")
_LISTS = ("segments", "transcription", "chunks", "results")


def clean_whisper(raw: RawDocument) -> Cleaned:
    """The running text of the segments, of Whisper itself or of a tool that writes its form.

    Raises:
        ValueError: the JSON is broken or has no segments.
    """
    data = _load(raw.text)
    page = Page(raw.text, meta=_shown(data))
    url = common_names(raw.meta)[0].get("url") or page.meta.get("url")
    add_cues(page, _cues(raw.text, segments(data), url if isinstance(url, str) else None))
    return page.done()


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the JSON is broken: {error}") from error


def _shown(data: Any) -> dict[str, Any]:
    """Metadata beside the segments."""
    if not isinstance(data, dict):
        return {}
    result = data.get("result")
    flat = {key: value for key, value in data.items() if isinstance(value, str) and key != "text"}
    if isinstance(result, dict) and isinstance(result.get("language"), str):
        flat["language"] = result["language"]
    meta = named(flat)
    known = ("title", "source", "url", "language", "published", "description", "author", "notes")
    return {key: meta[key] for key in known if key in meta}


def segments(data: Any) -> list[dict[str, Any]]:
    """The list of segments."""
    if isinstance(data, dict):
        data = next((data[key] for key in _LISTS if isinstance(data.get(key), list)), None)
    if not isinstance(data, list):
        raise ValueError(
            "no segments: expected Whisper's form, {'segments': [{'start': 0.0, 'end': 8.0, 'text': '…'}]}"
        )
    return [item for item in data if isinstance(item, dict) and isinstance(item.get("text"), str)]


def _cues(raw: str, found: list[dict[str, Any]], url: str | None) -> Iterator[Cue]:
    texts = located(raw, [segment["text"] for segment in found])
    for segment, text in zip(found, texts, strict=True):
        seconds = _seconds(segment)
        speaker = segment.get("speaker")
        speaker = _SURROGATES.sub("\ufffd", speaker) if isinstance(speaker, str) else None
        yield Cue(fix(text).strip(), seconds, None if seconds is None else link_at(url, seconds), speaker)


def _seconds(segment: dict[str, Any]) -> float | None:
    """A segment's first second, in the forms of Whisper, whisper.cpp and transformers."""
    start = segment.get("start")
    if isinstance(start, int | float):
        return float(start)
    if isinstance(offsets := segment.get("offsets"), dict) and isinstance(offsets.get("from"), int):
        return float(offsets["from"]) / 1000
    stamp = segment.get("timestamp")
    if isinstance(stamp, list) and stamp and isinstance(stamp[0], int | float):
        return float(stamp[0])
    return None


def located(raw: str, wanted: list[str]) -> Iterator[MappedText]:
    """The values of the ``text`` keys of a JSON text that equal the wanted strings, in their order, mapped."""
    values = _text_values(raw)
    for text in wanted:
        found = next((value for value in values if value.text == text), None)
        yield found if found is not None else _inserted(raw, text)


def _inserted(raw: str, text: str) -> MappedText:
    builder = Builder(raw)
    builder.insert(_SURROGATES.sub("\ufffd", text))
    return builder.done()


def _text_values(raw: str) -> Iterator[MappedText]:
    """Each string that is the value of a key ``text``, unescaped."""
    whole, key = MappedText.whole(raw), False
    for match in _STRING.finditer(raw):
        if match[2]:
            key = match[1] == "text"
        elif key:
            key = False
            yield whole.slice(match.start(1), match.end(1)).sub(_ESCAPE, _unescape)


def _unescape(match: re.Match[str]) -> str:
    return str(json.loads(f'"{match.group()}"'))
