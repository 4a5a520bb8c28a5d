"""What of a phrase can fill a role: itself, what it is part of, whose it is, or the members that it names."""

from __future__ import annotations

from collections.abc import Container

from pipeline.relations.arguments import Arguments
from pipeline.relations.ontology import Ontology, Rule
from pipeline.relations.parse import Parse
from pipeline.relations.predicate import Predicate
from pipeline.relations.predicates import PredicateReader
from pipeline.relations.slots import SlotReader

#: Classes of nouns that can stand for who acts.
_ACTIVE = frozenset({"actor", "people", "attack", "operation", "movement", "weapon", "vehicle"})
#: Classes of what can do nothing.
_LIFELESS = frozenset({"thing", "abstract"})


class Fitting:
    """Finds what fills the roles of frames in one document."""

    def __init__(
        self, parse: Parse, arguments: Arguments, ontology: Ontology, reader: PredicateReader, slots: SlotReader
    ) -> None:
        self.parse, self.arguments, self.ontology = parse, arguments, ontology
        self.reader, self.slots = reader, slots

    def sides(self, predicate: Predicate, rule: Rule) -> list[int]:
        """The two sides of whom one noun speaks: "Russian and Turkish officials met"."""
        nouns = [t for slot in rule.subject for t in self.slots.fillers(predicate, slot)]
        sides = self.slots.sides(nouns[0]) if len(nouns) == 1 else []
        return [t for t in sides if self.arguments.fits(t, rule.subject_is)]

    def fill(
        self, predicate: Predicate, slots: tuple[str, ...], wanted: frozenset[str], taken: Container[int] = ()
    ) -> list[int]:
        """The first slot that holds something of the wanted classes, its coordinated fillers all."""
        for slot in slots:
            found: list[int] = []
            for token in self.slots.fillers(predicate, slot):
                members = self._fitting_members(predicate, token, wanted)
                filler = self._fitting(token, wanted, slot) if not members else None
                fillers = members if filler is None else [filler]
                found.extend(t for t in fillers if t not in taken and t not in found)
            if found:
                return found
        return []

    def _fitting_members(self, predicate: Predicate, token: int, wanted: frozenset[str]) -> list[int]:
        """The named members of a group that stand for it, but in the clause that names them."""
        if self.parse.head[token] == predicate.token and predicate.lemma in self.arguments.grammar.exemplifying:
            return []
        members = [t for t in self.reader.members(token) if self.arguments.is_named(t)] or self._all_of(token)
        members = members or self.slots.sides(token, modifiers=True)
        return [t for t in members if self.arguments.fits(t, wanted)]

    def _all_of(self, pronoun: int) -> list[int]:
        """Whom a plural pronoun stands for, where the sentence coordinates them and the text names nobody else."""
        joint = self.reader.joint(pronoun)
        entity = self.arguments.entity(pronoun)
        return joint if entity is None or any(self.arguments.entity(t) is entity for t in joint) else []

    def _fitting(self, token: int, wanted: frozenset[str], slot: str) -> int | None:
        """What of a phrase can fill a role: itself, what it is a part of, or whose it is."""
        inner = self.arguments.unwrap(token)
        if "document" in wanted and "document" in self.arguments.classes(inner):  # "a UN report accuses"
            owner = self.arguments.owner(inner)
            return inner if owner is None else owner
        if self.arguments.fits(inner, wanted):
            if "actor" in wanted and not wanted & {"thing", "area"} and self.arguments.argument(inner) is None:
                return None
            return self._target(inner, wanted)
        if "actor" in wanted and self.parse.lemma[inner] in self.ontology.metonyms:
            return self.arguments.owner(inner)
        if "actor" in wanted and slot == "subj":
            return self.slots.wielder(inner)
        if slot == "of":  # "Minister of Foreign Affairs of Iraq"
            for c in self.parse.with_dep(inner, "nmod"):
                if self.parse.preposition(c) == "of" and self.arguments.fits(c, wanted):
                    return c
        return None

    def has_inert_subject(self, predicate: Predicate, rule: Rule) -> bool:
        """Whether what is said to act cannot: "the photo captured the mood", "struck by the beauty"."""
        if predicate.kind != "verb" or "subj" not in rule.subject:
            return False
        fillers = predicate.slots.get("subj", [])
        return bool(fillers) and all(self._is_inert(self.arguments.unwrap(t)) for t in fillers)

    def _is_inert(self, token: int) -> bool:
        classes = self.arguments.classes(token)
        if not self.parse.is_noun(token) or classes & _ACTIVE or self.arguments.is_means(token):
            return False
        return self.arguments.span(token) is None and bool(classes & _LIFELESS)

    def _target(self, token: int, wanted: frozenset[str]) -> int:
        """Striking an actor's positions is striking the actor, where the relation takes actors."""
        own = [c for c in self.parse.with_dep(token, "nmod:poss") if self.arguments.is_actor(c)]
        if own and "actor" in wanted and self.parse.lemma[token] in self.ontology.metonyms:
            return own[0]  # "its fighters"
        if "actor" not in wanted or self.arguments.is_actor(token) or self.arguments.is_named(token):
            return token
        if self.parse.lemma[token] in self.ontology.metonyms:
            owner = self.arguments.owner(token)
            if owner is not None:
                return owner
        return token
