"""The ``sitrep`` command."""

from __future__ import annotations

import sys

import typer

from pipeline.cli import learning, looking, making, measuring, teaching
from pipeline.collector import collect_seldom
from pipeline.output.harmless import harmless
from pipeline.threads import one_thread

app = typer.Typer(
    name="sitrep",
    help="Conflict reporting as data: who did what to whom, where, when, how many, and who says so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (making, looking, measuring, teaching, learning):
    room.add_to(app)


@app.callback(invoke_without_command=True)
def _options(
    version: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    if version:
        from pipeline import __version__

        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command; what the user can mend is one line on standard error and exit code 2."""
    one_thread()  # before numpy is loaded, which asks once
    collect_seldom()
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except (ValueError, OSError, ImportError) as error:
        typer.echo(f"sitrep: {_said(error)}", err=True)
        sys.exit(2)


def _said(error: Exception) -> str:
    """What is wrong, in one line; without the number that a system's error has."""
    message = str(error)
    if isinstance(error, OSError) and error.strerror:
        message = f"{error.strerror}: {error.filename}" if error.filename is not None else error.strerror
    return harmless(" ".join(message.split())) or type(error).__name__
