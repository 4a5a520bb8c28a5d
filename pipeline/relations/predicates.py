"""Predicates and their arguments, read off the parse: the layer between syntax and meaning.

A predicate is a verb (with its particle), a noun that names an event, or a participle in front of a noun. Its slots
hold the head tokens of its arguments under names that do not depend on how the sentence was built:

``subj``  who acts: the subject of an active verb, the agent of a passive one, the controller of an infinitive
``obj``   what is acted on: the object of an active verb, the subject of a passive one, the noun before a participle
``iobj``  the receiver in "gave them food"
``poss``  a noun's possessor ("its capture", "Russia's attack")
``mod``   a noun's compound or adjectival modifier ("coalition airstrikes", "Iraqi advance")
``comp``  the verb of an infinitive or clause that completes it ("began bombing", "agreed to send")
a preposition: the nominal it marks ("on", "against", "out of")
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.relations.grammar import Grammar
from pipeline.relations.parse import PLURALS, RELATIVE_PRONOUNS, Parse

_PARTICLE_DEPS = frozenset({"compound:prt", "advmod"})
#: How far behind two coordinated verbs their common object may stand.
_NEAR = 4


@dataclass(slots=True)
class Predicate:
    """An event or state that the text names; ``slots`` as the module says."""

    token: int
    lemma: str
    kind: str
    passive: bool = False
    slots: dict[str, list[int]] = field(default_factory=dict)
    light: int | None = None

    def add(self, slot: str, tokens: Iterable[int]) -> None:
        """Fill a slot with what it does not hold yet."""
        have = self.slots.setdefault(slot, [])
        have.extend(t for t in tokens if t not in have)


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for an event, and the word that says so; ``owned``: by their own word."""

    token: int
    who: list[int]
    owned: bool = False


