"""The nominals behind one token: what is coordinated with it, and the noun that a relative pronoun stands for."""

from __future__ import annotations

from pipeline.relations.grammar import Grammar
from pipeline.relations.parse import RELATIVE_PRONOUNS, Parse

_RELATIVE_TAGS = frozenset({"WDT", "WP", "WRB", "IN", "DT"})


class Nominals:
    """Finds who or what a phrase stands for in one document, as head tokens."""

    def __init__(self, parse: Parse, grammar: Grammar) -> None:
        self.parse, self.grammar = parse, grammar

    def of(self, token: int) -> list[int]:
        """The conjuncts of a nominal; a relative pronoun stands for the noun before its clause."""
        pronoun = self._relative(token)
        return self._with_places(self.parse.conjuncts(token)) if pronoun is None else pronoun

    def antecedent(self, noun: int) -> list[int]:
        """The noun that a clause describes as it stands: one conjunct, not the coordination behind it."""
        pronoun = self._relative(noun)
        return [noun] if pronoun is None else pronoun

    def under(self, token: int, *deps: str, preposition: str | None = None) -> list[int]:
        """The nominals that hang on a token with one of these labels, and by that preposition, if one is given."""
        p = self.parse
        hung = (c for c in p.with_dep(token, *deps) if preposition is None or p.preposition(c) == preposition)
        return [n for c in hung for n in self.of(c)]

    def _relative(self, token: int) -> list[int] | None:
        """What a relative pronoun stands for; None for any other word."""
        p = self.parse
        if p.lower[token] not in RELATIVE_PRONOUNS or p.tag[token] not in _RELATIVE_TAGS:
            return None
        for above in p.ancestors(token):
            if p.dep[above] == "acl:relcl":
                return [p.head[above]]
        return [] if p.tag[token] in {"WDT", "WRB"} else [token]

    def _with_places(self, nominals: list[int]) -> list[int]:
        """As in "The towns of X and Y": what is coordinated with the first place is beside it in the clause."""
        p = self.parse
        wrappers = [t for t in nominals if p.lemma[t] in self.grammar.place_wrappers]
        places = [c for t in wrappers for c in p.with_dep(t, "nmod") if p.preposition(c) == "of"]
        return [*nominals, *(t for c in places for t in p.conjuncts(c) if t != c)]
