"""Coordinates in sentences, and pairs of numbers that are none."""

from __future__ import annotations

import time

import pytest
from spacy.language import Language

COORDINATES = [
    ("An arms depot near Rajo (36.68 N, 36.66 E) exploded.", (36.68, 36.66)),
    ("The strike hit 36.34 N, 43.13 E on Monday.", (36.34, 43.13)),
    ("The strike hit 36.34N 43.13E on Monday.", (36.34, 43.13)),
    ("The strike hit 36.34°N, 43.13°E on Monday.", (36.34, 43.13)),
    ("The strike hit 36.34° N / 43.13° E on Monday.", (36.34, 43.13)),
    ("The strike hit 36°20'24\"N 43°07'48\"E on Monday.", (36.34, 43.13)),
    ("The strike hit 36°20′24″N, 43°07′48″E on Monday.", (36.34, 43.13)),
    ("The strike hit 36° 20' 24'' N, 43° 7' 48'' E on Monday.", (36.34, 43.13)),
    ("The strike hit 36°20.4'N 43°07.8'E on Monday.", (36.34, 43.13)),
    ("The strike hit N 36° 20' E 43° 8' on Monday.", (36.33333, 43.13333)),
    ("The strike hit N36.34, E43.13 on Monday.", (36.34, 43.13)),
    ("The ship sank at 12.5 S, 43.2 W on Monday.", (-12.5, -43.2)),
    ("It lies at 33.5 degrees south, 70.2 degrees west.", (-33.5, -70.2)),
    ("It lies at 36 degrees north and 43 degrees east.", (36.0, 43.0)),
    ("The convoy was hit at 36.1901, 37.1532 on Monday.", (36.1901, 37.1532)),
    ("The convoy was hit at -12.1901, -77.0532 on Monday.", (-12.1901, -77.0532)),
    ("The convoy was hit (36.190, 37.153) on Monday.", (36.19, 37.153)),
    ("Coordinates: 12.5, 43.2.", (12.5, 43.2)),
    ("Soldiers reached the village of Rajo at 36.1, 37.2 on Monday.", (36.1, 37.2)),
    ("The convoy was last seen at grid 38S LF 3402 2345 on Monday.", (36.34187, 43.15053)),
    ("The convoy was last seen at 38SLF34022345.", (36.34187, 43.15053)),
    ("The convoy was last seen at 37SDA7812 on Monday.", (36.25763, 38.76123)),
    ("Prices rose by 3.5, 4.2 percent.", None),
    ("Prices rose by 3.5123, 4.2123 percent.", None),
    ("Shares stood at 36.1, 37.2 and 38.3.", None),
    ("They scored 9.8, 9.7 on Monday.", None),
    ("Version 3.11, 3.12 and 3.13 were released.", None),
    ("The numbers were 1.2345, 2.3456, 3.4567 and so on.", None),
    ("He paid $36.1901, 37.1532 on Monday.", None),
    ("The strike hit 95.1 N, 43.1 E on Monday.", None),
    ("The strike hit 36.1 N, 183.1 E on Monday.", None),
    ("The strike hit 36°75'N 43°10'E on Monday.", None),
    ("It rained on 12.11.2016, 13.11.2016 and later.", None),
    ("The unit lost 38S LF 340 2345 on Monday.", None),
    ("The unit lost 38S LF 340 23456 on Monday.", None),
    ("It killed 3 PKK 2015 fighters.", None),
    ("The 5N 6E code was broken at 12:30, 14:45.", (5.0, 6.0)),
    ("Some 1,200, 1,300 people fled.", None),
]


@pytest.mark.parametrize(("text", "point"), COORDINATES)
def test_coordinates_are_read_and_other_numbers_are_not(
    nlp: Language, text: str, point: tuple[float, float] | None
) -> None:
    spans = [span for span in nlp(text)._.record.spans if span.rule == "coordinates"]
    found = [(span.value.lat, span.value.lon) for span in spans if span.value]
    assert found == ([point] if point else [])


@pytest.mark.parametrize("piece", ["36° ", "36.1, ", "N 36 ", "38S LF ", "3" * 50 + " ", "36°20'24\"N "])
def test_long_texts_of_numbers_are_read_in_linear_time(nlp: Language, piece: str) -> None:
    from pipeline.entities.coordinates import find_coordinates

    doc = nlp.make_doc(piece * 5000)
    start = time.perf_counter()
    find_coordinates(doc, [])
    assert time.perf_counter() - start < 2
