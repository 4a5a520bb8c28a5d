"""Arguments that a clause leaves out, because another clause or the noun before it has them."""

from __future__ import annotations

from collections.abc import Container

from pipeline.relations.nominals import Nominals
from pipeline.relations.predicate import Predicate, ReadVerb

#: How far behind two coordinated verbs their common object may stand, and how far the second behind the first.
_NEAR = 4
_BESIDE = 3


class LeftOut:
    """Finds the arguments that the verbs of one document leave out.

    ``read`` gives the predicate of a verb; those in ``busy`` are being read and cannot be asked.
    """

    def __init__(self, nominals: Nominals, read: ReadVerb, busy: Container[int]) -> None:
        self.parse, self.grammar, self.nominals = nominals.parse, nominals.grammar, nominals
        self.read, self.busy = read, busy

    def fill(self, predicate: Predicate) -> None:
        """Add to a verb what its conjuncts, the clause above and the noun before it lend."""
        self._shared_with_the_first(predicate)
        self._shared_with_the_next(predicate)
        self._controller(predicate)
        self._relative_gap(predicate)

    # --- coordinated verbs ---

    def _shared_with_the_first(self, predicate: Predicate) -> None:
        """A verb behind "and" has the subject of the first, and an object behind both is the first's as well."""
        p, token = self.parse, predicate.token
        above = p.head[token]
        if p.dep[token] != "conj" or not self._is_predicative(above) or above in self.busy:
            return
        other = self.read(above)
        inherited = "obj" if predicate.passive else "subj"
        if inherited not in predicate.slots and not p.with_dep(token, "nsubj", "nsubj:pass"):
            predicate.add(inherited, other.grammatical_subject)
        if not predicate.passive and not other.passive and "obj" not in predicate.slots:
            behind = [o for o in p.with_dep(above, "obj") if token < o <= token + _NEAR]
            predicate.add("obj", (n for o in behind for n in self.nominals.of(o)))
        if predicate.passive and other.passive and "subj" not in predicate.slots:
            predicate.add("subj", other.slots.get("subj", ()))

    def _shared_with_the_next(self, predicate: Predicate) -> None:
        """A verb before "and" has the agent or the object that the next one is followed by."""
        p, token = self.parse, predicate.token
        for c in p.with_dep(token, "conj"):
            if not p.is_verb(c) or p.with_dep(c, "nsubj", "nsubj:pass"):
                continue
            if predicate.passive and "subj" not in predicate.slots and p.is_passive(c):
                predicate.add("subj", self.nominals.under(c, "obl:agent"))
            if not predicate.passive and "obj" not in predicate.slots and c - token <= _BESIDE:
                predicate.add("obj", self.nominals.under(c, "obj"))

    def _is_predicative(self, token: int) -> bool:
        """A verb, or what a copula says of somebody: "is worried and urges calm"."""
        return self.parse.is_verb(token) or bool(self.parse.with_dep(token, "cop"))

    # --- infinitives and participles ---

    def _controller(self, predicate: Predicate) -> None:
        """The subject that an infinitive or participle clause leaves out is an argument of the clause above."""
        p, token = self.parse, predicate.token
        missing = "obj" if predicate.passive else "subj"
        if missing in predicate.slots or p.with_dep(token, "nsubj", "nsubj:pass"):
            return
        first = p.first_conjunct(token)
        dep, head = p.dep[first], p.head[first]
        if head in self.busy or head == first:
            return
        if dep in {"xcomp", "ccomp", "advcl"} and p.is_verb(head):
            predicate.add(missing, self._of_a_verb(self.read(head), first))
        elif dep == "xcomp" and p.is_noun(head) and not p.with_dep(head, "nsubj", "cop"):
            predicate.add(missing, self._of_a_noun(head))  # "Taliban attempt to seize Kunduz"
        elif dep in {"xcomp", "advcl"}:
            self._of_a_copula(predicate, missing, head)
        elif dep == "acl":
            predicate.add(missing, self._of_a_noun(head))

    def _of_a_verb(self, above: Predicate, token: int) -> list[int]:
        """Whom the verb above lets, makes or asks to do it, else its own subject."""
        p, dep = self.parse, self.parse.dep[token]
        lemma = above.lemma.partition(" ")[0]
        if dep == "xcomp" and any(p.lower[c] == "from" for c in p.with_dep(token, "mark", "case")):
            return above.slots.get("obj") or above.slots.get("subj", [])  # "prevented them from entering"
        if (dep != "advcl" and lemma in self.grammar.object_control) or lemma in self.grammar.accusing:
            asked = self.grammar.appealed_to if lemma in self.grammar.appealing else ()
            for slot in ("iobj", "obj", *asked):
                if above.slots.get(slot):
                    return above.slots[slot]
        return above.grammatical_subject

    def _of_a_copula(self, predicate: Predicate, missing: str, head: int) -> None:
        """As in "Is ready to strike", "remains ready to strike": of whom that is said."""
        p, above = self.parse, self.parse.head[head]
        if not p.with_dep(head, "nsubj") and p.dep[head] == "xcomp" and above not in self.busy and p.is_verb(above):
            predicate.add(missing, self.read(above).slots.get("subj", ()))
        predicate.add(missing, self.nominals.under(head, "nsubj"))

    def _of_a_noun(self, noun: int) -> list[int]:
        """Who acts in "their offensive to retake X": the noun's owner, else the subject of the clause around it."""
        p = self.parse
        owners = self._owners(noun)
        if owners:
            return owners
        for above in p.ancestors(noun):
            if p.is_verb(above) and above not in self.busy:
                return [t for t in self.read(above).grammatical_subject if t != noun]
            own = self.nominals.under(above, "nmod:poss")
            if own:
                return own
        return []

    def _owners(self, noun: int) -> list[int]:
        """Whose a noun is: by a possessive, "by", a name before it or behind "of"; of what it is said."""
        p = self.parse
        return (
            self.nominals.under(noun, "nmod:poss")
            or self.nominals.under(noun, "nmod", preposition="by")
            or [c for c in p.with_dep(noun, "compound", "amod") if p.words[c][:1].isupper()]
            or [c for c in p.with_dep(noun, "nmod") if p.preposition(c) == "of" and p.tag[c] == "NNP"]
            or (self.nominals.under(noun, "nsubj") if p.with_dep(noun, "cop") else [])  # "are on the brink of leaving"
        )

    # --- relative clauses ---

    def _relative_gap(self, predicate: Predicate) -> None:
        """In "the city that they hold" the city is held: a relative clause's missing argument is the noun before it."""
        p, token = self.parse, predicate.token
        first = p.first_conjunct(token)
        if p.dep[first] != "acl:relcl":
            return
        antecedent = self.nominals.antecedent(p.head[first])
        if "subj" not in predicate.slots and not predicate.passive:
            predicate.add("subj", antecedent)
        elif "obj" not in predicate.slots and antecedent and antecedent[0] not in predicate.slots.get("subj", ()):
            predicate.add("obj", antecedent)
