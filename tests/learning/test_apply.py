"""Accepted suggestions in the rule files: what is written, what objects, and how it is taken back."""

from __future__ import annotations

import difflib
import json
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.actors.knowledge import load_knowledge
from pipeline.facts import Fact
from pipeline.facts.models import Evidence
from pipeline.learning.apply import ApplyError, Prepared, Tools, prepare
from pipeline.learning.apply.edits import EditError, Lines
from pipeline.learning.apply.effect import compare, effect_table
from pipeline.learning.apply.journal import Applied, UndoError, commit, read_journal, undo
from pipeline.learning.apply.write import Writer
from pipeline.learning.suggestions import Proof, Suggestion
from pipeline.output.terminal import console
from pipeline.relations.ontology import load_ontology
from tests.learning.conflict import CONFIGS

DAY = "2031-07-01"


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    """The shipped rules, with few entries: enough for references, small enough to be read often."""
    folder = tmp_path / "configs"
    shutil.copytree(CONFIGS, folder, ignore=shutil.ignore_patterns("training"))
    kept = {"actor:hezbollah", "actor:united-nations", "place:lebanon", "place:beirut"}
    for name in ("actors.jsonl", "places.jsonl"):
        lines = (json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines())
        chosen = [
            {key: value for key, value in line.items() if key not in {"parents", "allegiance", "parent"}}
            for line in lines
            if line["id"] in kept
        ]
        (folder / name).write_text("".join(f"{json.dumps(line)}\n" for line in chosen), encoding="utf-8")
    names = (folder / "names.yaml").read_text(encoding="utf-8")
    few = names.replace("min_population: 100000", "min_population: 5000000").replace(
        "watched_population: 15000", "watched_population: 5000000"
    )
    (folder / "names.yaml").write_text(few, encoding="utf-8")
    (folder / "demonyms.yaml").write_text(
        "# Words for peoples.\nplaces:\n  place:lebanon: [Lebanese]\n# Peoples without a country.\ngroups: {}\n",
        encoding="utf-8",
    )
    return folder


def make(kind: str, name: str, **fields: object) -> Suggestion:
    fields = {"decision": "accept", "articles": 3, **fields}
    return Suggestion(id=f"{kind}-{name}", kind=kind, name=name, score=0.9, **fields)  # type: ignore[arg-type]


def front(**fields: object) -> Suggestion:
    text = "The Harad Front took the hill."
    proofs = [Proof("a", text, 4, 15)]
    values: dict[str, object] = {
        "entry": "actor:harad-front",
        "type": "armed_group",
        "acronyms": ["HF"],
        "proofs": proofs,
    }
    return make("actor", "Harad Front", **(values | fields))


def reads(found: set[str], relations: tuple[str, ...] = ()) -> Tools:
    return Tools(lambda _: (lambda _text: found, lambda _text: [relations]))


def run(configs: Path, *suggestions: Suggestion, tools: Tools | None = None) -> Prepared:
    work = configs.parent / f"work{len(list(configs.parent.iterdir()))}"
    work.mkdir()
    return prepare(configs, suggestions, DAY, tools or reads({"actor:harad-front"}), work)


def write(configs: Path, *suggestions: Suggestion) -> Writer:
    """Apply without trying anything."""
    writer = Writer(configs, DAY)
    writer.apply(suggestions)
    names = {one.id: one.name for one in suggestions}
    commit(configs, Applied(len(read_journal(configs)) + 1, DAY, names, writer.edits), writer.files)
    return writer


def entry(configs: Path, entry_id: str) -> dict[str, object]:
    lines = [*(configs / "actors.jsonl").read_text().splitlines(), *(configs / "places.jsonl").read_text().splitlines()]
    return next(found for line in lines if (found := json.loads(line))["id"] == entry_id)


def test_a_new_actor_stands_in_its_place_with_origin_and_example(configs: Path) -> None:
    before = (configs / "actors.jsonl").read_text().splitlines()
    run(configs, front(country="place:lebanon", nominals=["The Front"])).commit()
    after = (configs / "actors.jsonl").read_text().splitlines()
    assert [line for line in after if line not in before] == [after[0]]
    assert after == sorted(after)
    made = entry(configs, "actor:harad-front")
    assert list(made) == ["id", "name", "type", "acronyms", "nominals", "country", "examples", "note"]
    assert made["examples"] == ["The Harad Front took the hill."]
    assert made["nominals"] == ["the front"]
    assert made["note"] == "learned 2031-07-01 from 3 articles"
    assert "actor:harad-front" in load_knowledge(configs).actors


