"""A whole run: take in, share out, work, put together, merge, and say what happened."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline.documents import Failure, RawDocument
from pipeline.output.files import (
    read_documents,
    replacing,
    write_json,
    write_lines,
)
from pipeline.running.cluster import check_ray, run_on_ray
from pipeline.running.fingerprints import code_of, digest, of_stages
from pipeline.running.jobs import Done, Job, Setup, Tally, errors_file, read_failures
from pipeline.running.local import run_here, run_in_processes
from pipeline.running.model import find_model
from pipeline.running.plan import SPOOL, Intake, Known, Shard, cut, take_in, take_in_stage
from pipeline.running.protocol import Options, Summary, protocol
from pipeline.running.quality import Quality, quality
from pipeline.running.results import (
    FACT_FILES,
    REVIEW,
    SHARDS,
    FactCounts,
    RunError,
    count_facts,
    merge_into,
    plan_file,
    read_plan,
    stage_inputs,
)
from pipeline.running.settings import Settings, load_settings
from pipeline.running.stages import CLEAN, LAST, NAMES, before, between, fact_rules

__all__ = ["ERRORS", "RUN", "Options", "Summary", "run"]

ERRORS, RUN = "errors.jsonl", "run.json"

Progress = Callable[[int, int], None]


def run(inputs: Sequence[str], out: Path, options: Options | None = None, progress: Progress | None = None) -> Summary:
    """Run the stages over all documents of the inputs and merge their facts.

    Args:
        inputs: files, folders, globs or ``-``; with ``first`` also a stage's file or a run's folder.
        out: the run's folder; what is right in it is kept.
        options: how to run.
        progress: told (shards done, shards in all) as they finish.

    Raises:
        RunError, ModelError, EngineError, SettingsError, ValueError: the run cannot start.
    """
    return _Run(inputs, out, options or Options(), progress or (lambda done, total: None)).run()


class _Run:
    def __init__(self, inputs: Sequence[str], out: Path, options: Options, progress: Progress) -> None:
        self.inputs, self.out, self.options, self.progress = inputs, out, options, progress
        self.settings: Settings = load_settings()
        self.rules = fact_rules(self.settings.facts)
        self.folder = out / SHARDS
        self.started = time.time()
        self.load_seconds = 0.0
        if options.engine not in ("local", "ray"):
            raise RunError(f"no engine {options.engine!r}; the engines are local, ray")
        if options.engine == "ray":
            check_ray()
        self.model = find_model(options.model or self.settings.model)
        limit = self.settings.running.max_characters
        precision = self.settings.precision
        self.prints = of_stages(self.model, [options.published or "", str(limit)], precision)
        self.setup = Setup(
            str(self.folder.resolve()),
            str(self.model),
            self.prints,
            options.published,
            self.settings.running.batch_documents,
            limit,
            precision,
        )

    def run(self) -> Summary:
        """Do all of it."""
        files = stage_inputs(self.inputs, self.options.first)
        if not files:
            self._check_sources()
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in (*self.folder.glob("watch.*"), *self.folder.glob(".*.part")):
            left.unlink()
        self.plan = plan_file(self.out, self.options.first if files else CLEAN)
        names = between(self.options.first if files else CLEAN, self.options.last)
        redo = list(names) if self.options.force else []
        if not files and self.options.first != CLEAN:
            redo += between(self.options.first, self.options.last)
        known = Known(self.folder, self.plan, self.prints)
        intake = self._take_in(files, known, redo)
        if missing := known.missing(intake):
            intake.notes.append(_dropped(missing))
        shards = list(cut(intake.items, self.prints, between(names[0]), self.settings.running.shard_documents))
        tallies = self._work(shards, names, known, redo)
        self._keep(shards)
        failures = [*intake.failures, *self._shard_failures(shards, names)]
        write_lines(self.out / ERRORS, map(msgspec.json.encode, failures))
        if not self.options.parts:
            self._join(shards, names)
        facts = self._facts(shards) if names[-1] == LAST else None
        missing_parts = quality(self.folder / shard.files[names[0]] for shard in shards)
        return self._finish(intake, failures, tallies, facts, missing_parts)

    def _check_sources(self) -> None:
        """Refuse what runs wrote as texts to read: the same text would come in once for each stage."""
        from pipeline.reading import is_run

        for name in self.inputs:
            if name != "-" and is_run(name):
                if self.options.first != CLEAN:
                    raise RunError(f"{name} has no {before(self.options.first)}.jsonl for '{self.options.first}'")
                raise RunError(
                    f"{name} is the folder of a run, not of texts: give the texts, or start from its stages "
                    "with --from STAGE"
                )
            if Path(name).is_dir() and Path(name).resolve() == self.out.resolve():
                raise RunError(f"{name} is read and written at once: give another --out")

    def _take_in(self, files: list[Path], known: Known, redo: list[str]) -> Intake:
        if files:
            intake = take_in_stage(files, self.options.first)
        else:
            has = known.has if CLEAN not in redo else (lambda item: False)
            intake = take_in(read_all(self.inputs, self.out), self.folder / SPOOL, has)
        if not intake.total:
            (self.folder / SPOOL).unlink(missing_ok=True)
            raise RunError(f"no documents in {', '.join(self.inputs)}")
        return intake

    def _work(self, shards: list[Shard], names: Sequence[str], known: Known, redo: list[str]) -> dict[str, Tally]:
        """Do the shards that lack a file; count all."""
        jobs: list[Job] = []
        tallies = {name: Tally() for name in names}
        for number, shard in enumerate(shards):
            files = {name: shard.files[name] for name in names}
            if redo or not all((self.folder / file).is_file() for file in files.values()):
                jobs.append(Job(number, shard.items, files, known.files(shard.items), redo))
            else:
                self._count_kept(shard, files, tallies)
        kept = len(shards) - len(jobs)
        self.progress(kept, len(shards))
        for count, done in enumerate(self._engine(jobs), kept + 1):
            for name, tally in done.stages.items():
                tallies[name].add(tally)
            self.load_seconds += done.load_seconds
            self.progress(count, len(shards))
        return tallies

    def _count_kept(self, shard: Shard, files: dict[str, str], tallies: dict[str, Tally]) -> None:
        left = len(shard.items)
        for name, file in files.items():
            left -= len(read_failures(self.folder / file))
            tallies[name].documents += left

    def _engine(self, jobs: list[Job]) -> Iterator[Done]:
        wanted = self.options.workers or self.settings.running.processes()
        workers = min(wanted, len(jobs))
        if not jobs:
            return iter(())
        if self.options.engine == "ray":
            return run_on_ray(self.setup, jobs, wanted)
        return run_in_processes(self.setup, jobs, workers) if workers > 1 else run_here(self.setup, jobs)

    def _keep(self, shards: list[Shard]) -> None:
        """The new plan holds: remove the files of shards that no plan names any longer."""
        write_lines(self.plan, map(msgspec.json.encode, shards))
        plans = [plan_file(self.out, name) for name in NAMES]
        kept = {file for plan in plans for shard in read_plan(plan) for file in shard.files.values()}
        for file in self.folder.glob("*.jsonl"):
            if file.name not in kept and file not in plans:
                file.unlink()
                errors_file(file).unlink(missing_ok=True)
        (self.folder / SPOOL).unlink(missing_ok=True)

    def _shard_failures(self, shards: list[Shard], names: Sequence[str]) -> list[Failure]:
        return [
            failure for shard in shards for name in names for failure in read_failures(self.folder / shard.files[name])
        ]

    def _join(self, shards: list[Shard], names: Sequence[str]) -> None:
        """The stage files, each a copy of its shards in their order; one that is right already is left alone."""
        for name in names:
            target, mark = self.out / f"{name}.jsonl", self.folder / f"{name}.joined"
            parts = [shard.files[name] for shard in shards]
            made_of = digest(parts)
            if target.is_file() and mark.is_file() and mark.read_text() == f"{made_of} {target.stat().st_size}":
                continue
            with replacing(target) as file:
                for part in parts:
                    with (self.folder / part).open("rb") as stream:
                        shutil.copyfileobj(stream, file, 1 << 20)
            mark.write_text(f"{made_of} {target.stat().st_size}")

    def _facts(self, shards: list[Shard]) -> FactCounts:
        """Merge, unless the facts there are of the same statements and rules."""
        parts = [shard.files[LAST] for shard in shards]
        made_of = digest([*parts, code_of(("facts", "output")), msgspec.json.encode(self.rules, order="deterministic")])
        mark = self.folder / "facts.joined"
        whole = all((self.out / name).is_file() for name in (*FACT_FILES, REVIEW))
        if whole and mark.is_file() and mark.read_text() == made_of:
            return count_facts(self.out)
        documents = (record for part in parts for record in read_documents(self.folder / part))
        facts = merge_into(self.out, documents, self.settings.facts)
        mark.write_text(made_of)
        return facts

    def _finish(
        self,
        intake: Intake,
        failures: list[Failure],
        tallies: dict[str, Tally],
        facts: FactCounts | None,
        found: Quality,
    ) -> Summary:
        failed, skipped = len(failures), len(intake.skipped)
        seconds = round(time.time() - self.started, 3)
        kept, review = (facts.kept, facts.review) if facts else (None, None)
        summary = Summary(intake.total, intake.total - failed - skipped, skipped, failed, kept, tallies, seconds)
        summary.facts_review = review
        summary.notes = [*intake.notes, *(failure.message for failure in intake.skipped), *found.messages()]
        summary.load_seconds = round(self.load_seconds, 3)
        summary.undated, summary.unreadable_dates = found.undated, found.unreadable_dates
        summary.unaligned_characters = found.unaligned_characters
        write_json(
            self.out / RUN,
            protocol(summary, self.options, self.settings, self.model, self.prints, self.inputs, self.started),
        )
        return summary


def _dropped(number: int) -> str:
    if number == 1:
        return "1 document of the last run is not among these inputs and was dropped"
    return f"{number:,} documents of the last run are not among these inputs and were dropped"


def read_all(inputs: Sequence[str], skip: Path | None = None) -> Iterator[RawDocument | Failure]:
    """All documents of the inputs but those in the folder ``skip``, and a failure for each that cannot be read."""
    from pipeline.reading import read, sources

    for source in sources(inputs, skip):
        if isinstance(source, Failure):
            yield source
        else:
            yield from read(source)
