"""What running costs beside the model: doing nothing again, one article more, workers, large inputs.

    python benchmarks/running.py [again rule workers lines files] [--json FILE] [--texts 10000] [--model en_sitrep_sm]

Every part states its baseline and prints ratios. Seconds are those of processors (of all processes together) unless
they say "clock", so that a busy machine does not distort them; the speed of several workers can only be told by the
clock, on a quiet machine. The texts are sentences of data/sample, shuffled, 5 to 30 in a text.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"


class Cost(NamedTuple):
    """What a command took: processor seconds, seconds of the clock, and the most memory of one of its processes."""

    seconds: float
    clock: float
    megabytes: float
    answer: str


def measured(command: list[str], **variables: str) -> Cost:
    """Run a command and wait for it."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env={**os.environ, **variables}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    answer, errors = process.communicate()
    clock, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {errors}")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, clock, after.ru_maxrss / 1024, answer)


def extract(inputs: Path, out: Path, model: str, workers: int = 1, **variables: str) -> tuple[Cost, dict[str, Any]]:
    """A run, and what its run.json says."""
    command = [sys.executable, "-m", "pipeline", "extract", str(inputs), "--out", str(out), "--model", model]
    cost = measured([*command, "--workers", str(workers)], **variables)
    return cost, json.loads((out / "run.json").read_text(encoding="utf-8"))


def computed(told: dict[str, Any]) -> int:
    """How many documents the stages worked on, all stages together."""
    return sum(stage["computed"] for stage in told["stages"].values())


def sentences() -> list[str]:
    """The sentences of the sample texts."""
    text = " ".join(file.read_text(encoding="utf-8") for file in sorted(SAMPLE.glob("*.txt")))
    found = [" ".join(part.split()) for part in re.split(r"(?<=[.!?])\s+", text)]
    return [part for part in found if 30 < len(part) < 300]


def article(number: int, parts: list[str], chance: random.Random) -> str:
    """A text of 5 to 30 sentences in paragraphs of four."""
    chosen = [chance.choice(parts) for _ in range(chance.randint(5, 30))]
    paragraphs = [" ".join(chosen[at : at + 4]) for at in range(0, len(chosen), 4)]
    return "\n\n".join([f"Report {number}.", *paragraphs]) + "\n"


def write_files(folder: Path, number: int, seed: int = 7) -> None:
    """Texts as files, a thousand in a folder."""
    chance, parts = random.Random(seed), sentences()  # noqa: S311
    for index in range(number):
        place = folder / f"{index // 1000:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"t{index:07}.txt").write_text(article(index, parts, chance), encoding="utf-8")


def write_lines(file: Path, number: int) -> None:
    """Texts as one JSONL."""
    chance, parts = random.Random(7), sentences()  # noqa: S311
    texts = [article(index, parts, chance) for index in range(2_000)]
    with file.open("w", encoding="utf-8") as stream:
        for index in range(number):
            record = {"id": f"r{index:08}", "text": f"{index}. {texts[index % 2000]}", "published": "2016-11-01"}
            stream.write(json.dumps(record) + "\n")


def empty_pack(folder: Path) -> str:
    """A pack that splits sentences and knows nothing: what is left is the cost of running."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", name="sitrep_sentences")
    for name in ("sitrep_entities", "sitrep_actors", "sitrep_relations"):
        nlp.add_pipe("doc_cleaner", name=name)
    nlp.to_disk(folder)
    return str(folder)


def again(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """A second identical run, one article more, one changed, one less; baseline: the first run, with an empty pack."""
    texts, out, model = folder / "texts", folder / "out", empty_pack(folder / "pack")
    write_files(texts, options.texts)
    time.sleep(2.5)  # files that were touched just now are read again
    rows: dict[str, Any] = {}

    def step(name: str) -> None:
        cost, told = extract(texts, out, model)
        rows[name] = {"seconds": cost.seconds, "clock": cost.clock, "MiB": cost.megabytes, "computed": computed(told)}

    step("first run")
    step("second, the same")
    (texts / "0000" / "more.txt").write_text("The army took the town. It was quiet.", encoding="utf-8")
    step("one article more")
    (texts / "0000" / "more.txt").write_text("The army left the town. It was quiet.", encoding="utf-8")
    step("one changed")
    (texts / "0000" / "more.txt").unlink()
    step("one less")
    baseline = rows["first run"]["seconds"]
    for row in rows.values():
        row["ratio"] = row["seconds"] / baseline
    return {"texts": options.texts, "rows": rows}


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
        rows[name] = {"seconds": cost.seconds, "clock": cost.clock, "MiB": cost.megabytes, "computed": stages}
    extract(texts, fresh, options.model, **variables)
    files = ("clean", "sentences", "entities", "actors", "relations", "facts")
    same = all((out / f"{name}.jsonl").read_bytes() == (fresh / f"{name}.jsonl").read_bytes() for name in files)
    for row in rows.values():
        row["ratio"] = row["seconds"] / rows["first run"]["seconds"]
    return {"texts": options.few, "the same bytes as a run from nothing": same, "rows": rows}


def workers(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Two workers; baseline: one. What starting costs is taken out by the difference of two sizes."""
    rows: dict[str, Any] = {}
    for size in (options.few // 4, options.few):
        write_files(folder / f"texts{size}", size)
        for number in (1, 2):
            cost, _ = extract(folder / f"texts{size}", folder / f"out{size}-{number}", options.model, number)
            rows[f"{size} texts, {number} workers"] = {
                "seconds": cost.seconds,
                "clock": cost.clock,
                "MiB": cost.megabytes,
            }

    def grown(number: int, what: str) -> float:
        small, large = (rows[f"{size} texts, {number} workers"][what] for size in (options.few // 4, options.few))
        return float(large - small)

    return {
        "rows": rows,
        "speed of two by the clock": grown(1, "clock") / grown(2, "clock"),
        "processor seconds of two": grown(2, "seconds") / grown(1, "seconds"),
        "load of the machine": os.getloadavg()[0],
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
    return {"documents": int(cost.answer), "seconds": cost.seconds, "clock": cost.clock, "MiB": _peak(cost)}


_highest = 0.0


def _peak(cost: Cost) -> float:
    """The most memory of the last process; the system only tells that of the largest so far."""
    global _highest
    _highest = max(_highest, cost.megabytes)
    return _highest


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
    small, large = [row for name, row in rows.items() if "again" not in name]
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
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--texts", type=int, default=10_000, help="for 'again'")
    parser.add_argument("--few", type=int, default=400, help="for 'rule' and 'workers'")
    parser.add_argument("--records", type=int, default=500_000, help="for 'lines'")
    parser.add_argument("--files", type=int, default=100_000, help="for 'files'")
    parser.add_argument("--model", default="en_sitrep_sm")
    options = parser.parse_args()
    found: dict[str, Any] = {}
    for name in options.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="sitrep-bench-") as folder:
            found[name] = PARTS[name](Path(folder), options)
        print(f"{name}: {(PARTS[name].__doc__ or '').strip()}")
        _show(found[name])
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _show(result: dict[str, Any]) -> None:
    for name, row in result["rows"].items():
        print(f"  {name:<28}", "  ".join(f"{key} {_said(value)}" for key, value in row.items()))
    for name, value in result.items():
        if name != "rows":
            print(f"  {name}: {_said(value)}")
    print()


def _said(value: Any) -> str:
    return f"{value:,.3f}" if isinstance(value, float) else f"{value:,}" if type(value) is int else str(value)


if __name__ == "__main__":
    main()
