"""Whole runs: the files, what is kept, what is done again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from pipeline.documents import Document, RawDocument
from pipeline.running import runner, shards
from pipeline.running.jobs import Done, Job
from pipeline.running.plan import read_plan
from pipeline.running.results import RunError, plan_file, read_run, run_facts
from pipeline.running.runner import Options, Summary, run
from pipeline.running.settings import FactSettings, RunningSettings, Settings
from pipeline.running.stages import NAMES

FACTS = ["facts.jsonl", "facts.csv", "facts.parquet", "facts_review.jsonl"]
FILES = [*(f"{name}.jsonl" for name in NAMES), *FACTS, "errors.jsonl"]
SCHEMAS = Path(runner.__file__).parents[1] / "schemas"


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of about three documents, and fingerprints that do not change while somebody edits the code."""
    monkeypatch.setattr(runner, "of_stages", lambda *_: {name: name for name in NAMES})
    monkeypatch.setattr(runner, "load_settings", lambda: Settings(running=RunningSettings(1, 3, 2, 500)))


def contents(out: Path) -> dict[str, bytes]:
    """The bytes of a run's files."""
    return {name: (out / name).read_bytes() for name in FILES if name != "facts.parquet"}


def computed(summary: Summary) -> dict[str, int]:
    """How many documents each stage worked on."""
    return {name: tally.computed for name, tally in summary.stages.items()}


def go(texts: Path, out: Path, pack: Path, **options: Any) -> Summary:
    """Run the tiny pack, in this process where no workers are asked for."""
    return run([str(texts)], out, Options(model=str(pack), **{"here": "workers" not in options, **options}))


def test_a_run_leaves_all_its_files(texts: Path, pack: Path, tmp_path: Path) -> None:
    summary = go(texts, tmp_path / "out", pack)
    assert (summary.total, summary.out, summary.failed, summary.facts) == (12, 12, 0, 12)
    assert all((tmp_path / "out" / name).is_file() for name in FILES)
    protocol = json.loads((tmp_path / "out" / "run.json").read_text())
    assert protocol["documents"] == {"in": 12, "out": 12, "skipped": 0, "failed": 0}
    assert protocol["stages"]["relations"]["words"] > 100


def test_documents_come_in_the_order_of_their_ids(texts: Path, pack: Path, tmp_path: Path) -> None:
    go(texts, tmp_path / "out", pack)
    ids = [record.id for record in read_run(tmp_path / "out", "entities")]
    assert ids == sorted(ids)
    assert len(ids) == 12


@pytest.mark.parametrize(("name", "schema"), [("relations.jsonl", "document"), ("facts.jsonl", "fact")])
def test_lines_are_valid(texts: Path, pack: Path, tmp_path: Path, name: str, schema: str) -> None:
    go(texts, tmp_path / "out", pack)
    validator = jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text()))
    for line in (tmp_path / "out" / name).read_text().splitlines():
        validator.validate(json.loads(line))


