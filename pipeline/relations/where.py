"""The place of a statement: which of the places around it, and by what right."""

from __future__ import annotations

import re

from pipeline.documents import Argument, Block, Document, Span, Statement
from pipeline.relations.arguments import Arguments
from pipeline.relations.discourse import LENT
from pipeline.relations.frames import FrameMatcher, Match
from pipeline.relations.layout import Layout
from pipeline.relations.parse import Parse
from pipeline.relations.places import Places


class Where:
    """Says where the statements of one document are said to happen."""

    def __init__(
        self, parse: Parse, record: Document, arguments: Arguments, matcher: FrameMatcher, layout: Layout
    ) -> None:
        self.parse, self.record, self.arguments, self.layout = parse, record, arguments, layout
        self.grammar = arguments.grammar
        self.places = Places(parse, arguments, matcher)

    def tell(self, match: Match, statement: Statement) -> None:
        """Give a statement its place: its object, that of its clause, of one above, or of what it is about."""
        rule, obj = match.relation.place, match.object
        if rule == "none":
            return
        taken = rule == "object" and self._is_place(statement.object, obj)
        if taken and obj is not None and self.arguments.is_named(obj):
            statement.place = statement.object
            return
        if match.relation.kind == "state" and rule == "own" and match.predicate.kind != "verb":
            return
        token, why = self.places.own(match), ""
        if token is None and obj is not None and not taken and self._happens_at(match, obj):
            statement.place = statement.object
            return
        if token is None:
            token, why = self.places.above(match), "clause above"
        if token is None and taken:
            statement.place = statement.object
            return
        if token is None:
            token, why = self.places.described(match), ""
        if token is None:
            self._as_its_list(match, statement)
        else:
            self._put(match, statement, token, why)

    def _put(self, match: Match, statement: Statement, token: int, why: str) -> None:
        """The place that a token heads, with the words by which it is told by another ("near")."""
        place = self.arguments.argument(token)
        statement.place = place
        if place is not None:
            span = self.arguments.cover.get(token)
            place.relative = span.relative if span is not None else None
            statement.paths["place"] = self.parse.path(match.trigger, token)
        if why:
            statement.why["place"] = why

    def _is_place(self, argument: Argument | None, token: int | None) -> bool:
        known = argument is not None and argument.entity is not None
        return known and token is not None and self.arguments.is_place(token)

    def _happens_at(self, match: Match, obj: int) -> bool:
        """Whether the object of an event is a named place, so that it happened there."""
        arguments = self.arguments
        place = arguments.is_place(obj) and not arguments.is_actor(obj)
        return match.relation.kind == "event" and place and arguments.is_named(obj)

    def _as_its_list(self, match: Match, statement: Statement) -> None:
        """Of an item that names no place: the place under which the list stands ("In Syria:")."""
        above = self.layout.above(statement.trigger.start)
        if above is None or match.relation.kind == "state":
            return
        inside = [s for s in self.record.spans if above.start <= s.start and s.end <= above.end and s.kind == "name"]
        places = [s for s in inside if self._stands_alone(s, above)]
        entity = self.record.entity(places[0].entity) if len(places) == 1 else None
        if entity is not None and entity.type in self.grammar.place_ranks:
            statement.place = Argument(entity.name, places[0].start, places[0].end, entity.id)
            statement.why["place"] = LENT

    def _stands_alone(self, span: Span, block: Block) -> bool:
        """Whether a line says nothing but a name, with a preposition or an article before it."""
        rest = self.record.text[block.start : span.start] + self.record.text[span.end : block.end]
        return set(re.findall(r"\w+", rest.lower())) <= self.grammar.locative | self.grammar.definite
