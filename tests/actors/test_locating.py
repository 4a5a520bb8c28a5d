"""Names of places that the knowledge of the tests does not list: which of them the text around them tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.actors.sphere import distance, moved
from pipeline.actors.towns import towns_of
from tests.actors.conftest import Read

TOLD = [
    ("near another place", "Troops left Mosul and entered the town of Bartella.", "Bartella", 97890),
    ("by another of its names", "Troops left Mosul and entered Tilkayf.", "Tilkayf", 90353),
    ("its country beside it", "The army left Mosul. Later it met them in Pau, France.", "Pau", 2988358),
    ("no country of the text", "The army left Mosul. Later it met them in Pau.", "Pau", None),
    ("far from everything", "Troops left Baghdad for the village of Bartella.", "Bartella", None),
    ("in another country", "The army left Mosul for Lysivka.", "Lysivka", None),
    ("a word of the landscape", "The army left Mosul and shelled the Highway.", "Highway", None),
    ("a surname of the text", "Troops left Mosul for Bartella, said Omar Bartella.", "Bartella", None),
    ("a region by the words", "Troops left Mosul. Calm returned to the province of Bartella.", "Bartella", None),
]


@pytest.mark.parametrize(("why", "text", "words", "number"), TOLD, ids=[why for why, *_ in TOLD])
def test_a_small_place_is_told_by_the_text_or_left_open(
    read: Read, why: str, text: str, words: str, number: int | None
) -> None:
    found = [entity.geonames for entity in read(text).entities if words in entity.names]
    assert found in ([number], [] if number is None else [number])


def test_a_small_place_has_its_point_its_chain_and_its_id(read: Read) -> None:
    record = read("Troops left Mosul and entered the town of Bartella.")
    entity = next(entity for entity in record.entities if "Bartella" in entity.names)
    assert (entity.kb_id, entity.parents) == ("place:bartalah-iq-97890", ["Nineveh", "Iraq"])
    assert distance((entity.lat or 0, entity.lon or 0), (36.35, 43.38)) < 5


def test_the_towns_of_a_country_are_found_by_all_their_names() -> None:
    france = towns_of("FR")
    assert [town.geonameid for town in france.called("pau")] == [2988358]
    assert 2988507 in [town.geonameid for town in france.also_called("Parigi")]
    assert towns_of("XX").called("Pau") == []


def test_towns_are_found_by_their_sound_and_their_number_of_words() -> None:
    assert 97890 in [town.geonameid for town in towns_of("IQ").sounding("Bartela")]
    assert 97890 not in [town.geonameid for town in towns_of("IQ").sounding("Bar Te La")]


def test_towns_need_no_folder_to_be_kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SITREP_CACHE", str(tmp_path / "file"))
    assert [town.name for town in towns_of.__wrapped__("VA").called("vatican city")] == ["Vatican City"]


def test_a_spoilt_index_of_towns_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_CACHE", str(tmp_path))
    towns_of.__wrapped__("VA")
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"no database, but long enough to be taken for one" * 100)
    assert [town.name for town in towns_of.__wrapped__("VA").called("vatican city")] == ["Vatican City"]
    assert not file.exists()


MOVES = [((36.34, 43.13), 15, 180), ((0.0, 179.95), 20, 90), ((48.0, 37.0), 100, 315)]


@pytest.mark.parametrize(("point", "km", "bearing"), MOVES)
def test_a_moved_point_is_so_far_away(point: tuple[float, float], km: float, bearing: float) -> None:
    assert distance(point, moved(point, km, bearing)) == pytest.approx(km, rel=0.01)


def test_a_way_to_the_south_keeps_the_longitude() -> None:
    assert moved((36.34, 43.13), 111.19, 180) == (35.34, 43.13)
