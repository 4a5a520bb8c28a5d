"""The closed word classes that clauses are read with (``configs/grammar.yaml``)."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.resources import read_yaml


class Grammar(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True, eq=False):
    """The lists of the file; each key is explained there."""

    object_control: frozenset[str] = frozenset()
    accusing: frozenset[str] = frozenset()
    accused_of: frozenset[str] = frozenset()
    answering: frozenset[str] = frozenset()
    hosting: frozenset[str] = frozenset()
    receiving: frozenset[str] = frozenset()
    belonging: frozenset[str] = frozenset()
    owned_by: frozenset[str] = frozenset()
    completing: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    partitives: frozenset[str] = frozenset()
    place_wrappers: frozenset[str] = frozenset()
    place_parts: frozenset[str] = frozenset()
    locative: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    standing: frozenset[str] = frozenset()
    prior: frozenset[str] = frozenset()
    exemplifying: frozenset[str] = frozenset()
    exemplified: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    means: frozenset[str] = frozenset()
    using: frozenset[str] = frozenset()
    staying: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()
    suffering: frozenset[str] = frozenset()
    harming: frozenset[str] = frozenset()
    aspectual: frozenset[str] = frozenset()
    resultative: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    phrasal: frozenset[str] = frozenset()
    splitting: frozenset[str] = frozenset()
    coordinators: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    universal: frozenset[str] = frozenset()
    definite: frozenset[str] = frozenset()
    plural_pronouns: frozenset[str] = frozenset()
    elliptical: frozenset[str] = frozenset()
    quantifiers: frozenset[str] = frozenset()
    compass: frozenset[str] = frozenset()
    enclosing: frozenset[str] = frozenset()
    place_ranks: dict[str, int] = {}
    will: frozenset[str] = frozenset()
    beginning: frozenset[str] = frozenset()
    informing: frozenset[str] = frozenset()
    heads_of_government: frozenset[str] = frozenset()
    appealing: frozenset[str] = frozenset()
    appealed_to: tuple[str, ...] = ()
    occurring: frozenset[str] = frozenset()
    happenings: frozenset[str] = frozenset()
    groupings: frozenset[str] = frozenset()


def load_grammar(configs: Path) -> Grammar:
    """The word classes of a configuration folder, read again when the file changed.

    Raises:
        ValueError: the file is missing or has a wrong key.
    """
    return read_yaml(configs / "grammar.yaml", Grammar)
