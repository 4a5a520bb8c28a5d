"""Lists: whatever mark their items have, and whether a document's blocks say so or only its lines do."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.documents import Block, Document, Statement
from pipeline.relations.layout import Layout

HEAD = "On 3 May 2016 Coalition forces conducted six strikes against Islamic State in Syria and Iraq:"
ITEMS = ["Near Mosul, three strikes destroyed a bridge.", "Near Raqqa, one strike destroyed two vehicles."]
MARKS = ["- ", "* ", "• ", "– ", "— ", "   - ", "\t* "]


@pytest.mark.parametrize("mark", [*MARKS, "1. ", "(2) ", "3) "])
def test_a_marked_line_is_an_item(mark: str) -> None:
    text = f"A heading:\n{mark}An item.\nA paragraph."
    layout = Layout(Document(id="t", text=text))
    assert layout.is_item(text.index("An item"))
    assert not layout.is_item(0)
    assert not layout.is_item(text.index("A paragraph"))


@pytest.mark.parametrize("line", ["-5 degrees were measured.", "2016 was calm.", "Mosul - Raqqa by road.", "-"])
def test_a_line_without_a_mark_is_none(line: str) -> None:
    assert not Layout(Document(id="t", text=line)).is_item(len(line) - 1)


def test_blocks_win_over_marks() -> None:
    text = "- said Rafi."
    assert not Layout(Document(id="t", text=text, blocks=[Block(0, len(text))])).is_item(3)


def test_a_list_stands_under_the_line_before_it() -> None:
    text = "In Syria:\n- One.\n\n- Two.\nIn Iraq:\n- Three."
    layout = Layout(Document(id="t", text=text))
    above = [layout.above(text.index(word)) for word in ("One", "Two", "Three", "Syria")]
    assert [block and text[block.start : block.end] for block in above] == ["In Syria:", "In Syria:", "In Iraq:", None]


def test_a_list_may_stand_under_nothing() -> None:
    assert Layout(Document(id="t", text="- One.")).above(2) is None


def told(nlp: Language, text: str) -> list[Statement]:
    return list(nlp(text)._.record.statements)


def row(statement: Statement) -> tuple[str, str, str, str, str | None]:
    subject, obj, place = (a.name if a else "" for a in (statement.subject, statement.object, statement.place))
    return statement.relation, subject, obj, place, statement.date_start


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("mark", [*MARKS, None])
def test_agent_and_date_hold_for_each_item(nlp: Language, mark: str | None, gap: str) -> None:
    items = [(f"{n}. " if mark is None else mark) + item for n, item in enumerate(ITEMS, 1)]
    rows = {row(s) for s in told(nlp, gap.join([HEAD, *items]))}
    coalition, day = "US-led coalition", "2016-05-03"
    assert {
        ("ATTACK", coalition, "Islamic State", "Mosul", day),
        ("DESTROY", coalition, "bridge", "Mosul", day),
        ("ATTACK", coalition, "Islamic State", "Raqqa", day),
        ("DESTROY", coalition, "vehicles", "Raqqa", day),
    } <= rows


def test_a_section_places_its_items(nlp: Language) -> None:
    text = "Coalition forces conducted three strikes against Islamic State."
    text += "\n\nIn Syria:\n- Two strikes destroyed a bridge."
    text += "\n\nIn Iraq:\n- One strike destroyed a tunnel."
    rows = [row(s) for s in told(nlp, text) if s.relation == "DESTROY"]
    assert [(obj, place) for _, _, obj, place, _ in rows] == [("bridge", "Syria"), ("tunnel", "Iraq")]


def test_strikes_on_nobody_named_are_listed_without_a_target(nlp: Language) -> None:
    text = "Coalition forces conducted 14 strikes in Syria and Iraq:\n- Near Mosul, three strikes destroyed a bridge."
    rows = [row(s) for s in told(nlp, text) if s.trigger.start > text.index("Near")]
    assert ("ATTACK", "US-led coalition", "", "Mosul", None) in rows
    assert ("DESTROY", "US-led coalition", "bridge", "Mosul", None) in rows


def test_unnamed_units_of_a_list_are_the_enemy_it_is_about(nlp: Language) -> None:
    text = f"{HEAD}\n- Near Mosul, two strikes engaged three units."
    rows = [row(s) for s in told(nlp, text) if s.trigger.start > text.index("Near")]
    assert [(relation, obj) for relation, _, obj, _, _ in rows] == [("ATTACK", "Islamic State")]
