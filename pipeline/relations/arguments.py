"""What fills a role: from the head token of a phrase to an entity of the document or a thing of the text."""

from __future__ import annotations

from pipeline.documents import Argument, Document, Entity
from pipeline.relations.grammar import Grammar
from pipeline.relations.mentions import LABEL_CLASSES, TYPE_CLASSES, Mentions
from pipeline.relations.naming import Naming
from pipeline.relations.ontology import Ontology
from pipeline.relations.parse import PLURALS, Parse
from pipeline.words import plural

_THING = frozenset({"thing"})
_PEOPLE = frozenset({"people"})
_NO_THINGS = frozenset({"people", "abstract"})
_NOTHING: frozenset[str] = frozenset()
#: Classes of nouns that say what somebody is.
_OFFICES = frozenset({"people", "dignitary"})
_NO_DEED = frozenset({"abstract"})
_NOMINAL_TAGS = frozenset({"NN", "NNS", "JJ"})
#: Where a bare number stands for people: "wounding 17".
_COUNTED = frozenset({"obj", "nsubj", "nsubj:pass", "conj"})
_OWNING = frozenset({"compound", "nmod:poss", "amod", "nmod:desc"})


class Arguments(Mentions):
    """Reads arguments for one document: what a phrase is about, which roles it can fill, and whose it is."""

    def __init__(self, parse: Parse, record: Document, ontology: Ontology, grammar: Grammar) -> None:
        super().__init__(parse, record, ontology.families)
        self.ontology, self.grammar = ontology, grammar
        self.naming = Naming(self, grammar)

    # --- what a phrase is about ---

    def unwrap(self, token: int) -> int:
        """Step from "most of them", "hundreds of civilians", "the city of Mosul" to what they are about."""
        for _ in range(3):
            inner = self._inside(token)
            if inner is None:
                return token
            token = inner
        return token

    def _inside(self, token: int) -> int | None:
        p, grammar = self.parse, self.grammar
        person = self._titled(token)
        if person is not None:
            return person
        counts = p.lemma[token] in grammar.partitives or p.tag[token] in {"CD", "DT"}
        partitive = counts and token not in self.by_head
        if partitive or p.lemma[token] in grammar.place_wrappers:
            return self._wrapped(token, partitive=partitive)
        return None

    def _wrapped(self, token: int, *, partitive: bool) -> int | None:
        """What stands behind the "of" of a part, or beside a word like "city"."""
        p, grammar = self.parse, self.grammar
        wrapper = p.lemma[token] in grammar.place_wrappers
        own = self.entity(token)
        if wrapper and own is not None and own.kb_id:
            return None
        for c in p.with_dep(token, "nmod", "obl"):
            if p.preposition(c) == "of" and (partitive or self.is_place(c)):
                return c
        if not wrapper:
            return None
        deps = ("compound", "nmod:desc", "appos", *(("nmod:poss",) if p.lemma[token] in grammar.place_parts else ()))
        return next((c for c in p.with_dep(token, *deps) if self.is_place(c)), None)

    def _titled(self, token: int) -> int | None:
        """The name behind a title or an office: "Brig. Gen. Yassin al-Dulaimi", "its commander, Yusuf Danjuma"."""
        p = self.parse
        office = p.tag[token] == "NN" and bool(_OFFICES & self.ontology.classes.get(p.lemma[token], _NOTHING))
        if (token in self.cover or not p.tag[token].startswith("NNP")) and not office:
            return None
        names = [c for c in p.with_dep(token, "flat", "compound", "appos") if c > token and c in self.cover]
        people = [self.cover[c] for c in names if self.cover[c].label == "PERSON"]
        return next((t for t, span in self.by_head.items() if people and span is people[0]), None)

    # --- which roles it can fill ---

    def classes(self, token: int) -> frozenset[str]:
        """The classes of argument that the phrase headed by a token can fill; empty for what stands for nothing."""
        if token in self.closed:
            return _NOTHING
        if token in self.outsiders:
            return _PEOPLE if self.parse.tag[token] in PLURALS else _THING
        span = self.span(token)
        if span is None:
            return self._classes_of_words(token)
        entity = self.entities.get(span.entity or "")
        if entity is not None:
            return self._classes_of_entity(token, entity, described=span.kind == "nominal")
        if span.label in LABEL_CLASSES:
            return LABEL_CLASSES[span.label] | self._listed(token)
        return _NOTHING if span.kind == "pronoun" else self._classes_of_words(token)

    def _classes_of_entity(self, token: int, entity: Entity, *, described: bool) -> frozenset[str]:
        """Those of its type, and of the noun where the phrase is a description."""
        classes = TYPE_CLASSES.get(entity.type, _THING)
        if not described:
            return classes
        own = self._listed(token)
        if own & _NO_DEED:
            return own  # "pole position" is none
        return classes | (own - _PEOPLE if "organisation" in classes else own)

    def _classes_of_words(self, token: int) -> frozenset[str]:
        """Those of a thing that is no entity: of its noun, of a number that stands for people."""
        p, own = self.parse, self._listed(token)
        if p.tag[token] == "CD" and p.dep[token] in _COUNTED:
            return _PEOPLE
        if p.lower[token] == "more" and p.dep[token] == "nsubj:pass":
            return _PEOPLE  # "dozens more were wounded"
        if p.is_noun(token) or own:
            return own if own & _NO_THINGS else own | _THING
        return _NOTHING

    def _listed(self, token: int) -> frozenset[str]:
        """The classes under which the ontology lists a noun, with the word before it ("election campaign") or alone."""
        p, words, before = self.parse, self.ontology.classes, token - 1
        pair = f"{p.lower[before]} {p.lemma[token]}" if before >= 0 and p.head[before] == token else ""
        return words.get(pair) or words.get(p.lemma[token], _NOTHING)

    def fits(self, token: int, wanted: frozenset[str]) -> bool:
        """Whether the phrase can fill a role that takes these classes."""
        return ("any" in wanted and bool(self.classes(token))) or bool(self.classes(token) & wanted)

    def is_actor(self, token: int) -> bool:
        """Whether a phrase can stand for somebody who acts."""
        return "actor" in self.classes(token)

    def is_place(self, token: int) -> bool:
        """Whether a phrase can stand for a place."""
        return "place" in self.classes(token)

    def is_named_place(self, token: int) -> bool:
        """Whether a phrase stands for a place that the document names."""
        entity = self.entity(token)
        return entity is not None and entity.type in self.grammar.place_ranks and self.is_named(token)

    def is_means(self, token: int) -> bool:
        """Whether a noun is a means of violence, not an actor."""
        return not self.is_actor(token) and self.ontology.instrument_family(self.lemma_phrase(token)) is not None

    def lemma_phrase(self, token: int) -> str:
        """A noun with its compound, as lemmas: ``"car bomb"``."""
        p = self.parse
        before = [p.lower[c] for c in p.with_dep(token, "compound", "amod") if c < token and p.tag[c] in _NOMINAL_TAGS]
        return " ".join([*before[-2:], p.lemma[token]])

    # --- whose it is, and where ---

    def owner(self, token: int) -> int | None:
        """The actor to whom a noun belongs: "ISIL targets", "its positions", "fighters of the group"."""
        p = self.parse
        for c in p.children[token]:
            before = p.dep[c] in _OWNING and c < token
            if not before and not (p.dep[c] == "nmod" and (p.preposition(c) or "of") in self.grammar.owned_by):
                continue
            whose = self.unwrap(c)
            if self.is_actor(whose):
                return whose
            if p.dep[c] == "compound":  # "an Israeli drone strike"
                inner = next((g for g in p.with_dep(whose, "amod", "compound") if self.is_actor(g)), None)
                if inner is not None:
                    return inner
        return None

    def is_scene(self, modifier: int, event: int) -> bool:
        """Whether the name before an event says where: "Kabul blast", "Mali ambush"; "US raid" and "Malian" say who."""
        p = self.parse
        if not self.is_actor(modifier):
            return self.is_named_place(modifier)
        country = self.is_place(modifier) and p.dep[modifier] == "compound" and p.tag[modifier] == "NNP"
        return country and p.lemma[event] in self.grammar.happenings

    # --- the argument itself ---

    def argument(self, token: int) -> Argument | None:
        """The phrase headed by a token as an argument, or None where it stands for nothing (an open pronoun)."""
        span, entity = self.span(token), self.entity(token)
        if entity is not None and span is not None:
            told = entity.kb_id or span.kind in {"name", "pronoun"}
            names = [] if told else self.naming.names(token)
            return Argument(entity.name, span.start, span.end, entity.id, names)
        if span is not None and span.kind == "pronoun":
            return None
        start, end = self.naming.extent(token)
        names = self.naming.names(token)
        if self._is_people_before_a_noun(token):
            names = [plural(self.parse.lower[token]), *names]  # the rebels of "rebel-held"
        return Argument(names[0], start, end, None, names)

    def _is_people_before_a_noun(self, token: int) -> bool:
        p = self.parse
        people = "people" in self.ontology.classes.get(p.lemma[token], _NOTHING)
        return people and p.dep[token] == "compound" and p.tag[token] in {"NN", "NNP"}
