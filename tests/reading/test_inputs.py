"""Which documents there are, and under which ids."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.documents import Failure
from pipeline.reading import InputError, Source, sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.html", "sub/c.srt", "sub/d.v2.txt", "e.jsonl.gz", "a.meta.json", ".hidden", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"text of {name}")
    return tmp_path


def ids(*inputs: str | Path) -> list[str]:
    return [source.id for source in sources([str(name) for name in inputs]) if isinstance(source, Source)]


def test_folder_is_read_whole_and_sorted(folder: Path) -> None:
    assert ids(folder) == ["a", "b", "e", "sub/c", "sub/d.v2"]


def test_file_is_named_without_its_folder(folder: Path) -> None:
    assert ids(folder / "sub" / "c.srt") == ["c"]


@pytest.mark.parametrize(
    ("pattern", "expected"), [("*.txt", ["b"]), ("**/*.txt", ["b", "sub/d.v2"]), ("sub/*", ["c", "d.v2"])]
)
def test_patterns(folder: Path, pattern: str, expected: list[str]) -> None:
    assert ids(f"{folder}/{pattern}") == expected


def test_relative_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert ids(".") == ids(folder)


def test_file_named_twice_is_read_once(folder: Path) -> None:
    assert ids(folder, folder / "b.txt", f"{folder}/*.txt") == ids(folder)


def test_standard_input() -> None:
    assert list(sources(["-"])) == [Source("stdin", "-")]


def test_two_of_one_name_are_told_apart(folder: Path) -> None:
    (folder / "b.html").write_text("another text")
    found = [source for source in sources([str(folder)]) if isinstance(source, Source)]
    notes = {source.id: source.note or "" for source in found if source.id.startswith("b~")}
    assert len(notes) == 2
    assert all("2 inputs are named 'b'" in note for note in notes.values())


def test_the_note_of_an_id_is_said_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "b.html").write_text("another text")
    ids(folder)
    assert not caplog.records


@pytest.fixture
def with_run(folder: Path) -> Path:
    """The folder with the output of a run in it."""
    (folder / "old" / "shards").mkdir(parents=True)
    for name in ("run.json", "clean.jsonl", "shards/x.clean.jsonl"):
        (folder / "old" / name).write_text("{}")
    return folder


@pytest.mark.parametrize("pattern", ["", "/**/*", "/*"])
def test_the_folder_of_a_run_is_no_input(with_run: Path, pattern: str) -> None:
    assert ids(f"{with_run}{pattern}") == ["a", "b", "e", "sub/c", "sub/d.v2"]


@pytest.mark.parametrize("pattern", ["", "/**/*.*", "/*"])
def test_a_folder_can_be_left_out(folder: Path, pattern: str) -> None:
    found = list(sources([f"{folder}{pattern}"], folder / "sub"))
    assert [source.id for source in found if isinstance(source, Source)] == ["a", "b", "e"]


def test_a_folder_beside_a_run_file_is_no_run(folder: Path) -> None:
    (folder / "sub" / "run.json").write_text("{}")
    assert "sub/run" in ids(folder)


def test_hash_does_not_depend_on_the_order(folder: Path) -> None:
    (folder / "b.html").write_text("another text")
    assert sorted(ids(folder / "b.html", folder / "b.txt")) == sorted(ids(folder / "b.txt", folder / "b.html"))


def test_same_name_and_same_content(folder: Path) -> None:
    (folder / "b.md").write_text("text of b.txt")
    named = [name for name in ids(folder) if name.startswith("b~")]
    assert len(set(named)) == 2


@pytest.mark.parametrize("name", ["nowhere.txt", "nowhere/*.txt", "nowhere/"])
def test_missing_input_is_an_error_at_once(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"^no (such )?file"):
        sources([str(tmp_path / name)])


def test_error_is_one_line_and_a_value_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError) as caught:
        sources([str(tmp_path / "x")])
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_unreadable_file_is_a_failure(folder: Path) -> None:
    (folder / "b.html").write_text("x")
    (folder / "b.html").chmod(0)
    assert [found.error for found in sources([str(folder)]) if isinstance(found, Failure)] == ["unreadable"]
