"""Facts that speak of each other: told and denied, one place held by two, a plan and what came of it.

Both facts are kept; each names the other by its id.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from pipeline.facts.agreement import days, overlap, same_place, within
from pipeline.facts.clusters import Cluster
from pipeline.facts.rules import FactRules
from pipeline.facts.told import AFFIRMED, NEGATED, PROSPECTIVE, Side

HELD = "CONTROLS"


class Linked:
    """A cluster with the id of its fact and the ids of those that it is linked with."""

    __slots__ = ("cluster", "disputed_by", "fulfilled_by", "fulfils", "id")

    def __init__(self, fact_id: str, cluster: Cluster) -> None:
        self.id, self.cluster = fact_id, cluster
        self.disputed_by: set[str] = set()
        self.fulfils: set[str] = set()
        self.fulfilled_by: set[str] = set()


def link_tellings(facts: Sequence[Linked], rules: FactRules) -> None:
    """Link the facts of one relation, subject and object: denials with claims, plans with deeds."""
    claims = [fact for fact in facts if fact.cluster.first.standing == AFFIRMED]
    if len(claims) == len(facts):
        return
    claims.sort(key=lambda fact: (fact.cluster.day, fact.id))
    for fact in facts:
        if fact.cluster.first.standing == NEGATED:
            for claim in _nearest(fact, claims, rules.links):
                if _denies(fact.cluster, claim.cluster, rules):
                    _dispute(fact, claim, rules.links)
        elif fact.cluster.first.standing == PROSPECTIVE and fact.cluster.status == "planned":
            for deed in _nearest(fact, claims, rules.links):
                if _fulfils(deed.cluster, fact.cluster, rules) and len(deed.fulfils) < rules.links:
                    deed.fulfils.add(fact.id)
                    fact.fulfilled_by.add(deed.id)


def link_holders(facts: Iterable[Linked], rules: FactRules) -> None:
    """Link facts that say of one place, and of one day, that it is held by two actors who are no part of each other."""
    holders = [fact for fact in facts if _is_held(fact.cluster)]
    holders.sort(key=lambda fact: (fact.cluster.period, fact.id))
    for index, fact in enumerate(holders):
        last = fact.cluster.period[1]
        for rival in holders[index + 1 :]:
            if rival.cluster.period[0] > last or len(fact.disputed_by) >= rules.links:
                break
            if _are_rivals(fact.cluster.first.subject, rival.cluster.first.subject):
                _dispute(fact, rival, rules.links)


def _dispute(one: Linked, other: Linked, most: int) -> None:
    if len(one.disputed_by) < most and len(other.disputed_by) < most:
        one.disputed_by.add(other.id)
        other.disputed_by.add(one.id)


def _nearest(fact: Linked, others: Sequence[Linked], most: int) -> Iterator[Linked]:
    """Those nearest in time, of a list in the order of time."""
    middle = bisect_left(others, (fact.cluster.day, ""), key=lambda other: (other.cluster.day, other.id))
    yield from others[max(middle - most, 0) : middle + most]


def _known_again(one: Cluster, other: Cluster) -> bool:
    """Whether the arguments mean the same: in one document, or everywhere."""
    return bool(one.docs & other.docs) or (one.first.subject.shared and one.first.object.shared)


def _denies(denial: Cluster, claim: Cluster, rules: FactRules) -> bool:
    if not _known_again(denial, claim) or not same_place(denial.place, claim.place):
        return False
    if denial.dated and claim.dated:
        return overlap(denial.period, claim.period)
    return bool(denial.docs & claim.docs) or _near(denial, claim, rules)


def _near(one: Cluster, other: Cluster, rules: FactRules) -> bool:
    """Whether what is known of both times, their days or else those of their reports, lies near enough."""
    (first, last), (begin, end) = _span(one), _span(other)
    return not first or not begin or (begin - last <= rules.undated_days and first - end <= rules.undated_days)


def _span(cluster: Cluster) -> tuple[int, int]:
    if not cluster.dated:
        return cluster.reported
    first, last = cluster.dates[0] or cluster.dates[1], cluster.dates[1] or cluster.dates[0]
    return days(first), days(last)


def _fulfils(deed: Cluster, plan: Cluster, rules: FactRules) -> bool:
    """Whether a deed carries out a plan: dated inside the plan's dates, or after the plan was first told.

    An undated deed does so only where it is first told later than the plan.
    """
    if not _known_again(deed, plan) or not same_place(deed.place, plan.place):
        return False
    told = plan.reported[0]
    if not deed.dated:
        return 0 < told < deed.reported[0] <= told + rules.undated_days
    if plan.dated:
        return overlap(deed.period, plan.period)
    first, last = _span(deed)
    return 0 < told <= last and first <= told + rules.undated_days


def _is_held(cluster: Cluster) -> bool:
    first = cluster.first
    return (
        first.relation == HELD
        and first.standing == AFFIRMED
        and cluster.dated
        and bool(first.subject.key)
        and first.object.shared
    )


def _are_rivals(one: Side, other: Side) -> bool:
    """Whether two actors are others and neither is part of the other: an army and its brigade hold a town together."""
    return one.key != other.key and not within(one, other) and not within(other, one)
