"""What a change of the rules does to facts and scores, before it is final."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from pipeline.facts import Fact

#: What tells facts apart; their names may change while they stay the same fact.
_FIELDS = (
    "relation", "subject", "object", "place", "date_start", "date_end", "quantity_low", "quantity_high", "status",
    "attributed_to", "subject_id", "object_id", "place_id",
)  # fmt: skip
_SHOWN = 15


@dataclass(slots=True)
class Effect:
    """Facts added, lost and changed (before, after), of how many; scores as (before, after)."""

    before: int = 0
    after: int = 0
    added: list[Fact] = field(default_factory=list)
    lost: list[Fact] = field(default_factory=list)
    changed: list[tuple[Fact, Fact]] = field(default_factory=list)
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)

    def regressions(self, bound: float) -> list[str]:
        """Scores that fell by more than a bound, in words."""
        return [
            f"{name} falls from {old:.3f} to {new:.3f}" for name, (old, new) in self.scores.items() if old - new > bound
        ]


def compare(before: Iterable[Fact], after: Iterable[Fact]) -> Effect:
    """The effect on facts; one that goes and one of the same relation and evidence that comes are one that changed."""
    old, new = list(before), list(after)
    effect = Effect(len(old), len(new))
    left = defaultdict(list)
    for fact in old:
        left[_identity(fact)].append(fact)
    for fact in new:
        same = left.get(_identity(fact))
        if same:
            same.pop()
        else:
            effect.added.append(fact)
    effect.lost = [fact for facts in left.values() for fact in facts]
    _pair(effect)
    return effect


def _identity(fact: Fact) -> tuple[object, ...]:
    return tuple(getattr(fact, name) for name in _FIELDS)


def _pair(effect: Effect) -> None:
    """Take facts of one relation that share a sentence for one that changed."""
    places: dict[tuple[str, str, int], list[Fact]] = defaultdict(list)
    for fact in effect.lost:
        for proof in fact.evidence:
            places[fact.relation, proof.doc, proof.start].append(fact)
    gone: set[int] = set()
    added = []
    for fact in effect.added:
        near = [
            other
            for proof in fact.evidence
            for other in places.get((fact.relation, proof.doc, proof.start), [])
            if id(other) not in gone
        ]
        if near:
            other = max(near, key=lambda one: sum(getattr(one, f) == getattr(fact, f) for f in _FIELDS))
            gone.add(id(other))
            effect.changed.append((other, fact))
        else:
            added.append(fact)
    effect.added = added
    effect.lost = [fact for fact in effect.lost if id(fact) not in gone]


def differences(before: Fact, after: Fact) -> list[str]:
    """The fields in which two facts differ, in words."""
    return [
        f"{name}: {getattr(before, name) or '–'} → {getattr(after, name) or '–'}"
        for name in _FIELDS
        if getattr(before, name) != getattr(after, name)
    ]


def score_pairs(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Scores of the same names side by side."""
    return {name: (value, after[name]) for name, value in before.items() if name in after}


def effect_table(effect: Effect, bound: float) -> RenderableType:
    """The effect for people."""
    parts: list[RenderableType] = [
        f"facts: {effect.before} before, {effect.after} after: {len(effect.added)} added,"
        f" {len(effect.changed)} changed, {len(effect.lost)} lost"
    ]
    table = Table(box=None, show_header=False, pad_edge=False)
    for sign, facts in (("+", effect.added), ("-", effect.lost)):
        for fact in facts[:_SHOWN]:
            table.add_row(sign, escape(_line(fact)))
        if len(facts) > _SHOWN:
            table.add_row(sign, f"… and {len(facts) - _SHOWN} more")
    for old, new in effect.changed[:_SHOWN]:
        table.add_row("~", escape(f"{_line(new)} ({'; '.join(differences(old, new))})"))
    if len(effect.changed) > _SHOWN:
        table.add_row("~", f"… and {len(effect.changed) - _SHOWN} more")
    parts.append(table)
    if effect.scores:
        scores = Table(box=None, header_style="bold", pad_edge=False)
        for title in ("score", "before", "after", ""):
            scores.add_column(title, justify="left" if title in {"score", ""} else "right")
        for name, (low, high) in effect.scores.items():
            scores.add_row(name, f"{low:.3f}", f"{high:.3f}", "falls" if low - high > bound else "")
        parts.append(scores)
    return Group(*parts)


def _line(fact: Fact) -> str:
    place = f" in {fact.place}" if fact.place else ""
    day = f", {fact.date_start}" if fact.date_start else ""
    return f"{fact.subject or '–'} {fact.relation} {fact.object or '–'}{place}{day} [{fact.status}]"
