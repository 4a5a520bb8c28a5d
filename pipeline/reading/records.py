"""Records of JSONL, JSON and CSV, one at a time, each with its line."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.documents import Failure, RawDocument
from pipeline.reading.decoding import windows_1252
from pipeline.reading.errors import ReadingError, failure
from pipeline.reading.formats import FORMATS, is_transcript
from pipeline.reading.inputs import Source

#: Names under which records keep their text, in the order of preference.
TEXT_KEYS = (
    "text",
    "body",
    "content",
    "article",
    "article_text",
    "full_text",
    "fulltext",
    "event_text",
    "story",
    "transcript",
)
#: What annotation tools write beside the text; it is no metadata.
_ANNOTATION = frozenset(
    {
        "spans",
        "tokens",
        "relations",
        "answer",
        "accept",
        "options",
        "sents",
        "entities",
        "statements",
        "label",
        "labels",
    }
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTES = re.compile("[\udc80-\udcff]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: Characters of a cell; a row that was never closed would else grow until the file ends.
_CELL = 64 * 1024 * 1024
#: Values of a JSON text, which take many times the memory that they take in the file; counted where it is large.
_VALUES, _LARGE = 4_000_000, 8_000_000
_LONGEST_ID = 1_000
#: What a field of a record may be called so that a message repeats it: a word, not a text.
_FIELD = re.compile(r"\w{1,40}")

Record = tuple[int, Any]


def documents(source: Source, records: Iterable[Record | Failure]) -> Iterator[RawDocument | Failure]:
    """Raw documents of records; a bad record is one failure, and the others go on."""
    for record in records:
        if isinstance(record, Failure):
            yield record
            continue
        line, value = record
        try:
            yield _document(source, line, value)
        except ReadingError as error:
            yield failure(f"{source.id}:{line}", source.path, line, error)


def _document(source: Source, line: int, record: Any) -> RawDocument:
    if not isinstance(record, dict):
        raise ReadingError("wrong_type", f"a record must be an object with a 'text', not {_type(record)}")
    key = next((key for key in TEXT_KEYS if record.get(key) is not None), None)
    if key is None:
        words = sorted(key for key in record if _FIELD.fullmatch(key))
        names = ", ".join(words[:8]) or (f"{len(record)}, and none is a word" if record else "none")
        raise ReadingError("missing_text", f"the record has no 'text'; its keys are: {names}")
    text = record[key]
    if not isinstance(text, str):
        raise ReadingError("wrong_type", f"'{key}' must be a string, not {_type(text)}")
    if not text.strip():
        raise ReadingError("empty", f"'{key}' is empty")
    meta = _metadata(record, key)
    named = _named(meta.pop("id", None)) or f"{source.id}:{line}"
    text = _SURROGATE.sub("\ufffd", text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    form = meta.pop("format", None) if meta.get("format") in FORMATS else None
    form = form or ("transcript" if is_transcript(text[:20_000]) else "text")
    return RawDocument(named, text, form, source.path, line, digest, meta)


def _named(value: Any) -> str | None:
    """The id that a record gives itself, if it does; it becomes part of lines, links and names of files."""
    if not isinstance(value, str | int) or not str(value).strip():
        return None
    if len(str(value)) > _LONGEST_ID:
        raise ReadingError(
            "bad_id", f"the id has {len(str(value)):,} characters, more than {_LONGEST_ID:,}; give another"
        )
    if _CONTROLS.search(str(value)):
        raise ReadingError("bad_id", f"the id {str(value)[:60]!r} has control characters in it; give another")
    return str(value)


def _metadata(record: Mapping[str, Any], text_key: str) -> dict[str, Any]:
    """A record's metadata; Prodigy's ``meta`` is opened, annotations and hashes are left out."""
    inner = record.get("meta")
    flat = {**inner, **record} if isinstance(inner, dict) else dict(record)
    return {
        clean(key): clean(value)
        for key, value in flat.items()
        if key not in ("meta", text_key) and key not in _ANNOTATION and not str(key).startswith("_")
    }


def clean(value: Any) -> Any:
    """A value without halves of surrogate pairs, which no file can hold."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return value


