"""Speed and memory of whole runs against bare spaCy, on growing numbers of texts and of rules; `make bench` runs it.

    python benchmarks/speed.py [share growth rules] [--texts 500] [--large] [--json FILE] [--model en_sitrep_sm]

Seconds are those of processors, on one thread, unless they say "clock". The texts are those of the corpora that
SITREP_CORPORA names, world-wide news and encyclopaedia articles, else sentences of data/sample.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from measuring import Cost, empty_pack, extract, line, measured, own_seconds, row, run_parts, write_lines, write_news

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

#: Published with PETRARCH-2 (README of github.com/openeventdata/petrarch2): stories that two instances of CoreNLP parse
#: in an hour on an iMac of 2013; the coder itself then takes 900,000 sentences. None was found for UniversalPetrarch.
_PETRARCH_STORIES = 2_500 / 3_600 / 2
_BATCH = 32


def bare(texts: Path, model: str) -> Cost:
    """The seconds that the pack's own components take by themselves over texts, in a process of its own."""
    return measured([sys.executable, __file__, "--bare", str(texts), model])


def _bare(texts: Path, model: str) -> None:
    """What that process does: first all of the pack's components together, then all components one by one."""
    from pipeline.running.model import load_model

    nlp = load_model(model)
    words = [json.loads(text)["text"] for text in texts.read_text(encoding="utf-8").splitlines()]
    networks = [name for name in nlp.component_names if not name.startswith("sitrep_")]
    with nlp.select_pipes(enable=networks):
        list(nlp.pipe(words[:10]))
        started = own_seconds()
        tokens = sum(len(doc) for doc in nlp.pipe(words, batch_size=_BATCH))
        together = own_seconds() - started
    seconds: dict[str, float] = {}
    docs = [nlp.make_doc(text) for text in words]
    for name, pipe in nlp.pipeline:
        started = own_seconds()
        docs = list(pipe.pipe(docs, batch_size=_BATCH)) if hasattr(pipe, "pipe") else [pipe(doc) for doc in docs]
        seconds[name] = own_seconds() - started
    print(json.dumps({"bare": together, "tokens": tokens, "components": seconds}))


