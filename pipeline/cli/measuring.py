"""The command that compares results with gold: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.making import note
from pipeline.syntax.precision import Precision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.learning.calibration import Case
    from pipeline.learning.reliability import Reliability


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `sitrep evaluate --gold data/gold --run data/output`")(evaluate)


def evaluate(
    gold: Annotated[
        list[Path] | None, typer.Option(help="A folder of gold facts; may be repeated.", exists=True, file_okay=False)
    ] = None,
    facts: Annotated[Path | None, typer.Option(help="A facts.jsonl.", exists=True, dir_okay=False)] = None,
    run: Annotated[
        list[Path] | None, typer.Option(help="The folder of a run, one for each gold.", exists=True, file_okay=False)
    ] = None,
    split: Annotated[
        Path | None, typer.Option(help="Score the parts of the gold that this file lists.", exists=True, dir_okay=False)
    ] = None,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="The confidence by weights that have not seen the document.")
    ] = False,
    weight: Annotated[
        list[float] | None,
        typer.Option(help="With --held-out: what a fact of each gold counts in the fit; else 1.", min=0),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="With --run: score the facts that wait for review, too.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw how right the confidence is into this SVG file.", dir_okay=False)
    ] = None,
    core: Annotated[bool, typer.Option("--core", help="Recall over the core facts only.")] = False,
    entities: Annotated[Path | None, typer.Option(help="Marked texts instead: a file.", exists=True)] = None,
    model: Annotated[str | None, typer.Option(help="The pack that reads the marked texts.")] = None,
    models: Annotated[bool, typer.Option("--models", help="Packs against corpora instead.")] = False,
    pack: Annotated[list[str] | None, typer.Option(help="A pack; all that ship if left out.")] = None,
    corpora: Annotated[Path | None, typer.Option(help="The corpora's folder; else $SITREP_CORPORA.")] = None,
    precision: Annotated[Precision, typer.Option(help="The numbers of a language model.")] = "float32",
    card: Annotated[bool, typer.Option("--card", help="Write scores and card of each pack anew.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare facts with gold (triples, relaxed, details), mentions with marked texts, or packs with corpora."""
    if review and (held_out or not run):
        raise typer.BadParameter("--review goes with --run; with --held-out every fact counts")
    if plot and (entities or models):
        raise typer.BadParameter("--plot draws the confidence of facts: it goes with --gold")
    if entities:
        _evaluate_entities(entities, model, precision, json)
    elif models:
        _evaluate_models(pack, corpora, precision, card, json)
    elif pack or card or corpora:
        raise typer.BadParameter("--pack, --corpora and --card go with --models")
    elif not gold:
        raise typer.BadParameter("give --gold DIR for facts, --entities FILE for mentions, or --models for packs")
    elif held_out:
        _evaluate_confidence(gold, run or [], weight or [1.0] * len(gold), plot, json)
    else:
        _evaluate_facts(gold, facts, run or [], split, review, core, plot, json)


def gold_cases(gold: Path, run: Path, weight: float = 1.0, split: Path | None = None) -> list[Case]:
    """The facts of a run's documents beside their gold, but for the documents that the split says are `report`."""
    from pipeline.learning.calibration import cases
    from pipeline.learning.evaluate import read_gold, read_split
    from pipeline.running.results import read_run
    from pipeline.running.settings import load_settings
    from pipeline.running.stages import fact_rules

    wanted = read_gold(gold)
    if split:
        for name in read_split(split, wanted).get("report", {}):
            del wanted[name]
    return list(cases(read_run(run), wanted, fact_rules(load_settings().facts), weight))


def _draw(plot: Path | None, results: Mapping[str, Reliability]) -> None:
    """Write the picture, if it is wanted."""
    from pipeline.learning.plot import reliability_svg
    from pipeline.output.files import replacing

    if plot is None:
        return
    with replacing(plot) as file:
        file.write(reliability_svg(results).encode("utf-8"))
    note(f"drawn: {plot}")


def _evaluate_confidence(
    golds: list[Path], runs: list[Path], weights: list[float], plot: Path | None, json: bool
) -> None:
    from pipeline.learning.calibration import FOLDS, held_out
    from pipeline.learning.reliability import reliability
    from pipeline.learning.scoreboard import as_plain_json, reliability_table
    from pipeline.output.terminal import console

    if not len(golds) == len(runs) == len(weights):
        raise typer.BadParameter("--held-out takes a --run for each --gold, and as many --weight or none")
    parts = [gold_cases(gold, run, weight) for gold, run, weight in zip(golds, runs, weights, strict=True)]
    rows = held_out([row for part in parts for row in part])
    results = {"all": reliability([(sure, row.right) for row, sure in rows])}
    for gold, part in zip(golds, parts, strict=True) if len(parts) > 1 else ():
        docs = {row.doc for row in part}
        results[str(gold)] = reliability([(sure, row.right) for row, sure in rows if row.doc in docs])
    _draw(plot, results)
    if json:
        typer.echo(as_plain_json({"folds": FOLDS, "parts": results}))
        return
    console().print(f"confidence of facts, fitted anew without each of {FOLDS} parts of the documents")
    for name, result in results.items():
        console().print(f"[bold]{name}[/bold]" if len(results) > 1 else "")
        console().print(reliability_table(result))


