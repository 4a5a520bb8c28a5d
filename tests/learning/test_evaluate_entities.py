"""Mentions, links, coreference, coordinates and dates against marked texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.documents import Document, Entity, Span, Value
from pipeline.learning.evaluate_entities import count
from pipeline.learning.marked import MarkedText, read_marked
from pipeline.learning.measures import Scores, Tally

GOLD = """\
=== a 2023-05-02
[Rebels]{ORG: Basra Front} left [Basra]{LOC: Basra} on [Monday]{DATE: 2023-05-01}. [They]{pro: Basra Front} saw
[the city]{nom: Basra}, the port, a market and [it]{pro: ?}.
--- places
Basra = 30.51, 47.78
"""


@pytest.fixture
def gold(tmp_path: Path) -> MarkedText:
    (tmp_path / "gold.txt").write_text(GOLD, encoding="utf-8")
    return read_marked(tmp_path / "gold.txt")[0]


def span(gold: MarkedText, words: str, label: str, entity: str | None = None, kind: str = "name") -> Span:
    start = gold.text.index(words)
    return Span(start, start + len(words), 0, 0, label, kind=kind, entity=entity)


def scores(gold: MarkedText, spans: Sequence[Span], entities: Sequence[Entity] = ()) -> Scores:
    spans = list(spans)
    for entity in entities:
        entity.mentions = [index for index, one in enumerate(spans) if one.entity == entity.id]
    tally = Tally()
    record = Document(id="a", text=gold.text, spans=spans, entities=list(entities))
    tally.add(count(gold, record, lambda kb_id: {"actor:bf": ["BF", "Basra Front"]}.get(kb_id, ())))
    return tally.scores()


def front() -> Entity:
    return Entity("e1", "BF of Basra", "armed_group", kb_id="actor:bf")


def basra(lat: float | None = 30.5, lon: float | None = 47.8) -> Entity:
    return Entity("e2", "Basra", "city", lat=lat, lon=lon)


def prf(scores: Scores, metric: str) -> tuple[float, float]:
    return scores[metric]["p"], scores[metric]["r"]


def test_names_need_label_and_ends(gold: MarkedText) -> None:
    found = scores(gold, [span(gold, "Rebels", "PERSON"), span(gold, "Basra", "LOC")])
    assert prf(found, "names") == (0.5, 0.5)
    assert prf(found, "names:LOC") == (1, 1)
    assert prf(found, "names:PERSON") == (0, 0)
    assert prf(found, "found") == (1, 1)


def test_a_link_is_right_by_any_name_that_the_knowledge_gives(gold: MarkedText) -> None:
    spans = [span(gold, "Rebels", "ORG", "e1"), span(gold, "Basra", "LOC", "e2")]
    assert prf(scores(gold, spans, [front(), basra()]), "links") == (1, 1)
    other = Entity("e1", "Sumer Front", "armed_group", names=["Sumer Front", "Basra Front"])
    assert prf(scores(gold, spans, [other, basra()]), "links") == (0.5, 0.5)


def test_pronouns(gold: MarkedText) -> None:
    spans = [span(gold, "Rebels", "ORG", "e1"), span(gold, "They", "PRON", "e1", "pronoun")]
    assert prf(scores(gold, spans, [front()]), "pronouns") == (1, 1)


def test_a_pronoun_that_nobody_can_know_is_to_stay_open(gold: MarkedText) -> None:
    tied = [span(gold, "Rebels", "ORG", "e1"), *(span(gold, w, "PRON", "e1", "pronoun") for w in ("They", "it"))]
    assert prf(scores(gold, tied, [front()]), "pronouns") == (0.5, 1)


def test_a_description_that_is_not_marked_is_to_stay_open(gold: MarkedText) -> None:
    words = ("the city", "port", "market")  # a market is nobody's description
    spans = [span(gold, "Basra", "LOC", "e2"), *(span(gold, w, "LOC", "e2", "nominal") for w in words)]
    assert prf(scores(gold, spans, [basra()]), "nominals") == (0.5, 1)


def test_what_stands_for_nobody_with_a_name_is_not_tied(gold: MarkedText) -> None:
    alone = scores(gold, [span(gold, "the city", "LOC", "e2", "nominal")], [basra()])
    assert (alone["nominals"]["r"], alone["nominals"]["n"]) == (0, 1)


@pytest.mark.parametrize(
    ("point", "near", "far"), [((30.5, 47.8), 1, 1), ((31.5, 47.8), 0, 1), ((33.3, 44.4), 0, 0), ((None, None), 0, 0)]
)
def test_places_by_distance(gold: MarkedText, point: tuple[float, float], near: float, far: float) -> None:
    found = scores(gold, [span(gold, "Basra", "LOC", "e2")], [basra(*point)])
    assert (found["places, 10 km"]["p"], found["places, 161 km"]["p"]) == (near, far)


def test_a_country_has_no_one_point(gold: MarkedText) -> None:
    found = scores(gold, [span(gold, "Basra", "LOC", "e2")], [Entity("e2", "Basra", "country", lat=0, lon=0)])
    assert "places, 10 km" not in found


@pytest.mark.parametrize(("day", "right"), [("2023-05-01", 1.0), ("2023-05-08", 0.0)])
def test_dates(gold: MarkedText, day: str, right: float) -> None:
    date = span(gold, "Monday", "DATE", kind="date")
    date.value = Value(day, day, "day")
    assert prf(scores(gold, [date]), "dates") == (right, right)
