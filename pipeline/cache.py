"""What costs seconds to work out from files that rarely change, kept from one process to the next.

The folder is the user's own (``SITREP_CACHE``, else ``sitrep`` below ``XDG_CACHE_HOME`` or ``~/.cache``). It may be
deleted at any time, and where nothing can be written everything works without it, slower. What is kept is data, never
code: MessagePack and SQLite, each file named by a hash of all that it was made of.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

#: Files of one name with other hashes that stay, for those who work on several configurations.
_OTHERS = 3
_DIGEST = hashlib.sha256().digest_size


def folder() -> Path | None:
    """The folder, which is made; None where there can be none."""
    named = os.environ.get("SITREP_CACHE")
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        path = Path(named) if named else (Path(base) if base else Path.home() / ".cache") / "sitrep"
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # read-only, or nobody's home
        return None
    return path


def fingerprint(parts: Iterable[bytes | Path]) -> str:
    """A short hash of bytes and of the contents of files; a file that is missing counts as that."""
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.read_bytes() if part.is_file() else b"\0"
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()[:24]


def kept_file(name: str, ending: str, of: str, write: Callable[[Path], object]) -> Path | None:
    """A file made once for a fingerprint.

    Args:
        name: what it is, the beginning of the file's name.
        ending: the end of the file's name.
        of: the :func:`fingerprint` of all that it is made of.
        write: makes it at a path; what it leaves is put in place in one rename, so many processes may make it at once.

    Returns:
        Its path; None where nothing can be kept.
    """
    home = folder()
    if home is None:
        return None
    path = home / f"{name}-{of}{ending}"
    if path.is_file():
        return path
    part = home / f".{path.name}.{os.getpid()}.part"
    try:
        write(part)
        part.replace(path)
    except OSError:  # no room, no right
        return None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    _forget(home, name, ending, path)
    return path


def kept(name: str, of: str, make: Callable[[], bytes]) -> bytes:
    """Bytes made once for a fingerprint; a file that is not as it was written is made again.

    Args:
        name: what they are, the beginning of the file's name.
        of: the :func:`fingerprint` of all that they are made of.
        make: makes them.
    """
    made: list[bytes] = []

    def write(part: Path) -> None:
        made.append(make())
        part.write_bytes(hashlib.sha256(made[0]).digest() + made[0])

    path = kept_file(name, ".bin", of, write)
    if made:
        return made[0]
    if path is not None:
        with suppress(OSError):
            data = path.read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                return data[_DIGEST:]
            path.unlink(missing_ok=True)
    return make()


def _forget(home: Path, name: str, ending: str, newest: Path) -> None:
    """Remove the oldest files of a name."""
    with suppress(OSError):
        others = [path for path in home.glob(f"{name}-*{ending}") if path != newest]
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in others[_OTHERS:]:
            path.unlink(missing_ok=True)
