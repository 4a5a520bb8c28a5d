"""Train a pack from the corpora: convert, train the syntax, train the names, put the pack together.

Each part has a fingerprint of all that it depends on (files, settings, converter, spaCy); a finished part with the same
fingerprint is not trained again. Parts run in processes of their own, each with one thread: two of them on two cores
beat one with two threads.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Collection, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from spacy import util
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_nlp

from pipeline.learning import callbacks  # noqa: F401 (the configurations name them)
from pipeline.learning.card import write_card
from pipeline.learning.convert import convert_part
from pipeline.learning.corpora import CorpusError, check_files, corpora_folder, load_manifest
from pipeline.learning.jobs import PARTS, Job, fingerprint, is_done
from pipeline.learning.pack import build_pack
from pipeline.resources import models_dir

_POLL_SECONDS = 0.5


def train_part(job: Job) -> Path:
    """Convert and train one part in this process; the folder of the trained pipeline.

    Raises:
        CorpusError: a corpus file is absent or different.
    """
    manifest = load_manifest()
    shutil.rmtree(job.folder, ignore_errors=True)
    mark = fingerprint(job, manifest)
    counts = convert_part(job, manifest)
    overrides: dict[str, Any] = {
        "paths.train": str(job.folder / "train.spacy"),
        "paths.dev": str(job.folder / "tune.spacy"),
        "paths.progress": str(job.progress),
    }
    config = util.load_config(job.config, overrides=overrides, interpolate=False)
    if job.steps is not None:
        config["training"]["max_steps"] = job.steps
        config["training"]["eval_frequency"] = max(1, min(config["training"]["eval_frequency"], job.steps))
    nlp = init_nlp(config)
    train_nlp(nlp, job.folder, stdout=StringIO(), stderr=StringIO())
    done = {"fingerprint": mark, "documents": counts}
    (job.folder / "done.json").write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
    return job.best


def train(
    pack: str = "sm",
    corpora: Path | None = None,
    out: Path | None = None,
    *,
    without: Collection[str] = (),
    steps: int | None = None,
    resume: bool = True,
    processes: int = 2,
    work: Path | None = None,
    console: Console | None = None,
) -> Path:
    """Train a pack and write it to ``out``; the folder of the pack.

    ``corpora`` is the folder with ``syntax/`` and ``ner/`` (else the environment variable ``SITREP_CORPORA``), ``out``
    by default the pack's place among the shipped models, ``without`` names corpora to leave out, ``steps`` shortens
    both trainings (for a trial), ``resume`` keeps finished parts, ``processes`` = 2 trains both parts at once, ``work``
    takes the intermediate files.

    Raises:
        CorpusError: the corpora are not where they should be, or differ; the message is one line.
    """
    if pack != "sm":
        raise CorpusError(f"no pack is called {pack!r}; there is: sm")
    folder = corpora_folder(corpora)
    manifest = load_manifest()
    work = work or Path("build") / "training" / pack
    left_out = frozenset(without)
    known = {kind: manifest.of_kind(kind, left_out) for kind in PARTS}
    for kind in PARTS:
        check_files(manifest, folder, known[kind].values(), ("train", "tune"))
    jobs = [Job(kind, folder, work / kind, left_out, steps) for kind in PARTS]
    todo = [job for job in jobs if not (resume and is_done(job, manifest))]
    if todo:
        _run(todo, processes, console or Console(stderr=True))
    out = out or models_dir() / f"en_sitrep_{pack}"
    names = sorted(name for corpora_of in known.values() for name in corpora_of)
    build_pack(jobs[0].best, jobs[1].best, out, {"name": f"sitrep_{pack}", "corpora": names})
    write_card(out, manifest)
    return out


def _run(jobs: Sequence[Job], processes: int, console: Console) -> None:
    """Train the jobs in fresh single-threaded processes and show how far they are."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        with ProcessPoolExecutor(max(1, min(processes, len(jobs))), mp_context=get_context("spawn")) as pool:
            futures = {job: pool.submit(train_part, job) for job in jobs}
            _watch(futures, console)
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _watch(futures: dict[Job, Future[Path]], console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TextColumn("{task.fields[score]}"), TimeRemainingColumn(), console=console) as progress:
        bars: dict[Job, TaskID] = {}
        for job in futures:
            total = job.steps or util.load_config(job.config)["training"]["max_steps"]
            bars[job] = progress.add_task(job.part, total=total, score="converting")
        while True:
            running = [future for future in futures.values() if not future.done()]
            for job, bar in bars.items():
                step, score = read_progress(job.progress)
                progress.update(bar, completed=step, score="" if score is None else f"best {100 * score:.1f}")
            if not running:
                break
            time.sleep(_POLL_SECONDS)
    for future in futures.values():
        future.result()


def read_progress(path: Path) -> tuple[int, float | None]:
    """The last step of a progress file and the best score so far; a line that is being written is passed over."""
    step, best = 0, None
    lines = path.read_bytes().splitlines() if path.is_file() else []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        step = entry["step"]
        if "score" in entry:
            best = max(entry["score"], best or 0.0)
    return step, best
