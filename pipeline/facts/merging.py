"""Statements of many documents become facts: read once, sorted by what they tell, merged group by group, sorted again.

Memory holds the statements of one who-did-what-to-whom at a time, not those of all documents (docs/merging.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from pipeline.documents import Document
from pipeline.facts.certainty import Support
from pipeline.facts.clusters import Cluster, Member, cluster, precision
from pipeline.facts.copies import Copies, count_sources
from pipeline.facts.links import HELD, Linked, link_holders, link_tellings
from pipeline.facts.models import Evidence, Fact
from pipeline.facts.repeats import join_repeats
from pipeline.facts.rules import FactRules
from pipeline.facts.sorting import Sorter
from pipeline.facts.told import Claim, Side, Told, told

#: What else the knowledge calls the actor or place of a ``kb_id``.
Aliases = Callable[[str], Sequence[str]]

_STRENGTH = ("asserted", "reported", "planned", "possible", "negated")
_BREAK = b"\x1f"
_REPEAT = "repeat"
_MEGABYTES = 256.0

_pack = msgspec.msgpack.Encoder().encode
_claim = msgspec.msgpack.Decoder(Claim).decode
_told = msgspec.msgpack.Decoder(Told).decode
_fact = msgspec.msgpack.Decoder(Fact).decode


def unknown(kb_id: str) -> Sequence[str]:
    """No further names."""
    return ()


def merge(documents: Iterable[Document], rules: FactRules | None = None, aliases: Aliases = unknown) -> list[Fact]:
    """The facts of all documents as a list; see :func:`merged`."""
    return list(merged(documents, rules, aliases))


def merged(
    documents: Iterable[Document],
    rules: FactRules | None = None,
    aliases: Aliases = unknown,
    folder: Path | None = None,
    megabytes: float = _MEGABYTES,
) -> Iterator[Fact]:
    """The facts of all documents, sorted by date, relation, arguments and id, whatever the order of the documents.

    Args:
        documents: records with statements, each document once.
        rules: what merging has to know.
        aliases: what else the knowledge calls the actor or place of a ``kb_id``; records do not repeat it.
        folder: where statements wait that exceed ``megabytes``; the system's own place for such files if left out.
        megabytes: of statements, and then of facts, that are sorted in memory.
    """
    rules = rules or FactRules()
    with Sorter(megabytes, folder) as facts:
        with Sorter(megabytes, folder) as statements:
            copies = _take_in(documents, rules, statements)
            for linked in _groups(statements, rules):
                fact = fact_of(linked, rules, aliases, copies)
                facts.add(_rank(fact), _pack(fact))
        for _, row in facts:
            yield _fact(row)


def clusters_of(documents: Iterable[Document], rules: FactRules) -> Iterator[tuple[Fact, list[Told], Support]]:
    """The facts of a few documents with the statements that they are made of and what they stand on."""
    with Sorter(_MEGABYTES) as statements:
        copies = _take_in(documents, rules, statements)
        for linked in _groups(statements, rules):
            members = [_told(member.row) for member in linked.cluster.members]
            yield fact_of(linked, rules, copies=copies), members, support_of(members, copies, rules)


def _take_in(documents: Iterable[Document], rules: FactRules, statements: Sorter) -> Mapping[str, str]:
    """Hand all statements to the sorter; returns which documents have one text."""
    copies = Copies(rules.copied)
    for document in documents:
        if document.statements:
            copies.add(document)
            for item in join_repeats(told(document, rules), rules):
                statements.add(_key(item, rules), _pack(item))
    return copies.groups()


def _text(*parts: str) -> bytes:
    return b"".join(part.replace("\x1f", " ").encode("utf-8", "surrogatepass") + _BREAK for part in parts)


def _key(claim: Claim, rules: FactRules) -> bytes:
    """What statements are sorted by: what they tell, the precise ones first, and a total order for the rest."""
    target = "" if claim.relation in rules.objectless else claim.object.key
    width, depth, bare = precision(claim)
    numbers = f"{width:08d}{depth:02d}{bare:d}", claim.doc, f"{claim.start:09d}{claim.cue:09d}{claim.index:09d}"
    return _text(claim.relation, target, claim.subject.key, claim.standing, *numbers)


def _told_of(row: tuple[bytes, bytes]) -> list[bytes]:
    """Relation, object, subject and standing of a row's key."""
    return row[0].split(_BREAK, 4)[:4]


