"""What articles say of known entries that the rules lack: names, descriptions, who is above them; and wrong links."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.actors.knowledge import Knowledge, surface_forms
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import GROUPS
from pipeline.actors.nouns import Nouns
from pipeline.actors.persons import name_parts
from pipeline.actors.schema import Actor, Place, fold
from pipeline.actors.spelling import is_acronym, tidy
from pipeline.documents import Entity, Span
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.phrases import noun_before, said_to_be
from pipeline.learning.suggestions import Kind, Proof, Reason, Suggestion, logistic, suggestion_id

_PROOFS = 5
_TWICE = 2


@dataclass(slots=True)
class _Seen:
    """Where something was seen, and why it is suggested."""

    why: Counter[str] = field(default_factory=Counter)
    articles: set[int] = field(default_factory=set)
    proofs: list[Proof] = field(default_factory=list)
    count: int = 0

    def add(self, article: Article, first: int, last: int, why: str) -> None:
        """One more place."""
        self.count += 1
        self.why[why] += 1
        if article.number not in self.articles and len(self.proofs) < _PROOFS:
            self.proofs.append(article.proof(first, last))
        self.articles.add(article.number)


class KnownReader:
    """Finds what the rules lack, or have wrong, of known entries."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._nouns = nouns
        self._cues = cues

    def read(self, articles: Sequence[Article]) -> list[Suggestion]:
        """The suggestions of all articles."""
        names: dict[tuple[str, str], _Seen] = defaultdict(_Seen)
        phrases: dict[tuple[str, str], _Seen] = defaultdict(_Seen)
        above: dict[tuple[str, str], _Seen] = defaultdict(_Seen)
        wrong: dict[tuple[str, str], _Seen] = defaultdict(_Seen)
        for article in articles:
            for span in article.record.spans:
                entity = article.entity(span)
                if entity is None or self._knowledge.get(entity.kb_id or "") is None:
                    continue
                if span.kind == "name":
                    self._name(names, article, span, entity)
                    self._misfit(wrong, article, span, entity)
                elif span.kind == "nominal":
                    self._phrase(phrases, article, span, entity)
            self._parents(above, article)
        return [
            *self._suggestions("alias", names, "stands beside a known name"),
            *self._suggestions("nominal", phrases, "follows from the words"),
            *self._suggestions("parent", above, "the text says so"),
            *self._suggestions("weak", wrong, "the text says so"),
        ]

    # --- names ---

    def _name(self, found: dict[tuple[str, str], _Seen], article: Article, span: Span, entity: Entity) -> None:
        """A name by which the article calls an entry that does not list it."""
        text = tidy(article.view.slice(span.token_start, span.token_end))
        entry = self._knowledge.get(entity.kb_id or "")
        if entry is None or span.label == "NORP" or self._knowledge.candidates(text):
            return
        if isinstance(entry, Actor) and entry.type == "person" and len(name_parts(text)) == 1:
            return  # a surname, which its full name in the text explains
        listed = {fold(form.text) for form in surface_forms(entry)}
        if fold(text) in listed or fold(text).removeprefix("the ") in listed or len(text) < _TWICE:
            return
        if span.rule == "fuzzy":
            why = f"a spelling of {entry.name!r}"
        elif is_acronym(text):
            why = f"an acronym beside {entry.name!r}"
        else:
            return
        found[text, entry.id].add(article, span.token_start, span.token_end, why)

    def _misfit(self, found: dict[tuple[str, str], _Seen], article: Article, span: Span, entity: Entity) -> None:
        """A name that the article says is something else than the entry: a person's, a body's, a place's."""
        entry = self._knowledge.get(entity.kb_id or "")
        if entry is None or span.label == "NORP" or span.source == "model":
            return
        view = article.view
        mine = self._class(entry)
        nouns = [*noun_before(view, span.token_start), *said_to_be(view, span.token_end, self._nouns)]
        for noun in nouns:
            cls = self._nouns.cls(noun)
            other = {"group": "body", "person": "person", "place": "place"}.get(cls.cls) if cls is not None else None
            if other is not None and other != mine and not (mine == "body" and other == "person"):
                text = view.slice(span.token_start, span.token_end)
                why = f"called {noun!r}, but {entry.name!r} is a {entry.type}"
                found[text, entry.id].add(article, span.token_start, span.token_end, why)
            if cls is not None:
                return

    @staticmethod
    def _class(entry: Actor | Place) -> str:
        if isinstance(entry, Place):
            return "place"
        return "person" if entry.type == "person" else "place" if entry.type == "country" else "body"

    # --- descriptions ---

    def _phrase(self, found: dict[tuple[str, str], _Seen], article: Article, span: Span, entity: Entity) -> None:
        """A definite description of a known body, by an apposition: "Hezbollah, the Shiite movement"."""
        actor = self._knowledge.actors.get(entity.kb_id or "")
        view = article.view
        if actor is None or actor.type not in GROUPS or view.lower[span.token_start] not in {"the"}:
            return
        noun = self._nouns.cls(view.lower[span.token_end])
        if noun is None or noun.cls != "group" or noun.lemma in self._lexicon.any_force | self._lexicon.state_bodies:
            return
        if noun.lemma in self._lexicon.vague or noun.lemma in self._lexicon.governments or len(actor.nominals) == 0:
            return
        phrase = f"the {view.lower[span.token_end]}"
        if span.token_end - span.token_start == 1 and phrase not in actor.nominals:
            found[phrase, actor.id].add(article, span.token_start, span.token_end, "a description of it")

    # --- who is above whom ---

    def _parents(self, found: dict[tuple[str, str], _Seen], article: Article) -> None:
        record = article.record
        for statement in record.statements:
            if statement.relation not in {"PART_OF", "LEADS"} or statement.status not in {"asserted", "reported"}:
                continue
            ends = [
                record.entity(argument.entity) if argument is not None else None
                for argument in (statement.subject, statement.object)
            ]
            one, other = (self._knowledge.actors.get(end.kb_id or "") if end is not None else None for end in ends)
            if one is None or other is None or one is other or other.type not in GROUPS:
                continue
            known = {*self._knowledge.parents(one.id, article.published), *self._knowledge.parents(other.id)}
            if statement.relation == "LEADS" and one.type != "person":
                continue
            if other.id in known or one.id in known or other.id in {parent.id for parent in one.parents}:
                continue
            sentence = record.sents[statement.sentence]
            words = record.text[statement.trigger.start : statement.trigger.end]
            verb = "leads" if statement.relation == "LEADS" else "is part of"
            first = next((i for i, at in enumerate(article.view.start) if at >= statement.trigger.start), 0)
            found[other.id, one.id].add(
                article, first, min(first, sentence.token_end), f"{one.name} {verb} {other.name} ({words})"
            )

    # --- suggestions ---

    def _suggestions(self, kind: Kind, found: dict[tuple[str, str], _Seen], reason: str) -> Iterator[Suggestion]:
        for (name, entry_id), seen in found.items():
            if kind in {"nominal", "weak"} and seen.count < _TWICE:
                continue
            count = len(seen.articles)
            reasons: list[Reason] = [
                self._cues.reason("bias"),
                self._cues.growing("articles", math.log2(1 + count), f"in {count} article{'s' * (count > 1)}"),
                self._cues.growing("mentions", math.log2(1 + seen.count), f"{seen.count} times"),
                self._cues.reason(reason, seen.why.most_common(1)[0][0]),
            ]
            if count == 1:
                reasons.append(self._cues.reason("named in one article only"))
            yield Suggestion(
                id=suggestion_id(kind, name, entry_id),
                kind=kind,
                name=self._title(kind, name),
                score=logistic(reasons),
                entry=entry_id,
                parents=[name] if kind == "parent" else [],
                articles=count,
                mentions=seen.count,
                reasons=reasons,
                proofs=seen.proofs,
            )

    def _title(self, kind: Kind, name: str) -> str:
        entry = self._knowledge.get(name) if kind == "parent" else None
        return entry.name if entry is not None else name
