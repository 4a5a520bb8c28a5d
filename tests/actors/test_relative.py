"""Places that are told by another place: its name, the words before it, and the derived point."""

from __future__ import annotations

import pytest
from spacy.language import Language

from tests.actors.conftest import Read

SOUTH, NORTH_EAST = (36.2051, 43.13), (36.4163, 43.2248)
RELATIVE = [
    ("A bomb hit a convoy 15 km south of Mosul.", "15 km south of", SOUTH),
    ("A bomb hit a convoy 15 km to the south of Mosul.", "15 km to the south of", SOUTH),
    ("A bomb hit a convoy 15 km (9 miles) south of Mosul.", "15 km (9 miles) south of", SOUTH),
    ("A bomb hit a convoy 12 km north-east of Mosul.", "12 km north-east of", NORTH_EAST),
    ("A bomb hit a convoy 12 km northeast of the city of Mosul.", "12 km northeast of the city of", NORTH_EAST),
    ("A bomb hit a convoy 20 miles from Mosul.", "20 miles from", None),
    ("A bomb hit a convoy southwest of Mosul.", "southwest of", None),
    ("A bomb hit a convoy near Mosul.", "near", None),
    ("A bomb hit a convoy outside Mosul.", "outside", None),
    ("A bomb hit a convoy on the outskirts of Mosul.", "on the outskirts of", None),
    ("A bomb hit a convoy between Mosul and Baghdad.", "between", None),
    ("A bomb hit a convoy 900 km south of Mosul.", "900 km south of", None),
    ("A bomb hit a convoy in Mosul.", None, None),
    ("Soldiers captured the north of Mosul.", None, None),
    ("Soldiers captured Mosul.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "point"), RELATIVE)
def test_the_words_before_a_place_are_kept_with_the_point_that_they_give(
    read: Read, text: str, words: str | None, point: tuple[float, float] | None
) -> None:
    record = read(text)
    found = next(span.relative for span in record.spans if record.text[span.start : span.end] == "Mosul")
    assert (found and found.words) == words
    assert (found and found.lat, found and found.lon) == (point or (None, None))


def test_the_place_itself_keeps_its_point(read: Read) -> None:
    entity = next(e for e in read("A bomb hit a convoy 15 km south of Mosul.").entities if e.name == "Mosul")
    assert (entity.lat, entity.lon) == (36.34, 43.13)


PLACES = [
    ("An airstrike hit a convoy 15 km south of Mosul on Monday.", "Mosul", "15 km south of"),
    ("Jets struck targets southwest of Kirkuk.", "Kirkuk", "southwest of"),
    ("Militants attacked a checkpoint near Abu Kamal.", "Abu Kamal", "near"),
    ("Militants killed three soldiers 40 miles east of Damascus.", "Damascus", "40 miles east of"),
    ("Iraqi forces captured the eastern neighborhood of Karama in Mosul.", "Karama", None),
    ("Militants attacked soldiers in Mosul.", "Mosul", None),
]


@pytest.mark.parametrize(("text", "place", "words"), PLACES)
def test_the_anchor_is_the_place_of_the_statement(nlp: Language, text: str, place: str, words: str | None) -> None:
    found = next(one.place for one in nlp(text)._.record.statements if one.place is not None)
    assert (found.name, found.relative and found.relative.words) == (place, words)
