"""Mentions, links, coreference, coordinates and dates of a pipeline against marked texts: see `marked`.

- ``names`` and ``names:LABEL``: names with both ends and label right, those that are composed ("Turkish-backed Syrian
  rebels") among them; ``found`` does not ask for ends and label.
- ``links``: of the names found, those that have an entity with the right canonical name (or one that the knowledge
  gives it); recall is over all names that are marked with one.
- ``nominals``, ``pronouns``: of those that the system ties to a named entity, the right ones (precision); of those that
  are marked with one, the right ones (recall). Right is an entity with the name that is marked, and the one that a name
  marked alike is linked to: a name linked to the wrong entity counts once, among the links.
- ``places, 10 km``, ``places, 161 km``: of the names of places found whose coordinates the text gives, those near
  enough (161 km are the 100 miles of the toponym literature). Countries and their governments, which have no one point,
  count as links alone.
- ``dates``: expressions with both days right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from spacy.language import Language

from pipeline.actors.spelling import key
from pipeline.actors.sphere import distance
from pipeline.documents import Document, Entity, Span
from pipeline.learning.evaluate import simple
from pipeline.learning.marked import NOMINAL, PRONOUN, UNKNOWN, MarkedMention, MarkedText
from pipeline.learning.measures import Counts, Scores, Tally, compare, judge

NEAR = (10, 161)

#: Labels of names that stand for an entity.
_NAMED = frozenset({"PERSON", "ORG", "LOC", "FAC", "NORP"})

_PLACES = frozenset({"LOC", "FAC"})

#: Mentions that are no names; numbers are marked in texts that come from annotation tools, and nothing scores them.
_NO_NAMES = frozenset({NOMINAL, PRONOUN, "DATE", "QUANTITY", "MONEY"})

#: What the record calls the mentions that are no names.
_OTHERS = {NOMINAL: ("nominals", "nominal"), PRONOUN: ("pronouns", "pronoun")}

#: What makes a description definite.
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})

#: The rule of a description that is an actor's name.
_COMPOSED = "composed"

#: What else the knowledge calls the entity of a ``kb_id``.
Aliases = Callable[[str], Iterable[str]]


def evaluate_entities(nlp: Language, texts: Sequence[MarkedText], aliases: Aliases) -> Scores:
    """The scores of a pipeline with Sitrep's components, by metric, each with its interval; those of the module."""
    tally = Tally()
    with nlp.select_pipes(disable=[name for name in nlp.pipe_names if name == "sitrep_relations"]):
        for text in texts:
            doc = nlp.make_doc(text.text)
            doc._.record.meta["published"] = text.published
            tally.add(count(text, nlp(doc)._.record, aliases))
    return tally.scores()


def count(text: MarkedText, record: Document, aliases: Aliases) -> Counts:
    """The counts of one text."""
    counts: Counts = Counter()
    _count_names(counts, text, record)
    named = [mention for mention in text.mentions if mention.kind in _NAMED and mention.name != UNKNOWN]
    reader = _Reader(record, aliases)
    for mention in named:
        found, entity = reader.name_at(mention)
        right = entity is not None and reader.is_called(entity, mention.name)
        for metric in ("links", f"links:{mention.kind}"):
            judge(counts, metric, right, side="meant")
            judge(counts, metric, *([right] if found else []), side="said")
        if mention.kind in _PLACES and mention.name in text.places and found and not reader.is_country(entity):
            far = _distance(entity, text.places[mention.name]) if entity is not None else None
            for limit in NEAR:
                judge(counts, f"places, {limit} km", far is not None and far <= limit)
    for kind, (metric, _) in _OTHERS.items():
        _count_tied(counts, metric, kind, text, reader)
    meant = {(m.start, m.end, m.name) for m in text.mentions if m.kind == "DATE" and m.name != UNKNOWN}
    unknown = {(m.start, m.end) for m in text.mentions if m.kind == "DATE" and m.name == UNKNOWN}
    said = {date for date in _dates(record) if date[:2] not in unknown}
    compare(counts, "dates", said, meant)
    return counts


def _count_names(counts: Counts, text: MarkedText, record: Document) -> None:
    said = {(span.start, span.end, span.label) for span in _names(record)}
    meant = {(m.start, m.end, m.kind) for m in text.mentions if m.kind not in _NO_NAMES}
    compare(counts, "names", said, meant)
    for label in sorted({label for _, _, label in (*said, *meant)}):
        compare(counts, f"names:{label}", *([name for name in some if name[2] == label] for some in (said, meant)))
    said_at, meant_at = ([name[:2] for name in some] for some in (said, meant))
    judge(counts, "found", *(any(_touch(name, other) for other in meant_at) for name in said_at), side="said")
    judge(counts, "found", *(any(_touch(name, other) for other in said_at) for name in meant_at), side="meant")


