"""What denies a clause: a negator of its own, or nobody among those who act or are acted on."""

from __future__ import annotations

from pipeline.relations.cues import CueLists
from pipeline.relations.parse import Parse

_OWN = frozenset({"advmod", "cc:preconj", "det"})
_ROLES = ("nsubj", "nsubj:pass", "obj", "obl:agent")


class Polarity:
    """Finds the negators of predicates in one document."""

    def __init__(self, parse: Parse, cues: CueLists) -> None:
        self.parse, self.cues = parse, cues

    def negator(self, predicate: int) -> int | None:
        """The word that denies a predicate, or None."""
        p = self.parse
        around = [*p.children[predicate], *(c for aux in p.with_dep(predicate, "aux") for c in p.children[aux])]
        own = next((c for c in around if self._denies(c)), None)
        if own is not None:
            return own
        return next((n for role in p.with_dep(predicate, *_ROLES) if (n := self.nobody(role)) is not None), None)

    def nobody(self, noun: int) -> int | None:
        """The word that makes a phrase stand for nobody: "no rebels", "none of them", "neither town", "not one man"."""
        p, cues = self.parse, self.cues
        if p.lower[noun] in cues.negative_pronouns:
            return noun
        return next((c for c in p.children[noun] if c < noun and self._denies(c)), None)

    def _denies(self, word: int) -> bool:
        p, cues = self.parse, self.cues
        if p.lower[min(word + 1, p.n - 1)] in cues.limiters:  # "not only", "no fewer than"
            return False
        dep, lower = p.dep[word], p.lower[word]
        if dep == "det":
            return lower in cues.negative_determiners
        inverted = dep == "cc" and lower != "not" and word < p.head[word]  # "nor did they leave"
        known = lower in cues.negators or f"{p.lower[max(word - 1, 0)]} {lower}" in cues.negators  # "no longer"
        return known and (dep in _OWN or inverted)
