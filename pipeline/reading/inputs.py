"""Which documents there are: files, folders, patterns and standard input, each with a stable id."""

from __future__ import annotations

import glob
import hashlib
import logging
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline.documents import Failure
from pipeline.reading.errors import InputError, ReadingError, failure

STDIN = "-"
SIDECAR = ".meta.json"
_logger = logging.getLogger("sitrep.reading")


class Source(msgspec.Struct, frozen=True):
    """A file to read, or standard input (``path`` is ``-``). ``note`` says why the id is not simply the file's name."""

    id: str
    path: str
    note: str | None = None


def sources(inputs: Sequence[str]) -> Iterator[Source | Failure]:
    """The sources that files, folders (recursively), glob patterns or ``-`` name, in a stable order, each file once.

    A source's id is its path below the given folder without its ending; two of one id get a short hash of their content
    added, which ``note`` and a warning tell. Hidden files and sidecars (``NAME.meta.json``) are no sources.

    Raises:
        InputError: an input does not exist, or a pattern matches nothing; raised at once, not on iteration.
    """
    found: dict[str, tuple[str, str]] = {}
    for name in inputs:
        for path, doc_id in _expand(name):
            found.setdefault(os.path.realpath(path) if path != STDIN else STDIN, (doc_id, path))
    return _told_apart(list(found.values()))


def _expand(name: str) -> list[tuple[str, str]]:
    """Paths and ids of one input."""
    if name == STDIN:
        return [(STDIN, "stdin")]
    path = Path(name)
    if path.is_dir():
        return [(file, _id(file, name)) for file in _walk(name)]
    if path.exists():
        return [(name, _id(name, str(path.parent)))]
    if glob.has_magic(name):
        base = _fixed_part(name)
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - an absolute pattern
        paths = [file for match in matches for file in (_walk(match) if Path(match).is_dir() else [match])]
        if paths:
            return [(file, _id(file, base)) for file in paths if not _is_skipped(Path(file).name)]
        raise InputError(f"no file matches {name!r}: check the pattern, and quote it so that the shell leaves it alone")
    raise InputError(f"no such file or folder: {name!r}")


def _walk(folder: str) -> list[str]:
    """All files below a folder, sorted by their path; hidden ones and sidecars left out."""
    paths: list[str] = []
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [os.path.join(top, name) for name in files if not _is_skipped(name)]  # noqa: PTH118 - a million of them
    return sorted(paths, key=lambda path: Path(path).parts)


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name.endswith(SIDECAR)


def _fixed_part(pattern: str) -> str:
    """The folder of a pattern above its first wild card."""
    fixed: list[str] = []
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return str(Path(*fixed)) if fixed else "."


def _id(path: str, folder: str) -> str:
    """The path below a folder without its ending (``a.jsonl.gz`` is ``a``), with forward slashes."""
    relative = Path(os.path.relpath(path, folder))
    name = relative.name.removesuffix(".gz")
    stem = Path(name).stem if Path(name).suffix else name
    return relative.with_name(stem or relative.name).as_posix()


def _told_apart(named: list[tuple[str, str]]) -> Iterator[Source | Failure]:
    """Sources whose ids differ; those of one id get a hash of their content, whatever their order."""
    counts = Counter(doc_id for doc_id, _ in named)
    seen: Counter[str] = Counter()
    for doc_id, path in named:
        if counts[doc_id] == 1 or path == STDIN:
            yield Source(doc_id, path)
            continue
        try:
            unique = f"{doc_id}~{_content_hash(path)}"
        except OSError as error:
            yield failure(doc_id, path, None, ReadingError("unreadable", f"cannot open the file: {error.strerror}"))
            continue
        seen[unique] += 1
        unique += f"-{seen[unique]}" if seen[unique] > 1 else ""
        note = f"{counts[doc_id]} inputs are named {doc_id!r}; a hash of the content tells them apart"
        _logger.warning("%s: id is %s (%s)", path, unique, note)
        yield Source(unique, path, note)


def _content_hash(path: str) -> str:
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:8]
