"""Commands for rules and models: rules check, rules fit, import, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.making import note, reasons
from pipeline.output.harmless import harmless


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    rules = typer.Typer(help="The knowledge in `configs/`.", no_args_is_help=True)
    rules.command("check", epilog="Example: `sitrep rules check`")(check)
    rules.command(
        "fit",
        epilog="Example: `sitrep rules fit --gold GOLD --run DIR --weight 1 --split data/gold/dev-split.txt`",
    )(fit)
    app.add_typer(rules, name="rules")
    app.command("import", epilog="Example: `sitrep import prodigy.jsonl --out marked.txt --label GPE=LOC`")(import_)
    app.command(
        epilog="Example: `sitrep train sm --corpora CORPORA --without gmb`, or "
        "`sitrep train --articles data/raw --frozen data/gold/entities/tune.txt`"
    )(train)


def check(
    configs: Annotated[Path | None, typer.Argument(help="The folder; Sitrep's own if left out.", exists=True)] = None,
    examples: Annotated[bool, typer.Option("--examples/--no-examples", help="Read the example sentences.")] = True,
) -> None:
    """Check the knowledge and the relations: each finding with file, line and what to do."""
    from pipeline.actors.lint import lint
    from pipeline.relations.lint import lint_ontology, lint_status
    from pipeline.resources import configs_dir
    from pipeline.running.trial import readers_under

    folder = configs or configs_dir()
    match, read, untried = None, None, []
    if examples:
        try:
            match, read = readers_under(folder)
        except ValueError as error:
            untried.append(f"the examples were not tried: {error}")
    findings = [*map(str, (*lint(folder, match), *lint_ontology(folder, read), *lint_status(folder))), *untried]
    for finding in findings:
        typer.echo(harmless(finding))
    note(f"{len(findings)} findings" if findings else "the rules are right")
    if findings:
        raise typer.Exit(1)


def fit(
    gold: Annotated[list[Path], typer.Option(help="A folder of gold facts.", exists=True, file_okay=False)],
    run: Annotated[list[Path], typer.Option(help="The run of its documents.", exists=True, file_okay=False)],
    weight: Annotated[list[float], typer.Option(help="What a document of it counts.", min=0)],
    split: Annotated[
        Path | None, typer.Option(help="Leave out the documents that this file says are `report`.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder; Sitrep's own configs if left out.", file_okay=False)
    ] = None,
) -> None:
    """Fit the confidence of statements and facts to gold; `--gold`, `--run` and `--weight` may be repeated together."""
    from pipeline.cli.measuring import gold_cases
    from pipeline.facts.certainty import FILE as FACTS_FILE
    from pipeline.learning import calibration as room
    from pipeline.learning.confidence import write
    from pipeline.relations.confidence import FILE
    from pipeline.resources import configs_dir

    if not len(gold) == len(run) == len(weight):
        raise typer.BadParameter("each --gold needs its --run and its --weight")
    found = [
        gold_cases(folder, results, counts, split if number == 0 else None)
        for number, (folder, results, counts) in enumerate(zip(gold, run, weight, strict=True))
    ]
    rows = [row for part in found for row in part]
    parts = [
        f"{len(part)} facts in {len({row.doc for row in part})} documents (each counts {counts:g})"
        for part, counts in zip(found, weight, strict=True)
    ]
    provenance = f"fitted to {' and '.join(parts)} by `sitrep rules fit`; see docs/merging.md"
    statements, facts = room.fit_statements(rows, provenance), room.fit_facts(rows, provenance)
    folder = out or configs_dir()
    folder.mkdir(parents=True, exist_ok=True)
    write(statements, folder / FILE)
    write(facts, folder / FACTS_FILE)
    note(f"{len(statements.weights)} weights in {folder / FILE}, 4 in {folder / FACTS_FILE}")


def import_(
    files: Annotated[list[Path], typer.Argument(help="Prodigy's JSONL, Label Studio's JSON.", exists=True)],
    out: Annotated[Path, typer.Option(help="Marked texts; or rows to train on, where it ends in `.jsonl`.")],
    label: Annotated[list[str] | None, typer.Option(help="What another label means, as GPE=LOC; repeatable.")] = None,
    published: Annotated[str | None, typer.Option(help="The day of texts that do not say one (YYYY-MM-DD).")] = None,
) -> None:
    """Read back what people annotated in Prodigy or Label Studio, for `sitrep evaluate --entities` or for training."""
    from pipeline.learning.annotations import import_annotations

    labels = dict(pair.partition("=")[::2] for pair in label or ())
    if not all(labels.values()):
        raise typer.BadParameter("write OTHER=KIND, as GPE=LOC", param_hint="--label")
    done = import_annotations(files, out, labels, published)
    skipped = done.tasks - done.texts
    note(f"tasks: {done.tasks:,} in = {done.texts:,} out + {skipped:,} skipped{reasons(done.reasons(True))}")
    left = done.reasons(False)
    whole = done.mentions + left.total()
    note(f"spans: {whole:,} in = {done.mentions:,} out + {left.total():,} left out{reasons(left)}")
    doubtful = sum(each.taken for each in done.left_out)
    if doubtful:
        note(f"{doubtful:,} of those taken begin or end inside a word")
    if done.relations:
        note(f"{done.relations:,} relations are not taken: marked texts hold mentions")
    if done.left_out:
        note(f"each of them: {out}.left-out.jsonl")
    typer.echo(str(out))


def train(
    packs: Annotated[list[str] | None, typer.Argument(help="`trf`, `sm`; both if left out.")] = None,
    corpora: Annotated[Path | None, typer.Option(help="The corpora's folder; else $SITREP_CORPORA.")] = None,
    out: Annotated[Path | None, typer.Option(help="The packs' folder; models/, or build/ for variants.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="A corpus to leave out; as often as you like.")] = None,
    distilled: Annotated[
        bool, typer.Option("--distilled/--gold", help="Let trf teach sm, or the corpora alone.")
    ] = True,
    steps: Annotated[int | None, typer.Option(help="Steps of each training, for a trial.", min=1)] = None,
    resume: Annotated[bool, typer.Option("--resume/--again", help="Keep what is done.")] = True,
    articles: Annotated[
        list[str] | None, typer.Option(help="Go on training the small pack with the names that the rules find here.")
    ] = None,
    rehearse: Annotated[
        list[str] | None, typer.Option(help="Texts that keep it from forgetting; with corpora also theirs.")
    ] = None,
    frozen: Annotated[
        Path | None, typer.Option(help="Marked texts that no label may fall on.", exists=True, dir_okay=False)
    ] = None,
    bound: Annotated[float, typer.Option(help="The fall of a label's F that is still taken.", min=0, max=1)] = 0.01,
) -> None:
    """Train the packs; a training that was cut off goes on. With `--articles`, adapt the small pack to new names."""
    if articles:
        _adapt(packs or ["sm"], articles, rehearse or [], frozen, corpora, out, steps, bound)
        return
    if rehearse or frozen:
        raise typer.BadParameter("--rehearse and --frozen go with --articles")
    from pipeline.learning.train import PACKS
    from pipeline.learning.train import train as run

    chosen = packs or PACKS
    for pack in run(chosen, corpora, out, without=without or (), distilled=distilled, steps=steps, resume=resume):
        typer.echo(str(pack))


def _adapt(
    packs: list[str],
    articles: list[str],
    rehearse: list[str],
    frozen: Path | None,
    corpora: Path | None,
    out: Path | None,
    steps: int | None,
    bound: float,
) -> None:
    """Go on training a pack; exit code 1 where a label falls."""
    from tempfile import TemporaryDirectory

    from pipeline.actors.knowledge import load_knowledge
    from pipeline.learning.adapt import adapt, own_examples, weak_examples
    from pipeline.learning.adaptboard import adapted_table
    from pipeline.learning.marked import read_marked
    from pipeline.learning.rehearsal import corpus_examples
    from pipeline.output.terminal import console
    from pipeline.resources import configs_dir
    from pipeline.running.model import find_model
    from pipeline.running.results import read_run
    from pipeline.running.runner import Options
    from pipeline.running.runner import run as extract

    if len(packs) != 1 or frozen is None:
        raise typer.BadParameter("--articles takes one pack, and --frozen with the texts that no label may fall on")
    knowledge = load_knowledge(configs_dir())
    pack = find_model(packs[0])
    target = (out or Path("build") / "adapted") / pack.name
    with TemporaryDirectory(prefix="sitrep-adapt-") as work:
        extract(articles, Path(work) / "articles", Options(str(pack), last="actors"))
        kept: list[str] = []
        if rehearse:
            extract(rehearse, Path(work) / "rehearsal", Options(str(pack), last="clean"))
            kept = [record.text for record in read_run(Path(work) / "rehearsal", "clean")]
        result = adapt(
            pack,
            target,
            lambda nlp: weak_examples(
                nlp, read_run(Path(work) / "articles", "actors"), lambda an_id: knowledge.get(an_id) is not None
            ),
            lambda nlp: [*own_examples(nlp, kept), *corpus_examples(nlp, corpora)],
            read_marked(frozen),
            steps=steps or 100,
            bound=bound,
        )
    console().print(adapted_table(result, bound))
    if result.pack is None:
        note(f"stopped: {', '.join(result.fallen)} fell by more than {bound:g}; the pack was not written")
        raise typer.Exit(1)
    typer.echo(str(result.pack))
