"""GraphML: the network of actors, with what it counts as attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx

from pipeline.facts import Fact
from pipeline.output.exports.job import Job
from pipeline.output.files import through
from pipeline.output.network import network

#: What XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(job: Job, facts: Iterable[Fact]) -> None:
    """Write the graph; facts that are no edge between two named actors are counted as skipped."""
    read = 0

    def counted() -> Iterator[Fact]:
        nonlocal read
        for fact in facts:
            read += 1
            yield fact

    graph = network(counted())
    drawn = sum(edge["n_facts"] for *_, edge in graph.edges(data=True))
    if read > drawn:
        job.skipped["no relation between two named actors"] = read - drawn
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, values in graph.nodes(data=True):
        plain.add_node(_text(node), **{key: _flat(value) for key, value in values.items()})
    for one, other, key, values in graph.edges(keys=True, data=True):
        plain.add_edge(_text(one), _text(other), key, **{name: _flat(value) for name, value in values.items()})
    through(job.path, lambda part: nx.write_graphml(plain, part))


def _flat(value: Any) -> Any:
    """A list as one text: GraphML has no lists."""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    return _NO_XML.sub("\ufffd", value)
