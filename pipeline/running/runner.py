"""A whole run: take in, share out, work, put together, merge, and say what happened."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline.documents import Document, Failure, decode
from pipeline.output.files import read_lines, replacing, sync_folder, write_json, write_lines
from pipeline.packing import Packing
from pipeline.running.cluster import check_ray, run_on_ray
from pipeline.running.fingerprints import code_of, digest, of_reading, of_stages
from pipeline.running.intake import Intake
from pipeline.running.jobs import PASSING, Done, Job, Setup, Tally, errors_name, read_failures
from pipeline.running.local import Limits, Tell, run_here, run_in_processes
from pipeline.running.lock import locked
from pipeline.running.model import find_model
from pipeline.running.plan import Item, Planner, Previous, Shard, read_plan, write_plan
from pipeline.running.processes import machine_memory
from pipeline.running.protocol import Options, Summary, protocol
from pipeline.running.quality import Quality, quality
from pipeline.running.results import (
    FACT_FILES,
    REVIEW,
    SHARDS,
    FactCounts,
    RunError,
    count_facts,
    keep_store,
    merge_into,
    plan_file,
    stage_inputs,
)
from pipeline.running.settings import Settings, load_settings
from pipeline.running.sources import FAILURES, SPOOL, Sources
from pipeline.running.stagefiles import stage_entries
from pipeline.running.stages import CLEAN, LAST, NAMES, before, between, fact_rules
from pipeline.running.store import FolderStore, Store, lines_of, open_store

__all__ = ["ERRORS", "RUN", "Options", "Summary", "run"]

ERRORS, RUN = "errors.jsonl", "run.json"

#: The plan of the run that is under way; it takes the place of the last one when the work is done.
_NEXT = "plan.next"
#: The part of the machine's memory that the workers share, and the least that each may have, in megabytes.
_SHARE, _LEAST = 0.8, 2_000

Progress = Callable[[int, int], None]


def run(
    inputs: Sequence[str],
    out: Path,
    options: Options | None = None,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> Summary:
    """Run the stages over all documents of the inputs and merge their facts.

    Args:
        inputs: files, folders, globs or ``-``; with ``first`` also a stage's file or a run's folder.
        out: the run's folder; what is right in it is kept.
        options: how to run.
        progress: told (documents done, documents in all) as shards finish.
        tell: given lines for people.

    Raises:
        RunError, ModelError, EngineError, SettingsError, StoreError, LockedError, ValueError: the run cannot start, or
            cannot go on.
        KeyboardInterrupt: it was asked to stop; what was under way is finished and kept.
    """
    return _Run(
        inputs, out, options or Options(), progress or (lambda done, total: None), tell or (lambda line: None)
    ).run()


class _Run:
    def __init__(self, inputs: Sequence[str], out: Path, options: Options, progress: Progress, tell: Tell) -> None:
        self.inputs, self.out, self.options, self.progress, self.tell = inputs, out, options, progress, tell
        self.settings: Settings = load_settings()
        self.folder = out / SHARDS
        self.started = time.time()
        self.load_seconds = 0.0
        self.computed, self.rewritten = 0, False
        if options.engine not in ("local", "ray"):
            raise RunError(f"no engine {options.engine!r}; the engines are local, ray")
        if options.engine == "ray":
            check_ray()
        self.model = find_model(options.model or self.settings.model)
        limit = self.settings.running.max_characters
        precision = self.settings.precision
        self.prints = of_stages(self.model, [options.published or "", str(limit)], precision)
        where = options.shards or str(self.folder.resolve())
        self.store: Store = open_store(where)
        self.setup = Setup(
            str(self.folder.resolve()),
            where,
            str(self.model),
            self.prints,
            options.published,
            self.settings.running.batch_documents,
            limit,
            precision,
            quote=self.settings.running.quote_errors,
        )

    def run(self) -> Summary:
        """Do all of it."""
        files = stage_inputs(self.inputs, self.options.first)
        if not files:
            self._check_sources()
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            self._clear()
            return self._run(files)

    def _run(self, files: list[Path]) -> Summary:
        self.plan = plan_file(self.out, self.options.first if files else CLEAN)
        names = between(self.options.first if files else CLEAN, self.options.last)
        redo = list(names) if self.options.force else []
        if not files and self.options.first != CLEAN:
            redo += between(self.options.first, self.options.last)
        intake = self._take_in(files)
        dropped = self._make_plan(intake, names)
        tallies = self._work(names, redo)
        found = self._keep(names)
        failed = self._write_failures(files, names)
        if not self.options.parts:
            self._join(names)
        facts = self._facts() if names[-1] == LAST else None
        notes = [*intake.notes, *([_dropped(dropped)] if dropped else []), *found.messages()]
        return self._finish(intake, failed, tallies, facts, found, notes)

    def _clear(self) -> None:
        """Remove what a run left half done that was killed."""
        for left in (*self.folder.glob(".*.part"), *self.folder.glob("sorting.*")):
            left.unlink(missing_ok=True)
        for name in (*(f"{name}.jsonl*" for name in NAMES), *FACT_FILES, REVIEW, ERRORS, RUN):
            for left in self.out.glob(f".{name}.*.part"):
                left.unlink(missing_ok=True)

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

    def _take_in(self, files: list[Path]) -> Intake:
        if files:
            return Intake(self.folder, stage_entries(files, self.options.first, self.folder), strict=True)
        return Intake(self.folder, Sources(self.inputs, self.out, self.folder, of_reading()).entries())

    def _make_plan(self, intake: Intake, names: Sequence[str]) -> int:
        """Write the plan; say how many documents of the last run did not come in again."""
        previous = Previous(self.plan, self.store, self.prints)
        size, packing = self.settings.running.shard_documents, self.options.packing
        planner = Planner(previous, self.store, self.prints, between(names[0]), size, packing)
        write_plan(self.folder / _NEXT, planner.shards(intake))
        if not intake.total:
            for left in (SPOOL, _NEXT):
                (self.folder / left).unlink(missing_ok=True)
            raise RunError(f"no documents in {', '.join(self.inputs)}")
        self.documents = planner.documents
        return previous.finish()

    def _shards(self) -> Iterator[Shard]:
        """The shards of the plan that is under way."""
        return read_plan(self.folder / _NEXT)

    def _work(self, names: Sequence[str], redo: list[str]) -> dict[str, Tally]:
        """Do the shards that lack a file; count all."""
        tallies = {name: Tally() for name in names}
        sizes: dict[int, int] = {}
        done_documents = 0

        def jobs() -> Iterator[Job]:
            nonlocal done_documents
            for number, shard in enumerate(self._shards()):
                files = {name: shard.files[name] for name in names}
                failures = {name: read_failures(self.store, file) for name, file in files.items()}
                again = self._has_to_try_again(failures)
                if (redo or again) and not self.rewritten:
                    self._doubt_results()
                if redo or again or not all(map(self.store.has, files.values())):
                    sizes[number] = len(shard.items)
                    job = Job(number, shard.items, files, shard.reuse, shard.fresh, redo, again)
                    job.there = self._there(job)
                    yield job
                else:
                    _count_kept(shard, failures, tallies)
                    done_documents += len(shard.items)
                    self.progress(done_documents, self.documents)

        for done in self._engine(jobs()):
            self.computed += 1
            for file in done.files:
                self.store.note(file)
            for name, tally in done.stages.items():
                tallies[name].add(tally)
            self.load_seconds += done.load_seconds
            done_documents += sizes.pop(done.number)
            self.progress(done_documents, self.documents)
        return tallies

    def _there(self, job: Job) -> list[str]:
        """The files that a shard may build on, for workers that cannot look by themselves without asking for each."""
        if isinstance(self.store, FolderStore):
            return []
        files = [*job.files.values(), *(file for olds in job.reuse.values() for file in olds)]
        return [name for file in files for name in (file, errors_name(file)) if self.store.has(name)]

    def _doubt_results(self) -> None:
        """A file of a shard will be written anew under its name, so names no longer tell what was made of it."""
        self.rewritten = True
        for mark in self.folder.glob("*.joined"):
            mark.unlink()
        sync_folder(self.folder)

    def _has_to_try_again(self, failures: dict[str, list[Failure]]) -> bool:
        found = [failure for each in failures.values() for failure in each]
        return bool(found) and (self.options.again or any(failure.error in PASSING for failure in found))

    def _engine(self, jobs: Iterator[Job]) -> Iterator[Done]:
        running = self.settings.running
        if self.options.here:
            return run_here(self.setup, jobs, self.tell)
        limits = Limits(running.document_seconds, running.worker_megabytes, running.worker_growth)
        if self.options.engine == "ray":
            return run_on_ray(self.setup, jobs, self.options.workers, limits, self.tell)
        workers = self.options.workers or running.processes()
        if not limits.megabytes and (whole := machine_memory()):
            limits = msgspec.structs.replace(limits, megabytes=max(_LEAST, int(whole * _SHARE / workers)))
        return run_in_processes(self.setup, jobs, workers, limits, self.tell)

    def _keep(self, names: Sequence[str]) -> Quality:
        """Let the new plan hold, count what its documents lack, and remove files that no plan names any longer."""
        found, first = Quality(), names[0]

        def finished() -> Iterator[Shard]:
            for shard in self._shards():
                if shard.quality is None or self.rewritten:
                    shard.quality = quality(lines_of(self.store, shard.files[first]))
                found.add(shard.quality)
                items = [Item(item.id, item.start) for item in shard.items]
                yield Shard(items, shard.files, quality=shard.quality)

        write_plan(self.plan, finished())
        keep_store(self.out, self.options.shards)
        if self.computed:
            self._remove_old()
        (self.folder / SPOOL).unlink(missing_ok=True)
        return found

    def _remove_old(self) -> None:
        plans = [plan_file(self.out, name) for name in NAMES]
        kept = {file for plan in plans for shard in read_plan(plan) for file in shard.files.values()}
        for name in list(self.store.names()):
            stage_file = name.removesuffix(".errors")
            is_kept = (
                name in kept
                if stage_file == name
                else any(f"{stage_file}.{ending}" in kept for ending in ("jsonl", "jsonl.gz", "jsonl.zst"))
            )
            if not is_kept and _is_of_a_shard(name):
                self.store.remove(name)

    def _write_failures(self, files: list[Path], names: Sequence[str]) -> int:
        """All failures of the run; how many they are."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for line in self._failures(files, names):
                count += 1
                yield line

        write_lines(self.out / ERRORS, lines())
        return count

    def _failures(self, files: list[Path], names: Sequence[str]) -> Iterator[bytes]:
        if not files:
            yield from (line.rstrip(b"\n") for line in read_lines(self.folder / FAILURES))
        for shard in self._shards():
            for name in names:
                yield from map(msgspec.json.encode, read_failures(self.store, shard.files[name]))

    def _join(self, names: Sequence[str]) -> None:
        """The stage files, each a copy of its shards in their order; one that is right already is left alone."""
        for name in names:
            target, mark = self.out / _file_of(name, self.options.packing), self.folder / f"{name}.joined"
            made_of = digest(shard.files[name] for shard in self._shards())
            if target.is_file() and _says(mark, f"{made_of} {target.stat().st_size}"):
                continue
            _forget(mark)
            with replacing(target) as file:
                for shard in self._shards():
                    with self.store.open(shard.files[name]) as stream:
                        shutil.copyfileobj(stream, file, 1 << 20)
            for other in ("", "gz", "zst"):
                if other != self.options.packing:
                    (self.out / _file_of(name, other)).unlink(missing_ok=True)
            _remember(mark, f"{made_of} {target.stat().st_size}", self.out)

    def _facts(self) -> FactCounts:
        """Merge, unless the facts there are of the same statements and rules."""
        made_of = digest(
            [
                digest(shard.files[LAST] for shard in self._shards()),
                code_of(("facts", "output")),
                msgspec.json.encode(fact_rules(self.settings.facts), order="deterministic"),
            ]
        )
        mark = self.folder / "facts.joined"
        if all((self.out / name).is_file() for name in (*FACT_FILES, REVIEW)) and _says(mark, made_of):
            return count_facts(self.out)
        _forget(mark)
        facts = merge_into(self.out, self._documents(), self.settings.facts)
        _remember(mark, made_of, self.out)
        return facts

    def _documents(self) -> Iterator[Document]:
        """The records of the last stage."""
        for shard in self._shards():
            yield from map(decode, lines_of(self.store, shard.files[LAST]))

    def _finish(
        self,
        intake: Intake,
        failed: int,
        tallies: dict[str, Tally],
        facts: FactCounts | None,
        found: Quality,
        notes: list[str],
    ) -> Summary:
        (self.folder / _NEXT).unlink(missing_ok=True)
        seconds = round(time.time() - self.started, 3)
        out = intake.total - failed - intake.skipped
        kept, review = (facts.kept, facts.review) if facts else (None, None)
        summary = Summary(intake.total, out, intake.skipped, failed, kept, tallies, seconds, notes)
        summary.facts_review = review
        summary.load_seconds = round(self.load_seconds, 3)
        summary.undated, summary.unreadable_dates = found.undated, found.unreadable_dates
        summary.unaligned_characters = found.unaligned_characters
        write_json(
            self.out / RUN,
            protocol(summary, self.options, self.settings, self.model, self.prints, self.inputs, self.started),
        )
        return summary


