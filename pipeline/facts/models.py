"""A fact: one row, with the sentences that prove it. The columns are the contract of ``facts.jsonl``."""

from __future__ import annotations

import msgspec


class Mark(msgspec.Struct, array_like=True):
    """``text[start:end]`` of an evidence is its ``trigger``, ``subject``, ``object``, ``place`` or ``source``."""

    start: int
    end: int
    role: str


class Evidence(msgspec.Struct):
    """One sentence that tells a fact.

    ``start:end`` slices the cleaned text, ``raw_start:raw_end`` the original (None where it could not be aligned),
    ``raw_line`` is the line of a record in a JSONL or CSV file. ``seconds`` and ``link`` lead to the words in a
    recording. ``marks`` say which characters of ``text`` told what.

    ``rules`` are the rules of merging that joined this telling to the others (docs/merging.md), ``said`` is what it
    says itself where the fact says otherwise: together they tell how to take the fact apart again.
    """

    doc: str
    text: str
    start: int
    end: int
    raw_start: int | None = None
    raw_end: int | None = None
    raw_line: int | None = None
    seconds: float | None = None
    link: str | None = None
    source: str | None = None
    published: str | None = None
    marks: list[Mark] = []
    rules: list[str] = []
    said: dict[str, str] = {}


class Fact(msgspec.Struct, kw_only=True):
    """Who did what to whom, where, when, how many, and who says so.

    Dates are ISO days, both inclusive. ``speakers`` are all who are named as saying so, ``attributed_to`` the first of
    them. ``n_statements`` and ``n_documents`` count tellings, ``n_sources`` those that do not depend on each other.
    ``disputed_by`` holds the ids of facts that contradict this one, ``fulfils`` those of the plans that it carries out,
    ``fulfilled_by`` those that carry out this plan. ``merged_by`` are the rules that joined its statements, ``why`` the
    reasons for what no sentence says outright. ``confidence`` lies in 0..1.
    """

    id: str
    relation: str
    subject: str | None = None
    object: str | None = None
    place: str | None = None
    subject_id: str | None = None
    object_id: str | None = None
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    subject_names: list[str] = []
    object_names: list[str] = []
    place_names: list[str] = []
    date_start: str | None = None
    date_end: str | None = None
    date_precision: str | None = None
    quantity_low: float | None = None
    quantity_high: float | None = None
    instrument: list[str] = []
    status: str = "asserted"
    attributed_to: str | None = None
    attributed_to_names: list[str] = []
    speakers: list[str] = []
    n_documents: int = 0
    n_statements: int = 0
    n_sources: int = 0
    confidence: float = 0.0
    acled: str | None = None
    plover: str | None = None
    cameo: str | None = None
    disputed_by: list[str] = []
    fulfils: list[str] = []
    fulfilled_by: list[str] = []
    merged_by: list[str] = []
    why: dict[str, str] = {}
    evidence: list[Evidence] = []
