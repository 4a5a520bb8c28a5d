"""Whether a statement is asserted, reported, planned, possible or negated, and who says so.

The walk starts at the trigger and climbs the parse. Every step passes the words that govern what is below: negators and
modals of the clause, verbs of planning or trying, purpose and conditional clauses, reporting verbs. The first word
that settles the status does; a source is looked for up to the top, then in the quotation around.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pipeline.documents import Cue
from pipeline.relations.parse import Parse
from pipeline.relations.predicates import PredicateReader, Responsible
from pipeline.relations.quotes import Quotes
from pipeline.resources import read_yaml


class StatusWords(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The word lists of ``configs/status.yaml``."""

    reporting: frozenset[str]
    plan: frozenset[str]
    possible: frozenset[str]
    ability: frozenset[str]
    negating: frozenset[str]
    demanding: frozenset[str]
    wishing: frozenset[str] = frozenset()
    threatening: frozenset[str]
    transparent: frozenset[str]
    acting: frozenset[str]
    plan_nouns: frozenset[str]
    possible_nouns: frozenset[str]
    report_nouns: frozenset[str]
    documents: frozenset[str]
    modals: dict[str, str]
    adverbs: dict[str, str]
    conditional: frozenset[str]
    future_markers: frozenset[str]
    negating_markers: frozenset[str]
    claiming: frozenset[str]
    responsibility: frozenset[str]


def load_status_words(configs: Path) -> StatusWords:
    """The cue lists of a configuration folder, read again when the file changed.

    Raises:
        ValueError: the file is missing or has a wrong key.
    """
    return read_yaml(configs / "status.yaml", StatusWords)


_FINITE = frozenset({"VBD", "VBZ", "VBP"})


@dataclass(slots=True)
class Reading:
    """What the clauses around a trigger say of it: ``source`` is who says so, ``claimant`` who claims the deed.

    ``told``: a relative clause was left, which is as true as it says, whatever the clause around it plans or denies.
    """

    status: str | None = None
    reported: bool = False
    source: int | None = None
    dropped: bool = False
    claimant: int | None = None
    told: bool = False
    cues: list[tuple[str, int]] = field(default_factory=list)

    @property
    def final(self) -> str:
        """The status in force: what the clause settles, else reported, else asserted."""
        return self.status or ("reported" if self.reported else "asserted")

    def settle(self, status: str, kind: str, token: int) -> None:
        """Take a status unless one nearer to the trigger was taken; a negation turns what was affirmed."""
        if self.told:
            return
        tried = bool(self.cues) and self.cues[-1][0] == "attempt"
        self.cues.append((kind, token))
        if self.status is None or status == "negated" or (tried and kind == "modal" and status == "planned"):
            self.status = status  # "will attempt to" is a plan

    def drop(self) -> None:
        """Make no statement of it: it is asked for, not told."""
        self.dropped = self.dropped or not (self.told or self.status)

    def report(self, token: int, source: int | None) -> None:
        self.cues.append(("reporting", token))
        self.reported = True
        if self.source is None:
            self.source = source