def test_a_learned_alias_says_so(configs: Path) -> None:
    write(configs, make("alias", "Helpers of the Harad", entry="actor:hezbollah"))
    aliases = entry(configs, "actor:hezbollah")["aliases"]
    assert isinstance(aliases, list)
    assert aliases[-1] == {"text": "Helpers of the Harad", "origin": "learned", "since": DAY}


def test_an_example_in_which_the_actor_is_not_found_is_left_out(configs: Path) -> None:
    run(configs, front(), tools=reads(set())).commit()
    assert "examples" not in entry(configs, "actor:harad-front")


def test_a_merge_adds_the_names_to_the_known_entry(configs: Path) -> None:
    merged = front(decision="merge", into="actor:hezbollah", aliases=["Haradists"])
    leader = make("actor", "Toma Vashek", entry="actor:toma-vashek", type="person", parents=["actor:harad-front"])
    write(configs, merged, leader)
    texts = [alias["text"] for alias in entry(configs, "actor:hezbollah")["aliases"] if isinstance(alias, dict)]  # type: ignore[attr-defined]
    assert {"Harad Front", "Haradists"} <= set(texts)
    assert entry(configs, "actor:toma-vashek")["parents"] == ["actor:hezbollah"]


def test_nothing_refers_to_what_was_not_accepted(configs: Path) -> None:
    prepared = run(configs, front(parents=["actor:nobody"]))
    assert prepared.notes == ["Harad Front: actor:nobody was not accepted, so nothing refers to it"]
    prepared.commit()
    assert "parents" not in entry(configs, "actor:harad-front")


def test_a_demonym_joins_its_place_and_comments_stay(configs: Path) -> None:
    place = make("place", "Velkania", entry="place:velkania", type="country")
    write(configs, place, make("demonym", "Velkanian", entry="place:velkania"))
    assert (configs / "demonyms.yaml").read_text() == (
        "# Words for peoples.\nplaces:\n  place:lebanon: [Lebanese]\n"
        "  place:velkania: [Velkanian] # learned 2031-07-01 from 3 articles\n# Peoples without a country.\ngroups: {}\n"
    )
    assert load_knowledge(configs).demonyms["velkanian"] == "place:velkania"


def test_a_trigger_is_a_frame_with_an_example(configs: Path) -> None:
    proof = Proof("a", "The army overran the village.", 9, 16)
    overrun = make("trigger", "overran", relation="CAPTURE", slot="obj", proofs=[proof])
    run(configs, overrun, tools=reads(set(), ("CAPTURE",))).commit()
    rules = load_ontology(configs).verbs["overran"]
    assert [rule.relation for rule in rules] == ["CAPTURE"]
    assert "The army overran the village." in load_ontology(configs).relations["CAPTURE"].examples
    old = (CONFIGS / "ontology.yaml").read_text().splitlines()
    new = (configs / "ontology.yaml").read_text().splitlines()
    assert not [line for line in difflib.ndiff(old, new) if line.startswith("-")]


def test_a_weak_name_only_links_what_something_else_finds(configs: Path) -> None:
    write(configs, make("weak", "Beirut", entry="place:beirut"))
    aliases = entry(configs, "place:beirut")["aliases"]
    assert isinstance(aliases, list)
    assert next(alias for alias in aliases if isinstance(alias, dict) and alias["text"] == "Beirut")["kind"] == "weak"


