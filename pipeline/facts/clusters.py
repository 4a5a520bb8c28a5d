"""Statements that tell one fact: found in one pass over a sorted list, precise statements first.

Vaguer statements then find what they repeat: first in their own document, else the nearest in time. A bucket holds the
statements of one relation, subject, object and standing; indexes by document, place and day keep the search short.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.facts.agreement import (
    Amount,
    Period,
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
from pipeline.facts.names import normal
from pipeline.facts.rules import FactRules
from pipeline.facts.told import PROSPECTIVE, Claim, Side

#: Of the clusters that a statement may belong to, so many are looked at in each direction of time, the nearest first.
_NEAREST = 32

DATE_INSIDE, DATE_ONCE, NEXT_DAY = "date-inside", "date-once", "next-day"
PLACE_INSIDE, PLACE_ONCE, SCENE = "place-inside", "place-once", "scene"
NUMBER_ONCE, NUMBER_RANGE = "number-once", "number-range"
STATUS, SWAP = "status", "swap"

Joined = list[str]


class Member:
    """A statement in a cluster: what is compared, and its row, to be read whole when the fact is written."""

    __slots__ = ("claim", "row", "rules")

    def __init__(self, claim: Claim, row: bytes) -> None:
        self.claim, self.row = claim, row
        self.rules: Joined = list(claim.joined)


class Cluster:
    """A fact in the making: its members, and what they say together."""

    def __init__(self, first: Member) -> None:
        claim = first.claim
        self.members = [first]
        self.place = claim.place
        self.dates = (claim.date_start, claim.date_end, claim.precision)
        self.amount: Amount = (claim.low, claim.high)
        self.docs = {claim.doc}
        self.status = claim.status
        self.night = claim.night
        self._counted: dict[str, list[Amount]] = {}
        self._published: list[int] = []
        self._widened = False
        self._note(claim)

    @property
    def first(self) -> Claim:
        """The member that made the cluster: all share its relation, arguments and standing."""
        return self.members[0].claim

    @property
    def dated(self) -> bool:
        """Whether any member has a date."""
        return bool(self.dates[0] or self.dates[1])

    @property
    def period(self) -> Period:
        """Its dates."""
        return period(*self.dates[:2])

    @property
    def day(self) -> int:
        """The day by which it is found: it begins, else ends, else is first reported; 0 for none."""
        return days(self.dates[0] or self.dates[1]) or (self._published[0] if self._published else 0)

    @property
    def reported(self) -> tuple[int, int]:
        """The days of the first and the last report; 0 where none is known."""
        return (self._published[0], self._published[-1]) if self._published else (0, 0)

    def _note(self, claim: Claim) -> None:
        if (claim.low, claim.high) != (None, None):
            self._counted.setdefault(claim.doc, []).append((claim.low, claim.high))
        if report := days(claim.published):
            insort(self._published, report)

    def add(self, member: Member, rules: Joined) -> None:
        """Take a member in; the more precise place and date hold for all."""
        claim = member.claim
        member.rules += rules
        self.members.append(member)
        self.docs.add(claim.doc)
        self.night |= claim.night
        self.place = finer_place(self.place, claim.place)
        its = period(claim.date_start, claim.date_end)
        if NEXT_DAY in rules:
            ends = sorted([self.dates[0] or "", claim.date_start or ""])
            self.dates, self._widened = (ends[0], ends[1], "range"), True
        elif claim.dated and (
            not self.dated or (inside(its, self.period) and its != self.period and not self._widened)
        ):
            self.dates = (claim.date_start, claim.date_end, claim.precision)
        self.amount = join_amounts(self.amount, (claim.low, claim.high))
        self._note(claim)

    def joins(self, claim: Claim, rules: FactRules) -> Joined | None:
        """The rules by which a statement tells this fact too, or None where it does not."""
        known = claim.doc in self.docs
        found: Joined = []
        if not known and not _may_travel(claim, rules):
            if not self._same_event(claim):
                return None
            found.append(SCENE)
        if not same_place(self.place, claim.place):
            return None
        dates = self._dates(claim, rules, known)
        if dates is None or not self._amounts_agree(claim, rules):
            return None
        if self._counts_around(claim):
            return None
        found += dates
        found += self._details(claim)
        return found if rules.off.isdisjoint(found) else None

    def _details(self, claim: Claim) -> Iterator[str]:
        if self.place.key != claim.place.key:
            yield PLACE_INSIDE if self.place.key and claim.place.key else PLACE_ONCE
        its, none = (claim.low, claim.high), (None, None)
        if its != self.amount:
            yield NUMBER_ONCE if none in (its, self.amount) else NUMBER_RANGE
        if claim.status != self.status:
            yield STATUS
        if claim.swapped != self.first.swapped:
            yield SWAP

    def _counts_around(self, claim: Claim) -> bool:
        """Whether only the wider place has a number: "11 strikes in Iraq" are not all those near Hawija."""
        none = (None, None)
        if within(claim.place, self.place):
            return self.amount != none and (claim.low, claim.high) == none
        if within(self.place, claim.place):
            return self.amount == none and (claim.low, claim.high) != none
        return False

    def _same_event(self, claim: Claim) -> bool:
        """The same place and date, both told: then "residents" are the same residents in two documents."""
        place, dates = self.place.key == claim.place.key != "", self.dates[:2] == (claim.date_start, claim.date_end)
        return place and claim.place.shared and claim.dated and dates

    def _dates(self, claim: Claim, rules: FactRules, known: bool) -> Joined | None:
        """The rule by which dates agree, if it needs one; None where they do not."""
        mine, its = self.period, period(claim.date_start, claim.date_end)
        if self.dated and claim.dated:
            if mine == its:
                return []
            if inside(mine, its) or inside(its, mine):
                return [DATE_INSIDE]
            return [NEXT_DAY] if not known and self._next_day(claim, rules) else None
        if not self.dated and not claim.dated:
            return []
        if known or claim.relation in rules.states:
            return [DATE_ONCE]
        return [DATE_ONCE] if self._reported_in_time(claim, rules) else None

    def _next_day(self, claim: Claim, rules: FactRules) -> bool:
        """Two days beside each other, for what happens once or at night: clocks and midnights differ."""
        single = self.dates[0] == self.dates[1] and claim.date_start == claim.date_end
        if not single or self._widened or not claim.object.key:
            return False
        if not rules.happens_once(claim.relation, claim.object.type) and not (claim.night or self.night):
            return False
        return abs(days(self.dates[0]) - days(claim.date_start)) <= rules.day_slack

    def _reported_in_time(self, claim: Claim, rules: FactRules) -> bool:
        """An undated report elsewhere is no report of what came after it, nor of what was long ago."""
        if self.dated:
            event, reports = self.dates[:2], [report] if (report := days(claim.published)) else []
        else:
            event, reports = (claim.date_start, claim.date_end), self._published
        if not reports:
            return True
        first, last = days(event[0] or event[1]), days(event[1] or event[0])
        earliest = bisect_left(reports, 0 if claim.standing == PROSPECTIVE else first)
        return earliest < len(reports) and reports[earliest] - last <= rules.undated_days

    def _amounts_agree(self, claim: Claim, rules: FactRules) -> bool:
        its = (claim.low, claim.high)
        return all(equal_amounts(amount, its) for amount in self._counted.get(claim.doc, ())) and (
            equal_amounts(self.amount, its) or near_amounts(self.amount, its, rules.tolerance)
        )

    def distance(self, claim: Claim) -> tuple[bool, bool, int]:
        """How far a statement is from this fact: document, place, days."""
        when, here = _day(claim), self.day
        return (
            claim.doc not in self.docs,
            claim.place.key != self.place.key and not within(self.place, claim.place),
            abs(when - here) if when and here else 0,
        )


def _may_travel(claim: Claim, rules: FactRules) -> bool:
    """Whether subject and object are known again in another document by themselves."""
    return claim.subject.shared and (claim.object.shared or claim.relation in rules.objectless)


def _day(claim: Claim) -> int:
    return days(claim.date_start or claim.date_end or claim.published)


#: Clusters under a name, by day.
_Shelf = list[tuple[int, int]]
_ANY = ""


class Bucket:
    """The clusters of one relation, subject, object and standing."""

    def __init__(self) -> None:
        self.clusters: list[Cluster] = []
        self._by_doc: dict[str, set[int]] = defaultdict(set)
        self._at: dict[str, _Shelf] = defaultdict(list)
        self._around: dict[str, _Shelf] = defaultdict(list)

    def add(self, member: Member, rules: FactRules) -> None:
        """Give a statement to the nearest cluster that it agrees with, or to a new one."""
        claim = member.claim
        fitting = [
            (self.clusters[index].distance(claim), index, joined)
            for index in self._candidates(claim, rules)
            if (joined := self.clusters[index].joins(claim, rules)) is not None
        ]
        if fitting:
            _, index, joined = min(fitting)
            before = self.clusters[index].place.key, self.clusters[index].day
            self.clusters[index].add(member, joined)
            if before != (self.clusters[index].place.key, self.clusters[index].day):
                self._file(index)
        else:
            index = len(self.clusters)
            self.clusters.append(Cluster(member))
            self._file(index)
        self._by_doc[claim.doc].add(index)

    def _file(self, index: int) -> None:
        """Put a cluster where it is looked for: under its place, and under every place that this lies in."""
        cluster = self.clusters[index]
        entry = (cluster.day, index)
        insort(self._at[_name(cluster.place)], entry)
        for name in {_ANY, _name(cluster.place), *map(normal, cluster.place.parents)}:
            insort(self._around[name], entry)

    def _candidates(self, claim: Claim, rules: FactRules) -> list[int]:
        """The clusters of the same document and the nearest ones whose place may agree, in their order."""
        found = set(self._by_doc.get(claim.doc, ()))
        if _may_travel(claim, rules) or (claim.dated and claim.place.key):
            day = _day(claim)
            for shelf in self._shelves(claim.place):
                found.update(_nearest(shelf, day))
        return sorted(found)

    def _shelves(self, place: Side) -> Iterator[_Shelf]:
        name = _name(place)
        yield self._around.get(name, [])
        if name != _ANY:
            for outer in (_ANY, *map(normal, place.parents)):
                yield self._at.get(outer, [])


def _name(place: Side) -> str:
    return normal(place.name or "")


def _nearest(shelf: _Shelf, day: int) -> Iterator[int]:
    middle = bisect_left(shelf, (day, 0))
    end = middle
    while end < len(shelf) and shelf[end][0] == day and end - middle < _NEAREST:
        end += 1
    for _, index in shelf[max(middle - _NEAREST, 0) : end + _NEAREST]:
        yield index


def precision(claim: Claim) -> tuple[int, int, bool]:
    """Sorts precise statements first: short period, deep place, with a number."""
    first, last = period(claim.date_start, claim.date_end)
    width = days(last) - days(first) if claim.dated else days("9999-12-31") + 1
    return (
        width,
        99 - min(len(claim.place.parents), 98) if claim.place.key else 99,
        claim.low is None and claim.high is None,
    )


def cluster(members: Iterable[Member], rules: FactRules) -> list[Cluster]:
    """The clusters of statements of one relation, subject, object and standing, which come precise ones first."""
    bucket = Bucket()
    for member in members:
        bucket.add(member, rules)
    return bucket.clusters
