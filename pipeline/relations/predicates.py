"""Reads predicates and their arguments off the parse: the layer between syntax and meaning.

What a predicate is, and what its slots hold, says ``predicate.py``; what a clause leaves out, ``leftout.py``.
"""

from __future__ import annotations

from pipeline.relations.answering import Answering, Responsible
from pipeline.relations.grammar import Grammar
from pipeline.relations.leftout import LeftOut
from pipeline.relations.nominals import Nominals
from pipeline.relations.parse import PLURALS, Parse
from pipeline.relations.predicate import Predicate

_PARTICLE_DEPS = frozenset({"compound:prt", "advmod"})
#: How far behind its verb a particle may stand: "handed the prisoners over".
_NEAR = 4
#: Labels of the words before a noun that describe it.
_MODIFIERS = frozenset({"compound", "amod", "nmod:desc", "nmod"})


class PredicateReader:
    """Reads the predicates of a parse, each once."""

    def __init__(self, parse: Parse, grammar: Grammar) -> None:
        self.parse, self.grammar = parse, grammar
        self._verbs: dict[int, Predicate] = {}
        self._busy: set[int] = set()
        self.nominals = Nominals(parse, grammar)
        self._left_out = LeftOut(self.nominals, self.verb, self._busy)
        self._answering = Answering(self.nominals, self.verb, self._busy)

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
            self._left_out.fill(predicate)
        finally:
            self._busy.discard(token)
        return predicate

    def verb_lemma(self, token: int) -> str:
        """The verb's lemma with its particle: ``"pull out"``."""
        p = self.parse
        for c in p.children[token]:
            if p.dep[c] in _PARTICLE_DEPS and p.lower[c] in self.grammar.particles and 0 < c - token <= _NEAR:
                return f"{p.lemma[token]} {p.lower[c]}"
        return p.lemma[token]

    def _own_arguments(self, predicate: Predicate) -> None:
        """What hangs on the verb, each under its logical slot."""
        p, passive = self.parse, predicate.passive
        for c in p.children[predicate.token]:
            dep = p.dep[c]
            if dep in {"nsubj", "nsubj:outer"}:
                predicate.add("subj", self.nominals.of(self._resumed(predicate.token, c)))
            elif dep == "obj":
                second = passive and "obj" in predicate.slots
                predicate.add("obj2" if second else "obj", self.nominals.of(c))
            elif dep == "nsubj:pass":
                predicate.add("obj", self.nominals.of(c))
            elif dep == "obl:agent":
                predicate.add("subj" if passive else "by", self.nominals.of(c))
            elif dep == "iobj":
                predicate.add("iobj", self.nominals.of(c))
            elif dep == "expl":
                predicate.add("expl", [c])
            elif dep in {"obl", "nmod"}:
                self._oblique(predicate, c)
            elif dep in {"xcomp", "ccomp"}:
                predicate.add("comp", p.conjuncts(c))
        if predicate.particle in {"on", "upon"}:  # "call on them" with a particle is "call" with a preposition
            predicate.add(predicate.particle, predicate.slots.get("obj", ()))

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
            predicate.add("obj", self.nominals.of(c))
            return
        if preposition == "by" and predicate.passive and "subj" not in predicate.slots:
            predicate.add("subj", self.nominals.of(c))
        else:
            predicate.add(preposition, self.nominals.of(c))
            if predicate.particle:
                predicate.add(f"{predicate.particle} {preposition}", self.nominals.of(c))

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
                predicate.add(slot, [head] if dep == "amod" else self.nominals.antecedent(head))

    # --- nouns ---

    def noun(self, token: int) -> Predicate:
        """The predicate of a noun that names an event: possessor, modifiers, prepositional frames, light verb."""
        p = self.parse
        predicate = Predicate(token, p.lemma[token], "noun")
        for c in p.children[token]:
            dep = p.dep[c]
            if dep == "nmod:poss":
                predicate.add("poss", self.nominals.of(c))
            elif dep in _MODIFIERS and c < token and not p.preposition(c):
                predicate.add("mod", [c])
            elif dep in {"nmod", "obl"}:
                predicate.add(p.preposition(c) or "bare", self.nominals.of(c))
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
                predicate.add("by" if p.dep[c] == "obl:agent" else p.preposition(c) or "bare", self.nominals.of(c))

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
        if head == first or not self.parse.is_verb(head):
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
        """Who answers for an event, None where the text does not tell."""
        return self._answering.of(event)

    def joint(self, pronoun: int) -> list[int]:
        """As in "France and Italy said they would": "they" below a coordinated subject are all of it."""
        p = self.parse
        if p.lower[pronoun] not in self.grammar.plural_pronouns:
            return []
        clauses = [above for above in p.ancestors(pronoun) if self.parse.is_verb(above)]
        for above in clauses[p.tag[pronoun] == "PRP" :]:  # "they" are not the subject of their own clause, "their" may
            subjects = self.verb(above).grammatical_subject
            if subjects:
                return subjects if len(subjects) > 1 and subjects[-1] < pronoun else []
        return []
