"""Commands for rules and models: rules check, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.making import note


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    rules = typer.Typer(help="The knowledge in `configs/`.", no_args_is_help=True)
    rules.command("check", epilog="Example: `sitrep rules check`")(check)
    app.add_typer(rules, name="rules")
    app.command(epilog="Example: `sitrep train sm --corpora CORPORA`")(train)


def check(
    configs: Annotated[Path | None, typer.Argument(help="The folder; Sitrep's own if left out.", exists=True)] = None,
) -> None:
    """Check the knowledge files: each finding with file, line and what to do."""
    from pipeline.actors.lint import lint
    from pipeline.resources import configs_dir

    findings = [str(finding) for finding in lint(configs or configs_dir())]
    for finding in findings:
        typer.echo(finding)
    note(f"{len(findings)} findings" if findings else "the rules are right")
    if findings:
        raise typer.Exit(1)


def train(
    pack: Annotated[str, typer.Argument(help="The pack.")] = "sm",
    corpora: Annotated[Path | None, typer.Option(help="The corpora's folder; else $SITREP_CORPORA.")] = None,
    out: Annotated[Path | None, typer.Option(help="The pack's folder; its place in models/ if left out.")] = None,
    steps: Annotated[int | None, typer.Option(help="Steps, for a trial.", min=1)] = None,
    resume: Annotated[bool, typer.Option("--resume/--again", help="Keep the parts that are done.")] = True,
) -> None:
    """Train a pack."""
    from pipeline.learning.train import train as run

    typer.echo(str(run(pack, corpora, out, steps=steps, resume=resume)))
