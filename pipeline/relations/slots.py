"""What fills a frame's slots: a predicate's own arguments, and what is reached from it through the sentence."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.relations.arguments import Arguments
from pipeline.relations.parse import SUBJECTS, Parse
from pipeline.relations.predicate import Predicate
from pipeline.relations.predicates import PredicateReader

_ACTOR = frozenset({"actor"})
_OFFICIAL = frozenset({"person", "office", "government", "military"})


class SlotReader:
    """Finds the tokens of a slot; the head of the ontology file says what each slot holds."""

    def __init__(self, parse: Parse, arguments: Arguments, reader: PredicateReader) -> None:
        self.parse, self.arguments, self.reader = parse, arguments, reader
        self.grammar = arguments.grammar
        #: Verbs that somebody threatens to do; no statement is made of them besides.
        self.threats: set[int] = set()

    def fillers(self, predicate: Predicate, slot: str) -> list[int]:
        """The tokens of a slot, own or reached from the predicate (see the head of the ontology file)."""
        own = predicate.slots.get(slot)
        if own and any(t not in self.arguments.closed for t in own):
            return own  # "sanctions on the group on Thursday": a day fills no slot
        if slot.startswith("comp_") or slot == "xcomp":
            return self._complement(predicate, slot)
        reach = REACH.get(slot)
        if reach is not None:
            return reach(self, predicate)
        return self._attached(predicate, slot)

    def absorb(self, predicate: Predicate, objects: list[int]) -> None:
        """Take the verbs that complete a threat, and lend it its object, for part of it."""
        for c in predicate.slots.get("comp", ()):
            lent = (t for tokens in self.reader.verb(c).slots.values() for t in tokens) if self.parse.is_verb(c) else ()
            if any(t in objects for t in lent):
                self.threats.add(c)

    def _complement(self, predicate: Predicate, slot: str) -> list[int]:
        comps = list(predicate.slots.get("comp", ()))
        if slot == "xcomp":
            return comps
        inner = slot.partition("_")[2]
        return [t for c in comps if self.parse.is_verb(c) for t in self.reader.verb(c).slots.get(inner, ())]

    def _attached(self, predicate: Predicate, preposition: str) -> list[int]:
        """A prepositional phrase that the parser hung on the predicate's object or companion noun."""
        p = self.parse
        found: list[int] = []
        if predicate.kind == "noun" and preposition == "against":  # "strikes using bombers against X"
            top = predicate.token if predicate.light is None else predicate.light
            return [c for c in p.subtree(top) if c > predicate.token and p.preposition(c) == preposition]
        if predicate.kind == "noun":  # "a barrage of rockets on the town"
            weapons = [t for t in predicate.slots.get("of", ()) if self.arguments.is_means(t)]
            return [c for t in weapons for c in p.with_dep(t, "nmod") if p.preposition(c) == preposition]
        if predicate.kind != "verb":
            return found
        # "blamed them for the attack on the town" blames no town; "came to blows with them" has but one phrase
        phrases = ("obj", "xcomp") if p.with_dep(predicate.token, "obj") else ("obj", "xcomp", "obl")
        for noun in predicate.slots.get("obj", []) + [
            c
            for c in p.with_dep(predicate.token, *phrases)
            if c > predicate.token and c not in predicate.slots.get("obj", [])
        ]:
            for c in [*p.with_dep(noun, "nmod"), *self._under_a_sum(noun)]:
                if p.preposition(c) == preposition:
                    found.extend(p.conjuncts(c))
        return found

    def _under_a_sum(self, noun: int) -> list[int]:
        """As in "$60 billion in aid to Ukraine": what hangs on the goods hangs on the sum."""
        p = self.parse
        if p.tag[noun] != "$":
            return []
        return [c for c in p.subtree(noun) if p.dep[c] == "nmod" and p.head[c] != noun]

    def _infinitives(self, predicate: Predicate) -> list[int]:
        """As in "Asked them to leave": what somebody is to do."""
        p = self.parse
        comps = predicate.slots.get("comp", ())
        return [c for c in comps if p.is_infinitive(c)]

    def _same(self, predicate: Predicate) -> list[int]:
        """What a noun is said of: its own name, an apposition, a copular subject, the name after a title."""
        p, token = self.parse, predicate.token
        found: list[int] = []
        if p.with_dep(token, "cop"):
            found.extend(t for s in p.with_dep(token, "nsubj", "nsubj:outer") for t in p.conjuncts(s))
        if p.dep[token] == "appos":
            found.append(p.head[token])
        found.extend(p.with_dep(token, "appos", "flat"))
        if p.dep[token] in {"nmod:desc", "compound", "nmod"} and p.head[token] > token and not p.preposition(token):
            found.append(p.head[token])
        found.extend(c for c in p.with_dep(token, "nmod:desc", "nmod:unmarked") if c > token)
        if p.dep[token] == "conj":
            first = p.first_conjunct(token)
            found.extend(t for s in p.with_dep(first, "nsubj") if p.with_dep(first, "cop") for t in [s])
            if p.dep[first] == "appos":
                found.append(p.head[first])
        if p.dep[token] in SUBJECTS and p.with_dep(p.head[token], "cop"):
            found.append(p.head[token])
        found.extend(self._as(token))
        if not found and self.arguments.is_named(token):
            found.append(token)
        return found

    def _as(self, token: int) -> list[int]:
        """As in "Was appointed commander", "serves as spokesman": who is."""
        p = self.parse
        if (p.preposition(token) != "as" and p.dep[token] != "xcomp") or not p.is_verb(p.head[token]):
            return []
        slots = self.reader.verb(p.head[token]).slots
        return slots.get("obj") or slots.get("subj") or []

    def _place_modifiers(self, predicate: Predicate) -> list[int]:
        return [
            t
            for t in predicate.slots.get("mod", ())
            if "place" in self.arguments.classes(t) and "actor" not in self.arguments.classes(t)
        ]

    def _governor(self, predicate: Predicate, role: str) -> list[int]:
        return predicate.slots.get(f"governor_{role}", []) or self._clause_role(predicate.token, role)

    def _clause_role(self, token: int, role: str) -> list[int]:
        """The subject or object of the nearest clause around a noun, and not the phrase it stands in."""
        p = self.parse
        inside = token
        for above in p.ancestors(token):
            if p.is_verb(above):
                slots = self.reader.verb(above).slots
                return [t for t in slots.get(role, []) if t != inside and t != token]
            inside = above
        return []

    def _owned(self, predicate: Predicate) -> list[int]:
        found = []
        for noun in predicate.slots.get("obj", []):
            owner = self.arguments.owner(noun)
            if owner is not None:
                found.append(owner)
        return found

    def _owner_of_subject(self, predicate: Predicate) -> list[int]:
        """Whose event it is that is the subject: "Turkey's offensive began"."""
        owners = (self.arguments.owner(t) for t in predicate.slots.get("subj", ()))
        return [t for t in owners if t is not None]

    def _host(self, predicate: Predicate) -> list[int]:
        """What is in or under something: the noun it hangs on and the others that hang there ("support for Iraq in the
        fight"), the subject of its copula ("the town is under their control") or of the verb that says it stays so."""
        p, token = self.parse, predicate.token
        if p.preposition(token) not in self.grammar.hosting:
            return []
        host = p.head[token]
        if p.with_dep(token, "cop"):
            return self.reader.verb(token).slots.get("subj", [])
        if p.dep[token] == "obl" and p.lemma[host] in self.grammar.staying:
            return self.reader.verb(host).slots.get("subj", [])
        if p.dep[token] not in {"nmod", "appos"}:
            return []
        return [
            host,
            *(c for c in p.with_dep(host, "nmod") if c != token and p.preposition(c) in self.grammar.receiving),
        ]

    def wielder(self, token: int) -> int | None:
        """Who uses a means or makes an attack: "coalition airstrikes", "strikes by the coalition"."""
        if not self.arguments.is_means(token):
            return None
        by = [t for t in self.reader.noun(token).slots.get("by", ()) if self.arguments.fits(t, _ACTOR)]
        owner = by[0] if by else self.arguments.owner(token)
        return None if owner is not None and self.arguments.is_scene(owner, token) else owner

    def _own_threats(self, predicate: Predicate, role: str) -> list[int]:
        """As in "Iran warned that it would strike Israel": who says what they will do themselves."""
        p = self.parse
        found: list[int] = []
        speakers = predicate.slots.get("subj", [])
        for c in predicate.slots.get("comp", ()):
            if not p.is_verb(c) or not any(p.lower[a] in self.grammar.will for a in p.with_dep(c, "aux")):
                continue
            slots = self.reader.verb(c).slots
            if any(self._speaks_for(a, b) for a in speakers for b in slots.get("subj", ())):
                self.threats.add(c)
                found.extend(slots.get(role, ()))
        return found

    def _speaks_for(self, speaker: int, actor: int) -> bool:
        """Whether somebody is the actor, leads its country, or is its spokesman."""
        owner = self.arguments.owner(speaker)
        one, other = self.arguments.entity(speaker), self.arguments.entity(actor)
        if one is None or other is None:
            return False
        of_country = one.country is not None and one.type in _OFFICIAL and one.country in {other.name, other.country}
        return one is other or of_country or (owner is not None and self.arguments.entity(owner) is other)

    def sides(self, plural: int, *, modifiers: bool = False) -> list[int]:
        """As in "Russian and Turkish officials", "delegations from Hamas and Egypt": whose they are.

        ``modifiers``: only those of whom the plural is told by the words before it.
        """
        p = self.parse
        if p.tag[plural] not in {"NNS", "NNPS"}:
            return []
        for c in p.children[plural]:
            of = not modifiers and p.dep[c] == "nmod" and p.preposition(c) in self.grammar.belonging
            if of or (p.dep[c] in {"amod", "compound"} and c < plural):
                beside = [d for d in p.with_dep(plural, "amod", "compound") if c < d and p.with_dep(d, "cc")]
                named = [
                    t
                    for t in (*p.conjuncts(c), *beside)
                    if self.arguments.is_named(t) and self.arguments.fits(t, _ACTOR)
                ]
                if len(named) > 1:
                    return named
        return []

    def _event_agents(self, predicate: Predicate) -> list[int]:
        """Whose attack or means it is in which something happens: "killed in a Turkish airstrike"."""
        events = (t for name in sorted(self.grammar.around) for t in predicate.slots.get(name, ()))
        agents = (self.wielder(self.arguments.unwrap(t)) for t in events)
        return [t for t in agents if t is not None]

    def _harmers(self, predicate: Predicate) -> list[int]:
        """As in "Killed ten soldiers in an attack on the base": who does harm in an event makes it."""
        p, token = self.parse, predicate.token
        verb = p.head[token]
        if p.preposition(token) != "in" or p.dep[token] != "obl" or p.lemma[verb] not in self.grammar.harming:
            return []
        return self.reader.verb(verb).slots.get("subj", []) if p.is_verb(verb) else []

    def _beneficiaries(self, predicate: Predicate) -> list[int]:
        """In "with the support of X, Y took the town" it is Y that X supports."""
        p, token = self.parse, predicate.token
        return self._governor(predicate, "subj") if p.preposition(token) == "with" else []

    def _helped(self, predicate: Predicate) -> list[int]:
        """In "support X in its fight" and "support for X in their fight" the fight is X's, whatever "its" may be."""
        p, token = self.parse, predicate.token
        owners = predicate.slots.get("poss", [])
        if p.preposition(token) != "in" or any(p.tag[t] != "PRP$" for t in owners):
            return []
        above = p.head[token]
        hosts = self.reader.verb(above).slots.get("obj", []) if p.is_verb(above) else [above]
        helped = [
            c for h in hosts for c in p.with_dep(h, "nmod") if c < token and p.preposition(c) in self.grammar.receiving
        ]
        return [t for h in helped for t in p.conjuncts(h)] or [t for t in hosts if p.is_verb(above)]

    def _before(self, predicate: Predicate) -> list[int]:
        """The name right before a noun, wherever the parser hung it: "Navy Capt. …", "ISIL spokesman …"."""
        span = self.arguments.cover.get(predicate.token - 1)
        if span is None or span.token_end != predicate.token - 1:
            return []
        return [
            next(
                (t for t in range(span.token_start, span.token_end + 1) if self.arguments.by_head.get(t) is span),
                span.token_end,
            )
        ]


REACH: dict[str, Callable[[SlotReader, Predicate], list[int]]] = {
    "same": SlotReader._same,
    "to_do": SlotReader._infinitives,
    "own_comp_subj": lambda m, p: m._own_threats(p, "subj"),
    "own_comp_obj": lambda m, p: m._own_threats(p, "obj"),
    "mark": lambda m, p: m.parse.with_dep(p.token, "mark"),
    "case": lambda m, p: m.parse.with_dep(p.token, "case"),
    "members": lambda m, p: m.reader.members(p.token),
    "governor_subj": lambda m, p: m._governor(p, "subj"),
    "governor_obj": lambda m, p: m._governor(p, "obj"),
    "obj_poss": SlotReader._owned,
    "subj_poss": SlotReader._owner_of_subject,
    "host": SlotReader._host,
    "before": SlotReader._before,
    "helped": SlotReader._helped,
    "mod_place": SlotReader._place_modifiers,
    "harmer": SlotReader._harmers,
    "event_agent": SlotReader._event_agents,
    "beneficiary": SlotReader._beneficiaries,
}
