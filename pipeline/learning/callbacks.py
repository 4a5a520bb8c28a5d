"""What the training configurations call by name; importing this registers it with spaCy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from spacy import util
from spacy.language import Language

from pipeline.syntax.tokenizer import make_tokenizer

#: Steps between two lines of a progress file.
REPORT_EVERY = 10

Report = tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]]


@util.registry.loggers("sitrep.progress.v1")  # type: ignore[untyped-decorator]
def progress_logger(path: str | None = None) -> Callable[[Language, IO[str], IO[str]], Report]:
    """A training logger that appends JSON lines to ``path``: ``step``, when evaluated also ``score`` and ``scores``."""

    def setup(_nlp: Language, _stdout: IO[str], _stderr: IO[str]) -> Report:
        steps = -1  # the first call comes before the first step

        def log(info: dict[str, Any] | None) -> None:
            nonlocal steps
            steps += 1
            if path is None or (info is None and steps % REPORT_EVERY):
                return
            line: dict[str, Any] = {"step": steps}
            if info is not None:
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
