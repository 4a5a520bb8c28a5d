"""Names of small places that the knowledge does not list: linked by what else the text names, or left open.

A name is looked up only where the model took it for a place, the text uses its words for nothing else, and it is no
description. Then, of the places of that name in the countries of the text:

1. the one in the country that is named beside it ("Pau, France"),
2. the one near another place of the text, or in a region that the text names,
3. the one town of all the countries of the text, where the name follows "in", "near" or the like,
4. the one place nearby that sounds the same.

Two that fit alike leave the name open, as does one that lies far from everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from pipeline.actors.fuzzy import sounds_alike
from pipeline.actors.gazetteer import is_usable, slug
from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import Mention
from pipeline.actors.nouns import Nouns
from pipeline.actors.registry import Registry
from pipeline.actors.schema import Place
from pipeline.actors.spelling import is_acronym, name_pieces, skeleton, sound, tidy
from pipeline.actors.sphere import distance
from pipeline.actors.surroundings import Surroundings
from pipeline.actors.towns import Town, Towns, towns_of
from pipeline.actors.view import View

#: The rules of such links, as their mentions have them.
BY_NAME, BY_SOUND = "geonames", "geonames-sound"

_NEAR_KM, _HEARD_KM, _SAME_KM = 75, 40, 10
_TOWN, _VILLAGE, _LARGER = 15_000, 1_000, 10
_WORDS, _CONSONANTS = 3, 4
_WHERE = frozenset({"in", "near", "at", "around", "outside", "toward", "towards", "to", "from", "into", "inside"})
_BESIDE = frozenset({",", "(", "in"})
_WIDE = frozenset({"region", "country"})

#: A place and the rule that found it.
_Found = tuple[Place, str]


class Locator:
    """Links the names of places that nobody lists."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, capitals: frozenset[str]) -> None:
        self._knowledge, self._lexicon, self._nouns = knowledge, lexicon, nouns
        self._capitals = capitals
        self._regions: dict[str, dict[str, str]] = {}

    def locate(self, view: View, names: list[Mention], registry: Registry) -> None:
        """Give the names that can be told their drafts, and the rule by which; the others stay as they are."""
        left = [name for name in names if name.draft is None and name.label == "LOC"]
        around = Surroundings(self._knowledge, names, self._capitals) if left else None
        if around is None or not around.countries:
            return
        other, places = _other_words(view, names), _Places(names)
        left = [n for n in left if self._is_name(view, n, other) and not self._is_between(view, n, places)]
        found: dict[str, _Found] = {}
        for name in left:
            told = found.get(_text(view, name)) or self._find(view, name, places, around)
            if told is not None:
                found.setdefault(_text(view, name), told)
        for name in left:
            text = _text(view, name)
            if text in found:
                place, name.rule = found[text]
                draft = registry.placed(place)
                name.attach(draft)
                draft.add_names(text)

    def _is_name(self, view: View, name: Mention, other: frozenset[str]) -> bool:
        """Whether a span is the plain name of a place, and no description, body or person."""
        text = _text(view, name)
        words = text.split()
        if len(words) > _WORDS or not is_usable(text) or is_acronym(text):
            return False
        lower = [word.lower() for word in words]
        if self._nouns.cls(lower[-1]) is not None or lower[-1] in self._lexicon.place_heads:
            return False
        if self._is_region(view, name):
            return False
        return not all(word in other or word in self._lexicon.directions for word in lower)

    def _is_region(self, view: View, name: Mention) -> bool:
        """Whether the words around a name say that it is no town: "the state of X", "X province"."""
        before, after = self._called_before(view, name), view.after(name.last)
        noun = self._nouns.cls(view.lower[after]) if after is not None else None
        return before in _WIDE or (noun is not None and noun.type in _WIDE)

    def _is_between(self, view: View, name: Mention, places: _Places) -> bool:
        """Whether a name stands between a town and its country, where regions do: "Panzhou, Guizhou, China"."""
        comma = name.first > 0 and view.words[name.first - 1] == ","
        town = comma and name.first - 2 in places.by_last
        return town and self._country_beside(view, name, places) is not None

    def _called_before(self, view: View, name: Mention) -> str | None:
        """The type of place that a name is said to be: "the town of X"."""
        at = name.first - 2
        noun = self._nouns.cls(view.lower[at]) if at >= 0 and view.lower[at + 1] == "of" else None
        return noun.type if noun is not None else None

    # --- which of the places of a name

    def _find(self, view: View, name: Mention, places: _Places, around: Surroundings) -> _Found | None:
        text = _text(view, name)
        beside = self._country_beside(view, name, places)
        countries = [beside] if beside else around.countries
        world = {country: known for country in countries if (known := self._towns(country)) is not None}
        for called in (Towns.called, Towns.also_called):
            towns = [(town, country) for country, all_ in world.items() for town in called(all_, text)]
            large = [one for one in towns if one[0].population >= (_VILLAGE if called is Towns.called else _TOWN)]
            chosen = self._near(towns, around) or (_dominant(large) if beside else None)
            if chosen is not None:
                return self._place(*chosen), BY_NAME
            if called is Towns.called and len(towns) == 1 and self._is_town(view, name, places, towns[0][0]):
                return self._place(*towns[0]), BY_NAME
            if towns:
                return None
            if not beside:  # one of the other names, where nothing else lies in that country, would be chance
                world = {country: known for country, known in world.items() if country in around.located}
        return self._heard(text, world, around)

    def _near(self, towns: list[tuple[Town, str]], around: Surroundings) -> tuple[Town, str] | None:
        """The one place near those of the text, or in a region of it; of several the nearest by far, or the largest."""
        inside = [one for one in towns if self._region(*one) in around.regions]
        far = {id(town): around.nearest(town.point) for town, _ in towns}
        near = [one for one in towns if far[id(one[0])] <= _NEAR_KM] or inside
        near.sort(key=lambda one: far[id(one[0])])
        if len(near) > 1 and far[id(near[1][0])] < 2 * far[id(near[0][0])] + _SAME_KM:
            return _dominant(near)
        return near[0] if near else None

    def _heard(self, text: str, world: dict[str, Towns], around: Surroundings) -> _Found | None:
        """The one place nearby that sounds like a name."""
        if len(skeleton(sound(text))) < _CONSONANTS:
            return None
        heard = [
            (town, country)
            for country, towns in world.items()
            for town in towns.sounding(text)
            if around.nearest(town.point) <= _HEARD_KM and any(self._sounds(known, text) for known in town.names())
        ]
        return (self._place(*heard[0]), BY_SOUND) if len(heard) == 1 else None

    def _sounds(self, known: str, text: str) -> bool:
        same = len(known.split()) == len(text.split())
        return same and sounds_alike(known, text) and not self._lexicon.apart(known, text)

    def _country_beside(self, view: View, name: Mention, places: _Places) -> str | None:
        """The id of the country that is named right behind a name, or whose region is, or behind a region that nobody
        lists: "Alessandria, Piemonte, Italy".
        """
        for _ in range(2):
            other = _behind(view, name, places)
            place = self._knowledge.places.get(other.draft.kb_id or "") if other and other.draft else None
            if place is not None:
                return place.id if place.type == "country" else place.country if place.type == "region" else None
            if other is None or other.draft is not None:
                return None
            name = other
        return None

    def _is_town(self, view: View, name: Mention, places: _Places, town: Town) -> bool:
        """Whether it is a town, and the text says that it is one or that something is there."""
        other = _behind(view, name, places)
        if town.population < _TOWN or (other is not None and other.draft is None):
            return False
        before = view.before(name.first)
        told = before is not None and view.lower[before] in _WHERE
        return told or self._called_before(view, name) == "city"

    # --- a place of the knowledge

    @cached_property
    def _by_country(self) -> dict[str | None, list[Place]]:
        """The places of the knowledge by the id of their country."""
        found: dict[str | None, list[Place]] = {}
        for place in self._knowledge.places.values():
            found.setdefault(place.country, []).append(place)
        return found

    def _towns(self, country: str) -> Towns | None:
        place = self._knowledge.places.get(country)
        return towns_of(place.iso) if place is not None and place.iso else None

    def _place(self, town: Town, country: str) -> Place:
        """The entry of the knowledge that is this town under another name, else a new one."""
        for text in town.names():
            for an_id in self._knowledge.candidates(text):
                known = self._knowledge.places.get(an_id)
                if known is not None and _is_there(known, town):
                    return known
        return Place(
            id=f"place:{slug(town.name)}-{town.countrycode.lower()}-{town.geonameid}",
            name=town.name,
            type="city",
            parent=self._region(town, country),
            country=country,
            lat=round(town.latitude, 4),
            lon=round(town.longitude, 4),
            population=town.population,
            geonames=town.geonameid,
        )

    def _region(self, town: Town, country: str) -> str | None:
        """The id of the region around a town, where the knowledge tells it of others with the same code."""
        if country not in self._regions:
            self._regions[country] = self._read_regions(country)
        return self._regions[country].get(town.admin1code)

    def _read_regions(self, country: str) -> dict[str, str]:
        """The region that most of the known places lie in, by GeoNames' code; that file names no regions itself."""
        towns = self._towns(country)
        votes: dict[str, Counter[str]] = {}
        for place in self._by_country.get(country, ()):
            region = next((p for p in self._knowledge.above(place) if p.type == "region"), None)
            if towns is None or region is None:
                continue
            for town in towns.called(place.name):
                if _is_there(place, town):
                    votes.setdefault(town.admin1code, Counter())[region.id] += 1
        return {code: regions.most_common(1)[0][0] for code, regions in votes.items()}


