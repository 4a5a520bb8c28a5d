"""How many: the number that a relation counts."""

from __future__ import annotations

from pipeline.documents import Quantity, Span
from pipeline.relations.arguments import Arguments
from pipeline.relations.frames import FrameMatcher, Match
from pipeline.relations.parse import Parse


class Amounts:
    """Reads the numbers of predicates in one document."""

    def __init__(self, parse: Parse, arguments: Arguments, matcher: FrameMatcher) -> None:
        self.parse, self.arguments, self.matcher = parse, arguments, matcher
        self.grammar = arguments.grammar
        self.quantities: dict[int, Span] = {}
        for span in arguments.record.spans:
            if span.kind == "quantity" and span.value is not None and span.token_end < parse.n:
                self.quantities.update(dict.fromkeys(range(span.token_start, span.token_end + 1), span))

    def of(self, match: Match, *, article: bool) -> Quantity | None:
        """The number that the relation counts; ``article``: "a tank" is one tank."""
        kind, slot = match.relation.quantity, match.rule.frame.quantity
        if kind == "none" or (match.predicate.kind == "adjective" and slot is None):
            return None
        tokens = self.matcher.fillers(match, slot) if slot is not None else self._counted(match, kind)
        for token in tokens:
            found = self.at(token)
            if found is not None:
                return found
            if article and kind == "object" and self._is_single(token):
                return Quantity(1, 1)
        return None

    def _counted(self, match: Match, kind: str) -> list[int]:
        """What a relation counts by its kind of quantity."""
        if kind == "object":
            return match.objects
        if kind == "subject":
            return match.subjects
        if kind == "trigger":
            if match.predicate.kind == "noun":
                return [match.trigger]
            return [t for t in match.predicate.slots.get("subj", ()) if self.arguments.is_means(t)]
        if kind == "object_of_verb":
            return match.predicate.slots.get("obj", [])
        return [match.instrument] if match.instrument is not None else []

    def at(self, token: int) -> Quantity | None:
        """The number before a noun, or of the partitive it stands in ("16 of them")."""
        p = self.parse
        candidates = [token, *p.with_dep(token, "nummod")]
        head = p.head[token]
        if p.dep[token] == "nmod" and p.preposition(token) == "of":
            candidates = [head, *p.with_dep(head, "nummod"), *candidates]  # "31 of 36 drones" are 31
        return next((found for c in candidates if (found := self._number(c)) is not None), None)

    def _number(self, token: int) -> Quantity | None:
        """The value of the number that a token is part of; of "handed over 12 prisoners" 12, not "over 12"."""
        span = self.quantities.get(token)
        if span is None or span.value is None:
            return None
        low, high = span.value.low, span.value.high
        if low is None and high is None:
            return None
        particle = self.parse.dep[span.token_start] == "compound:prt"
        return Quantity(low, low if particle else high)

    def _is_single(self, token: int) -> bool:
        p = self.parse
        if p.tag[token] not in {"NN", "NNP"}:
            return False
        return any(p.lower[c] in self.grammar.articles | {"one"} for c in p.children[token] if c < token)
