"""Reading a source: decode, see what format it is in, and hand over its documents one at a time."""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from pipeline.documents import Failure, RawDocument
from pipeline.packing import DAMAGED, BombError, is_packed, unpacked
from pipeline.reading import records
from pipeline.reading.decoding import decode, decode_legacy, encoding_of
from pipeline.reading.errors import ReadingError, failure
from pipeline.reading.formats import container, document_format
from pipeline.reading.inputs import STDIN, Source, sidecars

#: The most bytes of one document, be it a file or a record. Files of records have no limit.
MAX_BYTES = 64 * 1024 * 1024
_HEAD = 64 * 1024
_UTF16 = ("utf-16", "utf-32", "utf-16-le", "utf-16-be")


class Range(NamedTuple):
    """The bytes of a file that are one document; ``length`` is 0 for all of them."""

    offset: int = 0
    length: int = 0


class _Line(NamedTuple):
    """A line of a file: its number from 1, its bytes' place, and its text or what is wrong with it."""

    number: int
    range: Range | None
    text: str | ReadingError


def read(source: Source) -> Iterator[RawDocument | Failure]:
    """The documents of a source: one of a text, page or transcript, many of JSONL, JSON or CSV, which are streamed.

    What cannot be read is a ``Failure`` that says what, where and what to do; nothing is raised for a bad input.
    """
    return (document for document, _ in read_ranges(source))


def read_ranges(source: Source) -> Iterator[tuple[RawDocument | Failure, Range | None]]:
    """As :func:`read`; with each document where it lies, if :func:`read_again` can fetch it from there."""
    try:
        sidecar = _sidecar(source.path)
        with _open(source.path) as (file, can_seek):
            for document, place in _documents(source, file):
                if isinstance(document, RawDocument):
                    _complete(document, source, sidecar)
                yield document, place if can_seek and not source.note else None
    except ReadingError as error:
        yield failure(source.id, source.path, None, error), None
    except BombError as error:
        yield failure(source.id, source.path, None, ReadingError("too_large", str(error))), None
    except DAMAGED as error:
        message = f"cannot read the file: {getattr(error, 'strerror', None) or error}"
        yield failure(source.id, source.path, None, ReadingError("unreadable", message)), None


def read_again(path: str, place: Range, line: int | None) -> RawDocument | Failure:
    """One document of a file, as :func:`read_ranges` gave it, but for its id.

    Args:
        path: of the file.
        place: where the document lies in it.
        line: its line, where it is a record.
    """
    source = Source("", path)
    if not place.length:
        return next(read(source))
    try:
        with Path(path).open("rb") as file:
            file.seek(place.offset)
            text = _text(file.read(place.length))
        sidecar = _kept_sidecar(path)
    except OSError as error:
        return failure("", path, line, ReadingError("unreadable", f"cannot read the file: {error.strerror}"))
    document = next(records.documents(source, records.jsonl(source, [(line or 1, text)])))
    if isinstance(document, RawDocument):
        _complete(document, source, sidecar)
    return document


def _complete(document: RawDocument, source: Source, sidecar: dict[str, Any]) -> None:
    """Add what stands beside the file."""
    document.meta = {**sidecar, **document.meta}
    if source.note:
        document.meta.setdefault("id_note", source.note)


@contextmanager
def _open(path: str) -> Iterator[tuple[io.BufferedReader, bool]]:
    """A file or standard input, unpacked, as bytes that can be peeked into; and whether its bytes are those on disk."""
    with contextlib.ExitStack() as stack:
        raw = sys.stdin.buffer if path == STDIN else stack.enter_context(Path(path).open("rb"))
        file = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
        can_seek = path != STDIN and Path(path).is_file() and not is_packed(file)
        yield io.BufferedReader(cast(io.RawIOBase, unpacked(file, trusted=False)), _HEAD), can_seek


def _documents(source: Source, file: io.BufferedReader) -> Iterator[tuple[RawDocument | Failure, Range | None]]:
    head = _peek(file)
    encoding = encoding_of(head)
    shown = head.decode(encoding, errors="replace")
    kind = container(source.path, shown)
    if kind == "jsonl":
        for line in _lines(file, encoding):
            for document in records.documents(source, records.jsonl(source, [(line.number, line.text)])):
                yield document, line.range
    elif kind == "csv":
        escape = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        text = io.TextIOWrapper(cast(IO[bytes], file), encoding, errors=escape, newline="")
        for document in records.documents(source, records.table(source, _table_lines(text), shown)):
            yield document, None
    else:
        for document in _whole(source, file, kind):
            yield document, None if kind == "json" else Range()


