"""brat's standoff format: a folder with NAME.txt and NAME.ann for each document, NAME being its id made safe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.documents import Argument, Document
from pipeline.output.files import safe_name, write_lines

_ROLES = (("subject", "Subject"), ("object", "Object"), ("place", "Place"), ("attributed_to", "Source"))


def write(path: Path, documents: Iterable[Document]) -> None:
    """Write two files a document and ``annotation.conf``."""
    labels: set[str] = {"ARGUMENT"}
    relations: set[str] = set()
    taken = {"annotation"}
    for document in documents:
        name = safe_name(document.id, taken)
        taken.add(name.lower())
        labels |= {span.label for span in document.spans}
        relations |= {statement.relation for statement in document.statements}
        write_lines(path / f"{name}.txt", [document.text.encode()])
        write_lines(path / f"{name}.ann", (line.encode() for line in standoff(document)))
    write_lines(path / "annotation.conf", (line.encode() for line in _conf(labels, relations)))


def standoff(document: Document) -> Iterator[str]:
    """The lines of an ``.ann`` file: mentions and triggers, events with their arguments, statuses."""
    bounds: dict[tuple[int, int, str], str] = {}
    lines: list[str] = []

    def bound(start: int, end: int, label: str) -> str:
        key = (start, end, label)
        if key not in bounds:
            bounds[key] = f"T{len(bounds) + 1}"
            lines.append(f"{bounds[key]}\t{label} {_pieces(document.text, start, end)}")
        return bounds[key]

    known = {(span.start, span.end): span.label for span in document.spans}
    for span in document.spans:
        bound(span.start, span.end, span.label)
    for number, statement in enumerate(document.statements, 1):
        parts = [f"{statement.relation}:{bound(statement.trigger.start, statement.trigger.end, statement.relation)}"]
        for role, name in _ROLES:
            argument: Argument | None = getattr(statement, role)
            if argument is not None:
                label = known.get((argument.start, argument.end), "ARGUMENT")
                parts.append(f"{name}:{bound(argument.start, argument.end, label)}")
        lines += [f"E{number}\t{' '.join(parts)}", f"A{number}\tStatus E{number} {statement.status}"]
    yield from lines


def _pieces(text: str, start: int, end: int) -> str:
    """Offsets and words; brat wants a span over a line break in pieces."""
    pieces, at = [], start
    for line in text[start:end].split("\n"):
        if line:
            pieces.append(f"{at} {at + len(line)}")
        at += len(line) + 1
    return f"{';'.join(pieces)}\t{' '.join(text[start:end].split(chr(10)))}"


def _conf(labels: set[str], relations: set[str]) -> Iterator[str]:
    yield from ("[entities]", *sorted(labels), "[relations]", "[events]")
    for relation in sorted(relations):
        yield f"{relation}\tSubject?:<ENTITY>, Object?:<ENTITY>, Place?:<ENTITY>, Source?:<ENTITY>"
    yield from ("[attributes]", "Status\tArg:<EVENT>, Value:asserted|reported|planned|possible|negated")
