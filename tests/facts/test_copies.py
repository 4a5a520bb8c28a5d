"""Independent sources: outlets, speakers, republished texts, copied sentences."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from pipeline.documents import Document
from pipeline.facts import FactRules, merge
from pipeline.facts.copies import Copies
from tests.facts.build import document, statement

RULES = FactRules(platforms=frozenset({"example.org"}))
STORY = (
    "Government troops entered the northern suburbs at first light, backed by helicopters and two columns of armour. "
    "Residents who fled over the bridge spoke of house-to-house fighting around the old flour mill and the hospital. "
    "A spokesman for the defenders said that they had fallen back to the river and would hold its eastern bank."
)


def text(doc_id: str, body: str) -> Document:
    return Document(doc_id, body)


def republished(number: int) -> str:
    """The story with an outlet's own small changes."""
    return f"(Desk {number}) " + STORY.replace("first light", f"dawn of day {number}") + " More to follow."


def groups(*documents: Document) -> dict[str, str]:
    copies = Copies(0.5)
    for each in documents:
        copies.add(each)
    return copies.groups()


def test_a_republished_text_belongs_to_the_first() -> None:
    assert groups(text("b", STORY), text("a", republished(1)), text("c", "Quite another text about the harvest.")) == {
        "a": "a",
        "b": "a",
    }


def test_texts_of_one_event_are_no_copies() -> None:
    other = (
        "Helicopters covered the troops that moved into the suburbs in the north this morning, with tanks on two "
        "roads. People from the area told of fights for single houses near a mill; the defenders say they now stand "
        "at the river."
    )
    assert groups(text("a", STORY), text("b", other)) == {}


def test_what_is_found_does_not_depend_on_the_order() -> None:
    documents = [text("a", STORY), text("b", republished(1)), text("c", republished(2)), text("d", "Nothing of that.")]
    assert len({tuple(sorted(groups(*order).items())) for order in permutations(documents)}) == 1


def test_a_text_of_a_few_words_is_no_copy() -> None:
    assert groups(text("a", "Clashes in Aldar."), text("b", "Clashes in Aldar.")) == {}


LONG = " after a fight of several hours that began before sunrise on the road to the north"


def sources(*documents: Document) -> tuple[int, int]:
    (fact,) = merge(documents, RULES)
    return fact.n_documents, fact.n_sources


REPORTED: dict[str, Any] = {"status": "reported", "attributed_to": "Radio Nor"}
ONE = [
    pytest.param(document("a", statement(), source="Wire"), document("b", statement(), source="the wire"), id="outlet"),
    pytest.param(
        document("a", statement(place="Aldar"), source="Wire"),
        document("b", statement(), source="Wire"),
        id="outlet, two texts",
    ),
    pytest.param(
        document("a", statement(**REPORTED), source="Wire"),
        document("b", statement(**REPORTED, place="Aldar"), source="Post"),
        id="one speaker",
    ),
    pytest.param(
        document("a", statement(), source="Wire"), document("b", statement(), source="Post"), id="one sentence"
    ),
    pytest.param(
        document("a", statement(), statement("KILL", "Red Front", "mill"), source="Wire", around=LONG),
        document("b", statement(), statement("ATTACK", "Haldun", "Nor"), source="Post", around=LONG + " of the town"),
        id="a paragraph taken over",
    ),
]
TWO = [
    pytest.param(
        document("a", statement(), source="Wire"),
        document("b", statement(place="Aldar"), source="Post"),
        id="two outlets",
    ),
    pytest.param(
        document("a", statement(**REPORTED), source="Wire"),
        document("b", statement(place="Aldar"), source="Post"),
        id="a speaker and an outlet",
    ),
    pytest.param(
        document("a", statement(status="reported", attributed_to="residents"), source="Wire"),
        document("b", statement(status="reported", attributed_to="residents", place="Aldar"), source="Post"),
        id="speakers without a name",
    ),
    pytest.param(document("a", statement()), document("b", statement(place="Aldar")), id="no outlet, on a platform"),
]


def of_captures(documents: tuple[Document, ...]) -> tuple[int, int]:
    (fact,) = [fact for fact in merge(documents, RULES) if fact.relation == "CAPTURE"]
    return fact.n_documents, fact.n_sources


@pytest.mark.parametrize(("one", "other"), ONE)
def test_tellings_that_depend_on_each_other_are_one_source(one: Document, other: Document) -> None:
    assert of_captures((one, other)) == (2, 1)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_tellings_on_their_own_are_two_sources(one: Document, other: Document) -> None:
    assert of_captures((one, other)) == (2, 2)


def test_a_wire_story_in_forty_outlets_is_one_source() -> None:
    documents = []
    for number in range(40):
        made = document(f"d{number:02}", statement(place="Aldar" if number % 2 else None), source=f"outlet {number}")
        made.text += republished(number)
        documents.append(made)
    assert of_captures(tuple(documents)) == (40, 1)