def _count_kept(shard: Shard, failures: dict[str, list[Failure]], tallies: dict[str, Tally]) -> None:
    left = len(shard.items)
    for name, failed in failures.items():
        left -= len(failed)
        tallies[name].documents += left


def _is_of_a_shard(name: str) -> bool:
    """Whether a file is one that shards leave: a store may be shared with others."""
    stem, _, rest = name.partition(".")
    stage, _, ending = rest.partition(".")
    return len(stem) == 16 and stage in NAMES and ending in ("jsonl", "jsonl.gz", "jsonl.zst", "errors")


def _file_of(name: str, packing: Packing | str) -> str:
    return f"{name}.jsonl.{packing}" if packing else f"{name}.jsonl"


# A mark says what a file was made of. It is removed before the file is touched and written when the file is in place
# for good, so that no mark ever speaks for another file than the one that is there.


def _says(mark: Path, made_of: str) -> bool:
    return mark.is_file() and mark.read_text(encoding="utf-8", errors="replace") == made_of


def _forget(mark: Path) -> None:
    mark.unlink(missing_ok=True)
    sync_folder(mark.parent)


def _remember(mark: Path, made_of: str, out: Path) -> None:
    sync_folder(out)
    with replacing(mark) as file:
        file.write(made_of.encode())


def _dropped(number: int) -> str:
    if number == 1:
        return "1 document of the last run is not among these inputs and was dropped"
    return f"{number:,} documents of the last run are not among these inputs and were dropped"
