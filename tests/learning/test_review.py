"""Decisions on suggestions: by keys, on the screen, in a spreadsheet, in annotation tools."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.schema import Actor
from pipeline.learning.review.files import read_back, save, write_for
from pipeline.learning.review.screen import ReviewApp
from pipeline.learning.review.session import ReviewError, Session
from pipeline.learning.suggestions import Proof, Reason, Suggestion, read_suggestions

KNOWLEDGE = Knowledge(
    {
        "actor:harad-front": Actor(id="actor:harad-front", name="Harad Liberation Front", type="armed_group"),
        "actor:brask-guard": Actor(id="actor:brask-guard", name="Brask Guard", type="armed_group"),
    },
    {},
    {},
)


def suggestions() -> list[Suggestion]:
    proof = Proof("a", "The =Harad Front took, it is said, the hill.", 4, 16)
    names = ["Harad Front", "Toma Vashek", "Lesnovar"]
    kinds = ["actor", "actor", "place"]
    types = ["party", "person", "city"]
    return [
        Suggestion(
            id=f"s{i}",
            kind=kind,  # type: ignore[arg-type]
            name=name,
            score=0.9 - i / 10,
            type=type_,  # type: ignore[arg-type]
            entry=f"{kind}:s{i}",
            reasons=[Reason("articles", 1.1, "in 3 articles")],
            proofs=[proof],
        )
        for i, (name, kind, type_) in enumerate(zip(names, kinds, types, strict=True))
    ]


@pytest.fixture
def session() -> Session:
    return Session(suggestions(), KNOWLEDGE, lambda _: None)


def decisions(found: Sequence[Suggestion]) -> list[str]:
    return [one.decision for one in found]


def test_a_decision_goes_on_to_the_next_open_one(session: Session) -> None:
    session.decide("accept")
    session.decide("reject")
    assert (decisions(session.suggestions), session.at, session.open) == (["accept", "reject", "open"], 2, 1)


def test_undo_takes_back_decisions_and_edits(session: Session) -> None:
    session.edit("type = armed_group")
    session.decide("accept")
    assert session.undo()
    assert session.undo()
    assert (session.suggestions, session.at) == (suggestions(), 0)
    assert not session.undo()


def test_a_review_goes_on_where_it_stopped() -> None:
    done = suggestions()
    done[0].decision = "accept"
    assert Session(done, KNOWLEDGE, lambda _: None).at == 1


def test_edits_of_lists_are_parted_by_semicolons(session: Session) -> None:
    session.edit("aliases = HF;  the Front of Harad ; HF")
    assert session.suggestions[0].aliases == ["HF", "the Front of Harad"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("armed_group", "FIELD = VALUE"),
        ("score = 1", "FIELD = VALUE"),
        ("type = rebels", "no type 'rebels'"),
        ("parents = Harad Front", "is no id"),
        ("country = Velkania", "is no id"),
        ("name =", "the name is empty"),
    ],
)
def test_edits_that_do_not_fit_are_refused(session: Session, text: str, message: str) -> None:
    with pytest.raises(ReviewError, match=message):
        session.edit(text)
    assert session.suggestions == suggestions()


def test_merging_offers_names_that_are_alike(session: Session) -> None:
    assert session.likely()[0] == ("actor:harad-front", "Harad Liberation Front")
    session.merge("actor:harad-front")
    assert (session.suggestions[0].decision, session.suggestions[0].into) == ("merge", "actor:harad-front")


def test_merging_needs_a_known_entry(session: Session) -> None:
    with pytest.raises(ReviewError, match="no entry"):
        session.merge("actor:nobody")


def press(path: Path, *keys: str) -> str:
    """Press keys on the screen over a file; the text of the suggestion that is shown at the end."""
    shown = ""

    async def drive() -> None:
        nonlocal shown
        session = Session(read_suggestions(path), KNOWLEDGE, lambda found: save(path, found))
        app = ReviewApp(session)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            await _press(pilot, keys)
            shown = str(app.query_one("#suggestion", Static).render())

    with ThreadPoolExecutor(1) as elsewhere:  # the browser's tests leave a loop in the thread that runs the tests
        elsewhere.submit(asyncio.run, drive()).result()
    return shown


async def _press(pilot: Pilot[None], keys: Sequence[str]) -> None:
    for key in keys:
        await pilot.press(*([key] if len(key) == 1 or key in {"enter", "escape"} else key))
        await pilot.pause()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save(tmp_path / "suggestions.jsonl", suggestions())
    return tmp_path / "suggestions.jsonl"


def test_keys_decide_and_the_file_is_saved_at_once(file: Path) -> None:
    shown = press(file, "y", "n")
    assert decisions(read_suggestions(file)) == ["accept", "reject", "open"]
    assert "Lesnovar" in shown
    assert "+1.1 articles (in 3 articles)" in shown


def test_quitting_loses_nothing_and_a_second_screen_goes_on(file: Path) -> None:
    press(file, "s", "q")
    assert "Toma Vashek" in press(file, "y", "u")
    assert decisions(read_suggestions(file)) == ["skip", "open", "open"]


def test_a_field_is_edited_on_the_line(file: Path) -> None:
    press(file, "e", "type=unit", "enter", "y")
    first = read_suggestions(file)[0]
    assert (first.type, first.decision) == ("unit", "accept")


def test_the_line_can_be_left(file: Path) -> None:
    press(file, "e", "type=unit", "escape", "y")
    assert read_suggestions(file)[0].type == "party"


def test_merging_takes_the_likeliest_entry_with_enter(file: Path) -> None:
    press(file, "m", "enter")
    assert read_suggestions(file)[0].into == "actor:harad-front"


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_spreadsheet_brings_decisions_and_edits_back(tmp_path: Path, delimiter: str) -> None:
    write_for("csv", tmp_path / "s.csv", suggestions())
    with (tmp_path / "s.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[0] |= {"decision": "accept", "type": "armed_group", "aliases": "HF; Front"}
    rows[2] |= {"decision": "reject"}
    with (tmp_path / "s.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    back = read_back("csv", tmp_path / "s.csv", suggestions())
    assert decisions(back) == ["accept", "open", "reject"]
    assert (back[0].type, back[0].aliases, back[0].proofs) == ("armed_group", ["HF", "Front"], suggestions()[0].proofs)
    assert back[1] == suggestions()[1]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    evil = suggestions()[0]
    evil.name = "=1+1"
    write_for("csv", tmp_path / "s.csv", [evil])
    assert "'=1+1" in (tmp_path / "s.csv").read_text(encoding="utf-8-sig")
    assert read_back("csv", tmp_path / "s.csv", [evil]) == [evil]


def test_a_wrong_cell_is_named(tmp_path: Path) -> None:
    write_for("csv", tmp_path / "s.csv", suggestions())
    text = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").replace("s1,open", "s1,perhaps")
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"row s1: no decision 'perhaps'"):
        read_back("csv", tmp_path / "s.csv", suggestions())


def test_prodigy_answers_come_back(tmp_path: Path) -> None:
    write_for("prodigy", tmp_path / "s.jsonl", suggestions())
    tasks = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text().splitlines()]
    span = tasks[0]["spans"][0]
    assert tasks[0]["text"][span["start"] : span["end"]] == "=Harad Front"
    answers = [task | {"answer": answer} for task, answer in zip(tasks, ["accept", "reject", "ignore"], strict=True)]
    (tmp_path / "s.jsonl").write_text("\n".join(map(json.dumps, answers)))
    assert decisions(read_back("prodigy", tmp_path / "s.jsonl", suggestions())) == ["accept", "reject", "skip"]


def test_label_studio_choices_come_back(tmp_path: Path) -> None:
    write_for("label-studio", tmp_path / "s.json", suggestions())
    tasks = json.loads((tmp_path / "s.json").read_text())
    for task, choice in zip(tasks, ["accept", "reject"], strict=False):
        result = {"from_name": "decision", "to_name": "text", "type": "choices", "value": {"choices": [choice]}}
        task["annotations"] = [{"result": [result]}]
    (tmp_path / "s.json").write_text(json.dumps(tasks))
    assert decisions(read_back("label-studio", tmp_path / "s.json", suggestions())) == ["accept", "reject", "open"]


def test_answers_to_other_suggestions_are_refused(tmp_path: Path) -> None:
    write_for("prodigy", tmp_path / "s.jsonl", suggestions())
    with pytest.raises(ValueError, match="no suggestion has the id"):
        read_back("prodigy", tmp_path / "s.jsonl", suggestions()[:1])


@pytest.mark.parametrize(
    ("line", "message"),
    [('{"id": "a"}', "s.jsonl:1: "), ("no json", "s.jsonl:1: "), ("", "")],
)
def test_broken_files_name_the_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "s.jsonl").write_text(line)
    if not message:
        assert read_suggestions(tmp_path / "s.jsonl") == []
        return
    with pytest.raises(ValueError, match=message):
        read_suggestions(tmp_path / "s.jsonl")
