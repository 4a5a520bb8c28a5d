"""Quotations and their speakers, over sentences and paragraphs, closed or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.relations.parse import Parse

_OPEN, _CLOSE, _STRAIGHT = frozenset("“«„"), frozenset("”»"), frozenset({'"', "''", "``"})
#: Single marks; they are apostrophes as well, so the spaces around them decide.
_SINGLE_OPEN, _SINGLE_CLOSE = frozenset({"‘", "'"}), frozenset({"’", "'"})
_MIN_WORDS = 4
_LABEL_WITHIN = 6
_SPEAKER_WITHIN = 25


@dataclass(frozen=True, slots=True)
class Quote:
    """Tokens ``start`` to ``end`` (exclusive) are somebody's words; ``verb`` is the token that reports them.

    ``closed``: a mark ends them; a quotation of several paragraphs is closed by the last one alone.
    """

    start: int
    end: int
    verb: int | None
    speaker: int | None
    closed: bool = True


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
            speaker = self._speaker(verb, end) if verb is not None else self._label(start)
            if speaker is None and found and self._goes_on(found[-1], start):
                verb, speaker = found[-1].verb, found[-1].speaker
            closed = end >= self.parse.n or "\n" not in self.parse.words[end]
            found.append(Quote(start, end, verb, speaker, closed))
        for i in range(len(found) - 2, -1, -1):
            found[i] = self._backed(found[i], found[i + 1])
        return found

    def _backed(self, quote: Quote, later: Quote) -> Quote:
        """A quotation may be attributed after its next part: in its paragraph, or in the next one, where it runs on."""
        runs_on = not quote.closed and later.start - quote.end <= 2
        if quote.speaker is not None or not (runs_on or self._near(quote, later)):
            return quote
        return Quote(quote.start, quote.end, later.verb, later.speaker, quote.closed)

    def _near(self, quote: Quote, later: Quote) -> bool:
        return later.start - quote.end < 40 and not self._break(quote.end, later.start)

    def _label(self, start: int) -> int | None:
        """As in "Salim Rafi: “We left.”": the name before a colon with which the sentence begins."""
        p, colon = self.parse, start - 2
        if colon < 1 or p.words[colon] != ":":
            return None
        first = p.sents[p.sent[colon]][0]
        words = range(first, colon)
        if len(words) > _LABEL_WITHIN or any(p.is_verb(i) for i in words):
            return None
        return next((i for i in words if p.is_noun(i) and (p.head[i] == i or p.head[i] not in words)), None)

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
    single = False  # whether a single mark opened it, so that such a mark closes it
    for i, word in enumerate(parse.words):
        if start is not None and "\n" in word:
            yield from _speech(parse, start, i)
            start = None
        elif word in _OPEN or (start is None and (word in _STRAIGHT or _opens(parse, i))):
            start, single = i + 1, word in _SINGLE_OPEN
        elif start is not None and (_closes(parse, i) if single else word in _CLOSE or word in _STRAIGHT):
            yield from _speech(parse, start, i)
            start = None
    if start is not None:
        yield from _speech(parse, start, parse.n)


def _opens(parse: Parse, mark: int) -> bool:
    """Whether a single mark opens a quotation: a space before it and none behind."""
    spaced = mark == 0 or parse.blank[mark - 1] or "\n" in parse.words[mark - 1]
    return parse.words[mark] in _SINGLE_OPEN and spaced and not parse.blank[mark]


def _closes(parse: Parse, mark: int) -> bool:
    """Whether a single mark closes a quotation, behind a word or stop; "the rebels' town" has a possessive tag."""
    return parse.words[mark] in _SINGLE_CLOSE and parse.tag[mark] != "POS" and not parse.blank[mark - 1]


def _speech(parse: Parse, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start >= _MIN_WORDS and any(parse.is_verb(i) for i in range(start, end)):
        yield start, end
