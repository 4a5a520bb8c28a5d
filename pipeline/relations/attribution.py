"""Who says what: reporting verbs around a clause, phrases that name a source, nouns that report, claims of a deed."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.relations.cues import Cues
from pipeline.relations.parse import RELATIVE_PRONOUNS, Parse
from pipeline.relations.predicates import PredicateReader
from pipeline.relations.quotes import Quotes

#: The word that reports, and the head of who says so (None where the text does not tell).
Attribution = tuple[int, int | None]


class Sources:
    """Finds who says so in one document."""

    def __init__(self, parse: Parse, reader: PredicateReader, cues: Cues) -> None:
        self.parse, self.reader, self.cues = parse, reader, cues
        self.quotes = Quotes(parse, cues.reporting, cues.documents)

    def says(self, token: int) -> bool:
        """Whether a token is a verb of saying."""
        return self.parse.lemma[token] in self.cues.reporting and self.parse.is_verb(token)

    def speaker(self, verb: int) -> int | None:
        """Who says what a verb of saying governs."""
        return next(iter(self.reader.verb(verb).slots.get("subj", ())), None)

    def beside(self, token: int) -> Iterator[Attribution]:
        """The sources told inside or behind a clause: "according to X", "…, two officials said"."""
        yield from self._according(token)
        yield from self._parentheses(token)

    def _according(self, token: int) -> Iterator[Attribution]:
        p, words = self.parse, self.cues.lists.sourcing
        for c in p.children[token]:
            if p.dep[c] in {"obl", "nmod", "advcl"} and self._names_source(c):
                yield c, c
            elif p.lower[c] in words:
                yield c, next(iter(p.with_dep(c, "obl", "nmod", "obj", "fixed")), None)

    def _names_source(self, phrase: int) -> bool:
        """As in "according to X"; a single preposition needs a comma: "…, per two officials", not "ten per day"."""
        p = self.parse
        first, _, rest = p.preposition(phrase).partition(" ")
        if first not in self.cues.lists.sourcing:
            return False
        case = next(c for c in p.with_dep(phrase, "case", "mark") if p.lower[c] == first)
        return bool(rest) or case == p.sents[p.sent[case]][0] or p.words[case - 1] == ","

    def _parentheses(self, token: int) -> Iterator[Attribution]:
        """As in "…, two officials said": the clause of saying hangs below what it reports."""
        p = self.parse
        for c in p.with_dep(token, "parataxis", "advcl", "ccomp", "conj"):
            impersonal = any(p.lower[s] == "it" for s in p.with_dep(c, "nsubj:pass"))  # "it was reported"
            if not self.says(c) or not (impersonal or p.with_dep(c, "nsubj")) or (c < token and not self._set_off(c)):
                continue
            if not p.with_dep(c, "ccomp", "mark", "obj", "xcomp", "cc"):
                yield c, None if impersonal else self.speaker(c)

    def _set_off(self, verb: int) -> bool:
        """As in "The town, officials say, has fallen": between commas."""
        p, phrase = self.parse, self.parse.subtree(verb)
        inside = [i for i in phrase if p.dep[i] != "punct"]
        return (
            p.dep[verb] == "parataxis"
            and inside[0] > 0
            and any(p.words[i] in {",", "–", "—"} for i in (inside[0] - 1, inside[-1] + 1))
        )

    def of_sentence(self, token: int) -> Iterator[Attribution]:
        """A source set off by a comma ("…, according to the UN.") is that of the whole sentence."""
        p = self.parse
        start, end = p.sents[p.sent[token]]
        for i in range(start, end):
            if p.lower[i] not in self.cues.lists.sourcing or not (i == start or p.words[i - 1] == ","):
                continue
            if self.quotes.at(i) is None:
                yield i, p.head[i] if p.dep[i] == "case" else next(iter(p.with_dep(i, "obl", "nmod", "obj")), None)

    def of_noun(self, noun: int) -> Attribution:
        """Whose report a noun is: "their claim that", "issued reports of"."""
        p = self.parse
        governed = self.reader.governor(noun)
        source = None
        if governed is not None and governed[1] in {"obj", "on"}:
            source = next(iter(governed[0].slots.get("subj", [])), None)
        by = [c for c in p.with_dep(noun, "nmod") if c > noun and p.preposition(c) in {"by", "from"}]
        return noun, next(iter([*p.with_dep(noun, "nmod:poss"), *by]), source)

    def claims(self, event: int) -> Iterator[Attribution]:
        """Who claims an event: "an attack claimed by X", "an attack, which X claimed", "a bomb that X claimed"."""
        p = self.parse
        nouns = [event]
        if p.is_verb(event):
            nouns = [*p.with_dep(event, "nsubj"), *([p.head[event]] if p.dep[event] == "acl:relcl" else [])]
        for c in (c for noun in nouns for c in p.with_dep(noun, "acl")):
            if self.cues.verb(p.lemma[c]).claims and p.tag[c] in {"VBN", "VBD"}:
                yield c, next(iter(p.with_dep(c, "obl:agent", "obl")), None)
        for noun in nouns:
            for c in (v for n in (noun, *p.with_dep(noun, "nmod")) for v in p.with_dep(n, "acl:relcl")):
                objects = p.with_dep(c, "obj")
                if self.cues.verb(p.lemma[c]).claims and all(p.lower[o] in RELATIVE_PRONOUNS for o in objects):
                    yield from ((c, who) for who in self.reader.verb(c).slots.get("subj", ()) if who != noun)

    def denials(self, token: int) -> Iterator[Attribution]:
        """As in "…, a claim the army denied": who denies what a clause tells."""
        p = self.parse
        for noun in p.with_dep(token, "parataxis", "appos"):
            if noun > token and self.cues.noun(p.lemma[noun]).reports:
                verbs = p.with_dep(noun, "acl:relcl", "acl")
                yield from ((v, self.speaker(v)) for v in verbs if self.cues.verb(p.lemma[v]).denies)
