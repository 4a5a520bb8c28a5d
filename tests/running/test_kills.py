"""Runs that are killed, at any moment: what comes out after a restart is what comes out of a run that nobody disturbs.

The suite kills some; ``make soak`` kills hundreds, of whole commands and of their workers too.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.running import model, runner
from pipeline.running.runner import Options, run
from pipeline.running.settings import RunningSettings, Settings
from pipeline.running.stages import NAMES

KILLS = int(os.environ.get("SITREP_KILLS", "200"))
FILES = [*(f"{name}.jsonl" for name in NAMES), "facts.jsonl", "facts.csv", "facts.parquet", "errors.jsonl"]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process has to be forked to be killed cheaply")

#: What touches the disk: a run is killed before one of these, or in the middle of a write.
CALLS = ("fsync", "replace", "unlink", "open", "rename")


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch, pack: Path) -> None:
    """Small shards, and one model for all the processes that are forked off."""
    running = RunningSettings(1, 3, 4, 5_000)
    monkeypatch.setattr(runner, "load_settings", lambda: Settings(running=running))
    monkeypatch.setattr(runner, "of_stages", lambda *_: {name: name for name in NAMES})
    nlp: Language = model.load_model(str(pack))
    monkeypatch.setattr(model, "load_model", lambda *_: nlp)


def go(texts: Path, out: Path, pack: Path) -> None:
    run([str(texts)], out, Options(str(pack), here=True))


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


def change(texts: Path, chance: random.Random) -> None:
    """Another text, another wording, a text less: so that the next run has something to do."""
    number = chance.randrange(10_000)
    (texts / f"n{number}.txt").write_text(f"Reds hits Group{number}. It was quiet.")
    names = sorted(texts.glob("*.txt"))
    chance.choice(names).write_text(f"Blues hits Reds. There were {number} of them.")
    if len(names) > 14:
        chance.choice(names).unlink()


def forked(work: Callable[[], None], kill: Callable[[int], None]) -> bool:
    """Do work in another process, which is killed; whether it was quicker than that."""
    child = os.fork()
    if not child:
        code = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            work()
            code = 0
        finally:
            os._exit(code)
    kill(child)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WIFSIGNALED(status), "the run failed by itself"
    return status == 0


def at_call(number: int) -> None:
    """In this process: die at the so-and-so-many-th time that the disk is touched."""
    left = number

    def counted(name: str) -> Callable[..., Any]:
        call = getattr(os, name)

        def dying(*args: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **options)

        return dying

    for name in CALLS:
        setattr(os, name, counted(name))


def killed_at_a_call(texts: Path, out: Path, pack: Path, number: int) -> bool:
    def work() -> None:
        at_call(number)
        go(texts, out, pack)

    return forked(work, lambda child: None)


def killed_after(texts: Path, out: Path, pack: Path, seconds: float) -> bool:
    def kill(child: int) -> None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)

    return forked(lambda: go(texts, out, pack), kill)


def disturb(texts: Path, folder: Path, pack: Path, kills: int, seed: int) -> None:
    """Kill runs of texts that change, each until it comes through, and compare it with one from nothing."""
    chance = random.Random(seed)
    out, done, rounds = folder / "out", 0, 0
    while done < kills:
        rounds += 1
        for _ in range(chance.randint(1, 4)):
            if chance.random() < 0.7:
                came_through = killed_at_a_call(texts, out, pack, chance.randint(1, 130))
            else:
                came_through = killed_after(texts, out, pack, chance.random() * 0.4)
            done += not came_through
            if chance.random() < 0.2:
                change(texts, chance)  # an input that changes between the kill and the restart
        go(texts, out, pack)
        fresh = folder / f"fresh{rounds}"
        go(texts, fresh, pack)
        assert contents(out) == contents(fresh), f"seed {seed}, after {done} kills"
        left = [file.name for file in (*out.glob(".*"), *(out / "shards").glob(".*"), *out.glob("shards/sorting.*"))]
        assert left == []
        shutil.rmtree(fresh)
        change(texts, chance)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_run_gives_what_an_undisturbed_one_gives(texts: Path, pack: Path, tmp_path: Path, seed: int) -> None:
    disturb(texts, tmp_path, pack, 8, seed)


@pytest.mark.soak
def test_hundreds_of_kills(texts: Path, pack: Path, tmp_path: Path) -> None:
    disturb(texts, tmp_path, pack, KILLS, seed=3)


def refusing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the disk be full at the so-and-so-many-th time that something has to reach it."""
    fsync, left = os.fsync, [number]

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)


