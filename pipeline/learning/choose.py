"""Which articles and sentences to annotate next: those that tell most about names that are new and unsure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from pipeline.learning.suggestions import Suggestion

#: What any new name is worth, beside how unsure it is (0 to 1).
_NEW = 0.25
_WHY = 6

Unit = TypeVar("Unit")


class Choice(msgspec.Struct):
    """A document, or a sentence of it, that would teach much: ``gain`` is what it adds to those before it."""

    doc: str
    gain: float
    why: list[str]
    text: str | None = None


def worth(one: Suggestion) -> float:
    """What one more annotated mention of a suggestion teaches: most where its score is a half."""
    return _NEW + 4 * one.score * (1 - one.score)


def choose_documents(suggestions: Iterable[Suggestion], lengths: Mapping[str, int], limit: int) -> list[Choice]:
    """The documents whose annotation would teach most, in the order in which to take them.

    Each name counts less, by half, for each document chosen before that has it, and long documents count less, by the
    square root of their words (``lengths``): the greedy choice for a sum of diminishing returns, which is never far
    from the best one (Nemhauser, Wolsey and Fisher, 1978).
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for one in suggestions:
        if one.decision == "open":
            for proof in one.proofs:
                found[proof.doc][one.name] = worth(one)
    cost = {doc: math.sqrt(max(lengths.get(doc, 1), 1)) for doc in found}
    return [Choice(doc, gain, why) for doc, gain, why in _greedy(found, cost, limit)]


def choose_sentences(suggestions: Iterable[Suggestion], limit: int) -> list[Choice]:
    """The sentences whose annotation would teach most, as for documents."""
    found: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for one in suggestions:
        if one.decision == "open":
            for proof in one.proofs:
                found[proof.doc, proof.text][one.name] = worth(one)
    cost = {unit: math.sqrt(len(unit[1].split())) for unit in found}
    return [Choice(unit[0], gain, why, unit[1]) for unit, gain, why in _greedy(found, cost, limit)]


def _greedy(
    found: Mapping[Unit, Mapping[str, float]], cost: Mapping[Unit, float], limit: int
) -> Iterable[tuple[Unit, float, list[str]]]:
    seen: Counter[str] = Counter()
    left = dict(found)
    for _ in range(min(limit, len(left))):
        gains = {
            unit: sum(value / 2 ** seen[name] for name, value in names.items()) / cost[unit]
            for unit, names in left.items()
        }
        best = max(left, key=lambda unit: (gains[unit], str(unit)))
        names = sorted(left.pop(best), key=lambda name: (-found[best][name] / 2 ** seen[name], name))
        yield best, round(gains[best], 3), names[:_WHY]
        seen.update(names)
