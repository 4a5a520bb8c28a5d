"""Front matter: the ``Key: value`` lines before the text, between lines of dashes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from pipeline.cleaning.boilerplate import is_boilerplate
from pipeline.cleaning.dates import parse_date
from pipeline.cleaning.lines import lines
from pipeline.cleaning.settings import settings

_RULE = re.compile(r"-{3,}")
_ENTRY = re.compile(r"([A-Za-z][A-Za-z0-9_ -]{0,40}):(?: (.*))?")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:\.\d{1,3})?")
_LONGEST_LIST = 20_000


def front_matter(text: str) -> tuple[dict[str, Any], int]:
    """The metadata of the front matter and the offset at which the body begins; nothing and 0 where there is none."""
    start, end, body = _bounds(text)
    entries = dict(_entries(text, start, end))
    if not entries:
        return {}, 0
    return _metadata(entries), body


def _bounds(text: str) -> tuple[int, int, int]:
    """Where the entries start and end, and where the body begins.

    They end at a line of as many dashes as the first one, or else at the heading.
    """
    found = ((start, end) for start, end in lines(text) if start < end)
    first = next(found, None)
    if first is None:
        return 0, 0, 0
    rule = text[slice(*first)] if _RULE.fullmatch(text, *first) else "---"
    if not _RULE.fullmatch(text, *first) and not _known_key(text[first[0] : min(first[1], first[0] + 60)]):
        return 0, 0, 0
    for start, end in found:
        if end - start == len(rule) and text.startswith(rule, start):
            return first[0], start, end
        if text.startswith("# ", start):
            return first[0], start, start
    return 0, 0, 0


def _known_key(line: str) -> bool:
    known, key = settings(), line.partition(":")[0].casefold()
    return ":" in line and (
        key.startswith("video ") or key in known.front_matter.rename or key in known.front_matter.drop
    )


def _entries(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """Keys (lower case) and values; a value goes on until the next key, a description until the next *known* key."""
    key = ""
    value: list[str] = []
    for left, right in lines(text, start, end):
        line = text[left:right]
        if _RULE.fullmatch(line):
            continue
        match = _ENTRY.fullmatch(line)
        if match and (not key.endswith("description") or _known_key(line)):
            if key:
                yield key, "\n".join(value).strip()
            key, value = match[1].casefold().strip(), [match[2] or ""]
        elif key:
            value.append(line)
    if key:
        yield key, "\n".join(value).strip()


def _metadata(entries: dict[str, str]) -> dict[str, Any]:
    known = settings().front_matter
    meta: dict[str, Any] = {}
    for key, value in entries.items():
        if key in known.drop or not value:
            continue
        if key.endswith(("keywords", "tags")):
            meta[key] = _list(value)
        elif key.endswith("description"):
            meta[key] = first_paragraph(value)
        elif key == "date generated":
            meta[known.rename.get(key, key)] = parse_date(value) or value
        elif key.endswith("length") or key == "duration":
            meta[key] = _seconds(value)
        else:
            meta[known.rename.get(key, key)] = value.strip("\"'")
    return meta


def first_paragraph(description: str) -> str | None:
    """The first paragraph of a description that says something: no subscription, no links."""
    for paragraph in description.split("\n\n"):
        kept = [line for line in paragraph.split("\n") if line.strip() and not is_boilerplate(line)]
        joined = " ".join(" ".join(kept).split())
        if len(joined.split()) > 3 and not is_boilerplate(joined):
            return joined
    return None


def _list(value: str) -> list[str]:
    """``['A', 'B']`` or ``A, B`` as a list."""
    if value.startswith("[") and len(value) <= _LONGEST_LIST:
        try:
            found = ast.literal_eval(value)
            return [str(item) for item in found]
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            pass
    return [item for part in value.strip("[]").split(",") if (item := part.strip(" '\"\n"))]


def _seconds(value: str) -> int | str:
    """``115s``, ``1:55`` or ``115`` in seconds; as it stands where it is none of these."""
    if match := _CLOCK.fullmatch(value):
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
    number = value.removesuffix("s").strip()
    return round(float(number)) if re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", number) else value
