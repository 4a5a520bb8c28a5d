"""Quotations and their speakers, over sentences and paragraphs, closed or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.relations.parse import Parse

_OPEN, _CLOSE, _STRAIGHT = frozenset("“«„"), frozenset("”»"), frozenset({'"', "''", "``"})
_MIN_WORDS = 4
_SPEAKER_WITHIN = 25


@dataclass(frozen=True, slots=True)
class Quote:
    """Tokens ``start`` to ``end`` (exclusive) are somebody's words; ``verb`` is the token that reports them."""

    start: int
    end: int
    verb: int | None
    speaker: int | None


class Quotes:
    """The quotations of a document by token."""

    def __init__(self, parse: Parse, reporting: frozenset[str], documents: frozenset[str]) -> None:
        self.parse, self.reporting, self.documents = parse, reporting, documents
        self.quotes = self._with_speakers([*_quoted_ranges(parse), *self._announced()])

    def at(self, token: int) -> Quote | None:
        """The quotation that a token stands in."""
        return next((q for q in self.quotes if q.start <= token < q.end), None)

    def _announced(self) -> Iterator[tuple[int, int]]:
        """As in "The minister said:" at the end of a line: all that follows, unless quotation marks say what does."""
        p = self.parse
        for start, end in p.sents:
            last = end - 1
            while last > start and p.tag[last] == "_SP":
                last -= 1
            broken = last + 1 < p.n and "\n" in p.words[last + 1]
            after = last + 2
            if not broken or p.words[last] != ":" or after >= p.n or p.words[after] in _OPEN | _STRAIGHT:
                continue
            if any(self._reports(i) for i in range(start, last)):
                yield after, p.n
                return

    def _with_speakers(self, ranges: list[tuple[int, int]]) -> list[Quote]:
        found: list[Quote] = []
        for start, end in sorted(ranges):
            verb = self._verb(start, end)
            speaker = self._speaker(verb, end) if verb is not None else None
            if speaker is None and found and self._goes_on(found[-1], start):
                verb, speaker = found[-1].verb, found[-1].speaker
            found.append(Quote(start, end, verb, speaker))
        return [self._backed(q, found[i + 1 :]) for i, q in enumerate(found)]

    def _backed(self, quote: Quote, later: list[Quote]) -> Quote:
        """A quotation that opens a paragraph may be attributed only after its second part."""
        if (
            quote.speaker is None
            and later
            and later[0].start - quote.end < 40
            and not self._break(quote.end, later[0].start)
        ):
            return Quote(quote.start, quote.end, later[0].verb, later[0].speaker)
        return quote

    def _goes_on(self, before: Quote, start: int) -> bool:
        gap = range(before.end, min(start, self.parse.n))
        return sum("\n" in self.parse.words[i] for i in gap) <= 1 and len(gap) < 60

    def _break(self, start: int, end: int) -> bool:
        return any("\n" in self.parse.words[i] for i in range(start, min(end, self.parse.n)))

    def _verb(self, start: int, end: int) -> int | None:
        """The reporting verb nearest to the quotation, outside it, in the sentences at its borders."""
        p = self.parse
        best: tuple[int, int] | None = None
        first = p.sents[p.sent[start]][0]
        last = p.sents[p.sent[min(end + 1, p.n - 1)]][1]  # behind the closing mark
        if p.words[max(start - 2, 0)] == ":" or p.words[max(start - 3, 0)] == ":":
            first = min(first, p.sents[max(p.sent[start] - 1, 0)][0])
        for i in range(first, last):
            if start <= i < end or not self._reports(i):
                continue
            distance = start - i if i < start else i - end
            if (
                (i > end or not self._break(end, i))
                and (best is None or distance < best[0])
                and self._speaker(i, end) is not None
            ):
                best = (distance, i)
        return best[1] if best and best[0] < 40 else None

    def _reports(self, verb: int) -> bool:
        """Whether a verb brings somebody's words: "said", "gave the following statement"."""
        p = self.parse
        if not p.is_verb(verb):
            return False
        return p.lemma[verb] in self.reporting or any(p.lemma[o] in self.documents for o in p.with_dep(verb, "obj"))

    def _subjects(self, verb: int) -> list[int]:
        return self.parse.with_dep(verb, "nsubj")

    def _speaker(self, verb: int, end: int) -> int | None:
        """The subject of the reporting verb, else the name between the closing mark and it."""
        subjects = self._subjects(verb)
        if subjects:
            return subjects[0]
        between = range(end + 1, verb)
        names = [i for i in between if self.parse.tag[i] == "NNP" and self.parse.head[i] not in between]
        return names[0] if names and len(between) < _SPEAKER_WITHIN else None


def _quoted_ranges(parse: Parse) -> Iterator[tuple[int, int]]:
    """Token ranges inside quotation marks; an unclosed one ends with its paragraph. Short ones are names or scorn."""
    start: int | None = None
    for i, word in enumerate(parse.words):
        if start is not None and "\n" in word:
            yield from _speech(parse, start, i)
            start = None
        elif word in _OPEN or (start is None and word in _STRAIGHT):
            start = i + 1
        elif start is not None and (word in _CLOSE or word in _STRAIGHT):
            yield from _speech(parse, start, i)
            start = None
    if start is not None:
        yield from _speech(parse, start, parse.n)


def _speech(parse: Parse, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start >= _MIN_WORDS and any(parse.is_verb(i) for i in range(start, end)):
        yield start, end
