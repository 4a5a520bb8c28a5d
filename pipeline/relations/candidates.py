"""The predicates of a text, each with the rules that its trigger words call: verbs, copulas, nouns, adjectives."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.relations.arguments import Arguments
from pipeline.relations.ontology import Ontology, Rule
from pipeline.relations.parse import Parse
from pipeline.relations.predicate import Predicate
from pipeline.relations.predicates import PredicateReader

_HYPHENS = frozenset("-–‑")
#: How far behind an adjective its noun may stand: by the parse, and without it.
_REACH = 7
_NEXT = 5

#: A predicate and the rules that may tell it.
Candidate = tuple[Predicate, list[Rule]]


class Candidates:
    """Finds what may tell a relation in one document."""

    def __init__(self, parse: Parse, arguments: Arguments, ontology: Ontology, reader: PredicateReader) -> None:
        self.parse, self.arguments, self.ontology, self.reader = parse, arguments, ontology, reader
        self.grammar = arguments.grammar

    def at(self, token: int) -> Iterator[Candidate]:
        """The predicates that a token triggers; words inside names trigger nothing: "Operation Inherent Resolve"."""
        yield from self._verb(token)
        if token not in self.arguments.cover and not self._in_idiom(token):
            yield from self._noun(token)
            yield from self._adjective(token)

    # --- verbs and copulas ---

    def _verb(self, token: int) -> Iterator[Candidate]:
        """A verb, or what a copula says of somebody ("is in control of")."""
        p, verbs = self.parse, self.ontology.verbs
        lemma = p.lemma[token]
        if p.is_verb(token) and p.dep[token] not in {"aux", "aux:pass", "cop"}:
            predicate = self.reader.verb(token)
            rules = [*(verbs.get(predicate.lemma) or verbs.get(lemma, [])), *self._outward(predicate)]
            if rules and predicate.lemma not in self.ontology.idioms:
                yield predicate, rules
        elif p.with_dep(token, "cop") or (p.tag[token] == "JJ" and p.with_dep(token, "nsubj")):
            rules = verbs.get(" ".join(filter(None, ("be", p.preposition(token), lemma))), [])
            if rules:
                yield self.reader.verb(token), rules

    def _outward(self, predicate: Predicate) -> list[Rule]:
        """As in "Moved out of the town": the first word of a double preposition may be a particle."""
        verb = predicate.lemma
        words = {slot.partition(" ")[0] for slot in predicate.slots if " " in slot}
        phrases = [f"{verb} {word}" for word in sorted(words) if " " not in verb]
        return [rule for phrase in phrases for rule in self.ontology.verbs.get(phrase, ())]

    # --- nouns ---

    def _in_idiom(self, token: int) -> bool:
        """Whether a noun is part of another word: "on strike", "attack-proof"."""
        p = self.parse
        if token and f"{p.lower[token - 1]} {p.lemma[token]}" in self.ontology.idioms:
            return True
        hyphened = token + 2 < p.n and p.words[token + 1] in _HYPHENS
        return hyphened and self._with_modifier(token + 2) in self.ontology.nouns

    def _noun(self, token: int) -> Iterator[Candidate]:
        """A noun that names an event, alone or with the word before it ("phone call")."""
        nouns = self.ontology.nouns
        rules = nouns.get(self._with_modifier(token)) or nouns.get(self.parse.lemma[token], [])
        if rules and not self.parse.is_verb(token):
            yield self._event(token), rules

    def _with_modifier(self, token: int) -> str:
        """A noun with the word before it that belongs to it: "phone call", "secretary-general"."""
        p = self.parse
        before = token - 1
        if token >= 2 and p.words[before] in _HYPHENS:
            return f"{p.lower[token - 2]}-{p.lemma[token]}"
        return f"{p.lemma[before]} {p.lemma[token]}" if token and p.head[before] == token else ""

    def _event(self, token: int) -> Predicate:
        """A noun's predicate, with what the verb lends that carries it ("conducted strikes on")."""
        predicate = self.reader.noun(token)
        if self.parse.preposition(token) == "under" and self.parse.with_dep(token, "cop"):  # "is under attack"
            predicate.add("victim", self.parse.with_dep(token, "nsubj"))
        responsible = self.reader.responsible(token)
        if responsible is not None:
            predicate.add("subj", responsible.who)
            predicate.light = responsible.token if responsible.token != token else None
            return predicate
        governed = self.reader.governor(token)
        if governed is not None:
            self._carried(predicate, *governed)
        return predicate

    def _carried(self, event: Predicate, above: Predicate, slot: str) -> None:
        """Let the verb above lend an event its subject and prepositions, where it only says that it happens."""
        behind = f"{above.lemma} {slot}"
        ways = {above.lemma, above.lemma.partition(" ")[0], behind}  # "come under", the attack behind it
        light = not ways.isdisjoint(self.ontology.light_verbs)
        occurs = slot == "subj" and above.lemma in self.grammar.occurring
        lent = occurs or (light and slot in {"obj", "under"})
        for name, tokens in above.slots.items():
            if name in {"subj", "obj"} and name != slot:
                event.add(f"governor_{name}", tokens)
            elif lent and name not in {"subj", "obj", "iobj", "comp", slot}:
                event.add(name, tokens)
        suffers = ways if slot == "obj" else {behind}  # "suffered injuries in the strike" is no strike
        if not suffers.isdisjoint(self.grammar.suffering):
            event.add("victim", above.slots.get("subj", ()))
            event.light = above.token
        elif occurs:
            event.light = above.token
        elif light and slot in {"obj", "in", "under"}:
            self._done(event, above, slot)

    def _done(self, event: Predicate, above: Predicate, slot: str) -> None:
        """As in "Conducted strikes to weaken them": who does the event, and what for."""
        event.light = above.token
        event.add("subj", above.slots.get("subj", ()))
        purposes = [c for c in self.parse.with_dep(above.token, "advcl") if self.parse.tag[c] == "VB"]
        if purposes and slot == "obj":
            event.add("comp", purposes)

    # --- adjectives ---

    def _adjective(self, token: int) -> Iterator[Candidate]:
        p, adjectives = self.parse, self.ontology.adjectives
        compound = token > 0 and p.words[token - 1] in _HYPHENS
        if p.lower[token] in adjectives and (compound or p.dep[token] != "ROOT" or p.with_dep(token, "cop")):
            predicate = self._behind_a_noun(token) or self._before_a_noun(token)
            if predicate is not None:
                yield predicate, adjectives[p.lower[token]]

    def _behind_a_noun(self, token: int) -> Predicate | None:
        """An adjective with a complement behind a noun, or said of it: "forces loyal to the president"."""
        p = self.parse
        complements = [c for c in p.with_dep(token, "obl", "nmod") if c > token and p.preposition(c)]
        described = self._described(token) if complements else []
        if not described:
            return None
        predicate = Predicate(token, p.lower[token], "adjective", slots={"head": described})
        for c in complements:
            predicate.add(p.preposition(c), p.conjuncts(c))
        return predicate

    def _before_a_noun(self, token: int) -> Predicate | None:
        """A hyphenated compound: "rebel-held towns", "anti-ISIS forces", "its self-declared capital"."""
        p, host = self.parse, self._modified(token)
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
            if p.is_noun(above) and above > token and above - token < _REACH:
                return above
            if above < token:
                break
        nouns = [i for i in range(token + 1, min(token + _NEXT, p.n)) if p.is_noun(i)]
        if not nouns or any(p.dep[i] == "punct" and p.words[i] not in _HYPHENS for i in range(token + 1, nouns[0])):
            return None
        last = nouns[0]
        while last + 1 < p.n and p.is_noun(last + 1) and p.head[last] == last + 1:
            last += 1
        return last
