"""The linter of the knowledge files: every finding with its file, its line and what to do about it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from pipeline.actors import gazetteer
from pipeline.actors.knowledge import (
    ACTORS,
    DEMONYMS,
    NAMES,
    PLACES,
    Demonyms,
    Entry,
    Settings,
    read_entries,
    read_optional,
    surface_forms,
)
from pipeline.actors.lexicon import MENTIONS, Lexicon, load_lexicon
from pipeline.actors.nouns import NOUNS, load_nouns
from pipeline.actors.schema import ID, Actor, Alias, Parent, Place, fold
from pipeline.actors.spelling import key
from pipeline.resources import Problem, read_text

__all__ = ["Match", "lint"]

#: From a text to the ids of the entries that are found in it.
Match = Callable[[str], set[str]]
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SHORT = 3
Read = TypeVar("Read")


class _Filed(NamedTuple):
    """An entry and the name of its file."""

    file: str
    entry: Actor | Place

    def problem(self, message: str) -> Problem:
        return Problem(self.file, self.entry.line, message)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.entry.line}"


def lint(configs: Path, match: Match | None = None) -> list[Problem]:
    """All that is wrong in the knowledge files of a folder of configuration, by file and line.

    Args:
        configs: the folder.
        match: finds the entries of a text; without it, the entries' ``examples`` and ``not_examples`` are not tried.
    """
    problems: list[Problem] = []
    settings = _tried(lambda: read_optional(configs / NAMES, Settings), configs / NAMES, problems) or Settings()
    exact = frozenset(word.casefold() for word in settings.exact_words)
    if not (configs / ACTORS).is_file():
        problems.append(Problem(ACTORS, 0, f"there is no such file in {configs}; it lists the actors"))
    actors = _entries(configs / ACTORS, Actor, exact, problems)
    places = _entries(configs / PLACES, Place, exact, problems)
    demonyms = _tried(lambda: read_optional(configs / DEMONYMS, Demonyms), configs / DEMONYMS, problems) or Demonyms()
    _tried(lambda: load_nouns(configs), configs / NOUNS, problems)
    lexicon = _tried(lambda: load_lexicon(configs), configs / MENTIONS, problems) or Lexicon()

    world = {place.id: place.type for place in gazetteer.complete(places, settings.gazetteer)}
    filed = [*(_Filed(ACTORS, actor) for actor in actors), *(_Filed(PLACES, place) for place in places)]
    for one in filed:
        problems += (one.problem(message) for message in _alone(one.entry))
        problems += (one.problem(message) for message in _references(one.entry, {a.id for a in actors}, world))
    problems += _cycles(filed)
    problems += _shared_names(filed)
    problems += _shared_codes(filed)
    problems += _never_merge(lexicon, configs / MENTIONS, filed)
    problems += _demonyms(demonyms, configs / DEMONYMS, {a.id for a in actors}, world)
    if match is not None:
        problems += (problem for one in filed for problem in _examples(one, match))
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


# --- reading ---


def _tried(read: Callable[[], Read], path: Path, problems: list[Problem]) -> Read | None:
    """What a reader gives; where it raises, its message is kept as a problem of the file."""
    try:
        return read()
    except ValueError as error:
        text = " ".join(str(error).split())
        told = re.match(rf"(?:{re.escape(str(path))}|{re.escape(str(path.resolve()))})(?::(\d+))?: (.*)", text)
        problems.append(Problem(path.name, int(told[1] or 0), told[2]) if told else Problem(path.name, 0, text))
        return None


def _entries(path: Path, kind: type[Entry], exact: frozenset[str], problems: list[Problem]) -> list[Entry]:
    entries, found = _tried(lambda: read_entries(path, kind, exact), path, problems) or ([], [])
    problems += (Problem(path.name, problem.line, problem.message) for problem in found)
    return entries


# --- one entry ---


def _alone(entry: Actor | Place) -> Iterator[str]:
    """What is wrong with an entry whatever the others are."""
    prefix = "actor" if isinstance(entry, Actor) else "place"
    if not ID.fullmatch(entry.id) or not entry.id.startswith(f"{prefix}:"):
        yield f"id {entry.id!r}: write '{prefix}:' and a slug of lower-case letters, digits and hyphens"
    if not fold(entry.name):
        yield "the name is empty; give the canonical name"
    if entry.wikidata is not None and not _WIKIDATA.fullmatch(entry.wikidata):
        yield f"wikidata {entry.wikidata!r}: write the item's id, Q and digits"
    yield from _aliases(entry)
    yield from _actor(entry) if isinstance(entry, Actor) else _place(entry)
    for sentence in {*entry.examples} & {*entry.not_examples}:
        yield f"{sentence!r} is an example and no example; drop one of them"


def _aliases(entry: Actor | Place) -> Iterator[str]:
    acronyms = entry.acronyms if isinstance(entry, Actor) else []
    counts = Counter([*(alias.text for alias in entry.aliases), *acronyms])
    for text, count in counts.items():
        if not fold(text) and text != entry.name:
            yield "an alias or acronym is empty; drop it"
        elif fold(text) and count > 1:
            yield f"alias {text!r} stands there {count} times; keep one"
    for alias in entry.aliases:
        if alias.case == "any" and alias.kind != "weak" and 0 < len(fold(alias.text)) <= _SHORT:
            yield f'alias {alias.text!r} is so short that words are taken for it; give it "case": "exact"'
        if alias.since is not None and not _is_day(alias.since):
            yield f"alias {alias.text!r}: since {alias.since!r} is no day; write YYYY-MM-DD"
        if alias.lang is not None and not _LANGUAGE.fullmatch(alias.lang):
            yield f"alias {alias.text!r}: lang {alias.lang!r} is no language code; write two or three letters (ISO 639)"
        if not alias.origin.strip():
            yield f"alias {alias.text!r}: origin is empty; say who added the name, or leave it out"


def _actor(actor: Actor) -> Iterator[str]:
    for nominal in actor.nominals:
        if not nominal.strip() or nominal != nominal.lower():
            yield f"nominal {nominal!r}: write a lower-case description, as in 'the militants'"
    for field, above in (("parents", actor.parents), ("allegiance", actor.allegiance)):
        for parent in above:
            yield from (f"{field}: {message}" for message in _period(parent))
    if any(parent.id == actor.id for parent in actor.allegiance):
        yield "allegiance: is loyal to itself; drop it"
    for scheme, code in actor.codes.items():
        if not scheme.strip() or not code.strip():
            yield f"codes: {scheme!r} stands for {code!r}; give a scheme and its code"


def _period(parent: Parent) -> Iterator[str]:
    days = [day for day in (parent.start, parent.end) if day is not None]
    wrong = [day for day in days if not _is_day(day)]
    for day in wrong:
        yield f"{day!r} is no day; write YYYY-MM-DD"
    if not wrong and len(days) > 1 and days[0] > days[1]:
        yield f"the time under {parent.id} ends ({days[1]}) before it starts ({days[0]}); swap the days"


def _place(place: Place) -> Iterator[str]:
    if (place.lat is None) != (place.lon is None):
        yield "lat and lon go together; give both or none"
    if abs(place.lat or 0) > 90 or abs(place.lon or 0) > 180:
        yield f"lat {place.lat}, lon {place.lon}: give degrees, lat from -90 to 90 and lon from -180 to 180"
    if place.population is not None and place.population < 0:
        yield f"population {place.population}: give a number of people"
    if place.iso is not None and (place.type != "country" or not re.fullmatch("[A-Z]{2}", place.iso)):
        yield f"iso {place.iso!r}: only a country has one, two capitals (ISO 3166-1)"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# --- entries among each other ---


def _references(entry: Actor | Place, actors: set[str], world: Mapping[str, str]) -> Iterator[str]:
    """Ids that an entry names and that nothing has."""
    if entry.country is not None and world.get(entry.country) != "country":
        known = "is a place, but no country" if entry.country in world else "is not known"
        yield f"country {entry.country!r} {known}; use a country's id of {PLACES} or the gazetteer"
    if isinstance(entry, Place):
        if entry.parent is not None and entry.parent not in world:
            yield f"parent {entry.parent!r} is not known; add it to {PLACES} or correct the id"
        return
    for field, above in (("parents", entry.parents), ("allegiance", entry.allegiance)):
        for parent in above:
            if parent.id not in actors:
                yield f"{field}: {parent.id!r} is not known; add it to {ACTORS} or correct the id"


def _cycles(filed: list[_Filed]) -> Iterator[Problem]:
    """Entries that are above themselves; each ring once, at its first line."""
    above = {one.entry.id: _above(one.entry) for one in filed}
    seen: set[str] = set()
    for one in filed:
        ring = [] if one.entry.id in seen else _way_back(one.entry.id, above)
        seen.update(ring)
        if ring:
            yield one.problem(f"is its own parent: {' > '.join([*ring, ring[0]])}; cut the ring")


def _above(entry: Actor | Place) -> list[str]:
    if isinstance(entry, Actor):
        return [parent.id for parent in entry.parents]
    return [entry.parent] if entry.parent is not None else []


def _way_back(start: str, above: Mapping[str, list[str]]) -> list[str]:
    """A way from an id up to itself, without the end; empty where there is none."""
    below: dict[str, str] = {}
    queue = [start]
    while queue:
        node = queue.pop()
        for parent in above.get(node, ()):
            if parent == start:
                way = [node]
                while way[-1] != start:
                    way.append(below[way[-1]])
                return way[::-1]
            if parent not in below:
                below[parent] = node
                queue.append(parent)
    return []


def _shared_names(filed: list[_Filed]) -> Iterator[Problem]:
    """Names that two entries claim as the usual reading of one text; one finding for all names of a pair."""
    claims: dict[str, list[tuple[_Filed, Alias]]] = defaultdict(list)
    shared: dict[tuple[str, str], tuple[_Filed, _Filed, dict[str, None]]] = {}
    for one in filed:
        for alias in surface_forms(one.entry):
            if alias.homonym or not fold(alias.text):
                continue
            group = claims[fold(alias.text)]
            other = next((o for o, a in group if o.entry.id != one.entry.id and _clash(o, a, one, alias)), None)
            if other is not None:
                pair = (one.entry.id, other.entry.id)
                shared.setdefault(pair, (one, other, {}))[2].setdefault(alias.text)
            group.append((one, alias))
    for one, other, names in shared.values():
        yield one.problem(
            f"{', '.join(map(repr, names))}: also of {other.entry.id} ({other.place}); drop the name of the one meant "
            f'less often, or write {{"text": "{next(iter(names))}", "homonym": true}} there'
        )


def _clash(one: _Filed, name: Alias, other: _Filed, alias: Alias) -> bool:
    """Whether one text can be both names, and nothing says which is meant: no priority, no name marked as weak."""
    decided = one.entry.priority != other.entry.priority or (name.kind == "weak") != (alias.kind == "weak")
    return not decided and (name.text == alias.text or "any" in {name.case, alias.case})


def _never_merge(lexicon: Lexicon, path: Path, filed: list[_Filed]) -> Iterator[Problem]:
    """Lists of names to be kept apart that are no pairs, or that one entry has both of."""
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for one in filed:
        for alias in surface_forms(one.entry):
            owners[key(alias.text)].add(one.entry.id)
    lines = read_text(path).splitlines() if lexicon.pairs else []
    for pair in lexicon.pairs:
        line = next((i for i, text in enumerate(lines, 1) if all(name in text for name in pair)), 0)
        if len({key(name) for name in pair}) != 2 or len(pair) != 2:
            yield Problem(MENTIONS, line, f"never_merge: {pair} is no pair; write two names that differ")
            continue
        for entry_id in sorted(owners[key(pair[0])] & owners[key(pair[1])]):
            yield Problem(MENTIONS, line, f"never_merge: {entry_id} has both names of {pair}; drop the pair or a name")


def _shared_codes(filed: list[_Filed]) -> Iterator[Problem]:
    """Codes of the world outside that stand for one thing only: Wikidata items, GeoNames numbers, ISO codes of
    countries.
    """
    first: dict[tuple[str, str], _Filed] = {}
    for one in filed:
        place = one.entry if isinstance(one.entry, Place) else None
        iso = place.iso if place is not None else None
        geonames = str(place.geonames) if place is not None and place.geonames is not None else None
        for scheme, code in (("wikidata", one.entry.wikidata), ("iso", iso), ("geonames", geonames)):
            if code is None:
                continue
            other = first.setdefault((scheme, code), one)
            if other.entry.id != one.entry.id:
                yield one.problem(
                    f"{scheme} {code} is that of {other.entry.id} too ({other.place}); correct one of them"
                )


def _demonyms(demonyms: Demonyms, path: Path, actors: set[str], world: Mapping[str, str]) -> Iterator[Problem]:
    known: Iterable[tuple[dict[str, list[str]], set[str], str]] = (
        (demonyms.places, set(world), "place"),
        (demonyms.groups, actors, "actor"),
    )
    text = read_text(path) if demonyms.places or demonyms.groups else ""
    keys = [line.partition(": ")[0].strip(" :\"'") for line in text.splitlines()]
    owner: dict[str, str] = {}
    for table, ids, what in known:
        for entry_id, words in table.items():
            line = keys.index(entry_id) + 1 if entry_id in keys else 0
            if entry_id not in ids:
                yield Problem(DEMONYMS, line, f"{what} {entry_id!r} is not known; add it or correct the id")
            for word in words:
                first = owner.setdefault(word.lower(), entry_id)
                if first != entry_id:
                    yield Problem(DEMONYMS, line, f"{word!r} stands under {first} and {entry_id}; keep one")


def _examples(one: _Filed, match: Match) -> Iterator[Problem]:
    entry = one.entry
    for sentence in entry.examples:
        if entry.id not in match(sentence):
            yield one.problem(f"is not found in its example {sentence!r}; add the name it has there, or correct it")
    for sentence in entry.not_examples:
        if entry.id in match(sentence):
            yield one.problem(f"is found where it must not be, in {sentence!r}; narrow the name that is found there")
