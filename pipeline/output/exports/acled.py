"""A table in the manner of ACLED's: one row an event that was told as done, actors, place and sub-event.

It is no ACLED data: codes come from the ontology, and neither interaction codes nor fatalities of an event are judged.
Columns as in ACLED's codebook of 2023, those that a text cannot tell left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.facts import Fact
from pipeline.output.exports.events import date_of, done, regions
from pipeline.output.exports.job import Job
from pipeline.output.tables import write_rows

_PRECISION = {"day": 1, "week": 2}
_BATTLES, _REMOTE, _CIVILIANS = "Battles", "Explosions/Remote violence", "Violence against civilians"
_TYPES = {
    "Armed clash": _BATTLES,
    "Government regains territory": _BATTLES,
    "Non-state actor overtakes territory": _BATTLES,
    "Air/drone strike": _REMOTE,
    "Shelling/artillery/missile attack": _REMOTE,
    "Suicide bomb": _REMOTE,
    "Remote explosive/landmine/IED": _REMOTE,
    "Attack": _CIVILIANS,
    "Abduction/forced disappearance": _CIVILIANS,
    "Peaceful protest": "Protests",
    "Violent demonstration": "Riots",
}
_OTHER = "Strategic developments"
_VIOLENCE, _DEMONSTRATIONS = "Political violence", "Demonstrations"
_DISORDER = {
    **dict.fromkeys((_BATTLES, _REMOTE, _CIVILIANS), _VIOLENCE),
    **dict.fromkeys(("Protests", "Riots"), _DEMONSTRATIONS),
}
#: How exactly a place of a type says where: 1 a town or a point, 2 a part of a region, 3 a region or more.
_EXACT = {"city": 1, "district": 1, "facility": 1, "place": 1, "feature": 2}
COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "actor2", "country", "admin1", "admin2", "location", "latitude", "longitude", "geo_precision"),
    *("source", "notes", "fatalities", "status", "confidence"),
)


def write(job: Job, facts: Iterable[Fact]) -> None:
    """Write the events that have a sub-event and were asserted or reported; the others are counted as skipped."""

    def rows() -> Iterator[dict[str, Any]]:
        for fact in done(job, facts):
            if fact.acled:
                yield _row(job, fact)
            else:
                job.skipped["no event of ACLED's"] += 1

    write_rows(job.path, COLUMNS, rows(), job.encoding)


def _row(job: Job, fact: Fact) -> dict[str, Any]:
    kind = _TYPES.get(fact.acled or "", _OTHER)
    place, country, first, second = regions(job, fact)
    date = date_of(fact)
    return {
        "event_id_cnty": fact.id,
        "event_date": date,
        "year": date[:4] if date else None,
        "time_precision": _PRECISION.get(fact.date_precision or "", 3) if fact.date_start else None,
        "disorder_type": _DISORDER.get(kind, _OTHER),
        "event_type": kind,
        "sub_event_type": fact.acled,
        "actor1": fact.subject,
        "actor2": fact.object if fact.object_id is None or fact.object_id.startswith("actor:") else None,
        "country": country.name if country else None,
        "admin1": first,
        "admin2": second,
        "location": fact.place,
        "latitude": fact.lat,
        "longitude": fact.lon,
        "geo_precision": (_EXACT.get(place.type, 3) if place else None) if fact.lat is not None else None,
        "source": "; ".join(dict.fromkeys(proof.source or proof.doc for proof in fact.evidence)),
        "notes": fact.evidence[0].text if fact.evidence else "",
        "fatalities": _whole(fact.quantity_low) if fact.relation == "KILL" else None,
        "status": fact.status,
        "confidence": fact.confidence,
    }


def _whole(value: float | None) -> float | int | None:
    """A number of people without ".0"."""
    return int(value) if value is not None and value.is_integer() else value
