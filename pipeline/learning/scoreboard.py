"""The scores of facts, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.learning.evaluate import Evaluation, Score
from pipeline.learning.reliability import Reliability, Step, reliability

LEVELS = ("triple", "relaxed")
#: The parts of the triples found that the surest facts are asked for.
RECALLS = (0.25, 0.5, 0.75, 0.9)
_BAR = 40


def entities_table(scores: Mapping[str, Any]) -> RenderableType:
    """Precision, recall and F of what `evaluate_entities` measures, with the limits of F."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("")
    for title in ("gold", "P", "R", "F", "95 %"):
        table.add_column(title, justify="right")
    for metric, score in scores.items():
        figures = (f"{score[key]:.3f}" for key in "prf")
        table.add_row(metric.replace(":", "  "), str(score["n"]), *figures, f"{score['low']:.2f}–{score['high']:.2f}")
    return table


def as_table(result: Evaluation) -> RenderableType:
    """Precision, recall and F by relation and in all, then the details."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("relation")
    for title in ("gold", "system", "triple P", "R", "F", "relaxed P", "R", "F"):
        table.add_column(title, justify="right")
    for name, score in sorted(result.relations.items()):
        table.add_row(*_cells(name, score))
    table.add_row(*_cells("all", result.total), style="bold")
    means = ", ".join(f"{level} {result.mean_f(level):.3f}" for level in LEVELS)
    lines = [f"mean F over {len(result.documents)} documents: {means}"]
    for name, (right, of) in result.details.items():
        lines.append(f"{name:<12} right in {right} of {of} triples ({right / of if of else 0:.3f})")
    surest = ", ".join(f"{part:.0%}: {result.precision_at(part):.3f}" for part in RECALLS)
    lines.append(
        f"confidence   off by {result.calibration_error():.3f}; precision of the surest with {surest} of the triples"
    )
    shown = [Text(""), reliability_table(reliability(result.sure))] if result.sure else []
    return Group(table, *lines, *shown)


def reliability_table(result: Reliability) -> RenderableType:
    """Confidence beside precision, step by step, drawn as bars: the part right, and a mark where it should end."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("said", "facts", "sure", "right", "95 %"):
        table.add_column(title, justify="right")
    table.add_column("right, and where it should end (|)")
    for step in result.steps:
        limits = f"{step.right_low:.2f}–{step.right_high:.2f}"
        said = f"{step.low:.1f}–{step.high:.1f}"
        table.add_row(said, str(step.n), f"{step.confidence:.3f}", f"{step.right:.3f}", limits, _bar(step))
    line = (
        f"expected calibration error {result.error:.3f} (ten steps, {result.n} facts; a confidence that is exactly "
        f"right would show {result.chance:.3f} on average, up to {result.chance_95:.3f}); Brier {result.brier:.3f}"
    )
    return Group(table, line)


def _bar(step: Step) -> str:
    bar = ["█" if place < round(step.right * _BAR) else "·" for place in range(_BAR + 1)]
    bar[round(step.confidence * _BAR)] = "|"
    return "".join(bar)


def _cells(name: str, score: Score) -> tuple[str, ...]:
    figures = (f"{figure(level):.3f}" for level in LEVELS for figure in (score.precision, score.recall, score.f))
    return name, str(score.gold), str(score.system), *figures


def as_json(result: Evaluation | Mapping[str, Evaluation]) -> str:
    """The same as JSON; those of several parts by their names."""
    value = _plain(result) if isinstance(result, Evaluation) else {name: _plain(part) for name, part in result.items()}
    return as_plain_json(value)


def as_plain_json(value: object) -> str:
    """Any structure as readable JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()


def _plain(result: Evaluation) -> dict[str, Any]:
    def plain(score: Score) -> dict[str, Any]:
        levels = {
            level: {"p": score.precision(level), "r": score.recall(level), "f": score.f(level)} for level in LEVELS
        }
        return {"gold": score.gold, "system": score.system, **levels}

    return {
        "total": plain(result.total),
        "mean_f": {level: result.mean_f(level) for level in LEVELS},
        "relations": {name: plain(score) for name, score in sorted(result.relations.items())},
        "documents": {name: plain(score) for name, score in sorted(result.documents.items())},
        "details": {name: {"right": right, "of": of} for name, (right, of) in result.details.items()},
        "confidence": {
            "error": result.calibration_error(),
            "reliability": msgspec.to_builtins(reliability(result.sure)) if result.sure else None,
            "precision_at": {str(part): result.precision_at(part) for part in RECALLS},
        },
    }
