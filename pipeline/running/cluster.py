"""Shards on a Ray cluster: the same work, over a folder that all machines see, or an object store.

Needs the extra ``ray``.

On each machine an actor keeps a worker process, which loads the model once and is watched as on one machine; Ray only
carries shards there and answers back. The driver reads the inputs, so no other machine has to see them.
"""

from __future__ import annotations

import os
import platform
from collections import deque
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

import pipeline
from pipeline.resources import how_to_install
from pipeline.running.jobs import Done, EngineError, Job, Refused, Setup
from pipeline.running.local import Limits, Pool, Stop, Tell
from pipeline.running.shards import read_input, read_raw
from pipeline.running.stages import CLEAN

#: Seconds between two looks at what is ready.
_TICK = 0.5
#: How often a shard may be lost with its machine, or fail there, before the run gives up.
_TRIES = 4
#: A file that shows that two machines see the same folder.
_SEEN = "seen"


def check_ray() -> None:
    """Say what is missing before anything is read.

    Raises:
        EngineError: Ray is not installed.
    """
    if find_spec("ray") is None:
        raise EngineError(f"the engine 'ray' is not installed: {how_to_install('ray')}")


class _Actor:
    """What runs on a machine of the cluster."""

    def __init__(self, setup: bytes, limits: bytes, token: str) -> None:
        self._setup = msgspec.json.decode(setup, type=Setup)
        self._pool = Pool(self._setup, 1, msgspec.json.decode(limits, type=Limits))
        self._token = token

    def ready(self) -> str:
        """Why no work can be done here; empty where it can."""
        if "://" in self._setup.store:
            return ""
        seen = Path(self._setup.folder, _SEEN)
        if seen.is_file() and seen.read_text(encoding="utf-8") == self._token:
            return ""
        return f"the machine {platform.node()} does not see {self._setup.folder}"

    def run(self, job: bytes) -> bytes:
        """Do one shard."""
        (done,) = self._pool.run(iter([msgspec.json.decode(job, type=Job)]), Stop(lambda line: None))
        return msgspec.json.encode(done)


def run_on_ray(setup: Setup, jobs: Iterator[Job], workers: int | None, limits: Limits, tell: Tell) -> Iterator[Done]:
    """On actors of a cluster, in the order in which they finish. ``RAY_ADDRESS`` names it, else one is started here.

    Args:
        setup: what all shards share.
        jobs: the shards; taken as they can be worked on.
        workers: actors; one for each processor of the cluster where absent. More than it has are waited for, which is
            what makes a cluster grow that can.
        limits: of each actor's worker.
        tell: given lines for people.

    Raises:
        EngineError: the cluster cannot do it.
        KeyboardInterrupt: somebody asked to stop, and what was under way is finished.
    """
    check_ray()
    job = next(jobs, None)
    if job is None:
        return
    import ray

    if not ray.is_initialized():
        root = str(Path(pipeline.__file__).parents[1])
        paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        elsewhere = {} if os.environ.get("RAY_ADDRESS") else {"env_vars": {"PYTHONPATH": paths}}
        ray.init(log_to_driver=False, logging_level="error", runtime_env=elsewhere)
    number = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    driver = _Driver(setup, _before(job, jobs), number, limits, tell)
    with Stop(tell).listening() as stop:
        try:
            yield from driver.run(stop)
        finally:
            driver.end()
        if stop.asked:
            raise KeyboardInterrupt


def _before(first: Job, others: Iterator[Job]) -> Iterator[Job]:
    yield first
    yield from others


