"""Sitrep: conflict reporting as data."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pipeline import analysis
    from pipeline.documents import to_docs
    from pipeline.running.api import extract, load_model, read_documents, read_facts

__all__ = ["__version__", "analysis", "extract", "load_model", "read_documents", "read_facts", "to_docs"]


def __getattr__(name: str) -> Any:
    """The public functions, imported when first asked for: ``import pipeline`` alone loads neither spaCy nor pandas."""
    if name == "analysis":
        return import_module("pipeline.analysis")
    if name == "to_docs":
        from pipeline.documents import to_docs

        return to_docs
    if name in __all__:
        from pipeline.running import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
