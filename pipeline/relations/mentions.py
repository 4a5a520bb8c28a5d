"""Which mention every token heads or lies in: names, descriptions and pronouns by token."""

from __future__ import annotations

from collections.abc import Container

from pipeline.documents import Document, Entity, Span
from pipeline.relations.parse import Parse

_ORGANISATION = frozenset({"actor", "organisation"})
#: The classes of argument that an entity of some type can fill.
TYPE_CLASSES: dict[str, frozenset[str]] = {
    **dict.fromkeys(["government", "military", "unit", "police", "armed_group", "coalition"], _ORGANISATION),
    **dict.fromkeys(["igo", "ngo", "media", "party", "company", "agency", "organisation"], _ORGANISATION),
    "country": frozenset({"actor", "country", "place"}),
    "person": frozenset({"actor", "person"}),
    "office": frozenset({"actor", "person", "office"}),
    "people": frozenset({"actor", "people"}),
    **dict.fromkeys(["region", "city", "district", "feature", "place"], frozenset({"place"})),
    "facility": frozenset({"place", "thing", "area"}),
    "event": frozenset({"operation", "thing"}),
}
#: The classes of names that are no entities, by label.
LABEL_CLASSES = {"WEAPON": frozenset({"thing", "weapon"}), "VEHICLE": frozenset({"thing", "vehicle"})}


def is_organisation(entity: Entity | None) -> bool:
    """Whether an entity is a body of people that can act."""
    return entity is not None and "organisation" in TYPE_CLASSES.get(entity.type, frozenset())


class Mentions:
    """The mentions of one document by token.

    ``by_head``: the longest mention that a token heads; ``cover``: the name that it lies in; ``closed``: tokens of
    dates; ``outsiders``: tokens of names behind "non-"; ``described``: the body that a noun stands for in this text,
    but for those in ``terms`` of two words ("fighter jet").
    """

    def __init__(self, parse: Parse, record: Document, terms: Container[str]) -> None:
        self.parse, self.record, self._terms = parse, record, terms
        self.entities = {entity.id: entity for entity in record.entities}
        self.by_head: dict[int, Span] = {}
        self.cover: dict[int, Span] = {}
        self.closed: set[int] = set()
        self.outsiders: set[int] = set()
        self.described: dict[str, Span] = {}
        for span in sorted(record.spans, key=lambda s: s.token_end - s.token_start):
            self._index(span)

    def _index(self, span: Span) -> None:
        tokens = range(span.token_start, span.token_end + 1)
        if span.kind == "date":
            self.closed.update(tokens)
        if span.kind in {"date", "quantity"} or span.token_end >= self.parse.n:
            return
        if span.kind == "name" and self._is_excluded(span.token_start):
            self.outsiders.update(tokens)
            return
        heads = [i for i in tokens if self.parse.head[i] not in tokens or self.parse.head[i] == i]
        for head in heads[:1] if span.kind == "name" else heads[-1:]:
            self.by_head[head] = span  # the longest span of a head comes last and stays
            self._describe(head, span)
        if span.kind == "name" and span.label not in LABEL_CLASSES:
            self.cover.update(dict.fromkeys(tokens, span))

    def _describe(self, head: int, span: Span) -> None:
        """Keep by which word the text speaks of a body: "army", "Hamas"."""
        if not is_organisation(self.entities.get(span.entity or "")):
            return
        if span.kind == "nominal":
            self.described.setdefault(self.parse.lemma[head], span)
        if span.kind == "name" and span.token_start == span.token_end:
            self.described.setdefault(self.parse.lower[head], span)

    def _is_excluded(self, first: int) -> bool:
        """As in "Non-Muslims", who are whoever the name does not name."""
        lower = self.parse.lower
        return lower[max(first - 1, 0)] == "non-" or (
            first > 1 and lower[first - 1] in "-‑–" and lower[first - 2] == "non"
        )

    def entity(self, token: int) -> Entity | None:
        """The entity that the phrase headed by a token names."""
        span = self.span(token)
        return self.entities.get(span.entity) if span and span.entity else None

    def span(self, token: int) -> Span | None:
        """The mention that a token heads, or the name it lies in; "army" in "army jets" is the army of the text."""
        found = self.by_head.get(token) or self.cover.get(token)
        if found is None and self.parse.dep[token] == "compound" and not self._in_term(token):
            found = self.described.get(self.parse.lemma[token])
        return found

    def _in_term(self, token: int) -> bool:
        """As in "Fighter jets", which belong to no fighters."""
        return f"{self.parse.lemma[token]} {self.parse.lemma[self.parse.head[token]]}" in self._terms

    def is_named(self, token: int) -> bool:
        """Whether the phrase headed by a token stands for somebody or somewhere that the document names."""
        entity = self.entity(token)
        return entity is not None and any(self.record.spans[i].kind == "name" for i in entity.mentions)
