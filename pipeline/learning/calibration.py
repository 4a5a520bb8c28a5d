"""The confidence of facts: fitted to gold, and measured on documents that it was not fitted to."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
import numpy as np

from pipeline.documents import Document
from pipeline.facts.certainty import FactConfidence, Support, features
from pipeline.facts.merging import clusters_of
from pipeline.facts.rules import FactRules
from pipeline.learning.confidence import Example, fit, logistic
from pipeline.learning.evaluate import Told, pair, system_fact
from pipeline.relations.confidence import Confidence, Featurizer

#: How strongly the weights are held near those that change nothing, and into how many parts documents are dealt.
_RIDGE = 5.0
FOLDS = 10


class Case(msgspec.Struct, frozen=True):
    """A fact as one document tells it: what each of its statements has, its sources, and whether it is right there."""

    doc: str
    relation: str
    statements: tuple[frozenset[str], ...]
    sources: int
    right: bool
    weight: float

    def support(self, model: Confidence) -> Support:
        """What the fact stands on, by a model of statements."""
        return Support(max(map(model.of, self.statements)), len(self.statements), self.sources)


def cases(
    documents: Iterable[Document], gold: Mapping[str, Sequence[Told]], rules: FactRules, weight: float = 1.0
) -> Iterator[Case]:
    """The facts of documents, once for each document of the gold that tells them.

    Args:
        documents: records whose ids end with names of the gold; others are left out.
        gold: gold facts by document.
        rules: of merging.
        weight: what each fact counts in a fit.
    """
    records = {document.id: document for document in documents if document.id.rpartition("/")[2] in gold}
    features_of = {name: Featurizer(document) for name, document in records.items()}
    found: dict[str, list[tuple[Told, Case]]] = defaultdict(list)
    for fact, members, support in clusters_of(records.values(), rules):
        said = tuple(
            frozenset(features_of[member.doc].features(records[member.doc].statements[member.index]))
            for member in members
        )
        told = system_fact(msgspec.to_builtins(fact))
        for doc in sorted({member.doc for member in members}):
            name = doc.rpartition("/")[2]
            found[name].append((told, Case(name, fact.relation, said, support.sources, False, weight)))
    for name, rows in sorted(found.items()):
        right = {t for _, t, triple in pair(gold[name], [told for told, _ in rows], rules.symmetric) if triple}
        for number, (_, case) in enumerate(rows):
            yield msgspec.structs.replace(case, right=number in right)


def fold_of(doc: str, folds: int = FOLDS) -> int:
    """The part that a document is dealt to, by its name alone."""
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % folds


def fit_statements(rows: Sequence[Case], provenance: str = "") -> Confidence:
    """The model of statements; a document's statements share its weight."""
    sizes: dict[str, int] = defaultdict(int)
    for row in rows:
        sizes[row.doc] += len(row.statements)
    return fit(
        (Example(said, row.right, row.weight / sizes[row.doc]) for row in rows for said in row.statements), provenance
    )


def fit_facts(rows: Sequence[Case], provenance: str = "") -> FactConfidence:
    """The model of facts, fitted to what models of statements say of documents that they were not fitted to.

    Raises:
        ValueError: there are too few documents to leave some out.
    """
    if len({fold_of(row.doc) for row in rows}) < 2:
        raise ValueError("to fit the confidence of facts, there have to be documents in two parts at least")
    supports = [(row, row.support(model)) for model, left in _left_out(rows) for row in left]
    table = np.array([[1.0, *features(support)] for _, support in supports])
    right = np.array([row.right for row, _ in supports], dtype=float)
    share = np.array([row.weight for row, _ in supports])
    neutral = np.array([0.0, 1.0, 0.0, 0.0])
    weights = logistic(table, right, share, np.array([1e-6, _RIDGE, _RIDGE, _RIDGE]), neutral)
    base, slope, statements, sources = (round(float(weight), 3) for weight in weights)
    return FactConfidence(provenance=provenance, base=base, slope=slope, statements=statements, sources=sources)


def _left_out(rows: Sequence[Case]) -> Iterator[tuple[Confidence, list[Case]]]:
    """For each part of the documents, the model of statements fitted to all others, and the part's facts."""
    for fold in sorted({fold_of(row.doc) for row in rows}):
        left = [row for row in rows if fold_of(row.doc) == fold]
        yield fit_statements([row for row in rows if fold_of(row.doc) != fold]), left


def held_out(rows: Sequence[Case]) -> list[tuple[Case, float]]:
    """Each fact with the confidence by models that have not seen its document, in the order of the parts.

    Statements and facts are both fitted anew without each part (nested cross-validation by document).
    """
    found: list[tuple[Case, float]] = []
    for fold in sorted({fold_of(row.doc) for row in rows}):
        rest = [row for row in rows if fold_of(row.doc) != fold]
        statements, facts = fit_statements(rest), fit_facts(rest)
        found += [(row, facts.of(row.support(statements))) for row in rows if fold_of(row.doc) == fold]
    return found
