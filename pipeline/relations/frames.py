"""From predicates to relations: the ontology's frames laid over a predicate's slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.relations.arguments import Arguments
from pipeline.relations.ontology import Ontology, Relation, Rule
from pipeline.relations.parse import Parse
from pipeline.relations.predicates import Predicate, PredicateReader
from pipeline.relations.slots import SlotReader

_ANY = "any"
#: Classes of nouns that can stand for who acts.
_ACTIVE = frozenset({"actor", "people", "attack", "operation", "movement", "weapon", "vehicle"})
#: Classes of what can do nothing.
_LIFELESS = frozenset({"thing", "abstract"})
_HYPHENS = frozenset("-–‑")


@dataclass(slots=True)
class Match:
    """A frame that fits: the tokens that fill its roles (empty where the text leaves them out)."""

    rule: Rule
    relation: Relation
    predicate: Predicate
    subjects: list[int]
    objects: list[int]
    score: float
    instrument: int | None = None

    @property
    def trigger(self) -> int:
        """The token that tells the relation."""
        return self.predicate.token

    @property
    def subject(self) -> int | None:
        """The first subject."""
        return self.subjects[0] if self.subjects else None

    @property
    def object(self) -> int | None:
        """The first object."""
        return self.objects[0] if self.objects else None

    def single(self, subject: int | None, obj: int | None) -> Match:
        """The same of one subject and one object."""
        return replace(self, subjects=[] if subject is None else [subject], objects=[] if obj is None else [obj])


class FrameMatcher:
    """Finds, for every predicate of a document, the relation its frames tell best, and those told besides."""

    def __init__(self, parse: Parse, arguments: Arguments, ontology: Ontology) -> None:
        self.parse, self.arguments, self.ontology = parse, arguments, ontology
        self.reader = PredicateReader(parse, arguments.grammar)
        self.slots = SlotReader(parse, arguments, self.reader)

    def matches(self) -> Iterator[Match]:
        """All matches of the document, in the order of their triggers."""
        for token in range(self.parse.n):
            for predicate, rules in self._candidates(token):
                yield from self._best(predicate, rules)

    def _candidates(self, token: int) -> Iterator[tuple[Predicate, list[Rule]]]:
        p, o = self.parse, self.ontology
        lemma = p.lemma[token]
        if p.is_verb(token) and p.dep[token] not in {"aux", "aux:pass", "cop"}:
            predicate = self.reader.verb(token)
            rules = [*(o.verbs.get(predicate.lemma) or o.verbs.get(lemma, [])), *self._outward(predicate)]
            if rules and predicate.lemma not in o.idioms:
                yield predicate, rules
        elif p.with_dep(token, "cop") or (p.tag[token] == "JJ" and p.with_dep(token, "nsubj")):
            rules = o.verbs.get(" ".join(filter(None, ("be", p.preposition(token), lemma))), [])
            if rules:
                yield self.reader.verb(token), rules
        if token in self.arguments.cover:
            return  # words inside names trigger nothing: "Operation Inherent Resolve"
        if token and f"{p.lower[token - 1]} {lemma}" in o.idioms:
            return
        if token + 2 < p.n and p.words[token + 1] in _HYPHENS and self._with_modifier(token + 2) in o.nouns:
            return
        rules = o.nouns.get(self._with_modifier(token)) or o.nouns.get(lemma, [])
        if rules and not p.is_verb(token):
            yield self._noun(token), rules
        compound = token > 0 and p.words[token - 1] in _HYPHENS
        if p.lower[token] in o.adjectives and (compound or p.dep[token] != "ROOT" or p.with_dep(token, "cop")):
            adjective = self._adjective(token)
            if adjective is not None:
                yield adjective, o.adjectives[p.lower[token]]

    def _outward(self, predicate: Predicate) -> list[Rule]:
        """As in "Moved out of the town": the first word of a double preposition may be a particle."""
        verb = predicate.lemma
        words = {slot.partition(" ")[0] for slot in predicate.slots if " " in slot}
        phrases = [f"{verb} {word}" for word in sorted(words) if " " not in verb]
        return [rule for phrase in phrases for rule in self.ontology.verbs.get(phrase, ())]

    def _with_modifier(self, token: int) -> str:
        """A noun with the word before it that belongs to it: "phone call", "secretary-general"."""
        p = self.parse
        before = token - 1
        if token >= 2 and p.words[before] in _HYPHENS:
            return f"{p.lower[token - 2]}-{p.lemma[token]}"
        return f"{p.lemma[before]} {p.lemma[token]}" if token and p.head[before] == token else ""

    def _adjective(self, token: int) -> Predicate | None:
        """A hyphenated compound before a noun ("rebel-held towns", "anti-ISIS forces", "its self-declared capital"), or
        an adjective with a complement behind one ("forces loyal to the president")."""
        p = self.parse
        complements = [c for c in p.with_dep(token, "obl", "nmod") if c > token and p.preposition(c)]
        described = self._described(token) if complements else []
        if described:
            predicate = Predicate(token, p.lower[token], "adjective", slots={"head": described})
            for c in complements:
                predicate.add(p.preposition(c), p.conjuncts(c))
            return predicate
        host = self._modified(token)
        if host is None:
            return None
        predicate = Predicate(token, p.lower[token], "adjective", slots={"head": [host]})
        if token >= 2 and p.words[token - 1] in _HYPHENS:
            before = token - 2
            if p.lower[before] == "self":
                predicate.add("prefix_poss", p.with_dep(host, "nmod:poss"))
            else:
                predicate.add("prefix", [before])
        elif token + 2 < p.n and p.words[token + 1] in _HYPHENS:
            predicate.add("infix", [token + 2])
        elif p.dep[token] == "amod":
            predicate.add("coordinate", [t for t in p.conjuncts(p.first_conjunct(host)) if t < token])
        return predicate

    def _described(self, token: int) -> list[int]:
        """The noun that an adjective stands behind, or is said of."""
        p = self.parse
        if p.with_dep(token, "cop"):
            return self.reader.verb(token).slots.get("subj", [])
        return [p.head[token]] if p.dep[token] in {"amod", "acl"} and p.head[token] < token else []

    def _modified(self, token: int) -> int | None:
        """The noun that a compound adjective stands before: its syntactic head, else the next noun."""
        p = self.parse
        for above in p.ancestors(token):
            if p.is_noun(above) and above > token and above - token < 7:
                return above
            if above < token:
                break
        nouns = [i for i in range(token + 1, min(token + 5, p.n)) if p.is_noun(i)]
        if not nouns or any(p.dep[i] == "punct" and p.words[i] not in _HYPHENS for i in range(token + 1, nouns[0])):
            return None
        last = nouns[0]
        while last + 1 < p.n and p.is_noun(last + 1) and p.head[last] == last + 1:
            last += 1
        return last

    def _noun(self, token: int) -> Predicate:
        """A noun's predicate; a light verb ("conducted strikes on") lends it its subject and prepositions."""
        predicate = self.reader.noun(token)
        if self.parse.preposition(token) == "under" and self.parse.with_dep(token, "cop"):  # "is under attack"
            predicate.add("victim", self.parse.with_dep(token, "nsubj"))
        responsible = self.reader.responsible(token)
        if responsible is not None:
            predicate.add("subj", responsible.who)
            predicate.light = responsible.token if responsible.token != token else None
            return predicate
        governed = self.reader.governor(token)
        if governed is None:
            return predicate
        above, slot = governed
        ways = {
            above.lemma,
            above.lemma.partition(" ")[0],
            f"{above.lemma} {slot}",
        }  # "come under", the attack behind it
        light = not ways.isdisjoint(self.ontology.light_verbs)
        occurs = slot == "subj" and above.lemma in self.arguments.grammar.occurring
        lent = occurs or (light and slot in {"obj", "under"})
        for name, tokens in above.slots.items():
            if name in {"subj", "obj"} and name != slot:
                predicate.add(f"governor_{name}", tokens)
            elif lent and name not in {"subj", "obj", "iobj", "comp", slot}:
                predicate.add(name, tokens)
        suffers = ways if slot == "obj" else {f"{above.lemma} {slot}"}  # "suffered injuries in the strike" is no strike
        if not suffers.isdisjoint(self.arguments.grammar.suffering):
            predicate.add("victim", above.slots.get("subj", ()))
            predicate.light = above.token
        elif occurs:
            predicate.light = above.token
        elif light and slot in {"obj", "in", "under"}:
            predicate.light = above.token
            predicate.add("subj", above.slots.get("subj", ()))
            purposes = [c for c in self.parse.with_dep(above.token, "advcl") if self.parse.tag[c] == "VB"]
            if purposes and slot == "obj":
                predicate.add("comp", purposes)
        return predicate

    # --- choosing ---

    def _best(self, predicate: Predicate, rules: list[Rule]) -> Iterator[Match]:
        found = [m for m in (self.match(predicate, rule) for rule in rules) if m is not None]
        main = [m for m in found if not m.rule.frame.also]
        if main:
            best = max(main, key=lambda m: (m.score, -m.rule.order))
            if best.rule.frame.absorbs:
                self.slots.absorb(predicate, best.objects)
            yield best
        yield from (m for m in found if m.rule.frame.also)

    def match(self, predicate: Predicate, rule: Rule) -> Match | None:
        """The frame laid over the predicate, or None where it does not fit."""
        frame = rule.frame
        if not all(self._needed(predicate, slot, lemmas) for slot, lemmas in rule.needs):
            return None
        if rule.needs_one and not any(self._needed(predicate, slot, lemmas) for slot, lemmas in rule.needs_one):
            return None
        if any(self._needed(predicate, slot, lemmas) for slot, lemmas in rule.unless):
            return None
        objects = self._fill(predicate, rule, rule.object, rule.object_is)
        subjects = self._fill(predicate, rule, rule.subject, rule.subject_is, taken=() if frame.pairs else objects)
        if frame.pairs and len(subjects) < 2:
            objects = subjects = self._sides(predicate, rule)
        if frame.pairs and len(subjects) < 2:
            return None
        if not subjects and self._inert_subject(predicate, rule):
            return None
        instrument = self._instrument(predicate, frame.instrument)
        required = frame.requires or ("object" if predicate.kind == "noun" else "any")
        if (required in {"both", "object"} and not objects) or (required in {"both", "subject"} and not subjects):
            return None
        if required == "any" and not objects and not subjects:
            return None
        score = len(rule.needs) + bool(rule.needs_one) + bool(objects) + 0.5 * bool(subjects)
        relation = self.ontology.relations[rule.relation]
        return Match(rule, relation, predicate, subjects, objects, score, instrument)

    def _sides(self, predicate: Predicate, rule: Rule) -> list[int]:
        """The two sides of whom one noun speaks: "Russian and Turkish officials met"."""
        nouns = [t for slot in rule.subject for t in self.slots.fillers(predicate, slot)]
        sides = self.slots.sides(nouns[0]) if len(nouns) == 1 else []
        return [t for t in sides if self.arguments.fits(t, rule.subject_is)]

    def fillers(self, match: Match, slots: str | None) -> list[int]:
        """What stands in the slots that a frame names, in their order."""
        names = slots.split("|") if slots else []
        return [t for name in names for t in self.slots.fillers(match.predicate, name.strip())]

    def companions(self, match: Match) -> list[int]:
        """The nouns that make a phrase with the verb of a match: "talks" in "held talks"."""
        words = [w for slot, lemmas in match.rule.needs if slot == "with_noun" for w in sorted(lemmas)]
        found = (self._companion(match.predicate, w) for w in words)
        return [t for t in found if t is not None]

    def _needed(self, predicate: Predicate, slot: str, lemmas: frozenset[str]) -> bool:
        if slot == "with_noun":
            return any(self._companion(predicate, lemma) is not None for lemma in lemmas)
        tokens = [t for t in self.slots.fillers(predicate, slot) if t not in self.arguments.closed]
        return bool(tokens) and (_ANY in lemmas or any(self._is_one_of(t, lemmas) for t in tokens))

    def _is_one_of(self, token: int, lemmas: frozenset[str]) -> bool:
        if self.parse.lemma[token] in lemmas or self.arguments.lemma_phrase(token) in lemmas:
            return True
        inner = self.arguments.unwrap(token)
        if self.parse.lemma[inner] in lemmas:
            return True
        return bool(self.arguments.classes(inner) & lemmas)

    def _companion(self, predicate: Predicate, lemma: str) -> int | None:
        """The noun that makes a phrase with the verb: "control" in "took control of"."""
        p = self.parse
        return next(
            (
                c
                for c in p.children[predicate.token]
                if p.lemma[c] == lemma and p.dep[c] in {"obj", "obl", "xcomp", "nsubj:pass"}
            ),
            None,
        )

    # --- what fills a role ---

    def _fill(
        self,
        predicate: Predicate,
        rule: Rule,
        slots: tuple[str, ...],
        wanted: frozenset[str],
        taken: list[int] | tuple[int, ...] = (),
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

    def _inert_subject(self, predicate: Predicate, rule: Rule) -> bool:
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
        own = [c for c in self.parse.with_dep(token, "nmod:poss") if "actor" in self.arguments.classes(c)]
        if own and "actor" in wanted and self.parse.lemma[token] in self.ontology.metonyms:
            return own[0]  # "its fighters"
        if "actor" not in wanted or "actor" in self.arguments.classes(token) or self.arguments.is_named(token):
            return token
        if self.parse.lemma[token] in self.ontology.metonyms:
            owner = self.arguments.owner(token)
            if owner is not None:
                return owner
        return token

    def _instrument(self, predicate: Predicate, slot: str | None) -> int | None:
        tokens = self.slots.fillers(predicate, slot) if slot else []
        return tokens[0] if tokens else None
