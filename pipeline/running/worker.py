"""A worker process: it loads the model once, takes shards from its standard input, and answers on its standard output.

A process of its own program, not a fork and not ``multiprocessing``: it starts from any program and from notebooks,
inherits no locks, and what travels is plain JSON, never a pickle.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from pipeline.running.jobs import Done, Job, Setup
from pipeline.running.model import ModelError
from pipeline.threads import one_thread

_LENGTH = 8


class At(msgspec.Struct, tag=True):
    """The worker starts on these documents; on none: it is between two."""

    docs: list[str]
    stage: str
    size: int


class Finished(msgspec.Struct, tag=True):
    """A shard is done."""

    done: Done


class Broken(msgspec.Struct, tag=True):
    """The worker cannot go on, and no other could: no model, no room on the disk."""

    kind: str
    message: str


Message = At | Finished | Broken

_message = msgspec.json.Decoder(Message)
_job = msgspec.json.Decoder(Job)


def start(setup: Setup) -> subprocess.Popen[bytes]:
    """Start a worker; close its standard input to end it after the shard that it has."""
    # The modules come from where this process has them, not from the folder that it happens to stand in.
    code = f"import sys; sys.path[:] = {sys.path!r}; from pipeline.running.worker import main; main()"
    one_thread()  # before the worker's libraries look
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is the parent's business
    )
    with suppress(OSError):  # it has ended already, and whoever waits for its answer will see that
        send(process.stdin, setup)
    return process


def send(stream: IO[bytes] | None, value: msgspec.Struct) -> None:
    """Write one value."""
    assert stream is not None
    data = msgspec.json.encode(value)
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def receive(stream: IO[bytes] | None) -> bytes | None:
    """The bytes of the next value; None where there is no other."""
    assert stream is not None
    length = stream.read(_LENGTH)
    if len(length) < _LENGTH:
        return None
    size = int.from_bytes(length, "big")
    data = stream.read(size)
    return data if len(data) == size else None


def read_message(stream: IO[bytes] | None) -> Message | None:
    """The next answer of a worker; None where it has ended."""
    data = receive(stream)
    return None if data is None else _message.decode(data)


def main() -> None:
    """Work until the standard input ends."""
    _end_with_parent(int(sys.argv[1]))
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is for people
    first = receive(source)
    if first is None:
        return
    setup = msgspec.json.decode(first, type=Setup)
    _limit_memory(setup.megabytes)
    with suppress(BrokenPipeError):  # the parent is gone
        try:
            _serve(setup, source, answers)
        except ModelError as error:
            send(answers, Broken("model", str(error)))
        except OSError as error:
            what = f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror or error)
            send(answers, Broken("system", what))


def _serve(setup: Setup, source: IO[bytes], answers: IO[bytes]) -> None:
    from pipeline.running.shards import Bench

    bench = Bench(setup, lambda docs, stage, size: send(answers, At(docs, stage, size)), own=True)
    while (data := receive(source)) is not None:
        send(answers, Finished(bench.run(_job.decode(data))))


def _end_with_parent(parent: int) -> None:
    """On Linux: die when the process that started this one does, so that none is left behind."""
    with suppress(OSError, AttributeError, ImportError):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if hasattr(os, "getppid") and os.getppid() != parent:
        sys.exit(0)


def _limit_memory(megabytes: int) -> None:
    """Let a request for more memory fail, which costs the document, not the process.

    The parent watches as well, and ends a worker that got round this.
    """
    if not megabytes or not Path("/proc/self/statm").exists():
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        limit = megabytes << 20
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
