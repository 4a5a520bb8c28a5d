"""From predicates to relations: the ontology's frames laid over a predicate's slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.relations.arguments import Arguments
from pipeline.relations.candidates import Candidates
from pipeline.relations.fitting import Fitting
from pipeline.relations.ontology import Ontology, Relation, Rule
from pipeline.relations.parse import Parse
from pipeline.relations.predicate import Predicate
from pipeline.relations.predicates import PredicateReader
from pipeline.relations.slots import SlotReader

_ANY = "any"
#: Labels of the noun that makes a phrase with a verb: "took control of", "control was taken of".
_COMPANIONS = ("obj", "obl", "xcomp", "nsubj:pass")


@dataclass(slots=True)
class Match:
    """A frame that fits: the tokens that fill its roles (empty where the text leaves them out)."""

    rule: Rule
    relation: Relation
    predicate: Predicate
    subjects: list[int]
    objects: list[int]
    score: float
    instrument: int | None = None

    @property
    def trigger(self) -> int:
        """The token that tells the relation."""
        return self.predicate.token

    @property
    def subject(self) -> int | None:
        """The first subject."""
        return self.subjects[0] if self.subjects else None

    @property
    def object(self) -> int | None:
        """The first object."""
        return self.objects[0] if self.objects else None

    def single(self, subject: int | None, obj: int | None) -> Match:
        """The same of one subject and one object."""
        return replace(self, subjects=[] if subject is None else [subject], objects=[] if obj is None else [obj])


class FrameMatcher:
    """Finds, for every predicate of a document, the relation its frames tell best, and those told besides."""

    def __init__(self, parse: Parse, arguments: Arguments, ontology: Ontology) -> None:
        self.parse, self.arguments, self.ontology = parse, arguments, ontology
        self.reader = PredicateReader(parse, arguments.grammar)
        self.slots = SlotReader(parse, arguments, self.reader)
        self.candidates = Candidates(parse, arguments, ontology, self.reader)
        self.fitting = Fitting(parse, arguments, ontology, self.reader, self.slots)

    def matches(self) -> Iterator[Match]:
        """All matches of the document, in the order of their triggers."""
        for token in range(self.parse.n):
            for predicate, rules in self.candidates.at(token):
                yield from self._best(predicate, rules)

    def _best(self, predicate: Predicate, rules: list[Rule]) -> Iterator[Match]:
        found = [m for m in (self.match(predicate, rule) for rule in rules) if m is not None]
        main = [m for m in found if not m.rule.frame.also]
        if main:
            best = max(main, key=lambda m: (m.score, -m.rule.order))
            if best.rule.frame.absorbs:
                self.slots.absorb(predicate, best.objects)
            yield best
        yield from (m for m in found if m.rule.frame.also)

    def match(self, predicate: Predicate, rule: Rule) -> Match | None:
        """The frame laid over the predicate, or None where it does not fit."""
        if not self._applies(predicate, rule):
            return None
        pairs = rule.frame.pairs
        objects = self.fitting.fill(predicate, rule.object, rule.object_is)
        subjects = self.fitting.fill(predicate, rule.subject, rule.subject_is, taken=() if pairs else objects)
        if pairs and len(subjects) < 2:
            objects = subjects = self.fitting.sides(predicate, rule)
        if pairs and len(subjects) < 2:
            return None
        if not subjects and self.fitting.has_inert_subject(predicate, rule):
            return None
        if not _is_complete(predicate, rule, subjects, objects):
            return None
        score = len(rule.needs) + bool(rule.needs_one) + bool(objects) + 0.5 * bool(subjects)
        relation, instrument = self.ontology.relations[rule.relation], self._first(predicate, rule.frame.instrument)
        return Match(rule, relation, predicate, subjects, objects, score, instrument)

    def _applies(self, predicate: Predicate, rule: Rule) -> bool:
        """Whether the words stand beside the trigger that a rule asks for, and none that it rules out."""

        def stands(condition: tuple[str, frozenset[str]]) -> bool:
            return self._needed(predicate, *condition)

        one = not rule.needs_one or any(map(stands, rule.needs_one))
        return one and all(map(stands, rule.needs)) and not any(map(stands, rule.unless))

    def fillers(self, match: Match, slots: str | None) -> list[int]:
        """What stands in the slots that a frame names, in their order."""
        names = slots.split("|") if slots else []
        return [t for name in names for t in self.slots.fillers(match.predicate, name.strip())]

    def companions(self, match: Match) -> list[int]:
        """The nouns that make a phrase with the verb of a match: "talks" in "held talks"."""
        words = [w for slot, lemmas in match.rule.needs if slot == "with_noun" for w in sorted(lemmas)]
        found = (self._companion(match.predicate, w) for w in words)
        return [t for t in found if t is not None]

    def _needed(self, predicate: Predicate, slot: str, lemmas: frozenset[str]) -> bool:
        if slot == "with_noun":
            return any(self._companion(predicate, lemma) is not None for lemma in lemmas)
        tokens = [t for t in self.slots.fillers(predicate, slot) if t not in self.arguments.closed]
        return bool(tokens) and (_ANY in lemmas or any(self._is_one_of(t, lemmas) for t in tokens))

    def _is_one_of(self, token: int, lemmas: frozenset[str]) -> bool:
        if self.parse.lemma[token] in lemmas or self.arguments.lemma_phrase(token) in lemmas:
            return True
        inner = self.arguments.unwrap(token)
        if self.parse.lemma[inner] in lemmas:
            return True
        return bool(self.arguments.classes(inner) & lemmas)

    def _companion(self, predicate: Predicate, lemma: str) -> int | None:
        """The noun that makes a phrase with the verb: "control" in "took control of"."""
        p = self.parse
        return next((c for c in p.with_dep(predicate.token, *_COMPANIONS) if p.lemma[c] == lemma), None)

    def _first(self, predicate: Predicate, slot: str | None) -> int | None:
        tokens = self.slots.fillers(predicate, slot) if slot else []
        return tokens[0] if tokens else None


def _is_complete(predicate: Predicate, rule: Rule, subjects: list[int], objects: list[int]) -> bool:
    """Whether the arguments are there that a frame cannot do without."""
    required = rule.frame.requires or ("object" if predicate.kind == "noun" else "any")
    if (required in {"both", "object"} and not objects) or (required in {"both", "subject"} and not subjects):
        return False
    return required != "any" or bool(objects or subjects)
