"""What is said of an event that a noun names: its own adjectives, and the words of which it is an argument."""

from __future__ import annotations

from pipeline.relations.attribution import Sources
from pipeline.relations.clauses import KINDS, Clauses
from pipeline.relations.cues import Cues, VerbKind
from pipeline.relations.grammar import Grammar
from pipeline.relations.parse import Parse
from pipeline.relations.reading import Reading

_OBJECTS = frozenset({"obj", "nsubj:pass"})


class EventNouns:
    """Reads what bears on nouns that name events, or report them, in one document."""

    def __init__(self, parse: Parse, cues: Cues, grammar: Grammar, sources: Sources, clauses: Clauses) -> None:
        self.parse, self.cues, self.grammar = parse, cues, grammar
        self.sources, self.clauses = sources, clauses

    def described(self, noun: int, reading: Reading) -> None:
        """What an event's own words say of it: "an alleged attack", "no attack", "an attack that never happened"."""
        self.clauses.modified(noun, "amod", reading)
        negator = self.clauses.polarity.nobody(noun)
        if negator is not None:
            reading.settle("negated", "negation", negator)
        for c in self.parse.with_dep(noun, "acl:relcl"):
            self._happens(c, reading)

    def _happens(self, verb: int, reading: Reading) -> bool:
        """As in "Never took place", "will happen": whether a verb says of its subject that it comes about, or not."""
        p, happening = self.parse, self.cues.lists.happening
        phrases = (f"{p.lemma[verb]} {p.lemma[c]}" for c in p.with_dep(verb, "obj"))
        if p.lemma[verb] not in happening and happening.isdisjoint(phrases):
            return False
        self.clauses.own_words(verb, reading)
        return True

    def adnominal(self, token: int, above: int, reading: Reading) -> bool:
        """A clause below a noun: what the noun says of it ("the plan to leave"). Modals above govern no more."""
        p, kind = self.parse, self.cues.noun(self.parse.lemma[above])
        gerund = p.tag[token] == "VBG" and any(p.lower[c] == "to" for c in p.with_dep(token, "mark"))
        if p.tag[token] == "VB" or (gerund and kind.infinitive == "planned"):  # "a commitment to sending"
            effect = kind.infinitive or "planned"
            reading.apply(effect, "purpose" if effect == "planned" else KINDS[effect], above)
        elif kind.of is not None and any(p.lower[c] == "of" for c in p.with_dep(token, "mark")):
            reading.apply(kind.of, "noun", above)
        elif kind.reports and p.with_dep(token, "mark", "nsubj"):
            self._told_by(above, reading)
        return False

    def _told_by(self, noun: int, reading: Reading) -> None:
        """As in "Reports that", "no evidence that"."""
        negator = self.clauses.polarity.nobody(noun)
        if negator is not None:
            reading.settle("possible", "not said", negator)
        else:
            reading.report(*self.sources.of_noun(noun))

    def below_noun(self, noun: int, reading: Reading) -> None:
        """A noun behind another one's preposition: what that one says of it ("the risk of an attack")."""
        lemma = self.parse.lemma[noun]
        kind = self.cues.noun(lemma)
        if kind.reports:
            self._told_by(noun, reading)
        elif lemma in self.cues.lists.truths and self.clauses.polarity.nobody(noun) is not None:
            reading.refute(noun)
        else:
            reading.apply(kind.of, "noun", noun)

    def argument(self, token: int, above: int, reading: Reading) -> bool:
        """A noun below a verb: what the verb says of it ("denied the attack", "planned an offensive")."""
        p, dep, kind = self.parse, self.parse.dep[token], self.clauses.kind(above)
        if self.clauses.untrue(above) or self._called_untrue(above) or self._no_truth(above):
            if dep == "obj":
                reading.deny(above, self.sources.speaker(above))
            else:
                reading.refute(above)
        elif dep == "nsubj":
            if kind.infinitive == "negated" and self.cues.noun(p.lemma[token]).infinitive is not None:
                reading.settle("negated", "negating verb", above)  # "their attempt to leave failed"
            elif not self._happens(above, reading) and self.clauses.modal(above)[0] is not None:
                reading.settle("possible", "modal", above)
        elif dep in _OBJECTS:
            self._acted_on(token, above, kind, reading)
        elif dep == "obl" and self._is_around(token) and self._is_past(above, token, reading.trigger):
            reading.told = True  # "failed to take the town after fighting with the army"
        elif dep == "obl" and self._is_about(token, kind, reading):
            reading.told = True
        elif dep == "obl" and p.preposition(token) == "for":
            reading.apply(kind.for_, "plan", above)
        elif dep == "obl" and kind.denies and p.preposition(token) == "as":  # "dismissed as fabricated reports that"
            reading.deny(above, self.sources.speaker(above))
        return False

    def _acted_on(self, token: int, verb: int, kind: VerbKind, reading: Reading) -> None:
        """An event as the object of a verb."""
        denied = self.clauses.polarity.negator(verb) is not None
        if denied and kind.claims:
            return
        if "noun" in kind.reports and self.clauses.unsaid(verb, reading):
            return
        named = kind.noun == "none" and bool(self.parse.with_dep(verb, "xcomp"))  # "called the attack a crime"
        effect = None if named else kind.noun
        if kind.denies and self.parse.with_dep(verb, "iobj"):
            reading.drop()  # "denied them a base to attack from"
        elif kind.denies:
            reading.deny(verb, self.sources.speaker(verb))
        elif effect == "negated" and kind.infinitive == "ended" and self._own_event(token):
            reading.ended = True  # "stopped its attacks"
        elif effect is None and kind.infinitive != "same" and token == reading.trigger and self._is_known(token):
            reading.told = True  # "failed to condemn the attack"
        elif not (effect == "negated" and denied):
            reading.apply(effect, KINDS.get(effect or "", "plan"), verb)
        if "noun" in kind.reports and not kind.denies:
            reading.report(verb, self.sources.speaker(verb))

    def _is_known(self, noun: int) -> bool:
        """Whether an event is spoken of as a known one: "the attack", "their attack"."""
        p = self.parse
        return any(p.lower[c] in self.grammar.definite or p.dep[c] == "nmod:poss" for c in p.children[noun] if c < noun)

    def _is_about(self, noun: int, kind: VerbKind, reading: Reading) -> bool:
        """As in "failed to act on the attack": what a verb that says nothing of events is about, known and no plan."""
        known = noun == reading.trigger and self._is_known(noun)
        plain = kind.infinitive is None and kind.noun is None
        return known and plain and self.parse.preposition(noun) in self.cues.lists.told_about

    def _is_around(self, noun: int) -> bool:
        """As in "after the attack", "in response to the attack": what was there while or before something else was."""
        p, around = self.parse, self.cues.lists.told_around
        return not around.isdisjoint({p.preposition(noun), f"{p.preposition(noun)} {p.lemma[noun]}"})

    def _is_past(self, above: int, *nouns: int) -> bool:
        """Whether an event around a clause has been: a known one, or one around what is told in the past tense."""
        finite = next((v for v in self.parse.clauses(above) if self.clauses.is_finite(v)), above)
        return any(map(self._is_known, nouns)) or self.clauses.in_the_past(finite)

    def _own_event(self, noun: int) -> bool:
        return any(self.parse.tag[c] == "PRP$" for c in self.parse.with_dep(noun, "nmod:poss"))

    def _called_untrue(self, verb: int) -> bool:
        """As in "Called the reports false", "described them as a fabrication", "proved untrue"."""
        p, untrue = self.parse, self.cues.lists.untrue
        said = [*p.with_dep(verb, "xcomp"), *(c for c in p.with_dep(verb, "obl", "advcl") if p.preposition(c) == "as")]
        words = [w for c in said for w in (c, *p.with_dep(c, "amod"))]
        return any(p.lemma[w] in untrue for w in words) and self.clauses.polarity.negator(verb) is None

    def _no_truth(self, verb: int) -> bool:
        """As in "There is no truth to the reports"."""
        p, truths = self.parse, self.cues.lists.truths
        subjects = p.with_dep(verb, "nsubj") if p.with_dep(verb, "expl") else []
        return any(p.lemma[s] in truths and self.clauses.polarity.nobody(s) is not None for s in subjects)
