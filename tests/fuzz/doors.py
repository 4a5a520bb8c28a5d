"""The doors through which bytes from outside come in: for each what has to hold, and inputs to begin with.

Inputs to begin with are the beginnings of the sample texts and of the shipped configuration, and what ``seeds/`` has
under the door's name.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.actors.knowledge import DEMONYMS, NAMES, Actor, Demonyms, Place, Settings, read_entries, read_optional
from pipeline.actors.lexicon import load_lexicon
from pipeline.actors.nouns import load_nouns
from pipeline.cleaning.settings import Settings as CleaningSettings
from pipeline.entities.rules import Rules
from pipeline.learning.annotations import read_annotations
from pipeline.learning.apply.journal import FILE as JOURNAL
from pipeline.learning.apply.journal import read_journal
from pipeline.learning.corpora import load_manifest
from pipeline.learning.evaluate import read_gold, read_system
from pipeline.learning.marked import read_marked
from pipeline.learning.names import read_rows
from pipeline.learning.review.files import read_back, write_for
from pipeline.learning.suggest.cues import load_cues as load_learning
from pipeline.learning.suggestions import Proof, Reason, Suggestion, encode, read_suggestions
from pipeline.output.files import read_documents, read_facts
from pipeline.packing import packed
from pipeline.relations.cues import load_cues
from pipeline.relations.grammar import load_grammar
from pipeline.relations.ontology import load_ontology
from pipeline.resources import configs_dir, read_yaml
from pipeline.running.settings import load_settings
from pipeline.syntax.words import read_words
from tests.fuzz import promises
from tests.fuzz.promises import Check, cleans_as, lists, loads, reads

_ROOT = Path(__file__).parents[2]
_SAMPLE, _SEEDS = _ROOT / "data" / "sample", Path(__file__).parent / "seeds"
#: Seeds are cut to this size: small inputs are tried more often.
_LARGEST = 3_000

_SUGGESTIONS = [
    Suggestion(
        id=f"{kind}-1",
        kind=kind,
        name="Azm Brigade",
        score=0.7,
        aliases=["=cmd()", "Azm"],
        reasons=[Reason("new", 1.0, "often")],
        proofs=[Proof("a", "The Azm Brigade left.", 4, 15)],
    )
    for kind in ("actor", "alias")
]


@dataclass(frozen=True)
class Door:
    """``check`` takes bytes and raises where a promise is broken; ``seeds`` are what to begin with."""

    check: Check
    seeds: list[bytes]


def doors(folder: Path) -> dict[str, Door]:
    """All doors by name.

    Args:
        folder: for the files that they read.
    """
    return {**_sources(folder), **_formats(), **_records(folder), **_rules(folder), **_decisions(folder)}


def _door(name: str, check: Check, *seeds: bytes) -> dict[str, Door]:
    own = [file.read_bytes() for file in sorted(_SEEDS.glob(f"{name}.*"))]
    return {name: Door(check, [seed[:_LARGEST] for seed in (*own, *seeds)])}


def _sample(*names: str) -> list[bytes]:
    return [(_SAMPLE / name).read_bytes()[:_LARGEST] for name in names]


def _sources(folder: Path) -> dict[str, Door]:
    beside = folder / "beside.txt"
    beside.write_text("The army left Dara on Tuesday.", encoding="utf-8")
    (article,), (dispatches,) = _sample("tal-afar-article.txt"), _sample("dispatches.jsonl")
    of_files = {
        "txt": ("text", ["tal-afar-article.txt", "tal-afar-video.txt"]),
        "md": ("transcript", ["south-lebanon-video.md"]),
        "html": ("html", ["kherson-entry.html"]),
        "srt": ("srt", ["hodeidah-truce.srt"]),
        "vtt": ("vtt", ["tripoli-front.vtt"]),
        "ass": ("ass", []),
        "json": ("json", ["omdurman-radio.json"]),
        "jsonl": ("jsonl", ["dispatches.jsonl"]),
        "csv": ("csv", ["wire.csv"]),
    }
    found: dict[str, Door] = {}
    for ending, (name, samples) in of_files.items():
        found |= _door(f"read-{name}", reads(folder / f"a.{ending}"), *_sample(*samples))
    found |= _door("read-sidecar", reads(beside, sidecar=True), *_sample("tal-afar-article.meta.json"))
    found |= _door("read-gzip", reads(folder / "a.jsonl.gz"), b"\n" + dispatches, gzip.compress(article[:300]))
    return found | _door("read-zstd", reads(folder / "a.txt.zst"), b"\n" + article, packed(article[:300], "a.zst"))


def _formats() -> dict[str, Door]:
    samples = {
        "text": ["tal-afar-article.txt", "tal-afar-video.txt"],
        "transcript": ["south-lebanon-video.md", "tal-afar-video.txt"],
        "html": ["kherson-entry.html"],
        "subtitles": ["hodeidah-truce.srt", "tripoli-front.vtt"],
        "whisper": ["omdurman-radio.json"],
    }
    found: dict[str, Door] = {}
    for form, names in samples.items():
        found |= _door(f"clean-{form}", cleans_as(form), *_sample(*names))
    return found


def _records(folder: Path) -> dict[str, Door]:
    return {
        **_door("record", promises.decodes),
        **_door("record-file", loads(folder / "clean.jsonl", read_documents)),
        **_door("fact-file", loads(folder / "facts.jsonl", read_facts), packed(b"{}", "a.gz"), packed(b"{}", "a.zst")),
        **_door("terminal", promises.shows),
    }


def _rules(folder: Path) -> dict[str, Door]:
    configs = configs_dir()
    loaders: dict[str, tuple[Callable[[Path], object], Iterable[str]]] = {
        "actors.jsonl": (lists(lambda file: read_entries(file, Actor)), ()),
        "places.jsonl": (lists(lambda file: read_entries(file, Place)), ()),
        "ontology.yaml": (lambda file: load_ontology(file.parent), ["grammar.yaml"]),
        "grammar.yaml": (lambda file: load_grammar(file.parent), ()),
        "status.yaml": (lambda file: load_cues(file.parent), ()),
        "cleaning.yaml": (lambda file: read_yaml(file, CleaningSettings), ()),
        "entities.yaml": (lambda file: read_yaml(file, Rules), ()),
        DEMONYMS: (lambda file: read_optional(file, Demonyms), ()),
        NAMES: (lambda file: read_optional(file, Settings), ()),
        "nouns.yaml": (lambda file: load_nouns(file.parent), ()),
        "mentions.yaml": (lambda file: load_lexicon(file.parent), ()),
        "syntax.yaml": (read_words, ()),
        "learning.yaml": (lambda file: load_learning(file.parent), ()),
        "pipeline.toml": (load_settings, ()),
        "training/corpora.toml": (load_manifest, ()),
    }
    found: dict[str, Door] = {}
    for name, (load, needed) in loaders.items():
        file = configs / name
        own = folder / file.stem
        own.mkdir()
        for other in needed:
            (own / other).write_bytes((configs / other).read_bytes())
        found |= _door(file.stem, loads(own / file.name, load), _beginning(file))
    return found


def _beginning(file: Path) -> bytes:
    """The first lines of a file."""
    data = file.read_bytes()
    return data if len(data) <= _LARGEST else data[: data.rfind(b"\n", 0, _LARGEST) + 1]


def _decisions(folder: Path) -> dict[str, Door]:
    (folder / "gold").mkdir()
    (folder / "journal").mkdir()
    write_for("csv", folder / "suggestions.csv", _SUGGESTIONS)
    table = (folder / "suggestions.csv").read_bytes()

    def back(form: str) -> Callable[[Path], object]:
        return lambda file: read_back(form, file, _SUGGESTIONS)

    return {
        **_door("suggestions", loads(folder / "s.jsonl", read_suggestions), b"\n".join(encode(_SUGGESTIONS))),
        **_door("review-csv", loads(folder / "review.csv", back("csv")), table),
        **_door("review-prodigy", loads(folder / "review.jsonl", back("prodigy"))),
        **_door("review-label-studio", loads(folder / "review.json", back("label-studio"))),
        **_door("annotations-prodigy", loads(folder / "prodigy.jsonl", read_annotations)),
        **_door("annotations-label-studio", loads(folder / "studio.json", read_annotations)),
        **_door("marked", loads(folder / "marked.txt", read_marked)),
        **_door("journal", loads(folder / "journal" / JOURNAL, lambda file: read_journal(file.parent))),
        **_door(
            "gold",
            loads(folder / "gold", lambda file: read_gold(file), "gold.jsonl"),
            _beginning(_ROOT / "data" / "gold" / "gaza-talks.jsonl"),
        ),
        **_door("system", loads(folder / "system.jsonl", read_system)),
        **_door("rows", loads(folder / "rows.jsonl", read_rows)),
    }
