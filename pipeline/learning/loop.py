"""One training of a spaCy pipeline from its configuration, which can be cut off and goes on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from spacy import util
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe  # type: ignore[import-not-found]  # Cython without stubs
from spacy.schemas import ConfigSchemaTraining
from spacy.training.initialize import init_nlp
from spacy.training.loop import create_evaluation_callback, create_train_batches
from spacy.util import registry, resolve_dot_names
from thinc.api import NumpyOps, fix_random_seed, get_current_ops, prefer_gpu, set_current_ops

from pipeline.learning import (
    callbacks,  # noqa: F401 (the configurations name them)
    checkpoint,
)
from pipeline.syntax import encoder  # noqa: F401 (the configurations name it)

#: Seconds between two checkpoints.
SAVE_EVERY = 180.0

#: The name of the folder that it is saved to.
CHECKPOINT = "checkpoint"


#: Settings of spaCy's own loop that this one has no use for.
NEUTRAL: dict[str, Any] = {
    "patience": 0,
    "accumulate_gradient": 1,
    "frozen_components": [],
    "annotating_components": [],
    "before_to_disk": None,
    "before_update": None,
}


def train_pipeline(
    config: Path, train: Path, tune: Path, out: Path, *, steps: int | None = None, resume: bool = True
) -> Path:
    """Train the pipeline of a configuration on folders of documents; the folder of the best one, in ``out``.

    ``steps`` shortens the training, ``resume`` goes on from what an earlier one left in ``out``. A GPU is used where
    spaCy finds one.
    """
    set_fast_ops()
    out.mkdir(parents=True, exist_ok=True)
    settings = _settings(config, train, tune, out, steps)
    nlp = init_nlp(settings)
    resolved = nlp.config.interpolate()
    parts = registry.resolve(resolved["training"], schema=ConfigSchemaTraining)
    for key, neutral in NEUTRAL.items():
        if parts[key] != neutral:
            raise ValueError(f"{config}: training.{key} has to be {neutral!r}; nothing else is supported")
    corpora = resolve_dot_names(resolved, [parts["train_corpus"], parts["dev_corpus"]])
    if not resume:
        shutil.rmtree(out / CHECKPOINT, ignore_errors=True)
    done, best = checkpoint.restore(out / CHECKPOINT, nlp, parts["optimizer"])
    prepare = resolved["initialize"]["after_init"]
    if done and prepare:  # a language model that was read from the disk is not the one that was prepared
        nlp = registry.resolve({"prepare": prepare})["prepare"](nlp)
    fix_random_seed(parts["seed"] + done)
    _run(nlp, parts, corpora, out, done, best)
    shutil.rmtree(out / CHECKPOINT, ignore_errors=True)
    return out / "model-best"


def set_fast_ops() -> None:
    """Use the GPU where there is one, and otherwise numpy's matrix products: faster than those that thinc brings."""
    if not prefer_gpu() and type(get_current_ops()) is NumpyOps:
        set_current_ops(NumpyOps(use_blis=False))


def _settings(config: Path, train: Path, tune: Path, out: Path, steps: int | None) -> Any:
    overrides: dict[str, Any] = {
        "paths.train": str(train),
        "paths.dev": str(tune),
        "paths.progress": str(out / "progress.jsonl"),
    }
    settings = util.load_config(config, overrides=overrides, interpolate=False)
    if steps is not None:
        settings["training"]["max_steps"] = steps
        settings["training"]["eval_frequency"] = max(1, min(settings["training"]["eval_frequency"], steps))
    return settings


def _run(nlp: Language, parts: dict[str, Any], corpora: Sequence[Any], out: Path, done: int, best: float) -> None:
    """Train from the step after ``done`` to the last one and keep the best pipeline, which scored ``best`` so far."""
    optimizer, last, every = parts["optimizer"], parts["max_steps"], parts["eval_frequency"]
    evaluate = create_evaluation_callback(nlp, corpora[1], parts["score_weights"])
    log, finish = parts["logger"](nlp, StringIO(), StringIO())
    losses: dict[str, float] = {}
    saved = time.monotonic()
    batches = create_train_batches(nlp, corpora[0], parts["batcher"], parts["max_epochs"])
    for step, (epoch, batch) in enumerate(islice(batches, last - done), start=done + 1):
        nlp.update(batch, drop=parts["dropout"], losses=losses, sgd=False)  # type: ignore[arg-type]
        for _, pipe in nlp.pipeline:  # all together: an encoder has its gradient only when the last listener is done
            if isinstance(pipe, TrainablePipe):
                pipe.finish_update(optimizer)
        optimizer.step_schedules()
        info: dict[str, Any] = {"step": step, "epoch": epoch, "losses": dict(losses), "score": None, "other_scores": {}}
        if step % every == 0 or step == last:
            with nlp.use_params(optimizer.averages or {}):
                info["score"], info["other_scores"] = evaluate()
                if info["score"] >= best:
                    best = info["score"]
                    checkpoint.replace(out / "model-best", nlp.to_disk)
            losses.clear()
        log(info)
        if info["score"] is not None or time.monotonic() - saved > SAVE_EVERY:
            checkpoint.save(out / CHECKPOINT, nlp, optimizer, step, best)
            saved = time.monotonic()
    finish()
