"""Which facts a report shows: of too many the best told."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from pipeline.facts import Fact

#: What a browser still handles at once; more are left out, and the report says so.
MOST_FACTS = 5000
#: Facts that wait for review, beside the others: the surest, since a report is no place to work through a long list.
MOST_REVIEW = 1000
#: Sentences of one fact; the rest is counted.
MOST_PROOFS = 12
#: How many names a report that left facts out proposes to ask for.
_PROPOSED = 3


class Shown(msgspec.Struct):
    """A fact with the sentences that are shown; ``more`` is how many more there are."""

    fact: Fact
    more: int = 0
    review: bool = False


class Chosen(msgspec.Struct):
    """The facts of a report in the order of the run, then those that wait for review, the surest first.

    ``found`` and ``review`` are how many there are of either; ``proposals`` say what to ask for to see others.
    """

    facts: list[Shown]
    unsure: list[Shown]
    found: int
    review: int
    proposals: list[tuple[str, str, int]]

    @property
    def shown(self) -> list[Shown]:
        """All that the report carries."""
        return [*self.facts, *self.unsure]

    @property
    def left_out(self) -> int:
        """How many facts are not shown, those for review not counted."""
        return self.found - len(self.facts)


def choose(facts: Iterable[Fact], review: Iterable[Fact] = (), limit: int = MOST_FACTS) -> Chosen:
    """The facts that a report shows; of too many those told by most sources, then the surest, then by id.

    Facts are read one at a time; only those that may be shown are kept, with the sentences that are shown.
    """
    seen: dict[str, Counter[str]] = {"actor": Counter(), "place": Counter(), "relation": Counter()}
    best, unsure = _Best(limit), _Best(MOST_REVIEW)
    for fact in facts:
        for kind, name in (("actor", fact.subject), ("place", fact.place), ("relation", fact.relation)):
            if name:
                seen[kind][name] += 1
        best.take(fact, (n_sources(fact), fact.confidence, fact.id))
    for fact in review:
        unsure.take(fact, (0, fact.confidence, fact.id), review=True)
    shown = [one for _, _, one in sorted(best.kept, key=lambda entry: entry[1])]
    surest = [one for _, _, one in sorted(unsure.kept, key=lambda entry: (-entry[0][1], entry[1]))]
    return Chosen(shown, surest, best.read, unsure.read, _proposals(seen) if best.read > len(shown) else [])


class _Best:
    """The facts with the greatest keys, each with its number in the order of reading."""

    def __init__(self, limit: int) -> None:
        self.limit, self.read = limit, 0
        self.kept: list[tuple[tuple[int, float, str], int, Shown]] = []

    def take(self, fact: Fact, key: tuple[int, float, str], review: bool = False) -> None:
        """Keep a fact as far as it is shown, in the place of a lesser one where there are enough."""
        self.read += 1
        if len(self.kept) < self.limit:
            heapq.heappush(self.kept, (key, self.read, _short(fact, review)))
        elif key > self.kept[0][0]:
            heapq.heapreplace(self.kept, (key, self.read, _short(fact, review)))


def n_sources(fact: Fact) -> int:
    """How many independent sources tell a fact; how many documents, where nobody counted sources."""
    return fact.n_sources or fact.n_documents


def _short(fact: Fact, review: bool) -> Shown:
    more = max(len(fact.evidence) - MOST_PROOFS, 0)
    return Shown(msgspec.structs.replace(fact, evidence=fact.evidence[:MOST_PROOFS]), more, review)


def _proposals(seen: Mapping[str, Counter[str]]) -> list[tuple[str, str, int]]:
    """(what, name, number of facts): what many of the facts share, to ask for on its own."""
    return [(kind, name, count) for kind, names in seen.items() for name, count in names.most_common(_PROPOSED)]
