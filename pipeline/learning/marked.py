"""Texts with marked mentions, as people write them: ``[The militants]{nom: Islamic State} left [Mosul]{LOC: Mosul}.``

A file holds many. ``=== id 2016-11-01`` opens a text; ``--- places`` after it opens the coordinates of its places, one
``Mosul = 36.34, 43.13`` a line. The kind of a mention is a label, or ``nom`` (a description) or ``pro`` (a pronoun or
possessive); behind the colon stands the canonical name, or the ISO dates of a DATE; ``?`` where nobody can know. A
backslash before one of ``[]{}\\=-`` takes it for itself; ``\\n`` and ``\\r`` are line breaks (say, inside a mention).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec

from pipeline.resources import read_text

LABELS = (
    *("PERSON", "ORG", "LOC", "FAC", "NORP", "EVENT", "WORK"),
    *("WEAPON", "VEHICLE", "DATE", "QUANTITY", "MONEY"),
)
NOMINAL, PRONOUN, UNKNOWN = "nom", "pro", "?"
KINDS = frozenset({*LABELS, NOMINAL, PRONOUN})

_HEAD = re.compile(r"=== +(\S+) +(\d{4}-\d\d-\d\d) *")
_PLACES = "--- places"
_PLACE = re.compile(r"(.*[^ ]) *= *(-?\d+(?:\.\d+)?) *, *(-?\d+(?:\.\d+)?) *")
_MENTION = re.compile(r"\\.|\[((?:[^\[\]{}\\]|\\.)+)\]\{(\w+):((?:[^\[\]{}\\]|\\.)+)\}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")
_BRACKET = re.compile(r"[\[\]{}]")
_ESCAPE = re.compile(r"\\([\[\]{}\\=nr-])")
_BREAKS = {"n": "\n", "r": "\r"}
_SPECIAL = re.compile(r"[\[\]{}\\]|\r")
_LINE_START = re.compile(r"^(?===|-)", re.MULTILINE)


class MarkError(ValueError):
    """A file of marked texts is not as it should be; the message names file and line."""


class MarkedMention(msgspec.Struct, frozen=True):
    """A mention by its characters, what it is, and whom it means (`UNKNOWN` where nobody can know)."""

    start: int
    end: int
    kind: str
    name: str


class MarkedText(msgspec.Struct):
    """A text without its marks, with its mentions and the coordinates of its places by canonical name."""

    id: str
    published: str
    text: str
    mentions: list[MarkedMention]
    places: dict[str, tuple[float, float]]


def read_marked(path: Path) -> list[MarkedText]:
    """The texts of a file.

    Raises:
        MarkError: see there.
    """
    lines = enumerate(read_text(path).split("\n"), start=1)
    texts = [_text(path, head, block) for head, block in _blocks(path, lines)]
    if not texts:
        raise MarkError(f"{path}: no text in it; one begins with a line like '=== name 2016-11-01'")
    return texts


Line = tuple[int, str]


def _blocks(path: Path, lines: Iterable[Line]) -> Iterator[tuple[re.Match[str], list[Line]]]:
    head: re.Match[str] | None = None
    block: list[Line] = []
    for number, line in lines:
        if line.startswith("==="):
            if head:
                yield head, block
            head, block = _HEAD.fullmatch(line), []
            if not head:
                raise MarkError(f"{path}:{number}: {line!r} is no head; one is like '=== name 2016-11-01'")
        elif head:
            block.append((number, line))
        elif line.strip() and not line.startswith("#"):
            raise MarkError(f"{path}:{number}: text before the first head; one is like '=== name 2016-11-01'")
    if head:
        yield head, block


def _text(path: Path, head: re.Match[str], block: list[Line]) -> MarkedText:
    cut = next((i for i, (_, line) in enumerate(block) if line.strip() == _PLACES), len(block))
    places, lines = {}, {}
    for number, line in block[cut + 1 :]:
        found = _PLACE.fullmatch(line.strip())
        if found:
            places[found[1]] = (float(found[2]), float(found[3]))
            lines[found[1]] = number
        elif line.strip():
            raise MarkError(f"{path}:{number}: {line!r} is no place; one is like 'Mosul = 36.34, 43.13'")
    body = block[:cut]
    while body and not body[-1][1].strip():
        body.pop()
    parts: list[str] = []
    mentions: list[MarkedMention] = []
    length = 0
    for number, line in body:
        for part in _line(path, number, line, length, mentions):
            parts.append(part)
            length += len(part)
        parts.append("\n")
        length += 1
    for name in places.keys() - {mention.name for mention in mentions}:
        raise MarkError(f"{path}:{lines[name]}: no mention in {head[1]} is of {name!r}")
    return MarkedText(head[1], head[2], "".join(parts), mentions, places)


def _line(path: Path, number: int, line: str, start: int, mentions: list[MarkedMention]) -> Iterator[str]:
    """The pieces of a line without its marks; its mentions are added."""
    at = 0
    marks = (found for found in _MENTION.finditer(line) if found[1])
    for found in [*marks, None]:
        plain = line[at : found.start() if found else len(line)]
        if _BRACKET.search(_ESCAPE.sub("", plain)):
            raise MarkError(f"{path}:{number}: a mark is like '[Mosul]{{LOC: Mosul}}', and none stands in another")
        plain = _unescaped(plain)
        yield plain
        start += len(plain)
        if found:
            kind = found[2]
            words, name = _unescaped(found[1]), _unescaped(found[3].strip(" "))
            if kind not in KINDS:
                raise MarkError(f"{path}:{number}: {kind!r} is no kind; there are {', '.join(sorted(KINDS))}")
            if words != words.strip():
                raise MarkError(f"{path}:{number}: {words!r}: blanks stand outside of the brackets")
            if kind == "DATE" and name != UNKNOWN and not _DATE.fullmatch(name):
                raise MarkError(
                    f"{path}:{number}: {name!r} is no date; one is like 2016-11-01 or 2016-11-01/2016-11-30"
                )
            mentions.append(MarkedMention(start, start + len(words), kind, name))
            yield words
            start += len(words)
            at = found.end()


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _BREAKS.get(found[1], found[1]), text)


def write_marked(texts: Iterable[MarkedText]) -> Iterator[str]:
    """The lines of a file of marked texts, which :func:`read_marked` reads again: the same characters and mentions.

    White space at the end of a text is not kept.

    Raises:
        ValueError: mentions of a text overlap, or one has blanks at its ends.
    """
    for number, text in enumerate(texts):
        if number:
            yield ""
        yield f"=== {_word(text.id)} {text.published}"
        yield from _LINE_START.sub(r"\\", "".join(_marked(text)).rstrip()).split("\n")
        if text.places:
            yield _PLACES
        for name, (lat, lon) in text.places.items():
            yield f"{name} = {lat}, {lon}"


def _marked(text: MarkedText) -> Iterator[str]:
    at = 0
    for mention in sorted(text.mentions, key=lambda mention: mention.start):
        words = text.text[mention.start : mention.end]
        if mention.start < at or words != words.strip() or not words:
            raise ValueError(f"{text.id}: the mention {words!r} overlaps another, is empty or has blanks at its ends")
        yield _escaped(text.text[at : mention.start])
        name = _escaped(" ".join(mention.name.split()))
        yield f"[{_escaped(words).replace(chr(10), chr(92) + 'n')}]{{{mention.kind}: {name}}}"
        at = mention.end
    yield _escaped(text.text[at:])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\r" if found[0] == "\r" else "\\" + found[0], text)


def _word(name: str) -> str:
    """An id without white space."""
    return "".join(quote(char) if char.isspace() else char for char in name) or "-"
