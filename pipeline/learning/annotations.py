"""What people annotated in Prodigy or Label Studio, as marked texts: to score the pipeline with, or to train on.

Nothing is lost in silence: a task that gives no text and a span that gives no mention are handed back with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from pipeline.learning.marked import KINDS, NOMINAL, PRONOUN, UNKNOWN, MarkedMention, MarkedText, write_marked
from pipeline.learning.names import Mention, Row
from pipeline.output.files import write_lines
from pipeline.resources import BROKEN_JSON

_ISO_DAYS = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")
_WORD = re.compile(r"\w+")

#: Kinds that may stand inside another mention: of two that overlap, they are the ones to go.
_LOOSE = frozenset({NOMINAL, PRONOUN})


class LeftOut(msgspec.Struct, frozen=True):
    """A task or a span that was not taken, or (``taken``) was taken and is doubtful.

    ``line`` is the line of a Prodigy file, the number of the task in a Label Studio file, from 1; ``start``, ``end``
    and ``words`` are those of the span, ``edges`` the nearest ends of words where it cuts one.
    """

    file: str
    line: int
    doc: str
    reason: str
    start: int | None = None
    end: int | None = None
    words: str | None = None
    label: str | None = None
    edges: tuple[int, int] | None = None
    taken: bool = False


class Annotated(msgspec.Struct):
    """A task: its text, where one came out, what was left out of it, and how many spans and relations it had."""

    text: MarkedText | None
    left_out: list[LeftOut]
    spans: int = 0
    relations: int = 0


class _Span(msgspec.Struct):
    """A span as a tool gives it; ``words`` are what it says it covers."""

    start: Any
    end: Any
    label: Any
    words: str | None = None
    name: str | None = None


class _Task(msgspec.Struct):
    """A task of either tool."""

    line: int
    doc: str
    text: str
    published: str | None
    spans: list[_Span]
    relations: int = 0
    refused: str | None = None


def read_annotations(
    path: Path, labels: Mapping[str, str] | None = None, published: str | None = None
) -> Iterator[Annotated]:
    """The tasks of a file: Prodigy's JSONL, or Label Studio's JSON or JSON-MIN.

    Args:
        path: the file; which tool wrote it shows in its first character.
        labels: other labels by which mentions are called, with the kinds they mean (``GPE`` is ``LOC``).
        published: the day (ISO) of texts whose task does not say one.

    Raises:
        ValueError: a line is no JSON, or the file no list of tasks; the message names file and line.
    """
    tasks = _label_studio(path) if _first_character(path) == "[" else _prodigy(path)
    for task in tasks:
        yield _annotated(path.name, task, labels or {}, published)


def _first_character(path: Path) -> str:
    with path.open("rb") as file:
        for line in file:
            if shown := line.removeprefix(b"\xef\xbb\xbf").strip():
                return chr(shown[0])
    raise ValueError(f"{path} is empty: give the export of Prodigy (JSONL) or of Label Studio (JSON)")


# --- the tools --------------------------------------------------------------------------------------------------------


def _prodigy(path: Path) -> Iterator[_Task]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                found = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
            except BROKEN_JSON as error:
                raise ValueError(f"{path}:{number}: no JSON: {error}") from error
            task = found if isinstance(found, dict) else {}
            meta = _dict(task.get("meta"))
            answer = task.get("answer", "accept")
            yield _Task(
                line=number,
                doc=str(meta.get("id") or task.get("id") or f"task-{number}"),
                text=task["text"] if isinstance(task.get("text"), str) else "",
                published=meta.get("published") or task.get("published"),
                spans=[_prodigy_span(span) for key in ("spans", "mentions") for span in _dicts(task.get(key))],
                relations=len(_dicts(task.get("relations"))),
                refused=None if answer == "accept" else f"answer '{answer}'",
            )


def _prodigy_span(span: dict[str, Any]) -> _Span:
    return _Span(span.get("start"), span.get("end"), span.get("label"), span.get("text"), span.get("name"))


def _label_studio(path: Path) -> Iterator[_Task]:
    try:
        found = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except BROKEN_JSON as error:
        raise ValueError(f"{path}: no JSON: {error}") from error
    for number, each in enumerate(found, 1):
        task = each if isinstance(each, dict) else {}
        data = _dict(task.get("data")) or task
        results, refused = _results(task)
        regions = [result for result in results if result.get("type", "labels") == "labels"]
        yield _Task(
            line=number,
            doc=str(data.get("doc") or task.get("id") or f"task-{number}"),
            text=data["text"] if isinstance(data.get("text"), str) else "",
            published=data.get("published"),
            spans=[span for region in regions for span in _region_spans(region)],
            relations=len(results) - len(regions),
            refused=refused,
        )


def _results(task: dict[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """The results that count, or why none does: of several annotations the ground truth, else the newest."""
    if "annotations" not in task and "data" not in task:
        regions = [value for key in sorted(task) for value in _dicts(task[key]) if "labels" in value]
        return [{"value": region} for region in regions], None
    done = [each for each in _dicts(task.get("annotations")) if not each.get("was_cancelled")]
    if not done:
        return [], "no annotation, or a cancelled one"
    best = max(
        done, key=lambda each: (bool(each.get("ground_truth")), str(each.get("updated_at") or ""), done.index(each))
    )
    return _dicts(best.get("result")), None


def _region_spans(region: dict[str, Any]) -> Iterator[_Span]:
    value, told = _dict(region.get("value")), _dict(region.get("meta")).get("text")
    name = told[0] if isinstance(told, list) and told else told
    for label in value.get("labels") or [None]:
        words = value.get("text")
        yield _Span(value.get("start"), value.get("end"), label, words, name if isinstance(name, str) else None)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


# --- what becomes of a task -------------------------------------------------------------------------------------------


def _annotated(file: str, task: _Task, labels: Mapping[str, str], published: str | None) -> Annotated:
    day = task.published or published
    reason = task.refused or (None if task.text.strip() else "no text") or _no_day(day)
    if reason:
        return Annotated(None, [LeftOut(file, task.line, task.doc, reason)], len(task.spans), task.relations)
    reader = _Reader(file, task, labels)
    mentions = reader.mentions()
    assert day
    return Annotated(
        MarkedText(task.doc, day[:10], task.text, mentions, {}), reader.left_out, len(task.spans), task.relations
    )


def _no_day(day: str | None) -> str | None:
    """Why a day is none."""
    try:
        date.fromisoformat(str(day)[:10])
    except ValueError:
        return "no day of publication: say one with --published"
    return None


class _Reader:
    """The spans of one task."""

    def __init__(self, file: str, task: _Task, labels: Mapping[str, str]) -> None:
        self.file, self.task, self.labels = file, task, labels
        self.left_out: list[LeftOut] = []

    def mentions(self) -> list[MarkedMention]:
        """Those that can be mentions, none inside another; names go before descriptions, then longer before shorter."""
        found = [mention for span in self.task.spans if (mention := self._mention(span))]
        found.sort(key=lambda each: (each.kind in _LOOSE, each.start - each.end, each.start))
        kept: list[MarkedMention] = []
        for mention in found:
            rival = next((other for other in kept if mention.start < other.end and other.start < mention.end), None)
            if rival is None:
                kept.append(mention)
            elif mention == rival:
                self._leave(mention.start, mention.end, mention.kind, "twice")
            else:
                self._leave(
                    mention.start, mention.end, mention.kind, f"overlaps {rival.kind} {rival.start}-{rival.end}"
                )
        return sorted(kept, key=lambda each: each.start)

    def _mention(self, span: _Span) -> MarkedMention | None:
        kind = self.labels.get(str(span.label), span.label)
        if kind not in KINDS:
            self._leave(span.start, span.end, span.label, "the label is no kind of mention")
            return None
        place = self._place(span)
        if place is None:
            return None
        start, end = place
        if self._cuts_word(start) or self._cuts_word(end):
            self._leave(start, end, kind, "begins or ends inside a word", self._edges(start, end), taken=True)
        name = " ".join((span.name or UNKNOWN).split()) or UNKNOWN
        if kind == "DATE" and not _ISO_DAYS.fullmatch(name):
            name = UNKNOWN
        return MarkedMention(start, end, str(kind), name)

    def _place(self, span: _Span) -> tuple[int, int] | None:
        """Where a span is, blanks off; counted in UTF-16 where only so it covers the words that it says it does."""
        text, start, end = self.task.text, span.start, span.end
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
            self._leave(start, end, span.label, "the offsets are none")
            return None
        if span.words is not None and text[start:end] != span.words:
            start, end = _code_points(text, start), _code_points(text, end)
            if text[start:end] != span.words:
                self._leave(span.start, span.end, span.label, f"the text there is not {span.words!r}")
                return None
        if end > len(text):
            self._leave(start, end, span.label, f"the text ends at {len(text)}")
            return None
        words = text[start:end]
        start, end = end - len(words.lstrip()), start + len(words.rstrip())
        if start >= end:
            self._leave(span.start, span.end, span.label, "only blanks")
            return None
        return start, end

    def _cuts_word(self, at: int) -> bool:
        return 0 < at < len(self.task.text) and bool(_WORD.fullmatch(self.task.text[at - 1 : at + 1]))

    def _edges(self, start: int, end: int) -> tuple[int, int]:
        while self._cuts_word(start):
            start -= 1
        while self._cuts_word(end):
            end += 1
        return start, end

    def _leave(
        self, start: Any, end: Any, label: Any, reason: str, edges: tuple[int, int] | None = None, taken: bool = False
    ) -> None:
        low, high = (at if isinstance(at, int) else None for at in (start, end))
        words = self.task.text[low:high] if low is not None and high is not None and 0 <= low < high else None
        self.left_out.append(
            LeftOut(self.file, self.task.line, self.task.doc, reason, low, high, words, str(label), edges, taken)
        )


def _code_points(text: str, units: int) -> int:
    """An offset in UTF-16 units, as JavaScript counts, in code points."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


