"""English word forms that several stages need; below them all, since no stage may import another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


def plural(noun: str, irregular: Mapping[str, str] = _NONE) -> str:
    """The plural of an English noun, or noun phrase that ends in its noun; ``irregular`` goes before the rules."""
    head, _, last = noun.rpartition(" ")
    if noun in irregular:
        return irregular[noun]
    if last in irregular:
        return f"{head} {irregular[last]}".strip()
    if last.endswith("man"):
        return noun[:-2] + "en"
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if last.endswith(("s", "sh", "ch", "x", "z")) else "s")
