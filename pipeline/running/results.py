"""What a run left behind: the records of its stages, whole or in shards, and its facts."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from pipeline.documents import Document, decode
from pipeline.facts import Fact, FactRules, merged
from pipeline.output.files import STAGE_ENDINGS, read_documents, read_facts, read_lines, replacing, stage_file
from pipeline.output.tables import write_csv, write_parquet
from pipeline.running.plan import read_plan
from pipeline.running.settings import FactSettings, load_settings
from pipeline.running.stages import CLEAN, LAST, NAMES, before, fact_rules, known_names
from pipeline.running.store import Store, lines_of, open_store

SHARDS = "shards"
#: In the folder of the plans: where the shards are kept, if not there.
_ELSEWHERE = "elsewhere"
FACT_FILES = ("facts.jsonl", "facts.csv", "facts.parquet")
REVIEW = "facts_review.jsonl"


class RunError(ValueError):
    """A run cannot start, or a folder is none; the message says why and what to do."""


def plan_file(out: Path, first: str = CLEAN) -> Path:
    """Where a run that began at a stage keeps its shards' list."""
    return out / SHARDS / ("plan.jsonl" if first == CLEAN else f"plan-{first}.jsonl")


def keep_store(out: Path, where: str | None) -> None:
    """Note where the shards of a run are kept, if not in its folder."""
    note = out / SHARDS / _ELSEWHERE
    if where:
        with replacing(note) as file:
            file.write(where.encode())
    else:
        note.unlink(missing_ok=True)


def run_store(out: Path) -> Store:
    """Where the shards of a run are kept."""
    note = out / SHARDS / _ELSEWHERE
    return open_store(note.read_text(encoding="utf-8") if note.is_file() else str(out / SHARDS))


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
        if path.is_dir():
            whole = stage_file(path, name)
            found += [whole] if whole else _parts_here(path, name)
        elif path.is_file() and _stage_of(path) == name:
            found.append(path)
        elif path.is_file() and _stage_of(path) in NAMES:
            raise RunError(f"{path}: the stage '{first}' starts from a file of the stage '{name}'")
    return found


def _parts_here(out: Path, name: str) -> list[Path]:
    """The shards' files of a stage of a run, which have to be on this machine."""
    parts, where = stage_parts(out, name), run_store(out).where
    if parts and "://" in where:
        raise RunError(
            f"{out} keeps its shards at {where}: run it again without --parts, which puts them together here"
        )
    return [Path(where) / part for part in parts]


def _stage_of(path: Path) -> str:
    """The stage that a file is named after; empty where it is none."""
    return next((path.name.removesuffix(ending) for ending in STAGE_ENDINGS if path.name.endswith(ending)), "")


def stage_parts(out: Path, name: str) -> list[str]:
    """The shards' files of a stage of a run, in their order; none where any is missing."""
    store = run_store(out)
    for first in NAMES[: NAMES.index(name) + 1]:
        files = [shard.files[name] for shard in read_plan(plan_file(out, first)) if name in shard.files]
        if files and all(map(store.has, files)):
            return files
    return []


def read_run(path: str | Path, name: str = LAST) -> Iterator[Document]:
    """The records of a stage file, or of a stage of a run's folder.

    Raises:
        RunError: the run has none.
    """
    out = Path(path)
    if not out.is_dir():
        return read_documents(out)
    if whole := stage_file(out, name):
        return read_documents(whole)
    if not (parts := stage_parts(out, name)):
        raise RunError(f"{out} has no {name}.jsonl: run 'sitrep extract INPUT --out {out}' first")
    store = run_store(out)
    return (decode(line) for part in parts for line in lines_of(store, part))


def run_documents(out: Path) -> Iterator[Document]:
    """The records of a run after the last stage; none where only its facts are left."""
    with suppress(RunError):
        yield from read_run(out)


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


def run_review(out: Path) -> Iterator[Fact]:
    """The facts of a run that wait for review; none where it has no such file."""
    file = out / REVIEW
    return read_facts(file) if file.is_file() else iter(())


def run_protocol(out: Path) -> dict[str, Any]:
    """What ``run.json`` says; nothing where it is missing."""
    file = out / "run.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Any]) if file.is_file() else {}
