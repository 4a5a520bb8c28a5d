"""Spelling variants of known names: "Kokjali" for "Gogjali". Bounded, and never from one known name to another."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.actors.knowledge import Knowledge, surface_forms
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.schema import Actor
from pipeline.actors.spelling import letters, skeleton, sound, sounds

_SHORTEST = 5
_CONSONANTS = 3
_SHORT = 7
_SHARE = 0.22
_KINDS = {"PERSON": "person", "ORG": "body", "LOC": "place", "FAC": "place"}


class FuzzyNames:
    """Known names by the consonants of their sound.

    A name is taken for a known one only if it is of the same kind (person, body, place), no name of the entry is listed
    as distinct from it, its consonants sound the same, word by word, and no other known name is closer. The rest may
    differ by a fifth of its letters, of which one that only looks different ("g" for "k") counts half. Short names and
    those of two consonants must be equal but for the usual transliterations; a surname alone, and a name that is split
    into words otherwise, must sound the same.
    The gazetteer's cities take no part: they are too many to be told apart by sound.
    """

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._find = lru_cache(maxsize=20_000)(self._search)

    @cached_property
    def _index(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """Names and the ids of their entries by kind and consonants; made when the first name is searched for."""
        index: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for name in self._knowledge.names(weak=True):
            if name.kind in {"acronym", "adjectival"} or name.priority <= -5 or len(name.text) < _SHORTEST:
                continue
            slot = (_kind(self._knowledge, name.entry_id), skeleton(sound(name.text)))
            index.setdefault(slot, []).append((name.text, name.entry_id))
        return index

    def find(self, text: str, label: str) -> tuple[str, ...]:
        """The ids of the entries of the one name that a name of the text is a spelling of, the default reading first;
        none where there are several such names.
        """
        kind = _KINDS.get(label)
        return self._find(text, kind) if kind and len(text) >= _SHORTEST and not text.isupper() else ()

    def _search(self, text: str, kind: str) -> tuple[str, ...]:
        bones = skeleton(sound(text))
        if len(bones) < _CONSONANTS and len(sound(text)) < _SHORTEST:
            return ()
        found: dict[str, str] = {}
        least = math.inf
        for name, entry in self._index.get((kind, bones), []):
            cost = spelling_cost(name, text, kind)
            if cost is not None and cost <= least and not self._are_apart(entry, text):
                found = found | {entry: name} if cost == least else {entry: name}
                least = cost
        if len(found) < 2:
            return tuple(found)
        for name in found.values():
            entries = self._knowledge.candidates(name)
            if found.keys() <= set(entries):
                return tuple(entry for entry in entries if entry in found)
        return ()

    def _are_apart(self, entry_id: str, text: str) -> bool:
        """Whether any name of an entry is listed as never to be merged with a name."""
        entry = self._knowledge.get(entry_id)
        return entry is not None and any(self._lexicon.apart(form.text, text) for form in surface_forms(entry))


def spelling_cost(name: str, text: str, kind: str) -> int | None:
    """By how much a text differs from a name whose consonants sound the same, in half letters; None where it is too
    much to be a spelling of it. ``kind`` is ``person``, ``body`` or ``place``.
    """
    ours, theirs = sounds(name), sounds(text)
    heard = Levenshtein.distance(sound(name), sound(text))
    whole = len(ours) == len(theirs) and [*map(skeleton, ours)] == [*map(skeleton, theirs)]
    if not whole and (len(ours) == len(theirs) or heard):
        return None
    longest = max(len(letters(name)), len(letters(text)))
    cost = heard + Levenshtein.distance(letters(name), letters(text))
    if longest < _SHORT or len(skeleton(sound(text))) < _CONSONANTS:
        most = 0.0
    elif kind == "person" and len(theirs) == 1:
        most = 0.0 if heard else math.inf
    else:
        most = 2 * _SHARE * longest
    return cost if cost <= most else None


def sounds_alike(known: str, text: str) -> bool:
    """Whether a name of the text may be a spelling of the known name of a place."""
    bones = skeleton(sound(text))
    short = len(bones) < _CONSONANTS and len(sound(text)) < _SHORTEST
    return not short and bones == skeleton(sound(known)) and spelling_cost(known, text, "place") is not None


def _kind(knowledge: Knowledge, entry_id: str) -> str:
    entry = knowledge.get(entry_id)
    if isinstance(entry, Actor):
        return "person" if entry.type == "person" else "body"
    return "place"
