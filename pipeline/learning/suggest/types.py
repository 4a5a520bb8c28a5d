"""The type of a name: by its own words, the nouns beside it, what it does, and what the model takes it for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import PLACES
from pipeline.actors.nouns import Nouns
from pipeline.actors.view import View
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.forms import Sighting, mostly
from pipeline.learning.suggest.phrases import is_indefinite, named_by, noun_after, noun_before, of_noun, said_to_be
from pipeline.learning.suggest.profiles import (
    ACTOR_TYPES,
    CALLED,
    DESCRIBED,
    FIGHTS,
    HINTED,
    LABEL,
    LIES,
    NAMED,
    PLACE_TYPES,
    TITLE,
    Profile,
)  # fmt: skip

_LABEL_TYPES = {"PERSON": "person", "LOC": "place", "FAC": "facility", "NORP": "people"}
_PROVINCIAL = frozenset({"provincial", "regional", "state", "district", "county"})
_WHERE = frozenset({"in", "near", "at", "around", "outside", "toward", "towards", "into", "inside", "across"})


class TypeReader:
    """Adds to profiles what speaks for each type."""

    def __init__(self, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._lexicon = lexicon
        self._nouns = nouns
        self._cues = cues

    def read(self, profile: Profile) -> None:
        """Add the signs of a profile's names, wherever they stand."""
        for form in profile.cluster.forms:
            named = self._own_words(form.text)
            shorter = form is not profile.cluster.forms[0] and mostly(profile.cluster.labels) == "ORG"
            if named is not None and not (shorter and named in PLACES):
                profile.types[named] += NAMED
                profile.named_as = profile.named_as or form.text
        for label, count in profile.cluster.labels.items():
            if label in _LABEL_TYPES:
                profile.types[_LABEL_TYPES[label]] += LABEL * count
        for sighting in profile.cluster.sightings:
            self._beside(profile, sighting)

    def _own_words(self, name: str) -> str | None:
        """The type that a name's own words say: those before "of", else the last."""
        words = name.lower().replace("-", " ").split()
        if len(words) < 2:
            return None
        front = next((type_ for type_, fronts in self._cues.fronts.items() if words[0] in fronts), None)
        if front is not None:
            return front
        cut = next((i for i, word in enumerate(words) if i and word in {"of", "in", "for"}), None)
        for part in [words] if cut is None else [words[:cut], words]:
            for end in range(len(part), 0, -1):
                for length in (2, 1):
                    found = self._head_type(" ".join(part[max(end - length, 0) : end]))
                    if found is not None and (end == len(part) or found not in PLACES):
                        return found
        return None

    def _head_type(self, noun: str) -> str | None:
        for type_, heads in self._cues.heads.items():
            if noun in heads:
                return type_
        cls = self._nouns.cls(noun)
        usable = cls is not None and (cls.cls in {"group", "place"}) and cls.type in ACTOR_TYPES | PLACE_TYPES
        return cls.type if cls is not None and usable else None

    def _noun_type(self, nouns: Iterable[str]) -> tuple[str, str] | None:
        """The type of the first phrase that has one, and the phrase's shortest noun of that type."""
        for noun in nouns:
            for type_, words in self._cues.nouns.items():
                if noun in words:
                    return type_, noun
            cls = self._nouns.cls(noun)
            if cls is not None and cls.type in ACTOR_TYPES | PLACE_TYPES and cls.cls != "operation":
                return cls.type, noun
        return None

    def _beside(self, profile: Profile, sighting: Sighting) -> None:
        view = sighting.article.view
        before, of = list(noun_before(view, sighting.first)), of_noun(view, sighting.first)
        said = list(said_to_be(view, sighting.last, self._nouns))
        after, self_said = noun_after(view, sighting.last), named_by(view, sighting.first)
        if (
            view.lower[sighting.first - 1] == "the"
            and not is_indefinite(view, sighting.last)
            and sighting.label == "LOC"
        ):
            said = [noun for noun in said if (told := self._noun_type([noun])) is None or told[0] in PLACES]
        elif any((cls := self._nouns.cls(noun)) is not None and cls.cls == "group" for noun in said):
            profile.bodies += 1
        for found in map(self._noun_type, (before, said, [self_said] if self_said else [])):
            if found is not None:
                profile.types[found[0]] += HINTED if found[1] in self._cues.vague else CALLED
                profile.called[found[1]] += 1
        noun = self._nouns.cls(of) if of else None
        if of == "capital":
            self._has_capital(profile, view, sighting.first)
        elif noun is not None and noun.cls == "place" and noun.lemma in self._lexicon.place_heads:
            profile.types[noun.type] += CALLED
            profile.called[noun.lemma] += 1
        if (after and self._lemma(after) in self._cues.armed) or (of and self._lemma(of) in self._cues.armed):
            profile.types["armed_group"] += FIGHTS
            profile.fights += 1
        for noun_, type_ in self._descriptions(sighting):
            profile.types[type_] += DESCRIBED
            profile.described[noun_] += 1
        placed = self._noun_type([after] if after else [])
        if placed is not None and placed[0] in PLACES and profile.cluster.labels.keys() & {"LOC", "FAC"}:
            profile.types[placed[0]] += CALLED
            profile.placed_as[placed[1]] += 1
        self._acts(profile, sighting)
        beside = view.lower[sighting.first - 1] if sighting.first else ""
        for adjective in dict.fromkeys([beside, *(phrase.split()[0] for phrase in [*before, *said])]):
            for type_, words in self._cues.adjectives.items():
                if adjective in words:
                    profile.types[type_] += CALLED
                    profile.called[adjective] += 1
        if sighting.role:
            profile.types["person"] += TITLE
            profile.titles[sighting.role] += 1
        owned = view.after(sighting.last)
        if owned is not None and view.tag[owned] == "POS":
            self._owns(profile, sighting.article, owned + 1)

    @staticmethod
    def _has_capital(profile: Profile, view: View, first: int) -> None:
        """A place with a capital is a country; with "the provincial capital", a region."""
        i = next(i for i in range(first - 1, -1, -1) if view.lower[i] == "capital")
        is_part = i > 0 and view.lower[i - 1] in _PROVINCIAL
        profile.types["region" if is_part else "country"] += CALLED

    def _acts(self, profile: Profile, sighting: Sighting) -> None:
        """Count whether a name does something or is somewhere, where the model takes it for a place."""
        view = sighting.article.view
        head = sighting.last
        if sighting.label in {"LOC", "FAC"} and view.is_subject(head):
            verb = view.head[view.first_conjunct(head)]
            if view.is_verb(verb) and view.dep[head] != "nsubj:pass" and view.lemma[verb] not in self._lexicon.lying:
                profile.acts += 1
        elif view.dep[head] == "obl:agent":
            profile.acts += 1
        elif sighting.first and view.lower[sighting.first - 1] in _WHERE:
            profile.where += 1
            if sighting.label in {"LOC", "FAC", "PERSON"}:
                profile.types["place"] += LIES

    def _descriptions(self, sighting: Sighting) -> Iterator[tuple[str, str]]:
        """The head nouns, with their types, by which the article goes on to speak of whom it names here."""
        record = sighting.article.record
        span = next((s for s in record.spans if s.token_end == sighting.last and s.kind == "name"), None)
        entity = sighting.article.entity(span) if span is not None else None
        if span is None or entity is None or entity.mentions[:1] != [record.spans.index(span)]:
            return
        for index in entity.mentions:
            other = record.spans[index]
            cls = self._nouns.cls(sighting.article.view.lower[other.token_end]) if other.kind == "nominal" else None
            if cls is not None and cls.cls in {"group", "place"} and cls.type in ACTOR_TYPES | PLACE_TYPES:
                yield cls.lemma, cls.type

    def _lemma(self, noun: str) -> str:
        cls = self._nouns.cls(noun)
        return cls.lemma if cls is not None else noun.removesuffix("s")

    def _owns(self, profile: Profile, article: Article, first: int) -> None:
        view = article.view
        if first < view.n and view.lemma[first] in self._cues.of_states and profile.cluster.labels["LOC"]:
            profile.state += 1
