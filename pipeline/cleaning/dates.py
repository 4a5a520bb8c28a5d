"""Dates of metadata: what a publisher writes where it says when."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

_LONGEST = 80
_ISO = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,9})?|\d{12,13}")
_MAIL = re.compile(r"\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d{2}")
_LABEL = re.compile(
    r"(?:first )?(?:published|posted|updated|last updated|date|created|issued)(?: on| at)?:? ", re.IGNORECASE
)
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = (
    rf"(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?,? \d{{4}}"
    r"|\d{4}-\d{2}-\d{2})"
)
_HOUR = r"(?:,? (?:at )?\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?)?(?: ?\(?[a-z]{2,4}\)?)?"
_WRITTEN = re.compile(rf"(?:[a-z]{{3,9}}\.?,? )?{_DAY}{_HOUR}\.?", re.IGNORECASE)


def parse_date(value: Any) -> str | None:
    """The day that a metadata value names, as ISO, in the value's own time zone; None where it names no day.

    Reads ISO, RFC 2822, seconds or milliseconds since 1970, and written dates ("November 01, 2016"). A month, a year
    or a relative date ("yesterday") is no day.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return None
    return _parse(value.isoformat() if isinstance(value, date) else str(value).strip())


@lru_cache(maxsize=4096)
def _parse(text: str) -> str | None:
    if not text or len(text) > _LONGEST:
        return None
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    if match := _ISO.match(text):
        return _day(*map(int, match.groups()))
    return _from_mail(text) or _from_words(text)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _from_epoch(seconds: float) -> str | None:
    seconds = seconds / 1000 if seconds >= 1e11 else seconds
    return datetime.fromtimestamp(seconds, tz=timezone.utc).date().isoformat()


def _from_mail(text: str) -> str | None:
    """RFC 2822: ``Tue, 01 Nov 2016 10:00:00 +0300``."""
    if not _MAIL.search(text):
        return None
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _from_words(text: str) -> str | None:
    import dateparser  # slow to import, and most metadata is ISO

    settings: Any = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    try:
        found = dateparser.parse(_LABEL.sub("", text, count=1), languages=["en"], settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
    return found.date().isoformat() if found else None


def dateline(text: str) -> str | None:
    """The day of a line that is nothing but a date, perhaps with "Published:" before it."""
    if len(text) > _LONGEST:
        return None
    bare = _LABEL.sub("", text, count=1)
    return parse_date(bare) if _WRITTEN.fullmatch(bare) else None