def _groups(statements: Iterable[tuple[bytes, bytes]], rules: FactRules) -> Iterator[Linked]:
    """The clusters of all statements, with ids and links: what is linked has the same relation and object."""
    held = HELD.encode()
    for (relation, *_), rows in groupby(statements, key=lambda row: _head(row, held)):
        facts = list(_linked(rows, rules))
        if relation == held:
            link_holders(facts, rules)
        yield from facts


def _head(row: tuple[bytes, bytes], held: bytes) -> list[bytes]:
    parts = _told_of(row)
    return parts[:2] if parts[0] == held else parts[:3]


def _linked(rows: Iterable[tuple[bytes, bytes]], rules: FactRules) -> Iterator[Linked]:
    for _, same in groupby(rows, key=lambda row: _told_of(row)[:3]):
        facts: list[Linked] = []
        for _, bucket in groupby(same, key=_told_of):
            clusters = cluster((Member(_claim(row), row) for _, row in bucket), rules)
            facts += [Linked(fact_id, found) for fact_id, found in _identified(clusters)]
        link_tellings(facts, rules)
        yield from facts


def earliest(claim: Claim) -> tuple[str, str, int, int, int]:
    """Sorts statements by publication, then by document and by their place in it."""
    return claim.published or "9999", claim.doc, claim.start, claim.cue, claim.index


def _identified(clusters: Iterable[Cluster]) -> Iterator[tuple[str, Cluster]]:
    """The clusters of one bucket with ids; those that come out the same are numbered."""
    seen: dict[str, int] = {}
    for found in clusters:
        first = min((member.claim for member in found.members), key=earliest)
        parts = (first.relation, first.subject.key, first.object.key, first.standing, first.doc)
        name = hashlib.sha256(_text(*parts, str(first.start), str(first.cue))).hexdigest()[:16]
        count = seen[name] = seen.get(name, 0) + 1
        yield name if count == 1 else f"{name}-{count}", found


def _rank(fact: Fact) -> bytes:
    """Facts are written in the order of their dates, the undated last."""
    return _text(
        fact.date_start or fact.date_end or "9999", fact.relation, fact.subject or "", fact.object or "", fact.id
    )


def support_of(members: Sequence[Told], copies: Mapping[str, str], rules: FactRules) -> Support:
    """What a fact stands on."""
    sources = count_sources(members, copies, rules.copied_sentence, rules.platforms)
    return Support(max(member.confidence for member in members), len(members), sources)


def fact_of(
    linked: Linked, rules: FactRules, aliases: Aliases = unknown, copies: Mapping[str, str] | None = None
) -> Fact:
    """The fact that a cluster's statements tell; ``copies`` says which documents have one text."""
    found = linked.cluster
    rows = sorted(found.members, key=lambda member: earliest(member.claim))
    members = [_told(member.row) for member in rows]
    first = members[0]
    subjects, objects = _sides(members)
    status = min((member.status for member in members), key=_STRENGTH.index)
    speakers = _speakers(members, status)
    sources = _needed(members, speakers)
    instruments = list(dict.fromkeys(word for member in members for word in member.instrument))
    acled, plover, cameo = rules.coded(first.relation, instruments, subjects[0].type)
    support = support_of(members, copies or {}, rules)
    joined = [list(member.rules) for member in rows]
    fact = Fact(
        id=linked.id,
        relation=first.relation,
        subject=subjects[0].name,
        object=objects[0].name,
        place=found.place.name,
        subject_id=subjects[0].kb_id,
        object_id=objects[0].kb_id,
        place_id=found.place.kb_id,
        lat=found.place.lat,
        lon=found.place.lon,
        subject_names=_names(subjects, rules.names, aliases),
        object_names=_names(objects, rules.names, aliases),
        place_names=_names(_same_places(members, found.place), rules.names, aliases),
        date_start=found.dates[0],
        date_end=found.dates[1],
        date_precision=found.dates[2],
        quantity_low=found.amount[0],
        quantity_high=found.amount[1],
        instrument=instruments,
        status=status,
        attributed_to=sources[0].name if sources else None,
        attributed_to_names=_names(sources, rules.names, aliases),
        speakers=list(dict.fromkeys(source.name for source in speakers if source.name)),
        n_documents=len(found.docs),
        n_statements=len(members),
        n_sources=support.sources,
        confidence=rules.confidence.of(support),
        acled=acled,
        plover=plover,
        cameo=cameo,
        disputed_by=sorted(linked.disputed_by),
        fulfils=sorted(linked.fulfils),
        fulfilled_by=sorted(linked.fulfilled_by),
        merged_by=sorted({rule for rules in joined for rule in rules} | ({_REPEAT} if len(members) > 1 else set())),
        why=_why(members, found),
    )
    fact.evidence = list(_evidence(members, joined, fact))
    return fact


