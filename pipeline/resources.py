"""The configuration and the trained packs: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Hashable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from pipeline import cache

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_shipped"
_HOME = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent

#: A YAML file of so many bytes takes longer to parse than to look up.
_LONG = 4_000
_UNSAFE = re.compile(r"\W+")
#: A value that stands for another one: written out, a few lines may fill the memory.
_REFERENCE = re.compile(r"(?:^|[\s,\[{])\*\w")

Shape = TypeVar("Shape")


class Problem(msgspec.Struct, frozen=True):
    """What is wrong in a configuration file, and what to do; ``line`` counts from 1, 0 is the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


def configs_dir() -> Path:
    """The folder of the configuration; the environment variable ``SITREP_CONFIGS`` names another one."""
    return Path(os.environ.get("SITREP_CONFIGS") or _HOME / "configs")


def models_dir() -> Path:
    """The folder of the trained packs."""
    return _HOME / "models"


def how_to_install(extra: str) -> str:
    """The command that adds an extra: to a checkout, or to an installed package."""
    return f"pip install 'sitrep[{extra}]'" if _SHIPPED.is_dir() else f"pip install -e '.[{extra}]'"


def save_configs(configs: Path, names: Iterable[str], folder: str | Path) -> None:
    """Copy files of a configuration into a component's folder of a saved pack, which is made."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(configs / name, target / name)


def saved_configs(folder: str | Path, names: Iterable[str]) -> Path | None:
    """The folder, where it holds these files of a configuration; None where the pack left them out."""
    return Path(folder) if all((Path(folder) / name).is_file() for name in names) else None


def read_yaml(path: Path, shape: type[Shape]) -> Shape:
    """A YAML 1.2 file as ``shape``, read once for each state of the file; what it gives is shared: do not change it.

    Raises:
        ValueError: the file is missing, no YAML or not of that shape; the message is one line and names the file.
    """
    try:
        return cast(Shape, _read_yaml(path, path.stat().st_mtime_ns, cast(Hashable, shape)))
    except FileNotFoundError as error:
        raise ValueError(f"{path}: there is no such file, and it is needed") from error


@lru_cache(maxsize=64)
def _read_yaml(path: Path, _mtime: int, shape: Any) -> object:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # slow to import, and most commands read a file or none

    try:
        return cast(object, msgspec.convert(_parsed(path) or {}, shape))
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ValueError(f"{path}{line}: not readable as YAML: {error.problem or error.context}") from error
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise ValueError(f"{path}: not readable as YAML: {' '.join(str(error).split())}") from error
    except msgspec.ValidationError as error:
        raise ValueError(f"{path}: {error}; see the file's first comment for its form") from error


def _parsed(path: Path) -> object:
    """The value of a YAML file; that of a long one is kept, for parsing takes a second for each hundred kilobytes."""
    from ruamel.yaml import YAML

    text = path.read_text(encoding="utf-8")

    def parse() -> object:
        return YAML(typ="safe", pure=True).load(text)

    def make() -> bytes:
        value = parse()
        try:
            packed = msgspec.msgpack.encode(value)
        except (TypeError, ValueError, OverflowError):
            return b""
        return packed if msgspec.msgpack.decode(packed) == value else b""  # a date, say, would become a text

    if len(text) < _LONG or _REFERENCE.search(text):
        return parse()
    data = cache.kept(f"yaml-{_UNSAFE.sub('-', path.stem)}", cache.fingerprint([text.encode()]), make)
    return msgspec.msgpack.decode(data) if data else parse()
