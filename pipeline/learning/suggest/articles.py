"""An article as the suggestions read it: the record, its tokens as lists, its sentences as evidence."""

from __future__ import annotations

from spacy.vocab import Vocab

from pipeline.actors.view import View
from pipeline.documents import Document, Entity, Span, to_doc
from pipeline.learning.suggestions import Proof


class Article:
    """A record with all stages done; ``number`` is its place in the collection."""

    def __init__(self, number: int, record: Document, vocab: Vocab) -> None:
        self.number = number
        self.record = record
        self.view = View(to_doc(record, vocab))
        self._entities = {entity.id: entity for entity in record.entities}
        published = record.meta.get("published")
        self.published = published if isinstance(published, str) else None

    def entity(self, span: Span) -> Entity | None:
        """The entity that a span is a mention of."""
        return self._entities.get(span.entity or "")

    def names_of(self, token: int) -> list[tuple[int, int]]:
        """The names, as first and last token, of whoever the description that ends at a token means."""
        span = next((s for s in self.record.spans if s.kind == "nominal" and s.token_end == token), None)
        entity = self.entity(span) if span is not None else None
        mentions = [self.record.spans[index] for index in entity.mentions] if entity is not None else []
        return [(mention.token_start, mention.token_end) for mention in mentions if mention.kind == "name"]

    def proof(self, first: int, last: int) -> Proof:
        """The sentence around tokens ``first`` to ``last`` (inclusive), line breaks as blanks."""
        view = self.view
        begin, end = view.sents[view.sent[first]]
        start = view.start[begin]
        words = view.text[start : view.end[end - 1]].replace("\n", " ").rstrip()
        return Proof(self.record.id, words, view.start[first] - start, view.end[last] - start, self.published)
