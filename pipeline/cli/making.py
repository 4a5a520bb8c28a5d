"""Commands that make files: extract, facts, report, export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pipeline.packing import Packing
from pipeline.running.stages import CLEAN, LAST

PACKINGS: dict[str, Packing] = {"none": "", "gzip": "gz", "zstd": "zst"}

RunFolder = Annotated[Path, typer.Argument(help="The folder of a run.", metavar="DIR", exists=True, file_okay=False)]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `sitrep extract data/sample --out data/output`")(extract)
    app.command(epilog="Example: `sitrep facts data/output`")(facts)
    app.command(epilog="Example: `sitrep report data/output`")(report)
    app.command(epilog="Example: `sitrep export data/output --to sqlite`")(export)


def note(message: str) -> None:
    """A line for people, on standard error."""
    typer.echo(message, err=True)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from pipeline.output.terminal import console

    screen = console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, disable=not screen.is_terminal, transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def extract(
    inputs: Annotated[list[str], typer.Argument(help="Files, folders, globs or `-`.", metavar="INPUT")],
    out: Annotated[Path, typer.Option(help="The folder of the run.", file_okay=False)],
    model: Annotated[str | None, typer.Option(help="A pack's name or path.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; all cores if left out.", min=1)] = None,
    engine: Annotated[str, typer.Option(help="`local` or `ray`.")] = "local",
    first: Annotated[str, typer.Option("--from", help="The first stage to run.", metavar="STAGE")] = CLEAN,
    last: Annotated[str, typer.Option("--to", help="The last stage to run.", metavar="STAGE")] = LAST,
    published: Annotated[str | None, typer.Option(help="The day of texts that do not say one (YYYY-MM-DD).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Do everything again.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try documents that failed once more.")] = False,
    parts: Annotated[bool, typer.Option("--parts", help="Leave the stage files in their shards.")] = False,
    shards: Annotated[str | None, typer.Option(help="Keep shards there: a folder, or s3://… and the like.")] = None,
    compress: Annotated[str, typer.Option(help="Pack the stage files: `none`, `gzip` or `zstd`.")] = "none",
) -> None:
    """Read documents, run all stages, merge their facts.

    What was done before and still holds is kept: a new document costs one document, a changed rule the stages from it.
    `--from` and `--to` run some stages only; INPUT is then a run's folder, the file of the stage before, or sources.
    """
    from pipeline.output.terminal import console, facts_table
    from pipeline.running.results import run_facts
    from pipeline.running.runner import Options, run

    if compress not in PACKINGS:
        raise typer.BadParameter(f"{compress!r}: give {', '.join(PACKINGS)}", param_hint="--compress")
    options = Options(
        model, workers, engine, first, last, _day(published), force, parts, shards, PACKINGS[compress], retry
    )
    try:
        with _bar("documents") as progress:
            summary = run(inputs, out, options, progress, note)
    except KeyboardInterrupt:
        note(f"Stopped. What is done is kept in {out}: the same command again goes on from there.")
        raise typer.Exit(130) from None
    for line in summary.notes:
        note(line)
    if summary.facts is not None:
        console().print(facts_table(run_facts(out)))
    counts = f"{summary.total} in = {summary.out} out + {summary.skipped} skipped + {summary.failed} failed"
    told = f"{summary.facts:,} facts" if summary.facts is not None else f"stages up to '{last}'"
    note(f"documents: {counts} · {told} · {summary.seconds:.1f} s · {out}{_files(out)}")
    if summary.failed:
        note(f"{summary.failed} failed: see {out / 'errors.jsonl'}")
        raise typer.Exit(1)


def _day(text: str | None) -> str | None:
    """An ISO day.

    Raises:
        ValueError: it is none.
    """
    from datetime import date

    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"--published {text!r}: give a day as YYYY-MM-DD") from None


def _files(out: Path) -> str:
    names = ("facts.jsonl", "facts.csv", "facts.parquet", "run.json")
    found = [name for name in names if (out / name).is_file()]
    return f" ({', '.join(found)})" if found else ""


def facts(run: RunFolder) -> None:
    """Merge again, from the statements only."""
    from pipeline.output.terminal import console, facts_table
    from pipeline.running.results import merge_again

    found = merge_again(run)
    console().print(facts_table(found))
    note(f"{len(found):,} facts in {run}")


def report(
    run: RunFolder,
    out: Annotated[Path | None, typer.Option(help="The file; report.html of the run if left out.")] = None,
) -> None:
    """Write the HTML report: one file that works offline."""
    from pipeline.output.report import write_report
    from pipeline.running.results import run_facts, run_protocol

    file = out or run / "report.html"
    write_report(file, run_facts(run), run_protocol(run))
    typer.echo(str(file))


def export(
    run: RunFolder,
    to: Annotated[str, typer.Option("--to", help="The format.", metavar="FORMAT")],
    out: Annotated[Path | None, typer.Option(help="The file or folder to write.")] = None,
) -> None:
    """Write a run for another tool: csv, parquet, sqlite, acled, cameo, prodigy, label-studio, brat, conllu, docbin."""
    from pipeline.output.exports import FORMATS
    from pipeline.output.exports import export as write
    from pipeline.running.results import read_run, run_facts

    if to not in FORMATS:
        raise typer.BadParameter(f"no format {to!r}; the formats are {', '.join(FORMATS)}", param_hint="--to")
    file = out or run / FORMATS[to][1]
    count = write(to, file, lambda: read_run(run), lambda: run_facts(run))
    note(f"{count:,} {'documents' if FORMATS[to][0] == 'documents' else 'facts'}")
    typer.echo(str(file))
