"""Shards on this machine: in this process, or in worker processes that are watched and replaced."""

from __future__ import annotations

import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import msgspec

from pipeline.running.jobs import Done, EngineError, Fatal, Job, Setup
from pipeline.running.model import ModelError
from pipeline.running.processes import memory_of, seconds_of
from pipeline.running.shards import Bench
from pipeline.running.worker import At, Broken, Finished, Message, read_message, send, start
from pipeline.threads import one_thread

Tell = Callable[[str], None]

#: Seconds between two looks at the workers.
_TICK = 0.1
#: A document that waits for something is given up after so many times its seconds.
_PATIENCE = 10
#: How often a document may be the one that a process ended with before it is held to be the cause: a process may
#: be killed for reasons that are none of the document's.
_STRIKES = 3
#: Workers that end one after the other without any progress.
_HOPELESS = 12
#: Characters for which a document has its seconds; a longer one has them several times.
_PORTION = 100_000


class Limits(msgspec.Struct, frozen=True):
    """What a worker may use: seconds of the processor for 100,000 characters of a document, megabytes of memory, and
    megabytes that it may have grown by before it is replaced by a fresh one. 0 is no limit."""

    seconds: float = 0
    megabytes: int = 0
    growth: int = 0


class Stop:
    """Whether somebody has asked to stop: by Ctrl-C or a signal to end. The second time does not wait."""

    def __init__(self, tell: Tell) -> None:
        self.asked = False
        self._tell = tell

    @contextmanager
    def listening(self) -> Iterator[Stop]:
        """Take the signals over while the block runs, where this is the thread that gets them."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        old = {number: signal.signal(number, self._heard) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        self._tell("Stopping: what is under way is finished first. Once more stops at once.")


def run_here(setup: Setup, jobs: Iterable[Job], tell: Tell) -> Iterator[Done]:
    """One after the other, in this process: nothing watches over the documents."""
    one_thread()
    bench = Bench(setup)
    with Stop(tell).listening() as stop:
        for job in jobs:
            yield bench.run(job)
            if stop.asked:
                raise KeyboardInterrupt


def run_in_processes(setup: Setup, jobs: Iterable[Job], workers: int, limits: Limits, tell: Tell) -> Iterator[Done]:
    """In worker processes, in the order in which they finish.

    A document that ends its process, takes too long or needs too much memory costs the run that document: its shard is
    done again, then document by document if it has to be, until it is clear which one it was.

    Raises:
        EngineError, ModelError: no worker can go on.
        KeyboardInterrupt: somebody asked to stop, and what was under way is finished.
    """
    pool = Pool(setup, workers, limits)
    with Stop(tell).listening() as stop:
        try:
            yield from pool.run(iter(jobs), stop)
        finally:
            pool.end()
        if stop.asked:
            raise KeyboardInterrupt


class _Worker:
    """A process, the shard that it has, and the documents that it is at."""

    def __init__(self, setup: Setup, inbox: queue.SimpleQueue[tuple[_Worker, Message | None]]) -> None:
        self.process: subprocess.Popen[bytes] = start(setup)
        self.job: Job | None = None
        self.at = At([], "", 0)
        self.since = time.monotonic()
        self.used: float | None = None
        self.first_memory = 0
        self.reason: tuple[str, str] | None = None
        threading.Thread(target=self._listen, args=(inbox,), daemon=True).start()

    def _listen(self, inbox: queue.SimpleQueue[tuple[_Worker, Message | None]]) -> None:
        with suppress(ValueError, OSError):  # it was killed in the middle of a word
            while (message := read_message(self.process.stdout)) is not None:
                inbox.put((self, message))
        inbox.put((self, None))

    def give(self, job: Job) -> None:
        """Hand over a shard."""
        self.job = job
        self.arrive(At([], "", 0))
        with suppress(OSError):  # it has ended: its last message says so
            send(self.process.stdin, job)

    def arrive(self, at: At) -> None:
        """Take note of what the worker is at."""
        self.at, self.since, self.used = at, time.monotonic(), None

    def let_go(self) -> None:
        """Let the process end by itself."""
        with suppress(OSError):
            assert self.process.stdin is not None
            self.process.stdin.close()

    def kill(self, code: str = "", message: str = "") -> None:
        """End the process now."""
        self.reason = self.reason or ((code, message) if code else None)
        self.process.kill()

    def check(self, limits: Limits) -> None:
        """End the process where it uses more than it may."""
        if self.reason or self.job is None:
            return
        memory = memory_of(self.process.pid)
        if limits.megabytes and memory > limits.megabytes:
            self.kill(
                "memory",
                f"the document needs more than {limits.megabytes:,} MB of memory (worker_megabytes in pipeline.toml)",
            )
        elif limits.seconds and self.at.docs and self._is_over(limits.seconds):
            self.kill(
                "timeout",
                f"the document takes more than {limits.seconds:g} seconds for each {_PORTION:,} characters "
                "(document_seconds in pipeline.toml)",
            )

    def _is_over(self, seconds: float) -> bool:
        """Whether the documents have used up their time: of the processor, so that a busy machine costs none."""
        allowed = seconds * (len(self.at.docs) + self.at.size // _PORTION)
        waited, used = time.monotonic() - self.since, seconds_of(self.process.pid)
        if used is None:
            return waited > allowed
        if self.used is None:
            self.used = used
        return used - self.used > allowed or waited > allowed * _PATIENCE


class Pool:
    """Worker processes, the shards that wait, and what has gone wrong with which.

    Args:
        setup: what all shards share.
        workers: how many processes; they are started when there is work, and stay until the end.
        limits: what each may use.
    """

    def __init__(self, setup: Setup, workers: int, limits: Limits) -> None:
        self._setup = msgspec.structs.replace(setup, megabytes=limits.megabytes)
        self._jobs: Iterator[Job] = iter(())
        self._number, self._limits = workers, limits
        self._again: deque[Job] = deque()
        self._inbox: queue.SimpleQueue[tuple[_Worker, Message | None]] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._deaths: dict[int, int] = {}
        self._strikes: dict[tuple[int, str], int] = {}
        self._lost = 0
        self._looked = 0.0

    def run(self, jobs: Iterator[Job], stop: Stop) -> Iterator[Done]:
        """Share the shards out until none is left, or until told to stop."""
        self._jobs = jobs
        while True:
            self._share_out(stop)
            if not any(worker.job for worker in self._workers):
                return
            self._look()
            try:
                worker, message = self._inbox.get(timeout=_TICK)
            except queue.Empty:
                continue
            if isinstance(message, Finished):
                self._lost = 0
                yield self._finished(worker, message.done)
            elif isinstance(message, At):
                self._lost = 0 if message.docs else self._lost
                worker.arrive(message)
            elif isinstance(message, Broken):
                raise _broken(message)
            else:
                self._died(worker)

    def _look(self) -> None:
        """See to it, now and then, that no worker uses more than it may."""
        now = time.monotonic()
        if now - self._looked >= _TICK:
            self._looked = now
            for worker in self._workers:
                worker.check(self._limits)

    def end(self) -> None:
        """Let idle workers go, end busy ones, and wait for all."""
        for worker in self._workers:
            if worker.job is None:
                worker.let_go()
            else:
                worker.kill()
        for worker in self._workers:
            try:
                worker.process.wait(5)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            for stream in (worker.process.stdin, worker.process.stdout):
                with suppress(OSError):
                    assert stream is not None
                    stream.close()

    def _share_out(self, stop: Stop) -> None:
        """Give every idle worker a shard; start workers only for shards that there are."""
        while not stop.asked:
            idle = next((worker for worker in self._workers if worker.job is None and not worker.reason), None)
            if idle is None and len(self._workers) >= self._number:
                return
            job = self._again.popleft() if self._again else next(self._jobs, None)
            if job is None:
                return
            if idle is None:
                idle = _Worker(self._setup, self._inbox)
                self._workers.append(idle)
            idle.give(job)

    def _finished(self, worker: _Worker, done: Done) -> Done:
        job, worker.job = worker.job, None
        assert job is not None
        self._deaths.pop(job.number, None)
        memory = memory_of(worker.process.pid)
        worker.first_memory = worker.first_memory or memory
        if self._limits.growth and memory - worker.first_memory > self._limits.growth:
            worker.let_go()
            self._workers.remove(worker)
            _reap(worker)
        return done

    def _died(self, worker: _Worker) -> None:
        """A process has ended: find out why, and have its shard done again."""
        worker.process.wait()
        if worker not in self._workers:
            return
        self._workers.remove(worker)
        job = worker.job
        if job is None:
            return
        self._lost += 1
        if self._lost >= _HOPELESS:
            code = worker.process.returncode
            raise EngineError(
                f"the worker processes keep ending before they have done anything (the last one with {code}): "
                "is there enough memory for the model in each of --workers?"
            )
        if self._lost > 2:
            time.sleep(min(2.0, 0.1 * 2**self._lost))
        self._judge(worker, job)
        self._again.append(job)

    def _judge(self, worker: _Worker, job: Job) -> None:
        """Name the document that ended a process, once there is no doubt; narrow the search where there is."""
        at, reason = worker.at, worker.reason
        if not at.docs:
            return
        if len(at.docs) > 1:
            deaths = self._deaths[job.number] = self._deaths.get(job.number, 0) + 1
            job.alone = bool(reason) or deaths >= 2
            return
        key = (job.number, at.docs[0])
        self._strikes[key] = self._strikes.get(key, 0) + (_STRIKES if reason else 1)
        if self._strikes[key] >= _STRIKES:
            code, message = reason or ("crash", _ended(worker.process.returncode))
            job.fatal[at.docs[0]] = Fatal(at.stage, code, message)
            job.alone = False


def _reap(worker: _Worker) -> None:
    """Wait for a process that was let go, without waiting here."""
    threading.Thread(target=worker.process.wait, daemon=True).start()


def _ended(code: int) -> str:
    """How a process ended, in words."""
    what = f"signal {-code}" if code < 0 else f"exit code {code}"
    with suppress(ValueError, AttributeError):
        what = signal.Signals(-code).name if code < 0 else what
    return (
        f"the process ended {_STRIKES} times while it worked on this document ({what}: out of memory, or a crash "
        "in a library)"
    )


def _broken(message: Broken) -> Exception:
    if message.kind == "model":
        return ModelError(message.message)
    return EngineError(
        f"{message.message}: the run cannot go on. What is done is kept; the same command again goes on from there"
    )
