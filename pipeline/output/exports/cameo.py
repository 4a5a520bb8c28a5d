"""Event data in the manner of CAMEO: date, source actor, target actor, event code, place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.facts import Fact
from pipeline.output.tables import write_rows

COLUMNS = (
    *("id", "date", "source", "source_id", "target", "target_id", "cameo", "plover", "quad_class"),
    *("place", "latitude", "longitude", "n_documents", "confidence", "evidence"),
)


def write(path: Path, facts: Iterable[Fact]) -> None:
    """Write the events that have a code and were asserted or reported."""
    rows = [_row(fact) for fact in facts if fact.cameo and fact.status in ("asserted", "reported")]
    write_rows(path, COLUMNS, rows)


def quad_class(code: str) -> int:
    """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, by CAMEO's root code."""
    root = int(code[:2])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 14 else 4


def _row(fact: Fact) -> dict[str, Any]:
    assert fact.cameo
    return {
        "id": fact.id,
        "date": (fact.date_start or fact.date_end or "").replace("-", "") or None,
        "source": fact.subject,
        "source_id": fact.subject_id,
        "target": fact.object,
        "target_id": fact.object_id,
        "cameo": fact.cameo,
        "plover": fact.plover,
        "quad_class": quad_class(fact.cameo),
        "place": fact.place,
        "latitude": fact.lat,
        "longitude": fact.lon,
        "n_documents": fact.n_documents,
        "confidence": fact.confidence,
        "evidence": fact.evidence[0].text if fact.evidence else "",
    }
