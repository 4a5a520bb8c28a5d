"""By what means: an instrument as subject, "with" and "using" phrases, the weapon that was fired, the attack itself."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.relations.arguments import Arguments
from pipeline.relations.frames import FrameMatcher, Match
from pipeline.relations.parse import Parse

#: The family of instruments that are no means, only events.
_EVENT = "event"


class Means:
    """Reads the instruments of predicates in one document."""

    def __init__(self, parse: Parse, arguments: Arguments, matcher: FrameMatcher) -> None:
        self.parse, self.arguments, self.matcher = parse, arguments, matcher
        self.grammar = arguments.grammar

    def of(self, match: Match) -> list[str]:
        """The means that the text names, in its words, each once."""
        tokens = [t for t in self._tokens(match) if t not in match.objects or t == match.instrument]
        return list(dict.fromkeys(self._name(t) for t in tokens))

    def _tokens(self, match: Match) -> Iterator[int]:
        slots = match.predicate.slots
        own = [t for t in map(self.arguments.unwrap, slots.get("subj", ())) if self._is_means(t)]
        if match.relation.kind == "state":
            yield from [*own, *([] if match.instrument is None else self.parse.conjuncts(match.instrument))]
            return
        own += [t for name in sorted(self.grammar.means) for t in slots.get(name, ()) if self._is_means(t)]
        own += self._used(match)
        yield from own or self._of_the_clause_above(match)
        if match.instrument is not None:
            yield from self.parse.conjuncts(match.instrument)
        if match.predicate.kind == "noun" and not match.rule.frame.role and self._is_means(match.trigger):
            yield match.trigger

    def _is_means(self, token: int) -> bool:
        """Whether a noun says by what: "airstrikes" does, "the attack" does not."""
        family = self.arguments.ontology.instrument_family(self.arguments.lemma_phrase(token))
        return self.arguments.is_means(token) and family != _EVENT

    def _used(self, match: Match) -> list[int]:
        """As in "Attacked the town using rockets"."""
        p = self.parse
        verbs = [match.trigger] + ([match.predicate.light] if match.predicate.light is not None else [])
        using = [c for v in verbs for c in p.with_dep(v, "advcl", "xcomp") if p.lemma[c] in self.grammar.using]
        return [t for c in using for o in p.with_dep(c, "obj") for t in p.conjuncts(o)]

    def _of_the_clause_above(self, match: Match) -> list[int]:
        """As in "Responded with missiles to block the advance", "used rockets to attack the town"."""
        p, head = self.parse, self.parse.head[match.trigger]
        if p.dep[match.trigger] not in {"advcl", "xcomp"} or not p.is_verb(head):
            return []
        above = self.matcher.reader.verb(head)
        slot = "obj" if above.lemma in self.grammar.using else "with"
        return [t for t in above.slots.get(slot, ()) if self._is_means(t)]

    def _goods(self, token: int) -> int:
        """As in "$60 billion in aid": the goods that a sum is given in."""
        p = self.parse
        below = p.subtree(token) if p.tag[token] == "$" else []
        return next((c for c in below if p.dep[c] == "nmod" and p.preposition(c) == "in"), token)

    def _name(self, token: int) -> str:
        token = self.arguments.unwrap(self._goods(token))
        argument = self.arguments.argument(token)
        if argument is None:
            return self.arguments.lemma_phrase(token)
        return self.arguments.naming.nameless(token) if argument.entity is None else argument.name
