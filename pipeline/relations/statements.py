"""From matched frames to statements: arguments, circumstances, status, and what a list or an earlier sentence lends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from pipeline.documents import Argument, Document, Quantity, Statement, Trigger
from pipeline.relations.amounts import Amounts
from pipeline.relations.arguments import Arguments
from pipeline.relations.authors import Authors
from pipeline.relations.confidence import Confidence, Featurizer
from pipeline.relations.continuing import Continuing
from pipeline.relations.cues import Cues
from pipeline.relations.discourse import Discourse
from pipeline.relations.frames import FrameMatcher, Match
from pipeline.relations.grammar import Grammar
from pipeline.relations.layout import Layout
from pipeline.relations.located import LocationReader
from pipeline.relations.means import Means
from pipeline.relations.ontology import Ontology
from pipeline.relations.parse import Parse
from pipeline.relations.phrases import PhraseReader
from pipeline.relations.reading import Reading
from pipeline.relations.referents import Offices, Referents
from pipeline.relations.repairs import Known, place_where_it_lies, repair
from pipeline.relations.status import StatusReader
from pipeline.relations.times import Times
from pipeline.relations.where import Where


class StatementReader:
    """Reads the statements of one document, in the order of the text."""

    def __init__(
        self,
        parse: Parse,
        record: Document,
        ontology: Ontology,
        cues: Cues,
        grammar: Grammar,
        confidence: Confidence,
    ) -> None:
        self.parse, self.record, self.confidence = parse, record, confidence
        repair(parse, Known(grammar, cues, ontology.verbs, ontology.transitive))
        self.arguments = Arguments(parse, record, ontology, grammar)
        locations = LocationReader(parse, self.arguments)
        place_where_it_lies(parse, ((row.inner, row.outer) for row in locations.rows()))
        self.layout = Layout(record)
        self.matcher = FrameMatcher(parse, self.arguments, ontology)
        self.status = StatusReader(parse, self.matcher.reader, cues)
        self.authors = Authors(parse, self.arguments, cues.documents)
        self.where = Where(parse, record, self.arguments, self.matcher, self.layout)
        self.amounts = Amounts(parse, self.arguments, self.matcher)
        self.means = Means(parse, self.arguments, self.matcher)
        self.discourse = Discourse(record, ontology, self.layout)
        self.times = Times(parse, self.arguments, self.discourse)
        self.referents = Referents(parse, self.arguments, self.discourse)
        self.offices = Offices(parse, self.arguments)
        self.continuing = Continuing(parse, self.arguments, self.layout, self.discourse, self.amounts)
        self.phrases = PhraseReader(parse, self.arguments, locations)

    def read(self) -> list[Statement]:
        """All statements; headings give none."""
        told = [s for match in self.matcher.matches() if not self._in_heading(match) for s in self._statements(match)]
        told += [s for s in self.phrases.read() if not self.layout.is_heading(s.trigger.start)]
        found = _unique(told)
        featurizer = Featurizer(self.record)
        for statement in found:
            statement.confidence = self.confidence.of(featurizer.features(statement))
        return found

    def _in_heading(self, match: Match) -> bool:
        return self.layout.is_heading(self.parse.idx[match.trigger])

    # --- one match ---

    def _statements(self, match: Match) -> Iterator[Statement]:
        """What a match tells, once for each subject and object, and of the attacks of a list behind it."""
        reading = self.status.of(match)
        if reading.dropped or match.trigger in self.matcher.slots.threats:
            return
        told = []
        for subject, obj in self._pairs(match):
            statement = self._statement(match, match.single(None if reading.disowned else subject, obj), reading)
            if statement is not None:
                self.continuing.complete(match, statement)
                self.discourse.remember(statement)
                told.append(statement)
        yield from told
        if told:
            yield from self.continuing.listed_attacks(match, told[0])

    def _pairs(self, match: Match) -> Iterator[tuple[int | None, int | None]]:
        if match.rule.frame.pairs:
            yield from combinations(match.subjects, 2)
            return
        yield from product(match.subjects or (None,), match.objects or (None,))

    def _statement(self, match: Match, one: Match, reading: Reading) -> Statement | None:
        """The statement of one subject and one object of a match, None where too little is left to state."""
        subject = self._argument(one.subject if one.subject is not None else reading.claimant)
        quantity = self.amounts.of(one, article=match.relation.article_counts)
        obj, counted = self._object(one, subject, quantity)
        if not counted and not self._is_sound(match, subject, obj):
            return None
        statement = Statement(
            relation=match.rule.relation,
            trigger=self._trigger(match),
            sentence=self.parse.sent[match.trigger],
            subject=subject,
            object=obj,
            quantity=quantity,
            instrument=self._means(match),
            status=self.status.final(one, reading),
            attributed_to=self.authors.of(reading),
            cues=self.status.cue_spans(reading),
        )
        for role, token in (("subject", one.subject), ("object", one.object), ("attributed_to", reading.source)):
            if token is not None and getattr(statement, role) is not None:
                statement.paths[role] = self.parse.path(match.trigger, token)
        self.where.tell(one, statement)
        self._date(one, statement)
        return statement

    def _object(self, one: Match, subject: Argument | None, quantity: Quantity | None) -> tuple[Argument | None, bool]:
        """The object of a statement, and whether its number alone is worth stating."""
        relation, frame, token = one.relation, one.rule.frame, one.object
        obj = self._argument(token) if relation.object != ["none"] else None
        counted = frame.requires == "none" and quantity is not None
        if token is not None and obj is not None and self.referents.is_elliptical(token):
            counted = relation.quantity == "object" and quantity is not None
            obj = self.referents.counted(one, obj) or (None if counted else obj)
        if token is not None and obj is not None and relation.event_object == "agent":
            obj = self.referents.doer(token, subject) or obj
        if frame.role and subject is not None:
            obj = self.offices.led(one, subject, obj)
        return obj, counted

    def _is_sound(self, match: Match, subject: Argument | None, obj: Argument | None) -> bool:
        """Whether something is left to state: an argument, both where the frame wants both, and not the same twice."""
        frame = match.rule.frame
        missing = (subject is None) + (obj is None)
        if missing == 2 or (missing and (frame.role or frame.requires == "both")):
            return False
        if subject is None and self.parse.dep[match.trigger] == "amod":  # "captured tanks": a description, no event
            return False
        if match.relation.object == ["none"]:
            return self.amounts.of(match, article=False) is not None
        if subject is None or obj is None:
            return True
        return (subject.entity is None or subject.entity != obj.entity) and subject.name != obj.name

    def _argument(self, token: int | None) -> Argument | None:
        return None if token is None else self.arguments.argument(token)

    def _trigger(self, match: Match) -> Trigger:
        token = self.parse.doc[match.trigger]
        return Trigger(token.idx, token.idx + len(token), match.predicate.lemma, match.rule.name)

    def _means(self, match: Match) -> list[str]:
        """The means; of who holds an office, the words for it."""
        if match.rule.frame.role:
            return [self.arguments.naming.nameless(match.trigger)]
        return self.means.of(match)

    def _date(self, match: Match, statement: Statement) -> None:
        if match.rule.frame.role and not self.matcher.reader.governor(match.trigger):
            return  # a title says nothing of when
        when = self.times.when(match, planned=statement.status in {"planned", "possible"})
        if when is None:
            return
        statement.date_start, statement.date_end = when.value.date_start, when.value.date_end
        statement.date_precision = when.value.precision
        if when.why != "clause":
            statement.why["date"] = when.why


def _unique(statements: list[Statement]) -> list[Statement]:
    """The statements in the order of the text, each once a sentence."""
    found: dict[tuple[object, ...], Statement] = {}
    for s in sorted(statements, key=lambda s: (s.trigger.start, s.relation)):
        names = (a.name if a else None for a in (s.subject, s.object, s.place))
        number = (s.quantity.low, s.quantity.high) if s.quantity else None
        found.setdefault((s.relation, s.sentence, s.status, *names, s.date_start, s.date_end, number), s)
    return list(found.values())
