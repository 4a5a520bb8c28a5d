"""The entries of the knowledge files: actors, places and the names by which texts call them."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import msgspec

Case = Literal["any", "exact"]
AliasKind = Literal["name", "acronym", "adjectival", "weak"]
ActorType = Literal[
    "country", "government", "military", "unit", "police", "armed_group", "coalition", "igo", "ngo", "media",
    "party", "company", "agency", "person", "people", "office",
]  # fmt: skip
PlaceType = Literal["country", "region", "city", "district", "facility", "feature", "place"]

ID = re.compile(r"(?:actor|place):[a-z0-9]+(?:-[a-z0-9]+)*")
_ACRONYM_LETTERS = 5
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻ`´ʾʿ"))
_DASHES = dict.fromkeys(map(ord, "-‐‑–"), " ")


class Alias(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """A name of an entry.

    ``case`` is ``any``, or ``exact`` where the name matches only as it is written ("IS" is no verb). ``kind`` ``weak``
    marks a name too ambiguous to be searched for ("Hit"): it links a mention that something else has found. ``homonym``
    says that another entry has the name too and is meant unless the text says otherwise. ``lang`` is an ISO 639 code;
    ``origin`` and ``since`` say who added the name and when.
    """

    text: str
    case: Case = "any"
    kind: AliasKind = "name"
    lang: str | None = None
    origin: str = "manual"
    since: str | None = None
    homonym: bool = False


class Parent(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """An actor above another one; ``start`` and ``end`` are ISO dates, both inclusive, None where open or unknown."""

    id: str
    start: str | None = None
    end: str | None = None

    def holds(self, day: str | None) -> bool:
        """Whether it is above on a day (ISO); of an unknown day, whether it still is."""
        if day is None:
            return self.end is None
        return (self.start or day) <= day <= (self.end or day)


class Actor(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """A party, body or person.

    ``nominals`` are lower-case descriptions that stand for it within a text ("the militants"); ``country`` is the id of
    a place; ``codes`` maps schemes to codes; ``examples`` and ``not_examples`` are sentences in which the entry is,
    and is not, found by name. The higher ``priority`` wins where two entries share a name. ``line`` is the entry's line
    in its file.
    """

    id: str
    name: str
    type: ActorType
    aliases: list[Alias] = []
    acronyms: list[str] = []
    nominals: list[str] = []
    parents: list[Parent] = []
    allegiance: list[Parent] = []
    country: str | None = None
    wikidata: str | None = None
    codes: dict[str, str] = {}
    examples: list[str] = []
    not_examples: list[str] = []
    priority: int = 0
    note: str | None = None
    line: int = 0


class Place(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """A place: ``parent`` is the place that contains it, ``lat`` and ``lon`` are degrees, ``iso`` a country's code,
    ``geonames`` its number at GeoNames.
    """

    id: str
    name: str
    type: PlaceType
    aliases: list[Alias] = []
    parent: str | None = None
    country: str | None = None
    iso: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    geonames: int | None = None
    wikidata: str | None = None
    examples: list[str] = []
    not_examples: list[str] = []
    priority: int = 0
    note: str | None = None
    line: int = 0


class Name(msgspec.Struct, frozen=True, gc=False):
    """A surface form to search for; of entries that share it the higher ``priority`` wins, then the lower ``order``."""

    text: str
    case: Case
    entry_id: str
    kind: AliasKind
    priority: int
    order: int


class NounClass(msgspec.Struct, frozen=True):
    """What a head noun says of whom it denotes.

    ``cls`` is ``person``, ``group``, ``people``, ``place`` or ``operation``; ``type`` the entity type it gives;
    ``collective`` marks a singular noun that denotes many ("army", "they").
    """

    lemma: str
    cls: str
    type: str
    collective: bool = False


def fold(text: str) -> str:
    """The form in which spellings of one name are equal: no accents and apostrophes, hyphens as spaces, case-folded."""
    plain = text.translate(_APOSTROPHES).translate(_DASHES)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def default_alias(text: str, exact_words: frozenset[str] = frozenset()) -> Alias:
    """The alias a plain string stands for: short all-capitals and words that are English words too match exactly."""
    letters = [char for char in text if char.isalpha()]
    acronym = 1 < len(letters) <= _ACRONYM_LETTERS and all(char.isupper() for char in letters)
    exact = acronym or text.casefold() in exact_words
    return Alias(text, case="exact" if exact else "any", kind="acronym" if acronym else "name")