class StatusReader:
    """Reads the status of triggers in one document."""

    def __init__(self, parse: Parse, reader: PredicateReader, words: StatusWords) -> None:
        self.parse, self.reader, self.words = parse, reader, words
        self.quotes = Quotes(parse, words.reporting, words.documents)

    def read(self, token: int, light: int | None = None, *, claimable: bool = False) -> Reading:
        """The status of what a trigger tells; ``light`` is the verb that carries a noun trigger.

        ``claimable``: an attack "claimed by X" is X's own report, its victims are not.
        """
        reading = Reading()
        if claimable:
            self._claimed(token, reading)
        start = token if light is None else light
        if light is not None:
            self._noun_clause(token, light, reading)
        self._climb(start, reading, claimable=claimable)
        self._set_off_source(token, reading)
        self._quoted(token, reading)
        self._question(token, reading)
        return reading

    def read_phrase(self, token: int) -> Reading:
        """The status of what a title or apposition tells: only a copula and a quotation bear on it."""
        reading = Reading()
        if self.parse.with_dep(token, "cop"):
            self._own_words(token, reading)
        self._quoted(token, reading)
        return reading

    # --- the walk ---

    def _climb(self, token: int, reading: Reading, *, claimable: bool = False) -> None:
        p, trigger = self.parse, token
        open_clause = True  # whether modals of the clause above still govern the trigger
        for _ in range(40):
            if open_clause:
                self._own_words(token, reading)
            self._according(token, reading)
            self._parenthesis(token, reading)
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
            open_clause = self._step(token, above, reading) and (open_clause or p.dep[token] == "conj")
            token = above

    def _own_up(self, answering: Responsible, reading: Reading) -> None:
        """Who claims an attack reports it, who denies it says that it was not theirs; "no group" says nothing."""
        if not answering.who:
            return
        if self.parse.lemma[answering.token] in self.words.negating or self.parse.is_negated(answering.token):
            reading.settle("negated", "negating verb", answering.token)
        else:
            reading.report(answering.token, answering.who[0])

    def _own_words(self, token: int, reading: Reading) -> None:
        p = self.parse
        modal = next((c for c in p.with_dep(token, "aux") if p.lower[c] in self.words.modals), None)
        negator = p.is_negated(token)
        if modal is not None:
            status = self.words.modals[p.lower[modal]]
            if status == "demanded":
                reading.drop()
            else:
                reading.settle(status, "modal", modal)
        if negator is not None:
            reading.settle("negated", "negation", negator)
        for c in p.with_dep(token, "advmod"):
            adverb = self.words.adverbs.get(p.lower[c])
            if adverb == "reported":
                reading.report(c, None)
            elif adverb is not None:
                reading.settle(adverb, "adverb", c)

    def _step(self, token: int, above: int, reading: Reading) -> bool:
        """Pass from a clause to the one above; whether that one's modals still govern what is below."""
        p = self.parse
        dep = p.dep[token]
        if dep == "conj":
            return not p.with_dep(token, "nsubj", "nsubj:pass") and not p.with_dep(token, "aux")
        if dep in {"xcomp", "ccomp", "csubj", "csubj:pass"}:
            return self._complement(token, above, dep, reading)
        if dep in {"advcl", "advcl:relcl"}:
            return self._adverbial(token, above, reading)
        if dep == "acl":
            return self._adnominal(token, above, reading)
        if dep == "parataxis":
            if self._says(above) and above < token and not self._aside(above):
                reading.report(above, self._source(above))
            return False
        if dep == "acl:relcl":
            reading.told = True
            return False
        if p.is_verb(above) or p.with_dep(above, "cop"):
            return self._argument(token, above, reading)
        if p.lemma[above] in self.words.report_nouns and dep == "nmod":
            self._report_noun(above, reading)
        elif p.lemma[above] in self.words.possible_nouns and dep == "nmod":
            reading.settle("possible", "noun", above)
        return True

    def _complement(self, token: int, above: int, dep: str, reading: Reading) -> bool:
        w, lemma = self.words, self.parse.lemma[above]
        p = self.parse
        finite = dep == "ccomp" and (p.tag[token] != "VB" or bool(p.with_dep(token, "aux", "nsubj")))
        if any(p.lower[c] in w.conditional for c in p.with_dep(token, "mark")):
            reading.settle("possible", "conditional", token)
        if lemma in w.demanding | w.threatening and not (finite and lemma in w.reporting):
            reading.drop()
        if dep == "xcomp" and lemma in w.wishing and p.with_dep(above, "obj", "iobj"):
            reading.drop()
        if lemma in w.negating or self._yet(above):
            reading.settle("negated", "negating verb", above)
        elif dep == "xcomp" and (lemma in w.transparent or self._was_able(above)):
            if self._subject_plans(above):
                reading.settle("planned", "purpose", above)
            return True
        elif lemma in w.plan and not finite:
            if lemma != "be":
                reading.settle("planned", "plan", above)
        elif lemma in w.possible:
            reading.settle("possible", "attempt", above)
        elif lemma in w.plan and finite and lemma not in w.reporting:
            reading.settle("possible", "plan", above)
        said = finite and not self._aside(above)
        if lemma in w.reporting and (said or lemma in w.claiming or self.parse.is_passive(above)):
            reading.report(above, self._source(above))
        return dep == "xcomp"

    def _aside(self, verb: int) -> bool:
        """As in "To clarify: …", which is the text's own voice."""
        p = self.parse
        return (
            p.head[verb] == verb and p.tag[verb] == "VB" and any(p.lower[c] == "to" for c in p.with_dep(verb, "mark"))
        )

    def _was_able(self, word: int) -> bool:
        """As in "They were able to leave", which says that they left; not so "they are able", "would be able"."""
        p = self.parse
        return p.lemma[word] in self.words.ability and any(p.tag[c] == "VBD" for c in p.with_dep(word, "cop"))

    def _adverbial(self, token: int, above: int, reading: Reading) -> bool:
        p, w = self.parse, self.words
        marks = {p.lower[c] for c in p.with_dep(token, "mark", "case", "advmod") if c < token}
        if self._yet(above):
            reading.settle("negated", "yet to", above)
            return False
        if self._says(above) and self._is_content(token, above, marks):
            reading.report(above, self._source(above))
            return False
        if marks & w.conditional:
            reading.settle("possible", "conditional", token)
        elif marks & w.future_markers:
            reading.settle("planned", "until", token)
        elif marks & w.negating_markers:
            reading.settle("negated", "without", token)
        elif "to" in marks and p.tag[token] == "VB":
            if p.lemma[above] in w.acting:
                return True
            reading.settle("planned", "purpose", token)
        elif "of" in marks and p.lemma[above] in w.reporting:
            reading.report(above, self._source(above))
            return False
        elif not marks and p.tag[token] in {"VBG", "VBN"}:
            return True
        return False

    def _is_content(self, token: int, above: int, marks: set[str]) -> bool:
        """As in "X attacked Y, officials said", "warns as many as ten could die": what is said, read as an adjunct."""
        p = self.parse
        if token < above:
            return not marks and p.tag[token] in _FINITE
        own = p.with_dep(token, "nsubj", "nsubj:pass")
        return bool(own and p.with_dep(token, "aux")) and not marks - {"as", "that"} and not p.with_dep(above, "ccomp")

    def _subject_plans(self, verb: int) -> bool:
        """As in "The operation began to rid them of it": an operation aims at what it begins to do."""
        return any(self.parse.lemma[s] in self.words.plan_nouns for s in self.parse.with_dep(verb, "nsubj"))

    def _yet(self, verb: int) -> bool:
        """As in "Has yet to": what follows did not happen."""
        p = self.parse
        return p.lemma[verb] == "have" and any(p.lower[c] == "yet" for c in p.with_dep(verb, "advmod"))

    def _adnominal(self, token: int, above: int, reading: Reading) -> bool:
        p, w = self.parse, self.words
        gerund = p.tag[token] == "VBG" and any(p.lower[c] == "to" for c in p.with_dep(token, "mark"))
        if p.tag[token] == "VB" or (gerund and p.lemma[above] in w.plan_nouns):  # "a commitment to sending"
            if p.lemma[above] in w.possible_nouns:
                reading.settle("possible", "attempt", above)
            else:
                reading.settle("planned", "purpose", above)
        elif p.lemma[above] in w.report_nouns and p.with_dep(token, "mark", "nsubj"):
            self._report_noun(above, reading)
        return False

    def _argument(self, token: int, above: int, reading: Reading) -> bool:
        """A noun below a verb: what the verb says of it ("denied the attack", "planned an offensive")."""
        w, p = self.words, self.parse
        lemma = p.lemma[above]
        if p.dep[token] == "nsubj" and any(p.lower[c] in w.modals for c in p.with_dep(above, "aux")):
            reading.settle("possible", "modal", above)
        elif p.dep[token] in {"obj", "nsubj:pass"}:
            if lemma in w.negating:
                reading.settle("negated", "negating verb", above)
            elif lemma in w.plan and lemma not in {"set", "call", "be", "agree", "want", "order"}:
                reading.settle("planned", "plan", above)
            elif lemma in {"call", "want", "demand", "order", "discuss"}:
                reading.drop()
            elif lemma in w.possible:
                reading.settle("possible", "attempt", above)
            if lemma in w.reporting and lemma not in {"release", "welcome"}:
                reading.report(above, self._source(above))
        elif (
            p.dep[token] == "obl"
            and lemma in {"call", "prepare", "appeal", "plan", "ask", "push", "press"}
            and p.preposition(token) == "for"
        ):
            if lemma in {"prepare", "plan"}:
                reading.settle("planned", "plan", above)
            else:
                reading.drop()
        return False

    # --- sources ---

    def _says(self, token: int) -> bool:
        return self.parse.lemma[token] in self.words.reporting and self.parse.is_verb(token)

    def _source(self, verb: int) -> int | None:
        slots = self.reader.verb(verb).slots
        subjects = slots.get("subj", [])
        return subjects[0] if subjects else None

    def _according(self, token: int, reading: Reading) -> None:
        """As in "According to X", "per X", "in a statement by X"."""
        p = self.parse
        for c in p.children[token]:
            if p.dep[c] in {"obl", "nmod", "advcl"} and p.preposition(c).startswith("according"):
                reading.report(c, c)
            elif p.lower[c] == "according":
                inner = next((g for g in p.with_dep(c, "obl", "nmod", "obj", "fixed")), None)
                reading.report(c, inner)

    def _set_off_source(self, token: int, reading: Reading) -> None:
        """A source set off by a comma ("…, according to the UN.") is that of the whole sentence."""
        p = self.parse
        start, end = p.sents[p.sent[token]]
        for i in range(start, end):
            if p.lower[i] != "according" or not (i == start or p.words[i - 1] == ","):
                continue
            source = p.head[i] if p.dep[i] == "case" else next(iter(p.with_dep(i, "obl", "nmod", "obj")), None)
            if not reading.reported and self.quotes.at(i) is None:
                reading.report(i, source)

    def _parenthesis(self, token: int, reading: Reading) -> None:
        """As in "…, two officials said": the clause of saying hangs below what it reports."""
        p = self.parse
        for c in p.with_dep(token, "parataxis", "advcl", "ccomp", "conj"):
            if c < token or not self._says(c) or not self._subject_of_report(c):
                continue
            if not p.with_dep(c, "ccomp", "mark", "obj", "xcomp", "cc"):
                reading.report(c, self._source(c))

    def _subject_of_report(self, verb: int) -> bool:
        return bool(self.parse.with_dep(verb, "nsubj"))

    def _report_noun(self, noun: int, reading: Reading) -> None:
        governed = self.reader.governor(noun)
        source = None
        if governed is not None and governed[1] in {"obj", "on"}:
            source = next(iter(governed[0].slots.get("subj", [])), None)
        owners = list(self.parse.with_dep(noun, "nmod:poss"))
        reading.report(noun, owners[0] if owners else source)

    def _claimed(self, token: int, reading: Reading) -> None:
        """An attack "claimed by X", "X claimed responsibility for": reported by X."""
        p, w = self.parse, self.words
        nouns = [token]
        if p.is_verb(token):
            nouns = [*p.with_dep(token, "nsubj"), *([p.head[token]] if p.dep[token] == "acl:relcl" else [])]
        for c in (c for noun in nouns for c in p.with_dep(noun, "acl")):
            if p.lemma[c] in w.claiming and p.tag[c] in {"VBN", "VBD"}:
                reading.claimant = next(iter(p.with_dep(c, "obl:agent", "obl")), None)
                reading.report(c, reading.claimant)

    def _noun_clause(self, token: int, light: int, reading: Reading) -> None:
        p, w = self.parse, self.words
        determiner = next((c for c in p.with_dep(token, "det") if p.lower[c] == "no"), None)
        if determiner is not None:
            reading.settle("negated", "negation", determiner)
        answering = self.reader.responsible(token)
        if answering is not None and answering.owned:
            self._own_up(answering, reading)
        elif p.lemma[light] in w.claiming:
            reading.report(light, self._source(light))
        elif p.lemma[light] in {"face", "suffer"}:
            return
        elif p.lemma[light] in w.plan and p.lemma[light] not in {"be", "undertake"}:
            reading.settle("planned", "plan", light)

    def _quoted(self, token: int, reading: Reading) -> None:
        quote = self.quotes.at(token)
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

    def cue_spans(self, reading: Reading) -> list[Cue]:
        """The cues with their character offsets."""
        doc = self.parse.doc
        return [Cue(kind, doc[t].idx, doc[t].idx + len(doc[t])) for kind, t in dict.fromkeys(reading.cues)]