def _peek(file: io.BufferedReader) -> bytes:
    """The first bytes of a file, cut after a whole character of any encoding where more follows."""
    head = file.peek(_HEAD)[:_HEAD]
    return head[: len(head) // 4 * 4] if len(head) == _HEAD else head


def _whole(source: Source, file: io.BufferedReader, kind: str) -> Iterator[RawDocument | Failure]:
    """The documents of a file that is read as a whole."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large("the file")
    text = decode(data)
    if not text.strip():
        raise ReadingError("empty", "the file is empty")
    digest = hashlib.sha256(data).hexdigest()
    if kind == "json":
        yield from _json(source, text, digest)
    else:
        yield RawDocument(source.id, text, document_format(source.path, text), source.path, sha256=digest)


def _json(source: Source, text: str, digest: str) -> Iterator[RawDocument | Failure]:
    """A JSON file: Whisper's segments, an array of records, or one record."""
    records.check_values(text)
    if text.lstrip().startswith("["):
        first = next(iter(records.array(source, text)), None)
        if not (isinstance(first, tuple) and _is_segment(first[1])):
            yield from records.documents(source, records.array(source, text))
            return
    else:
        value = records.load(text)
        if not (
            isinstance(value, dict)
            and any(_has_segments(value, key) for key in ("segments", "transcription", "chunks"))
        ):
            yield from _single(source, value, digest)
            return
    yield RawDocument(source.id, text, "whisper", source.path, sha256=digest)


def _single(source: Source, value: Any, digest: str) -> Iterator[RawDocument | Failure]:
    """The one record of a JSON file; its id is the file's, unless it has its own."""
    for document in records.documents(source, [(1, value)]):
        if isinstance(document, RawDocument):
            document.line = None
            document.id = source.id if document.id == f"{source.id}:1" else document.id
        yield document


def _has_segments(value: dict[str, Any], key: str) -> bool:
    items = value.get(key)
    return isinstance(items, list) and (not items or _is_segment(items[0]))


def _is_segment(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return False
    timed = isinstance(item.get("start"), int | float) and any(key in item for key in ("end", "duration"))
    return timed or isinstance(item.get("offsets"), dict) or isinstance(item.get("timestamp"), list)


def _lines(file: io.BufferedReader, encoding: str) -> Iterator[_Line]:
    """The lines of a file; of one that is too large an error."""
    if encoding in _UTF16:
        yield from _wide_lines(io.TextIOWrapper(cast(IO[bytes], file), encoding, errors="replace"))
        return
    number = offset = 0
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        size = len(line)
        if size > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_BYTES)
                size += len(line)
            yield _Line(number, None, _too_large("the record"))
        else:
            yield _Line(number, Range(offset, size), _text(line))
        offset += size


def _wide_lines(file: io.TextIOWrapper) -> Iterator[_Line]:
    """The same of a file whose bytes cannot be cut at line breaks; its characters have two bytes each."""
    number, most = 0, MAX_BYTES // 2
    while line := file.readline(most + 1):
        number += 1
        if len(line) > most:
            while line and not line.endswith("\n"):
                line = file.readline(most)
            yield _Line(number, None, _too_large("the record"))
        else:
            yield _Line(number, None, line)


def _table_lines(file: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a table, none of them larger than a document may be.

    Raises:
        ReadingError: one is.
    """
    while line := file.readline(MAX_BYTES + 1):
        if len(line) > MAX_BYTES:
            raise _too_large("a line of the table")
        yield line


def _text(line: bytes) -> str:
    """The text of a line; a byte-order mark at its beginning is none of it."""
    line = line.removeprefix(codecs.BOM_UTF8)
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return decode_legacy(line)


def _too_large(what: str) -> ReadingError:
    return ReadingError("too_large", f"{what} is larger than {MAX_BYTES // 1024**2} MB; split it into documents")


def _sidecar(path: str) -> dict[str, Any]:
    """The metadata beside a file: ``article.meta.json`` or ``article.txt.meta.json``.

    Raises:
        ReadingError: it is no JSON object.
    """
    if path == STDIN:
        return {}
    meta: dict[str, Any] = {}
    for name in sidecars(path):
        if name.is_file():
            meta |= _object(name)
    return meta


_kept_sidecar = lru_cache(maxsize=64)(_sidecar)


def _object(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _too_large("it")
        value = records.clean(records.load(decode(data)))
    except ReadingError as error:
        raise ReadingError("broken_sidecar", f"the sidecar {path.name} cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise ReadingError("broken_sidecar", f"the sidecar {path.name} must hold one JSON object")
    return value