def test_a_second_run_does_nothing(texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    go(texts, out, pack)
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*.jsonl") if file.stem not in ("plan", "intake")}
    monkeypatch.setattr(shards.Bench, "run", None)
    summary = go(texts, out, pack)
    assert computed(summary) == dict.fromkeys(NAMES, 0)
    assert summary.out == 12
    after = {file: file.stat().st_mtime_ns for file in before if file.name != "errors.jsonl"}
    assert after.items() <= before.items()


def test_a_new_document_costs_one_document(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(texts, out, pack)
    (texts / "t05b.txt").write_text("Reds hits Blues. It was late in the evening.")
    summary = go(texts, out, pack)
    assert computed(summary) == dict.fromkeys(NAMES, 1)
    go(texts, tmp_path / "fresh", pack)
    assert contents(out) == contents(tmp_path / "fresh")


def test_a_changed_stage_costs_the_stages_from_it_on(
    texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    go(texts, out, pack)
    monkeypatch.setattr(runner, "of_stages", lambda *_: {name: name for name in NAMES} | {"actors": "changed"})
    assert computed(go(texts, out, pack)) == {"clean": 0, "sentences": 0, "entities": 0, "actors": 12, "relations": 12}


def test_a_changed_document_is_replaced_everywhere(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(texts, out, pack)
    (texts / "t05.txt").write_text("Blues hits Greens. It was late in the evening.")
    assert computed(go(texts, out, pack)) == dict.fromkeys(NAMES, 1)
    go(texts, tmp_path / "fresh", pack)
    assert contents(out) == contents(tmp_path / "fresh")
    assert b"Groupfx" not in b"".join(contents(out).values())


@pytest.mark.parametrize("first", ["boom", "Reds"])
def test_a_mended_document_fails_no_longer(texts: Path, pack: Path, tmp_path: Path, first: str) -> None:
    second = {"boom": "Reds", "Reds": "boom"}[first]
    for text in (first, second):
        (texts / "t05.txt").write_text(f"{text} hits Greens. It was late in the evening.")
        summary = go(texts, tmp_path / "out", pack)
        assert summary.failed == (text == "boom")
    go(texts, tmp_path / "fresh", pack)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_removed_document_is_gone(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(texts, out, pack)
    (texts / "t03.txt").unlink()
    go(texts, out, pack)
    assert "t03" not in {record.id for record in read_run(out)}
    assert len(list(run_facts(out))) == 11


def test_force_does_all_again(texts: Path, pack: Path, tmp_path: Path) -> None:
    go(texts, tmp_path / "out", pack)
    before = contents(tmp_path / "out")
    assert computed(go(texts, tmp_path / "out", pack, force=True)) == dict.fromkeys(NAMES, 12)
    assert contents(tmp_path / "out") == before


def test_facts_below_their_threshold_wait_for_review(
    texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubted = Settings(running=RunningSettings(1, 3, 2, 500), facts=FactSettings(thresholds={"ATTACK": 0.99}))
    monkeypatch.setattr(runner, "load_settings", lambda: doubted)
    summary = go(texts, tmp_path / "out", pack)
    assert (summary.facts, summary.facts_review) == (0, 12)
    protocol = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (protocol["facts"], protocol["facts_review"]) == (0, 12)
    validator = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "fact.schema.json").read_text()))
    lines = (tmp_path / "out" / "facts_review.jsonl").read_text().splitlines()
    for line in lines:
        validator.validate(json.loads(line))
    assert len(lines) == 12
    assert go(texts, tmp_path / "out", pack).facts_review == 12


def test_what_waits_on_the_disk_while_merging_changes_nothing(
    texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(texts, tmp_path / "whole", pack)
    little = Settings(running=RunningSettings(1, 3, 2, 500), facts=FactSettings(megabytes=0.001))
    monkeypatch.setattr(runner, "load_settings", lambda: little)
    go(texts, tmp_path / "little", pack)
    assert contents(tmp_path / "little") == contents(tmp_path / "whole")
    assert not (tmp_path / "little" / "shards" / "merging").exists()


@pytest.mark.parametrize("first", NAMES[1:])
def test_a_stage_alone_gives_what_the_whole_run_gives(texts: Path, pack: Path, tmp_path: Path, first: str) -> None:
    whole, alone = tmp_path / "whole", tmp_path / "alone"
    go(texts, whole, pack)
    run([str(whole)], alone, Options(model=str(pack), first=first, here=True))
    for name in [*NAMES[NAMES.index(first) :], "facts"]:
        assert (alone / f"{name}.jsonl").read_bytes() == (whole / f"{name}.jsonl").read_bytes()


def test_from_a_stage_in_the_runs_own_folder(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(texts, out, pack)
    before = contents(out)
    assert computed(go(texts, out, pack, first="actors")) == {
        "clean": 0,
        "sentences": 0,
        "entities": 0,
        "actors": 12,
        "relations": 12,
    }
    run([str(out)], out, Options(model=str(pack), first="relations", here=True))
    assert computed(go(texts, out, pack)) == dict.fromkeys(NAMES, 0)
    assert contents(out) == before


def test_up_to_a_stage_and_on(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert go(texts, out, pack, last="entities").facts is None
    assert not (out / "actors.jsonl").exists()
    assert computed(go(texts, out, pack))["entities"] == 0


def test_a_file_of_the_wrong_stage_is_refused(texts: Path, pack: Path, tmp_path: Path) -> None:
    go(texts, tmp_path / "out", pack)
    with pytest.raises(RunError, match="starts from a file of the stage 'entities'"):
        run([str(tmp_path / "out" / "clean.jsonl")], tmp_path / "x", Options(model=str(pack), first="actors"))


def test_workers_make_no_difference(texts: Path, plain_pack: Path, tmp_path: Path) -> None:
    for number in range(12, 24):
        (texts / f"t{number:02}.txt").write_text(f"Reds hits Group{chr(97 + number)}x. It was quiet.")
    go(texts, tmp_path / "one", plain_pack, workers=1)
    go(texts, tmp_path / "two", plain_pack, workers=2)
    assert len(list(read_plan(plan_file(tmp_path / "two")))) >= 2
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_failing_documents_are_put_aside(texts: Path, pack: Path, tmp_path: Path) -> None:
    (texts / "t04.txt").write_text("Here it goes boom. Reds hits Blues.")
    (texts / "t06.txt").write_text("far too long. " * 100)
    (texts / "t08.txt").write_bytes(b"\x00\x01\x02\x00" * 100)
    (texts / "t09.txt").write_text("")
    summary = go(texts, tmp_path / "out", pack)
    assert (summary.total, summary.out, summary.failed) == (12, 8, 4)
    lines = [json.loads(line) for line in (tmp_path / "out" / "errors.jsonl").read_text().splitlines()]
    found = {line["doc"]: line for line in lines}
    assert (found["t04"]["stage"], found["t04"]["error"]) == ("relations", "crash")
    place = r"RuntimeError in conftest\.py, line \d+, under shards\.py, line \d+ \(quote_errors in .*"
    assert re.fullmatch(place, found["t04"]["message"])
    assert found["t04"]["path"].endswith("t04.txt")
    assert "1,399 characters, the limit is 500" in found["t06"]["message"]
    codes = {name: (line["stage"], line["error"]) for name, line in found.items() if name != "t04"}
    assert codes == {"t06": ("clean", "too_large"), "t08": ("reading", "binary"), "t09": ("reading", "empty")}
    assert go(texts, tmp_path / "out", pack).failed == 4


def test_a_failing_document_costs_its_batch_nothing(texts: Path, pack: Path, tmp_path: Path) -> None:
    go(texts, tmp_path / "all", pack)
    (texts / "t04.txt").write_text("Here it goes boom.")
    go(texts, tmp_path / "out", pack)
    whole = {record.id: record for record in read_run(tmp_path / "all")}
    assert all(whole[record.id] == record for record in read_run(tmp_path / "out"))


def test_repeats_are_skipped_and_told(texts: Path, pack: Path, tmp_path: Path) -> None:
    for name, text in (("one", "Reds hits Blues."), ("two", "Reds hits Blues."), ("three", "Blues hits Reds.")):
        (texts / f"{name}.jsonl").write_text(json.dumps({"id": "a", "text": text}))
    summary = go(texts, tmp_path / "out", pack)
    assert (summary.total, summary.out, summary.skipped) == (15, 14, 1)
    assert sum("'a'" in note or "repeats" in note for note in summary.notes) == 2


def test_parts_stay_apart_and_are_read(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(texts, out, pack, parts=True)
    assert not (out / "relations.jsonl").exists()
    assert len(list(read_run(out))) == 12


def test_a_run_that_was_cut_off_goes_on(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def stop(done: int, total: int) -> None:
        if done > 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([str(texts)], out, Options(model=str(pack), here=True), stop)
    summary = go(texts, out, pack)
    assert 0 < computed(summary)["relations"] < 12
    go(texts, tmp_path / "fresh", pack)
    assert contents(out) == contents(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("options", "message"),
    [({"engine": "spark"}, "the engines are local, ray"), ({"first": "parse"}, "no stage 'parse'")],
)
def test_wrong_options(texts: Path, pack: Path, tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        go(texts, tmp_path / "out", pack, **options)


def test_the_protocol_is_of_json_types(texts: Path, pack: Path, tmp_path: Path) -> None:
    go(texts, tmp_path / "out", pack)
    assert msgspec.json.decode((tmp_path / "out" / "run.json").read_bytes())["facts"] == 12


def protocol(out: Path) -> dict[str, Any]:
    """What run.json says."""
    found: dict[str, Any] = json.loads((out / "run.json").read_text())
    return found


def test_texts_without_a_day_are_counted_and_told(texts: Path, pack: Path, tmp_path: Path) -> None:
    (texts / "t03.meta.json").write_text('{"published": "2016-11-01"}')
    (texts / "t04.meta.json").write_text('{"published": "some day"}')
    for _ in range(2):  # also where nothing is left to do
        summary = go(texts, tmp_path / "out", pack)
        assert (summary.undated, summary.unreadable_dates) == (11, 1)
        told = "11 of 12 texts have no day of publication; relative dates stay open (--published DAY)"
        assert summary.notes == ["t04: published: no day that can be read (notes in its meta have it)", told]
        found = protocol(tmp_path / "out")
        assert (found["undated"], found["unreadable_dates"], found["notes"]) == (11, 1, summary.notes)


def test_a_given_day_leaves_nothing_to_say(texts: Path, pack: Path, tmp_path: Path) -> None:
    summary = go(texts, tmp_path / "out", pack, published="2016-11-01")
    assert (summary.undated, summary.notes) == (0, [])


def test_lost_places_are_counted_and_told(
    texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(raw: RawDocument, published: str | None) -> Document:
        return Document(raw.id, raw.text, {"published": "2016-11-01", "unaligned_chars": 2})

    monkeypatch.setattr("pipeline.cleaning.clean", lossy)
    summary = go(texts, tmp_path / "out", pack)
    assert summary.unaligned_characters == protocol(tmp_path / "out")["unaligned_characters"] == 24
    assert summary.notes[0].startswith("24 characters could not be found again")


def test_a_run_does_not_read_its_own_output(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = texts / "output"
    (out / "notes").mkdir(parents=True)
    (out / "notes" / "old.txt").write_text("Reds hits Blues.")
    assert [go(texts, out, pack).total, go(texts, out, pack).total] == [12, 12]
    assert go(texts, tmp_path / "elsewhere", pack).total == 12


def test_a_folder_of_a_run_is_no_source(texts: Path, pack: Path, tmp_path: Path) -> None:
    go(texts, tmp_path / "out", pack)
    with pytest.raises(RunError, match="--from STAGE"):
        go(tmp_path / "out", tmp_path / "x", pack)
    (tmp_path / "out" / "entities.jsonl").unlink()
    (tmp_path / "out" / "shards" / "plan.jsonl").unlink()
    with pytest.raises(RunError, match=r"has no entities\.jsonl for 'actors'"):
        go(tmp_path / "out", tmp_path / "x", pack, first="actors")
    with pytest.raises(RunError, match="read and written at once"):
        go(texts, texts, pack)


def test_a_run_without_documents_is_refused(texts: Path, pack: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    go(texts, tmp_path / "out", pack)
    before = contents(tmp_path / "out")
    with pytest.raises(RunError, match=r"no documents in .*empty"):
        go(tmp_path / "empty", tmp_path / "out", pack)
    assert contents(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["t03"], "1 document of the last run is not among these inputs and was dropped"),
        (["t03", "t04"], "2 documents of the last run are not among these inputs and were dropped"),
    ],
)
def test_dropped_documents_are_told(texts: Path, pack: Path, tmp_path: Path, names: list[str], said: str) -> None:
    go(texts, tmp_path / "out", pack)
    for name in names:
        (texts / f"{name}.txt").unlink()
    assert said in go(texts, tmp_path / "out", pack).notes
    assert said not in go(texts, tmp_path / "out", pack).notes


def test_loading_is_in_no_stages_seconds(
    texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(1_000_000))
    monkeypatch.setattr(shards.time, "perf_counter", lambda: float(next(clock)))
    summary = go(texts, tmp_path / "out", pack)
    loads = len(list(read_plan(plan_file(tmp_path / "out")))) * len(NAMES)
    assert (summary.load_seconds, protocol(tmp_path / "out")["load_seconds"]) == (loads, loads)
    assert {tally.seconds for tally in summary.stages.values()} == {loads / len(NAMES)}


def test_nothing_is_loaded_for_nothing(texts: Path, pack: Path, tmp_path: Path) -> None:
    go(texts, tmp_path / "out", pack)
    assert go(texts, tmp_path / "out", pack).load_seconds == 0


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_stage_files_can_be_packed(texts: Path, pack: Path, tmp_path: Path, packing: str) -> None:
    out, plain = tmp_path / "out", tmp_path / "plain"
    go(texts, plain, pack)
    for name, each in (("first", ""), ("second", packing), ("third", packing)):
        summary = go(texts, out, pack, packing=each)
        assert computed(summary) == dict.fromkeys(NAMES, 12 if name == "first" else 0)
    assert list(read_run(out)) == list(read_run(plain))
    assert not (out / "relations.jsonl").exists()
    assert (out / f"clean.jsonl.{packing}").stat().st_size < (plain / "clean.jsonl").stat().st_size / 2
    assert (out / "facts.jsonl").read_bytes() == (plain / "facts.jsonl").read_bytes()


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_a_stage_starts_from_packed_files(texts: Path, pack: Path, tmp_path: Path, packing: str) -> None:
    go(texts, tmp_path / "out", pack, packing=packing)
    go(tmp_path / "out", tmp_path / "alone", pack, first="actors")
    go(texts, tmp_path / "plain", pack)
    for name in ("actors", "relations", "facts"):
        assert (tmp_path / "alone" / f"{name}.jsonl").read_bytes() == (
            tmp_path / "plain" / f"{name}.jsonl"
        ).read_bytes()


def test_a_stage_starts_from_parts(texts: Path, pack: Path, tmp_path: Path) -> None:
    go(texts, tmp_path / "out", pack, parts=True, shards=str(tmp_path / "elsewhere"))
    go(tmp_path / "out", tmp_path / "alone", pack, first="actors")
    go(texts, tmp_path / "plain", pack)
    assert (tmp_path / "alone" / "facts.jsonl").read_bytes() == (tmp_path / "plain" / "facts.jsonl").read_bytes()


def test_a_text_that_changes_under_the_run_is_taken_by_the_next(
    texts: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = shards.Bench.run

    def meddling(self: shards.Bench, job: Job) -> Done:
        (texts / "t05.txt").write_text("Blues hits Greens. It was late.")
        return bench(self, job)

    with monkeypatch.context() as patch:
        patch.setattr(shards.Bench, "run", meddling)
        summary = go(texts, tmp_path / "out", pack)
    assert (summary.out, summary.failed) == (11, 1)
    assert json.loads((tmp_path / "out" / "errors.jsonl").read_text())["error"] == "changed"
    assert go(texts, tmp_path / "out", pack).failed == 0
    go(texts, tmp_path / "fresh", pack)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_what_is_left_of_a_killed_run_is_removed(texts: Path, pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(texts, out, pack)
    left = [out / ".facts.jsonl.77.part", out / ".clean.jsonl.zst.77.part", out / "shards" / ".x.part"]
    mine = out / ".notes.part"
    for file in (*left, mine):
        file.write_text("")
    go(texts, out, pack)
    assert [file.exists() for file in (*left, mine)] == [False, False, False, True]
