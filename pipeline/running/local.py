"""Shards on this machine: in this process, or in processes that each load the model once."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pipeline.running.jobs import Done, Job, Setup, watch_file
from pipeline.running.model import one_thread
from pipeline.running.shards import Bench

_bench: Bench | None = None


def _start(setup: Setup) -> None:
    """Make a worker: one thread, one bench; Ctrl-C is the parent's business."""
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    one_thread()
    _bench = Bench(setup)


def _work(job: Job) -> Done:
    assert _bench is not None, "the worker was not started"
    return _bench.run(job)


def run_here(setup: Setup, jobs: list[Job]) -> Iterator[Done]:
    """One after the other, in this process."""
    one_thread()
    bench = Bench(setup)
    for job in jobs:
        yield bench.run(job)


def run_in_processes(setup: Setup, jobs: list[Job], workers: int) -> Iterator[Done]:
    """In worker processes, in the order in which they finish.

    A document that ends its process (out of memory, a crash in a library) costs the run that document: the shards that
    were under way are done again, each in a watched process, and the document that was noted last before it died is
    put aside as failed.
    """
    left = {job.number: job for job in jobs}
    while left:
        try:
            for done in _pool(setup, list(left.values()), workers):
                del left[done.number]
                yield done
        except BrokenProcessPool:
            suspects = [job for job in left.values() if watch_file(Path(setup.folder), job.number).is_file()]
            for job in suspects or list(left.values()):
                del left[job.number]
                yield _watched(setup, job)


def _pool(setup: Setup, jobs: list[Job], workers: int) -> Iterator[Done]:
    one_thread()  # here as well: a worker has loaded its numeric libraries before it is started
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(setup,))
    futures: list[Future[Done]] = []
    try:
        futures += [pool.submit(_work, job) for job in jobs]
        for future in as_completed(futures):
            yield future.result()
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers now; a shard that is half done leaves nothing in place."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def _watched(setup: Setup, job: Job) -> Done:
    """One shard in a process of its own, again and again without the documents that end it."""
    job.watched = True
    note = watch_file(Path(setup.folder), job.number)
    try:
        while True:
            note.unlink(missing_ok=True)
            try:
                (done,) = _pool(setup, [job], 1)
                return done
            except BrokenProcessPool:
                doc_id = note.read_text(encoding="utf-8") if note.is_file() else ""
                if not doc_id or doc_id in job.fatal:
                    raise
                job.fatal[doc_id] = "the process ended while it worked on this document (out of memory, or a crash)"
    finally:
        note.unlink(missing_ok=True)
