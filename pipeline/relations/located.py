"""Where places and actors lie, as phrases say it: "Karama, Mosul", "the city's old quarter", "fighters in Syria"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.documents import Entity, Span
from pipeline.relations.arguments import Arguments
from pipeline.relations.parse import Parse


@dataclass(frozen=True, slots=True)
class Located:
    """``inner`` lies in ``outer`` (head tokens); ``cue`` is the token that says so, ``why`` how."""

    inner: int
    outer: int
    cue: int
    why: str


class LocationReader:
    """Reads LOCATED_IN from the phrases of one document."""

    def __init__(self, parse: Parse, arguments: Arguments) -> None:
        self.parse, self.arguments = parse, arguments
        self.grammar = arguments.grammar

    def read(self) -> Iterator[Located]:
        """All of them: rows of places, places below places and actors, districts of the text's city."""
        yield from self.rows()
        names = self._names()
        for token, _ in names:
            yield from self._hosts(token)
            yield from self._described(token)
        yield from self._districts(names)

    def rows(self) -> Iterator[Located]:
        """Places side by side, the second the larger: "Palmyra, Syria"."""
        for token, span in self._names():
            yield from self._row(token, span)

    def _names(self) -> list[tuple[int, Span]]:
        return [(token, span) for token, span in sorted(self.arguments.by_head.items()) if self._place(token)]

    def _place(self, token: int) -> Entity | None:
        entity = self.arguments.entity(token)
        span = self.arguments.by_head.get(token)
        if entity is None or span is None or span.kind == "pronoun" or entity.type not in self.grammar.place_ranks:
            return None
        return entity

    def _row(self, token: int, span: Span) -> Iterator[Located]:
        """As in "Palmyra, Syria": two places side by side, the second the larger."""
        p = self.parse
        comma, after = span.token_end + 1, span.token_end + 2
        if after >= p.n or p.words[comma] != "," or span.kind != "name":
            return
        other = self.arguments.cover.get(after)
        if other is None or other.token_start != after:
            return
        head = next((t for t, s in self.arguments.by_head.items() if s is other), after)
        inner, outer = self._place(token), self._place(head)
        if inner and outer and self._contains(outer, inner):
            yield Located(token, head, comma, "two places in a row")

    def _contains(self, outer: Entity, inner: Entity) -> bool:
        if outer.id == inner.id:
            return False
        return outer.name in inner.parents or (not inner.parents and self._rank(outer) > self._rank(inner))

    def _rank(self, place: Entity) -> int:
        return self.grammar.place_ranks[place.type]

    def _described(self, token: int) -> Iterator[Located]:
        """As in "The Saudi city of Jizan" lies in Saudi Arabia."""
        p = self.parse
        head = p.head[token]
        if p.dep[token] != "nmod" or p.preposition(token) != "of" or p.lemma[head] not in self.grammar.place_wrappers:
            return
        for c in p.with_dep(head, "amod", "compound"):
            country, inner = self.arguments.entity(c), self._place(token)
            if country is not None and country.type == "country" and inner is not None and country.id != inner.id:
                yield Located(token, c, c, "adjective of a country")

    def _hosts(self, token: int) -> Iterator[Located]:
        """A place below a place or an actor: "the town of X in Y", "Y's X district", "militants in Y"."""
        p = self.parse
        place = self._place(token)
        dep, head = p.dep[token], p.head[token]
        if place is None or head == token:
            return
        preposition = p.preposition(token)
        possessive = dep == "nmod:poss"
        if not (possessive or (dep == "nmod" and preposition in self.grammar.enclosing | {"of"})):
            return
        for host in p.conjuncts(head) if preposition == "in" else [head]:
            host = host if possessive else self._inside(host, token)
            found = self._hosted(host, token, place, preposition, possessive=possessive)
            if found:
                yield found

    def _inside(self, host: int, token: int) -> int:
        """As in "The vicinity of X in Y": X lies in Y; "the citadel in the center of X": the citadel lies in X."""
        p = self.parse
        if p.preposition(token) == "of" and p.lemma[host] in self.grammar.place_parts:
            above = p.head[host]
            return above if p.dep[host] == "nmod" and p.preposition(host) == "in" else host
        inner = self.arguments.unwrap(host)
        return inner if inner < token else host

    def _hosted(self, host: int, token: int, place: Entity, preposition: str, *, possessive: bool) -> Located | None:
        inner = self.arguments.entity(host)
        if inner is None or place.name in inner.name or (host > token and not possessive):
            return None
        if self.parse.lemma[host] in self.arguments.grammar.place_parts and not self.arguments.is_named(host):
            return None  # the outskirts of a town are but a way to name it
        cue = next((c for c in self.parse.with_dep(token, "case")), token)
        classes = self.arguments.classes(host)
        if inner.type in self.grammar.place_ranks and self._contains(place, inner):
            return Located(host, token, cue, "place in place")
        known = "organisation" in classes or self.arguments.is_named(host)
        if known and "actor" in classes and "place" not in classes and preposition in self.grammar.enclosing:
            return Located(host, token, cue, "actor in place")
        return None

    def _districts(self, names: list[tuple[int, Span]]) -> Iterator[Located]:
        """A district named in a text about its city lies in it."""
        by_name: dict[str, int] = {}
        for token, _ in names:
            entity = self._place(token)
            if entity is not None and entity.type in {"city", "region"}:
                by_name.setdefault(entity.name, token)
        told: set[str] = set()
        for token, span in names:
            entity = self._place(token)
            if (
                entity is None
                or entity.type not in {"district", "facility"}
                or entity.id in told
                or span.kind != "name"
            ):
                continue
            parent = next((name for name in entity.parents if name in by_name), None)
            if parent is not None and entity.type == "district":
                told.add(entity.id)
                yield Located(token, by_name[parent], token, "district of the text's city")
