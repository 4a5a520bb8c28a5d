"""One part of a pack to train, and whether that has been done already."""

from __future__ import annotations

import hashlib
import inspect
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from spacy.about import __version__ as spacy_version
from thinc.api import Config

from pipeline.learning import names, treebank
from pipeline.learning.corpora import Corpus, Kind, Manifest
from pipeline.resources import configs_dir

PARTS: tuple[Kind, ...] = ("syntax", "ner")


@dataclass(frozen=True)
class Job:
    """One part to train: which, with what, and where its files go."""

    part: Kind
    corpora: Path
    folder: Path
    without: frozenset[str] = frozenset()
    steps: int | None = None

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
        return configs_dir() / "training" / f"{self.part}.cfg"


def fingerprint(job: Job, manifest: Manifest) -> str:
    """SHA-256 of the data, settings and converter that decide the weights of a part, in hexadecimal.

    The tokenizer is not in it: one more abbreviation does not make the weights useless.
    """
    used = manifest.of_kind(job.part, job.without)
    files = [name for corpus in used.values() for name in (*corpus.train, *corpus.tune)]
    settings = {
        "corpora": {name: _deciding(corpus) for name, corpus in used.items()},
        "guideline": msgspec.to_builtins(manifest.guideline) if job.part == "ner" else None,
        "files": {name: manifest.sha256.get(name) for name in files},
        "steps": job.steps,
        "spacy": spacy_version,
    }
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    digest.update(Config().from_disk(job.config, interpolate=False).to_bytes())
    converter = treebank if job.part == "syntax" else names
    digest.update(inspect.getsource(converter).encode())
    return digest.hexdigest()


def _deciding(corpus: Corpus) -> dict[str, Any]:
    words = {"title", "authors", "licence", "attribution", "url", "note", "test", "scored"}
    return {key: value for key, value in msgspec.to_builtins(corpus).items() if key not in words}


def is_done(job: Job, manifest: Manifest) -> bool:
    """Whether the part has been trained to the end with this very fingerprint."""
    try:
        done = json.loads((job.folder / "done.json").read_bytes())
    except (OSError, ValueError):
        return False
    return job.best.is_dir() and done.get("fingerprint") == fingerprint(job, manifest)
