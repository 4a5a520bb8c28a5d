"""Which documents there are: files, folders, patterns and standard input, each with a stable id."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.documents import Failure
from pipeline.packing import bare
from pipeline.reading.errors import InputError, ReadingError, failure

STDIN = "-"
SIDECAR = ".meta.json"
#: What tells the folder of a run from others.
_RUN_FILE, _RUN_FOLDER = "run.json", "shards"
#: The bytes of a path that are no text, as Python writes them.
_NO_TEXT = re.compile("[\udc80-\udcff]")


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
    skipped = None if skip is None else os.path.realpath(skip)
    found = [place for name in inputs for place in _expand(name, skipped)]
    if len(inputs) > 1 or any(place.is_link for place in found):
        found = _each_once(found)
    return _told_apart(found)


class _Place(NamedTuple):
    """A file that an input names, and the folder below which its path is its id."""

    path: str
    folder: str
    is_link: bool = False

    @property
    def id(self) -> str:
        return "stdin" if self.path == STDIN else _id(self.path, self.folder)


def _each_once(places: list[_Place]) -> list[_Place]:
    """The files without those that are there already by another name."""
    seen: set[str] = set()
    kept = []
    for place in places:
        real = STDIN if place.path == STDIN else os.path.realpath(place.path)
        if real not in seen:
            seen.add(real)
            kept.append(place)
    return kept


def is_run(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder is one that a run wrote."""
    return (Path(folder) / _RUN_FILE).is_file() and (Path(folder) / _RUN_FOLDER).is_dir()


def sidecars(path: str) -> list[Path]:
    """Where the metadata beside a file may stand: ``article.meta.json`` and ``article.txt.meta.json``."""
    place = Path(bare(path))
    return [place.with_name(place.stem + SIDECAR), place.with_name(place.name + SIDECAR)]


def _expand(name: str, skipped: str | None) -> list[_Place]:
    """The files of one input."""
    if name == STDIN:
        return [_Place(STDIN, "")]
    path = Path(name)
    if path.is_dir():
        return _walk(name, name, skipped)
    if path.exists():
        return [_Place(name, str(path.parent))]
    if glob.has_magic(name):
        if matches := _matches(name):
            return _matched(matches, _fixed_part(name), skipped)
        raise InputError(f"no file matches {name!r}: check the pattern, and quote it so that the shell leaves it alone")
    raise InputError(f"no such file or folder: {name!r}")


def _matches(pattern: str) -> list[str]:
    """What a pattern matches. Below ``**`` no link to a folder is followed, as such links may lead round in circles."""
    if "**" not in Path(pattern).parts:
        return sorted(glob.glob(pattern))  # noqa: PTH207 - an absolute pattern
    base = Path(_fixed_part(pattern))
    rest = pattern if str(base) == "." else str(Path(pattern).relative_to(base))
    found = base.glob(f"{rest}/*" if Path(pattern).name == "**" else rest)
    return sorted(str(path) for path in found if not any(part.startswith(".") for part in path.relative_to(base).parts))


def _matched(matches: list[str], base: str, skipped: str | None) -> list[_Place]:
    """What a pattern matched: files, and all that is below folders."""
    outputs: dict[Path, bool] = {}

    def is_inside(path: Path) -> bool:
        """Whether a folder is a run's, or lies in one below the pattern's fixed part."""
        if path == Path(base) or path == path.parent:
            return False
        if path not in outputs:
            outputs[path] = _is_output(path, skipped) or is_inside(path.parent)
        return outputs[path]

    places: list[_Place] = []
    for match in matches:
        path = Path(match)
        if is_inside(path if path.is_dir() else path.parent):
            continue
        if path.is_dir():
            places += _walk(match, base, skipped)
        elif not _is_skipped(path.name):
            places.append(_Place(match, base))
    return _each_once(places)


def _is_output(folder: Path, skipped: str | None) -> bool:
    return is_run(folder) or (skipped is not None and os.path.realpath(folder) == skipped)


def _walk(folder: str, base: str, skipped: str | None) -> list[_Place]:
    """All files below a folder, sorted by their path; hidden ones, sidecars and runs' folders left out."""
    places: list[_Place] = []
    left = [folder]
    while left:
        top = left.pop()
        try:
            with os.scandir(top) as found:
                entries = list(found)
        except OSError:
            places.append(_Place(top, base))  # closed to us: reading it will fail, and that is told
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and not _is_output(Path(entry.path), skipped):
                    left.append(entry.path)
            elif not _is_skipped(entry.name) and _can_be_text(entry):
                places.append(_Place(entry.path, base, entry.is_symlink()))
    return sorted(places, key=lambda place: Path(place.path).parts)


def _can_be_text(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file, or a link to one: no folder, and no pipe or device, which may never end.

    A link that leads to itself or nowhere is taken: reading it will fail, and that is told.
    """
    if entry.is_file(follow_symlinks=False):
        return True
    try:
        return entry.is_symlink() and (entry.is_file() or not Path(entry.path).exists())
    except OSError:
        return True


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
    start = folder.rstrip(os.sep) + os.sep
    relative = path[len(start) :] if path.startswith(start) else os.path.relpath(path, folder)
    top, name = os.path.split(relative)
    stem = os.path.splitext(bare(name))[0] or name  # noqa: PTH122 - a million of them
    return f"{top}/{stem}".replace(os.sep, "/") if top else stem


def _told_apart(places: list[_Place]) -> Iterator[Source | Failure]:
    """Sources whose ids differ; those of one id get a hash of their content, whatever their order."""
    several = _repeated(places)
    counts = Counter(place.id for place in places if hash(place.id) in several)
    seen: Counter[str] = Counter()
    for place in places:
        doc_id, path = place.id, place.path
        if _NO_TEXT.search(path):
            shown = _NO_TEXT.sub("\ufffd", path)
            message = f"the name {shown!r} is no UTF-8: rename the file or its folder"
            yield failure(_NO_TEXT.sub("\ufffd", doc_id), shown, None, ReadingError("bad_name", message))
            continue
        if counts[doc_id] <= 1 or path == STDIN:
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


def _repeated(places: list[_Place]) -> set[int]:
    """The hashes of ids that occur more than once: of a million files, a million numbers and no more."""
    seen: set[int] = set()
    several: set[int] = set()
    for place in places:
        number = hash(place.id)
        (several if number in seen else seen).add(number)
    return several


def _content_hash(path: str) -> str:
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:8]
