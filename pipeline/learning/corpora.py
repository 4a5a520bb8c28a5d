"""Which corpora packs are trained, tuned and tested on, and whether the files are the ones that were meant.

The knowledge is in ``configs/training/corpora.toml``: files by role, what each corpus marks, licences with
attribution, checksums. Nothing here reads the annotation; that is `convert`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.resources import BROKEN_JSON, configs_dir

Kind = Literal["syntax", "ner", "raw"]
Role = Literal["train", "tune", "test"]

_CHUNK = 1 << 20


class CorpusError(ValueError):
    """A corpus file is absent or is not the pinned one; the message is one line for people."""


class Corpus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One source of annotation. File names are relative to the corpora's folder.

    ``marks`` are the entity labels annotated throughout, ``part`` those of which some are marked; a label in neither
    is never marked, so unmarked text says nothing about it. ``scored`` are the labels that an evaluation counts, by
    default ``marks``. ``repeat`` is how often a training document is
    seen per epoch, ``hold_out`` = n keeps every n-th document of the training files for tuning,
    ``tune_every`` = n takes every n-th document of the tuning files. ``titles_inside`` says that the corpus counts
    "President" as part of a person's name. ``words`` is how many words of a raw corpus the teacher reads.
    ``sentences = false`` leaves the sentences of the rows unread: they are those of a treebank to tune with.
    """

    kind: Kind
    title: str
    authors: str
    licence: str
    attribution: str
    url: str = ""
    note: str = ""
    train: list[str] = []
    tune: list[str] = []
    test: list[str] = []
    marks: list[str] = []
    part: list[str] = []
    scored: list[str] = []
    repeat: int = 1
    hold_out: int = 0
    tune_every: int = 1
    titles_inside: bool = False
    words: int = 0
    sentences: bool = True

    def files(self, role: Role) -> list[str]:
        """The files of that role."""
        named: dict[Role, list[str]] = {"train": self.train, "tune": self.tune, "test": self.test}
        return named[role]


class Guideline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the packs call a name, where the corpora disagree.

    ``labels`` are what the network learns, ``outside`` the source labels that are no mention for it (rules find those);
    every other source label is unknown. ``places`` are names of countries that no country list has, ``titles``
    words before a person's name, ``particles`` lower-case words that belong to one.
    """

    labels: list[str]
    outside: list[str]
    places: list[str]
    titles: list[str]
    particles: list[str]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``corpora.toml``."""

    guideline: Guideline
    corpora: dict[str, Corpus]
    sha256: dict[str, str]

    def of_kind(self, kind: Kind, without: Collection[str] = ()) -> dict[str, Corpus]:
        """The corpora for one part of a pack, in the order of the file.

        Raises:
            CorpusError: ``without`` names a corpus that is not listed.
        """
        unknown = sorted(set(without) - set(self.corpora))
        if unknown:
            raise CorpusError(f"no corpus is called {', '.join(unknown)}; there are {', '.join(self.corpora)}")
        return {name: corpus for name, corpus in self.corpora.items() if corpus.kind == kind and name not in without}


def corpora_folder(corpora: Path | None) -> Path:
    """The folder of the corpora: the one given, else that of ``SITREP_CORPORA``.

    Raises:
        CorpusError: neither is given, or it is no folder.
    """
    named = corpora or (Path(os.environ["SITREP_CORPORA"]) if os.environ.get("SITREP_CORPORA") else None)
    if named is None:
        raise CorpusError("which corpora? Name their folder: --corpora DIR, or set SITREP_CORPORA")
    if not named.is_dir():
        raise CorpusError(f"{named} is no folder: name the one that holds syntax/, ner/ and raw/ (--corpora DIR)")
    return named


def load_manifest(path: Path | None = None) -> Manifest:
    """The manifest at ``path``, by default the one in the configuration folder.

    Raises:
        CorpusError: the file is no TOML or has a wrong key or type; the message says which.
    """
    path = path or configs_dir() / "training" / "corpora.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Manifest)
    except BROKEN_JSON as error:
        raise CorpusError(f"{path}: {error}") from error


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check_file(manifest: Manifest, folder: Path, name: str) -> Path:
    """The path of a corpus file after its checksum has been compared.

    Raises:
        CorpusError: the file is absent, not pinned, or different.
    """
    path = folder / name
    if not path.is_file():
        raise CorpusError(f"{path} is missing: name the folder that holds syntax/, ner/ and raw/ (--corpora DIR)")
    if name not in manifest.sha256:
        raise CorpusError(f"{name} has no checksum in corpora.toml")
    found = file_digest(path)
    if found != manifest.sha256[name]:
        raise CorpusError(f"{path} differs from the pinned file: sha256 {found}, not {manifest.sha256[name]}")
    return path


def check_files(manifest: Manifest, folder: Path, corpora: Iterable[Corpus], roles: Collection[Role]) -> list[Path]:
    """Check every file of these corpora in these roles; the paths in order.

    Raises:
        CorpusError: see `check_file`; the first file that is wrong.
    """
    return [check_file(manifest, folder, name) for corpus in corpora for role in roles for name in corpus.files(role)]
