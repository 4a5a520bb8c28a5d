"""What the page is given: facts, sentences, texts and what is known of names, as plain values for JSON.

All offsets count UTF-16 units, as scripts of a page do. Nothing in here is markup: the page puts every string in as
text.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.documents import Document
from pipeline.facts import Evidence, Fact, Holder, Holding, control_timeline
from pipeline.output.report.choice import Chosen, Shown, n_sources
from pipeline.output.report.marks import full_marks, stretches
from pipeline.output.report.plain import day, name, safe_link, shown, utf16

#: Characters of all whole texts together; beyond it the texts with the fewest facts are shown by their sentences only.
MOST_CHARACTERS = 12_000_000
#: Names of one fact that a search finds besides the canonical ones.
_MOST_NAMES = 12


class Text(msgspec.Struct):
    """A document: ``text`` is None where it is left out; ``cuts`` are (offset, seconds, link) of a recording."""

    id: str
    title: str | None = None
    source: str | None = None
    published: str | None = None
    link: str | None = None
    text: str | None = None
    cuts: list[tuple[int, float | None, str | None]] = []


class Sentence(msgspec.Struct):
    """A sentence of a text; ``seconds`` and ``link`` lead to it in a recording."""

    doc: int
    start: int
    end: int
    text: str
    seconds: float | None = None
    link: str | None = None


class Contents(msgspec.Struct):
    """All of it. ``texts`` travels apart, since it is needed only where somebody reads."""

    about: dict[str, Any]
    facts: list[dict[str, Any]]
    sentences: list[Sentence]
    docs: list[Text]
    types: dict[str, str]
    chains: dict[str, tuple[str, ...]]
    holdings: list[dict[str, Any]]


class Collector:
    """Takes from documents, one at a time, what the page needs of them, and makes the contents."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self.docs: list[Text] = []
        self.sentences: list[Sentence] = []
        self.types: dict[str, str] = {}
        self.chains: dict[str, tuple[str, ...]] = {}
        facts = [one.fact for one in chosen.shown]
        self._names = {side for fact in facts for side in (fact.subject, fact.object, fact.place) if side}
        self._index: dict[str, int] = {}
        self._seen: dict[tuple[int, int, int], int] = {}
        self._proofs: dict[tuple[int, int], list[Any]] = {}
        self._wanted: dict[str, list[tuple[int, int, Evidence]]] = defaultdict(list)
        self._whole = _Room(MOST_CHARACTERS)
        for i, fact in enumerate(facts):
            for j, proof in enumerate(fact.evidence):
                self._wanted[proof.doc].append((i, j, proof))

    def read(self, documents: Iterable[Document]) -> None:
        """Take in those documents that tell a fact of the report."""
        for document in documents:
            told = self._wanted.pop(document.id, None)
            if told is not None:
                self._take(document, told)
                self._know(document)

    def _take(self, document: Document, told: Sequence[tuple[int, int, Evidence]]) -> None:
        unit = utf16(document.text)
        cuts = [(unit(cut.start), cut.seconds, safe_link(cut.link)) for cut in document.origin.cuts]
        number = self._add(document.id, document.meta, shown(document.text), cuts)
        sentences = {(proof.start, proof.end) for *_, proof in told}
        for evicted in self._whole.take(number, document.id, len(document.text), len(sentences)):
            self.docs[evicted].text, self.docs[evicted].cuts = None, []
        for i, j, proof in told:
            whole = document.text[proof.start : proof.end] == proof.text
            if not whole:  # facts of an older run: the text has changed under them
                self._alone(number, i, j, proof)
                continue
            marks = stretches(full_marks(document, proof))
            places = [(unit(mark.start), unit(mark.end), mark.roles) for mark in marks]
            self._prove(number, i, j, proof, unit(proof.start), unit(proof.end), places)

    def _alone(self, number: int, i: int, j: int, proof: Evidence) -> None:
        """An evidence without the text around it."""
        unit = utf16(proof.text)
        marks = stretches(mark for mark in proof.marks if 0 <= mark.start < mark.end <= len(proof.text))
        places = [(proof.start + unit(mark.start), proof.start + unit(mark.end), mark.roles) for mark in marks]
        self._prove(number, i, j, proof, proof.start, proof.start + unit(len(proof.text)), places)

    def _add(self, id_: str, meta: Mapping[str, Any], text: str | None, cuts: list[Any]) -> int:
        self._index[id_] = len(self.docs)
        title, source, published = (
            str(meta[key]) if meta.get(key) else None for key in ("title", "source", "published")
        )
        link = safe_link(str(meta.get("url") or ""))
        self.docs.append(Text(shown(id_), name(title), name(source), day(published), link, text, cuts))
        return self._index[id_]

    def _prove(self, number: int, i: int, j: int, proof: Evidence, start: int, end: int, marks: list[Any]) -> None:
        key = (number, start, end)
        if key not in self._seen:
            self._seen[key] = len(self.sentences)
            made = Sentence(number, start, end, shown(proof.text), proof.seconds, safe_link(proof.link))
            self.sentences.append(made)
        self._proofs[i, j] = [self._seen[key], marks]
        if proof.rules or proof.said:
            said = [[name(side), name(words)] for side, words in proof.said.items()]
            self._proofs[i, j].append([[name(rule) for rule in proof.rules], said])

    def _know(self, document: Document) -> None:
        for entity in document.entities:
            if entity.name in self._names:
                self.types.setdefault(entity.name, entity.type)
                if entity.parents:
                    self.chains.setdefault(entity.name, tuple(entity.parents))

    def contents(self, asked: Sequence[str], protocol: Mapping[str, Any]) -> Contents:
        """The contents of the page; documents that were not read are shown by their sentences."""
        for id_, told in self._wanted.items():
            first = told[0][2]
            meta = {"source": first.source, "published": first.published, "url": first.link}
            number = self._add(id_, meta, None, [])
            for i, j, proof in told:
                self._alone(number, i, j, proof)
        self._wanted.clear()
        facts = [self._fact(i, one) for i, one in enumerate(self.chosen.shown)]
        return Contents(
            self._about(asked, protocol),
            facts,
            self.sentences,
            self.docs,
            {_named(key): value for key, value in self.types.items()},
            {_named(key): tuple(map(_named, value)) for key, value in self.chains.items()},
            self._holdings(),
        )

    def _holdings(self) -> list[dict[str, Any]]:
        """Who held which place, by the facts that are shown and sure enough."""

        def one_side(one: Holder, other: Holder, day: str) -> bool:
            above, below = self.chains.get(one.name, ()), self.chains.get(other.name, ())
            return one.key == other.key or one.name in below or other.name in above

        numbers = {one.fact.id: i for i, one in enumerate(self.chosen.facts)}
        found = control_timeline((one.fact for one in self.chosen.facts), one_side)
        return [_holding(held, numbers) for held in found if all(map(day, (held.start, held.last_seen)))]

    def _fact(self, index: int, one: Shown) -> dict[str, Any]:
        """A fact with short keys, without those that hold nothing."""
        fact = one.fact
        names = dict.fromkeys([*fact.subject_names, *fact.object_names, *fact.place_names, *fact.attributed_to_names])
        row = {
            "id": shown(fact.id),
            "relation": name(fact.relation),
            "subject": name(fact.subject),
            "object": name(fact.object),
            "place": name(fact.place),
            "lat": fact.lat,
            "lon": fact.lon,
            "start": day(fact.date_start),
            "end": day(fact.date_end),
            "precision": name(fact.date_precision),
            "low": fact.quantity_low,
            "high": fact.quantity_high,
            "means": [name(word) for word in fact.instrument],
            "status": name(fact.status),
            "by": name(fact.attributed_to),
            "speakers": [name(speaker) for speaker in fact.speakers],
            "docs": fact.n_documents,
            "statements": fact.n_statements,
            "sources": n_sources(fact),
            "sure": round(fact.confidence, 3),
            "names": [name(word) for word in list(names)[: _MOST_NAMES * 3]],
            "acled": name(fact.acled),
            "plover": name(fact.plover),
            "cameo": name(fact.cameo),
            "disputed": [shown(other) for other in fact.disputed_by],
            "fulfils": [shown(other) for other in fact.fulfils],
            "fulfilled": [shown(other) for other in fact.fulfilled_by],
            "rules": [name(rule) for rule in fact.merged_by],
            "ids": [[role, shown(id_)] for role, id_ in _ids(fact)],
            "review": int(one.review),
            "why": [[name(key), name(reason)] for key, reason in fact.why.items()],
            "proofs": [self._proofs[index, j] for j in range(len(fact.evidence))],
            "more": one.more,
        }
        flags = ("more", "review")
        return {key: value for key, value in row.items() if value not in (None, [], "") and (value or key not in flags)}

    def _about(self, asked: Sequence[str], protocol: Mapping[str, Any]) -> dict[str, Any]:
        chosen = self.chosen
        read = protocol.get("documents", {})
        model = protocol.get("model") or {}
        return {
            "sitrep": protocol.get("sitrep"),
            "model": " ".join(str(model[key]) for key in ("name", "version") if key in model) or None,
            "started": protocol.get("started"),
            "read": protocol.get("facts"),
            "found": chosen.found,
            "left_out": chosen.left_out,
            "review": chosen.review,
            "selection": [name(words) for words in asked],
            "proposals": [[kind, name(word), count] for kind, word, count in chosen.proposals],
            "texts_in": read.get("in", len(self.docs)),
            "texts_failed": read.get("failed", 0),
            "texts_short": sum(doc.text is None for doc in self.docs),
        }


