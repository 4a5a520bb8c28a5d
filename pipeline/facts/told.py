"""A statement as merging sees it: its arguments with keys that mean the same in every document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from pipeline.documents import Argument, Document, Entity, Statement
from pipeline.facts.models import Evidence, Mark
from pipeline.facts.names import normal
from pipeline.facts.rules import FactRules

#: Entity types that are no named actor: their unlinked names say little outside their document.
_PLACE_TYPES = frozenset({"country", "region", "city", "district", "facility", "feature", "place", "people", "event"})
_PRONOUNS = frozenset(
    {"he", "she", "it", "they", "we", "i", "him", "her", "them", "us", "me", "his", "hers", "its", "their", "theirs"}
    | {"our", "ours", "my", "who", "whom", "which", "that", "this", "these", "those"}
)
AFFIRMED, PROSPECTIVE, NEGATED = "affirmed", "prospective", "negated"
_STANDING = {"planned": PROSPECTIVE, "possible": PROSPECTIVE, "negated": NEGATED}
#: Before a name, in the table of a document's entities; no entity has such an id.
NAMED = "named "
_WORD = re.compile(r"\w+")


class Side(msgspec.Struct, frozen=True, array_like=True):
    """One role. ``key`` is "" for an empty one; ``shared`` says that the key means the same thing in every document."""

    key: str = ""
    name: str | None = None
    shared: bool = False
    parents: tuple[str, ...] = ()
    kb_id: str | None = None
    type: str | None = None
    names: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None


EMPTY = Side()


class Claim(msgspec.Struct, array_like=True, kw_only=True):
    """What merging compares of a statement; of a row of :class:`Told` it reads the head alone.

    ``index`` is the statement's number in its document, ``start`` where its sentence begins, ``cue`` where its trigger
    does. ``standing`` is ``affirmed``, ``prospective`` or ``negated``: only statements of one standing merge. ``night``
    says that the sentence speaks of a night, ``joined`` are the rules that gave it an argument or standing of the same
    text.
    """

    relation: str
    doc: str
    index: int
    start: int
    cue: int
    published: str | None
    standing: str
    status: str
    subject: Side
    object: Side
    place: Side
    swapped: bool
    date_start: str | None
    date_end: str | None
    precision: str | None
    low: float | None
    high: float | None
    night: bool
    joined: list[str]

    @property
    def dated(self) -> bool:
        """Whether it has a date at all."""
        return bool(self.date_start or self.date_end)


class Told(Claim, array_like=True, kw_only=True):
    """One statement, its sides in the order of their keys where the relation is symmetric (then maybe ``swapped``)."""

    confidence: float
    source: Side
    instrument: list[str]
    why: dict[str, str]
    evidence: Evidence


def _is_full_name(name: str, entity: Entity) -> bool:
    """Whether an unlisted actor's name is enough to know it again elsewhere: two capitalised words or more."""
    return entity.type not in _PLACE_TYPES and sum(word[:1].isupper() for word in name.split()) > 1


def _words(document: Document, argument: Argument) -> Iterator[str]:
    words = " ".join(document.text[argument.start : argument.end].split())
    if words and (words.isupper() or words.casefold() not in _PRONOUNS):
        yield words


def side(document: Document, argument: Argument | None, entities: Mapping[str, Entity]) -> Side:
    """The role that an argument of a statement fills; in one text a listed name without a link is linked."""
    if argument is None:
        return EMPTY
    entity = entities.get(argument.entity or "")
    if entity is None or entity.kb_id is None:
        entity = entities.get(NAMED + normal(argument.name), entity)
    own = [argument.name, *argument.names, *_words(document, argument)]
    if entity is None:
        return Side(key="words:" + normal(argument.name), name=argument.name, names=tuple(dict.fromkeys(own)))
    names = [entity.name, *own[:1], *entity.names, *own[1:]]
    return Side(
        key=entity.kb_id or "name:" + normal(entity.name),
        name=entity.name,
        kb_id=entity.kb_id,
        type=entity.type,
        names=tuple(dict.fromkeys(names)),
        parents=tuple(entity.parents),
        lat=entity.lat,
        lon=entity.lon,
        shared=entity.kb_id is not None or _is_full_name(entity.name, entity),
    )