def _type(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def load(text: str, *, one_line: bool = False) -> Any:
    """A JSON value.

    Args:
        text: of it.
        one_line: it is a line of a file, so its number is told elsewhere.

    Raises:
        ReadingError: it is broken; the message says where.
    """
    check_values(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"column {error.colno}" if one_line else f"line {error.lineno}, column {error.colno}"
        raise ReadingError("broken_json", f"broken JSON: {_reason(error)} at {where}") from error
    except (RecursionError, ValueError) as error:
        raise ReadingError("broken_json", f"broken JSON: {error}") from error


def check_values(text: str) -> None:
    """Refuse a JSON text that would fill the memory.

    Raises:
        ReadingError: it has too many values.
    """
    if len(text) > _LARGE and sum(map(text.count, ",[{")) > _VALUES:
        raise ReadingError("too_large", f"the JSON has more than {_VALUES:,} values; split it into documents")


def _reason(error: json.JSONDecodeError) -> str:
    """Some of the decoder's messages end in "at", for a place to follow."""
    return error.msg.removesuffix(" at")


def jsonl(source: Source, lines: Iterable[tuple[int, str | ReadingError]]) -> Iterator[Record | Failure]:
    """The values of numbered lines; empty lines are skipped."""
    for number, line in lines:
        if isinstance(line, str) and not line.strip():
            continue
        try:
            if isinstance(line, ReadingError):
                raise line
            yield number, load(line, one_line=True)
        except ReadingError as error:
            yield failure(f"{source.id}:{number}", source.path, number, error)


def array(source: Source, text: str) -> Iterator[Record | Failure]:
    """The elements of a JSON array with the lines they begin on; what is broken ends it."""
    decoder = json.JSONDecoder()
    between = re.compile(r"[^\s,]|$")
    at, line, counted = text.find("[") + 1, 1, 0
    while found := between.search(text, at):
        at = found.start()
        line, counted = line + text.count("\n", counted, at), at
        if text[at : at + 1] == "]":
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            message = _reason(error) if isinstance(error, json.JSONDecodeError) else str(error)
            broken = ReadingError("broken_json", f"broken JSON: {message}; the rest of the array is not read")
            yield failure(f"{source.id}:{line}", source.path, line, broken)
            return
        yield line, value


def table(source: Source, lines: Iterable[str], sample: str) -> Iterator[Record | Failure]:
    """The rows of a CSV with a heading, as records, each with its first line; stray bytes are read as Windows-1252."""
    csv.field_size_limit(_CELL)
    reader = csv.reader(lines, delimiter=_delimiter(sample))
    try:
        header = [name.strip().strip("\ufeff") for name in next(reader, [])]
    except (csv.Error, ReadingError) as error:
        yield failure(source.id, source.path, 1, _broken(error))
        return
    names = {name.casefold(): name for name in reversed(header)}
    column = next((names[key] for key in TEXT_KEYS if key in names), None)
    if column is None:
        found = f"none of the {len(header)} columns of the first line is named 'text' (or body, content, article, …)"
        yield failure(source.id, source.path, 1, ReadingError("missing_text", found))
        return
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, ReadingError) as error:
            yield failure(f"{source.id}:{line}", source.path, line, _broken(error))
            return
        if row:
            yield _row(source, line, header, row, column)


def _broken(error: csv.Error | ReadingError) -> ReadingError:
    """What ends the reading of a table."""
    if isinstance(error, ReadingError):
        return ReadingError(error.code, f"{error}. The rest of the file is not read")
    message = f"broken CSV: {error}; is a quotation mark missing? The rest of the file is not read"
    return ReadingError("broken_csv", message)


def _row(source: Source, line: int, header: list[str], row: list[str], column: str) -> Record | Failure:
    if len(row) != len(header):
        message = (
            f"{len(row)} columns where the heading has {len(header)}; put cells with a separator in quotation marks"
        )
        return failure(f"{source.id}:{line}", source.path, line, ReadingError("broken_csv", message))
    record = {name: _mended(cell) for name, cell in zip(header, row, strict=True)}
    text = record.pop(column)
    return line, {"text": text, **{("id" if name.casefold() == "id" else name): cell for name, cell in record.items()}}


def _mended(cell: str) -> str:
    """A cell whose bytes are not all UTF-8, read as Windows-1252."""
    if not _BYTES.search(cell):
        return cell
    return windows_1252(cell.encode("utf-8", errors="surrogateescape"))


def _delimiter(sample: str) -> str:
    """The separator that is the most frequent in the heading."""
    heading = sample.split("\n", 1)[0]
    return max(",;\t|", key=heading.count)
