"""Head nouns: whether "gunman" is a person, "army" a group, "suburb" a place, and of which type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from pipeline.actors.schema import NounClass
from pipeline.resources import read_yaml
from pipeline.words import plural

NOUNS = "nouns.yaml"
CLASSES = ("person", "group", "people", "place", "operation")


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """``nouns.yaml``: class -> entity type -> singular nouns; words that are collective; plurals that no rule makes."""

    classes: dict[str, dict[str, list[str]]]
    collective: list[str] = []
    plurals: dict[str, str] = {}


class Nouns:
    """Noun classes by singular or plural noun."""

    def __init__(self, classes: Mapping[str, NounClass]) -> None:
        self._classes = dict(classes)

    def __len__(self) -> int:
        return len(self._classes)

    def cls(self, lemma: str) -> NounClass | None:
        """The class of a noun (singular or plural, any case), None where it has none."""
        return self._classes.get(lemma.lower())


def load_nouns(configs: Path) -> Nouns:
    """The noun classes of a folder of configuration, read once for each state of the file.

    Raises:
        ValueError: the file is missing, no YAML, or has a class that does not exist.
    """
    path = configs / NOUNS
    if not path.is_file():
        raise ValueError(f"{path}: there is no such file; it lists the head nouns by class")
    return _load(path.resolve(), path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load(path: Path, stamp: int) -> Nouns:
    file = read_yaml(path, _File)
    classes: dict[str, NounClass] = {}
    for cls, types in file.classes.items():
        if cls not in CLASSES:
            raise ValueError(f"{path}: there is no class {cls!r}; use one of {', '.join(CLASSES)}")
        for type_, nouns in types.items():
            for noun in nouns:
                entry = NounClass(noun, cls, type_, noun in file.collective)
                classes.setdefault(noun, entry)
                classes.setdefault(plural(noun, file.plurals), entry)
    return Nouns(classes)