class _Driver:
    """The actors, the shards that they have, and those that were lost and are given out again."""

    def __init__(self, setup: Setup, jobs: Iterator[Job], number: int, limits: Limits, tell: Tell) -> None:
        import ray

        self._ray: Any = ray
        self._setup, self._jobs, self._number, self._tell = setup, jobs, number, tell
        self._token = os.urandom(8).hex()
        Path(setup.folder, _SEEN).write_text(self._token, encoding="utf-8")
        self._arguments = (msgspec.json.encode(setup), msgspec.json.encode(limits), self._token)
        self._kind = ray.remote(num_cpus=1, max_restarts=0)(_Actor)
        self._again: deque[Job] = deque()
        self._starting: dict[Any, Any] = {}
        self._idle: list[Any] = []
        self._busy: dict[Any, tuple[Any, Job]] = {}
        self._tries: dict[int, int] = {}
        self._lost = 0

    def run(self, stop: Stop) -> Iterator[Done]:
        """Share the shards out until none is left, or until told to stop."""
        self._start(self._number)
        while True:
            if not stop.asked:
                self._share_out()
            if not self._busy and (stop.asked or not self._has_more()):
                return
            ready, _ = self._ray.wait([*self._busy, *self._starting], num_returns=1, timeout=_TICK)
            for reference in ready:
                if reference in self._starting:
                    self._started(reference)
                elif (done := self._finished(reference)) is not None:
                    yield done

    def end(self) -> None:
        """Give the actors back."""
        for actor in (*self._starting.values(), *self._idle, *(actor for actor, _ in self._busy.values())):
            self._ray.kill(actor)
        Path(self._setup.folder, _SEEN).unlink(missing_ok=True)

    def _start(self, number: int) -> None:
        for _ in range(number):
            actor = self._kind.remote(*self._arguments)
            self._starting[actor.ready.remote()] = actor

    def _has_more(self) -> bool:
        if not self._again:
            job = next(self._jobs, None)
            if job is not None:
                self._again.append(job)
        return bool(self._again)

    def _share_out(self) -> None:
        while self._idle and self._has_more():
            actor, job = self._idle.pop(), self._again.popleft()
            self._busy[actor.run.remote(msgspec.json.encode(self._with_inputs(job)))] = (actor, job)

    def _with_inputs(self, job: Job) -> Job:
        """A job that carries the texts of its documents; one whose text has gone carries none, and fails there."""
        read = read_raw if CLEAN in job.files else read_input
        inputs: dict[str, bytes] = {}
        for item in job.items:
            try:
                inputs[item.id] = read(Path(self._setup.folder), item)
            except Refused:
                continue
        return msgspec.structs.replace(job, inputs=inputs)

    def _started(self, reference: Any) -> None:
        actor = self._starting.pop(reference)
        try:
            reason = self._ray.get(reference)
        except self._ray.exceptions.RayError:
            self._replace()
            return
        if reason:
            raise EngineError(f"{reason}: give an --out that all machines see, or --shards s3://BUCKET/RUN")
        self._idle.append(actor)

    def _finished(self, reference: Any) -> Done | None:
        actor, job = self._busy.pop(reference)
        try:
            done = msgspec.json.decode(self._ray.get(reference), type=Done)
        except self._ray.exceptions.RayTaskError as error:
            self._idle.append(actor)
            self._try_again(job, str(error.cause or error))
            return None
        except self._ray.exceptions.RayError as error:
            self._replace()
            self._try_again(job, type(error).__name__)
            return None
        self._lost = 0
        self._idle.append(actor)
        return done

    def _replace(self) -> None:
        """Ask for another actor: one was lost, with its machine or alone."""
        self._lost += 1
        if self._lost > _TRIES * self._number:
            raise EngineError("the cluster loses its actors before they have done anything: see 'ray status'")
        self._start(1)

    def _try_again(self, job: Job, reason: str) -> None:
        tries = self._tries[job.number] = self._tries.get(job.number, 0) + 1
        reason = " ".join(reason.split())
        if tries >= _TRIES:
            raise EngineError(f"a shard failed {tries} times on the cluster: {reason}")
        self._tell(f"a shard was lost ({reason[:200]}) and is done again")
        self._again.append(job)