def _evaluate_facts(
    golds: list[Path],
    facts: Path | None,
    runs: list[Path],
    split: Path | None,
    review: bool,
    core: bool,
    plot: Path | None,
    json: bool,
) -> None:
    from pipeline.learning import evaluate as room
    from pipeline.learning.reliability import reliability
    from pipeline.learning.scoreboard import as_json, as_table
    from pipeline.output.terminal import console
    from pipeline.running.results import REVIEW
    from pipeline.running.settings import load_settings
    from pipeline.running.stages import fact_rules

    if (facts is None) == (not runs):
        raise typer.BadParameter("give either --facts FILE or --run DIR")
    files = [facts] if facts else [run / "facts.jsonl" for run in runs]
    if len(files) != len(golds):
        raise typer.BadParameter("several --gold take a --run each")
    wanted: dict[str, list[room.Told]] = {}
    found: dict[str, list[room.Told]] = {}
    for gold, file in zip(golds, files, strict=True):
        mine = room.read_gold(gold)
        if again := wanted.keys() & mine.keys():
            raise typer.BadParameter(f"two --gold have a document {min(again)}")
        wanted |= mine
        told = room.read_system(file)
        waiting = room.read_system(file.with_name(REVIEW)) if not facts and file.with_name(REVIEW).is_file() else {}
        left = sum(len(rows) for name, rows in waiting.items() if name in mine)
        if left and not review:
            note(f"{file.with_name(REVIEW)}: {left:,} for review, not scored (--review scores them too)")
        for name in mine.keys() & (told.keys() | waiting.keys()):
            found[name] = [*told.get(name, ()), *(waiting.get(name, ()) if review else ())]
    symmetric = fact_rules(load_settings().facts).symmetric
    parts = room.read_split(split, wanted) if split else {"": wanted}
    results = {name: room.evaluate(part, found, symmetric, core=core) for name, part in parts.items()}
    _draw(plot, {name or "all": reliability(result.sure) for name, result in results.items() if result.sure})
    if json:
        typer.echo(as_json(results if split else results[""]))
        return
    for name, result in results.items():
        if name:
            console().print(f"[bold]{name}[/bold]")
        console().print(as_table(result))


def _evaluate_entities(file: Path, model: str | None, precision: Precision, json: bool) -> None:
    from pipeline.learning.evaluate_entities import evaluate_entities
    from pipeline.learning.marked import read_marked
    from pipeline.learning.packboard import as_json
    from pipeline.learning.scoreboard import entities_table
    from pipeline.output.terminal import console
    from pipeline.running.model import load_model
    from pipeline.running.settings import load_settings
    from pipeline.running.stages import known_names

    texts = read_marked(file)
    nlp = load_model(model or load_settings().model, precision=precision)
    scores = evaluate_entities(nlp, texts, known_names)
    if json:
        typer.echo(as_json(scores))
    else:
        console().print(entities_table(scores))


def _evaluate_models(
    packs: list[str] | None, corpora: Path | None, precision: Precision, card: bool, json: bool
) -> None:
    from pipeline.learning.card import write_card
    from pipeline.learning.corpora import corpora_folder, load_manifest
    from pipeline.learning.evaluate_models import evaluate as score
    from pipeline.learning.packboard import as_json, as_tables
    from pipeline.output.terminal import console
    from pipeline.running.model import MissingExtraError, find_model, load_model, shipped
    from pipeline.running.settings import RunningSettings

    cores = RunningSettings().processes()
    folder, manifest = corpora_folder(corpora), load_manifest()
    results = []
    for path in [find_model(pack) for pack in packs] if packs else shipped():
        try:
            load_model(str(path))
        except MissingExtraError as error:
            if packs:
                raise
            note(f"left out: {error}")
            continue
        results.append(score(path, manifest, folder, load_model, cores, note, precision))
        if card:
            write_card(path, manifest, results[-1])
    if not results:
        raise MissingExtraError("no pack is left to evaluate: see above what to install")
    if json:
        typer.echo(as_json(results))
    else:
        console().print(as_tables(results))