@pytest.mark.parametrize("number", [1, 2, 4, 5, 9, 14, 22, 30])
def test_a_full_disk_loses_nothing(
    texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        refusing(patch, number)
        with pytest.raises(OSError, match="No space left"):
            go(texts, out, pack)
    go(texts, out, pack)
    go(texts, tmp_path / "fresh", pack)
    assert contents(out) == contents(tmp_path / "fresh")


def test_what_is_renamed_into_place_is_on_the_disk_before(
    texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, replace = os.fsync, Path.replace
    synced: set[int] = set()
    unsafe: list[str] = []

    def noting(handle: int) -> None:
        fsync(handle)
        synced.add(os.fstat(handle).st_ino)

    def checking(self: Path, target: Path) -> Path:
        if self.stat().st_ino not in synced:
            unsafe.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noting)
    monkeypatch.setattr(Path, "replace", checking)
    go(texts, tmp_path / "out", pack)
    assert unsafe == []
    assert len(synced) > 20


# --- whole commands and their workers -------------------------------------------------------------------------------


def command(texts: Path, out: Path, pack: Path) -> list[str]:
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; sys.argv[:] = ['sitrep', *sys.argv[1:]]; "
        "from pipeline.cli import main; main()"
    )
    return [
        sys.executable,
        "-c",
        code,
        "extract",
        str(texts),
        "--out",
        str(out),
        "--model",
        str(pack),
        "--workers",
        "2",
    ]


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Enough texts for a run to last a while."""
    folder = tmp_path / "many.jsonl"
    with folder.open("w") as file:
        for number in range(3_000):
            text = f"Reds hits Group{number}. " + "It was quiet on the road. " * 40
            file.write(json.dumps({"id": f"r{number:05}", "text": text}) + "\n")
    return folder


@pytest.mark.soak
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the children of a process are told by Linux")
def test_whole_commands_and_their_workers_are_killed(many: Path, plain_pack: Path, tmp_path: Path) -> None:
    chance, kills = random.Random(4), 0
    fresh, out = tmp_path / "fresh", tmp_path / "out"
    subprocess.run(command(many, fresh, plain_pack), check=True, capture_output=True)
    while True:
        with subprocess.Popen(command(many, out, plain_pack), stdout=subprocess.DEVNULL) as parent:
            while parent.poll() is None:
                time.sleep(chance.random() * 2)
                workers = children(parent.pid)
                if kills < KILLS // 8 and workers and chance.random() < 0.8:
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    kills += 1
                elif kills < KILLS // 8 and chance.random() < 0.5:
                    parent.kill()
                    kills += 1
            if parent.wait() == 0:
                break
    assert contents(out) == contents(fresh)
    assert kills > 0


@pytest.mark.soak
def test_a_disk_that_is_really_full(many: Path, plain_pack: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        answer = subprocess.run(command(many, small / "out", plain_pack), capture_output=True, text=True, check=False)
        assert answer.returncode == 2
        assert "No space left on device" in answer.stderr
        assert len(answer.stderr.strip().splitlines()) == 1
        subprocess.run(["mount", "-o", "remount,size=900m", str(small)], check=True)
        subprocess.run(command(many, small / "out", plain_pack), check=True, capture_output=True)
        subprocess.run(command(many, tmp_path / "fresh", plain_pack), check=True, capture_output=True)
        assert contents(small / "out") == contents(tmp_path / "fresh")
    finally:
        subprocess.run(["umount", str(small)], check=True)
