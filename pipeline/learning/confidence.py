"""The confidence of statements, fitted to gold: what those have in common whose facts are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from pipeline.relations.confidence import Confidence

#: How strongly weights are held near 0, and how many statements have to have a feature.
_RIDGE = 10.0
_FEWEST = 4
_ROUNDS = 50


Table = npt.NDArray[np.float64]


class Example(msgspec.Struct, frozen=True):
    """A statement: what it has, whether its fact is right, and how much it counts."""

    features: frozenset[str]
    right: bool
    weight: float


def fit(rows: Iterable[Example], provenance: str) -> Confidence:
    """The weights that make the examples most likely, held near 0: logistic regression by Newton's method.

    Raises:
        ValueError: the examples are all right or all wrong, or there are none.
    """
    rows = list(rows)
    right = np.array([row.right for row in rows], dtype=float)
    if len(set(right)) < 2:
        raise ValueError("to fit the confidence, there have to be statements that are right and some that are not")
    counts = Counter(feature for row in rows for feature in row.features)
    names = sorted(name for name, count in counts.items() if count >= _FEWEST)
    table = np.array([[1.0, *(name in row.features for name in names)] for row in rows], dtype=float)
    ridge = np.full(len(names) + 1, _RIDGE)
    ridge[0] = 1e-6
    weights = logistic(table, right, np.array([row.weight for row in rows]), ridge, np.zeros(len(names) + 1))
    fitted = {name: round(float(weight), 2) for name, weight in zip(names, weights[1:], strict=True)}
    return Confidence(
        provenance=provenance,
        base=round(float(weights[0]), 2),
        weights={name: weight for name, weight in fitted.items() if weight},
    )


def logistic(table: Table, right: Table, share: Table, ridge: Table, start: Table) -> Table:
    """The weights of columns that make rows most likely: logistic regression by Newton's method.

    Args:
        table: rows by columns.
        right: 1 or 0 for each row; ``share``: what each counts, of any sum.
        ridge: how strongly each weight is held near ``start``.
    """
    share = share * len(right) / share.sum()
    weights = start.copy()
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (share * (right - chance)) - ridge * (weights - start)
        curve = (table.T * (share * chance * (1 - chance))) @ table + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def write(model: msgspec.Struct, file: Path) -> None:
    """Write the file that ``load_confidence`` reads, the weights in the order of their names."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=2) + b"\n")
