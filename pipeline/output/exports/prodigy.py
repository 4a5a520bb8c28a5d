"""Prodigy's JSONL: a task a document, with tokens, spans, and the statements as relations between spans.

``spans`` are names, dates and numbers, which never overlap, as Prodigy wants them. Descriptions and pronouns, which
may, stand beside them under ``mentions`` in the same form; Prodigy keeps what it does not know.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

import msgspec

from pipeline.documents import ENTITY_KINDS, Argument, Document, Entity, Span, Statement
from pipeline.output.exports.job import Job
from pipeline.output.exports.mentions import entities_of, is_arrow, kind_of, meaning
from pipeline.output.files import write_lines

_META = ("title", "published", "source", "url")


def write(job: Job, documents: Iterable[Document]) -> None:
    """Write a task a document."""
    write_lines(job.path, (msgspec.json.encode(task(job, document)) for document in documents))


def task(job: Job, document: Document) -> dict[str, Any]:
    """One document as Prodigy's ``rel.manual`` and ``ner.manual`` read it."""
    text, tokens, entities = document.text, document.tokens, entities_of(document)
    ends = [*tokens.start[1:], len(text)]
    columns = zip(tokens.start, tokens.end, ends, strict=True) if tokens.start else ()
    return {
        "text": text,
        "meta": {"id": document.id, **{key: str(document.meta[key]) for key in _META if document.meta.get(key)}},
        "tokens": [
            {"text": text[start:end], "start": start, "end": end, "id": i, "ws": end < following}
            for i, (start, end, following) in enumerate(columns)
        ],
        "spans": [_span(document, span, entities) for span in document.spans if span.kind in ENTITY_KINDS],
        "mentions": [_span(document, span, entities) for span in document.spans if span.kind not in ENTITY_KINDS],
        "relations": [found for each in document.statements if (found := _relation(job, document, each))],
    }


def _span(document: Document, span: Span, entities: dict[str, Entity]) -> dict[str, Any]:
    entity = entities.get(span.entity or "")
    found = {
        "start": span.start,
        "end": span.end,
        "token_start": span.token_start,
        "token_end": span.token_end,
        "text": document.text[span.start : span.end],
        "label": kind_of(span),
        "name": meaning(document, span, entities),
    }
    return found | ({"kb_id": entity.kb_id} if entity and entity.kb_id else {})


def _relation(job: Job, document: Document, statement: Statement) -> dict[str, Any] | None:
    """From subject to object, by the last tokens of both."""
    if not is_arrow(job, statement):
        return None
    assert statement.subject
    assert statement.object
    head, child = _tokens(document, statement.subject), _tokens(document, statement.object)
    if head is None or child is None or head["token_end"] == child["token_end"]:
        job.notes["statements whose arguments end in one token: no arrow"] += 1
        return None
    return {
        "head": head["token_end"],
        "child": child["token_end"],
        "head_span": head,
        "child_span": child,
        "label": statement.relation,
        "status": statement.status,
    }


def _tokens(document: Document, argument: Argument) -> dict[str, Any] | None:
    """An argument as a span; None where it covers no token."""
    first = bisect_right(document.tokens.end, argument.start)
    last = bisect_left(document.tokens.start, argument.end) - 1
    if last < first:
        return None
    label = next((s.label for s in document.spans if (s.start, s.end) == (argument.start, argument.end)), "ARGUMENT")
    return {"start": argument.start, "end": argument.end, "token_start": first, "token_end": last, "label": label}
