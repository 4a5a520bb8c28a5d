"""What a run left behind: the records of its stages, whole or in shards, and its facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import Document
from pipeline.facts import Fact, merge
from pipeline.output.files import read_documents, read_facts, read_lines, write_facts
from pipeline.output.tables import write_csv, write_parquet
from pipeline.running.plan import Shard
from pipeline.running.settings import load_settings
from pipeline.running.stages import CLEAN, LAST, NAMES, before, fact_rules, known_names

SHARDS = "shards"
FACT_FILES = ("facts.jsonl", "facts.csv", "facts.parquet")


class RunError(ValueError):
    """A run cannot start, or a folder is none; the message says why and what to do."""


def plan_file(out: Path, first: str = CLEAN) -> Path:
    """Where a run that began at a stage keeps its shards' list."""
    return out / SHARDS / ("plan.jsonl" if first == CLEAN else f"plan-{first}.jsonl")


def read_plan(file: Path) -> list[Shard]:
    """The shards of a plan; none where there is no plan."""
    return [msgspec.json.decode(line, type=Shard) for line in read_lines(file)] if file.is_file() else []


def stage_inputs(inputs: Sequence[str], first: str) -> list[Path]:
    """The files of the stage before ``first`` that the inputs name; none where the inputs are sources.

    Raises:
        RunError: an input is a file of another stage.
    """
    if first == CLEAN:
        return []
    name = before(first)
    found: list[Path] = []
    for text in inputs:
        path = Path(text)
        if path.is_dir() and (path / f"{name}.jsonl").is_file():
            found.append(path / f"{name}.jsonl")
        elif path.is_dir() and plan_file(path).is_file():
            found += stage_parts(path, name)
        elif path.is_file() and path.name == f"{name}.jsonl":
            found.append(path)
        elif path.is_file() and path.stem in NAMES:
            raise RunError(f"{path}: the stage '{first}' starts from a file of the stage '{name}'")
    return found


def stage_parts(out: Path, name: str) -> list[Path]:
    """The shard files of a stage of a run, in their order; none where any is missing."""
    for first in NAMES[: NAMES.index(name) + 1]:
        files = [out / SHARDS / shard.files[name] for shard in read_plan(plan_file(out, first)) if name in shard.files]
        if files and all(file.is_file() for file in files):
            return files
    return []


def stage_files(out: Path, name: str = LAST) -> list[Path]:
    """The file of a stage of a run, or its shards where they were left apart.

    Raises:
        RunError: the run has none.
    """
    whole = out / f"{name}.jsonl"
    found = [whole] if whole.is_file() else stage_parts(out, name)
    if not found:
        raise RunError(f"{out} has no {name}.jsonl: run 'sitrep extract INPUT --out {out}' first")
    return found


def read_run(path: str | Path, name: str = LAST) -> Iterator[Document]:
    """The records of a stage file, or of a stage of a run's folder."""
    files = stage_files(Path(path), name) if Path(path).is_dir() else [Path(path)]
    for file in files:
        yield from read_documents(file)


def run_documents(out: Path) -> Iterator[Document]:
    """The records of a run after the last stage; none where only its facts are left."""
    try:
        files = stage_files(out)
    except RunError:
        return
    for file in files:
        yield from read_documents(file)


def write_all_facts(out: Path, facts: list[Fact]) -> list[Fact]:
    """Write the three files of facts."""
    for name, write in zip(FACT_FILES, (write_facts, write_csv, write_parquet), strict=True):
        write(out / name, facts)
    return facts


def merge_again(out: Path) -> list[Fact]:
    """Merge the statements of a run once more and write its facts.

    Raises:
        RunError: the run has no statements.
    """
    rules = fact_rules(load_settings().facts)
    return write_all_facts(out, merge(read_run(out), rules, known_names))


def run_facts(out: Path) -> Iterator[Fact]:
    """The facts of a run, or of a ``facts.jsonl``.

    Raises:
        RunError: there are none.
    """
    file = out / FACT_FILES[0] if out.is_dir() else out
    if not file.is_file():
        raise RunError(f"{file} is not there: run 'sitrep extract INPUT --out {out}' first")
    return read_facts(file)


def run_protocol(out: Path) -> dict[str, Any]:
    """What ``run.json`` says; nothing where it is missing."""
    file = out / "run.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Any]) if file.is_file() else {}
