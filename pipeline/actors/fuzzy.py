"""Spelling variants of known names: "Kokjali" for "Gogjali". Bounded, and never from one known name to another."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.schema import Actor
from pipeline.actors.spelling import key, skeleton, sound

_SHORTEST = 5
_CONSONANTS = 3
_LONG = 8
_KINDS = {"PERSON": "person", "ORG": "body", "LOC": "place", "FAC": "place"}


class FuzzyNames:
    """Known names by the consonants of their sound.

    A name is taken for a known one only if its consonants sound the same, the rest of the sound differs by at most one
    letter (two, from
    eight letters on; none, where there are but two consonants), it is of the same kind (person, body, place), one
    entry alone fits, and the pair is not listed
    as distinct.
    The gazetteer's cities take no part: they are too many to be told apart by sound.
    """

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._index: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for name in knowledge.names(weak=True):
            if name.kind in {"acronym", "adjectival"} or name.priority <= -5 or len(name.text) < _SHORTEST:
                continue
            slot = (_kind(knowledge, name.entry_id), skeleton(sound(name.text)))
            self._index.setdefault(slot, []).append((name.text, name.entry_id))
        self._find = lru_cache(maxsize=20_000)(self._search)

    def find(self, text: str, label: str) -> str | None:
        """The id of the entry that a name of the text is a spelling of, None where there is none or more than one."""
        kind = _KINDS.get(label)
        return self._find(text, kind) if kind and len(text) >= _SHORTEST and not text.isupper() else None

    def _search(self, text: str, kind: str) -> str | None:
        known = self._index.get((kind, skeleton(sound(text))), [])
        found = {entry for name, entry in known if sounds_alike(name, text) and not self._lexicon.apart(name, text)}
        return found.pop() if len(found) == 1 else None


def sounds_alike(known: str, text: str) -> bool:
    """Whether a name of the text may be a spelling of a known one."""
    sounded, other = sound(text), sound(known)
    bones = skeleton(sounded)
    if bones != skeleton(other) or (len(bones) < _CONSONANTS and len(sounded) < _SHORTEST):
        return False
    allowed = 0 if len(bones) < _CONSONANTS else 2 if len(sounded) >= _LONG else 1
    near = Levenshtein.distance(other, sounded, score_cutoff=allowed) <= allowed
    return near and abs(len(key(known)) - len(key(text))) <= 1


def _kind(knowledge: Knowledge, entry_id: str) -> str:
    entry = knowledge.get(entry_id)
    if isinstance(entry, Actor):
        return "person" if entry.type == "person" else "body"
    return "place"
