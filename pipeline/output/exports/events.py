"""What the tables of events share: which facts are events that took place, when and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.facts import Fact
from pipeline.output.exports.job import Job, Region


def done(job: Job, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts that were told as done; those planned, possible or denied are counted as skipped."""
    for fact in facts:
        if fact.status in ("asserted", "reported"):
            yield fact
        else:
            job.skipped["planned, possible or denied"] += 1


def date_of(fact: Fact) -> str | None:
    """The day on which an event is filed: its first, else its last."""
    return fact.date_start or fact.date_end


def regions(job: Job, fact: Fact) -> tuple[Region | None, Region | None, str | None, str | None]:
    """The place of a fact, its country, and its first and second administrative division, where they are known."""
    known = list(job.around(fact.place_id)) if fact.place_id else []
    country = next((region for region in known if region.type == "country"), None)
    inside = [region.name for region in reversed(known) if region.type == "region"]
    first, second, *_ = [*inside, None, None]
    return known[0] if known else None, country, first, second