def _count_tied(counts: Counts, metric: str, kind: str, text: MarkedText, reader: _Reader) -> None:
    """Nominals or pronouns: what ties one to a named entity that is marked otherwise, or not at all, is wrong.

    Titles and appositions, which are not marked, are no definite descriptions and do not count.
    """
    marked = [mention for mention in text.mentions if mention.kind == kind]
    linked: dict[str, set[str]] = {}
    for mention in text.mentions:
        entity = reader.name_at(mention)[1] if mention.kind in _NAMED else None
        if entity is not None:
            linked.setdefault(mention.name, set()).add(entity.id)

    def is_right(entity: Entity, name: str) -> bool:
        return reader.is_called(entity, name) or entity.id in linked.get(name, ())

    for span, entity in reader.tied(_OTHERS[kind][1]):
        gold = next((m for m in marked if _touch((span.start, span.end), (m.start, m.end))), None)
        if gold is None and kind == NOMINAL and not _is_definite(text.text, span):
            continue
        judge(counts, metric, gold is not None and is_right(entity, gold.name), side="said")
    for mention in marked:
        if mention.name != UNKNOWN:
            found = reader.tied_at(_OTHERS[kind][1], mention)
            judge(counts, metric, found is not None and is_right(found, mention.name), side="meant")


def _names(record: Document) -> list[Span]:
    """The names of a record but those inside actors that are composed of names and nouns, and these."""
    composed = [span for span in record.spans if span.rule == _COMPOSED]
    inside = ((one, any(it.start <= one.start and one.end <= it.end for it in composed)) for one in record.spans)
    return [*composed, *(one for one, within in inside if one.kind == "name" and not within)]


def _is_definite(text: str, span: Span) -> bool:
    """Whether one of the words stands right before a description, or begins it."""
    words = [*text[: span.start].split()[-1:], *text[span.start : span.end].split()[:1]]
    return any(word.lower() in _DEFINITE for word in words)


class _Reader:
    """What a record says about stretches of its text."""

    def __init__(self, record: Document, aliases: Aliases) -> None:
        self._record = record
        self._aliases = aliases
        self._entities = {entity.id: entity for entity in record.entities}

    def name_at(self, mention: MarkedMention) -> tuple[Span | None, Entity | None]:
        """The name with the ends of a mention, else the one that shares most with it, and its entity."""
        names = (span for span in self._record.spans if span.kind == "name" or span.rule == _COMPOSED)
        exact = next((span for span in names if (span.start, span.end) == (mention.start, mention.end)), None)
        if exact is not None:
            return exact, self._entities.get(exact.entity or "")
        return self._best(_names(self._record), mention)

    def is_country(self, entity: Entity | None) -> bool:
        """Whether an entity is a country, or the government that a country or its capital stands for."""
        return entity is not None and (
            entity.type == "country" or (entity.type == "government" and bool(entity.country))
        )

    def tied(self, kind: str) -> Iterator[tuple[Span, Entity]]:
        """The descriptions or pronouns that stand for an entity with a name."""
        for span in self._record.spans:
            entity = self._entities.get(span.entity or "")
            if span.kind == kind and span.rule != _COMPOSED and entity is not None and self._is_named(entity):
                yield span, entity

    def tied_at(self, kind: str, mention: MarkedMention) -> Entity | None:
        """The entity with a name of the description or pronoun that shares most with a mention."""
        return self._best((span for span, _ in self.tied(kind)), mention)[1]

    def means(self, entity: Entity, found: Span | None, mention: MarkedMention) -> bool:
        """Whether the entity of a name is that of a mention; the adjective of a nation in the longer name of one of its
        bodies ("Ugandan troops") is the nation's.
        """
        inside = found is not None and (found.start, found.end) != (mention.start, mention.end)
        if inside and mention.kind == "NORP" and entity.country and simple(entity.country) == simple(mention.name):
            return True
        return self.is_called(entity, mention.name)

    def is_called(self, entity: Entity, name: str) -> bool:
        """Whether an entity has a name: its canonical one, or another that the knowledge gives it, "al-" or not; the
        name of its country is a government's as well.
        """
        names = [entity.name, *(self._aliases(entity.kb_id) if entity.kb_id else ())]
        if entity.type == "government" and entity.country:
            names.append(entity.country)
        return simple(name) in {simple(one) for one in names} or key(name) in {key(one) for one in names}

    def _is_named(self, entity: Entity) -> bool:
        spans = (self._record.spans[index] for index in entity.mentions)
        return entity.kb_id is not None or any(span.kind == "name" or span.rule == _COMPOSED for span in spans)

    def _best(self, spans: Iterable[Span], mention: MarkedMention) -> tuple[Span | None, Entity | None]:
        def shared(span: Span) -> int:
            return min(span.end, mention.end) - max(span.start, mention.start)

        best = max(spans, key=shared, default=None)
        if best is None or shared(best) <= 0:
            return None, None
        return best, self._entities.get(best.entity or "")


def _dates(record: Document) -> Iterator[tuple[int, int, str]]:
    for span in record.spans:
        if span.kind == "date" and span.value is not None and span.value.date_start:
            start, end = span.value.date_start, span.value.date_end
            yield span.start, span.end, start if start == end else f"{start}/{end}"


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _distance(entity: Entity, point: tuple[float, float]) -> float | None:
    """Kilometres between an entity and a point of degrees; None without coordinates."""
    if entity.lat is None or entity.lon is None:
        return None
    return distance((entity.lat, entity.lon), point)
