"""What comes in: ids, repeats, the order, what is read again and what is not, and how much memory it takes."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.output import files
from pipeline.packing import packed
from pipeline.running import entries as sorting
from pipeline.running import journal
from pipeline.running.entries import Entry
from pipeline.running.intake import Intake
from pipeline.running.lock import LockedError, locked
from pipeline.running.plan import Planner, Previous, read_plan, write_plan
from pipeline.running.sources import FAILURES, JOURNAL, SPOOL, Sources
from pipeline.running.stagefiles import stage_entries
from pipeline.running.stages import NAMES
from pipeline.running.store import FolderStore

PRINTS = {name: name for name in NAMES}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written just now count as settled."""
    monkeypatch.setattr(journal, "_SETTLED", -1.0)


def taken(texts: Path, work: Path, made_of: str = "code") -> tuple[list[Entry], int]:
    """The entries of the documents, and how many files were read for them."""
    sources = Sources([str(texts)], None, work, made_of)
    return list(Intake(work, sources.entries())), sources.read


def lines(file: Path, *records: tuple[str, str]) -> None:
    file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in records))


def test_files_that_were_not_touched_are_not_read_again(texts: Path, work: Path) -> None:
    lines(texts / "z.jsonl", ("a", "One."), ("b", "Two."))
    (texts / "z.jsonl").open("a").write("broken\n")
    first, read = taken(texts, work)
    assert (len(first), read) == (15, 13)
    assert taken(texts, work) == (first, 0)
    assert (work / FAILURES).read_text().count("\n") == 1


@pytest.mark.parametrize("what", ["text", "sidecar", "name", "new", "gone", "code"])
def test_what_was_touched_is_read_again(texts: Path, work: Path, what: str) -> None:
    before, _ = taken(texts, work)
    made_of, expected = "code", 1
    if what == "text":
        status = (texts / "t05.txt").stat()
        (texts / "t05.txt").write_text((texts / "t05.txt").read_text().replace("quiet", "noisy"))
        os.utime(texts / "t05.txt", ns=(status.st_atime_ns, status.st_mtime_ns))  # somebody hides it
    elif what == "sidecar":
        (texts / "t05.meta.json").write_text('{"source": "wire"}')
    elif what == "name":
        (texts / "t05.txt").rename(texts / "t05x.txt")
    elif what == "new":
        (texts / "t05x.txt").write_text("Reds hits Blues.")
    elif what == "gone":
        (texts / "t05.txt").unlink()
        expected = 0
    else:
        made_of, expected = "other code", 12
    after, read = taken(texts, work, made_of)
    assert read == expected
    changed = {entry.id for entry in after if entry.start not in {other.start for other in before}}
    assert changed == {"name": {"t05x"}, "new": {"t05x"}, "gone": set(), "code": set()}.get(what, {"t05"})