def _text(value: object) -> str | None:
    return str(value) if value not in (None, "") else None


def _marks(statement: Statement, start: int, end: int) -> list[Mark]:
    """What of the sentence told what, as offsets inside it, in the order of the text."""
    roles: list[tuple[int, int, str]] = [(statement.trigger.start, statement.trigger.end, "trigger")]
    for role in ("subject", "object", "place"):
        argument: Argument | None = getattr(statement, role)
        if argument is not None:
            roles.append((argument.start, argument.end, role))
    if statement.attributed_to is not None:
        roles.append((statement.attributed_to.start, statement.attributed_to.end, "source"))
    inside = sorted(mark for mark in roles if start <= mark[0] < mark[1] <= end)
    return [Mark(low - start, high - start, role) for low, high, role in inside]


def evidence(document: Document, statement: Statement) -> Evidence:
    """The sentence of a statement, and where it comes from."""
    sentence = document.sents[statement.sentence]
    words = document.text[sentence.start : sentence.end]
    start = sentence.start + len(words) - len(words.lstrip())
    end = start + len(words.strip())
    raw = document.origin.raw_span(start, end)
    cut = document.origin.cut_at(statement.trigger.start) or document.origin.cut_at(sentence.start)
    line = document.meta.get("raw_line")
    return Evidence(
        doc=document.id,
        text=document.text[start:end],
        start=start,
        end=end,
        raw_start=raw[0] if raw else None,
        raw_end=raw[1] if raw else None,
        raw_line=line if isinstance(line, int) else None,
        seconds=cut.seconds if cut else None,
        link=cut.link if cut and cut.link else _text(document.meta.get("url")),
        source=_text(document.meta.get("source")),
        published=_text(document.meta.get("published")),
        marks=_marks(statement, start, end),
    )


def _known(document: Document) -> dict[str, Entity]:
    """The entities by id, and the listed ones also by name, where the name is that of one alone."""
    found = {entity.id: entity for entity in document.entities}
    named: dict[str, set[str]] = defaultdict(set)
    for entity in document.entities:
        if entity.kb_id is not None:
            named[normal(entity.name)].add(entity.id)
    for name, ids in named.items():
        if len(ids) == 1:
            found[NAMED + name] = found[next(iter(ids))]
    return found


def told(document: Document, rules: FactRules) -> list[Told]:
    """The statements of a document, in its order."""
    entities = _known(document)
    return [_told(document, index, statement, entities, rules) for index, statement in enumerate(document.statements)]


def _told(
    document: Document, index: int, statement: Statement, entities: Mapping[str, Entity], rules: FactRules
) -> Told:
    subject, target = (side(document, argument, entities) for argument in (statement.subject, statement.object))
    swapped = statement.relation in rules.symmetric and subject.key > target.key
    if swapped:
        subject, target = target, subject
    quantity = statement.quantity
    proof = evidence(document, statement)
    return Told(
        relation=statement.relation,
        doc=document.id,
        index=index,
        start=proof.start,
        cue=statement.trigger.start,
        published=proof.published,
        standing=_STANDING.get(statement.status, AFFIRMED),
        status=statement.status,
        subject=subject,
        object=target,
        place=side(document, statement.place, entities),
        swapped=swapped,
        date_start=statement.date_start,
        date_end=statement.date_end,
        precision=statement.date_precision,
        low=quantity.low if quantity else None,
        high=quantity.high if quantity else None,
        night=not rules.night.isdisjoint(_WORD.findall(proof.text.casefold())),
        joined=[],
        confidence=statement.confidence,
        source=side(document, statement.attributed_to, entities),
        instrument=statement.instrument,
        why=statement.why,
        evidence=proof,
    )
