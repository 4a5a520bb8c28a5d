"""Other tools' formats: one small module each, found by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from pipeline.documents import Document
from pipeline.facts import Fact

Row = TypeVar("Row")

#: Format -> (what it takes, the name of its file or folder). The module of that name has ``write(path, rows)``.
FORMATS = {
    "csv": ("facts", "facts.csv"),
    "parquet": ("facts", "facts.parquet"),
    "sqlite": ("both", "sitrep.sqlite"),
    "acled": ("facts", "acled.csv"),
    "cameo": ("facts", "cameo.csv"),
    "prodigy": ("documents", "prodigy.jsonl"),
    "label-studio": ("documents", "label-studio.json"),
    "brat": ("documents", "brat"),
    "conllu": ("documents", "documents.conllu"),
    "docbin": ("documents", "documents.spacy"),
}


def export(
    name: str, path: Path, documents: Callable[[], Iterable[Document]], facts: Callable[[], Iterable[Fact]]
) -> int:
    """Write a run in a format; returns how many documents or facts it read.

    Args:
        name: one of :data:`FORMATS`.
        path: the file or folder to write.
        documents, facts: give the run's records and facts, called only where the format takes them.

    Raises:
        ValueError: there is no such format.
    """
    if name not in FORMATS:
        raise ValueError(f"no format {name!r}; the formats are {', '.join(FORMATS)}")
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    takes, counted = FORMATS[name][0], [0]

    def counting(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            counted[0] += 1
            yield row

    if takes == "both":
        module.write(path, documents(), counting(facts()))
    else:
        module.write(path, counting(documents() if takes == "documents" else facts()))
    return counted[0]
