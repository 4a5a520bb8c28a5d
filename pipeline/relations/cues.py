"""What the cue words of ``configs/status.yaml`` do; the file explains each key."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from pipeline.resources import read_yaml

FILE = "status.yaml"
Effect = Literal["same", "planned", "possible", "negated", "ended", "none"]
Modified = Literal["reported", "planned", "possible", "negated"]


class VerbKind(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """What some verbs or adjectives do to what they govern, by construction."""

    infinitive: Effect | None = None
    others: Effect | None = None
    past: Effect | None = None
    purpose: Effect | None = None
    from_: Effect | None = msgspec.field(default=None, name="from")
    clause: Effect | None = None
    noun: Effect | None = None
    for_: Effect | None = msgspec.field(default=None, name="for")
    reports: frozenset[Literal["infinitive", "clause", "noun"]] = frozenset()
    claims: bool = False
    words: frozenset[str]

    @property
    def denies(self) -> bool:
        """Whether the subject says that it is not so."""
        return self.clause == "negated" and bool(self.reports)


class NounKind(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """What some nouns do to what hangs on them."""

    infinitive: Effect | None = None
    of: Effect | None = None
    reports: bool = False
    written: bool = False
    words: frozenset[str]


class CueLists(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The shape of the file."""

    verbs: dict[str, VerbKind]
    nouns: dict[str, NounKind]
    untrue: frozenset[str]
    correct: frozenset[str]
    truths: frozenset[str]
    happening: frozenset[str]
    modals: dict[str, Effect]
    perfect_modals: dict[str, Effect]
    negators: frozenset[str]
    negative_pronouns: frozenset[str]
    negative_determiners: frozenset[str]
    limiters: frozenset[str]
    adverbs: dict[str, Modified]
    adjectives: dict[str, Modified]
    markers: dict[str, Effect]
    inverting: frozenset[str]
    told: frozenset[str]
    told_around: frozenset[str]
    told_about: frozenset[str]
    willing: frozenset[str]
    lasting: frozenset[str]
    sourcing: frozenset[str]


_NO_VERB = VerbKind(words=frozenset())
_NO_NOUN = NounKind(words=frozenset())


class Cues:
    """The lists by word."""

    def __init__(self, lists: CueLists) -> None:
        self.lists = lists
        self._verbs = {word: kind for kind in lists.verbs.values() for word in kind.words}
        self._nouns = {word: kind for kind in lists.nouns.values() for word in kind.words}
        #: Verbs whose clause is what their subject says.
        self.reporting = frozenset(w for w, k in self._verbs.items() if "clause" in k.reports and not k.denies)
        #: What is written or spoken for the public: its author is the source of what it says.
        self.documents = frozenset(w for w, k in self._nouns.items() if k.written)

    def verb(self, *lemmas: str) -> VerbKind:
        """The kind of the first of these lemmas that is a cue; one that does nothing where none is."""
        return next((self._verbs[lemma] for lemma in lemmas if lemma in self._verbs), _NO_VERB)

    def noun(self, lemma: str) -> NounKind:
        """The kind of a noun; one that does nothing where it is no cue."""
        return self._nouns.get(lemma, _NO_NOUN)


def load_cues(configs: Path) -> Cues:
    """The cues of a configuration folder, read again when the file changed.

    Raises:
        ValueError: the file is missing or has a wrong key.
    """
    return Cues(read_yaml(configs / FILE, CueLists))
