"""Statements that tell one fact: found in one pass over a sorted list, precise statements first.

Vaguer statements then find what they repeat: first in their own document, else the nearest in time. A bucket holds the
statements of one relation, subject, object and standing; indexes by document and by month keep the search short.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.facts.agreement import (
    Amount,
    days,
    equal_amounts,
    finer_place,
    inside,
    join_amounts,
    near_amounts,
    period,
    same_place,
    within,
)
from pipeline.facts.rules import FactRules
from pipeline.facts.told import Told

_MANY_MONTHS = 13


class Cluster:
    """A fact in the making: its members, and what they say together."""

    def __init__(self, first: Told) -> None:
        self.members = [first]
        self.place = first.place
        self.dates = (first.date_start, first.date_end, first.precision)
        self.amount: Amount = (first.low, first.high)
        self.docs = {first.doc}
        self.published = [p for p in [first.evidence.published] if p]

    @property
    def dated(self) -> bool:
        """Whether any member has a date."""
        return bool(self.dates[0] or self.dates[1])

    def add(self, item: Told) -> None:
        """Take a member in; the more precise place and date hold for all."""
        self.members.append(item)
        self.docs.add(item.doc)
        self.place = finer_place(self.place, item.place)
        mine, its = period(*self.dates[:2]), period(item.date_start, item.date_end)
        if item.dated and (not self.dated or (inside(its, mine) and its != mine)):
            self.dates = (item.date_start, item.date_end, item.precision)
        self.amount = join_amounts(self.amount, (item.low, item.high))
        if item.evidence.published:
            self.published.append(item.evidence.published)

    def agrees(self, item: Told, rules: FactRules) -> bool:
        """Whether a statement may tell this fact too."""
        known = item.doc in self.docs
        if not known and not _may_travel(item, rules) and not self._same_event(item):
            return False
        return (
            same_place(self.place, item.place)
            and self._dates_agree(item, rules, known)
            and self._amounts_agree(item, rules)
        )

    def _same_event(self, item: Told) -> bool:
        """The same place and date, both told: then "residents" are the same residents in two documents."""
        place, dates = self.place.key == item.place.key != "", self.dates[:2] == (item.date_start, item.date_end)
        return place and item.place.shared and item.dated and dates

    def _dates_agree(self, item: Told, rules: FactRules, known: bool) -> bool:
        mine, its = period(*self.dates[:2]), period(item.date_start, item.date_end)
        if self.dated and item.dated:
            return inside(mine, its) or inside(its, mine)
        if known or item.relation in rules.states or not (self.dated or item.dated):
            return True
        return self._reported_in_time(item, rules)

    def _reported_in_time(self, item: Told, rules: FactRules) -> bool:
        """An undated report elsewhere is no report of what came after it, nor of what was long ago."""
        if self.dated:
            event, reports = self.dates[:2], [item.evidence.published] if item.evidence.published else []
        else:
            event, reports = (item.date_start, item.date_end), self.published
        first, last = days(event[0] or event[1]), days(event[1] or event[0])
        after = item.standing == "prospective"
        return not reports or any(
            (after or first <= days(report)) and days(report) - last <= rules.undated_days for report in reports
        )

    def _amounts_agree(self, item: Told, rules: FactRules) -> bool:
        its = (item.low, item.high)
        own = [(member.low, member.high) for member in self.members if member.doc == item.doc]
        return all(equal_amounts(amount, its) for amount in own) and (
            equal_amounts(self.amount, its) or near_amounts(self.amount, its, rules.tolerance)
        )

    def distance(self, item: Told) -> tuple[bool, bool, int]:
        """How far a statement is from this fact: document, place, days."""
        when = days(item.date_start or item.date_end or item.evidence.published)
        here = days(self.dates[0] or self.dates[1] or min(self.published, default=None))
        return (
            item.doc not in self.docs,
            item.place.key != self.place.key and not within(self.place, item.place),
            abs(when - here) if when and here else 0,
        )


def _may_travel(item: Told, rules: FactRules) -> bool:
    """Whether subject and object are known again in another document by themselves."""
    return item.subject.shared and (item.object.shared or item.relation in rules.objectless)


def _months(first: str, last: str) -> list[str]:
    """The months (``2016-11``) that a period touches, or none when they are many."""
    year, month = int(first[:4]), int(first[5:7])
    found: list[str] = []
    while (stamp := f"{year:04d}-{month:02d}") <= last[:7]:
        found.append(stamp)
        if len(found) > _MANY_MONTHS:
            return []
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


class Bucket:
    """The clusters of one relation, subject, object and standing."""

    def __init__(self) -> None:
        self.clusters: list[Cluster] = []
        self._by_doc: dict[str, set[int]] = defaultdict(set)
        self._by_month: dict[str, set[int]] = defaultdict(set)
        self._wide: set[int] = set()

    def add(self, item: Told, rules: FactRules) -> None:
        """Give a statement to the nearest cluster that it agrees with, or to a new one."""
        fitting = [i for i in self._candidates(item, rules) if self.clusters[i].agrees(item, rules)]
        if fitting:
            index = min(fitting, key=lambda i: (*self.clusters[i].distance(item), i))
            self.clusters[index].add(item)
        else:
            index = len(self.clusters)
            self.clusters.append(Cluster(item))
        self._file(index, item)

    def _file(self, index: int, item: Told) -> None:
        self._by_doc[item.doc].add(index)
        months = _item_months(item)
        for month in months:
            self._by_month[month].add(index)
        if not months:
            self._wide.add(index)

    def _candidates(self, item: Told, rules: FactRules) -> Iterable[int]:
        """The clusters that may fit, in their order; all of them only where no date narrows the search."""
        if not _may_travel(item, rules) and not (item.dated and item.place.key):
            return sorted(self._by_doc[item.doc])
        months = _item_months(item)
        if not months:
            return range(len(self.clusters))
        near = set().union(*(self._by_month[month] for month in months if month in self._by_month))
        return sorted(near | self._wide | self._by_doc[item.doc])


def _item_months(item: Told) -> list[str]:
    if not days(item.date_start) or not days(item.date_end):
        return []
    return _months(item.date_start or "", item.date_end or "")


def _precision(item: Told) -> tuple[int, int, bool]:
    """Sorts precise statements first: short period, deep place, with a number."""
    first, last = period(item.date_start, item.date_end)
    width = days(last) - days(first) if item.dated else days("9999-12-31") + 1
    return width, -len(item.place.parents) if item.place.key else 1, item.low is None and item.high is None


def order(item: Told) -> tuple[str, int, int, str, str, str]:
    """The place of a statement in all documents: a total order that does not depend on how they came in."""
    mark = next((mark.start for mark in item.evidence.marks if mark.role == "trigger"), 0)
    return item.doc, item.evidence.start, mark, item.relation, item.subject.key, item.object.key


def cluster(items: Iterable[Told], rules: FactRules) -> Iterator[Cluster]:
    """The clusters of all statements, in the order of their buckets' keys."""
    buckets: dict[tuple[str, str, str, str], list[Told]] = defaultdict(list)
    for item in items:
        target = "" if item.relation in rules.objectless else item.object.key
        buckets[item.relation, item.subject.key, target, item.standing].append(item)
    for key in sorted(buckets):
        bucket = Bucket()
        for item in sorted(buckets[key], key=lambda told: (_precision(told), order(told))):
            bucket.add(item, rules)
        yield from bucket.clusters