def _named(text: str) -> str:
    return name(text) or ""


def _ids(fact: Fact) -> list[tuple[str, str]]:
    """The entries of the knowledge that a fact's sides are, each with its side."""
    sides = (("subject", fact.subject_id), ("object", fact.object_id), ("place", fact.place_id))
    return [(role, id_) for role, id_ in sides if id_]


def _holding(held: Holding, numbers: Mapping[str, int]) -> dict[str, Any]:
    """A holding with its facts by their numbers."""
    return {
        "place": _named(held.place),
        "holder": _named(held.holder),
        "start": day(held.start),
        "seen": day(held.last_seen),
        "end": day(held.end),
        "dated": held.dated,
        "began": held.began,
        "ended": held.ended,
        "told": [[numbers[one.fact], one.relation, day(one.first), day(one.last), one.dated] for one in held.told],
        "by": numbers[held.ended_by] if held.ended_by else None,
        "disputed": [_named(other) for other in held.disputed_by],
        "denied": [numbers[other] for other in held.contradicted_by if other in numbers],
    }


class _Room:
    """The texts that are carried whole: of too many those with most sentences, then the later ids, as many as fit."""

    def __init__(self, characters: int) -> None:
        self._left = characters
        self._kept: list[tuple[tuple[int, str], int, int]] = []
        self._limit = (0, "")

    def take(self, number: int, id_: str, length: int, told: int) -> list[int]:
        """Take a text in; gives those that are to be left out for it, itself among them where it is the least."""
        rank = (told, id_)
        if rank <= self._limit:
            return [number]
        heapq.heappush(self._kept, (rank, number, length))
        self._left -= length
        out: list[int] = []
        while self._left < 0:
            self._limit, least, length = heapq.heappop(self._kept)
            self._left += length
            out.append(least)
        return out
