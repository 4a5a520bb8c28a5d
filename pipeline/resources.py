"""Where the configuration and the trained packs lie: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

import os
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
