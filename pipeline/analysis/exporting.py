"""A selection of facts for another tool, and as a graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.analysis.names import regions
from pipeline.documents import Document
from pipeline.facts import Fact
from pipeline.output.exports import Job, format_of
from pipeline.output.exports import export as write
from pipeline.output.files import read_documents, stage_file
from pipeline.output.frames import facts_of
from pipeline.output.tables import Encoding

if TYPE_CHECKING:
    import networkx as nx

#: The stage whose records have every layer.
_LAST = "relations"


def actor_network(facts: pd.DataFrame, named: bool = True) -> nx.MultiDiGraph[str]:
    """Who did what to whom as a networkx graph: see :func:`pipeline.output.network.network` for its attributes."""
    from pipeline.output.network import network

    return network(facts_of(facts), named)


def export(
    facts: pd.DataFrame,
    to: str,
    path: str | os.PathLike[str],
    run: str | os.PathLike[str] | Iterable[Document] | None = None,
    encoding: Encoding = "utf-8-sig",
) -> Job:
    """Write a selection of facts in any format of ``sitrep export``.

    Args:
        facts: the selection.
        to: the format.
        path: the file or folder to write.
        run: the folder of the run, or its records (:func:`pipeline.read_documents`): formats of documents write those
            that tell a fact of the selection, whole; ``sqlite`` has their texts.
        encoding: of a CSV.

    Returns:
        What became of it: ``read``, ``written``, ``skipped`` by reason, ``notes``.

    Raises:
        ValueError: there is no such format; it needs documents and none are given, or the folder has none in one file;
            a row is no fact.
    """
    if format_of(to).takes == "documents" and run is None:
        raise ValueError(f"{to!r} writes documents: give the run's folder (run=…) beside the facts")
    return export_facts(lambda: facts_of(facts), to, Job(Path(path), encoding, regions), lambda: _records(run))


def export_facts(
    facts: Callable[[], Iterable[Fact]], to: str, job: Job, documents: Callable[[], Iterable[Document]]
) -> Job:
    """The same of facts that are read one at a time, as often as the format needs them."""

    def telling() -> Iterator[Document]:
        wanted = {proof.doc for fact in facts() for proof in fact.evidence}
        return (record for record in documents() if record.id in wanted)

    return write(to, job, telling, facts)


def _records(run: str | os.PathLike[str] | Iterable[Document] | None) -> Iterable[Document]:
    if run is None:
        return ()
    if not isinstance(run, str | os.PathLike):
        return run
    folder = Path(run)
    file = stage_file(folder, _LAST) if folder.is_dir() else folder
    if file is None:
        raise ValueError(f"{folder} has no {_LAST}.jsonl; of a run in parts give the records: pipeline.read_documents")
    return read_documents(file)
