"""How well new articles teach new rules: three conflicts whose parties the rules do not have.

Run: ``python benchmarks/learning.py [--conflict NAME] [--frozen PATH] [--json FILE]``. Each folder of ``data/learning``
holds articles to learn from, others to measure on, and ``gold.yaml``: what a reviewer would take, and which entries are
taken out of a copy of the rules beforehand. The baseline is the rules before. ``sudan`` and ``velkania`` were in view
when the weights of ``configs/learning.yaml`` were set; ``congo`` and ``ilvara`` were read once each before anything was
mended by them (docs/learning.md has those figures).

- ``top 50``: share of the gold actors that are among the first 50 suggestions; ``top 20``: share of the first 20
  suggestions that are gold, each gold entry counting once.
- ``keys``: what a reviewer presses who knows the gold: one key a decision, and all characters of an edit of a wrong
  type or a missing superior.
- ``linked``: share of the names that are marked in the other articles, and linked to the right entry of the rules.
- ``facts F``: triples of the other articles against their gold.
- with ``--frozen``, scores on texts that have nothing to do with the conflict, which must not fall.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.actors.knowledge import load_knowledge
from pipeline.learning.apply import Tools, prepare
from pipeline.learning.evaluate import simple
from pipeline.learning.marked import MarkedText, read_marked
from pipeline.learning.review.session import Session
from pipeline.learning.suggest import suggest
from pipeline.learning.suggestions import Suggestion
from pipeline.resources import configs_dir
from pipeline.running.results import read_run
from pipeline.running.runner import Options, run
from pipeline.running.stages import known_names
from pipeline.running.trial import (
    configured,
    entity_scores_under,
    fact_scores_under,
    pipeline_under,
    readers_under,
)

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data" / "learning"
DAY = "2031-10-01"
TARGETS = {"top 50": 0.9, "top 20": 0.8, "linked after": 0.9}


@dataclass(frozen=True)
class Gold:
    """An actor or place that should be found: its names, the first being the one that marks use."""

    kind: str
    names: frozenset[str]
    types: tuple[str, ...]
    above: tuple[str, ...]


def read_conflict(folder: Path) -> tuple[list[Gold], dict[str, Any]]:
    """The gold entries of a conflict and the whole of its ``gold.yaml``."""
    data = YAML(typ="safe").load((folder / "gold.yaml").read_text(encoding="utf-8"))
    entries = [
        Gold(kind, frozenset(map(simple, row["names"])), tuple(row["types"]), tuple(row.get("parents", ())))
        for kind, rows in (("actor", data["actors"]), ("place", data["places"]))
        for row in rows
    ]
    return entries, data


def rules_without(out: Path, gone: frozenset[str], skip: list[str]) -> Path:
    """A copy of the rules without some entries, references to them, and cities of the gazetteer."""
    shutil.copytree(configs_dir(), out)
    for name in ("actors.jsonl", "places.jsonl"):
        lines = (out / name).read_text(encoding="utf-8").splitlines()
        kept = [_without(line, gone) for line in lines]
        (out / name).write_text("".join(f"{line}\n" for line in kept if line), encoding="utf-8")
    names = (out / "names.yaml").read_text(encoding="utf-8")
    (out / "names.yaml").write_text(
        names.replace("skip: [", "skip: [" + "".join(f"{name}, " for name in skip)), encoding="utf-8"
    )
    return out


def _without(line: str, gone: frozenset[str]) -> str:
    if not any(f'"{entry}"' in line for entry in gone):
        return line
    entry = json.loads(line)
    if entry["id"] in gone:
        return ""
    for key in ("parents", "allegiance"):
        if key in entry:
            entry[key] = [up for up in entry[key] if (up if isinstance(up, str) else up["id"]) not in gone]
    if entry.get("parent") in gone:
        entry["parent"] = entry.get("country")
    return json.dumps(entry, ensure_ascii=False)


# --- the reviewer ---


class Reviewer:
    """Presses keys as somebody would who knows the gold; ``keys`` counts them."""

    def __init__(self, entries: list[Gold], data: Mapping[str, Any]) -> None:
        self._demonyms = data.get("demonyms") or {}
        self._taken: dict[str, str] = {}
        self.left = list(entries)
        self.keys = 0

    def review(self, session: Session) -> None:
        """Decide on every suggestion, in their order."""
        while session.open:
            one = session.current
            assert one is not None
            gold = self.match(one)
            if gold is not None:
                self.take(gold)
                self._taken.update(dict.fromkeys(gold.names, one.entry or ""))
                self._mend(session, one, gold)
            right = gold is not None or self.is_demonym(one)
            session.decide("accept" if right else "reject")
            self.keys += 1

    def match(self, one: Suggestion) -> Gold | None:
        """The gold entry that a suggestion names, if none before has."""
        if one.kind not in {"actor", "place"}:
            return None
        names = {simple(name) for name in [one.name, *one.aliases, *one.acronyms]}
        return next((gold for gold in self.left if gold.kind == one.kind and gold.names & names), None)

    def take(self, gold: Gold) -> None:
        """Count a gold entry as found."""
        self.left.remove(gold)

    def is_demonym(self, one: Suggestion) -> bool:
        """Whether a suggestion is a right word for the people of a place."""
        return one.kind == "demonym" and one.name in self._demonyms

    def _mend(self, session: Session, one: Suggestion, gold: Gold) -> None:
        if one.type not in gold.types:
            self._edit(session, f"type = {gold.types[0]}")
        ids = [self._taken[simple(name)] for name in gold.above if simple(name) in self._taken]
        if ids and not set(ids) & set(one.parents):
            self._edit(session, f"parents = {'; '.join([*one.parents, *ids])}")

    def _edit(self, session: Session, text: str) -> None:
        session.edit(text)
        self.keys += 1 + len(text) + 1  # e, the text, Enter


# --- measures ---


def ranked(found: list[Suggestion], entries: list[Gold], data: Mapping[str, Any]) -> dict[str, float]:
    """The share of gold actors in the first 50, the precision of the first 20."""
    reviewer, hits, actors = Reviewer(entries, data), 0, 0
    for place, one in enumerate(found[:50], 1):
        gold = reviewer.match(one)
        if gold is not None:
            reviewer.take(gold)
            actors += gold.kind == "actor"
        hits += place <= 20 and (gold is not None or reviewer.is_demonym(one))
    return {
        "top 50": actors / sum(gold.kind == "actor" for gold in entries),
        "top 20": hits / min(20, len(found)),
    }


def linked(texts: list[MarkedText], configs: Path) -> tuple[int, int]:
    """How many of the marked names are linked to an entry of the rules that has the name, and how many there are."""
    nlp, knowledge = pipeline_under(configs), load_knowledge(configs)
    right = 0
    with configured(configs):
        for text in texts:
            doc = nlp.make_doc(text.text)
            doc._.record.meta["published"] = text.published
            record = nlp(doc)._.record
            for mention in text.mentions:
                spans = [
                    s for s in record.spans if s.kind == "name" and s.start < mention.end and mention.start < s.end
                ]
                entities = [record.entity(span.entity) for span in spans]
                ids = [e.kb_id for e in entities if e is not None and knowledge.get(e.kb_id or "") is not None]
                right += any(simple(mention.name) in set(map(simple, known_names(an_id or ""))) for an_id in ids)
    return right, sum(len(text.mentions) for text in texts)


def facts_score(texts: list[MarkedText], gold: Path, configs: Path, out: Path) -> float:
    """F of triples over the other articles."""
    out.mkdir(parents=True)
    source = out / "others.jsonl"
    rows = ({"id": text.id, "text": text.text, "published": text.published} for text in texts)
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return fact_scores_under(configs, source, gold, out / "run")


def measure(folder: Path, work: Path, frozen: list[Path]) -> dict[str, Any]:
    """All figures of a conflict."""
    entries, data = read_conflict(folder)
    configs = rules_without(work / "configs", frozenset(data["remove"]), data["skip"])
    texts, gold = read_marked(folder / "others.txt"), folder / "facts"
    before = linked(texts, configs)
    result: dict[str, Any] = {"linked before": before[0] / before[1], "names": before[1]}
    result["facts F before"] = facts_score(texts, gold, configs, work / "before")
    kept = dict(_frozen(configs, work / "frozen-before", frozen))
    started = time.perf_counter()
    with configured(configs):
        run([str(folder / "articles")], work / "articles", Options(workers=1))
    found = suggest(read_run(work / "articles"), configs)
    result["suggest s"] = time.perf_counter() - started
    result |= ranked(found, entries, data) | {"suggestions": len(found)}
    session, reviewer = Session(found, load_knowledge(configs), lambda _: None), Reviewer(entries, data)
    reviewer.review(session)
    result["keys"] = reviewer.keys
    result["missed"] = sorted(min(gold.names) for gold in reviewer.left)
    started = time.perf_counter()
    (work / "try").mkdir()
    prepared = prepare(configs, session.suggestions, DAY, Tools(readers_under), work / "try")
    if prepared.problems:
        raise SystemExit("\n".join(prepared.problems))
    prepared.commit()
    result["apply s"] = time.perf_counter() - started
    after = linked(texts, configs)
    result["linked after"] = after[0] / after[1]
    result["facts F after"] = facts_score(texts, gold, configs, work / "after")
    for name, value in _frozen(configs, work / "frozen-after", frozen):
        result[name] = (kept[name], value)
    return result


def _frozen(configs: Path, out: Path, sets: list[Path]) -> Iterator[tuple[str, float]]:
    """Scores on texts that should stay as they are: folders of facts, files of marked texts."""
    for path in sets:
        if path.is_dir():
            score = fact_scores_under(configs, path / "docs", path / "gold", out / path.name)
            yield f"{path.name}: facts F", score
        else:
            scores = entity_scores_under(configs, path)
            yield from ((f"{path.name}: {metric} F", value) for metric, value in scores.items())


def main() -> None:
    """Print the figures of the conflicts, and write them as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = sorted(path.parent.name for path in DATA.glob("*/gold.yaml"))
    parser.add_argument("--conflict", action="append", choices=names, help="one of them; all if left out")
    parser.add_argument("--frozen", action="append", type=Path, default=[], help="a folder of facts, or marked texts")
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    arguments = parser.parse_args()
    results = {}
    for name in arguments.conflict or names:
        with tempfile.TemporaryDirectory(prefix="sitrep-learning-") as work:
            results[name] = measure(DATA / name, Path(work), arguments.frozen)
        print(name)
        for key, value in results[name].items():
            target = f"  (target {TARGETS[key]})" if key in TARGETS else ""
            shown = f"{value:.3f}" if isinstance(value, float) else value
            if isinstance(value, tuple):
                shown = f"{value[0]:.4f} -> {value[1]:.4f}  (may move by 0.005)"
            print(f"  {key:<28} {shown}{target}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
