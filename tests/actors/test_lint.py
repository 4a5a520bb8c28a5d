"""Wrong knowledge files -> findings with file, line and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.actors.lint import lint
from pipeline.resources import Problem, configs_dir

NAMES = "gazetteer:\n  min_population: 30000000\n  watched_population: 30000000\n"
NOUNS = "classes:\n  person:\n    person: [guard]\n"
FRANCE = "place:france"


def write(folder: Path, actors: list[Any], places: list[Any] | None = None, **files: str) -> Path:
    """A folder of configuration; entries that lack an id, name or type get one."""
    for file, kind, type_, entries in [
        ("actors", "actor", "ngo", actors),
        ("places", "place", "city", places or []),
    ]:
        lines = []
        for number, entry in enumerate(entries, 1):
            base = {"id": f"{kind}:n{number}", "name": f"Entry {kind} {number}", "type": type_}
            lines.append(entry if isinstance(entry, str) else json.dumps(base | entry))
        (folder / f"{file}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    for file, text in ({"names": NAMES, "nouns": NOUNS} | files).items():
        (folder / f"{file}.yaml").write_text(text, "utf-8")
    return folder


def test_right_files_have_no_findings(tmp_path: Path) -> None:
    fine = {"aliases": ["Blue Aid", {"text": "BA", "case": "exact"}], "country": FRANCE, "wikidata": "Q42"}
    assert lint(write(tmp_path, [fine, {"parents": ["actor:n1"]}], [{"parent": FRANCE, "country": FRANCE}])) == []


def test_a_problem_reads_as_file_line_and_message() -> None:
    assert str(Problem("actors.jsonl", 12, "the name is empty")) == "actors.jsonl:12: the name is empty"
    assert str(Problem("names.yaml", 0, "no mapping")) == "names.yaml: no mapping"


ACTOR = [
    ("{", "line"),
    ('{"id": "actor:x", "name": "X", "type": "gang"}', "Invalid enum value 'gang'"),
    ('{"id": "actor:x", "name": "X", "type": "ngo", "alias": []}', "unknown field `alias`"),
    ("[]", "no JSON object"),
    ({"id": "actor:Blue_Aid"}, "lower-case letters"),
    ({"id": "place:blue"}, "write 'actor:'"),
    ({"name": "  "}, "the name is empty"),
    ({"aliases": [""]}, "alias or acronym is empty"),
    ({"aliases": ["Blue Aid", "Blue Aid"]}, "stands there 2 times"),
    ({"aliases": ["Kan"]}, '"case": "exact"'),
    ({"aliases": [{"text": "Blue Aid", "since": "May 2020"}]}, "write YYYY-MM-DD"),
    ({"aliases": [{"text": "Blue Aid", "lang": "English"}]}, "no language code"),
    ({"aliases": [{"text": "Blue Aid", "origin": " "}]}, "origin is empty"),
    ({"aliases": [{"text": "Blue Aid", "case": "upper"}]}, "Invalid enum value 'upper'"),
    ({"acronyms": ["BA", "BA"]}, "stands there 2 times"),
    ({"codes": {"cameo": ""}}, "give a scheme and its code"),
    ({"codes": {"cameo": 3}}, "Expected `str`"),
    ({"allegiance": [{"id": "actor:n1", "start": "2020"}]}, "'2020' is no day"),
    ({"allegiance": ["actor:n2"]}, "loyal to itself"),
    ({"nominals": ["The group"]}, "lower-case description"),
    ({"wikidata": "42"}, "Q and digits"),
    ({"wikidata": "Q042"}, "Q and digits"),
    ({"country": "place:atlantis"}, "country 'place:atlantis' is not known"),
    ({"country": "place:n1"}, "is a place, but no country"),
    ({"parents": ["actor:nobody"]}, "parents: 'actor:nobody' is not known"),
    ({"allegiance": ["actor:nobody"]}, "allegiance: 'actor:nobody' is not known"),
    ({"parents": [{"id": "actor:n1", "start": "2020-13-01"}]}, "'2020-13-01' is no day"),
    ({"parents": [{"id": "actor:n1", "start": "2020-02-01", "end": "2019-01-01"}]}, "before it starts"),
    ({"examples": ["Blue."], "not_examples": ["Blue."]}, "an example and no example"),
]


@pytest.mark.parametrize(("entry", "message"), ACTOR)
def test_a_wrong_actor_is_found_at_its_line(tmp_path: Path, entry: Any, message: str) -> None:
    found = lint(write(tmp_path, [{}, entry], [{}]))
    assert [(p.file, p.line) for p in found] == [("actors.jsonl", 2)]
    assert message in found[0].message


PLACE = [
    ({"parent": "place:nowhere"}, "parent 'place:nowhere' is not known"),
    ({"country": "place:n1"}, "no country"),
    ({"lat": 10.0}, "lat and lon go together"),
    ({"lat": 100.0, "lon": 10.0}, "lat from -90 to 90"),
    ({"population": -1}, "number of people"),
    ({"iso": "QX"}, "only a country has one"),
    ({"id": "actor:here"}, "write 'place:'"),
]


@pytest.mark.parametrize(("entry", "message"), PLACE)
def test_a_wrong_place_is_found_at_its_line(tmp_path: Path, entry: Any, message: str) -> None:
    found = lint(write(tmp_path, [{}], [{}, entry]))
    assert [(p.file, p.line) for p in found] == [("places.jsonl", 2)]
    assert message in found[0].message


def test_all_problems_are_collected_in_the_order_of_the_lines(tmp_path: Path) -> None:
    found = lint(write(tmp_path, [{"wikidata": "x", "country": "place:atlantis"}, "{", {"name": ""}], [{"lat": 1.0}]))
    assert [(p.file, p.line) for p in found] == [("actors.jsonl", n) for n in (1, 1, 2, 3)] + [("places.jsonl", 1)]


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    found = lint(write(tmp_path, [{}, {"id": "actor:n1"}]))
    assert [p.line for p in found] == [2]
    assert "taken by line 1" in found[0].message


SHARED = [
    (["Blue Front"], ["Blue Front"], True),
    (["Blue Front"], ["blue-front"], True),
    (["Bab al-Hawa"], ["Bab al Hawa"], True),
    ([{"text": "JeM", "case": "exact"}], [{"text": "JEM", "case": "exact"}], False),
    ([{"text": "JeMs", "case": "exact"}], ["jems"], True),
    (["Blue Front"], [{"text": "Blue Front", "homonym": True}], False),
    ([{"text": "Blue Front", "homonym": True}], ["Blue Front"], False),
    (["Blue Front"], ["Red Front"], False),
    (["Blue Front"], [{"text": "Blue Front", "kind": "weak"}], False),
    ([{"text": "Blue Front", "kind": "weak"}], [{"text": "Blue Front", "kind": "weak"}], True),
]


@pytest.mark.parametrize(("one", "other", "clash"), SHARED)
def test_two_entries_share_a_name_only_if_they_say_so(tmp_path: Path, one: Any, other: Any, clash: bool) -> None:
    found = lint(write(tmp_path, [{"aliases": one}, {"aliases": other}]))
    assert [p.line for p in found] == ([2] if clash else [])
    assert all("also of actor:n1 (actors.jsonl:1)" in p.message for p in found)


def test_the_names_of_a_pair_are_one_finding(tmp_path: Path) -> None:
    (found,) = lint(write(tmp_path, [{"aliases": ["Blue", "Azure", "Heaven"]}, {"aliases": ["Azure", "Blue"]}]))
    assert found.message.startswith("'Azure', 'Blue': also of actor:n1")


def test_a_priority_decides_between_entries_of_one_name(tmp_path: Path) -> None:
    assert lint(write(tmp_path, [{"name": "Blue", "priority": 1}, {"name": "Blue"}])) == []


def test_an_acronym_is_a_name_too(tmp_path: Path) -> None:
    found = lint(write(tmp_path, [{"acronyms": ["BF"]}, {"acronyms": ["BF"]}]))
    assert [p.line for p in found] == [2]


def test_an_actor_and_a_place_share_no_name(tmp_path: Path) -> None:
    found = lint(write(tmp_path, [{"name": "Redtown"}], [{"name": "Redtown"}]))
    assert [(p.file, p.line) for p in found] == [("places.jsonl", 1)]


CODES = [
    ([{"wikidata": "Q1"}, {"wikidata": "Q1"}], [], "wikidata Q1"),
    ([{}], [{"type": "country", "iso": "QX"}, {"type": "country", "iso": "QX"}], "iso QX"),
]


@pytest.mark.parametrize(("actors", "places", "message"), CODES)
def test_codes_stand_for_one_entry(tmp_path: Path, actors: list[Any], places: list[Any], message: str) -> None:
    found = lint(write(tmp_path, actors, places))
    assert [p.line for p in found] == [2]
    assert message in found[0].message


RINGS = [
    ([["actor:n1"]], "actor:n1 > actor:n1"),
    ([["actor:n2"], ["actor:n1"]], "actor:n1 > actor:n2 > actor:n1"),
    ([["actor:n2", "actor:n3"], [], ["actor:n4"], ["actor:n1"]], "actor:n1 > actor:n3 > actor:n4 > actor:n1"),
]


@pytest.mark.parametrize(("parents", "ring"), RINGS)
def test_a_ring_of_parents_is_found_once(tmp_path: Path, parents: list[list[str]], ring: str) -> None:
    found = lint(write(tmp_path, [{"parents": ids} for ids in parents]))
    assert [p.line for p in found] == [1]
    assert ring in found[0].message


def test_two_ways_up_are_no_ring(tmp_path: Path) -> None:
    assert lint(write(tmp_path, [{"parents": ["actor:n2", "actor:n3"]}, {"parents": ["actor:n3"]}, {}])) == []


def test_a_place_inside_itself_is_found(tmp_path: Path) -> None:
    found = lint(write(tmp_path, [{}], [{"parent": "place:n2"}, {"parent": "place:n1"}]))
    assert [(p.file, p.line) for p in found] == [("places.jsonl", 1)]


YAML = [
    ("demonyms", "places:\n  place:atlantis: [Atlantean]\n", 2, "place 'place:atlantis' is not known"),
    ("demonyms", "groups:\n  actor:nobody: [Nobodies]\n", 2, "actor 'actor:nobody' is not known"),
    ("demonyms", "places:\n  place:france: [French]\n  place:spain: [french]\n", 3, "keep one"),
    ("demonyms", "countries: {}\n", 0, "unknown field `countries`"),
    ("names", "exact_word: []\n", 0, "unknown field `exact_word`"),
    ("names", "exact_words: [\n", 2, "not readable as YAML"),
    ("nouns", "classes:\n  animal:\n    person: [dog]\n", 0, "no class 'animal'"),
    ("mentions", "titles: []\nnever_merge:\n  - [Blue]\n", 3, "is no pair"),
    ("mentions", "never_merge:\n  - [Blue, blue]\n", 2, "is no pair"),
    ("mentions", "never_merge:\n  - [Blue Aid, Aid Blue]\n", 2, "actor:n1 has both names"),
    ("mentions", "heroes: []\n", 0, "unknown field `heroes`"),
]


@pytest.mark.parametrize(("file", "text", "line", "message"), YAML)
def test_wrong_word_lists_are_found(tmp_path: Path, file: str, text: str, line: int, message: str) -> None:
    found = lint(write(tmp_path, [{"aliases": ["Blue Aid", "Aid Blue"]}], **{file: text}))
    assert [(p.file, p.line) for p in found] == [(f"{file}.yaml", line)]
    assert message in found[0].message


def test_a_folder_without_actors_is_found(tmp_path: Path) -> None:
    assert [p.file for p in lint(tmp_path)] == ["actors.jsonl", "nouns.yaml"]


def test_bytes_that_are_no_utf8_are_found(tmp_path: Path) -> None:
    folder = write(tmp_path, [{}])
    (folder / "actors.jsonl").write_bytes(b"\xff\xfe\n")
    assert [p.file for p in lint(folder)] == ["actors.jsonl"]


EXAMPLES = [
    ({"examples": ["Blue Aid left."]}, {"actor:n1"}, []),
    ({"examples": ["Blue Aid left."]}, {"actor:n2"}, ["is not found in its example 'Blue Aid left.'"]),
    ({"not_examples": ["The blue car."]}, set(), []),
    ({"not_examples": ["The blue car."]}, {"actor:n1"}, ["is found where it must not be, in 'The blue car.'"]),
]


@pytest.mark.parametrize(("entry", "found", "messages"), EXAMPLES)
def test_examples_are_tried(tmp_path: Path, entry: Any, found: set[str], messages: list[str]) -> None:
    problems = lint(write(tmp_path, [entry]), lambda text: found)
    assert [p.message.split(";")[0] for p in problems] == messages


def test_examples_of_places_are_tried(tmp_path: Path) -> None:
    problems = lint(write(tmp_path, [{}], [{"examples": ["Redtown fell."]}]), lambda text: set())
    assert [(p.file, p.line) for p in problems] == [("places.jsonl", 1)]


def test_the_shipped_knowledge_is_right() -> None:
    assert [str(problem) for problem in lint(configs_dir())] == []


def test_the_shipped_examples_hold(nlp: Language) -> None:
    def match(text: str) -> set[str]:
        with nlp.select_pipes(disable=["sitrep_relations"]):
            return {entity.kb_id for entity in nlp(text)._.record.entities if entity.kb_id}

    found = [str(problem) for problem in lint(configs_dir(), match)]
    assert [problem for problem in found if "is not found in" in problem or "must not be" in problem] == []
