"""Worker processes: what a document does to one costs the run that document and nothing else."""

from __future__ import annotations

import io
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.running import local, runner
from pipeline.running.jobs import EngineError
from pipeline.running.local import Limits, Stop
from pipeline.running.model import ModelError
from pipeline.running.processes import machine_memory, memory_of, seconds_of
from pipeline.running.results import read_run
from pipeline.running.runner import Options, Summary, run
from pipeline.running.settings import RunningSettings, Settings
from pipeline.running.stages import NAMES

FILES = [*(f"{name}.jsonl" for name in NAMES), "facts.jsonl", "facts.csv"]
LINUX = sys.platform.startswith("linux")


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small shards, and limits that a test can wait for."""
    running = RunningSettings(1, 4, 4, 5_000, document_seconds=1, worker_megabytes=900)
    monkeypatch.setattr(runner, "load_settings", lambda: Settings(running=running))


def go(texts: Path, out: Path, pack: Path, **options: Any) -> Summary:
    return run([str(texts)], out, Options(str(pack), **{"workers": 1, **options}))


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


def failures(out: Path) -> dict[str, dict[str, Any]]:
    return {line["doc"]: line for line in map(json.loads, (out / "errors.jsonl").read_text().splitlines())}


@pytest.mark.skipif(not LINUX, reason="the system has to say what a process uses")
@pytest.mark.usefixtures("limits")
def test_poison_costs_itself_alone(texts: Path, faulty_pack: Path, tmp_path: Path) -> None:
    expected = {
        "t02": ("die", "crash", "SIGKILL"),
        "t05": ("spin", "timeout", "more than 1 seconds"),
        "t07": ("eat", "memory", "worker_megabytes"),
        "t09": ("raise", "crash", "RuntimeError in faulty.py, line "),
    }
    for name in expected:
        (texts / f"{name}.txt").unlink()
    go(texts, tmp_path / "clean", faulty_pack)
    for name, (word, _, _) in expected.items():
        (texts / f"{name}.txt").write_text(f"It was quiet. Now please {word} at once.\n")
    summary = go(texts, tmp_path / "out", faulty_pack, workers=2)
    assert (summary.total, summary.out, summary.failed) == (12, 8, 4)
    found = failures(tmp_path / "out")
    assert {doc: (line["stage"], line["error"]) for doc, line in found.items()} == {
        doc: ("relations", code) for doc, (_, code, _) in expected.items()
    }
    assert all(words in found[doc]["message"] for doc, (_, _, words) in expected.items())
    assert (tmp_path / "out" / "relations.jsonl").read_bytes() == (tmp_path / "clean" / "relations.jsonl").read_bytes()


def test_a_process_that_is_killed_now_and_then_costs_nothing(texts: Path, faulty_pack: Path, tmp_path: Path) -> None:
    count = tmp_path / "count"
    (texts / "t04.txt").write_text(f"It was quiet. Now please diebriefly {count}.\n")
    for out, deaths in (("none", 0), ("some", 2)):
        count.write_text(str(deaths))
        assert go(texts, tmp_path / out, faulty_pack).failed == 0
    assert contents(tmp_path / "none") == contents(tmp_path / "some")


def test_failed_documents_are_tried_again_when_asked(texts: Path, faulty_pack: Path, tmp_path: Path) -> None:
    count = tmp_path / "count"
    (texts / "t04.txt").write_text(f"It was quiet. Now please diebriefly {count}.\n")
    count.write_text("5")
    assert [go(texts, tmp_path / "out", faulty_pack).failed for _ in range(2)] == [1, 1]
    summary = go(texts, tmp_path / "out", faulty_pack, again=True)
    assert (summary.failed, summary.stages["relations"].computed) == (0, 1)
    go(texts, tmp_path / "fresh", faulty_pack)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_workers_that_grow_are_replaced(
    texts: Path, plain_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    start, shards = local.start, tmp_path / "out" / "shards"
    monkeypatch.setattr(local, "start", lambda setup: started.append(1) or start(setup))
    monkeypatch.setattr(local, "memory_of", lambda pid: 600 * len(list(shards.glob("*.relations.jsonl"))))
    monkeypatch.setattr(runner, "load_settings", lambda: Settings(running=RunningSettings(1, 3, 2, 500)))
    assert go(texts, tmp_path / "out", plain_pack).out == 12
    assert len(started) > 1


def test_a_model_that_cannot_be_loaded_ends_the_run(texts: Path, plain_pack: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for name in ("config.cfg", "meta.json"):
        (broken / name).write_bytes((plain_pack / name).read_bytes())
    (broken / "config.cfg").write_text("[nlp]\nlang = 7")
    with pytest.raises(ModelError, match="cannot be loaded"):
        go(texts, tmp_path / "out", broken)


def test_workers_that_never_begin_end_the_run(
    texts: Path, plain_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_HOPELESS", 2)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(EngineError, match="the worker processes keep ending"):
        go(texts, tmp_path / "out", plain_pack)


def test_a_full_disk_is_told_and_nothing_is_lost(texts: Path, plain_pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(texts, tmp_path / "fresh", plain_pack)
    (out / "shards").mkdir(parents=True)
    store = tmp_path / "store"  # no folder can be made there
    store.write_text("")
    with pytest.raises(EngineError, match="the same command again goes on from there"):
        go(texts, out, plain_pack, shards=str(store))
    store.unlink()
    go(texts, out, plain_pack, shards=str(store))
    assert contents(out) == contents(tmp_path / "fresh")
    assert len(list(read_run(out, "clean"))) == 12


def test_the_first_request_to_stop_waits_and_the_second_does_not() -> None:
    told: list[str] = []
    before = signal.getsignal(signal.SIGINT)  # a shell's background job ignores it
    with Stop(told.append).listening() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.asked
        assert told == ["Stopping: what is under way is finished first. Once more stops at once."]
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGINT) is before


def test_stopping_finishes_what_is_under_way(texts: Path, plain_pack: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(runner, "load_settings", lambda: Settings(running=RunningSettings(1, 3, 2, 500)))
    out = tmp_path / "out"

    def stop(done: int, total: int) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run([str(texts)], out, Options(str(plain_pack), workers=1), stop)
    assert not list((out / "shards").glob(".*"))
    summary = go(texts, out, plain_pack)
    assert 0 < summary.stages["relations"].computed < 12


@pytest.mark.skipif(not LINUX, reason="only Linux ends the children of a process with it")
def test_no_worker_outlives_its_parent(tmp_path: Path, faulty_pack: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Now please sleep well.")
    code = (
        "import sys, threading; from pathlib import Path; from pipeline.running import local\n"
        "from pipeline.running.runner import Options, run\n"
        "start = local.start\n"
        "local.start = lambda setup: (process := start(setup), print(process.pid, flush=True))[0]\n"
        f"run([{str(tmp_path / 'texts')!r}], Path({str(tmp_path / 'out')!r}), Options({str(faulty_pack)!r}, workers=1))"
    )
    command = f"import sys; sys.path[:] = {sys.path!r}\n{code}"
    with subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    for _ in range(200):
        if seconds_of(worker) is None:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {worker} is still there")


@pytest.mark.skipif(not LINUX, reason="the system does not say")
def test_a_process_tells_what_it_uses() -> None:
    seconds = seconds_of(os.getpid())
    assert seconds is not None
    assert seconds > 0
    assert 10 < memory_of(os.getpid()) < machine_memory()
    assert (memory_of(1 << 30), seconds_of(1 << 30)) == (0, None)


def test_time_is_counted_from_the_first_look(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([7.0, 7.5, 8.2])
    monkeypatch.setattr(local, "seconds_of", lambda pid: next(seconds))
    monkeypatch.setattr(local, "memory_of", lambda pid: 0)
    monkeypatch.setattr(local, "start", lambda setup: _Sleeper())
    worker = local._Worker(None, queue.SimpleQueue())  # type: ignore[arg-type]
    worker.job = object()  # type: ignore[assignment]
    worker.arrive(local.At(["a"], "clean", 0))
    reasons = []
    for _ in range(3):
        worker.check(Limits(seconds=1))
        reasons.append(worker.reason and worker.reason[0])
    assert reasons == [None, None, "timeout"]


class _Sleeper:
    """What looks like a process and does nothing."""

    pid = 0
    stdout = io.BytesIO()

    def kill(self) -> None:
        pass


def test_only_the_main_thread_listens() -> None:
    before = signal.getsignal(signal.SIGINT)

    def elsewhere() -> None:
        with Stop(print).listening() as stop:
            assert not stop.asked

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is before
