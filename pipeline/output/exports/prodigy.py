"""Prodigy's JSONL: a task a document, with tokens, spans, and the statements as relations between spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import ENTITY_KINDS, Document, Statement
from pipeline.output.files import write_lines


def write(path: Path, documents: Iterable[Document]) -> None:
    """Write a task a document."""

    def lines() -> Iterator[bytes]:
        for document in documents:
            yield msgspec.json.encode(task(document))

    write_lines(path, lines())


def task(document: Document) -> dict[str, Any]:
    """One document as Prodigy's ``rel.manual`` and ``ner.manual`` read it."""
    text, tokens = document.text, document.tokens
    ends = [*tokens.start[1:], len(text)]
    columns = zip(tokens.start, tokens.end, ends, strict=True) if tokens.start else ()
    spans = [span for span in document.spans if span.kind in ENTITY_KINDS]
    return {
        "text": text,
        "meta": {"id": document.id, **{k: str(v) for k, v in document.meta.items() if k in ("title", "source", "url")}},
        "tokens": [
            {"text": text[start:end], "start": start, "end": end, "id": i, "ws": end < following}
            for i, (start, end, following) in enumerate(columns)
        ],
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "token_start": span.token_start,
                "token_end": span.token_end,
                "label": span.label,
            }
            for span in spans
        ],
        "relations": [relation for statement in document.statements for relation in _relation(document, statement)],
    }


def _relation(document: Document, statement: Statement) -> Iterator[dict[str, Any]]:
    """From subject to object, by the last tokens of both; a statement with one argument is no arrow."""
    if statement.subject is None or statement.object is None:
        return
    head, child = (_last_token(document, end) for end in (statement.subject.end, statement.object.end))
    if head is not None and child is not None and head != child:
        yield {"head": head, "child": child, "label": statement.relation, "status": statement.status}


def _last_token(document: Document, end: int) -> int | None:
    return next((i for i, last in enumerate(document.tokens.end) if last >= end), None)
