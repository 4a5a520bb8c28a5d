"""Label Studio's JSON: tasks with pre-annotations, and the labelling interface for them in a file beside it.

A mention is a region with its kind as label and whom it means in its ``meta``, where Label Studio shows and edits it.
Regions may overlap. A statement is a relation between the regions of its subject and object, labelled with the relation
and, where it is not plainly told, the status. Offsets are code points, as in Label Studio's own converters.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import msgspec

from pipeline.documents import Argument, Document
from pipeline.output.exports.job import Job
from pipeline.output.exports.mentions import NOMINAL, PRONOUN, entities_of, is_arrow, kind_of, meaning
from pipeline.output.files import replacing

_META = ("title", "published", "source", "url")
_ARGUMENT = "ARGUMENT"
_LABELS = (
    *("PERSON", "ORG", "LOC", "FAC", "NORP", "EVENT", "WORK", "WEAPON", "VEHICLE", "DATE", "QUANTITY", "MONEY"),
    *(NOMINAL, PRONOUN, _ARGUMENT),
)
_STATUSES = ("reported", "planned", "possible", "negated")


def write(job: Job, documents: Iterable[Document]) -> None:
    """Write all tasks as one JSON list, one task a line, and ``NAME.xml``, the labelling interface."""
    labels, relations = dict.fromkeys(_LABELS), dict.fromkeys(_STATUSES)
    with replacing(job.path) as file:
        file.write(b"[")
        for number, document in enumerate(documents):
            made = task(job, document)
            file.write((b",\n" if number else b"\n") + msgspec.json.encode(made))
            for result in made["predictions"][0]["result"]:
                known = relations if result["type"] == "relation" else labels
                known |= dict.fromkeys(result.get("labels") or result["value"]["labels"])
        file.write(b"\n]\n")
    _write_interface(job.path.with_suffix(".xml"), labels, relations)


def task(job: Job, document: Document) -> dict[str, Any]:
    """One document: a region for each mention and for each argument that is none, and relations."""
    entities = entities_of(document)
    regions: dict[tuple[int, int], dict[str, Any]] = {}
    results: list[dict[str, Any]] = []

    def region(start: int, end: int, label: str, name: str) -> str:
        value = {"start": start, "end": end, "text": document.text[start:end], "labels": [label]}
        key = {"id": f"m{len(results)}", "from_name": "label", "to_name": "text", "type": "labels"}
        results.append({**key, "value": value, "meta": {"text": [name]}})
        regions.setdefault((start, end), results[-1])
        return str(results[-1]["id"])

    def of(argument: Argument) -> str:
        known = regions.get((argument.start, argument.end))
        return known["id"] if known else region(argument.start, argument.end, _ARGUMENT, argument.name)

    for span in document.spans:
        region(span.start, span.end, kind_of(span), meaning(document, span, entities))
    for statement in document.statements:
        if is_arrow(job, statement):
            assert statement.subject
            assert statement.object
            status = [statement.status] if statement.status in _STATUSES else []
            arrow = {"from_id": of(statement.subject), "to_id": of(statement.object), "direction": "right"}
            results.append({"type": "relation", **arrow, "labels": [statement.relation, *status]})
    meta = {key: str(document.meta[key]) for key in _META if document.meta.get(key)}
    return {
        "data": {"text": document.text, "doc": document.id, **meta},
        "predictions": [{"model_version": "sitrep", "result": results}],
    }


def _write_interface(path: Path, labels: Iterable[str], relations: Iterable[str]) -> None:
    lines = [
        "<View>",
        "  <Relations>",
        *(f"    <Relation value={quoteattr(name)}/>" for name in relations),
        "  </Relations>",
        '  <Labels name="label" toName="text">',
        *(f"    <Label value={quoteattr(name)}/>" for name in labels),
        "  </Labels>",
        '  <Text name="text" value="$text"/>',
        "</View>",
        "",
    ]
    with replacing(path) as file:
        file.write("\n".join(lines).encode())
