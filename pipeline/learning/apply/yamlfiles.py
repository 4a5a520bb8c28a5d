"""New lines for the YAML files of the configuration, put where they belong; all other lines stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from pipeline.learning.apply.edits import Edit, EditError, Lines

_PLAIN = re.compile(r"[A-Za-z][\w '-]*")


def quoted(text: str) -> str:
    """A string as YAML has it, in quotation marks where it needs them."""
    return (
        text
        if _PLAIN.fullmatch(text) and text.lower() not in {"yes", "no", "on", "off", "true", "null", "false"}
        else json.dumps(text, ensure_ascii=False)
    )


def add_demonym(file: Lines, entry_id: str, word: str, said: str) -> Edit:
    """A word for the people of a place in ``demonyms.yaml``."""
    at = _key(file, f"  {entry_id}:")
    if at is not None:
        line = file.lines[at]
        head, bracket, rest = line.rpartition("]")
        if not bracket:
            raise EditError(f"{file.path.name}:{at + 1}: no list behind {entry_id}; write it as [{word}]")
        return file.replace(line, f"{head}, {quoted(word)}]{rest}")
    start = _key(file, "places:")
    if start is None:
        return file.insert(len(file.lines), f"places:\n  {entry_id}: [{quoted(word)}] # {said}")
    return file.insert(_block_end(file, start), f"  {entry_id}: [{quoted(word)}] # {said}")


def add_weak_city(file: Lines, name: str, said: str) -> Edit:
    """A name under ``gazetteer: weak`` in ``names.yaml``: a city of it is found only where something else sees one."""
    return _into_flow_list(file, "  weak:", name, said)


def add_frame(file: Lines, relation: str, frame: Sequence[str], said: str) -> Edit:
    """A frame at the end of those of a relation in ``ontology.yaml``.

    Raises:
        EditError: there is no such relation.
    """
    start = _relation(file, relation)
    frames = _key(file, "    frames:", start)
    if frames is None:
        raise EditError(f"{file.path.name}: relation {relation} has no frames; correct the relation")
    lines = [f"      # {said}", f"      - {frame[0]}", *(f"        {line}" for line in frame[1:])]
    return file.insert(_block_end(file, frames), "\n".join(lines))


def add_example(file: Lines, relation: str, sentence: str) -> Edit:
    """An example at the end of those of a relation."""
    start = _relation(file, relation)
    examples = _key(file, "    examples:", start)
    if examples is None:
        return file.insert(
            _block_end(file, start), f"    examples:\n      - {json.dumps(sentence, ensure_ascii=False)}"
        )
    return file.insert(_block_end(file, examples), f"      - {json.dumps(sentence, ensure_ascii=False)}")


def _relation(file: Lines, relation: str) -> int:
    at = _key(file, f"  {relation}:", _key(file, "relations:") or 0)
    if at is None:
        raise EditError(f"{file.path.name}: no relation {relation!r}; choose one of those that it lists")
    return at


def _key(file: Lines, key: str, start: int = 0) -> int | None:
    """The line of a key, with its blanks, behind a line; not beyond the block that this line opens."""
    depth = len(file.lines[start]) - len(file.lines[start].lstrip()) if start else -1
    for i in range(start + (start > 0), len(file.lines)):
        line = file.lines[i]
        if start and line.strip() and not line.lstrip().startswith("#") and len(line) - len(line.lstrip()) <= depth:
            return None
        if line == key or line.startswith(f"{key} "):
            return i
    return None


def _block_end(file: Lines, start: int) -> int:
    """The line behind the last line of the block that a line opens; comments and blanks before the next are its own."""
    depth = len(file.lines[start]) - len(file.lines[start].lstrip())
    end = start + 1
    for i in range(start + 1, len(file.lines)):
        line = file.lines[i]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if len(line) - len(line.lstrip()) <= depth:
            break
        end = i + 1
    return end


def _into_flow_list(file: Lines, key: str, name: str, said: str) -> Edit:
    at = _key(file, key)
    if at is None:
        raise EditError(f"{file.path.name}: there is no key {key.strip()!r}; add it with an empty list")
    end = next((i for i in range(at, len(file.lines)) if "]" in file.lines[i]), None)
    if end is None:
        raise EditError(f"{file.path.name}:{at + 1}: the list does not end")
    if end == at or file.lines[end].strip() != "]":
        head, _, rest = file.lines[end].rpartition("]")
        comma = "" if head.rstrip().endswith(("[", ",")) else ", "
        return file.replace(file.lines[end], f"{head}{comma}{quoted(name)}]{rest}")
    return file.insert(end, f"    {quoted(name)}, # {said}")