def share(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """A whole run with one worker (reading, cleaning, networks, rules, merging, tables, files); baseline: nlp.pipe of
    the pack's own components over the same texts, before and after the run. What starting costs is told apart, by a
    run over one short text.
    """
    texts, one = folder / "texts.jsonl", folder / "one.jsonl"
    characters, source = write_news(texts, options.texts)
    one.write_text(json.dumps({"id": "one", "text": "The army took the town on Monday."}) + "\n", encoding="utf-8")
    extract(texts, folder / "warm", options.model)  # what is kept between processes is made once for each machine
    before = json.loads(bare(texts, options.model).answer)
    starting, _ = extract(one, folder / "one", options.model)
    whole, told = extract(texts, folder / "out", options.model)
    after = json.loads(bare(texts, options.model).answer)
    model = (before["bare"] + after["bare"]) / 2
    ours = whole.seconds - starting.seconds
    parts = {
        name: (before["components"][name] + after["components"][name]) / 2
        for name in before["components"]
        if name.startswith("sitrep_")
    }
    rest = max(ours - model - sum(parts.values()), 0.0)
    rows: dict[str, dict[str, Any]] = {
        "bare nlp.pipe": {"seconds": model, "ratio": 1.0},
        "whole run": row(whole, ratio=whole.seconds / model),
        "starting": row(starting),
        "whole run without starting": {"seconds": ours, "ratio": ours / model},
    }
    every = {**parts, "reading, cleaning, coding, merging, files": rest}
    rows |= {name: {"seconds": each, "share of the run": each / ours} for name, each in every.items()}
    thousand = characters / 2_200
    return {
        "texts": options.texts,
        "characters": characters,
        "source": source,
        "facts": told["facts"],
        "share of what is not the model": 1 - model / ours,
        "rows": rows,
        "table": [
            line("throughput of a whole run, one worker", model / ours, "bare `nlp.pipe` of the pack", "≥ 0.65"),
            line("share of a run that is not the model", 100 * (1 - model / ours), "the run", "≤ 35 %", " %"),
            line(
                "words a second, one worker",
                before["tokens"] / ours,
                "bare: " + f"{before['tokens'] / model:,.0f}",
                "",
                "",
            ),
            line("processor time to start a run and a worker", starting.seconds, "a text of one sentence", "", " s"),
            line(
                "articles (2,200 characters) a second on one core",
                thousand / ours / _PETRARCH_STORIES,
                "stories with CoreNLP for PETRARCH-2, one instance, as published: 2013, another machine",
            ),
        ],
    }


def growth(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Documents from 10² to 10⁴ (10⁵ with --large), one worker, with a pack without a model: the networks' cost grows
    with the words alone, and would hide that of running. Texts are short (5 to 10 sentences). Baseline: the cost of a
    document among the first sizes, starting taken out.
    """
    model, rows = empty_pack(folder / "pack"), {}
    sizes = (100, 1_000, 10_000, 100_000) if options.large else (100, 1_000, 10_000)
    for size in sizes:
        write_lines(folder / "texts.jsonl", size, 10)
        cost, _ = extract(folder / "texts.jsonl", folder / "out", model)
        rows[f"{size} documents"] = row(cost, documents=size)
        shutil.rmtree(folder / "out")
    every = list(rows.values())
    each = [(b["seconds"] - a["seconds"]) / (b["documents"] - a["documents"]) for a, b in pairwise(every)]
    slope, more = each[-1] / each[-2], every[-1]["MiB"] - every[-2]["MiB"]
    span = f"{sizes[-2]:,} to {sizes[-1]:,} documents"
    return {
        "rows": rows,
        "seconds for a document more": [round(value, 6) for value in each],
        "table": [
            line(f"cost of a document, {span}", slope, f"{sizes[-3]:,} to {sizes[-2]:,}", "0.95–1.05"),
            line(f"most memory of a process, {span}", every[-1]["MiB"] / every[-2]["MiB"], f"{more:+.0f} MiB", "1"),
        ],
    }


def rules(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Actor rules: as many as ship, then 10 and 100 times as many; baseline: those that ship. Processor seconds of
    reading them (for the first time, and again), and of the component that uses them over the same texts.
    """
    os.environ["SITREP_CACHE"] = str(folder / "cache")
    from names import make_names

    from pipeline.actors.component import Actors
    from pipeline.actors.knowledge import ACTORS
    from pipeline.resources import configs_dir
    from pipeline.running.model import load_model

    write_news(folder / "texts.jsonl", min(options.texts, 100))
    texts = [json.loads(text)["text"] for text in (folder / "texts.jsonl").read_text(encoding="utf-8").splitlines()]
    nlp = load_model(options.model)

    def annotated() -> list[Any]:
        with nlp.select_pipes(disable=["sitrep_actors", "sitrep_relations"]):
            return list(nlp.pipe(texts))

    known = sum(1 for _ in (configs_dir() / ACTORS).open(encoding="utf-8"))
    made = make_names(99 * known)
    rows: dict[str, dict[str, Any]] = {}
    for times in (1, 10, 100):
        configs = folder / f"configs{times}"
        shutil.copytree(configs_dir(), configs)
        with (configs / ACTORS).open("a", encoding="utf-8") as file:
            for number, name in enumerate(made[: (times - 1) * known]):
                file.write(json.dumps({"id": f"actor:made-{number}", "name": name, "type": "armed_group"}) + "\n")
        started = time.process_time()
        Actors(configs)
        first = time.process_time() - started
        started = time.process_time()
        component = Actors(configs)
        again = time.process_time() - started
        seconds = []
        for _ in range(3):  # the least of three: indexes are made with the first text that needs them
            docs = annotated()
            started = time.process_time()
            for doc in docs:
                component(doc)
            seconds.append(time.process_time() - started)
        rows[f"{times} times"] = {
            "rules": times * known,
            "reading": first,
            "the same again": again,
            "seconds": min(seconds),
        }
    small, large = rows["1 times"], rows["100 times"]
    return {
        "rows": rows,
        "table": [
            line(
                "finding actors with 100 times the rules",
                large["seconds"] / small["seconds"],
                f"{known:,} rules",
                "≤ 1.3",
            ),
            line("reading 100 times the rules", large["reading"] / small["reading"], f"{small['reading']:.1f} s"),
        ],
    }


PARTS = {"share": share, "growth": growth, "rules": rules}


def main() -> None:
    """All parts that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--texts", type=int, default=500, help="for 'share' and 'rules'")
    parser.add_argument("--large", action="store_true", help="'growth' up to 10⁵ documents: some minutes more")
    run_parts(PARTS, parser)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        _bare(Path(sys.argv[2]), sys.argv[3])
    else:
        main()
