"""The names in new articles that the knowledge does not have, each form with all places where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.locating import BY_NAME
from pipeline.actors.matcher import NameMatcher
from pipeline.actors.nouns import Nouns
from pipeline.actors.schema import Name
from pipeline.actors.spelling import is_acronym, key, tidy
from pipeline.actors.view import View
from pipeline.documents import Span
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.forms import LABELS, UNSEEN, Form, Key, Sighting
from pipeline.learning.suggest.longforms import abbreviated, introduced
from pipeline.learning.suggest.seeds import LONGEST, SeedFinder

#: So often a name of plain words has to be seen: "Rural Patrols".
_OFTEN = 2
#: A name of so many words may be plain.
_LONG = 3
#: Country -> the known places and actors of it that the articles name.
Spoken = dict[str, set[str]]


class FormFinder:
    """Finds forms in a collection of articles."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._knowledge = knowledge
        self._cues = cues
        self._titles = lexicon.titles
        self._seeds = SeedFinder(knowledge, lexicon, nouns, cues)

    def find(self, articles: Sequence[Article]) -> dict[Key, Form]:
        """The forms by key. Every place counts where a form stands, also those that the model passed over."""
        seeds: dict[Key, Form] = {}
        told: dict[Key, set[Key]] = defaultdict(set)
        countries = self._countries(articles)
        for article in articles:
            for first, last in self._seeds.find(article):
                self._add(seeds, article.view, first, last)
            for token, (first, last) in introduced(article.view).items():
                long, short = self._key(article.view, first, last), _acronym_key(article.view, token)
                if long and short and not self._is_known(article.view.slice(first, last), countries):
                    self._add(seeds, article.view, first, last)
                    self._add(seeds, article.view, *_acronym_at(article.view, token))
                    told[short].add(long)
        self._spell_out(articles, seeds, told)
        seeds = {key: form for key, form in seeds.items() if key in told or self._may_be_name(form, countries)}
        self._fold_places(seeds)
        self._locate(articles, seeds)
        found = {key: form for key, form in seeds.items() if form.sightings}
        for short, longs in told.items():
            if short in found:
                found[short].long_of = {long for long in longs if long in found}
        return found

    def _spell_out(self, articles: Sequence[Article], seeds: dict[Key, Form], told: dict[Key, set[Key]]) -> None:
        """Add the capitals whose initials an acronym is, with the small words in them: "Monitoring Group in Orzhan"."""
        short = {form.text: key for key, form in seeds.items() if len(key) == 1 and is_acronym(form.text)}
        for article in articles:
            for acronym, (first, last) in abbreviated(article.view, short.keys()):
                long = self._key(article.view, first, last)
                if long not in seeds or not told[short[acronym]]:
                    self._add(seeds, article.view, first, last)
                told[short[acronym]].add(long)

    def _fold_places(self, seeds: dict[Key, Form]) -> None:
        """Leave out "X of Y" where X is a name by itself and Y a known place."""
        for found in list(seeds):
            at = found.index("of") if "of" in found[1:] else 0
            if at and found[:at] in seeds and self._knowledge.candidates(" ".join(found[at + 1 :])):
                del seeds[found]

    def _is_linked(self, article: Article, span: Span) -> bool:
        """Whether a span is linked to what the knowledge lists, be it a guess."""
        entity = article.entity(span)
        return entity is not None and (self._knowledge.get(entity.kb_id or "") is not None or span.rule == BY_NAME)

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
        if letters < 2 or len(form.key) > LONGEST or not text[0].isalnum():
            return False
        if not any(char.isupper() for char in text) or any(word in self._cues.no_names for word in form.key):
            return False
        if all(word in self._titles for word in form.key):
            return False
        if len(form.key) == 1 and self._seeds.is_plain(form.key[0]):
            return False
        of_people = any(word in self._knowledge.demonyms for word in form.key)
        plain = (self._seeds.is_plain(word) or word in self._knowledge.demonyms for word in form.key)
        if len(form.key) < _LONG and all(plain):
            often = form.texts.total() >= _OFTEN and all(word[0].isupper() for word in text.split())
            if of_people or not often:
                return False
        return not self._is_known(text, countries, form)

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
