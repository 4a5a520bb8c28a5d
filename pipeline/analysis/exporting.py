"""A selection of facts for another tool, and as a graph."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.documents import Document
from pipeline.output.exports import Job, format_of
from pipeline.output.exports import export as write
from pipeline.output.frames import facts_of
from pipeline.output.tables import Encoding
from pipeline.running.stages import known_regions

if TYPE_CHECKING:
    import networkx as nx


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
        run: the folder of the run, or its records: formats of documents write those that tell a fact of the selection,
            whole; ``sqlite`` has their texts.
        encoding: of a CSV.

    Returns:
        What became of it: ``read``, ``written``, ``skipped`` by reason, ``notes``.

    Raises:
        ValueError: there is no such format; it needs documents and none are given; a row is no fact.
    """
    if format_of(to).takes == "documents" and run is None:
        raise ValueError(f"{to!r} writes documents: give the run's folder (run=…) beside the facts")
    wanted = {proof["doc"] for proofs in facts["evidence"] for proof in proofs}

    def documents() -> Iterator[Document]:
        for record in _records(run):
            if record.id in wanted:
                yield record

    job = Job(Path(path), encoding, known_regions)
    return write(to, job, documents, lambda: facts_of(facts))


def _records(run: str | os.PathLike[str] | Iterable[Document] | None) -> Iterable[Document]:
    if run is None:
        return ()
    if isinstance(run, str | os.PathLike):
        from pipeline.running.results import read_run

        return read_run(Path(run))
    return run
