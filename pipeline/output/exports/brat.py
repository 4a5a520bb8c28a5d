"""brat's standoff format: a folder with NAME.txt and NAME.ann for each document, NAME being its id made safe.

Mentions are text-bound annotations with their kind as attribute and whom they mean as note; they may overlap.
Statements are events with a trigger, arguments and their status as attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.documents import ENTITY_KINDS, Argument, Document
from pipeline.output.exports.job import Job
from pipeline.output.exports.mentions import entities_of, meaning
from pipeline.output.files import safe_name, write_lines

_ROLES = (("subject", "Subject"), ("object", "Object"), ("place", "Place"), ("attributed_to", "Source"))
_KINDS = ("nominal", "pronoun")


def write(job: Job, documents: Iterable[Document]) -> None:
    """Write two files a document and ``annotation.conf``; what other documents left in the folder stays there."""
    labels: set[str] = {"ARGUMENT"}
    relations: set[str] = set()
    taken = {"annotation"}
    for document in documents:
        name = safe_name(document.id, taken)
        taken.add(name.lower())
        labels |= {span.label for span in document.spans}
        relations |= {statement.relation for statement in document.statements}
        write_lines(job.path / f"{name}.txt", [document.text.encode()])
        write_lines(job.path / f"{name}.ann", (line.encode() for line in standoff(document)))
    write_lines(job.path / "annotation.conf", (line.encode() for line in _conf(labels, relations)))


def standoff(document: Document) -> Iterator[str]:
    """The lines of an ``.ann`` file: mentions and triggers, events with their arguments, attributes, notes."""
    bounds: dict[tuple[int, int, str], str] = {}
    lines: list[str] = []
    entities = entities_of(document)

    def bound(start: int, end: int, label: str) -> str:
        key = (start, end, label)
        if key not in bounds:
            bounds[key] = f"T{len(bounds) + 1}"
            lines.append(f"{bounds[key]}\t{label} {_pieces(document.text, start, end)}")
        return bounds[key]

    known = {(span.start, span.end): span.label for span in document.spans}
    attributes = 0
    for number, span in enumerate(document.spans, 1):
        mark = bound(span.start, span.end, span.label)
        if span.kind not in ENTITY_KINDS:
            attributes += 1
            lines.append(f"A{attributes}\tKind {mark} {'pronoun' if span.kind == 'pronoun' else 'nominal'}")
        lines.append(f"#{number}\tAnnotatorNotes {mark}\t{' '.join(meaning(document, span, entities).split())}")
    for number, statement in enumerate(document.statements, 1):
        parts = [f"{statement.relation}:{bound(statement.trigger.start, statement.trigger.end, statement.relation)}"]
        for role, name in _ROLES:
            argument: Argument | None = getattr(statement, role)
            if argument is not None:
                label = known.get((argument.start, argument.end), "ARGUMENT")
                parts.append(f"{name}:{bound(argument.start, argument.end, label)}")
        event, status = f"E{number}\t{' '.join(parts)}", f"A{attributes + number}\tStatus E{number} {statement.status}"
        lines += [event, status]
    yield from lines


def _pieces(text: str, start: int, end: int) -> str:
    """Offsets and words; brat wants a span over a line break in pieces."""
    pieces, words, at = [], [], start
    for line in text[start:end].split("\n"):
        if line:
            pieces.append(f"{at} {at + len(line)}")
            words.append(line)
        at += len(line) + 1
    return f"{';'.join(pieces)}\t{' '.join(words)}"


def _conf(labels: set[str], relations: set[str]) -> Iterator[str]:
    yield from ("[entities]", *sorted(labels), "[relations]", "[events]")
    for relation in sorted(relations):
        yield f"{relation}\tSubject?:<ENTITY>, Object?:<ENTITY>, Place?:<ENTITY>, Source?:<ENTITY>"
    yield "[attributes]"
    yield f"Kind\tArg:<ENTITY>, Value:{'|'.join(_KINDS)}"
    yield "Status\tArg:<EVENT>, Value:asserted|reported|planned|possible|negated"
