"""Statements of many documents become facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pipeline.documents import Document
from pipeline.facts.clusters import Cluster, cluster, order
from pipeline.facts.disputes import link_disputes
from pipeline.facts.models import Evidence, Fact
from pipeline.facts.rules import FactRules
from pipeline.facts.told import Aliases, Side, Told, told, unknown

_STRENGTH = ("asserted", "reported", "planned", "possible", "negated")


def merge(documents: Iterable[Document], rules: FactRules | None = None, aliases: Aliases = unknown) -> list[Fact]:
    """The facts of all documents, sorted by date, relation, arguments and id, whatever the order of the documents.

    ``aliases`` gives what else the knowledge calls the actor or place of a ``kb_id``; records do not repeat it.

    Holds the statements of all documents in memory, but no document.
    """
    rules = rules or FactRules()
    statements = [item for document in documents for item in told(document, rules, aliases)]
    pairs = [(fact_of(found, rules), found) for found in cluster(statements, rules)]
    _tell_apart([fact for fact, _ in pairs])
    link_disputes(pairs)
    return sorted((fact for fact, _ in pairs), key=_rank)


def _rank(fact: Fact) -> tuple[str, str, str, str, str]:
    return fact.date_start or fact.date_end or "9999", fact.relation, fact.subject or "", fact.object or "", fact.id


def _tell_apart(facts: list[Fact]) -> None:
    """Number the ids that came out the same; facts are in a fixed order here, so the numbers are stable too."""
    seen: dict[str, int] = {}
    for fact in facts:
        count = seen[fact.id] = seen.get(fact.id, 0) + 1
        if count > 1:
            fact.id = f"{fact.id}-{count}"


def fact_of(found: Cluster, rules: FactRules) -> Fact:
    """The fact that a cluster's statements tell."""
    members = sorted(found.members, key=order)
    first = members[0]
    subject, target = (first.object, first.subject) if first.swapped else (first.subject, first.object)
    sides = _sides(members, first.swapped)
    status = min((member.status for member in members), key=_STRENGTH.index)
    sources = [m.source for m in members if m.status == status and m.source.key]
    instruments = list(dict.fromkeys(word for member in members for word in member.instrument))
    acled, plover, cameo = rules.coded(first.relation, instruments, subject.type)
    proofs = list(_evidence(members))
    return Fact(
        id=_fact_id(first, proofs[0]),
        relation=first.relation,
        subject=subject.name,
        object=target.name,
        place=found.place.name,
        subject_id=subject.kb_id,
        object_id=target.kb_id,
        place_id=found.place.kb_id,
        lat=found.place.lat,
        lon=found.place.lon,
        subject_names=_names(sides[0], rules.names),
        object_names=_names(sides[1], rules.names),
        place_names=_names(_same_places(members, found.place), rules.names),
        date_start=found.dates[0],
        date_end=found.dates[1],
        date_precision=found.dates[2],
        quantity_low=found.amount[0],
        quantity_high=found.amount[1],
        instrument=instruments,
        status=status,
        attributed_to=sources[0].name if sources else None,
        attributed_to_names=_names(sources, rules.names),
        n_documents=len(found.docs),
        n_statements=len(members),
        confidence=_confidence(members, rules.ceiling),
        acled=acled,
        plover=plover,
        cameo=cameo,
        why=_why(members, found),
        evidence=proofs,
    )


def _sides(members: list[Told], swapped: bool) -> tuple[list[Side], list[Side]]:
    subjects, objects = [m.subject for m in members], [m.object for m in members]
    return (objects, subjects) if swapped else (subjects, objects)


def _same_places(members: list[Told], place: Side) -> list[Side]:
    """The tellings of the finest place; the names of a place around it are not its names."""
    return [place, *(member.place for member in members if member.place.key == place.key)]


def _names(sides: Iterable[Side], limit: int) -> list[str]:
    """Canonical names first, then aliases and the words of the texts, each once."""
    sides = [side for side in sides if side.name]
    canonical = [side.name for side in sides if side.name]
    return list(dict.fromkeys([*canonical, *(name for side in sides for name in side.names)]))[:limit]


def _evidence(members: Iterable[Told]) -> Iterator[Evidence]:
    """The sentences, each once however often it tells the fact."""
    seen: set[tuple[str, int, int]] = set()
    for member in members:
        proof = member.evidence
        key = (proof.doc, proof.start, proof.end)
        if key not in seen:
            seen.add(key)
            yield proof


def _fact_id(first: Told, proof: Evidence) -> str:
    parts = (first.relation, first.subject.key, first.object.key, first.standing, proof.doc, str(proof.start))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _voice(member: Told) -> str:
    """Who vouches for a statement: a named source, else the outlet, else the document."""
    if member.status == "reported" and member.source.key:
        return "source:" + member.source.key
    return "outlet:" + member.evidence.source if member.evidence.source else "doc:" + member.doc


def _confidence(members: list[Told], ceiling: float) -> float:
    """Independent voices add up; one voice, or one sentence copied from outlet to outlet, counts once."""
    doubt, voices, sentences = 1.0, set[str](), set[str]()
    for member in sorted(members, key=lambda m: (-m.confidence, order(m))):
        voice, sentence = _voice(member), " ".join(member.evidence.text.split())
        if voice not in voices and sentence not in sentences:
            doubt *= 1.0 - member.confidence
        voices.add(voice)
        sentences.add(sentence)
    best = max(member.confidence for member in members)
    return round(max(min(1.0 - doubt, ceiling), min(best, 1.0)), 4)


def _why(members: list[Told], found: Cluster) -> dict[str, str]:
    """The statements' reasons, and what merging did."""
    why: dict[str, str] = {}
    for member in members:
        for key, reason in member.why.items():
            why.setdefault(key, reason)
    donors = {
        "place": next((m for m in members if m.place.key == found.place.key), None) if found.place.key else None,
        "date": next((m for m in members if (m.date_start, m.date_end) == found.dates[:2]), None)
        if found.dated
        else None,
    }
    for key, donor in donors.items():
        first = members[0]
        lacks = not first.place.key if key == "place" else not first.dated
        if donor is not None and donor is not first and lacks:
            why.setdefault(f"{key}_from", f"{donor.doc}:{donor.evidence.start}")
    if found.amount != (members[0].low, members[0].high) and len(found.docs) > 1:
        why.setdefault("quantity", f"range over {len(found.docs)} documents")
    return why
