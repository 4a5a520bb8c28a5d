"""Where the configuration and the trained packs lie: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_shipped"
_HOME = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent


def configs_dir() -> Path:
    """The folder of the configuration; the environment variable ``SITREP_CONFIGS`` names another one."""
    return Path(os.environ.get("SITREP_CONFIGS") or _HOME / "configs")


def models_dir() -> Path:
    """The folder of the trained packs."""
    return _HOME / "models"


def save_configs(configs: Path, names: Iterable[str], folder: str | Path) -> None:
    """Copy files of a configuration into a component's folder of a saved pack, which is made."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(configs / name, target / name)


def saved_configs(folder: str | Path, names: Iterable[str]) -> Path | None:
    """The folder, where it holds these files of a configuration; None where the pack left them out."""
    return Path(folder) if all((Path(folder) / name).is_file() for name in names) else None
