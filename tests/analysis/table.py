"""Tables of facts written by hand, about actors and places that the shipped knowledge lists."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.facts import Evidence, Fact, Mark
from pipeline.output.frames import frame

IDS = {
    "Islamic State": "actor:islamic-state",
    "Government of Iraq": "actor:government-of-iraq",
    "Iraqi Army": "actor:iraqi-army",
    "Iraq": "place:iraq",
    "Mosul": "place:mosul",
    "Karama": "place:karama-mosul",
    "Tal Afar": "place:tal-afar",
    "Nineveh": "place:nineveh",
    "Tripoli": "place:tripoli",
    "Tripoli, Lebanon": "place:tripoli-lebanon",
}


def fact(
    relation: str,
    subject: str | None,
    object_: str | None = None,
    day: str | tuple[str, str] | None = None,
    **more: Any,
) -> Fact:
    """A fact; ids are those of :data:`IDS`, evidence is one sentence of ``doc`` and ``source``."""
    start, end = day if isinstance(day, tuple) else (day, day)
    roles = {"subject": subject, "object": object_, "place": more.pop("place", None)}
    values: dict[str, Any] = {}
    for role, name in roles.items():
        values |= {role: name, f"{role}_id": IDS.get(name or ""), f"{role}_names": [name] if name else []}
    source, doc = more.pop("source", "Wire"), more.pop("doc", "d1")
    published, text = more.pop("published", None), f"{subject} {relation} {object_}."
    marks = [Mark(0, len(subject), "subject")] if subject else []
    proof = Evidence(doc, text, 0, len(text), source=source, published=published, marks=marks)
    an_id = more.pop("id", f"{relation}-{subject}-{object_}-{start}-{source}")
    return Fact(id=an_id, relation=relation, date_start=start, date_end=end, evidence=[proof], **(values | more))


def capture(who: str, place: str, day: str | None, relation: str = "CAPTURE", **more: Any) -> Fact:
    """A fact about who holds a place."""
    return fact(relation, who, place, day, place=place, **more)


def table(*facts: Fact) -> pd.DataFrame:
    """The DataFrame of facts."""
    return frame(facts)
