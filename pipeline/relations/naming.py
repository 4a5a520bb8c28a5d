"""The words under which a reader may look for what a phrase speaks of."""

from __future__ import annotations

from pipeline.relations.grammar import Grammar
from pipeline.relations.mentions import Mentions

_PREMODIFIERS = frozenset(
    {"compound", "amod", "nmod:poss", "flat", "nmod", "nmod:desc", "advmod", "nummod", "obl", "nsubj", "obj"}
)
_DETERMINERS = frozenset({"DT", "PRP$"})
_MAX_NAMES = 14
#: How far behind a noun the end of its "of" may stand, to be part of its name.
_NEAR = 6


class Naming:
    """Names the phrases of one document."""

    def __init__(self, mentions: Mentions, grammar: Grammar) -> None:
        self.parse, self.mentions, self.grammar = mentions.parse, mentions, grammar

    def names(self, token: int) -> list[str]:
        """Names under which a reader may look for a thing, the fullest plain one first."""
        p = self.parse
        plain = self._premodified(token)
        compound = [i for i in plain if i == token or (p.head[i] == token and p.dep[i] in {"compound", "flat"})]
        found = [
            self._canonical(plain),
            self._text(plain),
            self._text(self._premodified(token, numbers=True)),
            self._text(compound),
            self._text([token]),
            self._text(plain[:-1], p.lemma[token]),
            self._text(compound[:-1], p.lemma[token]),
            p.lemma[token],
        ]
        whole = [c for c in p.with_dep(token, "det", "cc:preconj") if p.lower[c] in self.grammar.universal]
        if whole and whole[0] < plain[0]:
            found.insert(1, self._text([whole[0], *plain]))  # "both sides"
        extended = self._with_of(token, plain)
        if extended:
            found[1:1] = [self._text(extended), self._text([i for i in extended if p.tag[i] != "DT"])]
        return list(dict.fromkeys(name for name in found if name))[:_MAX_NAMES]

    def nameless(self, token: int) -> str:
        """A noun and the words before it without the names: "Prime Minister", "drone strike", whosoever they are."""
        p = self.parse
        whose = {i for c in p.with_dep(token, "nmod:poss") for i in p.subtree(c)}
        names = self.mentions.cover.keys() | whose
        return self._text([i for i in self._premodified(token) if i == token or i not in names])

    def extent(self, token: int) -> tuple[int, int]:
        """The characters of a noun and the words before it."""
        words = self._premodified(token, numbers=True)
        p = self.parse
        return p.idx[words[0]], p.idx[words[-1]] + len(p.words[words[-1]])

    def _premodified(self, token: int, *, numbers: bool = False) -> list[int]:
        """A noun and the words before it, without determiners, and without numbers unless asked for."""
        p = self.parse
        keep = {token}
        for c in p.children[token]:
            if c < token and p.dep[c] in _PREMODIFIERS and not self._is_determiner(c):
                keep.update(self._modifier(c, token, numbers=numbers))
        start = max((c for c in p.children[token] if c < token and p.tag[c] in _DETERMINERS), default=-1)
        return sorted(i for i in keep if i > start)

    def _is_determiner(self, word: int) -> bool:
        return self.parse.tag[word] in {"DT", "PDT"} or (
            self.parse.dep[word] == "nmod:poss" and self.parse.tag[word] == "PRP$"
        )

    def _modifier(self, word: int, noun: int, *, numbers: bool) -> list[int]:
        """A word before a noun, with what hangs on it."""
        p = self.parse
        digits = p.words[word][0].isdigit()
        if (digits or p.dep[word] in {"nummod", "advmod"} or p.tag[word] == "CD") and not numbers:
            return []
        if digits or p.dep[word] == "nummod":
            return [word]
        return [i for i in p.subtree(word) if i < noun and p.tag[i] not in _DETERMINERS]

    def _with_of(self, token: int, plain: list[int]) -> list[int]:
        p = self.parse
        for c in p.with_dep(token, "nmod"):
            if p.preposition(c) in self.grammar.completing and c - token <= _NEAR:
                return [*plain, *range(token + 1, c + 1)]
        return []

    def _text(self, tokens: list[int], last: str | None = None) -> str:
        """The words with their own spacing; ``last`` is put behind them."""
        p = self.parse
        text = "".join(p.words[i] + (" " if p.blank[i] or not self._glued(i) else "") for i in tokens)
        return f"{text.strip()} {last}".strip() if last is not None and tokens else text.strip()

    def _glued(self, token: int) -> bool:
        p = self.parse
        return token + 1 < p.n and p.idx[token + 1] == p.idx[token] + len(p.words[token])

    def _canonical(self, tokens: list[int]) -> str:
        """The words with the names in them made canonical: "ISIL tanks" is "Islamic State tanks"."""
        parts: list[str] = []
        skip = -1
        for i in tokens:
            if i <= skip:
                continue
            span = self.mentions.cover.get(i)
            entity = self.mentions.entities.get(span.entity or "") if span else None
            if span is not None and entity is not None and entity.kb_id and tokens[-1] > span.token_end:
                parts.append(entity.name)
                skip = span.token_end
            elif self.parse.tag[i] != "POS":
                parts.append(self.parse.words[i])
        return " ".join(parts).replace(" - ", "-")
