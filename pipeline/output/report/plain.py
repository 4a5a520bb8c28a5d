"""Text from outside, made harmless for a page: nothing that turns the direction of a line, no link but to the web."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

#: Control characters, and those that override the direction of what follows them (Unicode's bidirectional formatting).
_HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    """A text of the same length, with a visible mark in place of every character that changes how others are shown."""
    return _HOSTILE.sub("\ufffd", text)


def name(text: str | None) -> str | None:
    """A name on one line without such characters; None where nothing is left."""
    return " ".join(_HOSTILE.sub("", text).split()) or None if text else None


def day(text: str | None) -> str | None:
    """An ISO day, or nothing."""
    try:
        return date.fromisoformat(text[:10]).isoformat() if text else None
    except ValueError:
        return None


def safe_link(link: str | None) -> str | None:
    """A link that leads to the web, or nothing: no script, no file, no control character."""
    try:
        good = (
            link and not _HOSTILE.search(link) and urlsplit(link).scheme in ("http", "https") and urlsplit(link).netloc
        )
    except ValueError:
        return None
    return link if good else None


def utf16(text: str) -> Callable[[int], int]:
    """From an offset in characters to one in UTF-16 units, which scripts of a page count."""
    wide = [i for i, char in enumerate(text) if char > "\uffff"]
    if not wide:
        return lambda offset: offset
    return lambda offset: offset + bisect_left(wide, offset)
