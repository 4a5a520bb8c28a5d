"""How to run, what a run did, and what ``run.json`` says of both."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

import pipeline
from pipeline.packing import Packing
from pipeline.running.jobs import Tally
from pipeline.running.settings import Settings
from pipeline.running.stages import CLEAN, LAST


class Options(msgspec.Struct, frozen=True):
    """How to run.

    ``first`` and ``last`` are stages; ``parts`` leaves the stage files in their shards; ``shards`` is where these are
    kept, a folder or an address for fsspec, if not in the run's folder; ``packing`` is how the stage files are packed;
    ``again`` tries documents that failed once more; ``here`` works in this process, where nothing limits a document.
    """

    model: str | None = None
    workers: int | None = None
    engine: str = "local"
    first: str = CLEAN
    last: str = LAST
    published: str | None = None
    force: bool = False
    parts: bool = False
    shards: str | None = None
    packing: Packing = ""
    again: bool = False
    here: bool = False


class Summary(msgspec.Struct):
    """What a run did; also the content of ``run.json``. ``total`` = ``out`` + ``skipped`` + ``failed``.

    ``load_seconds`` are those of imports and the model, of all processes together, and in no stage's seconds.
    ``undated`` documents have no day of publication, ``unreadable_dates`` have one that nobody understood;
    ``unaligned_characters`` could not be found again in their pages; ``facts_review`` facts are less sure than their
    threshold and not among the ``facts``.
    """

    total: int
    out: int
    skipped: int
    failed: int
    facts: int | None
    stages: dict[str, Tally]
    seconds: float
    notes: list[str] = []
    load_seconds: float = 0.0
    undated: int = 0
    unreadable_dates: int = 0
    unaligned_characters: int = 0
    facts_review: int | None = None


def protocol(
    summary: Summary,
    options: Options,
    settings: Settings,
    model: Path,
    prints: Mapping[str, str],
    inputs: Sequence[str],
    started: float,
) -> dict[str, Any]:
    """What ``run.json`` says; ``model`` is the pack's folder, ``prints`` are the stages' fingerprints."""
    meta = msgspec.json.decode((model / "meta.json").read_bytes())
    return {
        "sitrep": pipeline.__version__,
        "python": platform.python_version(),
        "spacy": version("spacy"),
        "started": datetime.fromtimestamp(started, timezone.utc).isoformat(timespec="seconds"),
        "seconds": summary.seconds,
        "load_seconds": summary.load_seconds,
        "inputs": list(inputs),
        "options": msgspec.to_builtins(options),
        "model": {"name": f"{meta['lang']}_{meta['name']}", "version": meta["version"]},
        "settings": msgspec.to_builtins(settings),
        "documents": {
            "in": summary.total,
            "out": summary.out,
            "skipped": summary.skipped,
            "failed": summary.failed,
        },
        "undated": summary.undated,
        "unreadable_dates": summary.unreadable_dates,
        "unaligned_characters": summary.unaligned_characters,
        "facts": summary.facts,
        "facts_review": summary.facts_review,
        "notes": summary.notes,
        "stages": {name: _stage_line(tally, prints[name]) for name, tally in summary.stages.items()},
    }


def _stage_line(tally: Tally, fingerprint: str) -> dict[str, Any]:
    speed = round(tally.words / tally.seconds) if tally.seconds and tally.words else None
    return {
        "fingerprint": fingerprint,
        "documents": tally.documents,
        "computed": tally.computed,
        "words": tally.words,
        "seconds": round(tally.seconds, 3),
        "words_per_second": speed,
    }