def _text(view: View, name: Mention) -> str:
    return tidy(view.slice(name.first, name.last))


class _Places:
    """The names of places in a text by their first and last token."""

    def __init__(self, names: Iterable[Mention]) -> None:
        found = [name for name in names if name.label == "LOC"]
        self.by_first = {name.first: name for name in found}
        self.by_last = {name.last: name for name in found}


def _behind(view: View, name: Mention, places: _Places) -> Mention | None:
    """The place that is named right behind another one."""
    if name.last + 2 >= view.n or view.lower[name.last + 1] not in _BESIDE:
        return None
    return places.by_first.get(name.last + 2)


def _other_words(view: View, names: Iterable[Mention]) -> frozenset[str]:
    """The words that a text uses for something else than places: its common words, and those of other names."""
    common = {word for word in view.words if word.islower()}
    named = (name_pieces(_text(view, name)) for name in names if name.label not in {"LOC", "FAC", "NORP"})
    return frozenset(common | {piece.lower() for pieces in named for piece in pieces})


def _is_there(place: Place, town: Town) -> bool:
    """Whether a known place lies where a town does."""
    return place.lat is not None and place.lon is not None and distance((place.lat, place.lon), town.point) <= _SAME_KM


def _dominant(towns: list[tuple[Town, str]]) -> tuple[Town, str] | None:
    """The only one, or the one that dwarfs the others."""
    ordered = sorted(towns, key=lambda one: -one[0].population)
    if not ordered or (len(ordered) > 1 and ordered[0][0].population < _LARGER * max(ordered[1][0].population, 1)):
        return None
    return ordered[0]
