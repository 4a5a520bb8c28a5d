"""What is kept between processes: made once, made again where it is spoilt, and never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import cache


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SITREP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Maker:
    """Counts how often it is asked."""

    def __init__(self, data: bytes = b"made") -> None:
        self.data, self.asked = data, 0

    def __call__(self) -> bytes:
        self.asked += 1
        return self.data


def test_what_is_kept_is_made_once_for_what_it_is_made_of(home: Path) -> None:
    make = Maker()
    assert [cache.kept("names", "a", make) for _ in range(3)] == [b"made"] * 3
    assert make.asked == 1
    assert cache.kept("names", "b", Maker(b"other")) == b"other"


def test_a_spoilt_file_is_made_again(home: Path) -> None:
    cache.kept("names", "a", Maker())
    (file,) = home.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    make = Maker()
    assert cache.kept("names", "a", make) == b"made"
    assert make.asked == 1


def test_only_a_few_old_files_of_a_name_stay(home: Path) -> None:
    for number in range(20):
        cache.kept("names", str(number), Maker())
    cache.kept("other", "a", Maker())
    assert len(list(home.glob("names-*"))) == 4
    assert len(list(home.glob("other-*"))) == 1


def test_without_a_folder_all_is_made_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SITREP_CACHE", str(tmp_path / "file" / "below"))
    make = Maker()
    assert [cache.kept("names", "a", make) for _ in range(2)] == [b"made"] * 2
    assert make.asked == 2


def test_a_file_that_cannot_be_made_leaves_nothing(home: Path) -> None:
    def fail(part: Path) -> None:
        part.write_bytes(b"half")
        raise OSError("no room")

    assert cache.kept_file("names", ".bin", "a", fail) is None
    assert list(home.iterdir()) == []


def test_a_fingerprint_tells_files_and_borders_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert cache.fingerprint([tmp_path / "a"]) == cache.fingerprint([b"x"])
    assert cache.fingerprint([b"x", b"y"]) != cache.fingerprint([b"xy"])
    assert cache.fingerprint([tmp_path / "none"]) != cache.fingerprint([])
