"""Coordinates in a text and the places that they stand beside."""

from __future__ import annotations

import pytest

from tests.actors.conftest import Read

POINTS = [
    ("their place has none", "Soldiers reached Karama (36.3341 N, 43.2001 E).", "Karama", (36.3341, 43.2001)),
    ("they say it more exactly", "Soldiers reached Mosul (36.3501 N, 43.1501 E).", "Mosul", (36.3501, 43.1501)),
    ("behind a preposition", "Soldiers left the village of Karama at 36.1, 43.2 on Monday.", "Karama", (36.1, 43.2)),
    ("by the grid", "Soldiers left the village of Karama at grid 38SLF34022345.", "Karama", (36.34187, 43.15053)),
    ("far from it", "Soldiers reached Mosul (12.5 N, 43.2 E).", "Mosul", (36.34, 43.13)),
]


@pytest.mark.parametrize(("why", "text", "name", "point"), POINTS, ids=[why for why, *_ in POINTS])
def test_coordinates_are_those_of_the_place_beside_them(
    read: Read, why: str, text: str, name: str, point: tuple[float, float]
) -> None:
    entity = next(entity for entity in read(text).entities if entity.name == name)
    assert (entity.lat, entity.lon) == point
    assert not any(char.isdigit() for words in entity.names for char in words)


def test_coordinates_alone_are_a_place_of_their_own(read: Read) -> None:
    record = read("The army shelled 36.34 N, 43.13 E. Later it shelled 36.34 N, 43.13 E again.")
    places = [entity for entity in record.entities if entity.type == "place"]
    assert [(e.name, e.lat, e.lon, len(e.mentions)) for e in places] == [("36.34 N, 43.13 E", 36.34, 43.13, 2)]
