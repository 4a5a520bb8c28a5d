"""A table in the manner of ACLED's: one row an event that was told as done, actors, place and sub-event.

It is no ACLED data: codes come from the ontology, and neither interaction codes nor fatalities of an event are judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.facts import Fact
from pipeline.output.tables import write_rows

_PRECISION = {"day": 1, "week": 2}
_TYPES = {
    "Armed clash": "Battles",
    "Government regains territory": "Battles",
    "Non-state actor overtakes territory": "Battles",
    "Air/drone strike": "Explosions/Remote violence",
    "Shelling/artillery/missile attack": "Explosions/Remote violence",
    "Suicide bomb": "Explosions/Remote violence",
    "Remote explosive/landmine/IED": "Explosions/Remote violence",
    "Attack": "Violence against civilians",
    "Abduction/forced disappearance": "Violence against civilians",
    "Peaceful protest": "Protests",
    "Violent demonstration": "Riots",
}
_OTHER = "Strategic developments"
COLUMNS = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2"),
    *("location", "latitude", "longitude", "fatalities", "source", "notes", "confidence"),
)


def write(path: Path, facts: Iterable[Fact]) -> None:
    """Write the events that have a sub-event and were asserted or reported."""
    rows = [_row(fact) for fact in facts if fact.acled and fact.status in ("asserted", "reported")]
    write_rows(path, COLUMNS, rows)


def _row(fact: Fact) -> dict[str, Any]:
    sources = dict.fromkeys(proof.source or proof.doc for proof in fact.evidence)
    return {
        "event_id_cnty": fact.id,
        "event_date": fact.date_start or fact.date_end,
        "time_precision": _PRECISION.get(fact.date_precision or "", 3) if fact.date_start else None,
        "event_type": _TYPES.get(fact.acled or "", _OTHER),
        "sub_event_type": fact.acled,
        "actor1": fact.subject,
        "actor2": fact.object if fact.object_id is None or fact.object_id.startswith("actor:") else None,
        "location": fact.place,
        "latitude": fact.lat,
        "longitude": fact.lon,
        "fatalities": _whole(fact.quantity_low) if fact.relation == "KILL" else None,
        "source": "; ".join(sources),
        "notes": fact.evidence[0].text if fact.evidence else "",
        "confidence": fact.confidence,
    }


def _whole(value: float | None) -> float | int | None:
    """A number of people without ".0"."""
    return int(value) if value is not None and value.is_integer() else value
