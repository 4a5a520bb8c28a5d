"""Who says so, as an argument: whoever the text names, or whose document it is."""

from __future__ import annotations

from pipeline.documents import Argument
from pipeline.relations.arguments import Arguments
from pipeline.relations.parse import Parse
from pipeline.relations.reading import Reading


class Authors:
    """Names the sources of one document, in the order of its statements."""

    def __init__(self, parse: Parse, arguments: Arguments, documents: frozenset[str]) -> None:
        self.parse, self.arguments, self.documents = parse, arguments, documents
        self._last: Argument | None = None

    def of(self, reading: Reading) -> Argument | None:
        """The source of a statement with this status; None where the text itself says so, or does not tell."""
        if not reading.reported or reading.source is None:
            return None
        return self._author(self.arguments.unwrap(reading.source))

    def _author(self, source: int) -> Argument | None:
        """Who speaks in "a ministry statement", and in "the statement" after it; any other source speaks for itself."""
        p, arguments = self.parse, self.arguments
        if p.lemma[source] not in self.documents or arguments.is_named(source):
            return arguments.argument(source)
        owner = arguments.owner(source)
        if owner is not None:
            self._last = arguments.argument(owner)
            return self._last
        again = any(p.lower[c] in arguments.grammar.definite for c in p.children[source])
        return self._last if again and self._last is not None else arguments.argument(source)
