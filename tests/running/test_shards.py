"""Single shards: listeners, crashes, the engine that is not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from spacy.tokens import Doc

from pipeline.documents import RawDocument
from pipeline.running import local
from pipeline.running.cluster import check_ray
from pipeline.running.jobs import EngineError, Fatal, Job, Setup, read_failures
from pipeline.running.model import ModelError
from pipeline.running.plan import Item, Shard, cut
from pipeline.running.shards import Bench, _ShardRun
from pipeline.running.sources import SPOOL
from pipeline.running.stages import NAMES
from pipeline.running.store import FolderStore, lines_of

PRINTS = {name: name for name in NAMES}


def prepared(folder: Path, pack: Path, *texts: str, packing: str = "") -> tuple[Setup, Job, Shard]:
    """A shard with these texts, ready to be worked on."""
    items = []
    with (folder / SPOOL).open("wb") as spool:
        for number, text in enumerate(texts):
            data = msgspec.json.encode(RawDocument(f"d{number}", text, "text", f"d{number}.txt"))
            items.append(Item(f"d{number}", f"hash {number}", SPOOL, spool.tell(), len(data)))
            spool.write(data)
    (shard,) = cut(items, PRINTS, NAMES, 1000, packing)
    return Setup(str(folder), str(folder), str(pack), PRINTS), Job(0, shard.items, shard.files), shard


@pytest.mark.parametrize("stage", ["clean", "actors"])
def test_a_document_that_ended_a_process_is_not_touched_in_that_stage(tmp_path: Path, pack: Path, stage: str) -> None:
    setup, job, shard = prepared(tmp_path, pack, "Reds hits Blues.", "Blues hits Reds.")
    job.fatal = {"d1": Fatal(stage, "crash", "it ended a process")}
    done = Bench(setup).run(job)
    assert (done.stages["relations"].documents, done.failed) == (1, 1)
    (failure,) = read_failures(FolderStore(tmp_path), shard.files[stage])
    assert (failure.doc, failure.stage, failure.error, failure.message) == ("d1", stage, "crash", "it ended a process")


@pytest.mark.parametrize("alone", [False, True])
def test_work_is_noted_before_it_begins(tmp_path: Path, pack: Path, alone: bool) -> None:
    setup, job, _ = prepared(tmp_path, pack, "Reds hits Blues.", "Blues hits Reds.")
    job.alone = alone
    noted: list[tuple[list[str], str]] = []
    Bench(setup, lambda docs, stage, size: noted.append((docs, stage))).run(job)
    groups = [docs for docs, stage in noted if stage == "actors"]
    assert groups == ([["d0"], ["d1"]] if alone else [["d0", "d1"]])
    assert noted[-1] == ([], "")


def test_texts_of_one_length_go_together(tmp_path: Path, pack: Path) -> None:
    setup, job, shard = prepared(tmp_path, pack, *("Reds hits Blues. " * many for many in (90, 1, 80, 2)))
    noted: list[list[str]] = []
    bench = Bench(
        msgspec.structs.replace(setup, batch=2), lambda docs, stage, _: noted.append(docs * (stage == "sentences"))
    )
    bench.run(job)
    assert [docs for docs in noted if docs] == [["d1", "d3"], ["d2", "d0"]]
    lines = lines_of(FolderStore(tmp_path), shard.files["relations"])
    assert [msgspec.json.decode(line)["id"] for line in lines] == ["d0", "d1", "d2", "d3"]


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_packed_shards_hold_the_same_lines(tmp_path: Path, pack: Path, packing: str) -> None:
    lines = []
    for each in ("", packing):
        setup, job, shard = prepared(tmp_path, pack, "Reds hits Blues.", packing=each)
        Bench(setup).run(job)
        assert shard.files["clean"].endswith(f"clean.jsonl{each and '.' + each}")
        lines.append(list(lines_of(FolderStore(tmp_path), shard.files["relations"])))
    assert lines[0] == lines[1]


def test_an_input_that_is_gone_is_a_failure_of_the_moment(tmp_path: Path, pack: Path) -> None:
    setup, job, shard = prepared(tmp_path, pack, "Reds hits Blues.")
    job.items[0].file = str(tmp_path / "gone.txt")
    Bench(setup).run(job)
    (failure,) = read_failures(FolderStore(tmp_path), shard.files["clean"])
    assert failure.error == "changed"


def test_inputs_can_come_with_the_job(tmp_path: Path, pack: Path) -> None:
    setup, job, _ = prepared(tmp_path, pack, "Reds hits Blues.")
    job.inputs = {"d0": (tmp_path / SPOOL).read_bytes()}
    (tmp_path / SPOOL).unlink()
    assert Bench(setup).run(job).stages["relations"].documents == 1


def test_jobs_travel_between_processes(tmp_path: Path, pack: Path) -> None:
    _, job, _ = prepared(tmp_path, pack, "Reds hits Blues.")
    assert msgspec.json.decode(msgspec.json.encode(job), type=Job) == job


def test_ray_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.running.cluster.find_spec", lambda name: None)
    with pytest.raises(EngineError, match=r"pip install -e '.\[ray\]'"):
        check_ray()


def test_workers_have_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    local.one_thread()
    assert os.environ["OMP_NUM_THREADS"] == "1"


def test_a_model_that_cannot_be_loaded_ends_the_run(tmp_path: Path, pack: Path) -> None:
    setup, job, _ = prepared(tmp_path, pack, "Reds hits Blues.")
    with pytest.raises(ModelError, match="no model 'nowhere'"):
        Bench(msgspec.structs.replace(setup, model="nowhere")).run(job)


def test_a_text_of_nothing_has_a_code(tmp_path: Path, pack: Path) -> None:
    setup, job, shard = prepared(tmp_path, pack, "* * *\n\n---")
    Bench(setup).run(job)
    (failure,) = read_failures(FolderStore(tmp_path), shard.files["clean"])
    assert (failure.stage, failure.error) == ("clean", "no_text")


def test_rules_alone_are_given_no_networks(tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setup, job, shard = prepared(tmp_path, pack, "Reds hits Blues.")
    Bench(setup).run(job)
    expected = (tmp_path / shard.files["relations"]).read_bytes()
    for stage in ("actors", "relations"):
        (tmp_path / shard.files[stage]).unlink()
    bench, ran = Bench(setup), list[str]()
    pipe = _ShardRun._pipe

    def noting(self: _ShardRun, name: str, docs: list[Doc], *, encode_again: bool) -> Iterator[Doc]:
        ran.append(name)
        return pipe(self, name, docs, encode_again=encode_again)

    monkeypatch.setattr(_ShardRun, "_pipe", noting)
    bench.run(job)
    assert ran == ["actors", "relations"]
    assert "sitrep_entities" not in bench.nlp.component_names
    assert (tmp_path / shard.files["relations"]).read_bytes() == expected
    bench.prepare("entities")
    assert "sitrep_entities" in bench.nlp.component_names