def _sides(members: Sequence[Told]) -> tuple[list[Side], list[Side]]:
    """The subjects and the objects, the way round in which the first statement has them."""
    subjects, objects = [m.subject for m in members], [m.object for m in members]
    return (objects, subjects) if members[0].swapped else (subjects, objects)


def _speakers(members: Sequence[Told], status: str) -> list[Side]:
    """Who says so: first those of the statements whose status holds, then all others."""
    held = [member.source for member in members if member.status == status and member.source.key]
    rest = [member.source for member in members if member.status != status and member.source.key]
    return held + rest


def _needed(members: Sequence[Told], speakers: Sequence[Side]) -> list[Side]:
    """The speakers on whose word some document has the fact; one that says it by itself as well needs none."""
    own = {member.doc for member in members if member.status == "asserted"}
    needed = {member.source.key for member in members if member.doc not in own}
    return [speaker for speaker in speakers if speaker.key in needed]


def _same_places(members: Sequence[Told], place: Side) -> list[Side]:
    """The tellings of the finest place; the names of a place around it are not its names."""
    return [place, *(member.place for member in members if member.place.key == place.key)]


def _names(sides: Sequence[Side], limit: int, aliases: Aliases) -> list[str]:
    """Canonical names first, then the words of the texts and what the knowledge calls them, each once."""
    sides = list(dict.fromkeys(side for side in sides if side.name))
    canonical = [side.name for side in sides if side.name]
    said = [name for side in sides for name in side.names]
    known = [name for side in sides if side.kb_id for name in aliases(side.kb_id)]
    return list(dict.fromkeys([*canonical, *said, *known]))[:limit]


def _evidence(members: Sequence[Told], joined: Sequence[list[str]], fact: Fact) -> Iterator[Evidence]:
    """The sentences, each once however often it tells the fact, with what each says otherwise."""
    seen: dict[tuple[str, int, int], Evidence] = {}
    for member, rules in zip(members, joined, strict=True):
        proof = member.evidence
        first = seen.setdefault((proof.doc, proof.start, proof.end), proof)
        first.rules = list(dict.fromkeys([*first.rules, *rules]))
        if first is proof:
            proof.said = _said(member, fact)
    yield from seen.values()


def _said(member: Told, fact: Fact) -> dict[str, str]:
    """What a statement says where its fact says otherwise; an empty text where it says nothing."""
    subject, target = (member.object, member.subject) if member.swapped else (member.subject, member.object)
    own = {
        "subject": (subject.name, fact.subject),
        "object": (target.name, fact.object),
        "place": (member.place.name, fact.place),
        "date": (_span(member.date_start, member.date_end), _span(fact.date_start, fact.date_end)),
        "quantity": (_span(member.low, member.high), _span(fact.quantity_low, fact.quantity_high)),
        "status": (member.status, fact.status),
        "attributed_to": (member.source.name, fact.attributed_to),
    }
    return {key: said or "" for key, (said, held) in own.items() if said != held}


def _span(low: object, high: object) -> str:
    ends = ["" if end is None else f"{end:g}" if isinstance(end, float) else str(end) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "/".join(ends)


def _why(members: Sequence[Told], found: Cluster) -> dict[str, str]:
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
