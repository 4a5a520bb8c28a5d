"""Units and bodies with the organisation to which a phrase says they belong: "Hezbollah's rocket unit"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.documents import Span
from pipeline.relations.arguments import Arguments

#: What is a part of whoever has it: named, or described.
_BODIES = frozenset({"unit", "agency", "military", "armed_group", "police"})
_UNITS = frozenset({"unit"})
#: What has customers and readers rather than units.
_CIVIL = frozenset({"company", "media"})


class BodyReader:
    """Reads whose bodies the bodies of one document are."""

    def __init__(self, arguments: Arguments) -> None:
        self.parse, self.arguments = arguments.parse, arguments

    def read(self) -> Iterator[tuple[int, int]]:
        """(the head of the body, the head of whose it is), in the order of the text."""
        for token, span in sorted(self.arguments.by_head.items()):
            entity = self.arguments.entities.get(span.entity or "")
            if entity is not None and entity.type in (_BODIES if span.kind == "name" else _UNITS):
                yield from ((token, owner) for owner in self._owners(token, span))

    def _owners(self, body: int, span: Span) -> Iterator[int]:
        p, own = self.parse, self.arguments.entities[span.entity or ""]
        belonging = self.arguments.grammar.belonging
        behind = [c for c in p.with_dep(body, "nmod") if p.preposition(c) in belonging]
        for c in [*p.with_dep(body, "nmod:poss"), *behind]:
            if span.kind == "nominal" and p.tag[c] == "PRP$":
                continue  # "their patrol": whoever is on it
            owner = self.arguments.entity(c)
            if owner is None or owner is own or owner.type in _CIVIL:
                continue
            if owner.type in _UNITS and own.type not in _UNITS:  # "Russian forces of the 1st Army"
                continue
            if "organisation" in self.arguments.classes(c):
                yield c
