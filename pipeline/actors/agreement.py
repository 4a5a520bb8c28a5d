"""Whether a noun can stand for somebody or somewhere: by type, number and size, by its names, by what it was called."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.actors.chunks import Chunk
from pipeline.actors.model import GROUPS, PLACES, Draft
from pipeline.actors.schema import NounClass

#: Which types of entity a noun of a type can stand for, besides its own.
_WIDER = {
    "military": frozenset({"unit", "coalition"}),
    "unit": frozenset({"military", "armed_group", "police"}),
    "agency": frozenset({"office", "government"}),
    "office": frozenset({"agency", "government"}),
    "organisation": GROUPS - {"people", "military"},
    "city": frozenset({"place"}),
    "district": frozenset({"place", "city"}),
    "facility": frozenset({"place"}),
    "feature": frozenset({"place"}),
    "place": PLACES,
}


def agrees(noun: NounClass, draft: Draft) -> bool:
    """Whether a noun can stand for a draft by its type."""
    if noun.cls == "person":
        return draft.type == "person"
    if noun.cls == "people":
        return draft.type == "people" or (draft.type == "person" and not draft.named)
    if draft.type == noun.type or draft.type in _WIDER.get(noun.type, frozenset()):
        return True
    return noun.cls == "group" and draft.type == "organisation"


def is_named_so(draft: Draft, noun: NounClass) -> bool:
    """Whether a noun is a word of the names of a draft: "the council" of the Southern Transitional Council."""
    return any(noun.lemma in name.lower().split() for name in draft.names)


def is_place_so(draft: Draft, noun: NounClass) -> bool:
    """Whether a place is named with a noun of the landscape: "the valley" of the Panjshir Valley."""
    return draft.is_place and noun.type in {"feature", "facility"} and is_named_so(draft, noun)


def is_of_size(draft: Draft, noun: NounClass, sizes: Mapping[str, tuple[int, int]]) -> bool:
    """Whether a place may be called a village, town or city by its inhabitants, where they are known.

    ``sizes``: the fewest and the most that a noun allows.
    """
    if not draft.population or noun.lemma not in sizes:
        return True
    fewest, most = sizes[noun.lemma]
    return fewest <= draft.population <= most


def was_called(draft: Draft, modifiers: list[str], chunk: Chunk, noun: NounClass) -> bool:
    """Whether a draft that the noun has been said of before may be meant with these modifiers."""
    if noun.cls == "person" and chunk.plural != draft.plural:
        return False
    words = " ".join(draft.names).lower().split()
    return all(word in words for word in modifiers)


def has_role(draft: Draft, titles: frozenset[str]) -> bool:
    """Whether a person has one of these titles."""
    return draft.type == "person" and not draft.roles.isdisjoint(titles)


def fits_number(chunk: Chunk, noun: NounClass, draft: Draft) -> bool:
    """Plural places are not one place; a singular group is one body."""
    if noun.cls == "place":
        return not chunk.plural
    return chunk.plural or draft.type != "people"
