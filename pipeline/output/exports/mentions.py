"""What annotation tools are told of a mention: its kind and whom it means, in the words of marked texts.

The kind is the label of a name, date or number, ``nom`` for a description ("the militants"), ``pro`` for a pronoun; an
actor that is composed of names and nouns ("Turkish-backed Syrian rebels") is a name. Whom it means is the canonical
name of its entity, the ISO days of a date, ``?`` where nobody can know.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.documents import ENTITY_KINDS, Document, Entity, Span, Statement
from pipeline.output.exports.job import Job

UNKNOWN = "?"
NOMINAL, PRONOUN = "nom", "pro"

#: The rule of a description that is an actor's name.
_COMPOSED = "composed"

#: Labels of names that stand for an entity; the others mean what they say.
_NAMED = frozenset({"PERSON", "ORG", "LOC", "FAC", "NORP"})


def kind_of(span: Span) -> str:
    """The label, ``nom`` or ``pro``."""
    if span.kind in ENTITY_KINDS or span.rule == _COMPOSED:
        return span.label
    return PRONOUN if span.kind == "pronoun" else NOMINAL


def meaning(document: Document, span: Span, entities: Mapping[str, Entity]) -> str:
    """Whom or what a mention means."""
    entity = entities.get(span.entity or "")
    if entity is not None:
        return entity.name if span.kind in ENTITY_KINDS or _has_name(document, entity) else UNKNOWN
    if span.kind == "date":
        value = span.value
        if value is None or value.date_start is None or value.date_end is None:
            return UNKNOWN
        one_day = value.date_start == value.date_end
        return value.date_start if one_day else f"{value.date_start}/{value.date_end}"
    if span.kind not in ENTITY_KINDS or span.label in _NAMED:
        return UNKNOWN
    return " ".join(document.text[span.start : span.end].split())


def _has_name(document: Document, entity: Entity) -> bool:
    """Whether it is somebody of a name, and not only "the bridges"."""
    return entity.kb_id is not None or any(document.spans[i].kind in ENTITY_KINDS for i in entity.mentions)


def entities_of(document: Document) -> dict[str, Entity]:
    """The entities by id."""
    return {entity.id: entity for entity in document.entities}


def is_arrow(job: Job, statement: Statement) -> bool:
    """Whether a statement has both ends that an arrow needs; one that has not is noted."""
    if statement.subject is None or statement.object is None:
        job.notes["statements of one argument: no arrow"] += 1
        return False
    return True
