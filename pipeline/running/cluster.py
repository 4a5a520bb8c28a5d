"""Shards on a Ray cluster: the same function, over a folder that all machines see. Needs the extra ``ray``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from pipeline.running.jobs import Done, EngineError, Job, Setup
from pipeline.running.local import Tell
from pipeline.running.model import one_thread
from pipeline.running.shards import Bench


def check_ray() -> None:
    """Say what is missing before anything is read.

    Raises:
        EngineError: Ray is not installed.
    """
    if find_spec("ray") is None:
        raise EngineError("the engine 'ray' is not installed: pip install -e '.[ray]'")


class _Worker:
    """An actor that loads the model once."""

    def __init__(self, setup: Setup) -> None:
        one_thread()
        self._bench = Bench(setup)

    def run(self, job: Job) -> Done:
        """Do one shard."""
        return self._bench.run(job)


def run_on_ray(setup: Setup, jobs: Iterator[Job], workers: int, tell: Tell) -> Iterator[Done]:
    """On Ray actors, in the order in which they finish; ``RAY_ADDRESS`` names the cluster, else one is started."""
    check_ray()
    import ray
    from ray.util import ActorPool

    if not ray.is_initialized():
        ray.init(log_to_driver=False)
    actor = ray.remote(num_cpus=1, max_restarts=2, max_task_retries=2)(_Worker)
    pool = ActorPool([actor.remote(setup) for _ in range(workers)])
    yield from pool.map_unordered(lambda worker, job: worker.run.remote(job), jobs)
