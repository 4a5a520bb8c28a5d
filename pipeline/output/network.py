"""Who did what to whom as a graph: actors are its nodes, what they did to each other its edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx

from pipeline.facts import Fact

#: Relations whose object is where somebody is, never somebody.
_WHERE = frozenset({"LOCATED_IN"})


def network(facts: Iterable[Fact], named: bool = True) -> nx.MultiDiGraph[str]:
    """The network of facts that have a subject and an object, both actors.

    A country is an actor where it is not the place of the fact; other places, and things, are none.

    Args:
        facts: what the edges are made of.
        named: only actors that the knowledge lists or that a rule composes; else everybody of a name ("residents").

    Returns:
        A directed graph with an edge for each relation between two actors (its ``key``). Nodes are ids, of actors
        without one their names, with ``label`` and ``n_facts``. Edges have ``relation``, ``n_facts``, ``n_documents``
        (different ones), ``n_statements``, ``first`` and ``last`` (ISO days or ""), ``status`` (those there are),
        ``confidence`` (the highest) and ``facts`` (ids).
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    documents: dict[tuple[str, str, str], set[str]] = {}
    for fact in facts:
        one, other = _node(fact.subject, fact.subject_id, fact, named), _node(fact.object, fact.object_id, fact, named)
        if one is None or other is None or fact.relation in _WHERE:
            continue
        for node, name in ((one, fact.subject), (other, fact.object)):
            if node not in graph:
                graph.add_node(node, label=name, n_facts=0)
            graph.nodes[node]["n_facts"] += 1
        told = documents.setdefault((one, other, fact.relation), set())
        told |= {proof.doc for proof in fact.evidence}
        if not graph.has_edge(one, other, fact.relation):
            graph.add_edge(one, other, fact.relation, **_new_edge(fact))
        _add(graph.edges[one, other, fact.relation], fact, len(told))
    return graph


def _node(name: str | None, kb_id: str | None, fact: Fact, named: bool) -> str | None:
    """The node of an argument; None where it is no actor."""
    if not name or (kb_id is None and named):
        return None
    if kb_id is not None and kb_id.startswith("place:") and kb_id == fact.place_id:
        return None
    return kb_id or name


def _new_edge(fact: Fact) -> dict[str, Any]:
    counts = dict.fromkeys(("n_facts", "n_documents", "n_statements"), 0)
    return {"relation": fact.relation, **counts, "first": "", "last": "", "status": [], "confidence": 0.0, "facts": []}


def _add(edge: dict[str, Any], fact: Fact, documents: int) -> None:
    edge["n_facts"] += 1
    edge["n_documents"] = documents
    edge["n_statements"] += fact.n_statements
    edge["confidence"] = max(edge["confidence"], fact.confidence)
    edge["first"] = min(filter(None, (edge["first"], fact.date_start)), default="")
    edge["last"] = max(filter(None, (edge["last"], fact.date_end)), default="")
    edge["facts"].append(fact.id)
    if fact.status not in edge["status"]:
        edge["status"].append(fact.status)
