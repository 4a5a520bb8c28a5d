"""How sure a fact is: what its statements say, and how many independent sources tell it, weighed by what was right."""

from __future__ import annotations

from math import exp, log

import msgspec

FILE = "facts.json"
_LOWEST, _HIGHEST = 0.02, 0.99
_EDGE = 1e-3


class Support(msgspec.Struct, frozen=True):
    """What a fact stands on: the confidence of its surest statement, and counts of statements and of sources."""

    best: float
    statements: int = 1
    sources: int = 1


class FactConfidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A logistic model of four weights, fitted to gold (``configs/facts.json``); as it stands here it changes nothing.

    ``slope`` is of the log odds of the surest statement, ``statements`` and ``sources`` are of the logarithms of their
    numbers, so that each doubling counts alike. ``provenance`` says what it was fitted to.
    """

    provenance: str = "not fitted"
    base: float = 0.0
    slope: float = 1.0
    statements: float = 0.0
    sources: float = 0.0

    def of(self, support: Support) -> float:
        """The chance that a fact with this support is right."""
        columns = features(support)
        weights = (self.slope, self.statements, self.sources)
        total = self.base + sum(weight * value for weight, value in zip(weights, columns, strict=True))
        return round(min(max(1 / (1 + exp(-total)), _LOWEST), _HIGHEST), 4)


def features(support: Support) -> tuple[float, float, float]:
    """The three numbers that the weights are for."""
    best = min(max(support.best, _EDGE), 1 - _EDGE)
    return log(best / (1 - best)), log(support.statements), log(support.sources)
