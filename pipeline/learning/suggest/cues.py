"""The words of ``configs/learning.yaml`` by which new articles say who somebody is, and what each reason counts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.learning.suggestions import Reason
from pipeline.resources import read_yaml

FILE = "learning.yaml"

_DOUBLING = "*"


class Cues(msgspec.Struct, forbid_unknown_fields=True):
    """The file; its comments say what each list is for."""

    heads: dict[str, list[str]]
    fronts: dict[str, list[str]]
    states: frozenset[str]
    with_article: frozenset[str]
    adjectives: dict[str, list[str]]
    nouns: dict[str, list[str]]
    vague: frozenset[str]
    armed: frozenset[str]
    known_as: list[str]
    acronym_words: list[str]
    part_of: list[str]
    loyal_to: list[str]
    based_in: list[str]
    leads: list[str]
    led_by: list[str]
    offices: list[str]
    inside: frozenset[str]
    demonym_endings: list[str]
    of_states: frozenset[str]
    no_names: frozenset[str]
    no_triggers: frozenset[str]
    weights: dict[str, float]
    least: float

    def reason(self, name: str, said: str = "") -> Reason:
        """A reason that counts once.

        Raises:
            ValueError: the file gives it no weight.
        """
        return Reason(name, self._weight(name), said)

    def growing(self, name: str, doublings: float, said: str = "") -> Reason:
        """A reason that counts once for each doubling of a number."""
        return Reason(name, round(self._weight(name + _DOUBLING) * doublings, 2), said)

    def _weight(self, name: str) -> float:
        if name not in self.weights:
            raise ValueError(f"{FILE}: weights: {name!r} is missing; give it a number, 0 to ignore it")
        return self.weights[name]


def load_cues(configs: Path) -> Cues:
    """The cues of a folder of configuration, read once for each state of the file.

    Raises:
        ValueError: the file is missing, no YAML or not of that form.
    """
    return read_yaml(configs / FILE, Cues)
