"""What merging has to know of the ontology, and its few settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pipeline.facts.certainty import FactConfidence
from pipeline.facts.names import normal

DEFAULT = "default"

#: On which side of a codebook an acting entity's type stands, where it stands on one.
_SIDES = {
    "armed_group": "nonstate",
    **dict.fromkeys(
        ("country", "government", "military", "unit", "police", "agency", "coalition", "igo"), "government"
    ),
}


class Codes(msgspec.Struct, frozen=True):
    """A relation in other codebooks.

    ``acled`` and ``cameo`` map a family of means (``air``), a side of the actor (``government``, ``nonstate``) or
    ``default`` to a code.
    """

    acled: Mapping[str, str] = {}
    plover: str | None = None
    cameo: Mapping[str, str] = {}


class MergingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What ``configs/merging.yaml`` holds; the keys are explained there."""

    once: Mapping[str, frozenset[str]] = {}
    night: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()


class FactRules(msgspec.Struct, frozen=True):
    """Which relations read both ways, hold over a time or take no object; their codes; the limits of merging.

    ``families`` are pairs of a word of the means and its family, longest words first. The limits are explained in
    ``configs/pipeline.toml``, ``configs/merging.yaml`` and docs/merging.md; ``off`` are the names of rules that are not
    to be used.
    """

    symmetric: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    objectless: frozenset[str] = frozenset()
    codes: Mapping[str, Codes] = {}
    families: tuple[tuple[str, str], ...] = ()
    tolerance: float = 0.25
    undated_days: int = 366
    day_slack: int = 1
    once: Mapping[str, frozenset[str]] = {}
    night: frozenset[str] = frozenset()
    copied: float = 0.5
    copied_sentence: float = 0.9
    platforms: frozenset[str] = frozenset()
    names: int = 40
    links: int = 50
    off: frozenset[str] = frozenset()
    thresholds: Mapping[str, float] = {}
    confidence: FactConfidence = FactConfidence()

    def happens_once(self, relation: str, kind: str | None) -> bool:
        """Whether a relation happens once to an object of this type."""
        kinds = self.once.get(relation)
        return kinds is not None and (not kinds or kind in kinds)

    def needs_review(self, relation: str, confidence: float) -> bool:
        """Whether a fact is less sure than the threshold of its relation."""
        return confidence < self.thresholds.get(relation, self.thresholds.get(DEFAULT, 0.0))

    def coded(self, relation: str, instruments: Iterable[str], actor: str | None) -> tuple[str | None, ...]:
        """The ACLED, PLOVER and CAMEO codes of a relation done by these means by an actor of this type."""
        codes = self.codes.get(relation, Codes())
        said = " ".join(f" {normal(instrument)}" for instrument in instruments)
        family = next((family for word, family in self.families if f" {word}" in said), "") if said else ""
        keys = (family, _SIDES.get(actor or "", ""), DEFAULT)

        def choose(table: Mapping[str, str]) -> str | None:
            return next((table[key] for key in keys if key in table), None) or None

        return choose(codes.acled), codes.plover or None, choose(codes.cameo)


def _table(value: Any) -> dict[str, str]:
    """Codes by case; a bare code is the default."""
    if not isinstance(value, Mapping):
        value = {DEFAULT: value} if value else {}
    return {str(key): str(code) for key, code in value.items()}


def _families(instruments: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str], ...]:
    pairs = [(normal(word), family) for family, words in instruments.items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def rules_from_ontology(ontology: Mapping[str, Any], **limits: Any) -> FactRules:
    """The rules of an ontology file as YAML gives it: ``relations`` maps a name to its entry.

    Args:
        ontology: the file's content; ``instruments`` names the families of means.
        limits: the fields of :class:`FactRules` that the ontology does not give.

    Raises:
        ValueError: the ontology has no ``relations``.
    """
    relations = ontology.get("relations")
    if not isinstance(relations, Mapping):
        raise ValueError("the ontology has no 'relations'")
    codes = {
        name: Codes(_table(entry.get("acled")), entry.get("plover") or None, _table(entry.get("cameo")))
        for name, entry in relations.items()
    }
    return FactRules(
        symmetric=frozenset(name for name, entry in relations.items() if entry.get("symmetric")),
        states=frozenset(name for name, entry in relations.items() if entry.get("kind") == "state"),
        objectless=frozenset(name for name, entry in relations.items() if entry.get("object") == ["none"]),
        codes=codes,
        families=_families(ontology.get("instruments") or {}),
        **limits,
    )
