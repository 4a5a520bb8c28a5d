"""The command that compares results with gold: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.making import note
from pipeline.syntax.precision import Precision


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `sitrep evaluate --gold data/gold --run data/output`")(evaluate)


def evaluate(
    gold: Annotated[Path | None, typer.Option(help="A folder of gold facts.", exists=True, file_okay=False)] = None,
    facts: Annotated[Path | None, typer.Option(help="A facts.jsonl.", exists=True, dir_okay=False)] = None,
    run: Annotated[Path | None, typer.Option(help="The folder of a run.", exists=True, file_okay=False)] = None,
    split: Annotated[
        Path | None, typer.Option(help="Score the parts of the gold that this file lists.", exists=True, dir_okay=False)
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
    if entities:
        _evaluate_entities(entities, model, precision, json)
    elif models:
        _evaluate_models(pack, corpora, precision, card, json)
    elif pack or card or corpora:
        raise typer.BadParameter("--pack, --corpora and --card go with --models")
    elif gold is None:
        raise typer.BadParameter("give --gold DIR for facts, --entities FILE for mentions, or --models for packs")
    else:
        _evaluate_facts(gold, facts, run, split, core, json)


def _evaluate_facts(
    gold: Path, facts: Path | None, run: Path | None, split: Path | None, core: bool, json: bool
) -> None:
    from pipeline.learning import evaluate as room
    from pipeline.learning.scoreboard import as_json, as_table
    from pipeline.output.terminal import console
    from pipeline.running.settings import load_settings
    from pipeline.running.stages import fact_rules

    if (facts is None) == (run is None):
        raise typer.BadParameter("give either --facts FILE or --run DIR")
    file = facts or (run or Path()) / "facts.jsonl"
    symmetric = fact_rules(load_settings().facts).symmetric
    wanted, found = room.read_gold(gold), room.read_system(file)
    parts = room.read_split(split, wanted) if split else {"": wanted}
    results = {name: room.evaluate(part, found, symmetric, core=core) for name, part in parts.items()}
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
        results.append(score(path, manifest, folder, note, precision))
        if card:
            write_card(path, manifest, results[-1])
    if not results:
        raise MissingExtraError("no pack is left to evaluate: see above what to install")
    if json:
        typer.echo(as_json(results))
    else:
        console().print(as_tables(results))
