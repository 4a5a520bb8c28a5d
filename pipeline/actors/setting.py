"""Where a document plays: what decides between entries of one name."""

from __future__ import annotations

from collections import Counter

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.model import Mention
from pipeline.actors.schema import Actor, Place

_LOCAL = frozenset({"district", "facility"})
#: How many other names a text must know for a "Old City" abroad to be strange in it.
_TOLD = 2


class Setting:
    """Where a document plays: what decides between places of one name."""

    def __init__(self, knowledge: Knowledge, names: list[Mention]) -> None:
        self._knowledge = knowledge
        self._places: Counter[str] = Counter()
        self._countries: Counter[str] = Counter()
        for name in names:
            if len(name.entries) == 1:
                self._count(name.entries[0])

    def _count(self, entry_id: str) -> None:
        place = self._knowledge.places.get(entry_id)
        if place is not None:
            self._places[entry_id] += 1
            country = country_of(place)
        else:
            country = self._knowledge.actors[entry_id].country
        if country:
            self._countries[country] += 1

    def country(self) -> str | None:
        """The country that at least half of the known names belong to."""
        for country, count in self._countries.most_common(1):
            if count * 2 >= self._countries.total():
                return country
        return None

    def has_room(self, entry_id: str) -> bool:
        """Whether an entry may be meant that nobody names outright: a place only in a country that the document speaks
        of, unless it speaks of none.
        """
        place = self._knowledge.places.get(entry_id)
        country = country_of(place) if place is not None else None
        return country is None or not self._countries or country in self._countries

    def is_strange(self, name: Mention) -> bool:
        """Whether a name is one of places below a town, all in countries that nothing else in the document is about:
        the "Old City" of this text is another one.
        """
        places = [self._knowledge.places.get(entry) for entry in name.entries]
        countries = {place.country for place in places if place is not None and place.type in _LOCAL}
        own = sum(self._places[entry] for entry in name.entries) if len(name.entries) == 1 else 0
        others = self._countries.total() - own
        if None in places or len(countries) != len({place.country for place in places if place}) or others < _TOLD:
            return False
        return all(self._countries[country or ""] <= own for country in countries)

    def choose(self, name: Mention) -> str:
        """The entry that a name stands for: inside a place of the text, then in its country, then the default."""
        if len(name.entries) == 1:
            return name.entries[0]
        order = {entry: i for i, entry in enumerate(name.entries)}
        return max(name.entries, key=lambda entry: (*self._nearness(entry), -order[entry]))

    def _nearness(self, entry_id: str) -> tuple[int, int]:
        entry = self._knowledge.get(entry_id)
        country = getattr(entry, "country", None) or ""
        if isinstance(entry, Actor):
            return (0, self._countries[country])
        around = [place.id for place in self._knowledge.chain(entry_id) if place.type != "country"]
        return (max((self._places[above] for above in around), default=0), self._countries[country])


def country_of(place: Place) -> str | None:
    """The id of the country that a place is or lies in."""
    return place.id if place.type == "country" else place.country
