"""A statement as merging sees it: its arguments with keys that mean the same in every document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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
_STATUS_CLASS = {"planned": "prospective", "possible": "prospective", "negated": "negated"}


#: What else the knowledge calls the actor or place of a ``kb_id``.
Aliases = Callable[[str], Sequence[str]]


def unknown(kb_id: str) -> Sequence[str]:
    """No further names."""
    return ()


class Side(msgspec.Struct, frozen=True):
    """One role. ``key`` is "" for an empty one; ``shared`` says that the key means the same thing in every document."""

    key: str = ""
    name: str | None = None
    kb_id: str | None = None
    type: str | None = None
    names: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    shared: bool = False


EMPTY = Side()


class Told(msgspec.Struct, kw_only=True):
    """One statement, its sides in the order of their keys where the relation is symmetric (then maybe ``swapped``)."""

    relation: str
    subject: Side
    object: Side
    swapped: bool
    place: Side
    date_start: str | None
    date_end: str | None
    precision: str | None
    low: float | None
    high: float | None
    instrument: list[str]
    status: str
    source: Side
    confidence: float
    why: dict[str, str]
    evidence: Evidence

    @property
    def doc(self) -> str:
        """The document that tells it."""
        return self.evidence.doc

    @property
    def standing(self) -> str:
        """``affirmed``, ``prospective`` or ``negated``: only statements of one standing merge."""
        return _STATUS_CLASS.get(self.status, "affirmed")

    @property
    def dated(self) -> bool:
        """Whether it has a date at all."""
        return bool(self.date_start or self.date_end)


def _is_full_name(name: str, entity: Entity) -> bool:
    """Whether an unlisted actor's name is enough to know it again elsewhere: two capitalised words or more."""
    return entity.type not in _PLACE_TYPES and sum(word[:1].isupper() for word in name.split()) > 1


def _words(document: Document, argument: Argument) -> Iterator[str]:
    words = " ".join(document.text[argument.start : argument.end].split())
    if words and (words.isupper() or words.casefold() not in _PRONOUNS):
        yield words


def side(document: Document, argument: Argument | None, entities: dict[str, Entity], aliases: Aliases) -> Side:
    """The role that an argument of a statement fills."""
    if argument is None:
        return EMPTY
    entity = entities.get(argument.entity or "")
    own = [argument.name, *argument.names, *_words(document, argument)]
    if entity is None:
        return Side(key="words:" + normal(argument.name), name=argument.name, names=tuple(dict.fromkeys(own)))
    known = aliases(entity.kb_id) if entity.kb_id else ()
    names = [entity.name, *own[:1], *entity.names, *own[1:], *known]
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


def told(document: Document, rules: FactRules, aliases: Aliases = unknown) -> Iterator[Told]:
    """The statements of a document."""
    entities = {entity.id: entity for entity in document.entities}
    for statement in document.statements:
        subject = side(document, statement.subject, entities, aliases)
        target = side(document, statement.object, entities, aliases)
        swapped = statement.relation in rules.symmetric and subject.key > target.key
        if swapped:
            subject, target = target, subject
        quantity = statement.quantity
        yield Told(
            relation=statement.relation,
            subject=subject,
            object=target,
            swapped=swapped,
            place=side(document, statement.place, entities, aliases),
            date_start=statement.date_start,
            date_end=statement.date_end,
            precision=statement.date_precision,
            low=quantity.low if quantity else None,
            high=quantity.high if quantity else None,
            instrument=statement.instrument,
            status=statement.status,
            source=side(document, statement.attributed_to, entities, aliases),
            confidence=statement.confidence,
            why=statement.why,
            evidence=evidence(document, statement),
        )
