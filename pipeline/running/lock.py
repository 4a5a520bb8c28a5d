"""One run at a time in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class LockedError(ValueError):
    """Another run is at work in the folder."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out while the block runs; the system opens the lock when the process ends, however it does.

    Raises:
        LockedError: another run is under way.
    """
    try:
        import fcntl
    except ImportError:  # no such locks here
        yield
        return
    with (folder / "lock").open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read(20).decode("ascii", "replace").strip() or "unknown"
            raise LockedError(
                f"another run (process {owner}) is at work in {folder.parent}: wait for it, or give another --out"
            ) from None
        except OSError:  # a network file system without locks
            yield
            return
        with suppress(OSError):  # the number is for people
            file.truncate(0)
            file.write(str(os.getpid()).encode())
            file.flush()
        yield
