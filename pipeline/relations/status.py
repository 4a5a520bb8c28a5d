"""Whether a statement is asserted, reported, planned, possible or negated, and who says so.

The walk starts at the trigger and climbs the parse. Every step passes the words that govern what is below: negators and
modals of the clause, verbs of planning or trying, purpose and conditional clauses, reporting verbs. The first word
that settles the status does; a source is looked for up to the top, then in the quotation around.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.documents import Cue
from pipeline.relations.attribution import Sources
from pipeline.relations.cues import Cues, Effect, VerbKind
from pipeline.relations.parse import Parse
from pipeline.relations.polarity import Polarity
from pipeline.relations.predicates import PredicateReader, Responsible

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_OBJECTS = frozenset({"obj", "nsubj:pass"})


@dataclass(slots=True)
class Reading:
    """What the clauses around a trigger say of it: ``source`` is who says so, ``claimant`` who claims the deed.

    ``told``: a clause was left that is as true as it says, whatever the clauses around it plan, ask for or deny.
    ``disowned``: who is said to do it has not claimed it, and nothing more is told of them.
    ``ended``: a verb was passed that takes the deed for granted; it can still be asked for, but not planned or denied.
    """

    trigger: int = -1
    status: str | None = None
    reported: bool = False
    source: int | None = None
    dropped: bool = False
    claimant: int | None = None
    told: bool = False
    ended: bool = False
    disowned: bool = False
    cues: list[tuple[str, int]] = field(default_factory=list)
    _kind: str = ""

    @property
    def final(self) -> str:
        """The status in force: what the clause settles, else reported, else asserted."""
        return self.status or ("reported" if self.reported else "asserted")

    def settle(self, status: str, kind: str, token: int) -> None:
        """Take a status unless one nearer to the trigger was taken.

        A negation denies what was affirmed or left open, and affirms what a verb below it denies ("failed to prevent").
        A plan or an attempt to keep something from happening leaves it open.
        """
        if self.told or self.ended or (kind, token) in self.cues:
            return
        tried = bool(self.cues) and self.cues[-1][0] == "attempt"
        self.cues.append((kind, token))
        if status == "negated" and self.kept():
            self.status = None
        elif status in {"planned", "possible"} and self.kept():
            self.status = "possible"
        elif status == "possible" and self._kind == "modal" and self.status == "planned" and kind != "modal":
            self.status = "possible"  # "it is unlikely that they will leave"
        elif self.status is None or status == "negated" or (tried and kind == "modal" and status == "planned"):
            if self.status != "negated":
                self._kind = kind
            self.status = status  # "will attempt to" is a plan

    def kept(self) -> bool:
        """Whether something is kept from happening, so that a negation says that it does happen."""
        return self.status == "negated" and self._kind == "negating verb"

    def drop(self) -> None:
        """Make no statement of it: it is asked for, not told."""
        self.dropped = self.dropped or not self.told

    def report(self, token: int, source: int | None) -> None:
        self.cues.append(("reporting", token))
        self.reported = True
        if self.source is None:
            self.source = source

    def refute(self, token: int) -> None:
        """It is not so: whoever said that it was is no source of that."""
        self.settle("negated", "untrue", token)
        if not self.told:
            self.reported, self.source = False, None

    def deny(self, token: int, source: int | None) -> None:
        """Somebody says that it is not so: theirs is the last word, whoever said that it was."""
        self.settle("negated", "negating verb", token)
        self.reported, self.source = True, source


class StatusReader:
    """Reads the status of triggers in one document."""

    def __init__(self, parse: Parse, reader: PredicateReader, cues: Cues) -> None:
        self.parse, self.reader, self.cues = parse, reader, cues
        self.sources = Sources(parse, reader, cues)
        self.polarity = Polarity(parse, cues.lists)

    def read(self, token: int, light: int | None = None, *, claimable: bool = False) -> Reading:
        """The status of what a trigger tells; ``light`` is the verb that carries a noun trigger.

        ``claimable``: an attack "claimed by X" is X's own report, its victims are not.
        """
        reading = Reading(token)
        if claimable:
            for cue, reading.claimant in self.sources.claims(token):
                reading.report(cue, reading.claimant)
        start = token if light is None else light
        if not self.parse.is_verb(token):
            self._described(token, reading)
        if light is not None:
            self._carried(token, light, reading)
        self._climb(start, reading, claimable=claimable, owned=light is not None and self._owned(token, light))
        if not reading.reported:
            for cue, source in self.sources.of_sentence(token):
                reading.report(cue, source)
        self._quoted(token, reading)
        self._question(token, reading)
        return reading

    def read_phrase(self, token: int) -> Reading:
        """The status of what a title or apposition tells: only a copula and a quotation bear on it."""
        reading = Reading(token)
        if self.parse.with_dep(token, "cop"):
            self._own_words(token, reading)
        self._quoted(token, reading)
        return reading

    def cue_spans(self, reading: Reading) -> list[Cue]:
        """The cues with their character offsets."""
        doc = self.parse.doc
        return [Cue(kind, doc[t].idx, doc[t].idx + len(doc[t])) for kind, t in dict.fromkeys(reading.cues)]

    # --- the walk ---

    def _climb(self, token: int, reading: Reading, *, claimable: bool, owned: bool) -> None:
        p, trigger = self.parse, token
        open_clause = not owned  # whether modals of the clause above still govern the trigger
        for _ in range(40):
            if open_clause:
                self._own_words(token, reading)
            for cue, source in self.sources.beside(token):
                reading.report(cue, source)
            for cue, source in self.sources.denials(token):
                reading.deny(cue, source)
            answering = self.reader.responsible(token) if token != trigger else None
            if answering is not None and claimable:
                reading.claimant = next(iter(answering.who), None)
            if answering is not None and answering.owned:
                if claimable:
                    self._own_up(answering, reading)
                token, open_clause = answering.token, False
            above = p.head[token]
            if above == token:
                return
            open_clause = self._step(token, above, reading) and open_clause
            token = above

    def _own_words(self, token: int, reading: Reading) -> None:
        """Modals, negators and adverbs of a clause."""
        p = self.parse
        inverted = self._inverted_condition(token)
        if inverted is not None:
            reading.settle("possible", "conditional", inverted)
            return
        modal, status = self._modal(token)
        negator = self.polarity.negator(token)
        turned = negator is not None and reading.kept()
        if negator is not None and turned:
            reading.settle("negated", "negation", negator)  # "could not prevent them from entering"
        if modal is not None and status is not None and not (turned and status == "possible"):
            self._apply(status, "modal", modal, reading)
        elif self._is_to(token):
            reading.settle("planned", "modal", next(iter(p.with_dep(token, "cop", "aux"))))
        if negator is not None and not turned:
            reading.settle("negated", "negation", negator)
        self._modified(token, "advmod", reading)

    def _modified(self, token: int, dep: str, reading: Reading) -> None:
        words = self.cues.lists.adverbs if dep == "advmod" else self.cues.lists.adjectives
        for c in self.parse.with_dep(token, dep):
            status = words.get(self.parse.lower[c])
            if status == "reported":
                reading.report(c, None)
            elif status is not None:
                reading.settle(status, "adverb" if dep == "advmod" else "adjective", c)

    def _modal(self, token: int) -> tuple[int | None, Effect | None]:
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
        """As in "The envoy is to visit the town", which the parser takes for a copula."""
        p = self.parse
        is_now = any(p.tag[c] in {"VBZ", "VBP"} and p.lemma[c] == "be" for c in p.with_dep(token, "cop", "aux"))
        return is_now and p.tag[token] == "VB" and any(p.lower[c] == "to" for c in p.with_dep(token, "mark"))

    def _apply(self, effect: Effect | None, kind: str, token: int, reading: Reading) -> None:
        if effect == "none":
            reading.drop()
        elif effect == "ended":
            reading.ended = True
        elif effect in {"planned", "possible", "negated"}:
            reading.settle(effect, kind, token)

    def _step(self, token: int, above: int, reading: Reading) -> bool:
        """Pass from a clause to the one above; whether that one's modals still govern what is below."""
        p, dep = self.parse, self.parse.dep[token]
        if dep == "conj":
            alone = p.with_dep(token, "nsubj", "nsubj:pass", "aux") or (
                p.tag[above] == "VB" and p.tag[token] in _FINITE
            )
            return not alone
        if dep in {"xcomp", "ccomp", "csubj", "csubj:pass"}:
            return self._complement(token, above, dep, reading)
        if dep in {"advcl", "advcl:relcl"}:
            return self._adverbial(token, above, reading)
        if dep == "acl":
            return self._adnominal(token, above, reading)
        if dep == "parataxis":
            if self.sources.says(above) and above < token and not self._aside(above):
                reading.report(above, self.sources.speaker(above))
            return False
        if dep == "acl:relcl":
            reading.told = True
            return False
        if p.is_verb(above) or p.with_dep(above, "cop"):
            return self._argument(token, above, reading)
        if dep == "nmod":
            self._below_noun(above, reading)
        return True

    # --- clauses below verbs ---

    def _kind(self, verb: int) -> VerbKind:
        """What a verb does as a cue; its particle counts ("call off")."""
        p = self.parse
        phrases = (f"{p.lemma[verb]} {p.lower[c]}" for c in p.with_dep(verb, "compound:prt", "advmod") if c > verb)
        return self.cues.verb(*phrases, p.lemma[verb])

    def _complement(self, token: int, above: int, dep: str, reading: Reading) -> bool:
        p, kind = self.parse, self._kind(above)
        construction = self._construction(token, dep)
        if any(self.cues.lists.markers.get(p.lower[c]) == "possible" for c in p.with_dep(token, "mark")):
            reading.settle("possible", "conditional", token)
        if self._untrue(above):
            reading.refute(above)
            return False
        own_word = construction in kind.reports or (p.is_passive(above) and "clause" in kind.reports)
        if own_word and not p.is_passive(above) and self._unsaid(above, reading):
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
            self._apply(effect, _NAMES.get(effect or "", "plan"), above, reading)
        if own_word and not kind.denies and not self._aside(above):
            reading.report(above, self.sources.speaker(above))
        return dep == "xcomp" and construction not in kind.reports

    def _is_said_to(self, token: int, verb: int, kind: VerbKind, construction: str) -> bool:
        """As in "A group said to hold the town": nobody says to do, so it is a passive, whatever the parser took it for."""
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

    def _unsaid(self, verb: int, reading: Reading) -> bool:
        """As in "Could not confirm that they left": what is not said, or not denied, is left open."""
        negator = self.polarity.negator(verb)
        if negator is None:
            return False
        reading.settle("possible", "not said", negator)
        if not any(self.polarity.nobody(s) for s in self.parse.with_dep(verb, "nsubj")):
            reading.report(verb, self.sources.speaker(verb))
        return True

    def _untrue(self, predicate: int) -> bool:
        """Whether what a predicate is said of is not so: "is false", "is not true"."""
        lists, word = self.cues.lists, self.parse.lemma[predicate]
        if word not in lists.untrue | lists.correct or not self.parse.with_dep(predicate, "cop"):
            return False
        return (word in lists.untrue) == (self.polarity.negator(predicate) is None)

    def _aside(self, verb: int) -> bool:
        """As in "To clarify: …", which is the text's own voice."""
        p = self.parse
        return (
            p.head[verb] == verb and p.tag[verb] == "VB" and any(p.lower[c] == "to" for c in p.with_dep(verb, "mark"))
        )

    def _subject_plans(self, verb: int) -> bool:
        """As in "The operation began to rid them of it": an operation aims at what it begins to do."""
        subjects = self.parse.with_dep(verb, "nsubj")
        return any(self.cues.noun(self.parse.lemma[s]).infinitive == "planned" for s in subjects)

    def _yet(self, verb: int) -> bool:
        """As in "Has yet to": what follows did not happen."""
        p = self.parse
        return p.lemma[verb] == "have" and any(p.lower[c] == "yet" for c in p.with_dep(verb, "advmod"))

    def _adverbial(self, token: int, above: int, reading: Reading) -> bool:
        p, kind = self.parse, self._kind(above)
        marks = {p.lower[c] for c in p.with_dep(token, "mark", "case", "advmod") if c < token}
        gerund = p.tag[token] == "VBG" and "to" in marks and kind.infinitive is not None  # "came close to leaving"
        if gerund or ("from" in marks and kind.from_ is not None):
            return self._complement(token, above, "xcomp", reading)
        if self._yet(above):
            reading.settle("negated", "yet to", above)
            return False
        if self.sources.says(above) and self._is_content(token, above, marks):
            reading.report(above, self.sources.speaker(above))
            return False
        if marks & self.cues.lists.told and self._in_the_past(token) and self._modal(above)[0] is None:
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
            return not marks and p.tag[token] in _FINITE
        own = p.with_dep(token, "nsubj", "nsubj:pass")
        return bool(own and p.with_dep(token, "aux")) and not marks - {"as", "that"} and not p.with_dep(above, "ccomp")

    def _in_the_past(self, verb: int) -> bool:
        p = self.parse
        return p.tag[verb] == "VBD" or any(p.tag[c] == "VBD" for c in p.with_dep(verb, "aux", "aux:pass", "cop"))

    # --- nouns ---

    def _described(self, noun: int, reading: Reading) -> None:
        """What an event's own words say of it: "an alleged attack", "no attack", "an attack that never happened"."""
        self._modified(noun, "amod", reading)
        negator = self.polarity.nobody(noun)
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
        self._own_words(verb, reading)
        return True

    def _adnominal(self, token: int, above: int, reading: Reading) -> bool:
        p, kind = self.parse, self.cues.noun(self.parse.lemma[above])
        gerund = p.tag[token] == "VBG" and any(p.lower[c] == "to" for c in p.with_dep(token, "mark"))
        if p.tag[token] == "VB" or (gerund and kind.infinitive == "planned"):  # "a commitment to sending"
            effect = kind.infinitive or "planned"
            self._apply(effect, "purpose" if effect == "planned" else _NAMES[effect], above, reading)
        elif kind.reports and p.with_dep(token, "mark", "nsubj"):
            self._told_by(above, reading)
        return False

    def _told_by(self, noun: int, reading: Reading) -> None:
        """As in "Reports that", "no evidence that"."""
        negator = self.polarity.nobody(noun)
        if negator is not None:
            reading.settle("possible", "not said", negator)
        else:
            reading.report(*self.sources.of_noun(noun))

    def _below_noun(self, noun: int, reading: Reading) -> None:
        lemma = self.parse.lemma[noun]
        kind = self.cues.noun(lemma)
        if kind.reports:
            self._told_by(noun, reading)
        elif lemma in self.cues.lists.truths and self.polarity.nobody(noun) is not None:
            reading.refute(noun)
        else:
            self._apply(kind.of, "noun", noun, reading)

    def _argument(self, token: int, above: int, reading: Reading) -> bool:
        """A noun below a verb: what the verb says of it ("denied the attack", "planned an offensive")."""
        p, dep, kind = self.parse, self.parse.dep[token], self._kind(above)
        if self._untrue(above) or self._called_untrue(above) or self._no_truth(above):
            if dep == "obj":
                reading.deny(above, self.sources.speaker(above))
            else:
                reading.refute(above)
        elif dep == "nsubj":
            if kind.infinitive == "negated" and self.cues.noun(p.lemma[token]).infinitive is not None:
                reading.settle("negated", "negating verb", above)  # "their attempt to leave failed"
            elif not self._happens(above, reading) and self._modal(above)[0] is not None:
                reading.settle("possible", "modal", above)
        elif dep in _OBJECTS:
            self._acted_on(token, above, kind, reading)
        elif dep == "obl" and p.preposition(token) == "for":
            self._apply(kind.for_, "plan", above, reading)
        elif dep == "obl" and kind.denies and p.preposition(token) == "as":  # "dismissed as fabricated reports that"
            reading.deny(above, self.sources.speaker(above))
        return False

    def _acted_on(self, token: int, verb: int, kind: VerbKind, reading: Reading) -> None:
        """An event as the object of a verb."""
        denied = self.polarity.negator(verb) is not None
        if denied and kind.claims:
            return
        if "noun" in kind.reports and self._unsaid(verb, reading):
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
            self._apply(effect, _NAMES.get(effect or "", "plan"), verb, reading)
        if "noun" in kind.reports and not kind.denies:
            reading.report(verb, self.sources.speaker(verb))

    def _is_known(self, noun: int) -> bool:
        """Whether an event is spoken of as a known one: "the attack", "their attack"."""
        p = self.parse
        return any(p.lower[c] in _DEFINITE or p.dep[c] == "nmod:poss" for c in p.children[noun] if c < noun)

    def _own_event(self, noun: int) -> bool:
        return any(self.parse.tag[c] == "PRP$" for c in self.parse.with_dep(noun, "nmod:poss"))

    def _called_untrue(self, verb: int) -> bool:
        """As in "Called the reports false", "described them as a fabrication", "proved untrue"."""
        p, untrue = self.parse, self.cues.lists.untrue
        said = [*p.with_dep(verb, "xcomp"), *(c for c in p.with_dep(verb, "obl", "advcl") if p.preposition(c) == "as")]
        words = [w for c in said for w in (c, *p.with_dep(c, "amod"))]
        return any(p.lemma[w] in untrue for w in words) and self.polarity.negator(verb) is None

    def _no_truth(self, verb: int) -> bool:
        """As in "There is no truth to the reports"."""
        p, truths = self.parse, self.cues.lists.truths
        subjects = p.with_dep(verb, "nsubj") if p.with_dep(verb, "expl") else []
        return any(p.lemma[s] in truths and self.polarity.nobody(s) is not None for s in subjects)

    # --- claims, quotations, questions ---

    def _owned(self, event: int, light: int) -> bool:
        """Whether the verb that carries an event says whose it is, not whether it came about: "claimed the attack"."""
        if self._kind(light).claims:
            return True
        answering = self.reader.responsible(event)
        return answering is not None and answering.owned

    def _own_up(self, answering: Responsible, reading: Reading) -> None:
        """Who claims an attack reports it, who denies it says that it was not theirs; "no group" says nothing."""
        if not answering.who:
            return
        if self.cues.verb(self.parse.lemma[answering.token]).denies:
            reading.deny(answering.token, answering.who[0])
        elif self.polarity.negator(answering.token) is None:
            reading.report(answering.token, answering.who[0])
        else:
            reading.disowned = True

    def _carried(self, token: int, light: int, reading: Reading) -> None:
        """What the verb that carries an event says of it."""
        kind = self._kind(light)
        answering = self.reader.responsible(token)
        if answering is not None and answering.owned:
            self._own_up(answering, reading)
        elif kind.claims and self.polarity.negator(light) is not None:
            reading.disowned = True
        elif kind.claims:
            reading.report(light, self.sources.speaker(light))
        elif kind.noun == "planned" and self.parse.lemma[light] not in self.reader.grammar.suffering:
            reading.settle("planned", "plan", light)

    def _quoted(self, token: int, reading: Reading) -> None:
        quote = self.sources.quotes.at(token)
        if quote is None:
            return
        reading.reported = True
        if quote.verb is not None:
            reading.cues.append(("quotation", quote.verb))
        if reading.source is None:
            reading.source = quote.speaker

    def _question(self, token: int, reading: Reading) -> None:
        start, end = self.parse.sents[self.parse.sent[token]]
        last = end - 1
        while last > start and (self.parse.tag[last] == "_SP" or self.parse.words[last] in {'"', "”", "''"}):
            last -= 1
        if self.parse.words[last] == "?":
            reading.dropped = True


#: What the cues of an effect are called in a statement, and those of clause markers.
_NAMES = {"planned": "plan", "possible": "attempt", "negated": "negating verb"}
_MARKED = {"possible": "conditional", "planned": "until", "negated": "without"}