# --- where they go ----------------------------------------------------------------------------------------------------


class Imported(msgspec.Struct):
    """What an import did: tasks and spans in, texts and mentions out, the rest by reason."""

    tasks: int = 0
    texts: int = 0
    spans: int = 0
    mentions: int = 0
    relations: int = 0
    left_out: list[LeftOut] = []

    def reasons(self, tasks: bool) -> Counter[str]:
        """Tasks, or spans, that were left out, by reason."""
        told = (each for each in self.left_out if not each.taken and (each.label is None) == tasks)
        return Counter(_kind_of_reason(each) for each in told)


def _kind_of_reason(each: LeftOut) -> str:
    reason = re.sub(r"^overlaps .*", "overlaps another", each.reason)
    return re.sub(r"^the text (there|ends) .*", "the offsets do not fit the text", reason)


def import_annotations(
    paths: Sequence[Path], out: Path, labels: Mapping[str, str] | None = None, published: str | None = None
) -> Imported:
    """Write what people annotated as marked texts, or, where ``out`` ends in ``.jsonl``, as rows of names to train on.

    What was left out or is doubtful stands in ``OUT.left-out.jsonl`` where there is any.

    Raises:
        ValueError: see :func:`read_annotations`; or two tasks are of one document.
    """
    done = Imported()

    def texts() -> Iterator[MarkedText]:
        seen: dict[str, str] = {}
        for path in paths:
            for found in read_annotations(path, labels, published):
                done.tasks += 1
                done.spans += found.spans
                done.relations += found.relations
                done.left_out += found.left_out
                if found.text is None:
                    continue
                if found.text.id in seen:
                    raise ValueError(f"{path}: {found.text.id!r} was in {seen[found.text.id]} before: take one of them")
                seen[found.text.id] = path.name
                done.texts += 1
                done.mentions += len(found.text.mentions)
                yield found.text

    if out.suffix == ".jsonl":
        write_lines(out, (msgspec.json.encode(_row(text)) for text in texts()))
    else:
        write_lines(out, (line.encode() for line in write_marked(texts())))
    rest = out.with_name(f"{out.name}.left-out.jsonl")
    if done.left_out:
        write_lines(rest, map(msgspec.json.encode, done.left_out))
    else:
        rest.unlink(missing_ok=True)
    return done


def _row(text: MarkedText) -> Row:
    """A row of a NER corpus: what stands for a name, a date or a number, and nothing else."""
    names = (mention for mention in text.mentions if mention.kind not in _LOOSE)
    return Row(text.id, text.text, [Mention(each.start, each.end, each.kind) for each in names])
