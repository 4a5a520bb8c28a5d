"""What clauses say of their status: their own modals, negators and adverbs, and the verbs that govern them."""

from __future__ import annotations

from pipeline.relations.attribution import Sources
from pipeline.relations.cues import Cues, Effect, VerbKind
from pipeline.relations.parse import FINITE, Parse
from pipeline.relations.polarity import Polarity
from pipeline.relations.reading import Reading

#: What the cues of an effect are called in a statement, and those of clause markers.
KINDS = {"planned": "plan", "possible": "attempt", "negated": "negating verb"}
_MARKED = {"possible": "conditional", "planned": "until", "negated": "without"}


class Clauses:
    """Reads the words of clauses, and what a verb does to the clause below it, in one document."""

    def __init__(self, parse: Parse, cues: Cues, sources: Sources) -> None:
        self.parse, self.cues, self.sources = parse, cues, sources
        self.polarity = Polarity(parse, cues.lists)

    # --- a clause's own words ---

    def own_words(self, token: int, reading: Reading) -> None:
        """Modals, negators and adverbs of a clause."""
        p = self.parse
        inverted = self._inverted_condition(token)
        if inverted is not None:
            reading.settle("possible", "conditional", inverted)
            return
        modal, status = self.modal(token)
        negator = self.polarity.negator(token)
        turned = negator is not None and reading.kept()
        if negator is not None and turned:
            reading.settle("negated", "negation", negator)  # "could not prevent them from entering"
        if modal is not None and status is not None and not (turned and status == "possible"):
            reading.apply(status, "modal", modal)
        elif self._is_to(token):
            reading.settle("planned", "modal", next(iter(p.with_dep(token, "cop", "aux", "mark"))))
        if negator is not None and not turned:
            reading.settle("negated", "negation", negator)
        self.modified(token, "advmod", reading)

    def modified(self, token: int, dep: str, reading: Reading) -> None:
        """Adverbs (``advmod``) of a clause or adjectives (``amod``) of an event: "reportedly", "alleged"."""
        words = self.cues.lists.adverbs if dep == "advmod" else self.cues.lists.adjectives
        for c in self.parse.with_dep(token, dep):
            status = words.get(self.parse.lower[c])
            if status == "planned" and self.parse.with_dep(c, "advmod"):
                continue  # "a well planned assault" has been made
            if status == "reported":
                reading.report(c, None)
            elif status is not None:
                reading.settle(status, "adverb" if dep == "advmod" else "adjective", c)

    def modal(self, token: int) -> tuple[int | None, Effect | None]:
        """The modal of a clause and what it does; (None, None) without one."""
        p, lists = self.parse, self.cues.lists
        modal = next((c for c in p.with_dep(token, "aux") if p.lower[c] in lists.modals), None)
        if modal is None:
            return None, None
        perfect = any(p.lower[c] in {"have", "'ve", "’ve"} for c in p.with_dep(token, "aux"))
        word = p.lower[modal]
        return modal, (lists.perfect_modals.get(word) if perfect else None) or lists.modals[word]

    def _inverted_condition(self, token: int) -> int | None:
        """As in "Had they attacked the town", "should they attack": the auxiliary that opens such a clause."""
        p = self.parse
        first = next((i for i in p.subtree(token) if p.dep[i] != "punct"), token)
        subjects = p.with_dep(token, "nsubj", "nsubj:pass")
        opens = p.dep[first] in {"aux", "aux:pass", "cop"} and p.head[first] == token and bool(subjects)
        return first if opens and p.lower[first] in self.cues.lists.inverting else None

    def _is_to(self, token: int) -> bool:
        """As in "The envoy is to visit the town", which the parser takes for a copula, or in a headline without it."""
        p = self.parse
        is_now = any(p.tag[c] in {"VBZ", "VBP"} and p.lemma[c] == "be" for c in p.with_dep(token, "cop", "aux"))
        bare = p.head[token] == token and bool(p.with_dep(token, "nsubj")) and not p.with_dep(token, "cop", "aux")
        return (is_now or bare) and p.is_infinitive(token)

    # --- the verbs above ---

    def kind(self, verb: int) -> VerbKind:
        """What a verb does as a cue; its particle counts ("call off")."""
        p = self.parse
        phrases = (f"{p.lemma[verb]} {p.lower[c]}" for c in p.with_dep(verb, "compound:prt", "advmod") if c > verb)
        return self.cues.verb(*phrases, p.lemma[verb])

    def complement(self, token: int, above: int, dep: str, reading: Reading) -> bool:
        """A clause that completes a verb; whether modals of that verb still govern what is below."""
        p, kind = self.parse, self.kind(above)
        construction = self._construction(token, dep)
        if any(self.cues.lists.markers.get(p.lower[c]) == "possible" for c in p.with_dep(token, "mark")):
            reading.settle("possible", "conditional", token)
        if self.untrue(above):
            reading.refute(above)
            return False
        own_word = construction in kind.reports or (p.is_passive(above) and "clause" in kind.reports)
        if own_word and not p.is_passive(above) and self.unsaid(above, reading):
            return False
        effect = self._effect(kind, construction, above)
        if self._yet(above):
            reading.settle("negated", "negating verb", above)
        elif effect == "same" and self._subject_plans(above):
            reading.settle("planned", "purpose", above)
        elif effect == "negated" and kind.denies:
            reading.deny(above, self.sources.speaker(above))
        elif self._is_said_to(token, above, kind, construction):
            reading.report(above, None)
        else:
            reading.apply(effect, KINDS.get(effect or "", "plan"), above)
        if own_word and not kind.denies and not self.aside(above):
            reading.report(above, self.sources.speaker(above))
        return dep == "xcomp" and construction not in kind.reports

    def _is_said_to(self, token: int, verb: int, kind: VerbKind, construction: str) -> bool:
        """As in "A group said to hold the town": nobody "says to do", so it is a passive for all the parser thinks."""
        p = self.parse
        said = construction == "infinitive" and kind.infinitive is None and "clause" in kind.reports
        to = any(p.lower[c] == "to" for c in p.with_dep(token, "mark"))
        return said and to and not p.is_passive(verb) and not p.with_dep(verb, "obj")

    def _construction(self, token: int, dep: str) -> str:
        p = self.parse
        if dep == "ccomp" and (p.tag[token] != "VB" or p.with_dep(token, "aux", "nsubj")):
            return "clause"
        return "from" if any(p.lower[c] == "from" for c in p.with_dep(token, "mark", "case")) else "infinitive"

    def _effect(self, kind: VerbKind, construction: str, verb: int) -> Effect | None:
        p = self.parse
        if construction == "clause":
            return kind.clause
        if construction == "from":
            return kind.from_
        if kind.past is not None and (p.tag[verb] == "VBD" or any(p.tag[c] == "VBD" for c in p.with_dep(verb, "cop"))):
            return kind.past
        return kind.others if kind.others and p.with_dep(verb, "obj", "iobj") else kind.infinitive

    def unsaid(self, verb: int, reading: Reading) -> bool:
        """As in "Could not confirm that they left": what is not said, or not denied, is left open."""
        negator = self.polarity.negator(verb)
        if negator is None:
            return False
        reading.settle("possible", "not said", negator)
        if not any(self.polarity.nobody(s) for s in self.parse.with_dep(verb, "nsubj")):
            reading.report(verb, self.sources.speaker(verb))
        return True

    def untrue(self, predicate: int) -> bool:
        """Whether what a predicate is said of is not so: "is false", "is not true"."""
        lists, word = self.cues.lists, self.parse.lemma[predicate]
        if word not in lists.untrue | lists.correct or not self.parse.with_dep(predicate, "cop"):
            return False
        return (word in lists.untrue) == (self.polarity.negator(predicate) is None)

    def aside(self, verb: int) -> bool:
        """As in "To clarify: …", which is the text's own voice."""
        p = self.parse
        return p.head[verb] == verb and p.is_infinitive(verb)

    def _subject_plans(self, verb: int) -> bool:
        """As in "The operation began to rid them of it": an operation aims at what it begins to do."""
        subjects = self.parse.with_dep(verb, "nsubj")
        return any(self.cues.noun(self.parse.lemma[s]).infinitive == "planned" for s in subjects)

    def _yet(self, verb: int) -> bool:
        """As in "Has yet to": what follows did not happen."""
        p = self.parse
        return p.lemma[verb] == "have" and any(p.lower[c] == "yet" for c in p.with_dep(verb, "advmod"))

    def adverbial(self, token: int, above: int, reading: Reading) -> bool:
        """An adverbial clause; whether modals of the clause above still govern what is below."""
        p, kind = self.parse, self.kind(above)
        marks = {p.lower[c] for c in p.with_dep(token, "mark", "case", "advmod") if c < token}
        gerund = p.tag[token] == "VBG" and "to" in marks and kind.infinitive is not None  # "came close to leaving"
        if gerund or ("from" in marks and kind.from_ is not None):
            return self.complement(token, above, "xcomp", reading)
        if self._yet(above):
            reading.settle("negated", "yet to", above)
            return False
        if self.sources.says(above) and self._is_content(token, above, marks):
            reading.report(above, self.sources.speaker(above))
            return False
        if marks & self.cues.lists.told and self.in_the_past(token) and self.modal(above)[0] is None:
            reading.told = True
            return False
        opening = (self._opening(token), *sorted(marks))
        marker = next((m for m in opening if m in self.cues.lists.markers), None)
        if marker is not None:
            reading.settle(self.cues.lists.markers[marker], _MARKED[self.cues.lists.markers[marker]], token)
        elif "to" in marks and p.tag[token] == "VB":
            if kind.purpose == "same":
                return True
            reading.settle("planned", "purpose", token)
        elif "of" in marks and p.lemma[above] in self.cues.reporting:
            reading.report(above, self.sources.speaker(above))
            return False
        elif not marks and p.tag[token] in {"VBG", "VBN"}:
            return True
        return False

    def _opening(self, clause: int) -> str:
        """The two words with which a clause begins: "instead of"."""
        p = self.parse
        return " ".join([p.lower[i] for i in p.subtree(clause) if p.dep[i] != "punct"][:2])

    def _is_content(self, token: int, above: int, marks: set[str]) -> bool:
        """As in "X attacked Y, officials said", "warns as many as ten could die": what is said, read as an adjunct."""
        p = self.parse
        if token < above:
            return not marks and p.tag[token] in FINITE
        own = p.with_dep(token, "nsubj", "nsubj:pass")
        return bool(own and p.with_dep(token, "aux")) and not marks - {"as", "that"} and not p.with_dep(above, "ccomp")

    def is_finite(self, verb: int) -> bool:
        """Whether a verb or its auxiliary has a tense."""
        p = self.parse
        return any(p.tag[c] in FINITE for c in (verb, *p.with_dep(verb, "aux", "aux:pass", "cop")))

    def in_the_past(self, verb: int) -> bool:
        """Whether a clause is in the past tense."""
        p = self.parse
        return p.tag[verb] == "VBD" or any(p.tag[c] == "VBD" for c in p.with_dep(verb, "aux", "aux:pass", "cop"))
