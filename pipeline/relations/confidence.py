"""How sure a statement is: weights of what can be said about it, fitted to gold (``configs/confidence.json``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import exp
from pathlib import Path

import msgspec

from pipeline.documents import Argument, Document, Span, Statement
from pipeline.resources import read_yaml

FILE = "confidence.json"
_LOWEST, _HIGHEST = 0.05, 0.98


class Confidence(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """A logistic model: ``base``, and a weight for each feature that has one.

    ``provenance`` says what it was fitted to.
    """

    provenance: str
    base: float
    weights: dict[str, float] = {}

    def of(self, features: Iterable[str]) -> float:
        """The chance that a statement with these features is right."""
        total = self.base + sum(self.weights.get(feature, 0.0) for feature in features)
        return round(min(max(1 / (1 + exp(-total)), _LOWEST), _HIGHEST), 3)


def load_confidence(configs: Path) -> Confidence:
    """The model of a configuration folder, read again when the file changed.

    Raises:
        ValueError: the file is missing or has a wrong key.
    """
    return read_yaml(configs / FILE, Confidence)


class Featurizer:
    """Says of the statements of one document what their confidence is made of."""

    def __init__(self, document: Document) -> None:
        self.types = {entity.id: entity.type for entity in document.entities}
        self.cover: dict[int, Span] = {}
        for span in sorted(document.spans, key=lambda span: span.start - span.end):
            self.cover.update(dict.fromkeys(range(span.start, span.end), span))

    def features(self, statement: Statement) -> Iterator[str]:
        """The relation, the status, what the arguments are and what found them, what was not read off the clause."""
        yield f"relation {statement.relation}"
        yield f"status {statement.status}"
        if statement.attributed_to is not None:
            yield "source named"
        yield from self._argument("subject", statement.subject)
        yield from self._argument("object", statement.object)
        for what, reason in statement.why.items():
            yield f"{what} by {reason}"

    def _argument(self, role: str, argument: Argument | None) -> Iterator[str]:
        if argument is None:
            yield f"{role} empty"
            return
        yield f"{role} is {self.types.get(argument.entity or '', 'words')}"
        span = self.cover.get(argument.start)
        if span is not None:
            yield f"{role} told by {span.kind}"
            yield f"{role} found by {span.source}"
