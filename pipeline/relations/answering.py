"""Who answers for an event: "claimed responsibility for the attack", "is behind it", "was accused of it"."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from pipeline.relations.nominals import Nominals
from pipeline.relations.predicate import ReadVerb


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for an event, and the word that says so; ``owned``: by their own word."""

    token: int
    who: list[int]
    owned: bool = False


class Answering:
    """Finds who answers for the events of one document; ``read`` and ``busy`` as in ``LeftOut``."""

    def __init__(self, nominals: Nominals, read: ReadVerb, busy: Container[int]) -> None:
        self.parse, self.grammar, self.nominals = nominals.parse, nominals.grammar, nominals
        self.read, self.busy = read, busy

    def of(self, event: int) -> Responsible | None:
        """Who answers for an event, None where the text does not tell."""
        p, preposition = self.parse, self.parse.preposition(event)
        if preposition == "behind" and p.with_dep(event, "cop"):
            return Responsible(event, self._somebody(self.nominals.under(event, "nsubj")))
        accused = self._accused(event)
        if accused is not None or preposition != "for":
            return accused
        above = p.head[event]
        if p.lemma[above] in self.grammar.answering:
            return Responsible(above, self._somebody(self._described(above)))
        return self._claiming(above)

    def _described(self, adjective: int) -> list[int]:
        """Who is "responsible": of whom it is said, or whom it stands beside."""
        p = self.parse
        beside = [p.head[adjective]] if p.dep[adjective] in {"amod", "acl"} else []
        return self.nominals.under(adjective, "nsubj") or beside

    def _claiming(self, above: int) -> Responsible | None:
        """As in "Claimed responsibility for the attack"."""
        p, carriers = self.parse, self.grammar.carriers
        verb = p.head[above] if p.lemma[above] in carriers else above
        if not p.is_verb(verb) or not any(p.lemma[c] in carriers for c in p.with_dep(verb, "obj")):
            return None
        return Responsible(verb, self._somebody(self.read(verb).slots.get("subj", ())), owned=True)

    def _accused(self, event: int) -> Responsible | None:
        """As in "Accused them of an attack", "they were blamed for the attack": whose it is said to be."""
        p, verb = self.parse, self.parse.head[event]
        of = p.dep[event] in {"obl", "nmod"} and p.preposition(event) in self.grammar.accused_of
        if p.dep[event] == "nmod" and of and p.dep[verb] == "obj":  # hung on whom they accuse
            verb = p.head[verb]
        if not of or not p.is_verb(verb) or p.lemma[verb] not in self.grammar.accusing or verb in self.busy:
            return None
        who = [t for t in self.read(verb).slots.get("obj", []) if t != event]
        return Responsible(verb, self._somebody(who)) if who else None

    def _somebody(self, tokens: Iterable[int]) -> list[int]:
        """Without whom the text says to be nobody: "no group"."""
        return [t for t in tokens if not any(self.parse.lower[c] == "no" for c in self.parse.with_dep(t, "det"))]
