"""Statements that phrases make without a predicate: where things lie, and whose bodies are whose.

Which relations they tell says the ontology (``phrases: places`` and ``phrases: bodies``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.documents import Statement, Trigger
from pipeline.relations.arguments import Arguments
from pipeline.relations.bodies import BodyReader
from pipeline.relations.located import LocationReader
from pipeline.relations.parse import Parse


class PhraseReader:
    """Reads the statements that the phrases of one document make."""

    def __init__(self, parse: Parse, arguments: Arguments, locations: LocationReader) -> None:
        self.parse, self.arguments = parse, arguments
        self.locations, self.bodies = locations, BodyReader(arguments)
        self.relations = arguments.ontology.relations

    def read(self) -> Iterator[Statement]:
        """All of them."""
        for relation in self._told_by("places"):
            for found in self.locations.read():
                yield from self._statement(relation, found.inner, found.outer, found.cue, found.why, found.why)
        for relation in self._told_by("bodies"):
            for body, owner in self.bodies.read():
                yield from self._statement(relation, body, owner, body, "somebody's unit", "a unit and whose it is")

    def _told_by(self, phrases: str) -> Iterable[str]:
        return [name for name, relation in self.relations.items() if relation.phrases == phrases]

    def _statement(self, relation: str, inner: int, outer: int, cue: int, frame: str, why: str) -> Iterator[Statement]:
        """That one thing is in or of another, unless both are the same; ``cue`` is the token that says so."""
        subject, obj = self.arguments.argument(inner), self.arguments.argument(outer)
        if subject is None or obj is None or subject.name == obj.name:
            return
        token = self.parse.doc[cue]
        trigger = Trigger(token.idx, token.idx + len(token), token.lower_, f"{relation}:{frame}")
        yield Statement(relation, trigger, self.parse.sent[inner], subject, obj, why={"relation": why})
