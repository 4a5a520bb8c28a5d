"""Inputs that somebody made to do harm: each is read, or refused with a word that says why, and costs little."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from pipeline import packing
from pipeline.documents import Failure, RawDocument
from pipeline.packing import packed
from pipeline.reading import Source, read, reader, records, sources

NAMES = ["../../x", "/etc/passwd", "CON", "a/../../b", "A", "a", "~", ".", "..", "x" * 900, "-rf", "%2e%2e/"]


def read_all(file: Path) -> list[RawDocument | Failure]:
    return list(read(Source("doc", str(file))))


def failures(found: list[RawDocument | Failure]) -> list[str]:
    return [each.error for each in found if isinstance(each, Failure)]


# --- packing ---


@pytest.mark.parametrize("ending", ["gz", "zst"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
def test_a_packed_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, ending: str) -> None:
    monkeypatch.setattr(packing, "_HARMLESS", 100_000)
    monkeypatch.setattr(reader, "MAX_BYTES", 1_000_000)
    block = {"a.txt": b"an army left\n" * 80, "a.jsonl": b"{}\n" * 300, "a.csv": b"a,b\n" * 250}[name]
    if name == "a.csv":
        block = b"id,text\n" + block
    file = tmp_path / f"{name}.{ending}"
    file.write_bytes(packed(block * 1_000, file.name))
    last = read_all(file)[-1]
    assert isinstance(last, Failure)
    assert (last.error, last.path) == ("too_large", str(file))
    assert "250 times its size" in last.message or "larger than" in last.message


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_packing_inside_packing_is_not_opened(tmp_path: Path, ending: str) -> None:
    data = b"The army left."
    for _ in range(5):
        data = packed(data, f"a.{ending}")
    (tmp_path / f"a.txt.{ending}").write_bytes(data)
    (failure,) = read_all(tmp_path / f"a.txt.{ending}")
    assert isinstance(failure, Failure)
    assert (failure.error, "more than once" in failure.message) == ("binary", True)


def test_text_that_packs_well_is_read(tmp_path: Path) -> None:
    line = json.dumps({"text": "The army left the town on Tuesday. " * 60}).encode() + b"\n"
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line * 3_000))
    assert sum(isinstance(each, RawDocument) for each in read(Source("a", str(tmp_path / "a.jsonl.gz")))) == 3_000


# --- sizes ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_gigantic_line_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 20_000)
    lines = ['{"text": "One."}', '{"text": "' + "x" * 300_000 + '"}', '{"text": "Two."}']
    (tmp_path / "a.jsonl").write_bytes("\n".join(lines).encode(encoding))
    found = read_all(tmp_path / "a.jsonl")
    assert [each.text if isinstance(each, RawDocument) else (each.error, each.line) for each in found] == [
        "One.",
        ("too_large", 2),
        "Two.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("cell", ["x" * 300_000, '"' + "x\n" * 150_000], ids=["line", "cell"])
def test_a_gigantic_row_ends_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, cell: str
) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 20_000)
    monkeypatch.setattr(records, "_CELL", 20_000)
    (tmp_path / "a.csv").write_bytes(f"id,text\n1,One.\n2,{cell}".encode(encoding))
    first, second = read_all(tmp_path / "a.csv")
    assert isinstance(first, RawDocument)
    assert isinstance(second, Failure)
    assert second.error in ("too_large", "broken_csv")
    assert second.message.endswith("The rest of the file is not read")


@pytest.mark.parametrize("text", ["[" * 200_000, '{"text": ' + "[" * 200_000, '{"a":' * 100_000])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_deep_json_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert failures(read_all(tmp_path / name)) == ["broken_json"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_of_very_many_values_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"text": "One.", "x": [' + "[]," * 3_000_000 + "0]}")
    (found,) = read_all(tmp_path / name)
    assert isinstance(found, Failure)
    assert (found.error, "values" in found.message) == ("too_large", True)


def test_a_sidecar_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 1_000)
    (tmp_path / "a.txt").write_text("The army left.")
    (tmp_path / "a.meta.json").write_text('{"title": "' + "x" * 5_000 + '"}')
    assert failures(read_all(tmp_path / "a.txt")) == ["broken_sidecar"]


# --- names ---


@pytest.mark.parametrize("name", NAMES)
def test_an_id_is_a_name_and_no_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": name, "text": "The army left."}))
    (found,) = read_all(tmp_path / "a.jsonl")
    assert isinstance(found, RawDocument)
    assert (found.id, found.path) == (name, str(tmp_path / "a.jsonl"))


@pytest.mark.parametrize("name", ["a\x00b", "a\nb", "\x1b[2J", "\x9b2J", "x" * 5_000])
def test_an_id_that_no_file_and_no_line_can_hold_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": name, "text": "The army left."}))
    assert failures(read_all(tmp_path / "a.jsonl")) == ["bad_id"]


def test_half_a_character_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The army left.")
    (tmp_path / "a.meta.json").write_text('{"title": "\\ud800", "\\udfff": ["\\ud800"]}')
    (found,) = read_all(tmp_path / "a.txt")
    assert isinstance(found, RawDocument)
    assert found.meta == {"title": "\ufffd", "\ufffd": ["\ufffd"]}


def test_a_heading_of_stray_bytes_is_told_in_good_characters(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,\xff\xfe\xfd,x\n1,2,3\n" + b"x" * 100)
    (found,) = read_all(tmp_path / "a.csv")
    assert isinstance(found, Failure)
    found.message.encode()


@pytest.mark.skipif(os.name != "posix", reason="names of files are text here")
def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"a\xff.txt")).write_text("The army left.")
    except OSError:
        pytest.skip("this file system takes no such names")
    (found,) = sources([str(tmp_path)])
    assert isinstance(found, Failure)
    assert (found.error, found.doc) == ("bad_name", "a\ufffd")


# --- links ---


@pytest.fixture
def circles(tmp_path: Path) -> Path:
    """A folder with a text and links that lead round in circles, to themselves, and nowhere."""
    folder = tmp_path / "texts"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("The army left.")
    (folder / "sub" / "b.txt").write_text("The army stayed.")
    for number in range(3):
        (folder / f"round{number}").symlink_to(folder, target_is_directory=True)
        (folder / "sub" / f"up{number}").symlink_to("..", target_is_directory=True)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    return folder


@pytest.mark.parametrize("pattern", ["", "/**", "/**/*", "/**/*.txt"])
def test_links_in_circles_are_not_followed(circles: Path, pattern: str) -> None:
    found = [source for source in sources([f"{circles}{pattern}"]) if isinstance(source, Source)]
    texts = [document for source in found for document in read(source)]
    assert {document.text for document in texts if isinstance(document, RawDocument)} == {
        "The army left.",
        "The army stayed.",
    }
    assert set(failures(texts)) <= {"unreadable"}
    assert len(texts) <= 4


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_text("The army left.")
    found = list(sources([str(tmp_path)]))
    assert [source.id for source in found if isinstance(source, Source)] == ["a"]
