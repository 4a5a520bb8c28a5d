"""The word lists of ``configs/mentions.yaml``: titles, force nouns, verbs, and names never to be merged."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from pipeline.actors.knowledge import read_optional
from pipeline.actors.spelling import key
from pipeline.words import plural

MENTIONS = "mentions.yaml"
Words = frozenset[str]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    titles: Words = frozenset()
    title_ends: Words = frozenset()
    given: Words = frozenset()
    title_nouns: dict[str, Words] = {}
    heads_of_state: Words = frozenset()
    female: Words = frozenset()
    male: Words = frozenset()
    forces: Words = frozenset()
    troops: Words = frozenset()
    any_force: Words = frozenset()
    state_forces: Words = frozenset()
    transparent: Words = frozenset()
    backed: Words = frozenset()
    commanded: Words = frozenset()
    sizes: dict[str, tuple[int, int]] = {}
    against: Words = frozenset()
    governments: Words = frozenset()
    state_bodies: Words = frozenset()
    ministries: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    place_heads: Words = frozenset()
    of_places: Words = frozenset()
    taking: Words = frozenset()
    retaking: Words = frozenset()
    lying: Words = frozenset()
    directions: Words = frozenset()
    edges: Words = frozenset()
    partial: Words = frozenset()
    reporting: Words = frozenset()
    governing: Words = frozenset()
    befalling: Words = frozenset()
    addressing: Words = frozenset()
    diplomatic: Words = frozenset()
    state_owned: Words = frozenset()
    state_forms: Words = frozenset()
    vague: Words = frozenset()
    whole_military: list[str] = []
    of_events: Words = frozenset()
    name_frills: Words = frozenset()
    never_merge: list[list[str]] = []


class Lexicon:
    """Word lists, each noun list with its plurals added; see the comments of the file for what each one is for."""

    def __init__(self, file: _File | None = None) -> None:
        file = file or _File()
        self.titles, self.title_ends, self.given = file.titles, file.title_ends, file.given
        self.title_nouns, self.heads_of_state = file.title_nouns, file.heads_of_state
        self.female, self.male = file.female, file.male
        self.forces, self.troops = _plurals(file.forces), _plurals(file.troops)
        self.any_force = _plurals(file.any_force)
        self.state_forces, self.governments = _plurals(file.state_forces), _plurals(file.governments)
        self.place_heads, self.of_places = _plurals(file.place_heads), _plurals(file.of_places)
        self.partial = _plurals(file.partial)
        self.edges = _plurals(file.edges) | file.directions
        self.backed = tuple(sorted(file.backed))
        self.commanded, self.sizes = file.commanded, file.sizes
        self.against = file.against
        self.state_bodies = file.state_bodies
        self.transparent, self.directions, self.name_frills = file.transparent, file.directions, file.name_frills
        self.retaking = file.retaking
        self.taking, self.lying = file.taking, file.lying
        self.reporting, self.governing = file.reporting, file.governing
        self.befalling, self.addressing = file.befalling, file.addressing
        self.diplomatic, self.state_owned = file.diplomatic, file.state_owned
        self.state_forms, self.vague = file.state_forms, file.vague
        self.whole_military, self.of_events = tuple(file.whole_military), file.of_events
        self.adjectives, self.ministries = file.adjectives, file.ministries
        self.pairs = file.never_merge
        self._apart = frozenset(frozenset(key(name) for name in pair) for pair in file.never_merge)

    def apart(self, one: str, other: str) -> bool:
        """Whether two names are listed as never to be merged."""
        return frozenset((key(one), key(other))) in self._apart


def _plurals(nouns: Iterable[str]) -> Words:
    both = set(nouns)
    both.update([plural(noun) for noun in nouns])
    return frozenset(both)


def load_lexicon(configs: Path) -> Lexicon:
    """The word lists of a folder of configuration, read once for each state of the file.

    Raises:
        ValueError: the file is no YAML or has a list that nothing reads.
    """
    path = configs / MENTIONS
    return _load(path.resolve(), path.stat().st_mtime_ns) if path.is_file() else Lexicon()


@lru_cache(maxsize=4)
def _load(path: Path, stamp: int) -> Lexicon:
    return Lexicon(read_optional(path, _File))
