"""Whole files or none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import Document, encode
from pipeline.facts import Fact
from pipeline.output.files import read_documents, read_facts, replacing, safe_name, through, write_facts, write_lines


def test_a_file_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")

    def write() -> None:
        with replacing(file) as stream:
            stream.write(b"new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "old")]


def test_a_library_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def write(part: Path) -> None:
        part.write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        through(tmp_path / "a.bin", write)
    assert list(tmp_path.iterdir()) == []


def test_records_come_back(tmp_path: Path, record: Document) -> None:
    write_lines(tmp_path / "r.jsonl", [encode(record), b"", encode(record)])
    assert list(read_documents(tmp_path / "r.jsonl")) == [record, record]


def test_facts_come_back(tmp_path: Path, facts: list[Fact]) -> None:
    write_facts(tmp_path / "f.jsonl", facts)
    assert list(read_facts(tmp_path / "f.jsonl")) == facts


@pytest.mark.parametrize("read", [read_documents, read_facts])
def test_a_broken_line_is_named(tmp_path: Path, read: object) -> None:
    (tmp_path / "x.jsonl").write_text('\n{"id": 3}\n')
    with pytest.raises(ValueError, match=r"x\.jsonl, line 1: "):
        list(read(tmp_path / "x.jsonl"))  # type: ignore[operator]


@pytest.mark.parametrize("name", ["a", "report-2016.v2", "x" * 150])
def test_a_harmless_id_is_its_own_name(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "../a/b", "a\\b", "a\0b", ".hidden", "x" * 400, "Алеппо", "\ud800", "CON", "nul.txt"]
)
def test_any_other_id_gets_a_mark(name: str) -> None:
    assert safe_name(name) != name
    assert re.fullmatch(r"(?!\.)[\w.%~-]{1,150}", safe_name(name), re.ASCII)


@given(st.sets(st.text("aA./%\0é", max_size=4) | st.text(), max_size=20))
def test_no_two_ids_share_a_name(ids: set[str]) -> None:
    taken: set[str] = set()
    for name in sorted(ids):
        taken.add(safe_name(name, taken).lower())
    assert len(taken) == len(ids)


def test_a_name_that_is_taken_is_not_given_again() -> None:
    long = "x" * 400
    assert safe_name(long, {safe_name(long)}) != safe_name(long)
    assert safe_name("A", {"a"}) != "A"
