"""From matched frames to statements: arguments, circumstances, status, and what a list or an earlier sentence lends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, product

import msgspec

from pipeline.documents import Argument, Block, Document, Quantity, Span, Statement, Trigger
from pipeline.relations.arguments import TYPE_CLASSES, Arguments
from pipeline.relations.circumstances import Circumstances
from pipeline.relations.confidence import Confidence, Featurizer
from pipeline.relations.cues import Cues
from pipeline.relations.frames import FrameMatcher, Match
from pipeline.relations.grammar import Grammar
from pipeline.relations.layout import Layout
from pipeline.relations.located import LocationReader
from pipeline.relations.means import Means
from pipeline.relations.ontology import Ontology
from pipeline.relations.parse import Parse
from pipeline.relations.reading import Reading
from pipeline.relations.repairs import repair, repair_places
from pipeline.relations.status import StatusReader
from pipeline.relations.times import Times

#: Relations whose events a list or a definite noun ("the strike") may continue.
_CONTINUED = frozenset({"ATTACK", "DESTROY", "KILL", "INJURE"})
#: Why a role is filled from elsewhere.
_LENT = "list or earlier sentence"
_AGGRESSION = frozenset({"ADVANCE", "ATTACK", "CAPTURE", "LAUNCH"})
_HARMING = frozenset({"KILL", "INJURE"})


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
        self.parse, self.record, self.ontology = parse, record, ontology
        self.confidence, self.grammar = confidence, grammar
        repair(parse, grammar, cues, ontology.verbs, ontology.transitive)
        self.arguments = Arguments(parse, record, ontology, grammar)
        self.locations = LocationReader(parse, self.arguments)
        repair_places(parse, ((row.inner, row.outer) for row in self.locations.rows()))
        self.matcher = FrameMatcher(parse, self.arguments, ontology)
        self.status = StatusReader(parse, self.matcher.reader, cues)
        self.circumstances = Circumstances(parse, self.arguments, self.matcher)
        self.times = Times(parse, self.arguments)
        self.means = Means(parse, self.arguments, self.matcher)
        self.last: Statement | None = None
        self.campaign: Statement | None = None
        self.author: Argument | None = None
        self.offices: dict[tuple[str, str], Argument] = {}
        self.counted: set[int] = set()
        self.aggressor: Statement | None = None
        self.advancer: Statement | None = None
        self.victims: tuple[Argument | None, int] = (None, -1)
        self.layout = Layout(record)
        self.headings = {b.start: b.end for b in record.blocks if b.kind == "heading"}

    def read(self) -> list[Statement]:
        """All statements; headings give none."""
        found: list[Statement] = []
        for match in self.matcher.matches():
            if not self._in_heading(match.trigger):
                found.extend(self._statements(match))
        found.extend(self._located())
        found.extend(self._bodies())
        found = _unique(found)
        featurizer = Featurizer(self.record)
        for statement in found:
            statement.confidence = self.confidence.of(featurizer.features(statement))
        return found

    def _in_heading(self, token: int) -> bool:
        offset = self.parse.idx[token]
        return any(start <= offset < end for start, end in self.headings.items())

    # --- one match ---

    def _statements(self, match: Match) -> Iterator[Statement]:
        reading = self._reading(match)
        if reading.dropped or match.trigger in self.matcher.slots.threats:
            return
        told = []
        for subject, obj in self._pairs(match):
            statement = self._statement(match, subject, obj, reading)
            if statement is not None:
                self._continue(match, statement)
                self._remember(statement)
                told.append(statement)
        yield from told
        if told:
            yield from self._listed_attacks(match, told[0])

    def _remember(self, statement: Statement) -> None:
        if statement.relation in _HARMING and statement.object is not None:
            self.victims = (statement.object, statement.sentence)
        if statement.subject is None:
            return
        if statement.status not in {"asserted", "reported"}:
            return
        if statement.relation in _CONTINUED:
            self.last = statement
        if self._counts_events(statement.relation) and not self._in_list(statement.trigger.start):
            self._remember_campaign(statement)
        if statement.relation in _AGGRESSION:
            self.aggressor = statement
        if statement.relation == "LAUNCH" and statement.date_start is not None:
            self.times.begun = statement.date_start
        if statement.relation == "ADVANCE":
            self.advancer = statement

    def _remember_campaign(self, statement: Statement) -> None:
        """What a list may go on with: attacks on somebody, or in some place on nobody that is named."""
        if self._is_group(statement.object):
            self.campaign = statement
        elif self.campaign is None and _same(statement.object, statement.place) and statement.quantity is not None:
            self.campaign = msgspec.structs.replace(statement, object=None)

    def _reading(self, match: Match) -> Reading:
        if match.predicate.kind == "adjective":
            return Reading(status="asserted")
        title = match.relation.kind == "state" and self.parse.dep[match.trigger] == "nmod:desc"
        if match.rule.frame.role or title:
            return self.status.read_phrase(match.trigger)
        return self.status.read(match.trigger, match.predicate.light, claimable=match.rule.relation == "ATTACK")

    def _pairs(self, match: Match) -> Iterator[tuple[int | None, int | None]]:
        if match.rule.frame.pairs:
            yield from combinations(match.subjects, 2)
            return
        yield from product(match.subjects or (None,), match.objects or (None,))

    def _statement(self, match: Match, subject: int | None, obj: int | None, reading: Reading) -> Statement | None:
        relation = match.relation
        subject = None if reading.disowned else subject
        subject_argument = self._argument(subject if subject is not None else reading.claimant)
        object_argument = self._argument(obj) if relation.object != ["none"] else None
        one = Match(match.rule, relation, match.predicate, _one(subject), _one(obj), match.score, match.instrument)
        quantity = self.circumstances.quantity(one, article=relation.article_counts)
        counted = match.rule.frame.requires == "none" and quantity is not None
        if obj is not None and object_argument is not None and self._elliptical(obj):
            counted = relation.quantity == "object" and quantity is not None
            object_argument = self._antecedent(match, object_argument) or (None if counted else object_argument)
        if obj is not None and object_argument is not None and relation.event_object == "agent":
            object_argument = self._doer(obj, subject_argument) or object_argument
        if match.rule.frame.role and subject_argument is not None:
            office = (subject_argument.name, match.predicate.lemma)
            object_argument = (
                object_argument or self._known_office(match, office) or self._office(match, subject_argument)
            )
            if object_argument is not None:
                self.offices.setdefault(office, object_argument)
        if not counted and not self._sound(match, subject_argument, object_argument):
            return None
        statement = Statement(
            relation=match.rule.relation,
            trigger=self._trigger(match),
            sentence=self.parse.sent[match.trigger],
            subject=subject_argument,
            object=object_argument,
            quantity=quantity,
            instrument=self._means(match),
            status="negated" if self._left_out(subject, obj) else self._final_status(match, reading),
            attributed_to=self._source(reading, subject_argument),
            cues=self.status.cue_spans(reading),
        )
        for role, token in (("subject", subject), ("object", obj), ("attributed_to", reading.source)):
            if token is not None and getattr(statement, role) is not None:
                statement.paths[role] = self.parse.path(match.trigger, token)
        self._place(one, statement, obj)
        self._date(one, statement)
        return statement

    def _elliptical(self, token: int) -> bool:
        """Whether a phrase counts without saying whom: "20 others", "dozens more"."""
        counted = self.parse.lemma[token] in self.grammar.elliptical or self.parse.tag[token] == "CD"
        return counted and not self.arguments.is_named(token)

    def _antecedent(self, match: Match, own: Argument) -> Argument | None:
        """Whom an elliptical phrase counts: the victims told just before in the sentence, if any."""
        victims, sentence = self.victims
        if victims is None or sentence != self.parse.sent[match.trigger] or victims.name == own.name:
            return None
        names = list(dict.fromkeys([*victims.names, own.name, *own.names]))
        return Argument(victims.name, own.start, own.end, victims.entity, names)

    def _doer(self, event: int, subject: Argument | None) -> Argument | None:
        """Whose event it is that somebody resists: the noun's owner, else who last advanced or attacked."""
        if (
            not self.arguments.classes(event) & {"operation", "attack", "movement"}
            or self.arguments.entity(event) is not None
        ):
            return None
        owner = self.arguments.owner(event)
        if owner is not None:
            return self.arguments.argument(owner)
        moves = "movement" in self.arguments.classes(event)
        last = self.advancer if moves and self.advancer is not None else self.aggressor
        if last is None or not self._same_paragraph(event, last) or _same(last.subject, subject):
            return None
        return last.subject

    def _argument(self, token: int | None) -> Argument | None:
        return None if token is None else self.arguments.argument(token)

    def _trigger(self, match: Match) -> Trigger:
        token = self.parse.doc[match.trigger]
        return Trigger(token.idx, token.idx + len(token), match.predicate.lemma, match.rule.name)

    def _sound(self, match: Match, subject: Argument | None, obj: Argument | None) -> bool:
        """Whether something is left to state: an argument, both where the frame wants both, and not the same twice."""
        if (subject is None and obj is None) or (match.rule.frame.role and (subject is None or obj is None)):
            return False
        if subject is None and self.parse.dep[match.trigger] == "amod":  # "captured tanks": a description, no event
            return False
        if match.rule.frame.requires == "both" and (subject is None or obj is None):
            return False
        if match.relation.object == ["none"]:
            return self.circumstances.quantity(match, article=False) is not None
        if subject is None or obj is None:
            return True
        return (subject.entity is None or subject.entity != obj.entity) and subject.name != obj.name

    def _known_office(self, match: Match, office: tuple[str, str]) -> Argument | None:
        """What a bare title meant when the text gave it in full: "Minister for the Interior X", then "Minister X"."""
        known, token = self.offices.get(office), self.parse.doc[match.trigger]
        if known is None or match.predicate.slots.get("for") or match.predicate.slots.get("of"):
            return None
        return msgspec.structs.replace(known, start=token.idx, end=token.idx + len(token))

    def _office(self, match: Match, subject: Argument | None) -> Argument | None:
        """What a title leads where no organisation is named: a head of government's country, else the office."""
        entity = self.record.entity(subject.entity) if subject else None
        names = self.arguments.phrase_names(match.trigger)
        token = self.parse.doc[match.trigger]
        office = names[0]
        if (
            (entity is not None and entity.country and match.predicate.lemma in self.grammar.heads_of_government)
            and not match.predicate.slots.get("for")
            and not match.predicate.slots.get("of")
        ):
            return Argument(
                entity.country,
                token.idx,
                token.idx + len(token),
                None,
                [entity.country, f"Government of {entity.country}", *names],
            )
        if match.predicate.slots.get("for") or match.predicate.slots.get("of"):
            extended = [n for n in names if n != office]
            return Argument((extended or [office])[0], token.idx, token.idx + len(token), None, [*extended, office])
        return None

    def _means(self, match: Match) -> list[str]:
        if match.rule.frame.role:
            return [self.arguments.nameless(match.trigger)]
        return self.means.of(match)

    # --- status ---

    def _final_status(self, match: Match, reading: Reading) -> str:
        fixed = match.rule.frame.status
        status = reading.final
        if fixed is not None and status in {"planned", "possible"}:
            return "reported" if reading.reported else fixed
        if match.relation.kind == "state" and status == "planned" and not self._newly_willed(match, reading):
            return "reported" if reading.reported else "asserted"
        return status

    def _left_out(self, *roles: int | None) -> bool:
        """As in "Killed two fighters and no civilians": of the second nothing is told but that it is not so."""
        p = self.parse
        return any(
            t is not None and p.dep[t] == "conj" and self.status.clauses.polarity.nobody(t) is not None for t in roles
        )

    def _newly_willed(self, match: Match, reading: Reading) -> bool:
        """A state is planned only by a modal or a vow; "will continue to", "committed to" say that it holds."""
        willing = self.status.cues.lists.willing
        modal = any(kind == "modal" or self.parse.lemma[t] in willing for kind, t in reading.cues)
        lasting = any(
            self.parse.lemma[t] in self.status.cues.lists.lasting
            for t in [match.trigger, *self.parse.clauses(match.trigger)]
        )
        return modal and not lasting

    def _source(self, reading: Reading, subject: Argument | None) -> Argument | None:
        if not reading.reported or reading.source is None:
            return None
        source = self._author(self.arguments.unwrap(reading.source))
        return source if isinstance(source, Argument) else self.arguments.argument(source)

    def _author(self, source: int) -> int | Argument:
        """Who speaks in "a ministry statement", and in "the statement" after it; any other source speaks for itself."""
        p = self.parse
        if p.lemma[source] not in self.status.cues.documents or self.arguments.is_named(source):
            return source
        owner = self.arguments.owner(source)
        if owner is not None:
            self.author = self._argument(owner)
            return owner
        again = any(p.lower[c] in self.grammar.definite for c in p.children[source])
        return self.author if again and self.author is not None else source

    # --- circumstances ---

    def _place(self, match: Match, statement: Statement, obj: int | None) -> None:
        rule = match.relation.place
        if rule == "none":
            return
        taken = rule == "object" and self._is_place(statement.object, obj)
        if taken and obj is not None and self.arguments.is_named(obj):
            statement.place = statement.object
            return
        if match.relation.kind == "state" and rule == "own" and match.predicate.kind != "verb":
            return
        token, why = self.circumstances.place(match), ""
        if token is None and obj is not None and not taken and self._is_scene(match, obj):
            statement.place = statement.object
            return
        if token is None:
            token, why = self.circumstances.above(match), "clause above"
        if token is None and taken:
            statement.place = statement.object
            return
        if token is None:
            token, why = self.circumstances.described(match), ""
        if token is None:
            self._place_of_the_list(match, statement)
            return
        statement.place = self.arguments.argument(token)
        if statement.place is not None:
            self._relate(statement.place, token)
            statement.paths["place"] = self.parse.path(match.trigger, token)
        if why:
            statement.why["place"] = why

    def _place_of_the_list(self, match: Match, statement: Statement) -> None:
        """Of an item that names no place: the place under which the list stands ("In Syria:")."""
        above = self.layout.above(statement.trigger.start)
        if above is None or match.relation.kind == "state":
            return
        inside = [s for s in self.record.spans if above.start <= s.start and s.end <= above.end and s.kind == "name"]
        places = [s for s in inside if self._stands_alone(s, above)]
        entity = self.record.entity(places[0].entity) if len(places) == 1 else None
        if entity is not None and entity.type in self.grammar.place_ranks:
            statement.place = Argument(entity.name, places[0].start, places[0].end, entity.id)
            statement.why["place"] = _LENT

    def _stands_alone(self, span: Span, block: Block) -> bool:
        """Whether a line says nothing but a name, with a preposition or an article before it."""
        rest = self.record.text[block.start : span.start] + self.record.text[span.end : block.end]
        return set(re.findall(r"\w+", rest.lower())) <= self.grammar.locative | self.grammar.definite

    def _is_scene(self, match: Match, obj: int) -> bool:
        """Whether the object of an event is a named place, so that it happened there."""
        classes = self.arguments.classes(obj)
        return (
            match.relation.kind == "event"
            and "place" in classes
            and "actor" not in classes
            and self.arguments.is_named(obj)
        )

    def _relate(self, place: Argument, token: int) -> None:
        """Keep the words by which a place is told by another."""
        span = self.arguments.cover.get(token)
        place.relative = span.relative if span is not None else None

    def _is_place(self, argument: Argument | None, token: int | None) -> bool:
        known = argument is not None and argument.entity is not None
        return known and token is not None and "place" in self.arguments.classes(token)

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

    # --- what a list or an earlier sentence lends ---

    def _continue(self, match: Match, statement: Statement) -> None:
        """A bullet under "X conducted strikes", or "the strike" again: the agent and date are those said before."""
        last = self.last
        if match.predicate.kind == "adjective" and last is not None and self._in_list(statement.trigger.start):
            self._date_as(statement, last)
        if statement.relation not in _CONTINUED:
            return
        self._aim(match, statement)
        same_event = self._continues(match)
        if same_event and statement.subject is None:
            doer = self._last_doer(statement)
            if doer is not None and not _same(doer, statement.object):
                statement.subject = doer
                statement.why["subject"] = _LENT
        if last is None or statement.date_start is not None or not _same(statement.subject, last.subject):
            return
        again = statement.relation == last.relation and self._same_paragraph(match.trigger, last)
        if same_event or again:
            self._date_as(statement, last)
        if same_event and statement.place is None and not self._in_list(statement.trigger.start):
            statement.place, statement.why["place"] = last.place, _LENT

    def _last_doer(self, statement: Statement) -> Argument | None:
        """Who did the last of such deeds, else who attacked in an earlier sentence."""
        last, aggressor = self.last, self.aggressor
        if last is not None and last.status == statement.status:
            return last.subject
        return aggressor.subject if aggressor is not None and aggressor.sentence != statement.sentence else None

    def _date_as(self, statement: Statement, last: Statement) -> None:
        statement.date_start, statement.date_end = last.date_start, last.date_end
        statement.date_precision = last.date_precision
        statement.why["date"] = _LENT

    def _counts_events(self, relation: str) -> bool:
        return self.ontology.relations[relation].quantity == "trigger"

    def _is_group(self, argument: Argument | None) -> bool:
        entity = self.record.entity(argument.entity) if argument is not None else None
        return entity is not None and "organisation" in TYPE_CLASSES.get(entity.type, ())

    def _aim(self, match: Match, statement: Statement) -> None:
        """ "Strikes in Iraq", and in a list "two units", are aimed at whom the strikes of the text are."""
        campaign, aim = self.campaign, statement.object
        where = [self._argument(t) for t in match.predicate.slots.get("in", ())]
        if campaign is None or campaign.object is None or aim is None or statement.relation != campaign.relation:
            return
        if self._in_list(statement.trigger.start) and self._is_somebodys(match):
            statement.object, statement.why["object"] = campaign.object, _LENT
            return
        if match.predicate.kind != "noun" or aim not in where:
            return
        if campaign.trigger.lemma == match.predicate.lemma:
            statement.object = campaign.object
            statement.paths.pop("object", None)
            statement.why["object"] = _LENT

    def _is_somebodys(self, match: Match) -> bool:
        """Whether what is struck are somebody's units or positions, and the clause does not say whose."""
        p, objects = self.parse, match.objects
        return bool(objects) and all(
            p.lemma[t] in self.ontology.metonyms and not self.arguments.is_named(t) and self.arguments.owner(t) is None
            for t in objects
        )

    def _listed_attacks(self, match: Match, told: Statement) -> Iterator[Statement]:
        """In a list of strikes, "two strikes destroyed a bridge" are two more of them on whom the list is about."""
        subjects = (t for t in match.predicate.slots.get("subj", ()) if t not in self.counted)
        events, campaign = [t for t in subjects if self.arguments.is_means(t)], self.campaign
        self.counted.update(events)
        if campaign is None or told.relation == campaign.relation or not self._in_list(told.trigger.start):
            return
        for event in events:
            token, quantity = self.parse.doc[event], self.circumstances.number_at(event)
            if quantity is not None and "attack" in self.ontology.classes.get(self.parse.lemma[event], ()):
                yield msgspec.structs.replace(
                    told,
                    relation=campaign.relation,
                    trigger=Trigger(token.idx, token.idx + len(token), token.lemma_, campaign.trigger.frame),
                    subject=campaign.subject,
                    object=campaign.object,
                    quantity=quantity,
                    paths={},
                    why=dict.fromkeys(("subject", "object", "date"), _LENT),
                )

    def _same_paragraph(self, trigger: int, last: Statement) -> bool:
        return "\n" not in self.record.text[last.trigger.start : self.parse.idx[trigger]]

    def _continues(self, match: Match) -> bool:
        if self._in_list(self.parse.idx[match.trigger]):
            return True
        p = self.parse
        nouns = [t for slot in ("subj", "in", "during", "by") for t in match.predicate.slots.get(slot, ())]
        nouns += [match.trigger] if match.predicate.kind == "noun" else []
        return any(
            self.arguments.is_means(t) and any(p.lower[c] in self.grammar.definite for c in p.children[t])
            for t in nouns
        )

    def _in_list(self, offset: int) -> bool:
        return self.layout.is_item(offset)

    # --- phrases ---

    def _located(self) -> Iterator[Statement]:
        if "LOCATED_IN" not in self.ontology.relations:
            return
        for found in self.locations.read():
            if self._in_heading(found.cue):
                continue
            subject, obj = self._argument(found.inner), self._argument(found.outer)
            if subject is None or obj is None or subject.name == obj.name:
                continue
            token = self.parse.doc[found.cue]
            trigger = Trigger(token.idx, token.idx + len(token), token.lower_, f"LOCATED_IN:{found.why}")
            yield Statement(
                "LOCATED_IN",
                trigger,
                self.parse.sent[found.inner],
                subject,
                obj,
                why={"relation": found.why},
            )

    def _bodies(self) -> Iterator[Statement]:
        """As in "The ministry's Rapid Response Division", "Hezbollah's rocket unit": whose body it is."""
        if "PART_OF" not in self.ontology.relations:
            return
        for token, owner in self.arguments.bodies():
            subject, obj = self._argument(token), self._argument(owner)
            if subject is None or obj is None or subject.name == obj.name or self._in_heading(token):
                continue
            word = self.parse.doc[token]
            trigger = Trigger(word.idx, word.idx + len(word), word.lower_, "PART_OF:somebody's unit")
            why = {"relation": "a unit and whose it is"}
            yield Statement("PART_OF", trigger, self.parse.sent[token], subject, obj, why=why)


def _one(token: int | None) -> list[int]:
    return [] if token is None else [token]


def _same(a: Argument | None, b: Argument | None) -> bool:
    return a is not None and b is not None and a.name == b.name


def _unique(statements: list[Statement]) -> list[Statement]:
    """The statements in the order of the text, each once a sentence."""
    seen: set[tuple[object, ...]] = set()
    found = []
    for s in sorted(statements, key=lambda s: (s.trigger.start, s.relation)):
        quantity: Quantity | None = s.quantity
        key = (
            s.relation,
            s.sentence,
            s.status,
            *((a.name if a else None) for a in (s.subject, s.object, s.place)),
            s.date_start,
            s.date_end,
            (quantity.low, quantity.high) if quantity else None,
        )
        if key not in seen:
            seen.add(key)
            found.append(s)
    return found
