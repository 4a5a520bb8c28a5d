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

#: What msgspec raises for JSON of unknown origin: none, not of the shape, no UTF-8, nested deeper than Python can go.
BROKEN_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

#: So many values a YAML file may stand for; anchors let a file of a few lines stand for billions.
_MOST_VALUES = 1_000_000


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


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """The text of a file that people edit.

    Raises:
        ValueError: it is no UTF-8; the message is one line and names the file.
    """
    try:
        return path.read_text(encoding=encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: no UTF-8 text (byte {error.start:,}): save it as UTF-8") from error


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
    except msgspec.ValidationError as error:
        raise ValueError(f"{path}: {error}; see the file's first comment for its form") from error
    except RecursionError as error:
        raise ValueError(f"{path}: not readable as YAML: it is nested too deep") from error
    except (OSError, ValueError, TypeError, YAMLError) as error:  # TypeError: a list as a key
        told = " ".join(str(error).split())
        raise ValueError(told if told.startswith(str(path)) else f"{path}: not readable as YAML: {told}") from error


def _parsed(path: Path) -> object:
    """The value of a YAML file; that of a long one is kept, for parsing takes a second for each hundred kilobytes."""
    from ruamel.yaml import YAML

    text = read_text(path)

    def parse() -> Any:
        value = YAML(typ="safe", pure=True).load(text)
        _check_values(value)
        return value

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


def _check_values(data: object) -> None:
    """Refuse a value that stands for too many, as anchors can make it, or for itself.

    Raises:
        ValueError: it does.
    """
    sizes: dict[int, int] = {}

    def size(value: object) -> int:
        if not isinstance(value, dict | list):
            return 1
        if id(value) not in sizes:
            sizes[id(value)] = _MOST_VALUES  # until it is known: what holds itself is endless
            parts = value.values() if isinstance(value, dict) else value
            sizes[id(value)] = 1 + sum(map(size, parts))
        return sizes[id(value)]

    if size(data) >= _MOST_VALUES:
        raise ValueError(f"its anchors make more than {_MOST_VALUES:,} values of it: write them out")
