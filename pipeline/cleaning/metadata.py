"""The metadata of a document: what the record or sidecar gives, then what the text shows, then the caller's date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.cleaning.characters import fix_string
from pipeline.cleaning.dates import parse_date
from pipeline.cleaning.settings import settings


def resolve(given: Mapping[str, Any], shown: Mapping[str, Any], published: str | None) -> dict[str, Any]:
    """All metadata under their common names.

    Args:
        given: of the record or sidecar, under any name; it wins.
        shown: what the text itself says, under the common names.
        published: the day to take where neither says one.

    Returns:
        A dict without empty values. ``published`` is an ISO day or absent; what could not be read is told in ``notes``.
    """
    named, notes = common_names(given)
    meta = {**shown, **named}
    notes = [*shown.get("notes", ()), *notes]
    if "published" not in meta and published:
        meta["published"] = published
    if notes:
        meta["notes"] = notes
    return meta


def common_names(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A record's metadata under the common names, and notes on what could not be read."""
    kept = {key: value for key, value in given.items() if not is_nothing(value)}
    by_name = {key.casefold().strip(): key for key in reversed(kept)}
    meta: dict[str, Any] = {}
    notes: list[str] = []
    taken: set[str] = set()
    for name, aliases in settings().metadata.items():
        candidates = [by_name[alias] for alias in aliases if alias in by_name]
        key, value = _choose(name, candidates, kept, notes)
        if key is not None:
            meta[name] = value
            taken.add(key)
    rest = {key: value for key, value in kept.items() if key not in taken and key not in meta}
    rest.pop("published", None)
    return {**rest, **meta}, notes


def named(found: Mapping[str, Any]) -> dict[str, Any]:
    """What a text shows, under the common names, with the notes as ``notes``."""
    meta, notes = common_names(found)
    return meta | ({"notes": notes} if notes else {})


def _choose(name: str, candidates: list[str], kept: Mapping[str, Any], notes: list[str]) -> tuple[str | None, Any]:
    """The first candidate with a value of the right kind."""
    for key in candidates:
        if (value := _value(name, kept[key])) is not None:
            return key, value
    if name == "published" and candidates:
        notes.append(f"published: cannot read {str(kept[candidates[0]])[:60]!r} as a day")
    return None, None


def _value(name: str, value: Any) -> Any:
    if name == "published":
        return parse_date(value)
    if name == "source" and isinstance(value, Mapping):  # the form of several news interfaces: {"id": …, "name": …}
        value = value.get("name")
    if name in ("title", "source", "url", "language"):
        text = fix_string(value).replace("\n", " ").strip() if isinstance(value, str) else ""
        return text or None
    return fix_string(value).strip() if isinstance(value, str) else value


def is_nothing(value: Any) -> bool:
    """Whether a value says nothing: null, blank, "n/a"…"""
    if isinstance(value, str):
        return value.strip().casefold() in settings().nothing
    return value is None or value == [] or value == {}
