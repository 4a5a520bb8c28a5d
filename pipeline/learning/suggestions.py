"""What new articles suggest to add to the rules: one line of ``suggestions.jsonl`` each, with evidence and reasons."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.actors.schema import ActorType, PlaceType, fold
from pipeline.resources import BROKEN_JSON

Kind = Literal["actor", "place", "demonym", "alias", "nominal", "parent", "trigger", "weak"]
Decision = Literal["open", "accept", "reject", "skip", "merge"]

#: What each kind suggests, for people.
KINDS: dict[Kind, str] = {
    "actor": "a new actor",
    "place": "a new place",
    "demonym": "the word for the people of a place",
    "alias": "another name of a known entry",
    "nominal": "a description of a known actor",
    "parent": "who is above a known actor",
    "trigger": "a verb that tells a relation",
    "weak": "a name that is found where somebody else is meant",
}


class Reason(msgspec.Struct, frozen=True):
    """Why something is suggested: what was seen, what it adds to the sum, and the details for a reader."""

    name: str
    weight: float
    said: str = ""

    def __str__(self) -> str:
        return f"{self.weight:+.1f} {self.name}{f' ({self.said})' if self.said else ''}"


class Proof(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence that shows it; ``text[start:end]`` are the words that matter."""

    doc: str
    text: str
    start: int
    end: int
    published: str | None = None


class Suggestion(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One change of the rules, suggested by articles and decided by a person.

    ``score`` is a probability-like figure between 0 and 1, the logistic of the sum of the reasons' weights. What the
    other fields mean depends on ``kind``: an ``actor`` or ``place`` is to be made with ``entry`` as its id; the others
    change the known entry (``alias``, ``nominal``, ``parent``, ``demonym``, ``weak``) or the ``relation``
    (``trigger``). ``into`` is the known entry that a new one is merged into, with the decision ``merge``.
    ``others`` are further types or relations that were weighed.
    """

    id: str
    kind: Kind
    name: str
    score: float
    decision: Decision = "open"
    entry: str | None = None
    into: str | None = None
    type: ActorType | PlaceType | None = None
    aliases: list[str] = []
    acronyms: list[str] = []
    nominals: list[str] = []
    parents: list[str] = []
    allegiance: list[str] = []
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    relation: str | None = None
    slot: str | None = None
    others: list[str] = []
    articles: int = 0
    mentions: int = 0
    reasons: list[Reason] = []
    proofs: list[Proof] = []
    note: str | None = None


def suggestion_id(kind: str, *names: str) -> str:
    """An id that the same suggestion has in every run."""
    text = "\0".join([kind, *map(fold, names)])
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def logistic(reasons: Iterable[Reason]) -> float:
    """The score of a sum of reasons, rounded to three digits."""
    return round(1 / (1 + math.exp(-sum(reason.weight for reason in reasons))), 3)


def encode(suggestions: Iterable[Suggestion]) -> Iterable[bytes]:
    """Lines of ``suggestions.jsonl``."""
    return map(msgspec.json.encode, suggestions)


_decoder = msgspec.json.Decoder(Suggestion)


def read_suggestions(path: Path) -> list[Suggestion]:
    """The suggestions of a file.

    Raises:
        ValueError: a line is none, or an id stands there twice; the message names file and line.
    """
    found: dict[str, Suggestion] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = _decoder.decode(line)
        except BROKEN_JSON as error:
            raise ValueError(f"{path}:{number}: {error}; correct this line") from error
        if one.id in found:
            raise ValueError(f"{path}:{number}: id {one.id!r} stands there twice; drop one of the lines")
        found[one.id] = one
    return list(found.values())
