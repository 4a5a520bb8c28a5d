"""The confidence of statements, fitted to gold: what those have in common whose facts are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from pipeline.documents import Document
from pipeline.facts.clusters import cluster
from pipeline.facts.merging import fact_of
from pipeline.facts.rules import FactRules
from pipeline.facts.told import Aliases, told, unknown
from pipeline.learning.evaluate import Told, pair, system_fact
from pipeline.relations.confidence import Confidence, Featurizer

#: How strongly weights are held near 0, and how many statements have to have a feature.
_RIDGE = 10.0
_FEWEST = 4
_ROUNDS = 50


class Example(msgspec.Struct, frozen=True):
    """A statement: what it has, whether its fact is right, and how much it counts."""

    features: frozenset[str]
    right: bool
    weight: float


def examples(
    document: Document, gold: Sequence[Told], rules: FactRules, aliases: Aliases = unknown, weight: float = 1.0
) -> Iterator[Example]:
    """The statements of a document, which share its weight: a long list of strikes is one document too.

    A statement is right where its fact is a triple of the gold, each gold fact being found once.
    """
    items = list(told(document, rules, aliases))
    number = {id(item): index for index, item in enumerate(items)}
    found = list(cluster(items, rules))
    facts = [system_fact(msgspec.to_builtins(fact_of(each, rules))) for each in found]
    triples = {t for _, t, triple in pair(gold, facts, rules.symmetric) if triple}
    featurizer = Featurizer(document)
    for index, each in enumerate(found):
        for member in each.members:
            features = frozenset(featurizer.features(document.statements[number[id(member)]]))
            yield Example(features, index in triples, weight / len(items))


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
    share = np.array([row.weight for row in rows])
    share = share * len(rows) / share.sum()
    ridge = np.full(len(names) + 1, _RIDGE)
    ridge[0] = 1e-6
    weights = np.zeros(len(names) + 1)
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (share * (right - chance)) - ridge * weights
        curve = (table.T * (share * chance * (1 - chance))) @ table + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    fitted = {name: round(float(weight), 2) for name, weight in zip(names, weights[1:], strict=True)}
    return Confidence(
        provenance=provenance,
        base=round(float(weights[0]), 2),
        weights={name: weight for name, weight in fitted.items() if weight},
    )


def write(model: Confidence, file: Path) -> None:
    """Write the file that ``load_confidence`` reads, the weights in the order of their names."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=2) + b"\n")
