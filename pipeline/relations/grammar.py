"""The closed word classes that clauses are read with (``configs/grammar.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec
from ruamel.yaml import YAML


class Grammar(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """The lists of the file; each key is explained there."""

    object_control: frozenset[str] = frozenset()
    accusing: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    partitives: frozenset[str] = frozenset()
    place_wrappers: frozenset[str] = frozenset()
    place_parts: frozenset[str] = frozenset()
    locative: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    means: frozenset[str] = frozenset()
    using: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()
    suffering: frozenset[str] = frozenset()
    aspectual: frozenset[str] = frozenset()


def load_grammar(configs: Path) -> Grammar:
    """The word classes of a configuration folder, read again when the file changed.

    Raises:
        ValueError: the file is missing or has a wrong key.
    """
    path = configs / "grammar.yaml"
    if not path.is_file():
        raise ValueError(f"{path}: no such file: it lists the words that clauses are read with")
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load(path: Path, _mtime: int) -> Grammar:
    try:
        return msgspec.convert(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")), Grammar)
    except msgspec.ValidationError as error:
        raise ValueError(f"{path}: {error}") from error
