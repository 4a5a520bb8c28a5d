"""What an ontology says that later sentences, lists and phrases may take up of a relation."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.documents import Statement
from pipeline.relations.confidence import load_confidence
from pipeline.relations.cues import load_cues
from pipeline.relations.grammar import load_grammar
from pipeline.relations.ontology import load_ontology
from pipeline.relations.parse import Parse
from pipeline.relations.statements import StatementReader
from pipeline.resources import configs_dir
from tests.relations.handparse import document, told

#: Two relations of a small world, to which each case adds what it is about.
ONTOLOGY = """
instruments: {{air: [airstrike]}}
classes: {{operation: [raid], movement: [advance]}}
light_verbs: [conduct]
relations:
  PAINT:
    gloss: the subject paints the object
    kind: event
    subject: [actor]
    object: [actor, place, thing, operation, people]
    quantity: object
    {paint}
    frames:
      - {{verbs: [paint], subject: subj, object: obj}}
  HEAR:
    gloss: the subject hears the object
    kind: event
    subject: [actor]
    object: [actor, place, thing, operation]
    {hear}
    frames:
      - {{verbs: [hear], subject: subj, object: obj}}
"""
PAINTED = (
    "The/DT/det/2 army/NN/nsubj/3 painted|paint/VBD/ROOT/3 Mocha/NNP/obj/3 on/IN/case/6 Friday/NNP/obl/3 ././punct/3"
)
LISTED = "•/NFP/punct/11 Taiz/NNP/nsubj:pass/11 was|be/VBD/aux:pass/11 painted|paint/VBN/ROOT/11 ././punct/11"
HEARD = "Italy/NNP/nsubj/9 heard|hear/VBD/ROOT/9 the/DT/det/11 raid/NN/obj/9 ././punct/9"


def read(folder: Path, line: str, paint: str, hear: str = "place: own") -> list[str]:
    """What is told by a line under the small ontology."""
    (folder / "ontology.yaml").write_text(ONTOLOGY.format(paint=paint, hear=hear), "utf-8")
    (folder / "grammar.yaml").write_bytes((configs_dir() / "grammar.yaml").read_bytes())
    doc, configs = document(line), configs_dir()
    words = load_cues(configs), load_grammar(configs), load_confidence(configs)
    found: list[Statement] = StatementReader(Parse(doc), doc._.record, load_ontology(folder), *words).read()
    return [told(statement) for statement in found]


@pytest.mark.parametrize(
    ("traits", "listed"),
    [("[continued]", "PAINT Army > Taiz @Taiz on 2024-03-01"), ("[]", "PAINT - > Taiz @Taiz")],
)
def test_an_item_goes_on_only_with_what_is_continued(tmp_path: Path, traits: str, listed: str) -> None:
    line = f"{PAINTED} {LISTED}"
    assert read(tmp_path, line, f"traits: {traits}") == ["PAINT Army > Mocha @Mocha on 2024-03-01", listed]


@pytest.mark.parametrize(("traits", "whose"), [("[aggression]", "Army"), ("[advance]", "raid"), ("[]", "raid")])
def test_a_raid_that_is_met_is_that_of_the_last_aggressor(tmp_path: Path, traits: str, whose: str) -> None:
    found = read(tmp_path, f"{PAINTED} {HEARD}", f"traits: {traits}", "event_object: agent")
    assert found[1] == f"HEAR Italy > {whose}"


@pytest.mark.parametrize(
    ("phrases", "found"),
    [("phrases: places", ["PAINT Mocha > Yemen"]), ("phrases: bodies", []), ("traits: []", [])],
)
def test_places_in_a_row_tell_the_relation_that_says_so(tmp_path: Path, phrases: str, found: list[str]) -> None:
    assert read(tmp_path, "Mocha/NNP/ROOT/1 ,/,/punct/3 Yemen/NNP/appos/1 ././punct/1", phrases) == found
