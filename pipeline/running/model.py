"""The trained pack: found by name or path, loaded, and completed with the components that are rules."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.resources import how_to_install, models_dir

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.syntax.precision import Precision

PREFIX = "en_sitrep_"

#: The components that are rules, in their order, and where they are made. Imported by name, so that an installation
#: whose entry points are older than the code works as well.
COMPONENTS = {
    "sitrep_sentences": "pipeline.syntax.sentences",
    "sitrep_lemmas": "pipeline.syntax.lemmas",
    "sitrep_entities": "pipeline.entities.component",
    "sitrep_actors": "pipeline.actors.component",
    "sitrep_relations": "pipeline.relations.component",
}


class ModelError(ValueError):
    """A model cannot be found or loaded; the message says what to do."""


class MissingExtraError(ModelError):
    """A model needs what is not installed."""


def shipped() -> list[Path]:
    """The packs that come with Sitrep, by name."""
    return sorted(path.parent for path in models_dir().glob("*/meta.json"))


def find_model(name: str) -> Path:
    """The folder of a pack: a path, one of ``models/`` (``sm`` is short for ``en_sitrep_sm``), or an installed package.

    Raises:
        ModelError: there is none of that name.
    """
    for folder in (Path(name), models_dir() / name, models_dir() / f"{PREFIX}{name}"):
        if (folder / "config.cfg").is_file():
            return folder.resolve()
    installed = _installed(name)
    if installed is not None:
        return installed
    known = ", ".join(path.name for path in shipped()) or "none"
    raise ModelError(
        f"no model {name!r}: give the path of a spaCy pack, an installed package, or one of these: {known}"
    )


def _installed(name: str) -> Path | None:
    """The folder inside an installed package: ``name/name-1.2.3``."""
    if not name.isidentifier():
        return None
    from spacy.util import get_package_path, is_package

    if not is_package(name):
        return None
    return next((path.parent for path in get_package_path(name).glob("*/config.cfg")), None)


def _needs_transformers(folder: Path) -> bool:
    text = (folder / "config.cfg").read_text(encoding="utf-8")
    return 'factory = "transformer"' in text or "spacy-transformers" in text


def load_model(
    name: str,
    max_characters: int | None = None,
    precision: Precision = "float32",
    only: Collection[str] | None = None,
) -> Language:
    """The pack, with Sitrep's components where it has none of its own.

    Args:
        name: as for :func:`find_model`.
        max_characters: the longest text that the pipeline takes; spaCy's own limit where absent.
        precision: the numbers that a language model computes with.
        only: the components to load, where not all are needed: what is left out costs neither time nor memory.

    Raises:
        ModelError: it is not there, or something that it needs is not installed.
    """
    from importlib import import_module
    from importlib.util import find_spec

    import spacy

    from pipeline.syntax import encoder  # noqa: F401 (packs name its layers)
    from pipeline.syntax.precision import reduce_precision, use_numpy_products

    folder = find_model(name)
    if _needs_transformers(folder) and find_spec("spacy_transformers") is None:
        raise MissingExtraError(
            f"the model {folder.name} needs torch and spacy-transformers: {how_to_install('trf')} (docs/models.md)"
        )
    for module in COMPONENTS.values():
        import_module(module)
    try:
        nlp = spacy.load(folder, exclude=_others(folder, only) if only is not None else ())
    except (OSError, ValueError, ImportError, RuntimeError) as error:  # torch raises the last
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"the model {folder} cannot be loaded: {reason}") from error
    try:
        complete(nlp, tuple(COMPONENTS) if only is None else only)
    except (OSError, ValueError, ImportError, AttributeError) as error:
        raise ModelError(f"the model {folder.name} cannot be completed: {str(error)[:200]}") from error
    use_numpy_products(nlp)
    reduce_precision(nlp, precision)
    nlp.max_length = max(nlp.max_length, (max_characters or 0) + 1)
    return nlp


def _others(folder: Path, only: Collection[str]) -> list[str]:
    """The components of a pack that are not among these."""
    from spacy.util import load_config

    return [pipe for pipe in load_config(folder / "config.cfg")["nlp"]["pipeline"] if pipe not in only]


def complete(nlp: Language, only: Collection[str] = tuple(COMPONENTS)) -> None:
    """Add the components that a pack lacks: sentence starts first, lemmas behind the lemmatizer, the others last."""
    for name in COMPONENTS:
        if name in nlp.component_names or name not in only:
            continue
        if name == "sitrep_sentences":
            nlp.add_pipe(name, first=True)
        elif name == "sitrep_lemmas":
            if "lemmatizer" in nlp.component_names:
                nlp.add_pipe(name, after="lemmatizer")
        else:
            nlp.add_pipe(name)
