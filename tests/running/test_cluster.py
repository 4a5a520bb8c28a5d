"""A Ray cluster of several nodes on this machine, and an object store on it: the same files as one process gives."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipeline.running import cluster, runner
from pipeline.running.jobs import EngineError
from pipeline.running.results import read_run
from pipeline.running.runner import Options, Summary, run
from pipeline.running.settings import RunningSettings, Settings
from pipeline.running.stages import NAMES
from pipeline.running.store import ObjectStore, StoreError, lines_of, open_store

FILES = [*(f"{name}.jsonl" for name in NAMES), "facts.jsonl", "facts.csv", "facts.parquet", "errors.jsonl"]
ROOT = str(Path(__file__).resolve().parents[2])


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    running = RunningSettings(1, 3, 2, 5_000, document_seconds=2)
    monkeypatch.setattr(runner, "load_settings", lambda: Settings(running=running))


@pytest.fixture(scope="module")
def nodes(faulty_pack: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Three nodes with a processor each; the driver is connected to the first."""
    ray = pytest.importorskip("ray", reason="needs the extra 'ray'")
    with contextlib.suppress(pytest.skip.Exception):  # the nodes inherit where the object store is
        request.getfixturevalue("bucket")
    from ray.cluster_utils import Cluster

    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    arguments = {"num_cpus": 1, "object_store_memory": 100 << 20, "include_dashboard": False}
    found = Cluster(initialize_head=True, head_node_args=arguments)
    paths = os.pathsep.join([ROOT, *filter(None, sys.path)])
    ray.init(address=found.address, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": paths}})
    arguments.pop("include_dashboard")
    found.arguments = arguments
    for _ in range(2):
        found.add_node(**arguments)
    found.wait_for_nodes()
    yield found
    ray.shutdown()
    found.shutdown()


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """An S3-compatible server on this machine, with a bucket of its own; its address is in the environment."""
    for module in ("moto.server", "s3fs"):
        pytest.importorskip(module, reason="needs moto[server] and s3fs")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    variables = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": address,
    }
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _wait_for(address)
        import fsspec

        fsspec.filesystem("s3").mkdir("runs")
        yield "s3://runs"
        server.kill()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Texts for some forty shards, of several formats."""
    folder = tmp_path / "many"
    folder.mkdir()
    with (folder / "a.jsonl").open("w") as file:
        for number in range(110):
            text = f"Reds hits Group{number}. " + "It was quiet on the road. " * 60
            file.write(json.dumps({"id": f"r{number:05}", "text": text}) + "\n")
    (folder / "b.txt").write_text("Reds hits Blues. It was late.")
    (folder / "c.csv").write_text("id,text\nc1,Blues hits Reds.\nc2,\n")
    return folder


def single(texts: Path, out: Path, pack: Path) -> dict[str, bytes]:
    run([str(texts)], out, Options(str(pack), here=True))
    return contents(out)


# --- Ray ------------------------------------------------------------------------------------------------------------


def test_a_cluster_that_loses_a_node_gives_the_same_files(
    nodes: Any, many: Path, plain_pack: Path, tmp_path: Path
) -> None:
    expected = single(many, tmp_path / "one", plain_pack)
    victim = nodes.add_node(**nodes.arguments)
    told: list[str] = []
    removed: list[int] = []

    def progress(done: int, total: int) -> None:
        if done > 12 and not removed:
            nodes.remove_node(victim, allow_graceful=False)
            removed.append(done)

    summary = run([str(many)], tmp_path / "ray", Options(str(plain_pack), 4, "ray"), progress, told.append)
    assert removed
    assert (summary.total, summary.failed) == (113, 1)
    assert contents(tmp_path / "ray") == expected


@pytest.mark.usefixtures("nodes")
def test_poison_costs_a_cluster_itself_alone(texts: Path, faulty_pack: Path, tmp_path: Path) -> None:
    (texts / "t03.txt").write_text("Now please spin around.")
    (texts / "t07.txt").write_text("Now please die at once.")
    summary = run([str(texts)], tmp_path / "out", Options(str(faulty_pack), 2, "ray"))
    lines = map(json.loads, (tmp_path / "out" / "errors.jsonl").read_text().splitlines())
    assert {line["doc"]: line["error"] for line in lines} == {"t03": "timeout", "t07": "crash"}
    assert summary.out == 10


@pytest.mark.usefixtures("nodes")
def test_a_second_run_on_a_cluster_asks_it_for_nothing(texts: Path, plain_pack: Path, tmp_path: Path) -> None:
    options = Options(str(plain_pack), 1, "ray")
    run([str(texts)], tmp_path, options)
    (texts / "t05.txt").write_text("Blues hits Reds.")
    assert _computed(run([str(texts)], tmp_path, options)) == [1] * len(NAMES)
    assert _computed(run([str(texts)], tmp_path, options)) == [0] * len(NAMES)


def _computed(summary: Summary) -> list[int]:
    return [tally.computed for tally in summary.stages.values()]


@pytest.mark.usefixtures("nodes")
def test_machines_that_do_not_see_the_folder_are_told(
    texts: Path, plain_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_SEEN", "unseen")  # the actors look for another file
    with pytest.raises(EngineError, match=r"does not see .*: give an --out that all machines see, or --shards s3://"):
        run([str(texts)], tmp_path, Options(str(plain_pack), 1, "ray"))


@pytest.mark.usefixtures("nodes")
def test_a_cluster_writes_to_an_object_store(bucket: str, many: Path, plain_pack: Path, tmp_path: Path) -> None:
    expected = single(many, tmp_path / "one", plain_pack)
    where = f"{bucket}/ray"
    run([str(many)], tmp_path / "ray", Options(str(plain_pack), 2, "ray", shards=where))
    assert contents(tmp_path / "ray") == expected
    assert len(list(open_store(where).names())) > 100
    assert not list((tmp_path / "ray" / "shards").glob("*.clean.jsonl"))


def test_the_example_of_a_cluster_is_one() -> None:
    util = pytest.importorskip("ray.autoscaler._private.util", reason="needs the extra 'ray'")
    example = YAML(typ="safe", pure=True).load(Path(ROOT, "docs", "examples", "ray-cluster.yaml"))
    util.validate_config(util.prepare_config(example))
    assert example["available_node_types"]["worker"]["max_workers"] > 0


# --- object stores --------------------------------------------------------------------------------------------------


def test_an_object_store_in_place_of_the_folder(bucket: str, texts: Path, plain_pack: Path, tmp_path: Path) -> None:
    options = Options(str(plain_pack), here=True, shards=f"{bucket}/one", packing="zst")
    run([str(texts)], tmp_path / "out", options)
    single(texts, tmp_path / "fresh", plain_pack)
    assert list(read_run(tmp_path / "out")) == list(read_run(tmp_path / "fresh"))
    (texts / "t05.txt").write_text("Blues hits Reds.")
    (texts / "t03.txt").unlink()
    assert _computed(run([str(texts)], tmp_path / "out", options)) == [1] * len(NAMES)
    assert _computed(run([str(texts)], tmp_path / "out", options)) == [0] * len(NAMES)
    single(texts, tmp_path / "fresh", plain_pack)
    assert (tmp_path / "out" / "facts.jsonl").read_bytes() == (tmp_path / "fresh" / "facts.jsonl").read_bytes()


def test_parts_in_an_object_store_are_read(bucket: str, texts: Path, plain_pack: Path, tmp_path: Path) -> None:
    run([str(texts)], tmp_path, Options(str(plain_pack), here=True, shards=f"{bucket}/parts", parts=True))
    assert len(list(read_run(tmp_path))) == 12


def test_files_of_others_are_left_alone(bucket: str) -> None:
    store = open_store(f"{bucket}/mixed")
    store.write("0123456789abcdef.clean.jsonl", [b"{}"])
    store.write("notes.txt", [b"mine"])
    assert sorted(open_store(f"{bucket}/mixed").names()) == ["0123456789abcdef.clean.jsonl", "notes.txt"]
    assert [runner._is_of_a_shard(name) for name in sorted(store.names())] == [True, False]


def test_what_is_asked_of_an_object_store_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fsspec", reason="needs the extra 'ray'")
    monkeypatch.setattr("pipeline.running.store._PAUSES", (0, 0))
    store = ObjectStore("memory://somewhere")
    failures = [OSError("slow down"), OSError("slow down")]
    pipe = store._files.pipe_file

    def sometimes(*arguments: Any) -> None:
        if failures:
            raise failures.pop()
        pipe(*arguments)

    monkeypatch.setattr(store._files, "pipe_file", sometimes)
    store.write("a.jsonl.gz", [b"1", b"2"])
    assert list(lines_of(store, "a.jsonl.gz")) == [b"1\n", b"2\n"]
    assert store.has("a.jsonl.gz")
    store.remove("a.jsonl.gz")
    store.remove("a.jsonl.gz")
    assert not store.has("a.jsonl.gz")


def test_an_address_that_nobody_knows_is_refused() -> None:
    pytest.importorskip("fsspec", reason="needs the extra 'ray'")
    with pytest.raises(StoreError, match="nowhere://x"):
        open_store("nowhere://x")