def test_a_file_that_was_touched_just_now_is_not_trusted(
    texts: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_SETTLED", 3_600.0)
    assert [taken(texts, work)[1] for _ in range(2)] == [12, 12]


def test_a_journal_that_is_damaged_is_none(texts: Path, work: Path) -> None:
    first, _ = taken(texts, work)
    (work / JOURNAL).write_bytes(b"\x00\x01")
    assert taken(texts, work) == (first, 12)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.csv"])
def test_what_has_no_ranges_is_spooled_every_time(tmp_path: Path, work: Path, name: str) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    data = b"id,text\nx,One.\n" if name == "a.csv" else b'{"id": "x", "text": "One."}\n'
    (folder / name).write_bytes(packed(data, name))
    for _ in range(2):
        (entry,), read = taken(folder, work)
        assert (entry.file, read) == (SPOOL, 1)
        assert b'"One."' in (work / SPOOL).read_bytes()[entry.offset : entry.offset + entry.length]


def test_records_are_ranges_of_their_file(tmp_path: Path, work: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines(file, ("x", "One."), ("y", "Zwei — two."), ("z", "Three."))
    entries, _ = taken(file, work)
    data = file.read_bytes()
    assert [json.loads(data[entry.offset : entry.offset + entry.length])["id"] for entry in entries] == ["x", "y", "z"]
    assert not (work / SPOOL).read_bytes()


def test_two_texts_of_one_id_are_told_apart_and_repeats_left_out(tmp_path: Path, work: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines(file, ("x", "One."), ("x", "Two."), ("y", "Three."), ("x", "Two."), ("x", "One."))
    found = Intake(work, Sources([str(file)], None, work, "").entries())
    ids = [entry.id for entry in found]
    assert ids == sorted(ids)
    assert [name.split("~")[0] for name in ids] == ["x", "x", "y"]
    assert (found.documents, found.skipped, found.total) == (3, 2, 5)
    assert sum("repeats" in note for note in found.notes) == 2
    assert sum("became 'x~" in note for note in found.notes) == 1


def test_a_renamed_document_does_not_take_the_name_of_another(tmp_path: Path, work: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines(file, ("x", "One."), ("x", "Two."))
    taken_name = taken(file, work)[0][1].id
    lines(file, ("x", "One."), ("x", "Two."), (taken_name, "Three."))
    ids = [entry.id for entry in taken(file, work)[0]]
    assert len(set(ids)) == 3
    assert ids == sorted(ids)


def test_many_repeats_are_counted_and_some_told(tmp_path: Path, work: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines(file, *[("x", "One.")] * 100)
    found = Intake(work, Sources([str(file)], None, work, "").entries())
    assert len(list(found)) == 1
    assert (found.skipped, len(found.notes)) == (99, 21)
    assert found.notes[-1] == "… and 79 more documents that repeat others or share an id"


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 2)), max_size=40), st.integers(1, 9))
def test_the_order_does_not_depend_on_how_it_is_sorted(
    tmp_path_factory: pytest.TempPathFactory, found: list[tuple[str, int]], piece: int
) -> None:
    folder = tmp_path_factory.mktemp("sorting")

    def entries() -> Iterator[Entry]:
        return (Entry(name, number, "", str(content)) for number, (name, content) in enumerate(found))

    usual = list(Intake(folder, entries()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "_PIECE", piece)
        patch.setattr(sorting, "_PIECES", 2)
        assert list(Intake(folder, entries())) == usual
    assert not list(folder.iterdir())
    assert len({entry.id for entry in usual}) == len(usual) == len(set(found))


def test_a_stage_file_with_a_document_twice_is_refused(tmp_path: Path, work: Path) -> None:
    file = tmp_path / "clean.jsonl"
    file.write_text('{"id": "x", "text": "", "stages": {"clean": "1"}}\n' * 2)
    with pytest.raises(ValueError, match=r"clean\.jsonl, line 2: the document 'x' is there twice"):
        list(Intake(work, stage_entries([file], "sentences", work), strict=True))


def peak_of_planning(file: Path, work: Path) -> int:
    """The most bytes that Python held while a file was taken in and planned."""
    work.mkdir()
    store = FolderStore(work)
    tracemalloc.start()
    found = Intake(work, Sources([str(file)], None, work, "").entries())
    planner = Planner(Previous(work / "plan", store, PRINTS), store, PRINTS, NAMES, 16)
    write_plan(work / "plan", planner.shards(found))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(len(shard.items) for shard in read_plan(work / "plan")) == planner.documents == found.total
    return peak


def test_memory_does_not_grow_with_the_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "_PIECE", 300)
    monkeypatch.setattr(files, "_BLOCK", 1 << 14)
    peaks = []
    for number in (1_000, 8_000):
        file = tmp_path / "a.jsonl"
        lines(
            file, *((f"r{index * 7919 % number:06}", f"{index}. " + "It was quiet. " * 30) for index in range(number))
        )
        peaks.append(peak_of_planning(file, tmp_path / f"work{number}"))
    assert peaks[1] < 2 * peaks[0]  # of eight times as many documents: an open file for each piece


def test_one_run_at_a_time(tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="this system has no such locks")
    with (
        locked(tmp_path),
        pytest.raises(LockedError, match=f"another run \\(process {os.getpid()}\\) is at work in"),
        locked(tmp_path),
    ):
        pass
    with locked(tmp_path):
        pass
