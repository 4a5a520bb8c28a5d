"""Stretches of an article that may be new names: what the model found, made whole, and what it missed."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.locating import BY_NAME, BY_SOUND
from pipeline.actors.nouns import Nouns
from pipeline.actors.schema import Place
from pipeline.actors.spelling import is_acronym
from pipeline.actors.view import View
from pipeline.documents import ENTITY_KINDS, Span
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.forms import LABELS

LONGEST = 9
_NAME_TAGS = frozenset({"NNP", "NNPS"})
_JOINTS = frozenset({"and", "of", "for"})


class SeedFinder:
    """Finds such stretches."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._nouns = nouns
        self._cues = cues

    def find(self, article: Article) -> Iterator[tuple[int, int]]:
        """Stretches of tokens that may be names nobody knows."""
        view = article.view
        fixed = (span for span in article.record.spans if span.kind in ENTITY_KINDS)
        covered = {i for span in fixed for i in range(span.token_start, span.token_end + 1)}
        names = (span for span in article.record.spans if span.kind == "name")
        named = {i for span in names for i in range(span.token_start, span.token_end + 1)}
        for span in article.record.spans:
            if span.kind == "name" and span.label in LABELS and not self._is_settled(article, span):
                first, last = self._whole(view, span, named)
                yield self._unbroken(view, first, last, covered | named)
        yield from self._missed(view, covered)

    def _is_settled(self, article: Article, span: Span) -> bool:
        """Whether a span is linked to what the knowledge lists, and not by a guess at its spelling."""
        entity = article.entity(span)
        if entity is None or entity.kb_id is None:
            return False
        if span.rule in {"fuzzy", BY_SOUND}:
            return False
        if isinstance(self._knowledge.get(entity.kb_id), Place):
            return False  # looked at again once the countries of all articles are counted
        return entity.kb_id in self._knowledge.actors or span.rule == BY_NAME

    def _whole(self, view: View, span: Span, named: set[int]) -> tuple[int, int]:
        """A span with what belongs to its name on the left: "the Order of the + White Flame"; a person's ends before
        an "of".
        """
        first, last = span.token_start, span.token_end
        while last > first and view.tag[last] in {"NN", "NNS"} and not view.is_capital(last):
            noun = self._nouns.cls(view.lower[last])
            if noun is not None and noun.cls not in {"person", "people"}:
                break
            last -= 1
        if span.label == "PERSON":
            while first < last and self._is_trade(view, first):
                first += 1
            of = (i for i in range(first + 1, last) if view.lower[i] == "of")
            return first, next(of, last + 1) - 1
        if span.label == "ORG" or self._of_many(view, first):
            last = self._hyphened(view, last) if span.label == "ORG" else last
            while (start := self._joined(view, first, named)) is not None:
                first = start
        return first, last

    @staticmethod
    def _of_many(view: View, first: int) -> bool:
        """Whether a place is what many with a capital are of: "the Sons of + Ulkun"."""
        many = first - 2
        named = many >= 0 and view.lower[first - 1] == "of" and view.tag[many] in {"NNS", "NNPS"}
        return named and view.is_capital(many) and not _opens(view, many)

    def _joined(self, view: View, first: int, named: set[int]) -> int | None:
        """Where a body's name begins that goes on before its first token: "Committee for the + Defence of Sarn"."""
        i = first - 1
        if i > 0 and view.lower[i] == "the":
            i -= 1
        start = i - 1
        if start < 0 or view.lower[i] not in {"of", "for"} or not (view.is_capital(start) and view.is_noun(start)):
            return None
        if start in named and view.tag[start] != "NNPS":
            return None
        plain = self._nouns.cls(view.lower[start]) is not None or view.tag[start] not in _NAME_TAGS
        if plain and _opens(view, start):
            return None
        while start - 1 >= view.sents[view.sent[start]][0] and view.tag[start - 1] in _NAME_TAGS:
            start -= 1
        return start

    def _unbroken(self, view: View, first: int, last: int, taken: set[int]) -> tuple[int, int]:
        """A name with the capitals beside it that the model left out: "Tell + Amur"."""
        while first > 0 and self._belongs(view, first - 1, taken) and not _opens(view, first - 1):
            first -= 1
        while last + 1 < view.n and self._belongs(view, last + 1, taken) and view.sent[last + 1] == view.sent[last]:
            last += 1
        return first, last

    def _belongs(self, view: View, i: int, taken: set[int]) -> bool:
        word = view.lower[i].strip(".")
        fits = i not in taken and view.tag[i] == "NNP" and view.is_capital(i) and word.isalpha()
        return fits and not (self.is_plain(word) or word in self._cues.no_names or word in self._knowledge.demonyms)

    def _is_trade(self, view: View, i: int) -> bool:
        """Whether a token says what somebody does: "Warlord"."""
        noun = self._nouns.cls(view.lower[i])
        return noun is not None and noun.cls == "person" and view.lower[i] not in self._lexicon.given

    def _hyphened(self, view: View, last: int) -> int:
        """The end of a body's name with what a hyphen ties to its acronym: "NLTM + -Vanguard"; not another name."""
        end = last + 2
        if end >= view.n or not is_acronym(view.words[last]) or not view.is_hyphen(last + 1):
            return last
        word = view.words[end]
        known = self._knowledge.candidates(word) or word.lower() in self._knowledge.demonyms
        return end if view.is_capital(end) and not known else last

    def _missed(self, view: View, covered: set[int]) -> Iterator[tuple[int, int]]:
        """Runs of capitals inside sentences that no span covers; "and", "of" and "for" go on with one that ends in the
        noun of a body, "Justice and Equality Movement", and "of" behind a plural, "Sons of Rain".
        """
        i = 0
        while i < view.n:
            if not self._begins(view, i, covered):
                i += 1
                continue
            start = i
            while i + 1 < view.n and i - start < LONGEST:
                if self._goes_on(view, i + 1, covered):
                    i += 1
                elif self._joins(view, start, i + 1, covered):
                    i += 2
                else:
                    break
            opens = _opens(view, start)
            known = view.lower[start].strip(".") in self._lexicon.titles or view.lower[start] in self._cues.no_names
            if i > start or not (known or opens):
                yield start, i
            i += 1

    def _joins(self, view: View, start: int, i: int, covered: set[int]) -> bool:
        """Whether a small word goes on with the name that begins at ``start``."""
        if view.lower[i] not in _JOINTS:
            return False
        many = view.tag[i - 1] in {"NNPS", "NNS"} and view.lower[i] == "of" and not _opens(view, start)
        follows = i + 1 < view.n and self._begins(view, i + 1, covered)
        return (many and follows) or self._ends_in_body(view, i + 1, covered)

    @staticmethod
    def _begins(view: View, i: int, covered: set[int]) -> bool:
        named = view.tag[i] in _NAME_TAGS or view.tag[i].startswith(("NN", "JJ"))
        return i not in covered and named and view.is_capital(i) and view.words[i][0].isalpha()

    def _goes_on(self, view: View, i: int, covered: set[int]) -> bool:
        return self._begins(view, i, covered) and view.sent[i] == view.sent[i - 1]

    def _ends_in_body(self, view: View, i: int, covered: set[int]) -> bool:
        """Whether capitals from a token on end in a noun that says what a body is."""
        last = None
        while i < view.n and self._begins(view, i, covered):
            last, i = i, i + 1
        noun = self._nouns.cls(view.lower[last]) if last is not None else None
        return noun is not None and noun.cls == "group"

    def is_plain(self, word: str) -> bool:
        """Whether a word alone names nobody: a noun of the lists, a title, a direction."""
        return (
            self._nouns.cls(word) is not None
            or word in self._lexicon.titles
            or word in self._lexicon.directions
            or any(word in heads for heads in self._cues.heads.values())
        )


def _opens(view: View, i: int) -> bool:
    """Whether a token has its capital for beginning a sentence or a quotation."""
    return i == view.sents[view.sent[i]][0] or not view.words[i - 1][-1].isalnum()
