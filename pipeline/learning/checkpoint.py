"""The state of a training on disk, so that one that was cut off goes on: weights, momentum, step, best score.

What is drawn at random is not kept: a training that goes on meets the documents in a new order.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Model, get_current_ops, to_numpy
from thinc.optimizers import Optimizer

_STATES = ("mom1", "mom2", "averages")


def replace(folder: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` make a folder anew; whenever that is cut off, the old or the new one is there, and whole."""
    fresh, old = (folder.with_name(f"{folder.name}.{ending}") for ending in ("new", "old"))
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    write(fresh)
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    fresh.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def save(folder: Path, nlp: Language, optimizer: Optimizer, step: int, best: float) -> None:
    """Write the state into ``folder``."""
    replace(folder, lambda fresh: _write(fresh, nlp, optimizer, step, best))


def _write(fresh: Path, nlp: Language, optimizer: Optimizer, step: int, best: float) -> None:
    for name, model in _models(nlp):
        (fresh / f"{name}.weights").write_bytes(model.to_bytes())
    names = {key: name for name, key in _keys(nlp)}
    for state in _STATES:
        arrays = getattr(optimizer, state) or {}
        saved = {names[key]: to_numpy(array) for key, array in arrays.items() if key in names}  # type: ignore[no-untyped-call]
        np.savez(fresh / f"{state}.npz", **saved)
    counts = {name: [optimizer.nr_update[key], optimizer.last_seen[key]] for key, name in names.items()}
    about = {"step": step, "best": best, "counts": counts}
    (fresh / "about.json").write_text(json.dumps(about) + "\n", encoding="utf-8")


def restore(folder: Path, nlp: Language, optimizer: Optimizer) -> tuple[int, float]:
    """Give ``nlp``, initialized with the same configuration, and the optimizer the saved state; step and best score.

    ``(0, 0.0)`` where nothing is saved.
    """
    old = folder.with_name(f"{folder.name}.old")
    if old.is_dir() and not folder.is_dir():  # cut off between two moves
        old.replace(folder)
    if not folder.is_dir():
        return 0, 0.0
    about = json.loads((folder / "about.json").read_bytes())
    for name, model in _models(nlp):
        model.from_bytes((folder / f"{name}.weights").read_bytes())
    keys = dict(_keys(nlp))
    for state in _STATES:
        with np.load(folder / f"{state}.npz", allow_pickle=False) as arrays:
            if arrays.files:
                ops = get_current_ops()
                getattr(optimizer, state).update({keys[name]: ops.asarray(arrays[name]) for name in arrays.files})
    for name, (updates, seen) in about["counts"].items():
        optimizer.nr_update[keys[name]], optimizer.last_seen[keys[name]] = updates, seen
    for _ in range(about["step"]):
        optimizer.step_schedules()  # type: ignore[no-untyped-call]
    return about["step"], about["best"]


def _models(nlp: Language) -> Iterator[tuple[str, Model[Any, Any]]]:
    for name, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            yield name, model


def _keys(nlp: Language) -> Iterator[tuple[str, tuple[int, str]]]:
    """Names of all parameters that hold in every process, and the optimizer's keys for them in this one."""
    for name, model in _models(nlp):
        for number, node in enumerate(model.walk()):
            for parameter in node.param_names:
                yield f"{name}/{number}/{parameter}", (node.id, parameter)
            for index, shim in enumerate(node.shims):
                inner = getattr(shim, "_model", None)
                for parameter, _ in inner.named_parameters() if inner is not None else ():
                    yield f"{name}/{number}/{index}/{parameter}", (shim.id, parameter)
