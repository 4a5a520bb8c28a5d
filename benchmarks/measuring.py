"""What the benchmarks share: commands in processes of their own, texts, a pack without a model, telling results.

A part is a function of a folder to work in and the options; its docstring says what it measures and against which
baseline. It returns a mapping; what stands under ``table`` goes into the table of ``make bench``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
os.environ.update(THREADS)  # before the libraries look


Part = Callable[[Path, argparse.Namespace], dict[str, Any]]


class Cost(NamedTuple):
    """What a command took: processor seconds, seconds of the clock, and the most memory of one of its processes."""

    seconds: float
    clock: float
    megabytes: float
    answer: str


#: Runs a command in a process that tells what it and those below it took: the system tells a process only of the
#: largest of all that it ever had.
_WATCH = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss / 1024,
                  done.returncode, done.stdout, done.stderr[-2000:]]))
"""


def measured(command: list[str], **variables: str) -> Cost:
    """Run a command on one thread and wait for it."""
    environment = {**os.environ, **THREADS, **variables}
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _WATCH, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    )
    seconds, clock, megabytes, code, answer, errors = json.loads(told.stdout)
    if code:
        raise SystemExit(f"{' '.join(command)}: {errors}")
    return Cost(seconds, clock, megabytes, answer)


def own_seconds() -> float:
    """The processor seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def extract(inputs: Path, out: Path, model: str, workers: int = 1, **variables: str) -> tuple[Cost, dict[str, Any]]:
    """A run, and what its run.json says."""
    command = [sys.executable, "-m", "pipeline", "extract", str(inputs), "--out", str(out), "--model", model]
    cost = measured([*command, "--workers", str(workers)], **variables)
    return cost, json.loads((out / "run.json").read_text(encoding="utf-8"))


def row(cost: Cost, **more: Any) -> dict[str, Any]:
    """A cost as a row of a result."""
    return {"seconds": cost.seconds, "clock": cost.clock, "MiB": cost.megabytes, **more}


# --- texts ---------------------------------------------------------------------------------------------------------


def sentences() -> list[str]:
    """The sentences of the sample texts."""
    text = " ".join(file.read_text(encoding="utf-8") for file in sorted(SAMPLE.glob("*.txt")))
    found = [" ".join(part.split()) for part in re.split(r"(?<=[.!?])\s+", text)]
    return [part for part in found if 30 < len(part) < 300]


def article(number: int, parts: list[str], chance: random.Random, most: int = 30) -> str:
    """A text of 5 to ``most`` sentences of the sample in paragraphs of four."""
    chosen = [chance.choice(parts) for _ in range(chance.randint(5, most))]
    paragraphs = [" ".join(chosen[at : at + 4]) for at in range(0, len(chosen), 4)]
    return "\n\n".join([f"Report {number}.", *paragraphs]) + "\n"


def write_files(folder: Path, number: int, seed: int = 7) -> None:
    """Texts of the sample's sentences as files, a thousand in a folder."""
    chance, parts = random.Random(seed), sentences()  # noqa: S311
    for index in range(number):
        place = folder / f"{index // 1000:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"t{index:07}.txt").write_text(article(index, parts, chance), encoding="utf-8")


def write_lines(file: Path, number: int, most: int = 30) -> None:
    """Texts of the sample's sentences as one JSONL."""
    chance, parts = random.Random(7), sentences()  # noqa: S311
    texts = [article(index, parts, chance, most) for index in range(2_000)]
    with file.open("w", encoding="utf-8") as stream:
        for index in range(number):
            record = {"id": f"r{index:08}", "text": f"{index}. {texts[index % 2000]}", "published": "2016-11-01"}
            stream.write(json.dumps(record) + "\n")


def write_news(file: Path, number: int, seed: int = 1) -> tuple[int, str]:
    """Drawn texts of the licensed corpora's ``raw``, where ``SITREP_CORPORA`` names them, else of the sample's
    sentences; returns their characters and where they are from.
    """
    named = os.environ.get("SITREP_CORPORA")
    if not named:
        write_lines(file, number)
        return file.stat().st_size, "sentences of data/sample"
    rows = [row for source in sorted(Path(named, "raw").glob("*.jsonl*")) for row in _rows(source)]
    random.Random(seed).shuffle(rows)  # noqa: S311
    fields = ("id", "text", "title", "source", "url")
    with file.open("w", encoding="utf-8") as stream:
        for row in rows[:number]:
            stream.write(json.dumps({name: row[name] for name in fields} | {"published": row["date"]}) + "\n")
    return sum(len(row["text"]) for row in rows[:number]), "raw corpora"


def _rows(source: Path) -> Iterator[dict[str, Any]]:
    with (
        gzip.open(source, "rt", encoding="utf-8") if source.suffix == ".gz" else source.open(encoding="utf-8") as lines
    ):
        yield from map(json.loads, lines)


def empty_pack(folder: Path) -> str:
    """A pack that splits sentences and knows nothing: what is left is the cost of running."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", name="sitrep_sentences")
    for name in ("sitrep_entities", "sitrep_actors", "sitrep_relations"):
        nlp.add_pipe("doc_cleaner", name=name)
    nlp.to_disk(folder)
    return str(folder)


# --- parts, and what they found ------------------------------------------------------------------------------------


def line(what: str, ratio: float, baseline: str, aim: str = "", unit: str = "×") -> dict[str, Any]:
    """A line of the table: a ratio to a baseline, or with another ``unit`` a figure by itself."""
    return {"what": what, "ratio": ratio, "unit": unit, "baseline": baseline, "aim": aim}


def run_parts(parts: Mapping[str, Part], parser: argparse.ArgumentParser, usual: tuple[str, ...] | None = None) -> None:
    """Run the parts that the command line asks for (``usual`` ones where it names none), and tell what they found.

    With ``--json`` the results are put beside those that the file already has.
    """
    parser.add_argument("parts", nargs="*", choices=[*parts, []], default=[], help="which; all that are usual if none")
    parser.add_argument("--json", type=Path, help="write the results there as well")
    parser.add_argument("--model", default="en_sitrep_sm")
    options = parser.parse_args()
    for name in options.parts or usual or parts:
        with tempfile.TemporaryDirectory(prefix="sitrep-bench-") as folder:
            found = parts[name](Path(folder), options)
        found["load of the machine"] = os.getloadavg()[0]
        print(f"{name}: {(parts[name].__doc__ or '').strip()}")
        show(found)
        if options.json:
            known = json.loads(options.json.read_text(encoding="utf-8")) if options.json.is_file() else {}
            options.json.parent.mkdir(parents=True, exist_ok=True)
            options.json.write_text(json.dumps(known | {name: found}, indent=1) + "\n", encoding="utf-8")


def show(result: dict[str, Any]) -> None:
    """Print a part's result."""
    for name, values in result.get("rows", {}).items():
        print(f"  {name:<28}", "  ".join(f"{key} {_said(value)}" for key, value in values.items()))
    for name, value in result.items():
        if name not in ("rows", "table"):
            print(f"  {name}: {_said(value)}")
    print(flush=True)


def _said(value: Any) -> str:
    return f"{value:,.3f}" if isinstance(value, float) else f"{value:,}" if type(value) is int else str(value)
