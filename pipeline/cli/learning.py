"""Commands that learn rules from new articles: learn suggest, review, apply, undo, next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.making import note
from pipeline.output.harmless import harmless

if TYPE_CHECKING:
    from pipeline.facts import Fact
    from pipeline.learning.apply import Tools
    from pipeline.learning.suggestions import Suggestion

Configs = Annotated[
    Path | None, typer.Option(help="The folder of rules; Sitrep's own if left out.", exists=True, file_okay=False)
]
File = Annotated[Path, typer.Argument(help="A suggestions.jsonl.", exists=True, dir_okay=False, metavar="SUGGESTIONS")]
Articles = Annotated[list[str], typer.Argument(help="Files, folders or globs.", metavar="ARTICLES")]
Model = Annotated[str | None, typer.Option(help="A pack's name or path.")]
Published = Annotated[str | None, typer.Option(help="The day of texts that do not say one (YYYY-MM-DD).")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    learn = typer.Typer(help="Rules from new articles: suggest, review, apply, undo.", no_args_is_help=True)
    learn.command(epilog="Example: `sitrep learn suggest data/raw --out suggestions.jsonl`")(suggest)
    learn.command(epilog="Example: `sitrep learn review suggestions.jsonl`")(review)
    learn.command(epilog="Example: `sitrep learn apply suggestions.jsonl --corpus data/raw`")(apply)
    learn.command(epilog="Example: `sitrep learn undo`")(undo)
    learn.command("next", epilog="Example: `sitrep learn next data/raw`")(choose)
    app.add_typer(learn, name="learn")


def _folder(configs: Path | None) -> Path:
    from pipeline.resources import configs_dir

    return configs or configs_dir()


def _read(articles: list[str], configs: Path, run: Path, model: str | None, published: str | None) -> int:
    """Run all stages over the articles with these rules into the folder ``run``; how many came out.

    Raises:
        ValueError: the run cannot start.
    """
    from pipeline.running.runner import Options
    from pipeline.running.runner import run as extract
    from pipeline.running.trial import configured

    with configured(configs):
        summary = extract(articles, run, Options(model, published=published))
    if summary.failed:
        note(f"{summary.failed} articles failed: see {run / 'errors.jsonl'}")
    return summary.out


def suggest(
    articles: Articles,
    out: Annotated[Path, typer.Option(help="The file to write.", dir_okay=False)] = Path("suggestions.jsonl"),
    run: Annotated[
        Path | None, typer.Option(help="The folder of the run over the articles; OUT.run if left out.")
    ] = None,
    configs: Configs = None,
    model: Model = None,
    published: Published = None,
) -> None:
    """Suggest what the rules lack: actors, places, names, verbs, each with evidence, a score and its reasons.

    Decisions in a file that is there already are kept.
    """
    from pipeline.learning.review.files import save
    from pipeline.learning.suggest import suggest as find
    from pipeline.learning.suggestions import read_suggestions
    from pipeline.output.terminal import console
    from pipeline.running.results import read_run

    folder, results = _folder(configs), run or out.with_suffix(".run")
    done = {one.id: one for one in read_suggestions(out)} if out.is_file() else {}
    count = _read(articles, folder, results, model, published)
    found = [_with_decision(one, done.get(one.id)) for one in find(read_run(results), folder)]
    save(out, found)
    console().print(_table(found))
    note(f"{len(found)} suggestions from {count} articles: {out}")


def _with_decision(one: Suggestion, before: Suggestion | None) -> Suggestion:
    """A suggestion, or what a reviewer made of it before."""
    return one if before is None or before.decision == "open" else before


def _table(found: list[Suggestion], rows: int = 20) -> object:
    from rich.table import Table

    from pipeline.output.terminal import plain

    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("score", "kind", "name", "is", "in", "articles", "mentions"):
        table.add_column(title, justify="right" if title in {"score", "articles", "mentions"} else "left")
    for one in found[:rows]:
        above = ", ".join([*one.parents, *([one.entry] if one.kind not in {"actor", "place"} and one.entry else [])])
        is_ = one.type or one.relation or ""
        cells = (f"{one.score:.2f}", one.kind, one.name, is_, above, str(one.articles), str(one.mentions))
        table.add_row(*map(plain, cells))
    return table


def review(
    suggestions: File,
    to: Annotated[str | None, typer.Option(help="Write for `csv`, `prodigy` or `label-studio` instead.")] = None,
    back: Annotated[str | None, typer.Option("--from", help="Read decisions of such a file instead.")] = None,
    file: Annotated[Path | None, typer.Option(help="The file of --to or --from.", dir_okay=False)] = None,
    configs: Configs = None,
) -> None:
    """Decide on suggestions: on a screen (y, n, e, m, s, u, q), or in a spreadsheet or annotation tool."""
    from pipeline.learning.review.files import LABEL_STUDIO_VIEW, read_back, save, write_for
    from pipeline.learning.suggestions import read_suggestions

    found = read_suggestions(suggestions)
    if (to or back) and (file is None or (to and back)):
        raise typer.BadParameter("give one of --to and --from, and the --file that it writes or reads")
    if to and file:
        write_for(to, file, found)
        if to == "label-studio":
            note(f"the labelling interface:\n{LABEL_STUDIO_VIEW}")
        typer.echo(str(file))
    elif back and file:
        found = read_back(back, file, found)
        save(suggestions, found)
    else:
        _screen(suggestions, found, _folder(configs))
        found = read_suggestions(suggestions)
    if not to:
        counts = {
            decision: sum(one.decision == decision for one in found) for decision in ("accept", "merge", "reject")
        }
        note(", ".join(f"{count} {decision}" for decision, count in counts.items()) + f" of {len(found)}")


def _screen(path: Path, found: list[Suggestion], configs: Path) -> None:
    from pipeline.actors.knowledge import load_knowledge
    from pipeline.learning.review.files import save
    from pipeline.learning.review.session import Session
    from pipeline.resources import how_to_install

    try:
        from pipeline.learning.review.screen import ReviewApp
    except ImportError as error:
        raise ImportError(f"the screen needs textual: {how_to_install('review')}, or use --to csv") from error
    session = Session(found, load_knowledge(configs), lambda suggestions: save(path, suggestions))
    ReviewApp(session).run()


def apply(
    suggestions: File,
    corpus: Annotated[
        list[str] | None, typer.Option(help="Texts to show the effect on; the run of the suggestions if left out.")
    ] = None,
    check: Annotated[
        list[Path] | None,
        typer.Option(
            help="A folder with docs/ and gold/: facts scored before and after.", exists=True, file_okay=False
        ),
    ] = None,
    marked: Annotated[
        list[Path] | None,
        typer.Option(help="A file of marked texts: entities scored before and after.", exists=True, dir_okay=False),
    ] = None,
    bound: Annotated[float, typer.Option(help="The fall of a score that is still taken.", min=0, max=1)] = 0.005,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Also where the linter objects or a score falls.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Show the effect and stop.")] = False,
    configs: Configs = None,
    model: Model = None,
    published: Published = None,
) -> None:
    """Write what was accepted into the rules, once it has shown what that does to facts and scores.

    `sitrep learn undo` takes it back.
    """
    from pipeline.learning.apply import prepare
    from pipeline.learning.apply.effect import effect_table
    from pipeline.learning.suggestions import read_suggestions
    from pipeline.output.terminal import console

    folder = _folder(configs)
    default = suggestions.with_suffix(".run")
    texts = corpus or ([str(default)] if default.is_dir() else [])
    with TemporaryDirectory(prefix="sitrep-learn-") as work:
        tools = _tools(Path(work), texts, check or [], marked or [], model, published)
        prepared = prepare(folder, read_suggestions(suggestions), date.today().isoformat(), tools, Path(work))
        for line in prepared.notes:
            note(line)
        if prepared.effect is not None:
            console().print(effect_table(prepared.effect, bound))
        elif not prepared.problems:
            note("no texts to show the effect on: give --corpus")
        objections = prepared.objections(bound)
        for line in objections:
            note(f"objection: {line}")
        if objections and not force:
            note("nothing was changed; correct the suggestions, or say --force")
            raise typer.Exit(1)
        if dry:
            return
        if not yes and not typer.confirm(f"Write {len(prepared.chosen)} suggestions into {folder}?"):
            note("nothing was changed")
            raise typer.Exit(1)
        applied = prepared.commit()
    note(f"applied as number {applied.number}: {len(applied.edits)} changes; `sitrep learn undo` takes them back")


def _tools(
    work: Path, corpus: list[str], checks: list[Path], marked: list[Path], model: str | None, published: str | None
) -> Tools:
    """What reads with the rules of a folder; each folder gets its own runs below ``work``."""
    from pipeline.learning.apply import Tools
    from pipeline.running.runner import Options
    from pipeline.running.trial import entity_scores_under, fact_scores_under, facts_under, readers_under

    def facts(configs: Path) -> list[Fact]:
        runs = len(corpus) == 1 and (Path(corpus[0]) / "entities.jsonl").is_file()
        options = Options(model, workers=1, first="actors" if runs else "clean", published=published)
        return facts_under(configs, corpus, _own(work, configs) / "corpus", options)

    def scores(configs: Path) -> dict[str, float]:
        found: dict[str, float] = {}
        for number, folder in enumerate(checks):
            out = _own(work, configs) / f"check{number}"
            score = fact_scores_under(configs, folder / "docs", folder / "gold", out, model)
            found[f"{folder.name}: facts F"] = score
        for file in marked:
            read = entity_scores_under(configs, file, model)
            found |= {f"{file.name}: {metric} F": value for metric, value in read.items()}
        return found

    def reader(configs: Path) -> tuple[Callable[[str], set[str]], Callable[[str], list[tuple[str, ...]]]]:
        return readers_under(configs, model)

    return Tools(reader, facts if corpus else None, scores if checks or marked else None)


def _own(work: Path, configs: Path) -> Path:
    return work / ("after" if configs.is_relative_to(work) else "before")


def undo(
    number: Annotated[int | None, typer.Argument(help="Which apply; the last if left out.")] = None,
    configs: Configs = None,
) -> None:
    """Take an apply back: its lines go, all others stay as they are."""
    from pipeline.learning.apply.journal import undo as take_back

    gone = take_back(_folder(configs), date.today().isoformat(), number)
    note(f"number {gone.number} of {gone.day} is undone: {', '.join(gone.suggestions.values())}")


def choose(
    articles: Articles,
    count: Annotated[int, typer.Option(help="How many documents, and how many sentences.", min=1)] = 10,
    run: Annotated[Path | None, typer.Option(help="The folder of the run over the articles.")] = None,
    configs: Configs = None,
    model: Model = None,
    published: Published = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """List the documents and sentences whose annotation would teach most."""
    import msgspec

    from pipeline.learning.choose import choose_documents, choose_sentences
    from pipeline.learning.suggest import suggest as find
    from pipeline.running.results import read_run

    folder = _folder(configs)
    with TemporaryDirectory(prefix="sitrep-next-") as work:
        results = run or Path(work)
        _read(articles, folder, results, model, published)
        found = find(read_run(results), folder)
        lengths = {record.id: len(record.tokens) for record in read_run(results)}
    chosen = [*choose_documents(found, lengths, count), *choose_sentences(found, count)]
    for one in chosen:
        if json:
            typer.echo(msgspec.json.encode(one))
        else:
            text = f"\n      {one.text}" if one.text else ""
            typer.echo(harmless(f"{one.gain:.2f}  {one.doc}: {', '.join(one.why)}{text}", "\n"))
