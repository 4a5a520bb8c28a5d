"""Whether a statement is asserted, reported, planned, possible or negated, and who says so.

The walk starts at the trigger and climbs the parse. Every step passes the words that govern what is below: negators and
modals of the clause, verbs of planning or trying, purpose and conditional clauses, reporting verbs. The first word
that settles the status does; a source is looked for up to the top, then in the quotation around.
"""

from __future__ import annotations

from pipeline.documents import Cue
from pipeline.relations.answering import Responsible
from pipeline.relations.attribution import Sources
from pipeline.relations.clauses import Clauses
from pipeline.relations.cues import Cues
from pipeline.relations.eventnouns import EventNouns
from pipeline.relations.frames import Match
from pipeline.relations.parse import FINITE, Parse
from pipeline.relations.predicates import PredicateReader
from pipeline.relations.reading import Reading


class StatusReader:
    """Reads the status of triggers in one document."""

    def __init__(self, parse: Parse, reader: PredicateReader, cues: Cues) -> None:
        self.parse, self.reader, self.cues = parse, reader, cues
        self.sources = Sources(parse, reader, cues)
        self.clauses = Clauses(parse, cues, self.sources)
        self.events = EventNouns(parse, cues, reader.grammar, self.sources, self.clauses)

    def of(self, match: Match) -> Reading:
        """The status of what a frame tells: an adjective asserts, a title is as true as its sentence is quoted."""
        if match.predicate.kind == "adjective":
            return Reading(status="asserted")
        title = match.relation.kind == "state" and self.parse.dep[match.trigger] == "nmod:desc"
        if match.rule.frame.role or title:
            return self.read_phrase(match.trigger)
        claimable = "claimable" in match.relation.traits
        return self.read(match.trigger, match.predicate.light, claimable=claimable)

    def final(self, match: Match, reading: Reading) -> str:
        """The status of one statement of a match: what its arguments, its frame and the kind of its relation allow."""
        fixed, status = match.rule.frame.status, reading.final
        told = "reported" if reading.reported else "asserted"
        if self._leaves_out(match):
            return "negated"
        if fixed is not None and status in {"planned", "possible"}:
            return "reported" if reading.reported else fixed
        if match.relation.kind == "state" and status == "planned" and not self._is_newly_willed(match, reading):
            return told
        return status

    def _leaves_out(self, match: Match) -> bool:
        """As in "Killed two fighters and no civilians": of the second nothing is told but that it is not so."""
        roles = [t for t in (*match.subjects, *match.objects) if self.parse.dep[t] == "conj"]
        return any(self.clauses.polarity.nobody(t) is not None for t in roles)

    def _is_newly_willed(self, match: Match, reading: Reading) -> bool:
        """A state is planned only by a modal or a vow; "will continue to", "committed to" say that it holds."""
        p, lists = self.parse, self.cues.lists
        modal = any(kind == "modal" or p.lemma[t] in lists.willing for kind, t in reading.cues)
        return modal and not any(p.lemma[t] in lists.lasting for t in (match.trigger, *p.clauses(match.trigger)))

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
            self.events.described(token, reading)
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
            self.clauses.own_words(token, reading)
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
                self.clauses.own_words(token, reading)
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

    def _step(self, token: int, above: int, reading: Reading) -> bool:
        """Pass from a clause to the one above; whether that one's modals still govern what is below."""
        p, dep = self.parse, self.parse.dep[token]
        if dep == "conj":
            finite = p.tag[above] == "VB" and p.tag[token] in FINITE  # "did not leave and attacked the town"
            return not finite and not p.with_dep(token, "nsubj", "nsubj:pass", "aux")
        if dep in {"xcomp", "ccomp", "csubj", "csubj:pass"}:
            return self.clauses.complement(token, above, dep, reading)
        if dep in {"advcl", "advcl:relcl"}:
            return self.clauses.adverbial(token, above, reading)
        if dep == "acl":
            return self.events.adnominal(token, above, reading)
        if dep == "parataxis":
            if self.sources.says(above) and above < token and not self.clauses.aside(above):
                reading.report(above, self.sources.speaker(above))
            return False
        if dep == "acl:relcl":
            reading.told = True
            return False
        if p.is_verb(above) or p.with_dep(above, "cop"):
            return self.events.argument(token, above, reading)
        if dep == "nmod":
            self.events.below_noun(above, reading)
        return True

    # --- claims, quotations, questions ---

    def _owned(self, event: int, light: int) -> bool:
        """Whether the verb that carries an event says whose it is, not whether it came about: "claimed the attack"."""
        if self.clauses.kind(light).claims:
            return True
        answering = self.reader.responsible(event)
        return answering is not None and answering.owned

    def _own_up(self, answering: Responsible, reading: Reading) -> None:
        """Who claims an attack reports it, who denies it says that it was not theirs; "no group" says nothing."""
        if not answering.who:
            return
        if self.cues.verb(self.parse.lemma[answering.token]).denies:
            reading.deny(answering.token, answering.who[0])
        elif self.clauses.polarity.negator(answering.token) is None:
            reading.report(answering.token, answering.who[0])
        else:
            reading.disowned = True

    def _carried(self, token: int, light: int, reading: Reading) -> None:
        """What the verb that carries an event says of it."""
        kind = self.clauses.kind(light)
        answering = self.reader.responsible(token)
        if answering is not None and answering.owned:
            self._own_up(answering, reading)
        elif self.parse.lemma[light] in self.reader.grammar.accusing:
            reading.report(light, self.sources.speaker(light))
        elif kind.claims and self.clauses.polarity.negator(light) is not None:
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
