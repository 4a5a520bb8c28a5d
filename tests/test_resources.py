"""Reading the configuration: what is wrong is told in one line, with the file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from pipeline.resources import Problem, read_yaml


class Words(msgspec.Struct, forbid_unknown_fields=True):
    """A file of one list."""

    never: list[str] = []


def test_words_that_yaml_1_1_takes_for_truth_values_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("never: [no, off, on, yes]\n")
    assert read_yaml(file, Words).never == ["no", "off", "on", "yes"]


def test_a_file_is_read_again_when_it_changed(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("never: [one]\n")
    first = read_yaml(file, Words)
    assert read_yaml(file, Words) is first
    file.write_text("never: [one, two]\n")
    assert read_yaml(file, Words).never == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("never: [\n", ":2: not readable as YAML", id="no YAML"),
        pytest.param("ever: [no]\n", ": Object contains unknown field `ever`; see the file's first comment", id="key"),
        pytest.param("never: no\n", ": Expected `array`, got `str` - at `$.never`", id="shape"),
        pytest.param("never: [!!python/object:os.system no]\n", ":1: not readable as YAML", id="objects"),
        pytest.param(None, ": there is no such file", id="missing"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_file(tmp_path: Path, text: str | None, message: str) -> None:
    file = tmp_path / "words.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ValueError, match="words") as raised:
        read_yaml(file, Words)
    assert str(raised.value).startswith(f"{file}{message}")
    assert "\n" not in str(raised.value)


def test_a_problem_reads_as_file_line_and_message() -> None:
    assert str(Problem("actors.jsonl", 3, "no name")) == "actors.jsonl:3: no name"
    assert str(Problem("actors.jsonl", 0, "no such file")) == "actors.jsonl: no such file"


def test_a_long_file_is_parsed_once_for_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_CACHE", str(tmp_path / "cache"))
    values = {f"key{number}": [number, "words", None, 0.5, True] for number in range(400)}
    for name in ("one.yaml", "other.yaml"):
        (tmp_path / name).write_text("\n".join(f"{k}: {json.dumps(v)}" for k, v in values.items()), encoding="utf-8")
        assert read_yaml(tmp_path / name, dict) == values
        assert len(list((tmp_path / "cache").glob(f"yaml-{name.partition('.')[0]}-*"))) == 1


@pytest.mark.parametrize("line", ["day: 2016-11-01", "a: &x [1]\nb: *x"])
def test_what_cannot_be_kept_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setenv("SITREP_CACHE", str(tmp_path / "cache"))
    text = line + "\n" + "\n".join(f"key{number}: words" for number in range(400))
    for name in ("one.yaml", "again.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    first, again = read_yaml(tmp_path / "one.yaml", dict), read_yaml(tmp_path / "again.yaml", dict)
    assert first == again
    assert isinstance(first.get("day", date(2016, 11, 1)), date)
