"""Single shards: listeners, crashes, the engine that is not there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.documents import RawDocument
from pipeline.running import local
from pipeline.running.cluster import EngineError, check_ray
from pipeline.running.jobs import Job, Setup, read_failures, watch_file
from pipeline.running.model import ModelError
from pipeline.running.plan import SPOOL, Shard, cut, take_in
from pipeline.running.shards import Bench
from pipeline.running.stages import NAMES

PRINTS = {name: name for name in NAMES}


def prepared(folder: Path, pack: Path, *texts: str) -> tuple[Setup, Job, Shard]:
    """A shard with these texts, ready to be worked on."""
    raws = [RawDocument(f"d{i}", text, "text", f"d{i}.txt") for i, text in enumerate(texts)]
    intake = take_in(raws, folder / SPOOL)
    (shard,) = cut(intake.items, PRINTS, NAMES, 1000)
    return Setup(str(folder), str(pack), PRINTS), Job(0, shard.items, shard.files), shard


def test_a_document_that_ended_a_process_is_not_touched(tmp_path: Path, pack: Path) -> None:
    setup, job, shard = prepared(tmp_path, pack, "Reds hits Blues.", "Blues hits Reds.")
    job.fatal = {"d1": "it ended a process"}
    done = Bench(setup).run(job)
    assert (done.stages["relations"].documents, done.failed) == (1, 1)
    (failure,) = read_failures(tmp_path / shard.files["clean"])
    assert (failure.doc, failure.error, failure.message) == ("d1", "crash", "it ended a process")


def test_a_watched_worker_notes_its_document(tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setup, job, _ = prepared(tmp_path, pack, "Reds hits Blues.")
    job.watched = True
    noted: list[str] = []
    monkeypatch.setattr("pipeline.cleaning.clean", lambda *_: noted.append(watch_file(tmp_path, 0).read_text()))
    Bench(setup).run(job)
    assert noted == ["d0"]


def test_a_crash_costs_one_document(tmp_path: Path, plain_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setup, job, shard = prepared(tmp_path, plain_pack, "Reds hits Blues.", "Blues hits Reds.")
    pool = local._pool

    def crashing(setup: Setup, jobs: list[Job], workers: int) -> Any:
        """Dies on d1 as often as it is tried."""
        watch_file(tmp_path, 0).write_text("d1" if jobs[0].watched else "")
        if "d1" not in jobs[0].fatal:
            raise local.BrokenProcessPool
        yield from pool(setup, jobs, workers)

    monkeypatch.setattr(local, "_pool", crashing)
    (done,) = local.run_in_processes(setup, [job], 2)
    assert (done.stages["relations"].documents, done.failed) == (1, 1)
    assert read_failures(tmp_path / shard.files["clean"])[0].doc == "d1"
    assert not watch_file(tmp_path, 0).exists()


def test_jobs_travel_between_processes(tmp_path: Path, pack: Path) -> None:
    _, job, _ = prepared(tmp_path, pack, "Reds hits Blues.")
    assert msgspec.json.decode(msgspec.json.encode(job), type=Job) == job


def test_ray_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.running.cluster.find_spec", lambda name: None)
    with pytest.raises(EngineError, match=r"pip install -e '.\[ray\]'"):
        check_ray()


def test_workers_have_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    local.one_thread()
    assert os.environ["OMP_NUM_THREADS"] == "1"


def test_a_model_that_cannot_be_loaded_ends_the_run(tmp_path: Path, pack: Path) -> None:
    setup, job, _ = prepared(tmp_path, pack, "Reds hits Blues.")
    with pytest.raises(ModelError, match="no model 'nowhere'"):
        Bench(msgspec.structs.replace(setup, model="nowhere")).run(job)


def test_a_text_of_nothing_has_a_code(tmp_path: Path, pack: Path) -> None:
    setup, job, shard = prepared(tmp_path, pack, "* * *\n\n---")
    Bench(setup).run(job)
    (failure,) = read_failures(tmp_path / shard.files["clean"])
    assert (failure.stage, failure.error) == ("clean", "no_text")
