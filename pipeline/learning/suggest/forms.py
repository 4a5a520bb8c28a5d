"""The names in new articles that the knowledge does not have, each form with all places where it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.locating import BY_NAME, BY_SOUND
from pipeline.actors.matcher import NameMatcher
from pipeline.actors.nouns import Nouns
from pipeline.actors.schema import Name, Place
from pipeline.actors.spelling import ARTICLES, is_acronym, key, tidy
from pipeline.actors.view import View
from pipeline.documents import ENTITY_KINDS, Span
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.longforms import introduced

#: Labels of spans that name somebody or somewhere.
LABELS = frozenset({"PERSON", "ORG", "LOC", "FAC", "NORP"})
#: The label of a run of capitals that the model took for no name.
UNSEEN = "?"

_NAME_TAGS = frozenset({"NNP", "NNPS"})
_JOINTS = frozenset({"and", "of", "for"})
_LONGEST = 9
#: So often a name of plain words has to be seen: "Rural Patrols".
_OFTEN = 2
Key = tuple[str, ...]
#: Country -> the known places and actors of it that the articles name.
Spoken = dict[str, set[str]]


@dataclass(slots=True, eq=False)
class Sighting:
    """Tokens ``first`` to ``last`` (inclusive) of an article; ``label`` is what the model or a rule took them for."""

    article: Article
    first: int
    last: int
    label: str
    role: str | None = None

    @property
    def text(self) -> str:
        """The words as they stand there."""
        return self.article.view.slice(self.first, self.last)


@dataclass(slots=True, eq=False)
class Form:
    """A name as it is written, by its key; ``elsewhere`` are known cities of that name that nothing speaks for,
    ``guessed`` is the known entry that it was taken to be a spelling of.
    """

    key: Key
    sightings: list[Sighting] = field(default_factory=list)
    texts: Counter[str] = field(default_factory=Counter)
    elsewhere: tuple[str, ...] = ()
    guessed: str | None = None
    long_of: set[Key] = field(default_factory=set)

    @property
    def text(self) -> str:
        """Its most usual spelling, one that is not all in capitals where there is one (acronyms are)."""
        quiet = [text for text in self.texts if not text.isupper()]
        return max(quiet or self.texts, key=lambda text: (not _has_article(text), self.texts[text], text))

    @property
    def labels(self) -> Counter[str]:
        """What it was taken for, how often."""
        return Counter(sighting.label for sighting in self.sightings)

    @property
    def articles(self) -> set[int]:
        """The numbers of the articles that have it."""
        return {sighting.article.number for sighting in self.sightings}


class FormFinder:
    """Finds forms in a collection of articles."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._nouns = nouns
        self._cues = cues

    def find(self, articles: Sequence[Article]) -> dict[Key, Form]:
        """The forms by key. Every place counts where a form stands, also those that the model passed over."""
        seeds: dict[Key, Form] = {}
        told: dict[Key, set[Key]] = defaultdict(set)
        countries = self._countries(articles)
        for article in articles:
            for first, last in self._seeds(article):
                self._add(seeds, article.view, first, last)
            for token, (first, last) in introduced(article.view).items():
                long, short = self._key(article.view, first, last), _acronym_key(article.view, token)
                if long and short and not self._is_known(article.view.slice(first, last), countries):
                    self._add(seeds, article.view, first, last)
                    self._add(seeds, article.view, *_acronym_at(article.view, token))
                    told[short].add(long)
        seeds = {key: form for key, form in seeds.items() if key in told or self._may_be_name(form, countries)}
        self._fold_places(seeds)
        self._locate(articles, seeds)
        found = {key: form for key, form in seeds.items() if form.sightings}
        for short, longs in told.items():
            if short in found:
                found[short].long_of = {long for long in longs if long in found}
        return found

    def _fold_places(self, seeds: dict[Key, Form]) -> None:
        """Leave out "X of Y" where X is a name by itself and Y a known place."""
        for found in list(seeds):
            at = found.index("of") if "of" in found[1:] else 0
            if at and found[:at] in seeds and self._knowledge.candidates(" ".join(found[at + 1 :])):
                del seeds[found]

    # --- seeds ---

    def _seeds(self, article: Article) -> Iterator[tuple[int, int]]:
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

    def _is_linked(self, article: Article, span: Span) -> bool:
        """Whether a span is linked to what the knowledge lists, be it a guess."""
        entity = article.entity(span)
        return entity is not None and (self._knowledge.get(entity.kb_id or "") is not None or span.rule == BY_NAME)

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
        if span.label == "ORG":
            last = self._hyphened(view, last)
            while (start := self._joined(view, first, named)) is not None:
                first = start
        return first, last

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
        return fits and not (self._is_plain(word) or word in self._cues.no_names or word in self._knowledge.demonyms)

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
            while i + 1 < view.n and i - start < _LONGEST:
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

    def _add(self, seeds: dict[Key, Form], view: View, first: int, last: int) -> None:
        found = self._key(view, first, last)
        if found:
            seeds.setdefault(found, Form(found)).texts[tidy(view.slice(first, last))] += 1

    @staticmethod
    def _key(view: View, first: int, last: int) -> Key:
        return key(tidy(view.slice(first, last)))

    # --- which of them are names ---

    def _may_be_name(self, form: Form, countries: Spoken) -> bool:
        text = form.text
        letters = sum(char.isalpha() for char in text)
        if letters < 2 or len(form.key) > _LONGEST or not text[0].isalnum():
            return False
        if not any(char.isupper() for char in text) or any(word in self._cues.no_names for word in form.key):
            return False
        if len(form.key) == 1 and self._is_plain(form.key[0]):
            return False
        if all(self._is_plain(word) or word in self._knowledge.demonyms for word in form.key) and len(form.key) < 3:
            often = form.texts.total() >= _OFTEN and all(word[0].isupper() for word in text.split())
            if not often or any(word in self._knowledge.demonyms for word in form.key):
                return False
        return not self._is_known(text, countries, form)

    def _is_plain(self, word: str) -> bool:
        """Whether a word alone names nobody: a noun of the lists, a title, a direction."""
        return (
            self._nouns.cls(word) is not None
            or word in self._lexicon.titles
            or word in self._lexicon.directions
            or any(word in heads for heads in self._cues.heads.values())
        )

    def _is_known(self, text: str, countries: Spoken, form: Form | None = None) -> bool:
        """Whether the knowledge has a name, other than as that of a place in a country of which nothing else speaks."""
        found = self._knowledge.candidates(text)
        if text.lower() in self._knowledge.demonyms or text.lower() in self._knowledge.groups:
            return True
        far = [entry for entry in found if self._is_far(entry, countries)]
        if len(far) < len(found):
            return True
        if form is not None:
            form.elsewhere = tuple(far)
        return False

    def _is_far(self, entry_id: str, countries: Spoken) -> bool:
        place = self._knowledge.places.get(entry_id)
        if place is None or place.type == "country":
            return False
        return not countries.get(place.country or "", set()) - {entry_id}

    def _countries(self, articles: Iterable[Article]) -> Spoken:
        """The countries that the articles speak of by name, or by what is in them."""
        spoken: Spoken = defaultdict(set)
        for article in articles:
            named = {span.entity for span in article.record.spans if span.kind == "name"}
            for entity in article.record.entities:
                entry = self._knowledge.get(entity.kb_id or "")
                if entry is None or entity.id not in named:
                    continue
                country = entry.id if entry.type == "country" else entry.country
                if country:
                    spoken[country].add(entry.id)
        return spoken

    # --- where they stand ---

    def _locate(self, articles: Sequence[Article], seeds: dict[Key, Form]) -> None:
        """Search all articles for the seeds; the longest name at a place counts."""
        owner: dict[str, Form] = {}
        names = []
        for order, form in enumerate(seeds.values()):
            owner[str(order)] = form
            for text in sorted(form.texts):
                exact = len(form.key) == 1
                names.append(Name(text, "exact" if exact else "any", str(order), "name", 0, order))
                if exact and text.isupper() and not is_acronym(text[:1] + text[1:].lower()) and len(text) > 4:
                    names.append(Name(text.capitalize(), "exact", str(order), "name", 0, order))
        matcher = NameMatcher(names)
        for form in seeds.values():
            form.texts.clear()
        for article in articles:
            spans = _by_token(article)
            for match in matcher.find(article.view):
                form = owner[match.names[0].entry_id]
                sighting = self._sighting(article, match.first, match.last, spans)
                if sighting is not None:
                    form.sightings.append(sighting)
                    form.texts[tidy(sighting.text)] += 1
                    form.guessed = form.guessed or self._guess(article, match.first, spans)

    def _sighting(self, article: Article, first: int, last: int, spans: dict[int, Span]) -> Sighting | None:
        """The place as a sighting; None inside a date, or inside a longer name that is known, or without capitals."""
        there = spans.get(first) or spans.get(last)
        if not any(char.isupper() for char in article.view.words[first][:1] + article.view.words[last][:1]):
            return None
        if there is None:
            return Sighting(article, first, last, UNSEEN)
        start = there.token_start + (article.view.lower[there.token_start] == "the")
        longer = start < first <= last <= there.token_end or start <= first <= last < there.token_end
        if there.kind != "name":
            return None if longer and there.kind in {"date", "quantity"} else Sighting(article, first, last, UNSEEN)
        if longer and self._is_linked(article, there):
            return None
        label = there.label if there.label in LABELS else UNSEEN
        return Sighting(article, first, last, label if not longer else UNSEEN, there.role)

    def _guess(self, article: Article, first: int, spans: dict[int, Span]) -> str | None:
        span = spans.get(first)
        entity = article.entity(span) if span is not None and span.rule == "fuzzy" else None
        return entity.kb_id if entity is not None else None


def _by_token(article: Article) -> dict[int, Span]:
    """The span at each token, names before descriptions."""
    found: dict[int, Span] = {}
    for span in sorted(article.record.spans, key=lambda span: (span.kind == "name", span.kind in {"date", "quantity"})):
        found.update(dict.fromkeys(range(span.token_start, span.token_end + 1), span))
    return found


def _opens(view: View, i: int) -> bool:
    """Whether a token has its capital for beginning a sentence or a quotation."""
    return i == view.sents[view.sent[i]][0] or not view.words[i - 1][-1].isalnum()


def _has_article(text: str) -> bool:
    """Whether a name is written with an article of its own language before it: "el Frente Azul"."""
    first, _, rest = text.partition(" ")
    return bool(rest) and first.lower() in ARTICLES


def _acronym_at(view: View, token: int) -> tuple[int, int]:
    """The tokens of the bracketed word that a token is in."""
    first = last = token
    while view.glued[first - 1] and view.words[first - 1] not in {"(", "["}:
        first -= 1
    while view.glued[last] and view.words[last + 1] not in {")", "]"}:
        last += 1
    return first, last


def _acronym_key(view: View, token: int) -> Key:
    return key(view.slice(*_acronym_at(view, token)))
