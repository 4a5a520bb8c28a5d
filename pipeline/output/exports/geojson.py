"""GeoJSON (RFC 7946): a feature a fact, at its place; one without coordinates is a feature without a point."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from pipeline.facts import Fact
from pipeline.output.exports.job import Job
from pipeline.output.files import replacing

_LEFT_OUT = frozenset({"lat", "lon", "subject_names", "object_names", "place_names", "attributed_to_names", "evidence"})


def write(job: Job, facts: Iterable[Fact]) -> None:
    """Write one collection, a feature a line."""
    with replacing(job.path) as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for number, fact in enumerate(facts):
            file.write((b",\n" if number else b"\n") + msgspec.json.encode(feature(fact)))
            if fact.lat is None or fact.lon is None:
                job.notes["facts without coordinates: features without a point"] += 1
        file.write(b"\n]}\n")


def feature(fact: Fact) -> dict[str, Any]:
    """One fact: longitude before latitude; the sentences with their documents and links among the properties."""
    located = fact.lat is not None and fact.lon is not None
    values: dict[str, Any] = msgspec.to_builtins(fact)
    proofs = [
        {"doc": proof.doc, "text": proof.text, "source": proof.source, "published": proof.published, "link": proof.link}
        for proof in fact.evidence
    ]
    return {
        "type": "Feature",
        "id": fact.id,
        "geometry": {"type": "Point", "coordinates": [fact.lon, fact.lat]} if located else None,
        "properties": {name: value for name, value in values.items() if name not in _LEFT_OUT} | {"evidence": proofs},
    }
