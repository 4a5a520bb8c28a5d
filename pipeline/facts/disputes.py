"""Facts that contradict each other: told and denied, or one place held by two sides at one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.facts.agreement import overlap, period, same_place, within
from pipeline.facts.clusters import Cluster
from pipeline.facts.models import Fact
from pipeline.facts.told import Side

Pair = tuple[Fact, Cluster]


def link_disputes(pairs: Iterable[Pair]) -> None:
    """Write into ``disputed_by`` of each fact the ids of those that contradict it; both are kept."""
    pairs = list(pairs)
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in (*_denied(pairs), *_held_twice(pairs)):
        found[one.id].add(other.id)
        found[other.id].add(one.id)
    for fact, _ in pairs:
        fact.disputed_by = sorted(found[fact.id])


def _times_meet(one: Cluster, other: Cluster) -> bool:
    return not one.dated or not other.dated or overlap(period(*one.dates[:2]), period(*other.dates[:2]))


def _denied(pairs: Iterable[Pair]) -> Iterator[tuple[Fact, Fact]]:
    told: dict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    denied: dict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    for fact, cluster in pairs:
        first = cluster.members[0]
        key = (first.relation, first.subject.key, first.object.key)
        if first.standing == "negated":
            denied[key].append((fact, cluster))
        elif first.standing == "affirmed":
            told[key].append((fact, cluster))
    for key, against in denied.items():
        for fact, cluster in against:
            for other, claim in told.get(key, ()):
                known = bool(cluster.docs & claim.docs) or _shared(cluster)
                if known and _times_meet(cluster, claim) and same_place(cluster.place, claim.place):
                    yield fact, other


def _shared(cluster: Cluster) -> bool:
    """Whether the arguments mean the same in every document."""
    first = cluster.members[0]
    return first.subject.shared and first.object.shared


def _one_side(one: Side, other: Side) -> bool:
    """Whether one actor is part of the other: an army and its brigade hold a town together."""
    return within(one, other) or within(other, one)


def _held_twice(pairs: Iterable[Pair]) -> Iterator[tuple[Fact, Fact]]:
    """CONTROLS of one place by two actors whose dates overlap; without dates nothing is said against it."""
    places: dict[str, list[Pair]] = defaultdict(list)
    for fact, cluster in pairs:
        first = cluster.members[0]
        told = first.standing == "affirmed" and cluster.dated and first.subject.key and first.object.shared
        if first.relation == "CONTROLS" and told:
            places[first.object.key].append((fact, cluster))
    for holders in places.values():
        holders.sort(key=lambda pair: (pair[1].dates[0] or "", pair[0].id))
        for index, (fact, cluster) in enumerate(holders):
            last = cluster.dates[1] or "9999-12-31"
            for other, rival in holders[index + 1 :]:
                if (rival.dates[0] or "") > last:
                    break
                mine, its = cluster.members[0].subject, rival.members[0].subject
                if mine.key != its.key and not _one_side(mine, its):
                    yield fact, other
