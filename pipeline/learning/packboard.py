"""The scores of packs side by side, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

#: Relations of the tree that carry who did what to whom.
RELATIONS = (
    *("nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod", "conj"),
    *("acl", "acl:relcl", "advcl", "xcomp", "ccomp", "appos"),
)
#: Metrics of a tree, as the tables name them.
TREES = {
    "tag": "tag",
    "lemma": "lemma",
    "uas": "UAS",
    "las": "LAS",
    "sentences": "sentences",
    "sentences, lines": "with lines",
}


def as_json(scores: Any) -> str:
    """Scores as JSON, rounded to four places."""
    return json.dumps(rounded(scores), indent=1)


def rounded(value: Any) -> Any:
    """The value with every float in it rounded to four places."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return value


def as_tables(results: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Tables of syntax, relations of the tree, names and speed, with a column for each pack."""
    packs = [f"{result['pack']['lang']}_{result['pack']['name']}" for result in results]
    trees, relations = _table("Syntax, F from raw text", packs), _table("Relations of the tree, LAS", packs)
    names, speed = _table("Names, exact F (overlap F)", packs), _table("Words a second", packs)
    for file in results[0]["syntax"]:
        scored = [result["syntax"][file] for result in results]
        for metric, title in TREES.items():
            trees.add_row(f"{file} {title}", *(figure(one.get(metric)) for one in scored))
        if file.endswith("-test"):
            for relation in RELATIONS:
                relations.add_row(f"{file} {relation}", *(figure(one.get(f"las:{relation}")) for one in scored))
    for file, ways in results[0]["ner"].items():
        for way in ways:
            scored = [result["ner"][file].get(way, {}) for result in results]
            names.add_row(f"{file}, {way}", *(_both(one, "") for one in scored), style="bold")
            for label in labels_of(ways[way]):
                names.add_row(f"  {label}", *(_both(one, f":{label}") for one in scored))
    for key, title in {
        "trained": "trained parts, one core",
        "whole": "with rules, one core",
        "both": f"with rules, {results[0]['speed']['cores']} cores",
    }.items():
        speed.add_row(title, *(f"{result['speed'][key]:,}" for result in results))
    return Group(trees, relations, names, speed)


def _table(title: str, packs: Sequence[str]) -> Table:
    table = Table(title=title, box=None, header_style="bold", pad_edge=False, title_justify="left")
    table.add_column("")
    for pack in packs:
        table.add_column(pack, justify="right")
    return table


def figure(score: Mapping[str, Any] | None) -> str:
    """F in percent with the half width of its interval: ``84.1 ±1.2``; a dash where nothing was scored."""
    if not score or not score["n"]:
        return "–"
    return f"{100 * score['f']:.1f} ±{50 * (score['high'] - score['low']):.1f}"


def labels_of(scores: Mapping[str, Any]) -> list[str]:
    """The labels of which there is any in the gold."""
    return sorted(metric[6:] for metric, score in scores.items() if metric.startswith("exact:") and score["n"])


def _both(scores: Mapping[str, Any], end: str) -> str:
    exact, overlap = scores.get(f"exact{end}"), scores.get(f"overlap{end}")
    if not exact or not overlap or not exact["n"]:
        return "–"
    return f"{figure(exact)} ({100 * overlap['f']:.1f})"