@pytest.mark.parametrize(
    ("suggestion", "message"),
    [
        (front(entry="actor:hezbollah"), "is taken"),
        (front(type=None), "type is missing"),
        (front(entry="place:harad"), "no id of a new actor"),
        (make("alias", "X", entry="actor:nobody"), "no entry 'actor:nobody'"),
        (make("trigger", "overrun", relation="NONSENSE"), "no relation 'NONSENSE'"),
        (front(decision="merge", into=None), "no entry None"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(configs: Path, suggestion: Suggestion, message: str) -> None:
    with pytest.raises(EditError, match=message) as error:
        run(configs, suggestion)
    assert suggestion.name in str(error.value)


def test_nothing_accepted_is_nothing_to_apply(configs: Path) -> None:
    with pytest.raises(ApplyError, match="nothing is accepted"):
        run(configs, front(decision="reject"))


def test_the_linter_objects_before_anything_is_written(configs: Path) -> None:
    before = (configs / "actors.jsonl").read_bytes()
    prepared = run(configs, front(country="place:beirut"))
    assert any("is a place, but no country" in line for line in prepared.objections(0.005))
    assert (configs / "actors.jsonl").read_bytes() == before


def test_an_example_that_breaks_is_an_objection(configs: Path) -> None:
    lines = (configs / "actors.jsonl").read_text().splitlines()
    other = {"id": "actor:harad-tribe", "name": "Harad", "type": "people", "examples": ["The Harad Front is not us."]}
    (configs / "actors.jsonl").write_text("\n".join(sorted([*lines, json.dumps(other)])) + "\n")
    prepared = run(configs, front())
    assert [line for line in prepared.problems if "actor:harad-tribe is not found any longer" in line]


def test_a_falling_score_is_an_objection(configs: Path) -> None:
    tools = reads({"actor:harad-front"})
    tools.scores = lambda folder: {"links": 0.9 if folder == configs else 0.8}
    prepared = run(configs, front(), tools=tools)
    assert prepared.objections(0.005) == ["links falls from 0.900 to 0.800"]
    assert prepared.objections(0.2) == []


def test_files_changed_meanwhile_are_not_overwritten(configs: Path) -> None:
    prepared = run(configs, front())
    with (configs / "actors.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"id": "actor:zz", "name": "Zz Front", "type": "party"}\n')
    with pytest.raises(ApplyError, match="changed meanwhile"):
        prepared.commit()


def contents(configs: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in configs.iterdir() if path.is_file() and path.name != "learned.jsonl"
    }


EVERYTHING = [
    front(),
    make("place", "Velkania", entry="place:velkania", type="country"),
    make("demonym", "Velkanian", entry="place:velkania"),
    make("alias", "Helpers of the Harad", entry="actor:hezbollah"),
    make("nominal", "the party", entry="actor:hezbollah"),
    make("parent", "United Nations", entry="actor:hezbollah", parents=["actor:united-nations"]),
    make("trigger", "overrun", relation="CAPTURE", slot="obj"),
    make("weak", "Beirut", entry="place:beirut"),
]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.sampled_from(EVERYTHING), min_size=1, unique_by=lambda one: one.id))
def test_undo_brings_back_every_byte(configs: Path, chosen: list[Suggestion]) -> None:
    before = contents(configs)
    write(configs, *chosen)
    undo(configs, DAY)
    assert contents(configs) == before


def test_undo_leaves_later_lines_alone(configs: Path) -> None:
    write(configs, front())
    other = make("actor", "Sons of Brask", entry="actor:sons-of-brask", type="armed_group")
    write(configs, other)
    undo(configs, DAY, number=1)
    assert {"actor:sons-of-brask"} == load_knowledge(configs).actors.keys() - {
        "actor:hezbollah",
        "actor:united-nations",
    }
    assert [one.undone for one in read_journal(configs)] == [DAY, None]


def test_undo_refuses_what_was_changed_since(configs: Path) -> None:
    write(configs, make("alias", "Helpers of the Harad", entry="actor:hezbollah"))
    write(configs, make("alias", "Hizb", entry="actor:hezbollah"))
    with pytest.raises(UndoError, match="undo number 2 first"):
        undo(configs, DAY, number=1)
    undo(configs, DAY)
    undo(configs, DAY)
    with pytest.raises(UndoError, match="nothing is left"):
        undo(configs, DAY)


def test_a_cut_off_apply_can_be_undone(configs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note is there and the files are not: nothing has to be taken back, and nothing is lost."""
    before = contents(configs)
    monkeypatch.setattr(
        "pipeline.learning.apply.journal.replacing", lambda path: (_ for _ in ()).throw(OSError("full"))
    )
    with pytest.raises(OSError, match="full"):
        run(configs, front()).commit()
    monkeypatch.undo()
    assert len(read_journal(configs)) == 1
    undo(configs, DAY)
    assert contents(configs) == before


def test_lines_that_stand_twice_are_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("x: 1\ny: 2\nx: 1\n")
    with pytest.raises(EditError, match="more than once"):
        Lines(file).replace("x: 1", "x: 2")


def fact(subject: str, relation: str = "KILL", start: int = 0, **fields: object) -> Fact:
    proof = Evidence(doc="a", text="s", start=start, end=start + 5)
    return msgspec.structs.replace(Fact(id="f", relation=relation, subject=subject, evidence=[proof]), **fields)


def test_the_effect_tells_added_lost_and_changed() -> None:
    before = [fact("HLF"), fact("army", start=50), fact("navy", "ATTACK", 90)]
    after = [fact("Harad Front", subject_id="actor:harad-front"), fact("army", start=50), fact("police", "DETAIN", 70)]
    effect = compare(before, after)
    assert [one.subject for one in effect.added] == ["police"]
    assert [one.subject for one in effect.lost] == ["navy"]
    assert [(old.subject, new.subject) for old, new in effect.changed] == [("HLF", "Harad Front")]


def test_the_effect_is_shown_with_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    console().print(effect_table(compare([], [fact("HLF", status="reported")]), 0.005))
    assert "[reported]" in capsys.readouterr().out
