"""Other tools' formats: one small module each, found by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Literal, NamedTuple

from pipeline.documents import Document
from pipeline.facts import Fact
from pipeline.output.exports.job import Job, Region

__all__ = ["FORMATS", "Format", "Job", "Region", "export", "format_of"]


class Format(NamedTuple):
    """What a format takes, the name of its file or folder, and what it is."""

    takes: Literal["facts", "documents", "both"]
    file: str
    about: str


#: The module of a format's name has ``write(job, rows)``, or ``write(job, documents, facts)``.
FORMATS = {
    "csv": Format("facts", "facts.csv", "a table for spreadsheets"),
    "parquet": Format("facts", "facts.parquet", "a typed table for pandas, Polars, DuckDB, R"),
    "sqlite": Format("both", "sitrep.sqlite", "a database with full-text search, ready for Datasette"),
    "geojson": Format("facts", "facts.geojson", "points for QGIS, Leaflet, kepler.gl"),
    "graphml": Format("facts", "actors.graphml", "the network of actors for Gephi, yEd, networkx"),
    "acled": Format("facts", "acled.csv", "event rows in the manner of ACLED"),
    "cameo": Format("facts", "cameo.csv", "event rows with CAMEO and PLOVER codes"),
    "prodigy": Format("documents", "prodigy.jsonl", "tasks for Prodigy"),
    "label-studio": Format("documents", "label-studio.json", "tasks for Label Studio, and its labelling interface"),
    "brat": Format("documents", "brat", "a folder of standoff files for brat"),
    "conllu": Format("documents", "documents.conllu", "trees in CoNLL-U"),
    "docbin": Format("documents", "docbin", "a folder of spaCy's DocBin"),
}


def format_of(name: str) -> Format:
    """The format of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in FORMATS:
        raise ValueError(f"no format {name!r}; the formats are {', '.join(FORMATS)}")
    return FORMATS[name]


def export(
    name: str, job: Job, documents: Callable[[], Iterable[Document]], facts: Callable[[], Iterable[Fact]]
) -> Job:
    """Write facts or documents in a format, one at a time; the job then says what became of them.

    Args:
        name: one of :data:`FORMATS`.
        job: the file or folder to write, and how.
        documents, facts: give the records and the facts, called only where the format takes them.

    Raises:
        ValueError: there is no such format.
        ImportError: it needs an optional library; the message says which.
    """
    takes = format_of(name).takes
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    if takes == "both":
        module.write(job, documents(), job.counted(facts()))
    else:
        module.write(job, job.counted(documents() if takes == "documents" else facts()))
    return job
