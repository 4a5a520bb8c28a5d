"""Which room of the package knows which: imports point one way only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline

PACKAGE = Path(pipeline.__file__).parent
STAGES = {"reading", "cleaning", "syntax", "entities", "actors", "relations", "facts"}
#: Modules of the package itself that every room may know.
SHARED = {"documents", "resources", "packing", "threads", "collector", "words", "cache", "__version__"}
#: What each room may know beside those.
KNOWS: dict[str, set[str]] = {
    **{stage: set() for stage in STAGES},
    "output": {"facts"},
    "learning": {"actors", "relations", "facts", "syntax", "output"},
    "running": STAGES | {"learning", "output"},
    "analysis": {"actors", "facts", "output"},
    "cli": {"actors", "relations", "facts", "syntax", "output", "learning", "running", "analysis"},
}


def rooms() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def imported(file: Path) -> Iterator[str]:
    """The names below the package that a file imports, inside functions and for types as well."""
    here = (PACKAGE.name, *file.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(here[: len(here) + 1 - node.level]) if node.level else ""
            module = ".".join(filter(None, [above, node.module]))
            modules = [f"{module}.{alias.name}" for alias in node.names] if module == PACKAGE.name else [module]
        else:
            continue
        yield from (name.split(".")[1] for name in modules if name.startswith(f"{PACKAGE.name}."))


def test_every_room_is_in_the_plan() -> None:
    assert rooms() == sorted(KNOWS)


def test_the_plan_has_no_circles() -> None:
    above: dict[str, set[str]] = {room: set(known) for room, known in KNOWS.items()}
    while above:
        lowest = {room for room, known in above.items() if not known & above.keys()}
        assert lowest, f"these know each other: {sorted(above)}"
        above = {room: known for room, known in above.items() if room not in lowest}


@pytest.mark.parametrize("room", rooms())
def test_a_room_knows_only_rooms_below_it(room: str) -> None:
    allowed = KNOWS[room] | SHARED | {room}
    wrong = {
        f"{file.relative_to(PACKAGE)} imports {name}"
        for file in (PACKAGE / room).rglob("*.py")
        for name in imported(file)
        if name not in allowed and (PACKAGE / name).is_dir()
    }
    assert not wrong


@pytest.mark.parametrize("module", sorted(SHARED - {"__version__"}))
def test_what_every_room_knows_knows_no_room(module: str) -> None:
    assert not set(imported(PACKAGE / f"{module}.py")) & KNOWS.keys()
