"""Suggestions as files to decide in: JSONL, a CSV for a spreadsheet, tasks for Prodigy and Label Studio; and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec

from pipeline.learning.review.session import EDITABLE, LISTS, ReviewError, Session
from pipeline.learning.suggestions import KINDS, Decision, Suggestion, encode
from pipeline.output.files import replacing, write_lines
from pipeline.output.tables import write_rows
from pipeline.resources import BROKEN_JSON, read_text

DECISIONS = frozenset(get_args(Decision))
FORMATS = ("csv", "prodigy", "label-studio")

_COLUMNS = (
    "id", "decision", "kind", "name", "type", "entry", "into", "aliases", "acronyms", "nominals", "parents",
    "allegiance", "country", "relation", "slot", "score", "articles", "mentions", "reasons", "sentences",
)  # fmt: skip
_READ = ("decision", "into", *EDITABLE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ANSWERS: dict[str, Decision] = {"accept": "accept", "reject": "reject", "ignore": "skip", "skip": "skip"}

#: The labelling interface that Label Studio's tasks need.
LABEL_STUDIO_VIEW = """<View>
  <Header value="$question"/>
  <Text name="text" value="$text"/>
  <Text name="why" value="$why"/>
  <Choices name="decision" toName="text" choice="single">
    <Choice value="accept"/><Choice value="reject"/><Choice value="skip"/>
  </Choices>
</View>
"""


def save(path: Path, suggestions: Iterable[Suggestion]) -> None:
    """Write ``suggestions.jsonl`` in one rename."""
    write_lines(path, encode(suggestions))


def write_for(format_: str, path: Path, suggestions: Sequence[Suggestion]) -> None:
    """Write the suggestions for another tool.

    Raises:
        ValueError: there is no such format.
    """
    if format_ == "csv":
        write_rows(path, _COLUMNS, map(_row, suggestions))
    elif format_ == "prodigy":
        write_lines(path, (msgspec.json.encode(_prodigy(one)) for one in suggestions))
    elif format_ == "label-studio":
        with replacing(path) as file:
            file.write(msgspec.json.format(msgspec.json.encode([_label_studio(one) for one in suggestions]), indent=1))
            file.write(b"\n")
    else:
        raise ValueError(f"no format {format_!r}; the formats are {', '.join(FORMATS)}")


def read_back(format_: str, path: Path, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """The suggestions with the decisions, and from a CSV the edits, that a file brings back.

    Raises:
        ValueError: there is no such format, or a line does not fit; the message names file and place.
    """
    if format_ not in FORMATS:
        raise ValueError(f"no format {format_!r}; the formats are {', '.join(FORMATS)}")
    read = {"csv": _read_csv, "prodigy": _read_prodigy, "label-studio": _read_label_studio}[format_]
    known = {one.id: one for one in suggestions}
    for where, an_id, values in read(path):
        if an_id not in known:
            raise ValueError(f"{where}: no suggestion has the id {an_id!r}; read it with the file it was made from")
        known[an_id] = msgspec.structs.replace(known[an_id], **values)
    return list(known.values())


# --- a spreadsheet ---


def _row(one: Suggestion) -> dict[str, Any]:
    row = {field: getattr(one, field) for field in _COLUMNS if hasattr(one, field)}
    row = {field: "; ".join(value) if field in LISTS else value for field, value in row.items()}
    proofs = " | ".join(f"[{proof.doc}] {proof.text}" for proof in one.proofs)
    return row | {"reasons": "; ".join(map(str, one.reasons)), "sentences": proofs}


def _read_csv(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    text = read_text(path, "utf-8-sig")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
            where = f"{path}, row {row.get('id') or '?'}"
            cells = {field: _bare(row[field]).strip() for field in _READ if row.get(field) is not None}
            yield where, row.get("id") or "", {field: _value(field, cell, where) for field, cell in cells.items()}
    except csv.Error as error:
        raise ValueError(f"{path}: broken CSV: {error}; save it as CSV again") from error


def _bare(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _value(field: str, text: str, where: str) -> Any:
    if field == "decision":
        if text and text not in DECISIONS:
            raise ValueError(f"{where}: no decision {text!r}; the decisions are {', '.join(sorted(DECISIONS))}")
        return text or "open"
    if field == "into" or (field == "type" and not text):
        return text or None
    try:
        return Session.parsed(field, text)
    except ReviewError as error:
        raise ValueError(f"{where}: {error}") from error


# --- annotation tools ---


def _question(one: Suggestion) -> str:
    what = one.type or one.relation or one.entry or ""
    return f"{one.name}: {KINDS[one.kind]}{f' ({what})' if what else ''}?"


def _prodigy(one: Suggestion) -> dict[str, Any]:
    """A task for Prodigy's ``mark``: the first sentence, the name in it, a question to accept or reject."""
    proof = one.proofs[0] if one.proofs else None
    label = (one.type or one.relation or one.kind).upper()
    return {
        "text": proof.text if proof is not None else one.name,
        "spans": [{"start": proof.start, "end": proof.end, "label": label}] if proof is not None else [],
        "label": _question(one),
        "meta": {"suggestion": one.id, "score": one.score, "why": "; ".join(map(str, one.reasons))},
    }


def _label_studio(one: Suggestion) -> dict[str, Any]:
    sentences = "\n".join(f"[{proof.doc}] {proof.text}" for proof in one.proofs) or one.name
    data = {"id": one.id, "question": _question(one), "text": sentences, "why": "\n".join(map(str, one.reasons))}
    return {"data": data}


def _read_prodigy(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        task = _object(line, where)
        meta = task.get("meta")
        answer = task.get("answer", "ignore")
        yield (
            where,
            str(meta.get("suggestion", "")) if isinstance(meta, dict) else "",
            {"decision": _answer(answer, where)},
        )


class _Value(msgspec.Struct):
    """What was chosen in a result, if it is a choice."""

    choices: list[str] = []


class _Result(msgspec.Struct):
    """An answer to one of the questions of a task."""

    from_name: str | None = None
    value: _Value = msgspec.field(default_factory=_Value)


class _Annotation(msgspec.Struct):
    """What one person answered."""

    result: list[_Result] = []
    was_cancelled: bool = False


class _Task(msgspec.Struct):
    """A task of Label Studio, with its answers."""

    data: dict[str, Any] = {}
    annotations: list[_Annotation] = []


def _read_label_studio(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    try:
        tasks = msgspec.json.decode(path.read_bytes(), type=list[_Task])
    except BROKEN_JSON as error:
        raise ValueError(f"{path}: {error}; export the project as JSON") from error
    for number, task in enumerate(tasks, 1):
        where = f"{path}, task {number}"
        choices = [
            choice
            for annotation in task.annotations
            if not annotation.was_cancelled
            for result in annotation.result
            if result.from_name == "decision"
            for choice in result.value.choices
        ]
        if choices:
            yield where, str(task.data.get("id", "")), {"decision": _answer(choices[-1], where)}


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except BROKEN_JSON as error:
        raise ValueError(f"{where}: {error}; correct this line") from error


def _answer(answer: object, where: str) -> Decision:
    if not isinstance(answer, str) or answer not in _ANSWERS:
        raise ValueError(f"{where}: no answer {answer!r}; the answers are {', '.join(_ANSWERS)}")
    return _ANSWERS[answer]
