"""What running costs beside the model: doing nothing again, one article more, workers, large inputs.

    python benchmarks/running.py [again rule workers lines files] [--json FILE] [--texts 10000] [--model en_sitrep_sm]

Every part states its baseline and prints ratios. Seconds are those of processors (of all processes together) unless
they say "clock", so that a busy machine does not distort them; the speed of several workers can only be told by the
clock, on a quiet machine. The texts are sentences of data/sample, shuffled, 5 to 30 in a text.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import ROOT, empty_pack, extract, line, measured, row, run_parts, write_files, write_lines


def computed(told: dict[str, Any]) -> int:
    """How many documents the stages worked on, all stages together."""
    return sum(stage["computed"] for stage in told["stages"].values())


def again(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """A second identical run, one article more, one changed, one less; baseline: the first run, with an empty pack."""
    texts, out, model = folder / "texts", folder / "out", empty_pack(folder / "pack")
    write_files(texts, options.texts)
    time.sleep(2.5)  # files that were touched just now are read again
    rows: dict[str, Any] = {}

    def step(name: str) -> None:
        cost, told = extract(texts, out, model)
        rows[name] = row(cost, computed=computed(told))

    step("first run")
    step("second, the same")
    (texts / "0000" / "more.txt").write_text("The army took the town. It was quiet.", encoding="utf-8")
    step("one article more")
    (texts / "0000" / "more.txt").write_text("The army left the town. It was quiet.", encoding="utf-8")
    step("one changed")
    (texts / "0000" / "more.txt").unlink()
    step("one less")
    baseline = rows["first run"]["seconds"]
    for each in rows.values():
        each["ratio"] = each["seconds"] / baseline
    again, more = rows["second, the same"], rows["one article more"]
    run = f"the first run over {options.texts:,} texts, no model"
    return {
        "texts": options.texts,
        "rows": rows,
        "table": [
            line("the same run again, by the clock", again["clock"], run, "< 2 s for 10,000", " s"),
            line("the same run again", again["ratio"], run),
            line("one article more", more["ratio"], run),
        ],
    }


def rule(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """A changed actor rule; baseline: the first run with the trained pack. And whether a run from nothing is alike."""
    texts, out, fresh, configs = (folder / name for name in ("texts", "out", "fresh", "configs"))
    write_files(texts, options.few)
    shutil.copytree(ROOT / "configs", configs)
    variables = {"SITREP_CONFIGS": str(configs)}
    rows: dict[str, Any] = {}
    for name in ("first run", "a changed actor rule", "a text more", "the same"):
        if name == "a changed actor rule":
            with (configs / "actors.jsonl").open("a", encoding="utf-8") as file:
                file.write('{"id": "actor:bench", "name": "Bench Brigade", "type": "armed_group"}\n')
        if name == "a text more":
            (texts / "0000" / "more.txt").write_text("The Bench Brigade attacked Mosul on Monday.", encoding="utf-8")
        cost, told = extract(texts, out, options.model, **variables)
        stages = {stage: told["stages"][stage]["computed"] for stage in told["stages"]}
        rows[name] = row(cost, computed=stages)
    extract(texts, fresh, options.model, **variables)
    files = ("clean", "sentences", "entities", "actors", "relations", "facts")
    same = all((out / f"{name}.jsonl").read_bytes() == (fresh / f"{name}.jsonl").read_bytes() for name in files)
    for each in rows.values():
        each["ratio"] = each["seconds"] / rows["first run"]["seconds"]
    changed = rows["a changed actor rule"]["ratio"]
    return {
        "texts": options.few,
        "the same bytes as a run from nothing": same,
        "rows": rows,
        "table": [line("a changed actor rule", changed, f"the first run over {options.few} texts, small pack")],
    }


def workers(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Two workers; baseline: one. What starting costs is taken out by the difference of two sizes."""
    rows: dict[str, Any] = {}
    for size in (options.few // 4, options.few):
        write_files(folder / f"texts{size}", size)
        for number in (1, 2):
            cost, _ = extract(folder / f"texts{size}", folder / f"out{size}-{number}", options.model, number)
            rows[f"{size} texts, {number} workers"] = row(cost)

    def grown(number: int, what: str) -> float:
        small, large = (rows[f"{size} texts, {number} workers"][what] for size in (options.few // 4, options.few))
        return float(large - small)

    speed, cost = grown(1, "clock") / grown(2, "clock"), grown(2, "seconds") / grown(1, "seconds")
    return {
        "rows": rows,
        "speed of two by the clock": speed,
        "processor seconds of two": cost,
        "table": [
            line("speed of two workers, by the clock", speed, "one worker", "≥ 1.7 on two quiet cores"),
            line("processor time of two workers", cost, "one worker", "1"),
        ],
    }


_PLANNING = """
import sys, resource
from pathlib import Path
from pipeline.running.intake import Intake
from pipeline.running.plan import Planner, Previous, write_plan
from pipeline.running.sources import Sources
from pipeline.running.stages import NAMES
from pipeline.running.store import FolderStore
folder = Path(sys.argv[2])
folder.mkdir(exist_ok=True)
prints = {name: name for name in NAMES}
store = FolderStore(folder)
intake = Intake(folder, Sources([sys.argv[1]], None, folder, "code").entries())
planner = Planner(Previous(folder / "plan.jsonl", store, prints), store, prints, NAMES, 16)
write_plan(folder / "plan.jsonl", planner.shards(intake))
print(planner.documents)
"""


def planned(inputs: Path, work: Path) -> dict[str, Any]:
    """Take inputs in and plan the work on them, in a process of its own."""
    cost = measured([sys.executable, "-c", _PLANNING, str(inputs), str(work)])
    return row(cost, documents=int(cost.answer))


def lines(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One JSONL, read by ranges of bytes: a tenth of it is the baseline for seconds and memory."""
    rows: dict[str, Any] = {}
    for size in (options.records // 10, options.records):
        file = folder / "all.jsonl"
        write_lines(file, size)
        time.sleep(2.5)  # a file that was touched just now is not remembered
        name = f"{file.stat().st_size / 1e9:.2f} GB"
        rows[name] = {"bytes": file.stat().st_size, **planned(file, folder / f"work{size}")}
        rows[f"{name}, again"] = planned(file, folder / f"work{size}")
        file.unlink()
    return {"rows": rows, **_slopes(rows)}


def files(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Small files, listed, read and planned: a tenth of them is the baseline."""
    rows: dict[str, Any] = {}
    for size in (options.files // 10, options.files):
        write_files(folder / f"texts{size}", size)
        rows[f"{size} files"] = planned(folder / f"texts{size}", folder / f"work{size}")
        shutil.rmtree(folder / f"texts{size}")
    return {"rows": rows, **_slopes(rows)}


def _slopes(rows: dict[str, Any]) -> dict[str, float]:
    """How the costs of the last row grow against the first: seconds by document, and megabytes for a million."""
    small, large = [each for name, each in rows.items() if "again" not in name]
    more = large["documents"] - small["documents"]
    each = (large["seconds"] - small["seconds"]) / more
    return {
        "seconds for a document, against the first tenth": each / (small["seconds"] / small["documents"]),
        "MiB for a million documents more": (large["MiB"] - small["MiB"]) / more * 1e6,
    }


PARTS: dict[str, Callable[[Path, argparse.Namespace], dict[str, Any]]] = {
    "again": again,
    "rule": rule,
    "workers": workers,
    "lines": lines,
    "files": files,
}


def main() -> None:
    """All parts that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--texts", type=int, default=10_000, help="for 'again'")
    parser.add_argument("--few", type=int, default=400, help="for 'rule' and 'workers'")
    parser.add_argument("--records", type=int, default=500_000, help="for 'lines'")
    parser.add_argument("--files", type=int, default=100_000, help="for 'files'")
    run_parts(PARTS, parser)


if __name__ == "__main__":
    main()
