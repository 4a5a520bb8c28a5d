"""Which documents there are: files, folders, patterns and standard input, each with a stable id."""

from __future__ import annotations

import glob
import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline.documents import Failure
from pipeline.reading.errors import InputError, ReadingError, failure

STDIN = "-"
SIDECAR = ".meta.json"
#: What tells the folder of a run from others.
_RUN_FILE, _RUN_FOLDER = "run.json", "shards"


class Source(msgspec.Struct, frozen=True):
    """A file to read, or standard input (``path`` is ``-``). ``note`` says why the id is not simply the file's name."""

    id: str
    path: str
    note: str | None = None


def sources(inputs: Sequence[str], skip: str | os.PathLike[str] | None = None) -> Iterator[Source | Failure]:
    """The sources that files, folders (recursively), glob patterns or ``-`` name, in a stable order, each file once.

    A source's id is its path below the given folder without its ending; two of one id get a short hash of their content
    added, which ``note`` tells. Hidden files, sidecars (``NAME.meta.json``) and what lies below an input in the folder
    of a run or in the folder ``skip`` are no sources, unless they are named one by one.

    Raises:
        InputError: an input does not exist, or a pattern matches nothing; raised at once, not on iteration.
    """
    found: dict[str, tuple[str, str]] = {}
    skipped = None if skip is None else os.path.realpath(skip)
    for name in inputs:
        for path, doc_id in _expand(name, skipped):
            found.setdefault(os.path.realpath(path) if path != STDIN else STDIN, (doc_id, path))
    return _told_apart(list(found.values()))


def is_run(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder is one that a run wrote."""
    return (Path(folder) / _RUN_FILE).is_file() and (Path(folder) / _RUN_FOLDER).is_dir()


def _expand(name: str, skipped: str | None) -> list[tuple[str, str]]:
    """Paths and ids of one input."""
    if name == STDIN:
        return [(STDIN, "stdin")]
    path = Path(name)
    if path.is_dir():
        return [(file, _id(file, name)) for file in _walk(name, skipped)]
    if path.exists():
        return [(name, _id(name, str(path.parent)))]
    if glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - an absolute pattern
        if matches:
            return _matched(matches, _fixed_part(name), skipped)
        raise InputError(f"no file matches {name!r}: check the pattern, and quote it so that the shell leaves it alone")
    raise InputError(f"no such file or folder: {name!r}")


def _matched(matches: list[str], base: str, skipped: str | None) -> list[tuple[str, str]]:
    """Paths and ids of what a pattern matched: files, and all that is below folders."""
    outputs: dict[Path, bool] = {}

    def is_inside(path: Path) -> bool:
        """Whether a folder is a run's, or lies in one below the pattern's fixed part."""
        if path == Path(base) or path == path.parent:
            return False
        if path not in outputs:
            outputs[path] = _is_output(path, skipped) or is_inside(path.parent)
        return outputs[path]

    files: list[str] = []
    for match in matches:
        path = Path(match)
        if not is_inside(path if path.is_dir() else path.parent):
            files += _walk(match, skipped) if path.is_dir() else [match]
    return [(file, _id(file, base)) for file in files if not _is_skipped(Path(file).name)]


def _is_output(folder: Path, skipped: str | None) -> bool:
    return is_run(folder) or (skipped is not None and os.path.realpath(folder) == skipped)


def _walk(folder: str, skipped: str | None) -> list[str]:
    """All files below a folder, sorted by their path; hidden ones, sidecars and runs' folders left out."""
    paths: list[str] = []
    for top, folders, files in os.walk(folder):
        below = [name for name in folders if not name.startswith(".")]
        folders[:] = [name for name in below if not _is_output(Path(top, name), skipped)]
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
        yield Source(unique, path, note)


def _content_hash(path: str) -> str:
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:8]
