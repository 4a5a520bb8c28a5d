"""Event data in the manner of CAMEO and PLOVER: date, source actor, target actor, event code, place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.facts import Fact
from pipeline.output.exports.events import date_of, done, regions
from pipeline.output.exports.job import Job
from pipeline.output.tables import write_rows

COLUMNS = (
    *("id", "date", "source", "source_id", "target", "target_id", "cameo", "cameo_root", "plover", "quad_class"),
    *("place", "country", "iso", "admin1", "latitude", "longitude", "n_documents", "n_statements", "status"),
    *("confidence", "evidence"),
)


def write(job: Job, facts: Iterable[Fact]) -> None:
    """Write the events that have a code of either scheme and were asserted or reported; others count as skipped."""

    def rows() -> Iterator[dict[str, Any]]:
        for fact in done(job, facts):
            if fact.cameo or fact.plover:
                yield _row(job, fact)
            else:
                job.skipped["no event of CAMEO's or PLOVER's"] += 1

    write_rows(job.path, COLUMNS, rows(), job.encoding)


def quad_class(code: str) -> int:
    """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, by CAMEO's root code."""
    root = int(code[:2])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 14 else 4


def _row(job: Job, fact: Fact) -> dict[str, Any]:
    _, country, first, _ = regions(job, fact)
    return {
        "id": fact.id,
        "date": (date_of(fact) or "").replace("-", "") or None,
        "source": fact.subject,
        "source_id": fact.subject_id,
        "target": fact.object,
        "target_id": fact.object_id,
        "cameo": fact.cameo,
        "cameo_root": fact.cameo[:2] if fact.cameo else None,
        "plover": fact.plover,
        "quad_class": quad_class(fact.cameo) if fact.cameo else None,
        "place": fact.place,
        "country": country.name if country else None,
        "iso": country.iso if country else None,
        "admin1": first,
        "latitude": fact.lat,
        "longitude": fact.lon,
        "n_documents": fact.n_documents,
        "n_statements": fact.n_statements,
        "status": fact.status,
        "confidence": fact.confidence,
        "evidence": fact.evidence[0].text if fact.evidence else "",
    }
