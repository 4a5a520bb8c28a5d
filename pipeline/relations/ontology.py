"""The ontology (``configs/ontology.yaml``): relations, the frames that tell them, the classes that fill them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from pipeline.relations.grammar import Grammar, load_grammar
from pipeline.resources import read_yaml

#: What later sentences may take up of a relation; docs/relations.md says what each does.
Trait = Literal["continued", "aggression", "advance", "harm", "beginning", "claimable"]


class OntologyError(ValueError):
    """The ontology file is wrong; the message says where and what to do."""


class Frame(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One way to tell a relation; the keys are explained at the head of the file."""

    verbs: list[str] = []
    nouns: list[str] = []
    adjectives: list[str] = []
    subject: str | None = None
    object: str | None = None
    subject_is: list[str] | None = None
    object_is: list[str] | None = None
    needs: dict[str, list[str]] = {}
    unless: dict[str, list[str]] = {}
    requires: Literal["subject", "object", "both", "any", "none"] | None = None
    instrument: str | None = None
    quantity: str | None = None
    place: str | None = None
    status: str | None = None
    absorbs: bool = False
    role: bool = False
    pairs: bool = False
    also: bool = False
    name: str | None = None


class Relation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One relation of the ontology."""

    gloss: str
    kind: Literal["event", "state"]
    subject: list[str]
    object: list[str]
    frames: list[Frame]
    symmetric: bool = False
    unless: dict[str, list[str]] = {}
    place: Literal["object", "own", "none"] = "own"
    quantity: Literal["object", "trigger", "subject", "object_of_verb", "instrument", "none"] = "none"
    article_counts: bool = False
    event_object: Literal["agent"] | None = None
    traits: frozenset[Trait] = frozenset()
    phrases: Literal["places", "bodies"] | None = None
    acled: str | dict[str, str] = ""
    plover: str = ""
    cameo: str | dict[str, str] = ""
    examples: list[str] = []
    not_examples: list[str] = []


class Rule(msgspec.Struct, frozen=True):
    """A frame made ready: the relation it tells, what has to stand beside the trigger, where its arguments are.

    All of ``needs`` (a phrase's own words) and one of ``needs_one`` have to hold, and none of ``unless``.
    """

    relation: str
    order: int
    frame: Frame
    needs: tuple[tuple[str, frozenset[str]], ...]
    needs_one: tuple[tuple[str, frozenset[str]], ...]
    unless: tuple[tuple[str, frozenset[str]], ...]
    subject: tuple[str, ...]
    object: tuple[str, ...]
    subject_is: frozenset[str]
    object_is: frozenset[str]
    name: str


class _File(msgspec.Struct):
    """The file as it is; other keys are ``sitrep rules check``'s to tell."""

    relations: dict[str, Any] = {}
    light_verbs: list[str] = []
    idioms: list[str] = []
    metonyms: list[str] = []
    instruments: dict[str, list[str]] = {}
    classes: dict[str, list[str]] = {}


class Ontology:
    """All relations with their rules indexed by trigger lemma.

    ``verbs``, ``nouns`` and ``adjectives`` map a lemma (a verb's with its particle) to rules in the order of the file;
    ``idioms`` are pairs of words in which a noun triggers nothing;
    ``classes`` maps a noun lemma to the classes it belongs to; ``families`` a noun of a means to its family.
    """

    def __init__(self, data: dict[str, Any], grammar: Grammar, where: str = "ontology.yaml") -> None:
        try:
            file = msgspec.convert({key: value for key, value in data.items() if value is not None}, _File)
        except msgspec.ValidationError as error:
            raise OntologyError(f"{where}: {error}") from error
        self.relations = _relations(file.relations, where)
        self.light_verbs = frozenset(file.light_verbs)
        self.idioms = frozenset(file.idioms)
        self.metonyms = frozenset(file.metonyms)
        self.families = {noun: family for family, nouns in file.instruments.items() for noun in nouns}
        self.classes: dict[str, frozenset[str]] = {}
        for name, nouns in file.classes.items():
            for noun in nouns:
                self.classes[noun] = self.classes.get(noun, frozenset()) | {name}
        self.verbs: dict[str, list[Rule]] = {}
        self.nouns: dict[str, list[Rule]] = {}
        self.adjectives: dict[str, list[Rule]] = {}
        for rule, kind, trigger in _rules(self.relations, self.classes, grammar):
            index: dict[str, list[Rule]] = getattr(self, kind)
            index.setdefault(trigger, []).append(rule)
        #: verbs of events that are done to somebody: without an object they are passive
        self.transitive = frozenset(verb for verb, rules in self.verbs.items() if self._is_transitive(rules))

    def _is_transitive(self, rules: list[Rule]) -> bool:
        """Whether some frame of an event takes an object, and none goes without; phrases say nothing of the verb."""
        own = [r for r in rules if self.relations[r.relation].kind == "event" and not r.needs]
        alone = any(
            r.frame.requires == "subject" or "subj" in r.object or ("subj" in r.subject and "obj" not in r.object)
            for r in own
        )
        return not alone and any("obj" in r.object for r in own)

    def instrument_family(self, noun: str) -> str | None:
        """The family of a means: of the whole phrase, else of its last word."""
        return self.families.get(noun) or self.families.get(noun.rpartition(" ")[2])


def _relations(data: dict[str, Any], where: str) -> dict[str, Relation]:
    found = {}
    for name, entry in data.items():
        try:
            found[name] = msgspec.convert(entry, Relation)
        except msgspec.ValidationError as error:
            raise OntologyError(f"{where}: relation {name}: {error}") from error
        if not all(verb.strip() for frame in found[name].frames for verb in frame.verbs):
            raise OntologyError(f"{where}: relation {name}: a verb is empty; drop it")
    if not found:
        raise OntologyError(f"{where}: no relations: the file needs a key 'relations'")
    return found


def _rules(
    relations: dict[str, Relation], classes: dict[str, frozenset[str]], grammar: Grammar
) -> Iterator[tuple[Rule, str, str]]:
    members: dict[str, set[str]] = {}
    for noun, its in classes.items():
        for cls in its:
            members.setdefault(cls, set()).add(noun)
    order = 0
    for name, relation in relations.items():
        for frame in relation.frames:
            for kind in ("verbs", "nouns", "adjectives"):
                for phrase in getattr(frame, kind):
                    order += 1
                    trigger, needs = _phrase(phrase, grammar) if kind == "verbs" else (phrase, {})
                    yield _rule(name, relation, frame, phrase, needs, order, members), kind, trigger


def _phrase(phrase: str, grammar: Grammar) -> tuple[str, dict[str, list[str]]]:
    """Split "take control of" into its verb and what has to stand beside it."""
    verb, *rest = phrase.split()
    needs: dict[str, list[str]] = {}
    if verb == "be" and rest:
        words = 2 if rest[0] in grammar.prepositions | {"under"} else 1  # "be in control of"
        return " ".join(["be", *rest[:words]]), {p: ["any"] for p in rest[words:]}
    if rest and rest[0] in grammar.phrasal and (len(rest) == 1 or rest[1] not in grammar.prepositions):
        return f"{verb} {rest[0]}", needs
    for word in rest:
        if word in grammar.prepositions:
            needs[word] = ["any"]
        else:
            needs.setdefault("with_noun", []).append(word)
    return verb, needs


def _rule(
    name: str,
    relation: Relation,
    frame: Frame,
    phrase: str,
    needs: dict[str, list[str]],
    order: int,
    members: dict[str, set[str]],
) -> Rule:
    def words(slots: dict[str, list[str]]) -> tuple[tuple[str, frozenset[str]], ...]:
        return tuple(
            (slot, frozenset().union(*({w} | members.get(w, set()) for w in ws))) for slot, ws in slots.items()
        )

    return Rule(
        relation=name,
        order=order,
        frame=frame,
        needs=words(needs),
        needs_one=words(frame.needs),
        unless=(*words(relation.unless), *words(frame.unless)),
        subject=_slots(frame.subject),
        object=_slots(frame.object),
        subject_is=frozenset(frame.subject_is or relation.subject),
        object_is=frozenset(frame.object_is or relation.object),
        name=frame.name or f"{name}:{phrase}",
    )


def _slots(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|")) if text else ()


def load_ontology(configs: Path) -> Ontology:
    """The ontology of a configuration folder, read again when its file changed.

    Raises:
        ValueError: the file is missing or wrong (OntologyError), or ``grammar.yaml`` beside it is.
    """
    path = configs / "ontology.yaml"
    if not path.is_file():
        raise OntologyError(f"{path}: no such file: it defines the relations")
    grammar = load_grammar(configs)
    return _load(path, path.stat().st_mtime_ns, grammar)


@lru_cache(maxsize=4)
def _load(path: Path, _mtime: int, grammar: Grammar) -> Ontology:
    try:
        data = read_yaml(path, dict)
    except ValueError as error:
        raise OntologyError(str(error)) from error
    return Ontology(data, grammar, str(path))
