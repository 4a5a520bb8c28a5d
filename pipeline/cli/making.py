"""Commands that make files: extract, facts, report, export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.output.harmless import harmless
from pipeline.packing import Packing
from pipeline.running.stages import CLEAN, LAST

if TYPE_CHECKING:
    from pipeline.analysis.selection import Selection
    from pipeline.facts import Fact

_OFTEN = "; as often as you like."
_TIME = "YYYY, YYYY-MM or YYYY-MM-DD."
PACKINGS: dict[str, Packing] = {"none": "", "gzip": "gz", "zstd": "zst"}

RunFolder = Annotated[Path, typer.Argument(help="The folder of a run.", metavar="DIR", exists=True, file_okay=False)]

# What facts are asked for: the same for reports and exports.
Actors = Annotated[list[str] | None, typer.Option("--actor", help=f"An actor, with those that are part of it{_OFTEN}")]
Places = Annotated[list[str] | None, typer.Option("--place", help=f"A place, with all that lies in it{_OFTEN}")]
Relations = Annotated[list[str] | None, typer.Option("--relation", help=f"A relation{_OFTEN}")]
Statuses = Annotated[list[str] | None, typer.Option("--status", help=f"A status{_OFTEN}")]
Sources = Annotated[list[str] | None, typer.Option("--source", help=f"Who published it{_OFTEN}")]
Since = Annotated[str | None, typer.Option("--since", help=f"From this time on: {_TIME}")]
Until = Annotated[str | None, typer.Option("--until", help=f"Up to this time: {_TIME}")]
Least = Annotated[float, typer.Option("--confidence", help="The least confidence.", min=0, max=1)]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `sitrep extract data/sample --out data/output`")(extract)
    app.command(epilog="Example: `sitrep facts data/output`")(facts)
    app.command(epilog="Example: `sitrep report data/output`")(report)
    app.command(epilog="Example: `sitrep export data/output --to sqlite`")(export)


def note(message: str) -> None:
    """A line for people, on standard error; what stands in it of names and ids is harmless there."""
    typer.echo(harmless(message, "\n"), err=True)


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
    told = (
        _fact_count(summary.facts, summary.facts_review or 0) if summary.facts is not None else f"stages up to '{last}'"
    )
    note(f"documents: {counts} · {told} · {summary.seconds:.1f} s · {out}{_files(out)}")
    if summary.failed:
        note(f"{summary.failed} failed: see {out / 'errors.jsonl'}")
        raise typer.Exit(1)


def _fact_count(kept: int, review: int) -> str:
    """The numbers of facts, for the closing line."""
    return f"{kept:,} facts" + (f" and {review:,} for review (facts_review.jsonl)" if review else "")


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
    from pipeline.running.results import merge_again, run_facts

    found = merge_again(run)
    console().print(facts_table(run_facts(run)))
    note(f"{_fact_count(found.kept, found.review)} in {run}")


def report(
    run: RunFolder,
    out: Annotated[Path | None, typer.Option(help="The file; report.html of the run if left out.")] = None,
    actor: Actors = None,
    place: Places = None,
    relation: Relations = None,
    status: Statuses = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    confidence: Least = 0.0,
    limit: Annotated[int, typer.Option(help="The most facts; those told by most sources stay.", min=1)] = 5000,
) -> None:
    """Write the HTML report: one file that works offline. Without conditions it has all facts, up to the limit."""
    from pipeline.output.report import write_report
    from pipeline.running.results import run_documents, run_facts, run_protocol, run_review

    selection = _selection(actor, place, relation, status, source, since, until, confidence)
    file = out or run / "report.html"
    facts: Iterable[Fact] = run_facts(run)
    review: Iterable[Fact] = run_review(run)
    if selection:
        facts = found = selection.among(lambda: run_facts(run))
        review = filter(found.holds, review)
    asked = selection.told() if selection else []
    chosen = write_report(file, facts, lambda: run_documents(run), run_protocol(run), review, asked, limit)
    if chosen.left_out:
        note(
            f"the report shows {len(chosen.facts):,} of {chosen.found:,} facts: narrow it (--actor, --place, --since …)"
        )
    elif selection and not chosen.found:
        note(f"no fact of {found.read:,} is like that: {', '.join(asked)}")
    typer.echo(str(file))


def export(
    run: RunFolder,
    to: Annotated[str, typer.Option("--to", help="The format.", metavar="FORMAT")],
    out: Annotated[Path | None, typer.Option(help="The file or folder to write.")] = None,
    encoding: Annotated[
        str, typer.Option(help="Of a CSV: `utf-8-sig` is known by spreadsheets, `utf-8` has no mark; `utf-16`.")
    ] = "utf-8-sig",
    actor: Actors = None,
    place: Places = None,
    relation: Relations = None,
    status: Statuses = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    confidence: Least = 0.0,
) -> None:
    """Write a run, or a selection of its facts and the documents that tell them, for another tool.

    Facts as csv, parquet, sqlite, geojson, graphml, acled, cameo; documents as prodigy, label-studio, brat, conllu,
    docbin.
    """
    from pipeline.analysis.exporting import export_facts
    from pipeline.analysis.names import regions
    from pipeline.output.exports import FORMATS, Job
    from pipeline.output.exports import export as write
    from pipeline.output.tables import ENCODINGS
    from pipeline.running.results import read_run, run_facts

    if to not in FORMATS:
        raise typer.BadParameter(f"no format {to!r}; the formats are {', '.join(FORMATS)}", param_hint="--to")
    chosen = next((each for each in ENCODINGS if each == encoding), None)
    if chosen is None:
        raise typer.BadParameter(f"no encoding {encoding!r}; there are {', '.join(ENCODINGS)}", param_hint="--encoding")
    job = Job(out or run / FORMATS[to].file, chosen, regions)
    selection = _selection(actor, place, relation, status, source, since, until, confidence)
    if selection:
        found = selection.among(lambda: run_facts(run))
        export_facts(lambda: found, to, job, lambda: read_run(run))
        note(f"selected: {found.found:,} of {found.read:,} facts")
    else:
        write(to, job, lambda: read_run(run), lambda: run_facts(run))
    what = "documents" if FORMATS[to].takes == "documents" else "facts"
    note(f"{what}: {job.read:,} in = {job.written:,} out + {job.skipped.total():,} skipped{reasons(job.skipped)}")
    for reason, count in job.notes.most_common():
        note(f"{count:,} {reason}")
    typer.echo(str(job.path))


def _selection(
    actor: list[str] | None,
    place: list[str] | None,
    relation: list[str] | None,
    status: list[str] | None,
    source: list[str] | None,
    since: str | None,
    until: str | None,
    confidence: float,
) -> Selection | None:
    """What facts are asked for; None where all are.

    Raises:
        ValueError: a time cannot be read.
    """
    if not any((actor, place, relation, status, source, since, until, confidence)):
        return None
    from pipeline.analysis.selecting import edge
    from pipeline.analysis.selection import Selection

    return Selection(
        actors=tuple(actor or ()),
        places=tuple(place or ()),
        relations=tuple(relation or ()),
        statuses=tuple(status or ()),
        sources=tuple(source or ()),
        since=edge(since, "start") if since else None,
        until=edge(until, "end") if until else None,
        confidence=confidence,
    )


def reasons(counts: Counter[str]) -> str:
    """Why, in brackets; nothing where there is nothing."""
    return f" ({', '.join(f'{reason} {count:,}' for reason, count in counts.most_common())})" if counts else ""
