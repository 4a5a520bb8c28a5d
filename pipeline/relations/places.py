"""Where a predicate happened: the places of its clause, of its arguments, of the clauses around it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from pipeline.relations.arguments import Arguments
from pipeline.relations.frames import FrameMatcher, Match
from pipeline.relations.parse import SUBJECTS, Parse

_TO = frozenset({"to"})
#: The rank of what is no place, behind all of the configuration.
_LAST = 99


class Places:
    """Finds the places of predicates in one document, as tokens."""

    def __init__(self, parse: Parse, arguments: Arguments, matcher: FrameMatcher) -> None:
        self.parse, self.arguments, self.matcher = parse, arguments, matcher
        self.grammar = arguments.grammar

    def own(self, match: Match) -> int | None:
        """The most specific place of an event in its own clause: beside it, at its arguments, behind what it shares."""
        named = [self.arguments.unwrap(t) for t in self.matcher.fillers(match, match.rule.frame.place)]
        told = next((t for t in named if self.arguments.is_named_place(t)), None)
        if told is not None:
            return told
        roles = self._roles(match)
        own = self._places_at(match.trigger)
        own += [t for role in roles for t in self._places_at(role, self.grammar.inner)]
        if match.predicate.light is not None:
            own += self._places_at(match.predicate.light)
        own += [t for c in self.matcher.companions(match) for t in self._places_at(c, self.grammar.inner)]
        own += self._noun_places(match)
        own = [t for t in own if t not in match.subjects]  # "talks between France and Italy" are held in neither
        own = own or [t for c in self._sharing(match.trigger) for t in self._places_at(c, self.grammar.inner)]
        return min(own, key=self._rank) if own else None

    def above(self, match: Match) -> int | None:
        """The place of the clauses that an event is part of; of a purpose, where one goes for it."""
        p, roles = self.parse, self._roles(match)
        for below, above in pairwise(p.clauses(match.trigger)):
            described = self.arguments.unwrap(p.head[below])
            if any(p.lower[c] == "where" for c in p.children[below]) and self.arguments.is_named_place(described):
                return described
            purpose = p.tag[below] == "VB" and p.dep[below].startswith("advcl")
            found = self._places_at(above, self.grammar.inner | _TO if purpose else self.grammar.inner)
            found = [t for t in (*found, *self._scenes(p.with_dep(above, "obl"))) if t not in roles]
            if found:
                return min(found, key=self._rank)
        return None

    def described(self, match: Match) -> int | None:
        """The place by which a thing or the event is described, for one that has no place of its own."""
        for find in (self._standing, self._anchor, self._building, self._home):
            token = find(match)
            if token is not None:
                return token
        return None

    def _standing(self, match: Match) -> int | None:
        """The place of a thing that a participle gives: "tanks parked near Mocha", "arms seized at the border"."""
        p = self.parse
        things = {t for obj in match.objects for t in p.conjuncts(p.first_conjunct(obj))}
        lifeless = sorted(t for t in things if not self.arguments.classes(t) & {"actor", "people", "person"})
        verbs = [v for t in lifeless for v in p.with_dep(t, "acl") if p.lemma[v] in self.grammar.standing]
        found = [t for v in verbs for t in self._places_at(v, self.grammar.inner)]
        return min(found, key=self._rank) if found else None

    def _building(self, match: Match) -> int | None:
        """The unnamed building at which an event is told to be: "clashed near the university"."""
        tokens = [match.trigger, *sorted(self._roles(match))]
        hung = [c for t in tokens for c in self.parse.with_dep(t, "obl", "nmod")]
        near = [c for c in hung if self.parse.preposition(c) in self.grammar.inner]
        return next((c for c in near if self._is_building(c) and c not in match.subjects), None)

    def _home(self, match: Match) -> int | None:
        """Where the people live to whom something is done: "the city's residents fled"."""
        p = self.parse
        people = [t for t in match.objects if "people" in self.arguments.classes(t)]
        of = [c for t in people for c in p.with_dep(t, "nmod:poss", "nmod") if p.preposition(c) in {"", "of"}]
        return next((c for c in of if self.arguments.is_named_place(c) and not self.arguments.is_actor(c)), None)

    def _is_building(self, token: int) -> bool:
        entity = self.arguments.entity(token)
        return entity is not None and entity.type == "facility"

    def _roles(self, match: Match) -> set[int]:
        """The arguments with the phrases that they stand in: "dozens of houses", "rebel positions", appositions."""
        p = self.parse
        roles = {*match.subjects, *match.objects}
        roles |= {p.head[t] for t in match.objects if p.dep[t] == "compound"}
        roles |= {p.head[t] for t in roles if p.preposition(t) == "of"}
        for _ in range(2):
            roles |= {c for t in roles for c in p.with_dep(t, "appos")}
        return roles

    def _sharing(self, trigger: int) -> list[int]:
        """Verbs coordinated behind a verb that share its subject: "killed ten and wounded six in Mocha"."""
        p = self.parse
        if not p.is_verb(trigger):
            return []
        return [c for c in p.with_dep(trigger, "conj") if p.is_verb(c) and not p.with_dep(c, *SUBJECTS)]

    def _anchor(self, match: Match) -> int | None:
        """The place by which that of an event is told: "a convoy south of Mosul"; for one that has no place itself."""
        roles = [match.trigger, *match.objects]
        ways = [way for token in roles for way in self._directions(token)]
        found = (c for way in ways for c in self.parse.with_dep(way, "obl", "nmod") if self._is_anchor(c))
        return next(found, None)

    def _noun_places(self, match: Match) -> list[int]:
        """As in "Baghdad attack", and the places of a means that is the subject ("a strike near the dam killed")."""
        p = self.parse
        found: list[int] = []
        slots = match.predicate.slots
        nouns = [*slots.get("subj", ())]
        if match.predicate.kind == "noun":
            found += [
                t for t in slots.get("mod", ()) if self.arguments.is_named_place(t) and not self.arguments.is_actor(t)
            ]
            nouns += [p.head[match.trigger]] if p.is_noun(p.head[match.trigger]) else []
        for noun in nouns:
            found += self._places_at(noun, self.grammar.inner)
        return found + self._scenes(slots.get("in", ()))

    def _scenes(self, events: Iterable[int]) -> list[int]:
        """As in "Ten died in the Baghdad attack": the places that the names of events in a clause tell."""
        p = self.parse
        means = [t for t in events if self.arguments.is_means(t) and p.preposition(t) == "in"]
        return [c for t in means for c in p.with_dep(t, "compound") if self.arguments.is_scene(c, t)]

    def _places_at(self, token: int, prepositions: frozenset[str] | None = None) -> list[int]:
        """The places that hang on a token by a locative preposition, the inner ones of a phrase with them."""
        p = self.parse
        prepositions = prepositions or self.grammar.locative
        found: list[int] = []
        queue = [c for c in p.children[token] if p.dep[c] in {"obl", "nmod", "advcl", "nmod:unmarked", "obl:unmarked"}]
        while queue:
            c = queue.pop()
            preposition = p.preposition(c).rpartition(" ")[2] or p.preposition(c)
            if preposition in prepositions or (preposition == "of" and c in found):
                inner = self.arguments.unwrap(c)
                if self.arguments.is_named_place(inner):
                    found.append(inner)
                queue.extend(
                    g for g in p.with_dep(c, "nmod") if p.preposition(g) in self.grammar.inner | {"of"} and g != inner
                )
                if inner != c:
                    queue.extend(g for g in p.with_dep(inner, "nmod") if p.preposition(g) in self.grammar.inner)
            elif preposition == "of" and self.arguments.classes(c) & {"place"} and p.head[c] != token:
                found.append(c)
        return found

    def _directions(self, token: int) -> list[int]:
        """Adverbs of direction: "a convoy south of Mosul", "20 km north of it"."""
        p = self.parse
        beside = [c for c in p.children[token] if p.lemma[c].replace("-", "") in self.grammar.compass]
        return [c for c in beside if p.dep[c] in {"advmod", "amod"}]

    def _is_anchor(self, token: int) -> bool:
        return self.parse.preposition(token) == "of" and self.arguments.is_named_place(token)

    def _rank(self, token: int) -> tuple[int, int]:
        entity = self.arguments.entity(token)
        return (self.grammar.place_ranks.get(entity.type, _LAST) if entity else _LAST, token)
