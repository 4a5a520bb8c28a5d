"""The pipeline under another folder of configuration: what rules that are not in force yet would do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.running.model import load_model
from pipeline.running.results import run_facts
from pipeline.running.runner import Options, run
from pipeline.running.settings import load_settings
from pipeline.running.stages import known_names

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.facts import Fact

_VARIABLE = "SITREP_CONFIGS"


@contextmanager
def configured(configs: Path) -> Iterator[None]:
    """Everything inside the block, processes that it starts among it, works with this folder of configuration."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(configs.resolve())
    known_names.cache_clear()
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before
        known_names.cache_clear()


def pipeline_under(configs: Path, model: str | None = None) -> Language:
    """The pipeline with the rules of a folder.

    Raises:
        ValueError: the model cannot be loaded with these rules.
    """
    with configured(configs):
        return load_model(model or load_settings().model)


def facts_under(configs: Path, inputs: Sequence[str], out: Path, options: Options | None = None) -> list[Fact]:
    """The facts of a run over inputs with the rules of a folder; what ``out`` has of it is kept.

    Raises:
        ValueError: the run cannot start.
    """
    with configured(configs):
        run(inputs, out, options or Options(workers=1))
        return list(run_facts(out))
