"""What a run left behind: the records of its stages, whole or in shards, and its facts."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import Document
from pipeline.facts import Fact, FactRules, merged
from pipeline.output.files import read_documents, read_facts, read_lines, replacing
from pipeline.output.tables import write_csv, write_parquet
from pipeline.running.plan import Shard
from pipeline.running.settings import FactSettings, load_settings
from pipeline.running.stages import CLEAN, LAST, NAMES, before, fact_rules, known_names

SHARDS = "shards"
FACT_FILES = ("facts.jsonl", "facts.csv", "facts.parquet")
REVIEW = "facts_review.jsonl"


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


class FactCounts(msgspec.Struct):
    """How many facts there are, and how many more wait for review since they are less sure than their threshold."""

    kept: int = 0
    review: int = 0


def write_all_facts(out: Path, facts: Iterable[Fact], rules: FactRules | None = None) -> FactCounts:
    """Write the files of facts, one fact at a time; those below their relation's threshold into a file of their own."""
    rules, counts = rules or FactRules(), FactCounts()
    with replacing(out / FACT_FILES[0]) as kept, replacing(out / REVIEW) as review:
        for fact in facts:
            doubtful = rules.needs_review(fact.relation, fact.confidence)
            (review if doubtful else kept).write(msgspec.json.encode(fact) + b"\n")
            counts.review += doubtful
            counts.kept += not doubtful
    for name, write in zip(FACT_FILES[1:], (write_csv, write_parquet), strict=True):
        write(out / name, read_facts(out / FACT_FILES[0]))
    return counts


def count_facts(out: Path) -> FactCounts:
    """The same of files that are there."""
    return FactCounts(*(sum(1 for _ in read_lines(out / name)) for name in (FACT_FILES[0], REVIEW)))


def merge_into(out: Path, documents: Iterable[Document], settings: FactSettings) -> FactCounts:
    """Merge the statements of documents and write their facts; what memory does not hold waits in the run's folder."""
    rules, folder = fact_rules(settings), out / SHARDS / "merging"
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was cut off
    try:
        return write_all_facts(out, merged(documents, rules, known_names, folder, settings.megabytes), rules)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def merge_again(out: Path) -> FactCounts:
    """Merge the statements of a run once more and write its facts.

    Raises:
        RunError: the run has no statements.
    """
    return merge_into(out, read_run(out), load_settings().facts)


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
