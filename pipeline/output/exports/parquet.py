"""Parquet, with typed columns."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.facts import Fact
from pipeline.output.exports.job import Job
from pipeline.output.tables import write_parquet


def write(job: Job, facts: Iterable[Fact]) -> None:
    """Write a row a fact."""
    write_parquet(job.path, facts)
