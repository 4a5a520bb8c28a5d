"""What Sitrep offers to Python: the same run as the command's, and readers of its files."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.documents import Document
from pipeline.running.model import load_model
from pipeline.running.results import read_run, run_facts
from pipeline.running.runner import ERRORS, Options, run

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["extract", "load_model", "read_documents", "read_facts"]

Inputs = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def extract(inputs: Inputs, model: str | None = None, published: str | None = None) -> pd.DataFrame:
    """The facts of documents as a DataFrame, one row a fact; nothing is left on the disk.

    Args:
        inputs: files, folders or globs, one or several.
        model: a pack's name or path; the one that the settings name where absent.
        published: the day (ISO) of texts that do not say one.

    Raises:
        ValueError: a wrong input, model or setting. Documents that fail are a warning each.
    """
    names = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    with tempfile.TemporaryDirectory(prefix="sitrep-") as folder:
        out = Path(folder)
        summary = run([os.fspath(name) for name in names], out, Options(model, published=published, here=True))
        if summary.failed:
            for line in (out / ERRORS).read_text(encoding="utf-8").splitlines():
                warnings.warn(f"a document failed: {line}", stacklevel=2)
        return read_facts(out)


def read_documents(path: str | os.PathLike[str]) -> Iterator[Document]:
    """The records of a stage file, or the finished ones of a run's folder, one at a time.

    Raises:
        ValueError: there are none, or a line is no record; the message names file and line.
    """
    return read_run(Path(path))


def read_facts(path: str | os.PathLike[str]) -> pd.DataFrame:
    """The facts of a run's folder (or a ``facts.jsonl``): dates as datetimes, codes as categories, names as lists.

    Raises:
        ValueError: there are none, or a line is no fact; the message names file and line.
    """
    from pipeline.output.frames import frame

    return frame(run_facts(Path(path)))
