"""The settings of a run (``configs/pipeline.toml``), checked key by key."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from pipeline.resources import configs_dir
from pipeline.syntax.precision import Precision

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "pipeline.toml"

_Count = Annotated[int, msgspec.Meta(ge=1)]
_Amount = Annotated[int, msgspec.Meta(ge=0)]
_Part = Annotated[float, msgspec.Meta(ge=0, le=1)]


class SettingsError(ValueError):
    """The settings are wrong; the message names the file, the key and what may stand there."""


class RunningSettings(msgspec.Struct, frozen=True):
    """How documents are shared out; the keys are explained in the file."""

    workers: _Amount = 0
    shard_documents: _Count = 16
    batch_documents: _Count = 32
    max_characters: _Count = 1_000_000
    document_seconds: _Amount = 120
    worker_megabytes: _Amount = 0
    worker_growth: _Amount = 1_000
    quote_errors: bool = False

    def processes(self) -> int:
        """The number of worker processes that the setting means on this machine."""
        return self.workers or _cores()


class FactSettings(msgspec.Struct, frozen=True):
    """The limits of merging; the keys are explained in the file."""

    tolerance: _Part = 0.25
    undated_days: _Amount = 366
    day_slack: _Amount = 1
    copied: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.5
    copied_sentence: _Part = 0.9
    names: _Count = 40
    links: _Count = 50
    off: list[str] = []
    megabytes: Annotated[float, msgspec.Meta(gt=0)] = 256
    thresholds: dict[str, _Part] = msgspec.field(default_factory=lambda: {"default": 0.4})


class Settings(msgspec.Struct, frozen=True):
    """All of them."""

    model: str = "en_sitrep_sm"
    precision: Precision = "float32"
    running: RunningSettings = RunningSettings()
    facts: FactSettings = FactSettings()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_keys(found: Mapping[str, Any], kind: type[msgspec.Struct], where: str, file: Path) -> None:
    """Refuse keys that nobody reads: a misspelt one would be ignored in silence."""
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in found.items():
        if key not in fields:
            raise SettingsError(f"{file}: unknown key '{where}{key}'; allowed are {', '.join(sorted(fields))}")
        inner = fields[key]
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            if not isinstance(value, Mapping):
                raise SettingsError(f"{file}: '{where}{key}' is a table, written as [{where}{key}]")
            _check_keys(value, inner, f"{where}{key}.", file)


def load_settings(path: Path | None = None) -> Settings:
    """The settings of a file, by default ``configs/pipeline.toml``; keys that it leaves out have their defaults.

    Raises:
        SettingsError: the file cannot be read, or a key or value is wrong.
    """
    file = path or configs_dir() / FILE
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"{file}: no valid TOML: {error}") from error
    _check_keys(found, Settings, "", file)
    try:
        return msgspec.convert(found, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {error}") from error
