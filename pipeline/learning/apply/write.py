"""Accepted suggestions -> changed configuration files, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.actors.knowledge import ACTORS, DEMONYMS, NAMES, PLACES, Knowledge, load_knowledge
from pipeline.actors.persons import name_parts
from pipeline.actors.schema import Actor, Place, default_alias, fold
from pipeline.learning.apply import yamlfiles
from pipeline.learning.apply.edits import Edit, EditError, Entries, Lines
from pipeline.learning.suggestions import Suggestion
from pipeline.relations.lint import FILE as ONTOLOGY

_EXAMPLES = 2
_LONGEST = 300
LEARNED = "learned"


class Writer:
    """Applies suggestions to the files of a folder, without writing them: ``files`` hold the new text.

    ``dropped`` says what was left out and why: references to entries that nobody accepted.
    """

    def __init__(self, configs: Path, day: str) -> None:
        self._knowledge: Knowledge = load_knowledge(configs)
        self._day = day
        self._actors, self._places = Entries(configs / ACTORS), Entries(configs / PLACES)
        self._yaml = {name: Lines(configs / name) for name in (DEMONYMS, NAMES, ONTOLOGY)}
        self._edits: list[Edit] = []
        self.dropped: list[str] = []
        self.touched: dict[str, list[str]] = {}
        self.triggers: list[Suggestion] = []

    @property
    def files(self) -> dict[str, str]:
        """The text of each file by its name."""
        every: list[Lines] = [self._actors, self._places, *self._yaml.values()]
        return {file.path.name: file.text() for file in every if file.path.is_file() or file.lines}

    @property
    def edits(self) -> list[Edit]:
        """All changes so far."""
        return [*self._actors.edits(), *self._places.edits(), *self._edits]

    def apply(self, suggestions: Iterable[Suggestion]) -> None:
        """Apply those that are accepted or merged.

        Raises:
            EditError: one does not fit the files; the message names it.
        """
        chosen = [one for one in suggestions if one.decision in {"accept", "merge"}]
        self._new = {one.entry for one in chosen if one.decision == "accept" and one.kind in {"actor", "place"}}
        self._merged = {one.entry: one.into for one in chosen if one.decision == "merge"}
        order = {"place": 0, "actor": 1}
        for one in sorted(chosen, key=lambda one: order.get(one.kind, 2)):
            try:
                self._apply(one)
            except EditError as error:
                raise EditError(f"{one.id} ({one.name}): {error}") from error

    def _apply(self, one: Suggestion) -> None:
        if one.decision == "merge":
            self._add_names(self._known(one.into, one), [one.name, *one.aliases, *one.acronyms], one)
        elif one.kind == "actor":
            self._add_actor(one)
        elif one.kind == "place":
            self._add_place(one)
        elif one.kind == "alias":
            self._add_names(self._known(one.entry, one), [one.name, *one.aliases], one)
        elif one.kind == "nominal":
            self._append(self._known(one.entry, one), "nominals", one.name.lower(), one)
        elif one.kind == "parent":
            for above in self._references(one.parents, one):
                self._append(self._known(one.entry, one), "parents", above, one)
        elif one.kind == "weak":
            self._weaken(one)
        elif one.kind == "demonym":
            for entry in self._references([one.entry or ""], one):
                self._edits.append(yamlfiles.add_demonym(self._yaml[DEMONYMS], entry, one.name, self._said(one)))
        else:
            self._add_trigger(one)

    # --- new entries ---

    def _add_actor(self, one: Suggestion) -> None:
        self._check_new(one, "actor")
        entry: dict[str, Any] = {"id": one.entry, "name": one.name, "type": one.type}
        aliases = [
            self._alias(name, one) for name in [one.name, *one.aliases] if name != one.name or self._is_taken(name)
        ]
        _put(entry, "aliases", aliases)
        _put(entry, "acronyms", one.acronyms)
        _put(entry, "nominals", [nominal.lower() for nominal in one.nominals])
        _put(entry, "parents", self._references(one.parents, one))
        _put(entry, "allegiance", self._references(one.allegiance, one))
        _put(entry, "country", next(iter(self._references([one.country] if one.country else [], one)), None))
        _put(entry, "examples", self._examples(one))
        entry["note"] = self._said(one)
        self._actors.add(entry)

    def _add_place(self, one: Suggestion) -> None:
        self._check_new(one, "place")
        entry: dict[str, Any] = {"id": one.entry, "name": one.name, "type": one.type}
        aliases = [
            self._alias(name, one) for name in [one.name, *one.aliases] if name != one.name or self._is_taken(name)
        ]
        _put(entry, "aliases", aliases)
        _put(entry, "parent", next(iter(self._references(one.parents[:1], one)), None))
        _put(entry, "country", next(iter(self._references([one.country] if one.country else [], one)), None))
        if one.lat is not None and one.lon is not None:
            entry |= {"lat": one.lat, "lon": one.lon}
        _put(entry, "examples", self._examples(one))
        entry["note"] = "; ".join(filter(None, [self._said(one), one.note]))
        self._places.add(entry)

    def _check_new(self, one: Suggestion, prefix: str) -> None:
        entry_id = one.entry or ""
        if not entry_id.startswith(f"{prefix}:"):
            raise EditError(f"entry {entry_id!r} is no id of a new {prefix}; write '{prefix}:' and a slug")
        if one.type is None:
            raise EditError("type is missing; give one of those that docs/actors.md lists")
        if self._actors.has(entry_id) or self._places.has(entry_id) or self._knowledge.get(entry_id) is not None:
            raise EditError(f"entry {entry_id!r} is taken; choose another id, or merge into it")

    def _said(self, one: Suggestion) -> str:
        plural = "s" if one.articles != 1 else ""
        return f"{LEARNED} {self._day} from {one.articles} article{plural}"

    def _alias(self, text: str, one: Suggestion) -> dict[str, Any]:
        """An alias with its origin; a single word of a person's name that others have too only links what is found."""
        usual = default_alias(text)
        alias: dict[str, Any] = {"text": text}
        person = one.type == "person" and len(name_parts(text)) == 1
        if usual.case == "exact" or person or len(fold(text)) <= len("abc"):
            alias["case"] = "exact"
        if usual.kind == "acronym":
            alias["kind"] = "acronym"
        elif person and self._is_shared(text):
            alias["kind"] = "weak"
        alias |= {"origin": LEARNED, "since": self._day}
        if self._is_taken(text):
            alias["homonym"] = True
        return alias

    def _is_taken(self, text: str) -> bool:
        """Whether an entry of the files has a name already."""
        return any(self._actors.has(entry) or self._places.has(entry) for entry in self._knowledge.candidates(text))

    def _is_shared(self, text: str) -> bool:
        """Whether a word is a part of the names of known persons."""
        return bool(set(name_parts(text)) & self._name_words)

    @cached_property
    def _name_words(self) -> frozenset[str]:
        people = (actor for actor in self._knowledge.actors.values() if actor.type == "person")
        return frozenset(part for actor in people for part in name_parts(actor.name))

    def _examples(self, one: Suggestion) -> list[str]:
        """Sentences in which the name stands; kept in ``touched`` to be tried."""
        names = {one.name, *one.aliases, *one.acronyms}
        found = [proof.text for proof in one.proofs if proof.text[proof.start : proof.end] in names]
        chosen = [text for text in dict.fromkeys(found) if len(text) <= _LONGEST][:_EXAMPLES]
        self.touched[one.entry or ""] = chosen
        return chosen

    def names_of(self, entry_id: str) -> list[str]:
        """The names of a new or changed entry."""
        file = self._actors if entry_id.startswith("actor:") else self._places
        entry = file.entry(entry_id)
        aliases = (alias if isinstance(alias, str) else alias["text"] for alias in entry.get("aliases", []))
        return [entry["name"], *aliases, *entry.get("acronyms", [])]

    def drop_example(self, entry_id: str, sentence: str) -> None:
        """Take an example out of a new entry again."""
        file = self._actors if entry_id.startswith("actor:") else self._places

        def change(entry: dict[str, Any]) -> None:
            left = [text for text in entry.get("examples", []) if text != sentence]
            entry["examples"] = left
            if not left:
                del entry["examples"]

        file.change(entry_id, change)

    # --- known entries ---

    def _known(self, entry_id: str | None, one: Suggestion) -> str:
        """The id of an entry to change, one that is new in this batch or merged among them.

        Raises:
            EditError: there is none.
        """
        entry_id = self._merged.get(entry_id) or entry_id
        if not entry_id or not (self._actors.has(entry_id) or self._places.has(entry_id)):
            raise EditError(f"no entry {entry_id!r} in {ACTORS} or {PLACES}; give the id of one that is there")
        return entry_id

    def _change(self, entry_id: str, change: Any) -> None:
        (self._actors if self._actors.has(entry_id) else self._places).change(entry_id, change)

    def _add_names(self, entry_id: str, names: Sequence[str], one: Suggestion) -> None:
        def change(entry: dict[str, Any]) -> None:
            aliases = entry.get("aliases", [])
            have = {fold(alias if isinstance(alias, str) else alias["text"]) for alias in aliases}
            have |= {fold(name) for name in [entry["name"], *entry.get("acronyms", [])]}
            new = [name for name in dict.fromkeys(names) if fold(name) not in have]
            if new:
                _insert(entry, "aliases", [*aliases, *(self._alias(name, one) for name in new)])

        self._change(entry_id, change)

    def _append(self, entry_id: str, field: str, value: str, one: Suggestion) -> None:
        def change(entry: dict[str, Any]) -> None:
            if value not in entry.get(field, []):
                _insert(entry, field, [*entry.get(field, []), value])
                note = f"{value!r} {self._said(one)}"
                entry["note"] = "; ".join(filter(None, [entry.get("note"), note]))

        self._change(entry_id, change)

    def _weaken(self, one: Suggestion) -> None:
        """Let a name link only what something else has found; the sentences become counter-examples."""
        if not (self._actors.has(one.entry or "") or self._places.has(one.entry or "")):
            self._edits.append(yamlfiles.add_weak_city(self._yaml[NAMES], one.name, self._said(one)))
            return

        def change(entry: dict[str, Any]) -> None:
            aliases: list[Any] = []
            for alias in entry.get("aliases", []):
                text = alias if isinstance(alias, str) else alias["text"]
                known = {} if isinstance(alias, str) else alias
                aliases.append({"text": text, **known, "kind": "weak"} if fold(text) == fold(one.name) else alias)
            if fold(entry["name"]) == fold(one.name) and aliases == entry.get("aliases", []):
                aliases.insert(0, {"text": entry["name"], "kind": "weak", "origin": LEARNED, "since": self._day})
            _insert(entry, "aliases", aliases)

        self._change(one.entry or "", change)

    # --- triggers ---

    def _add_trigger(self, one: Suggestion) -> None:
        if not one.relation:
            raise EditError("relation is missing; give one of ontology.yaml")
        frame = [
            f"verbs: [{yamlfiles.quoted(one.name)}]",
            "subject: subj",
            f"object: {one.slot or 'obj'}",
            "requires: both",
        ]
        file = self._yaml[ONTOLOGY]
        self._edits.append(yamlfiles.add_frame(file, one.relation, frame, self._said(one)))
        self.triggers.append(one)

    def add_trigger_example(self, relation: str, sentence: str) -> None:
        """An example of a relation that a new trigger tells."""
        self._edits.append(yamlfiles.add_example(self._yaml[ONTOLOGY], relation, sentence))

    # --- references ---

    def _references(self, ids: Sequence[str], one: Suggestion) -> list[str]:
        """The ids of entries that there are or will be; the others are dropped with a word."""
        kept = []
        for entry_id in ids:
            target = self._merged.get(entry_id) or entry_id
            if target in self._new or isinstance(self._knowledge.get(target), Actor | Place):
                kept.append(target)
            else:
                self.dropped.append(f"{one.name}: {target} was not accepted, so nothing refers to it")
        return list(dict.fromkeys(kept))


#: The order in which fields stand in an entry.
_ORDER = ("id", "name", "type", "aliases", "acronyms", "nominals", "parents", "allegiance", "parent", "country")


def _put(entry: dict[str, Any], field: str, value: Any) -> None:
    if value:
        entry[field] = value


def _insert(entry: dict[str, Any], field: str, value: Any) -> None:
    """Set a field; a new one comes where it stands in other entries."""
    if field in entry or field not in _ORDER:
        entry[field] = value
        return
    before = _ORDER[: _ORDER.index(field)]
    head = {key: entry[key] for key in entry if key in before}
    rest = {key: entry[key] for key in entry if key not in before}
    entry.clear()
    entry.update(head | {field: value} | rest)