class PredicateReader:
    """Reads the predicates of a parse, each once."""

    def __init__(self, parse: Parse, grammar: Grammar) -> None:
        self.parse, self.grammar = parse, grammar
        self._verbs: dict[int, Predicate] = {}
        self._busy: set[int] = set()

    # --- verbs ---

    def verb(self, token: int) -> Predicate:
        """The predicate of a verb token."""
        found = self._verbs.get(token)
        if found is None:
            found = self._verbs[token] = self._read_verb(token)
        return found

    def _read_verb(self, token: int) -> Predicate:
        p = self.parse
        passive = p.is_passive(token)
        predicate = Predicate(token, self.verb_lemma(token), "verb", passive)
        self._busy.add(token)
        try:
            self._own_arguments(predicate)
            self._preposed(predicate)
            self._shared_arguments(predicate)
            self._controller(predicate)
            self._relative_gap(predicate)
        finally:
            self._busy.discard(token)
        return predicate

    def verb_lemma(self, token: int) -> str:
        """The verb's lemma with its particle: ``"pull out"``."""
        p = self.parse
        for c in p.children[token]:
            if p.dep[c] in _PARTICLE_DEPS and p.lower[c] in self.grammar.particles and 0 < c - token <= 4:
                return f"{p.lemma[token]} {p.lower[c]}"
        return p.lemma[token]

    def _own_arguments(self, predicate: Predicate) -> None:
        p, passive = self.parse, predicate.passive
        for c in p.children[predicate.token]:
            dep = p.dep[c]
            if dep in {"nsubj", "nsubj:outer"}:
                predicate.add("subj", self._nominals(self._resumed(predicate.token, c)))
            elif dep == "nsubj:pass":
                predicate.add("obj", self._nominals(c))
            elif dep == "obl:agent":
                predicate.add("subj" if passive else "by", self._nominals(c))
            elif dep == "obj":
                predicate.add("obj2" if passive and "obj" in predicate.slots else "obj", self._nominals(c))
            elif dep == "expl":
                predicate.add("expl", [c])
            elif dep == "iobj":
                predicate.add("iobj", self._nominals(c))
            elif dep in {"obl", "nmod"}:
                self._oblique(predicate, c)
            elif dep in {"xcomp", "ccomp"}:
                predicate.add("comp", p.conjuncts(c))
        particle = predicate.lemma.partition(" ")[2]
        if particle in {"on", "upon"}:  # "call on them" with a particle is "call" with a preposition
            predicate.add(particle, predicate.slots.get("obj", ()))

    def _resumed(self, verb: int, subject: int) -> int:
        """As in "The Russians, they shelled us": the pronoun takes up the name before the clause."""
        p = self.parse
        named = [c for c in p.with_dep(verb, "dislocated") if c < subject]
        return named[0] if named and p.tag[subject] == "PRP" else subject

    def _oblique(self, predicate: Predicate, c: int) -> None:
        preposition = self.parse.preposition(c)
        if not preposition:
            return
        if preposition in self.grammar.splitting and not self.parse.with_dep(predicate.token, "obj"):
            predicate.lemma = f"{self.parse.lemma[predicate.token]} {preposition}"  # "shot down a jet"
            predicate.add("obj", self._nominals(c))
            return
        if preposition == "by" and predicate.passive and "subj" not in predicate.slots:
            predicate.add("subj", self._nominals(c))
        else:
            predicate.add(preposition, self._nominals(c))
            particle = predicate.lemma.partition(" ")[2]
            if particle:
                predicate.add(f"{particle} {preposition}", self._nominals(c))

    def _preposed(self, predicate: Predicate) -> None:
        """A bare participle acts on the noun before it ("tanks captured near X"), a present one is done by it."""
        p, token = self.parse, predicate.token
        dep, head = p.dep[token], p.head[token]
        # "a commitment to fighting", "were on the brink of fighting": not what fights
        marks = {"to", "of"} if p.with_dep(head, "cop") else {"to"}
        marked = any(p.lower[c] in marks for c in p.with_dep(token, "mark"))
        if dep == "amod" or (dep == "acl" and p.tag[token] in {"VBN", "VBG", "VBD"} and not marked):
            slot = "obj" if predicate.passive or (dep == "amod" and p.tag[token] == "VBN") else "subj"
            if slot not in predicate.slots:
                predicate.add(slot, [head] if dep == "amod" else self._nominals(head, back=True))

    def _shared_arguments(self, predicate: Predicate) -> None:
        """Coordinated verbs share what only one of them has: the subject before, the object and agent behind."""
        p, token = self.parse, predicate.token
        above = p.head[token]
        if p.dep[token] == "conj" and self._predicative(above) and above not in self._busy:
            other = self.verb(above)
            inherited = "obj" if predicate.passive else "subj"
            source = "obj" if other.passive else "subj"
            if inherited not in predicate.slots and not p.with_dep(token, "nsubj", "nsubj:pass"):
                predicate.add(inherited, other.slots.get(source, ()))
            if not predicate.passive and not other.passive and "obj" not in predicate.slots:
                behind = [o for o in p.with_dep(above, "obj") if token < o <= token + _NEAR]
                predicate.add("obj", (n for o in behind for n in self._nominals(o)))
            if predicate.passive and other.passive and "subj" not in predicate.slots:
                predicate.add("subj", other.slots.get("subj", ()))
        for c in p.with_dep(token, "conj"):
            if not self._verbal(c) or p.with_dep(c, "nsubj", "nsubj:pass"):
                continue
            if predicate.passive and "subj" not in predicate.slots and p.is_passive(c):
                predicate.add("subj", (n for a in p.with_dep(c, "obl:agent") for n in self._nominals(a)))
            if not predicate.passive and "obj" not in predicate.slots and c - token <= 3:
                predicate.add("obj", (n for o in p.with_dep(c, "obj") for n in self._nominals(o)))

    def _controller(self, predicate: Predicate) -> None:
        """The subject that an infinitive or participle clause leaves out is an argument of the clause above."""
        p, token = self.parse, predicate.token
        missing = "obj" if predicate.passive else "subj"
        if missing in predicate.slots or p.with_dep(token, "nsubj", "nsubj:pass"):
            return
        first = p.first_conjunct(token)
        dep, head = p.dep[first], p.head[first]
        if head in self._busy or head == first:
            return
        if dep in {"xcomp", "ccomp", "advcl"} and self._verbal(head):
            predicate.add(missing, self._control(self.verb(head), first))
        elif dep == "xcomp" and p.is_noun(head) and not p.with_dep(head, "nsubj", "cop"):
            predicate.add(missing, self._noun_controller(head))  # "Taliban attempt to seize Kunduz"
        elif dep in {"xcomp", "advcl"}:
            subjects = p.with_dep(head, "nsubj")
            above = p.head[head]
            if not subjects and p.dep[head] == "xcomp" and above not in self._busy and self._verbal(above):
                predicate.add(missing, self.verb(above).slots.get("subj", ()))  # "remains ready to strike"
            predicate.add(missing, (n for s in subjects for n in self._nominals(s)))
        elif dep == "acl":
            predicate.add(missing, self._noun_controller(head))

    def _control(self, above: Predicate, token: int) -> list[int]:
        p, dep = self.parse, self.parse.dep[token]
        lemma = above.lemma.partition(" ")[0]
        if dep == "xcomp" and any(p.lower[c] == "from" for c in p.with_dep(token, "mark", "case")):
            return above.slots.get("obj") or above.slots.get("subj", [])  # "prevented them from entering"
        if (dep != "advcl" and lemma in self.grammar.object_control) or lemma in self.grammar.accusing:
            for slot in ("iobj", "obj"):
                if above.slots.get(slot):
                    return above.slots[slot]
            for slot in ("on", "upon", "for", "to", "with"):
                if lemma in self.grammar.appealing and above.slots.get(slot):
                    return above.slots[slot]
        return above.slots.get("obj" if above.passive else "subj", [])

    def _noun_controller(self, noun: int) -> list[int]:
        """Who acts in "their offensive to retake X": the noun's possessor, else the subject of the clause around it."""
        p = self.parse
        owners = [n for c in p.with_dep(noun, "nmod:poss") for n in self._nominals(c)]
        owners = owners or [n for c in p.with_dep(noun, "nmod") if p.preposition(c) == "by" for n in self._nominals(c)]
        owners = owners or [c for c in p.with_dep(noun, "compound", "amod") if p.words[c][:1].isupper()]
        owners = owners or [c for c in p.with_dep(noun, "nmod") if p.preposition(c) == "of" and p.tag[c] == "NNP"]
        if p.with_dep(noun, "cop"):  # "they were on the brink of leaving"
            owners = owners or [n for c in p.with_dep(noun, "nsubj") for n in self._nominals(c)]
        if owners:
            return owners
        for above in p.ancestors(noun):
            if self._verbal(above) and above not in self._busy:
                predicate = self.verb(above)
                return [t for t in predicate.slots.get("obj" if predicate.passive else "subj", []) if t != noun]
            own = [n for c in p.with_dep(above, "nmod:poss") for n in self._nominals(c)]
            if own:
                return own
        return []

    def _relative_gap(self, predicate: Predicate) -> None:
        """In "the city that they hold" the city is held: a relative clause's missing argument is the noun before it."""
        p, token = self.parse, predicate.token
        first = p.first_conjunct(token)
        if p.dep[first] != "acl:relcl":
            return
        antecedent = self._nominals(p.head[first], back=True)
        if "subj" not in predicate.slots and not predicate.passive:
            predicate.add("subj", antecedent)
        elif "obj" not in predicate.slots and antecedent and antecedent[0] not in predicate.slots.get("subj", ()):
            predicate.add("obj", antecedent)

    # --- nouns ---

    def noun(self, token: int) -> Predicate:
        """The predicate of a noun that names an event: possessor, modifiers, prepositional frames, light verb."""
        p = self.parse
        predicate = Predicate(token, p.lemma[token], "noun")
        for c in p.children[token]:
            dep = p.dep[c]
            if dep == "nmod:poss":
                predicate.add("poss", self._nominals(c))
            elif dep in {"compound", "amod", "nmod:desc", "nmod"} and c < token and not p.preposition(c):
                predicate.add("mod", [c])
            elif dep in {"nmod", "obl"}:
                predicate.add(p.preposition(c) or "bare", self._nominals(c))
            elif dep == "acl" and (p.tag[c] == "VB" or p.with_dep(c, "mark", "nsubj")):
                predicate.add("comp", p.conjuncts(c))
            elif dep == "acl" and p.tag[c] in {"VBN", "VBD"}:
                self._participle(predicate, c)
        return predicate

    def _participle(self, predicate: Predicate, verb: int) -> None:
        """As in "attacks carried out by X on Y": what hangs on the participle belongs to the noun."""
        p = self.parse
        for c in p.children[verb]:
            if p.dep[c] in {"obl:agent", "obl"}:
                predicate.add("by" if p.dep[c] == "obl:agent" else p.preposition(c) or "bare", self._nominals(c))

    def governor(self, noun: int) -> tuple[Predicate, str] | None:
        """The verb of which a noun (or its coordination) is subject, object or oblique, and as what.

        "A wave of attacks" is in the place of the attacks.
        """
        p = self.parse
        first = p.first_conjunct(noun)
        if p.preposition(first) == "of" and p.lemma[p.head[first]] in self.grammar.groupings:
            noun = p.head[first]
            first = p.first_conjunct(noun)
        head = p.head[first]
        if head == first or not self._verbal(head):
            return None
        predicate = self.verb(head)
        for slot, tokens in predicate.slots.items():
            if first in tokens or noun in tokens:
                return predicate, slot
        return None

    # --- shared ---

    def members(self, noun: int) -> list[int]:
        """Who is named as a member of a plural: "nations that struck Raqqa include X and Y", "groups such as X"."""
        p, g = self.parse, self.grammar
        if p.tag[noun] not in PLURALS:
            return []
        verb = p.head[noun]
        if p.dep[noun] == "nsubj" and p.lemma[verb] in g.exemplifying:
            return [t for c in p.with_dep(verb, "obj") for t in p.conjuncts(c)]
        phrases = [
            noun,
            *(c for c in p.with_dep(noun, "nmod") if p.preposition(c) == "of" and p.tag[c] not in PLURALS),
        ]
        named = [c for host in phrases for c in p.with_dep(host, "nmod") if p.preposition(c) in g.exemplified]
        return [t for c in named for t in p.conjuncts(c)]

    def responsible(self, event: int) -> Responsible | None:
        """As in "X claimed responsibility for the attack", "was behind the attack", "is responsible for the attack"."""
        p, preposition = self.parse, self.parse.preposition(event)
        if preposition == "behind" and p.with_dep(event, "cop"):
            return Responsible(event, self._somebody(t for s in p.with_dep(event, "nsubj") for t in self._nominals(s)))
        accused = self._accused(event)
        if accused is not None or preposition != "for":
            return accused
        above = p.head[event]
        if p.lemma[above] in self.grammar.answering:
            subjects = [t for s in p.with_dep(above, "nsubj") for t in self._nominals(s)]
            subjects = subjects or ([p.head[above]] if p.dep[above] in {"amod", "acl"} else [])
            return Responsible(above, self._somebody(subjects))
        verb = p.head[above] if p.lemma[above] in self.grammar.carriers else above
        if not self._verbal(verb) or not any(p.lemma[c] in self.grammar.carriers for c in p.with_dep(verb, "obj")):
            return None
        return Responsible(verb, self._somebody(self.verb(verb).slots.get("subj", ())), owned=True)

    def _accused(self, event: int) -> Responsible | None:
        """As in "Accused them of an attack", "they were blamed for the attack": whose it is said to be."""
        p, verb = self.parse, self.parse.head[event]
        of = p.dep[event] in {"obl", "nmod"} and p.preposition(event) in self.grammar.accused_of
        if p.dep[event] == "nmod" and of and p.dep[verb] == "obj":  # hung on whom they accuse
            verb = p.head[verb]
        if not of or not self._verbal(verb) or p.lemma[verb] not in self.grammar.accusing or verb in self._busy:
            return None
        who = [t for t in self.verb(verb).slots.get("obj", []) if t != event]
        return Responsible(verb, self._somebody(who)) if who else None

    def _somebody(self, tokens: Iterable[int]) -> list[int]:
        """Without whom the text says to be nobody: "no group"."""
        return [t for t in tokens if not any(self.parse.lower[c] == "no" for c in self.parse.with_dep(t, "det"))]

    def joint(self, pronoun: int) -> list[int]:
        """As in "France and Italy said they would": "they" below a coordinated subject are all of it."""
        p = self.parse
        if p.lower[pronoun] not in self.grammar.plural_pronouns:
            return []
        clauses = [above for above in p.ancestors(pronoun) if self._verbal(above)]
        for above in clauses[p.tag[pronoun] == "PRP" :]:  # "they" are not the subject of their own clause, "their" may
            subjects = self.verb(above).slots.get("obj" if self.verb(above).passive else "subj", [])
            if subjects:
                return subjects if len(subjects) > 1 and subjects[-1] < pronoun else []
        return []

    def _verbal(self, token: int) -> bool:
        return self.parse.is_verb(token)

    def _predicative(self, token: int) -> bool:
        """A verb, or what a copula says of somebody: "is worried and urges calm"."""
        return self._verbal(token) or bool(self.parse.with_dep(token, "cop"))

    def _nominals(self, token: int, *, back: bool = False) -> list[int]:
        """The conjuncts of a nominal; a relative pronoun stands for the noun before its clause.

        ``back`` takes the noun as given: an antecedent is one conjunct, not the coordination behind it.
        """
        p = self.parse
        if p.lower[token] in RELATIVE_PRONOUNS and p.tag[token] in {"WDT", "WP", "WRB", "IN", "DT"}:
            for above in p.ancestors(token):
                if p.dep[above] == "acl:relcl":
                    return [p.head[above]]
            return [] if p.tag[token] in {"WDT", "WRB"} else [token]
        return [token] if back else self._with_places(p.conjuncts(token))

    def _with_places(self, nominals: list[int]) -> list[int]:
        """As in "The towns of X and Y": what is coordinated with the first place is beside it in the clause."""
        p = self.parse
        wrappers = [t for t in nominals if p.lemma[t] in self.grammar.place_wrappers]
        places = [c for t in wrappers for c in p.with_dep(t, "nmod") if p.preposition(c) == "of"]
        return [*nominals, *(t for c in places for t in p.conjuncts(c) if t != c)]
