"""What one text tells twice, once with less: an agent left out, a thing in other words, a unit and then its army.

A text says who did it once and goes on in the passive; statements that stand so near to each other are given the fuller
one's argument here, before statements of all documents are compared. Each rule has a name, kept with the statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.facts.agreement import equal_amounts, same_place, within
from pipeline.facts.names import normal
from pipeline.facts.rules import FactRules
from pipeline.facts.told import AFFIRMED, EMPTY, PROSPECTIVE, Side, Told

LEFT_OUT, OTHER_WORDS, PART, ATTEMPT = "agent-left-out", "other-words", "part-of-agent", "attempt"


def join_repeats(items: Sequence[Told], rules: FactRules) -> Sequence[Told]:
    """The statements of one document; those that repeat another are made to say so. They are changed in place."""
    steps: tuple[tuple[str, Callable[[Told, Sequence[Told], FactRules], bool]], ...] = (
        (OTHER_WORDS, _other_words),
        (PART, _part_of_agent),
        (LEFT_OUT, _agent_left_out),
        (ATTEMPT, _attempt),
    )
    for name, step in steps:
        if name not in rules.off:
            for group in _by_relation(items):
                for item in group:
                    if step(item, group, rules):
                        item.joined.append(name)
    return items


def _by_relation(items: Iterable[Told]) -> Iterator[Sequence[Told]]:
    groups: dict[str, list[Told]] = defaultdict(list)
    for item in items:
        groups[item.relation].append(item)
    return (group for group in groups.values() if len(group) > 1)


def _amount(item: Told) -> tuple[float | None, float | None]:
    return item.low, item.high


def _same_day(one: Told, other: Told) -> bool:
    """The same dates, or one of the two gives none."""
    dates = (one.date_start, one.date_end) == (other.date_start, other.date_end)
    return dates or not one.dated or not other.dated


def _agree(one: Told, other: Told) -> bool:
    """Whether place, date and number say nothing against one event."""
    return same_place(one.place, other.place) and _same_day(one, other) and equal_amounts(_amount(one), _amount(other))


def _names(side: Side) -> set[str]:
    return {normal(name) for name in (side.name, *side.names) if name}


def _other_words(item: Told, group: Sequence[Told], rules: FactRules) -> bool:
    """ "14 tanks", then "14 ISIL tanks": the same number of things of a shared name, in one place on one day."""
    if item.object.kb_id or not item.object.key or (item.low is None and item.high is None):
        return False
    for other in group:
        if other.index >= item.index:
            break
        alike = (
            (other.subject.key, other.standing, other.place.key) == (item.subject.key, item.standing, item.place.key)
            and (other.date_start, other.date_end) == (item.date_start, item.date_end)
            and _amount(other) == _amount(item)
        )
        differs = other.object.key != item.object.key and not other.object.kb_id and other.object.key
        if alike and differs and not _names(other.object).isdisjoint(_names(item.object)):
            item.object = other.object
            return True
    return False


def _part_of_agent(item: Told, group: Sequence[Told], rules: FactRules) -> bool:
    """ "taken by US Marines", then "captured by American forces": what can happen once, done by a part of the agent."""
    once = rules.happens_once(item.relation, item.object.type)
    if not once or not item.object.shared or not item.subject.key:
        return False
    for other in group:
        same = other.object.key == item.object.key and other.standing == item.standing
        if same and within(other.subject, item.subject) and _agree(item, other):
            item.subject = other.subject
            return True
    return False


def _agent_left_out(item: Told, group: Sequence[Told], rules: FactRules) -> bool:
    """ "The army took the town", then "the town was taken": the object, and all that both tell, is the same."""
    if item.subject != EMPTY or not item.object.key or item.swapped or item.relation in rules.symmetric:
        return False
    fuller = [
        other
        for other in group
        if other.subject.key
        and other.object.key == item.object.key
        and other.standing == item.standing
        and _agree(item, other)
    ]
    if not fuller:
        return False
    item.subject = min(fuller, key=lambda other: (abs(other.index - item.index), other.index)).subject
    return True


def _attempt(item: Told, group: Sequence[Told], rules: FactRules) -> bool:
    """ "tried to take the town", then "took it". A plan that comes true is no such repeat: see links.py."""
    if item.status != "possible" or item.standing != PROSPECTIVE or item.dated or item.relation in rules.states:
        return False
    for other in group:
        done = other.standing == AFFIRMED and other.index > item.index
        same = (other.subject.key, other.object.key) == (item.subject.key, item.object.key)
        if done and same and item.object.key and _agree(item, other):
            item.standing = AFFIRMED
            return True
    return False
