"""What the training configurations call by name; importing this registers it with spaCy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import IO, Any

from spacy import util
from spacy.language import Language
from spacy.training import Corpus, Example

from pipeline.syntax.precision import compute_in_bfloat16, has_bfloat16
from pipeline.syntax.tokenizer import make_tokenizer

#: Steps between two lines of a progress file.
REPORT_EVERY = 10

Report = tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]]


@util.registry.loggers("sitrep.progress.v1")  # type: ignore[untyped-decorator]
def progress_logger(path: str | None = None) -> Callable[[Language, IO[str], IO[str]], Report]:
    """A training logger that appends JSON lines to ``path``: ``step``, when evaluated also ``score`` and ``scores``."""

    def setup(_nlp: Language, _stdout: IO[str], _stderr: IO[str]) -> Report:
        def log(info: dict[str, Any] | None) -> None:
            if path is None or info is None or (info["score"] is None and info["step"] % REPORT_EVERY):
                return
            line: dict[str, Any] = {"step": info["step"]}
            if info["score"] is not None:
                plain = {key: value for key, value in info["other_scores"].items() if isinstance(value, float)}
                line |= {"score": info["score"], "scores": plain, "losses": info["losses"]}
            with Path(path).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line, default=float) + "\n")

        return log, lambda: None

    return setup


@util.registry.callbacks("sitrep.tokenizer.v1")  # type: ignore[untyped-decorator]
def tokenizer_callback() -> Callable[[Language], Language]:
    """A callback that gives a new pipeline Sitrep's tokenizer."""

    def set_tokenizer(nlp: Language) -> Language:
        nlp.tokenizer = make_tokenizer(nlp)
        return nlp

    return set_tokenizer


@util.registry.readers("sitrep.documents.v1")  # type: ignore[untyped-decorator]
def documents_reader(path: str) -> Callable[[Language], Iterator[Example]]:
    """The training documents of a folder.

    Those with trees come first: spaCy's scorer takes a token that lacks a head for lacking one in every later document.
    """

    def read(nlp: Language) -> Iterator[Example]:
        for file in sorted(Path(path).glob("*.spacy"), key=lambda file: (file.stem != "trees", file.stem)):
            yield from Corpus(file)(nlp)

    return read


@util.registry.misc("sitrep.package_folder.v1")  # type: ignore[untyped-decorator]
def package_folder(package: str, folder: str) -> str:
    """The path of a folder inside an installed package: where the weights lie that a training starts from."""
    return str(resources.files(package) / folder)


@util.registry.callbacks("sitrep.prepare_encoder.v1")  # type: ignore[untyped-decorator]
def prepare_encoder() -> Callable[[Language], Language]:
    """A callback before training: the embeddings of the language model stay as they are, and where the processor
    multiplies 16-bit floats in hardware, the model does so (three times as fast there).
    """

    def prepare(nlp: Language) -> Language:
        encoder = nlp.get_pipe("transformer").model.transformer  # type: ignore[attr-defined]
        for name, parameter in encoder.named_parameters():
            if "embeddings" in name and "LayerNorm" not in name:
                parameter.requires_grad_(False)
        if has_bfloat16() and encoder.device.type == "cpu":
            compute_in_bfloat16(encoder)
        return nlp

    return prepare
