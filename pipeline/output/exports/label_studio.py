"""Label Studio's JSON: tasks with pre-annotations (spans as labels, statements as relations between them)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import Document
from pipeline.output.files import replacing


def write(path: Path, documents: Iterable[Document]) -> None:
    """Write all tasks as one JSON list, one task a line."""
    with replacing(path) as file:
        file.write(b"[")
        for number, document in enumerate(documents):
            file.write((b",\n" if number else b"\n") + msgspec.json.encode(task(document)))
        file.write(b"\n]\n")


def task(document: Document) -> dict[str, Any]:
    """One document: regions ``s0``… for mentions, then ``a<n>s``/``a<n>o`` for arguments, and relations."""
    results = [
        _region(f"s{i}", document.text, span.start, span.end, span.label) for i, span in enumerate(document.spans)
    ]
    for number, statement in enumerate(document.statements):
        ends = []
        for role, argument in (("s", statement.subject), ("o", statement.object)):
            if argument is not None:
                name = f"a{number}{role}"
                label = "SUBJECT" if role == "s" else "OBJECT"
                results.append(_region(name, document.text, argument.start, argument.end, label))
                ends.append(name)
        if len(ends) == 2:
            arrow = {"from_id": ends[0], "to_id": ends[1], "type": "relation", "direction": "right"}
            results.append(arrow | {"labels": [statement.relation]})
    return {
        "data": {"text": document.text, "id": document.id},
        "predictions": [{"model_version": "sitrep", "result": results}],
    }


def _region(name: str, text: str, start: int, end: int, label: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text[start:end], "labels": [label]}
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
