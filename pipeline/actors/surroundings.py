"""Where a text plays: the countries, regions and points of what it names and the knowledge lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.model import Mention
from pipeline.actors.schema import Place
from pipeline.actors.sphere import Point, distance

_WIDE = frozenset({"country", "region"})


class Surroundings:
    """Made of the linked names of a text; ``countries``, ``regions`` and ``located`` (the countries of points) are ids.

    A capital that is its country's only place in a text of several countries is mostly a government ("Washington"),
    and no place that others are near.
    """

    def __init__(self, knowledge: Knowledge, names: Iterable[Mention], capitals: frozenset[str]) -> None:
        ids = dict.fromkeys(name.draft.kb_id for name in names if name.draft is not None and name.draft.kb_id)
        entries = [entry for an_id in ids if (entry := knowledge.get(an_id)) is not None]
        places = [entry for entry in entries if isinstance(entry, Place)]
        of = (e.id if isinstance(e, Place) and e.type == "country" else e.country for e in entries)
        self.countries = list(dict.fromkeys(country for country in of if country is not None))
        self.regions = frozenset(place.id for place in places if place.type == "region")
        inside = [place for place in places if place.type not in _WIDE]
        count = Counter(place.country for place in inside)
        alone = len(self.countries) == 1
        told = [place for place in inside if alone or place.id not in capitals or count[place.country] > 1]
        self.located = frozenset(place.country for place in told)
        self.points: list[Point] = [
            (place.lat, place.lon) for place in told if place.lat is not None and place.lon is not None
        ]

    def nearest(self, point: Point) -> float:
        """Kilometres to the nearest point of the text."""
        return min((distance(point, other) for other in self.points), default=float("inf"))
