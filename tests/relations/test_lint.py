"""Wrong ontologies -> findings with the line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.relations.cues import load_cues
from pipeline.relations.lint import lint_ontology, lint_status
from pipeline.relations.ontology import load_ontology
from pipeline.resources import Problem, configs_dir

HEAD = """\
instruments: {air: [jet]}
classes: {area: [village]}
relations:
  PAINT:
    gloss: the subject paints the object
    kind: event
    subject: [actor]
    object: [area, none]
"""
FRAME = """\
      - verbs: [paint]
        subject: subj
        object: obj | on
"""
FRAMES = "    frames:\n"


def write(folder: Path, text: str) -> Path:
    shutil.copyfile(configs_dir() / "grammar.yaml", folder / "grammar.yaml")
    (folder / "ontology.yaml").write_text(text, "utf-8")
    return folder


def found(folder: Path, text: str) -> list[tuple[int, str]]:
    """Lines and messages."""
    return [(problem.line, problem.message) for problem in lint_ontology(write(folder, text))]


def test_a_right_ontology_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, HEAD + FRAMES + FRAME) == []


def test_what_lints_clean_loads(tmp_path: Path) -> None:
    assert "paint" in load_ontology(write(tmp_path, HEAD + FRAMES + FRAME)).verbs


def test_a_problem_reads_as_file_line_and_message() -> None:
    assert str(Problem("ontology.yaml", 3, "no frames")) == "ontology.yaml:3: no frames"


FILES = [
    ("relations: [\n", 2, "not readable as YAML"),
    ("relations: {}\nrelations: {}\n", 2, "duplicate key"),
    ("- a\n", 0, "no mapping"),
    ("light_verbs: [make]\n", 0, "no relations"),
    ("relation: {}\n" + HEAD + FRAMES + FRAME, 1, "no key 'relation' (did you mean 'relations'?)"),
    ("light_verbs: make\n" + HEAD + FRAMES + FRAME, 1, "Expected `array`"),
    ("relations:\n  PAINT: [a]\n", 2, "PAINT: the relation is no mapping"),
]


@pytest.mark.parametrize(("text", "line", "message"), FILES)
def test_a_wrong_file_is_found(tmp_path: Path, text: str, line: int, message: str) -> None:
    problems = found(tmp_path, text)
    assert [problem[0] for problem in problems] == [line]
    assert message in problems[0][1]


def test_a_missing_file_is_found(tmp_path: Path) -> None:
    assert [problem.message for problem in lint_ontology(tmp_path)] == [
        f"there is no such file in {tmp_path}; it defines the relations"
    ]


RELATION = [
    ("    colour: red\n", 9, "there is no key 'colour'"),
    ("    symetric: true\n", 9, "did you mean 'symmetric'?"),
    ("    place: here\n", 4, "Invalid enum value 'here'"),
    ("    traits: [continuous]\n", 4, "Invalid enum value 'continuous'"),
    ("    phrases: rows\n", 4, "Invalid enum value 'rows'"),
    ("    acled: {air: A, arial: B}\n", 9, "acled: there is no case 'arial'"),
]


@pytest.mark.parametrize(("key", "line", "message"), RELATION)
def test_a_wrong_relation_is_found(tmp_path: Path, key: str, line: int, message: str) -> None:
    problems = found(tmp_path, HEAD + key + FRAMES + FRAME)
    assert [problem[0] for problem in problems] == [line]
    assert "PAINT: " in problems[0][1]
    assert message in problems[0][1]


@pytest.mark.parametrize("frames", ["", "    frames: []\n"])
def test_a_relation_needs_frames(tmp_path: Path, frames: str) -> None:
    (problem,) = found(tmp_path, HEAD + frames)
    assert "no frames" in problem[1]


def test_a_class_of_a_relation_has_to_exist(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, HEAD.replace("[actor]", "[actors]") + FRAMES + FRAME)
    assert problem == (
        7,
        "PAINT: subject: there is no class 'actors' (did you mean 'actor'?); define it under 'classes'",
    )


BASE = "      - verbs: [paint]\n        subject: subj\n        object: obj\n"
FRAME_KEYS = [
    ("        objekt_is: [area]\n", "there is no key 'objekt_is' (did you mean 'object_is'?)"),
    ("        object_is: [arena]\n", "object_is: there is no class 'arena' (did you mean 'area'?)"),
    ("        subject_is: [none]\n", "subject_is: there is no class 'none'"),
    ("        instrument: wtih\n", "instrument: nothing fills a slot 'wtih' (did you mean 'with'?)"),
    ("        quantity: obj |\n", "quantity: nothing fills a slot ''"),
    ("        quantity: obj | at hands of\n", "quantity: nothing fills a slot 'at hands of'"),
    ("        needs: {objj: [area]}\n", "needs: nothing fills a slot 'objj'"),
    ("        unless: {nowhere: [there]}\n", "unless: nothing fills a slot 'nowhere'"),
    ("        needs: {obj: [areas]}\n", "needs: 'areas' is no class and no lemma (did you mean 'area'?)"),
    ("        needs: {obj: []}\n", "needs: slot 'obj' has no words"),
    ("        nouns: [Paint]\n", "nouns: 'Paint' is no lemma"),
    ("        nouns: [coat, coat]\n", "nouns: 'coat' stands there twice"),
]


@pytest.mark.parametrize(("key", "message"), FRAME_KEYS)
def test_a_wrong_key_of_a_frame_is_found_at_its_line(tmp_path: Path, key: str, message: str) -> None:
    problems = found(tmp_path, HEAD + FRAMES + BASE + key)
    assert [problem[0] for problem in problems] == [13]
    assert message in problems[0][1]


WHOLE = [
    ("      - subject: subj\n        object: obj\n", "the frame has no trigger"),
    ("      - verbs: [paint]\n        subject: subj\n        requires: object\n", "requires its object"),
    ("      - nouns: [coat]\n        subject: by\n", "requires its object"),
    ("      - verbs: [paint]\n        object: obj\n        requires: both\n", "requires its subject"),
    ("      - verbs: paint\n        object: obj\n", "Expected `array`"),
    ("      - paint\n", "the frame is no mapping"),
]


@pytest.mark.parametrize(("frame", "message"), WHOLE)
def test_a_wrong_frame_is_found_at_its_first_line(tmp_path: Path, frame: str, message: str) -> None:
    problems = found(tmp_path, HEAD + FRAMES + frame)
    assert [problem[0] for problem in problems] == [10]
    assert message in problems[0][1]


SLOTS = ["subj | poss | mod", "out of | from", "deeper into", "as", "comp_obj | governor_subj", "same | before"]


@pytest.mark.parametrize("slots", SLOTS)
def test_slots_are_places_of_the_parse_and_prepositions(tmp_path: Path, slots: str) -> None:
    assert (
        found(tmp_path, HEAD + FRAMES + f"      - verbs: [paint]\n        subject: subj\n        object: {slots}\n")
        == []
    )


REPEATED = [
    ("", True),
    ("        name: another name\n", True),
    ("        object_is: [area]\n", False),
    ("        needs: {with: [brush]}\n", False),
    ("        requires: both\n", False),
]


@pytest.mark.parametrize(("condition", "repeated"), REPEATED)
def test_a_trigger_stands_once_under_the_same_conditions(tmp_path: Path, condition: str, repeated: bool) -> None:
    problems = found(tmp_path, HEAD + FRAMES + BASE + BASE + condition)
    assert [problem[0] for problem in problems] == ([13] if repeated else [])
    assert all("stands in the frame of line 10 with the same slots" in problem[1] for problem in problems)


def test_all_problems_are_collected(tmp_path: Path) -> None:
    frames = BASE + "        instrument: wtih\n" + BASE.replace("subject: subj", "subject: sub")
    problems = found(tmp_path, HEAD + "    colour: red\n" + FRAMES + frames)
    assert [problem[0] for problem in problems] == [9, 14, 16]


EXAMPLES = "    examples:\n      - They paint it.\n    not_examples:\n      - They sing.\n"
READ = [
    ({"They paint it.": "PAINT"}, []),
    ({}, [(10, "PAINT: is not told by its example (it tells nothing): 'They paint it.'")]),
    ({"They paint it.": "SING"}, [(10, "PAINT: is not told by its example (it tells SING): 'They paint it.'")]),
    (
        {"They paint it.": "PAINT", "They sing.": "PAINT"},
        [(12, "PAINT: is told by a sentence that must not: 'They sing.'")],
    ),
]


@pytest.mark.parametrize(("told", "expected"), READ)
def test_examples_are_read(tmp_path: Path, told: dict[str, str], expected: list[tuple[int, str]]) -> None:
    folder = write(tmp_path, HEAD + EXAMPLES + FRAMES + FRAME)
    problems = lint_ontology(folder, lambda text: [(told[text], "they", "it")] if text in told else [])
    assert [(problem.line, problem.message) for problem in problems] == expected


def test_the_shipped_ontology_is_right() -> None:
    assert [str(problem) for problem in lint_ontology(configs_dir())] == []


CUES = (configs_dir() / "status.yaml").read_text("utf-8")


def cues(folder: Path, text: str) -> list[str]:
    """The messages about a file of cues."""
    (folder / "status.yaml").write_text(text, "utf-8")
    return [problem.message for problem in lint_status(folder)]


def test_the_shipped_cues_are_right() -> None:
    assert [str(problem) for problem in lint_status(configs_dir())] == []


def test_a_cue_stands_in_one_kind_only(tmp_path: Path) -> None:
    (message,) = cues(tmp_path, CUES.replace("words: [keep]", "words: [keep, deny]"))
    assert message == "verbs: keeping: 'deny' stands under 'denying' as well; keep it in one of them"


WRONG_CUES = [
    ("words: [keep]", "words: [keep, keep]", "'keep' stands there twice"),
    ("words: [keep]", "words: [Keep]", "'Keep' is no lemma"),
    ("words: [keep]", "words: keep", "Expected `array`"),
    ("from: negated\n    words: [keep]", "form: negated\n    words: [keep]", "there is no key 'form'"),
    ("infinitive: same\n    purpose", "infinitive: true\n    purpose", "infinitive"),
    ("lasting:", "lastin:", "no key 'lastin' (did you mean 'lasting'?)"),
    ("hardly: possible", "hardly: never", "Invalid enum value 'never'"),
    ("untrue: [", "untrue: [[a], ", "untrue"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), WRONG_CUES)
def test_a_wrong_cue_is_found(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert right in CUES
    assert any(message in found for found in cues(tmp_path, CUES.replace(right, wrong, 1)))


def test_a_missing_file_of_cues_is_found(tmp_path: Path) -> None:
    (problem,) = lint_status(tmp_path)
    assert "there is no such file" in problem.message


def test_cues_without_verbs_are_found(tmp_path: Path) -> None:
    assert any(
        "verbs: no kinds" in message for message in cues(tmp_path, CUES.replace("verbs:", "verbs: []\nwerbs:", 1))
    )


def test_a_particle_makes_another_cue() -> None:
    known = load_cues(configs_dir())
    assert known.verb("call off", "call").noun == "negated"
    assert known.verb("call up", "call").noun == "none"
    assert known.verb("walk").noun is None
