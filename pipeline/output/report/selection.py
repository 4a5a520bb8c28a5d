"""Which facts a report shows: those that were asked for, and of these the best told."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from pipeline.facts import Fact

#: What a browser still handles at once; more are left out, and the report says so.
MOST_FACTS = 5000
#: How many names a report that left facts out proposes to ask for.
_PROPOSED = 3

#: A name, and the names of what it is a part of or lies in, nearest first.
Chains = Mapping[str, tuple[str, ...]]


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What the facts of a report have to be like; an empty condition holds for all.

    ``actors`` are subjects or objects, with the actors that are part of them; ``places`` hold with all inside them;
    names are compared with canonical names, aliases and ids, without regard to case. A fact lies between ``since`` and
    ``until`` (ISO days, inclusive) where its own period touches theirs; with either of them, facts without a date are
    out.
    """

    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    confidence: float = 0.0
    limit: int = MOST_FACTS

    @property
    def by_chain(self) -> bool:
        """Whether it needs to know what is part of what."""
        return bool(self.actors or self.places)

    def told(self) -> list[str]:
        """The conditions, each in a few words."""
        named = [
            ("actor", self.actors),
            ("place", self.places),
            ("relation", self.relations),
            ("status", self.statuses),
            ("source", self.sources),
        ]
        found = [f"{what} {' or '.join(names)}" for what, names in named if names]
        found += [f"since {self.since}"] if self.since else []
        found += [f"until {self.until}"] if self.until else []
        return [*found, f"confidence of {self.confidence:g} or more"] if self.confidence else found

    def holds(self, fact: Fact, chains: Chains) -> bool:
        """Whether a fact is asked for."""
        return (
            fact.confidence >= self.confidence
            and _among(self.relations, [fact.relation])
            and _among(self.statuses, [fact.status])
            and _in_time(fact, self.since, self.until)
            and _among(self.sources, [proof.source for proof in fact.evidence])
            and _among(self.actors, _actor_names(fact, chains) if self.actors else ())
            and _among(self.places, _place_names(fact, chains) if self.places else ())
        )


class Chosen(msgspec.Struct):
    """The facts of a report in the order of the run, how many it could have had, and what to ask for to see others."""

    facts: list[Fact]
    read: int
    found: int
    proposals: list[tuple[str, str, int]]

    @property
    def left_out(self) -> int:
        """How many that were asked for are not shown."""
        return self.found - len(self.facts)


def choose(facts: Iterable[Fact], selection: Selection, chains: Chains) -> Chosen:
    """The facts that a report shows; of too many those told by most sources, then the surest, then by id.

    Facts are read one at a time; only those that may be shown are kept.
    """
    best: list[tuple[tuple[int, float, str], int, Fact]] = []
    seen: dict[str, Counter[str]] = {"actor": Counter(), "place": Counter(), "relation": Counter()}
    read = found = 0
    for read, fact in enumerate(facts, 1):
        if not selection.holds(fact, chains):
            continue
        found += 1
        for kind, name in (("actor", fact.subject), ("place", fact.place), ("relation", fact.relation)):
            if name:
                seen[kind][name] += 1
        entry = ((n_sources(fact), fact.confidence, fact.id), read, fact)
        if len(best) < selection.limit:
            heapq.heappush(best, entry)
        else:
            heapq.heappushpop(best, entry)
    shown = [fact for _, _, fact in sorted(best, key=lambda entry: entry[1])]
    return Chosen(shown, read, found, _proposals(seen) if found > len(shown) else [])


def n_sources(fact: Fact) -> int:
    """How many independent sources tell a fact; how many documents, where nobody counted sources."""
    return fact.n_sources or fact.n_documents


def _proposals(seen: Mapping[str, Counter[str]]) -> list[tuple[str, str, int]]:
    """(what, name, number of facts): what many of the facts share, to ask for on its own."""
    return [(kind, name, count) for kind, names in seen.items() for name, count in names.most_common(_PROPOSED)]


def _among(wanted: Iterable[str], given: Iterable[str | None]) -> bool:
    asked = {name.casefold() for name in wanted}
    return not asked or any(name.casefold() in asked for name in given if name)


def _in_time(fact: Fact, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    start, end = fact.date_start or fact.date_end, fact.date_end or fact.date_start
    if start is None or end is None:
        return False
    return (since is None or end >= since) and (until is None or start <= until)


def _actor_names(fact: Fact, chains: Chains) -> list[str | None]:
    names: list[str | None] = [fact.subject, fact.object, fact.subject_id, fact.object_id]
    return [*names, *fact.subject_names, *fact.object_names, *_above(names, chains)]


def _place_names(fact: Fact, chains: Chains) -> list[str | None]:
    names: list[str | None] = [fact.place, fact.place_id]
    if (fact.object_id or "").startswith("place:"):
        names += [fact.object, fact.object_id, *fact.object_names]
    return [*names, *fact.place_names, *_above(names, chains)]


def _above(names: Iterable[str | None], chains: Chains) -> list[str]:
    return [upper for name in names if name for upper in chains.get(name, ())]
