"""More rows than memory holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.sorting import Sorter

ROWS = st.lists(st.tuples(st.binary(max_size=6), st.binary(max_size=9)))


@given(ROWS, st.sampled_from([0.0002, 0.001, 1.0]))
def test_rows_come_sorted_by_key_and_else_as_they_came(rows: list[tuple[bytes, bytes]], megabytes: float) -> None:
    with Sorter(megabytes) as sorter:
        for row in rows:
            sorter.add(*row)
        assert list(sorter) == sorted(rows, key=lambda row: row[0])


def test_few_rows_leave_the_disk_alone(tmp_path: Path) -> None:
    with Sorter(1.0, tmp_path / "here") as sorter:
        sorter.add(b"b", b"2")
        sorter.add(b"a", b"1")
        assert list(sorter) == [(b"a", b"1"), (b"b", b"2")]
        assert not (tmp_path / "here").exists()


def test_files_vanish_when_it_is_done(tmp_path: Path) -> None:
    with Sorter(0.0002, tmp_path) as sorter:
        for number in range(20):
            sorter.add(b"%02d" % number, b"x")
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def test_files_vanish_when_it_fails(tmp_path: Path) -> None:
    def fail() -> None:
        with Sorter(0.0002, tmp_path) as sorter:
            for number in range(20):
                sorter.add(b"%02d" % number, b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not list(tmp_path.iterdir())


def test_more_files_than_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.facts.sorting._WIDTH", 3)
    with Sorter(0.0002) as sorter:
        for number in reversed(range(50)):
            sorter.add(b"%02d" % number, b"x")
        assert [key for key, _ in sorter] == [b"%02d" % number for number in range(50)]
