"""The entity rules of ``configs/entities.yaml``, and phrase tables over tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from ..resources import configs_dir, read_yaml
from ..words import plural

Tokenize = Callable[[str], list[str]]


class Titles(msgspec.Struct, forbid_unknown_fields=True):
    """Words before a person's name."""

    heads: list[str]
    modifiers: list[str]
    portfolios: list[str]
    no_name_after: list[str]


class Things(msgspec.Struct, forbid_unknown_fields=True):
    """Weapons or vehicles."""

    heads: list[str]
    modified_only: list[str]
    modifiers: list[str]
    names: list[str]
    prefixes: list[str]
    name_behind: list[str]
    never: list[str]
    designations: list[str]


class Named(msgspec.Struct, forbid_unknown_fields=True):
    """Things that have a name: by a head with the name before it or, behind a prefix, after it."""

    heads: list[str]
    prefixes: list[str]
    capital_only: list[str]


class Quantities(msgspec.Struct, forbid_unknown_fields=True):
    """Words around numbers."""

    at_least: list[str]
    at_most: list[str]
    about: list[str]
    or_more: list[str]
    or_less: list[str]
    designators: list[str]
    currencies: dict[str, str]
    currency_words: list[str]


class Dates(msgspec.Struct, forbid_unknown_fields=True):
    """Feasts, days with a name, words of planning."""

    planning: list[str]
    holidays: dict[str, list[str]]
    named: dict[str, list[str]]


class Rules(msgspec.Struct, forbid_unknown_fields=True):
    """Everything that the entity rules know; see the comments in the file."""

    titles: Titles
    weapons: Things
    vehicles: Things
    facilities: Named
    works: Named
    events: Named
    bodies: Named
    peoples: list[str]
    never_alone: list[str]
    quantities: Quantities
    dates: Dates


def read_rules(path: Path | None = None) -> Rules:
    """The rules of that file, or of ``configs/entities.yaml``, with the people of ``demonyms.yaml`` beside it.

    Raises:
        ValueError: a list is missing, unknown or of the wrong shape, or a designation is no regular expression.
    """
    return _read(path or configs_dir() / "entities.yaml")


@lru_cache(maxsize=4)
def _read(path: Path) -> Rules:
    rules = read_yaml(path, Rules)
    demonyms = path.with_name("demonyms.yaml")
    if demonyms.is_file():
        # "U.S." before a noun is listed there as well, but names the country wherever it stands
        found = [word for word in _strings(read_yaml(demonyms, dict)) if any(letter.islower() for letter in word)]
        rules = msgspec.structs.replace(rules, peoples=list(dict.fromkeys([*rules.peoples, *found])))
    for things in (rules.weapons, rules.vehicles):
        compile_designations(things.designations)
    return rules


def _strings(node: Any) -> list[str]:
    """The words in lists, however they are nested under keys."""
    if isinstance(node, dict):
        return [word for value in node.values() for word in _strings(value)]
    if isinstance(node, list):
        return [word for value in node for word in _strings(value)]
    return [node] if isinstance(node, str) else []


def compile_designations(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for whole tokens, with a plural ``s``.

    Raises:
        ValueError: a pattern is not valid.
    """
    try:
        return re.compile(f"(?:{'|'.join(patterns)})s?$")
    except re.error as error:
        raise ValueError(f"entities.yaml: a designation is no regular expression: {error}") from error


class Phrases:
    """Token sequences with a value each; of several that begin at one token the longest is found."""

    def __init__(self, entries: Iterable[tuple[Sequence[str], str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, value in entries:
            if words:
                self._by_first.setdefault(words[0], []).append((tuple(words), value))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def begin(self, word: str) -> bool:
        """Whether any phrase begins with a token."""
        return word in self._by_first

    def at(self, words: Sequence[str], i: int) -> tuple[int, str] | None:
        """The end (exclusive) and the value of the longest phrase that begins at ``i``."""
        for phrase, value in self._by_first.get(words[i], ()):
            if tuple(words[i : i + len(phrase)]) == phrase:
                return i + len(phrase), value
        return None


def phrases(
    tokenize: Tokenize, entries: Iterable[tuple[str, str]], *, lower: bool = False, plurals: bool = False
) -> Phrases:
    """A table of (phrase, value); ``plurals`` adds the plural of the last word."""
    rows: list[tuple[list[str], str]] = []
    for phrase, value in entries:
        for form in (phrase, plural(phrase)) if plurals else (phrase,):
            rows.append((tokenize(form.lower() if lower else form), value))
    return Phrases(rows)
