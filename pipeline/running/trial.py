"""The pipeline under another folder of configuration: what rules that are not in force yet would do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.running.model import load_model
from pipeline.running.results import FACT_FILES, run_facts
from pipeline.running.runner import Options, run
from pipeline.running.settings import load_settings
from pipeline.running.stages import fact_rules, known_names

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


def readers_under(
    configs: Path, model: str | None = None
) -> tuple[Callable[[str], set[str]], Callable[[str], list[tuple[str, ...]]]]:
    """What reads sentences with the rules of a folder: for the entries in them, and for their relations.

    Raises:
        ValueError: the model cannot be loaded with these rules.
    """
    nlp = pipeline_under(configs, model)

    def match(text: str) -> set[str]:
        return {entity.kb_id for entity in nlp(text)._.record.entities if entity.kb_id}

    def read(text: str) -> list[tuple[str, ...]]:
        return [(statement.relation,) for statement in nlp(text)._.record.statements]

    return match, read


def fact_scores_under(configs: Path, documents: Path, gold: Path, out: Path, model: str | None = None) -> float:
    """F of triples (0 to 1) over documents with gold facts, read with the rules of a folder."""
    from pipeline.learning.evaluate import evaluate, read_gold, read_system

    facts_under(configs, [str(documents)], out, Options(model, workers=1))
    with configured(configs):
        symmetric = fact_rules(load_settings().facts).symmetric
    return evaluate(read_gold(gold), read_system(out / FACT_FILES[0]), symmetric).total.f("triple")


def entity_scores_under(configs: Path, marked: Path, model: str | None = None) -> dict[str, float]:
    """F of names and of links (0 to 1) over marked texts, read with the rules of a folder."""
    from pipeline.learning.evaluate_entities import evaluate_entities
    from pipeline.learning.marked import read_marked

    nlp = pipeline_under(configs, model)
    with configured(configs):
        scores = evaluate_entities(nlp, read_marked(marked), known_names)
    return {metric: scores[metric]["f"] for metric in ("names", "links") if metric in scores}
