"""Imports only point downwards: what a room may not know, wherever in a module it would import it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "pipeline"
STAGES = {"reading", "cleaning", "syntax", "entities", "actors", "relations"}
ABOVE = {"learning", "running", "cli"}
FORBIDDEN = {
    "facts": {*STAGES, "output", "analysis", *ABOVE},
    "output": {*STAGES, "analysis", *ABOVE},
    "analysis": ABOVE,
    "running": {"cli"},
}


def imported(file: Path) -> Iterator[str]:
    """The rooms that a module imports from."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            package, _, rest = name.partition(".")
            if package == "pipeline" and rest:
                yield rest.partition(".")[0]


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_knows_nothing_of_those_above_it(room: str) -> None:
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files
    found = {f"{file.relative_to(PACKAGE)}: {name}" for file in files for name in imported(file)}
    assert {told for told in found if told.partition(": ")[2] in FORBIDDEN[room]} == set()
