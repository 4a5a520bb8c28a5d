"""Profiles -> suggestions of new actors, places and words for their people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import cast

from pipeline.actors.gazetteer import slug
from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import FORCES, GROUPS, PLACES
from pipeline.actors.nouns import Nouns
from pipeline.actors.persons import name_parts
from pipeline.actors.schema import ActorType, Place, PlaceType
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.clusters import Cluster
from pipeline.learning.suggest.countries import dominant_countries
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.forms import UNSEEN, Sighting, mostly
from pipeline.learning.suggest.longforms import is_short_form
from pipeline.learning.suggest.profiles import ACTOR_TYPES, PLACE_TYPES, Profile, Target
from pipeline.learning.suggestions import Proof, Reason, Suggestion, logistic, suggestion_id
from pipeline.words import plural

_PROOFS = 5
_WIDTH = {"country": 2, "region": 1}
_SHORT = 4
_CLEAR = 0.7
_UNCLEAR = 0.5


class EntryMaker:
    """Makes the suggestions of new entries."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._nouns = nouns
        self._cues = cues

    def make(self, articles: Sequence[Article], profiles: Sequence[Profile]) -> list[Suggestion]:
        """Suggestions of all profiles that name somebody or somewhere new."""
        self._profiles = {id(profile.cluster): profile for profile in profiles}
        self._types = {id(profile.cluster): self._type(profile) for profile in profiles}
        self._ids = self._entry_ids(profiles)
        self._countries = dominant_countries(articles, profiles, self._knowledge)
        plain = _plain_words(articles)
        found: list[Suggestion] = []
        demonyms = {word for profile in profiles for word in profile.demonyms}
        for profile in profiles:
            if profile.cluster.name in demonyms or self._is_spelling(profile) or self._is_shared(profile):
                continue
            reasons = list(self._reasons(profile, plain))
            found.append(self._entry(profile, reasons))
            found += self._peoples(profile)
        return found

    @staticmethod
    def _is_spelling(profile: Profile) -> bool:
        """Whether all that is seen is a guess at a known name, which is suggested as its spelling."""
        cluster = profile.cluster
        alone = len(cluster.articles) == 1 and not (profile.called or profile.inside)
        return alone and not profile.demonyms and all(form.guessed for form in cluster.forms)

    def _is_shared(self, profile: Profile) -> bool:
        """Whether all that is seen is a surname of several: each text tells whose it is there."""
        forms = profile.cluster.forms
        if len(forms) > 1 or len(forms[0].key) > 1:
            return False
        people = (p.cluster.name for p in self._profiles.values() if self._types[id(p.cluster)] == "person")
        return sum(len(parts) > 1 and parts[-1] == forms[0].key[0] for parts in map(name_parts, people)) > 1

    # --- what it is ---

    def _type(self, profile: Profile) -> str:
        """The type that the articles say, one that both labels and deeds allow."""
        label = mostly(profile.cluster.labels)
        found = profile.type
        if found == "people" and label != "NORP":
            found = {"PERSON": "person", "LOC": "place", "FAC": "facility"}.get(label)
        if found is None:
            found = "armed_group" if profile.events or profile.fights else "agency"
        return found

    def _entry_ids(self, profiles: Sequence[Profile]) -> dict[int, str]:
        """An id for each cluster that no known entry and no other cluster has."""
        ids: dict[int, str] = {}
        taken: set[str] = {*self._knowledge.actors, *self._knowledge.places}
        for profile in sorted(profiles, key=lambda profile: profile.cluster.forms[0].key):
            prefix = "place" if self._types[id(profile.cluster)] in PLACES else "actor"
            plain = f"{prefix}:{slug(profile.cluster.name) or 'unnamed'}"
            entry_id, number = plain, 2
            while entry_id in taken:
                entry_id, number = f"{plain}-{number}", number + 1
            taken.add(entry_id)
            ids[id(profile.cluster)] = entry_id
        return ids

    def _id(self, target: Target) -> str:
        return target if isinstance(target, str) else self._ids[id(target)]

    # --- the suggestion ---

    def _entry(self, profile: Profile, reasons: list[Reason]) -> Suggestion:
        cluster = profile.cluster
        type_ = self._types[id(cluster)]
        kind = "place" if type_ in PLACES else "actor"
        name, texts = self._names(profile)
        others = [other for other in profile.ranked if other != type_]
        suggestion = Suggestion(
            id=suggestion_id(kind, name),
            kind="place" if kind == "place" else "actor",
            name=name,
            score=logistic(reasons),
            entry=self._ids[id(cluster)],
            type=cast(ActorType | PlaceType, type_),
            others=[other for other in others if other in (PLACE_TYPES if kind == "place" else ACTOR_TYPES)],
            articles=len(cluster.articles),
            mentions=len(cluster.sightings),
            reasons=reasons,
            proofs=list(_proofs(cluster.sightings)),
        )
        if kind == "place":
            suggestion.aliases = texts
            self._lie(profile, suggestion)
            return suggestion
        suggestion.acronyms = [text for text in texts if is_short_form(text) and type_ != "person"]
        suggestion.aliases = [text for text in texts if text not in suggestion.acronyms]
        if type_ == "person":
            suggestion.aliases += self._surname(name, suggestion.aliases)
        else:
            suggestion.nominals = self._nominals(profile)
        suggestion.parents = [self._id(above) for above in self._above(profile)]
        suggestion.allegiance = [self._id(target) for target in profile.loyal if self._is_body(target)]
        suggestion.country = self._country(profile)
        return suggestion

    def _names(self, profile: Profile) -> tuple[str, list[str]]:
        """The name, with the noun that belongs to it ("Zamzam camp"), and the other forms."""
        texts = [form.text for form in profile.cluster.forms]
        noun = next(iter(profile.placed_as), None)
        if noun and self._types[id(profile.cluster)] == "facility" and not texts[0].endswith(noun):
            return f"{texts[0]} {noun}", texts
        return texts[0], texts[1:]

    def _surname(self, name: str, aliases: list[str]) -> list[str]:
        words = name.split()
        parts = name_parts(name)
        if len(parts) < 2 or len(words) < 2 or self._knowledge.candidates(words[-1]):
            return []
        owners = [p for p in self._profiles.values() if name_parts(p.cluster.name)[-1:] == parts[-1:]]
        return [words[-1]] if words[-1] not in aliases and len(owners) == 1 else []

    def _nominals(self, profile: Profile) -> list[str]:
        """The descriptions that the articles use, "the militia", "the rebels"; not those that any force has."""
        found = []
        often = [noun for noun, count in profile.described.items() if count > 1]
        for noun in dict.fromkeys([*profile.called, *often]):
            cls = self._nouns.cls(noun)
            if (
                " " in noun
                or noun in self._lexicon.any_force | self._lexicon.state_bodies
                or (cls is not None and cls.cls != "group")
            ):
                continue
            if not self._is_adjective(noun):
                found.append(f"the {plural(noun) if noun in self._cues.armed else noun}")
        return found

    def _is_adjective(self, word: str) -> bool:
        return any(word in words for words in self._cues.adjectives.values()) and self._nouns.cls(word) is None

    def _above(self, profile: Profile) -> list[Target]:
        """The bodies that somebody is part of or leads; a spokesman of a person speaks for that person's body."""
        found: dict[int, Target] = {}
        for target in profile.above:
            whose: list[Target] = [target]
            if isinstance(target, Cluster) and self._types[id(target)] == "person":
                whose = list(self._profiles[id(target)].above)
            for one in whose:
                if one is not profile.cluster and self._is_body(one):
                    found.setdefault(hash(one) if isinstance(one, str) else id(one), one)
        return [target for target in found.values() if not self._is_under(target, profile.cluster)]

    def _is_under(self, target: Target, cluster: Cluster) -> bool:
        """Whether a target is itself said to be under a cluster, so that both would be above each other."""
        return isinstance(target, Cluster) and cluster in self._profiles[id(target)].above

    def _is_body(self, target: Target) -> bool:
        if isinstance(target, str):
            actor = self._knowledge.actors.get(target)
            return actor is not None and actor.type != "person"
        return self._types[id(target)] in GROUPS

    def _country(self, profile: Profile) -> str | None:
        """The country of its seat, else the one that most of its articles are about."""
        for place in profile.inside:
            known = self._knowledge.places.get(place) if isinstance(place, str) else None
            if known is not None and profile.inside[place].endswith("based in"):
                return known.id if known.type == "country" else known.country
        told = [self._countries[n] for n in sorted(profile.cluster.articles) if n in self._countries]
        if not told:
            return None
        names = [self._id(target) for target in told]
        return max(names, key=names.count)

    def _lie(self, profile: Profile, suggestion: Suggestion) -> None:
        """Where a place lies: the smallest place that is said to be around it, its country, its point."""
        if suggestion.type == "country":
            return
        around = [target for target in profile.inside if target is not profile.cluster]
        around.sort(key=lambda target: self._width(target))
        country = self._country(profile)
        if around and not self._encloses(profile.cluster, around[0]):
            suggestion.parents = [self._id(around[0])]
            known = self._knowledge.places.get(suggestion.parents[0])
            if known is not None:
                country = known.id if known.type == "country" else known.country or country
        elif country is not None:
            suggestion.parents = [country]
        suggestion.country = country
        if profile.point is not None:
            suggestion.lat, suggestion.lon, words = profile.point
            suggestion.note = f"the point {words}"

    def _encloses(self, cluster: Cluster, target: Target) -> bool:
        return isinstance(target, Cluster) and cluster in self._profiles[id(target)].inside

    def _width(self, target: Target) -> int:
        if isinstance(target, str):
            entry = self._knowledge.places.get(target)
            return _WIDTH.get(entry.type if isinstance(entry, Place) else "country", 0)
        return _WIDTH.get(self._types[id(target)], 0)

    def _peoples(self, profile: Profile) -> Iterator[Suggestion]:
        for word in dict.fromkeys(profile.demonyms):
            named = [p for p in self._profiles.values() if any(_is_of(word, form.text) for form in p.cluster.forms)]
            other = max(named, key=lambda p: (p.cluster.name == word, len(p.cluster.articles), p.cluster.name))
            name = profile.cluster.name
            reasons = [
                self._cues.reason("bias"),
                self._cues.growing("articles", math.log2(1 + len(other.cluster.articles)), _articles(other.cluster)),
                self._cues.reason("the text says so", f"{word!r} is made of {name!r}"),
            ]
            yield Suggestion(
                id=suggestion_id("demonym", word, name),
                kind="demonym",
                name=word,
                score=logistic(reasons),
                entry=self._ids[id(profile.cluster)],
                articles=len(other.cluster.articles),
                mentions=len(other.cluster.sightings),
                reasons=reasons,
                proofs=list(_proofs(other.cluster.sightings)),
            )

    # --- why ---

    def _reasons(self, profile: Profile, plain: frozenset[str]) -> Iterator[Reason]:
        cluster, cues = profile.cluster, self._cues
        type_ = self._types[id(cluster)]
        labels = cluster.labels
        yield cues.reason("bias")
        yield cues.growing("articles", math.log2(1 + len(cluster.articles)), _articles(cluster))
        yield cues.growing("mentions", math.log2(1 + len(cluster.sightings)), f"{len(cluster.sightings)} times")
        if len(cluster.articles) == 1:
            yield cues.reason("named in one article only")
        if any(form.long_of for form in cluster.forms):
            yield cues.reason("introduced by an acronym", ", ".join(f.text for f in cluster.forms if f.long_of))
        if profile.called:
            yield cues.reason("called by a noun", ", ".join(noun for noun, _ in profile.called.most_common(3)))
        if profile.named_as and type_ not in {"person", "place"}:
            yield cues.reason("its name says what it is", profile.named_as)
        if profile.leads or (type_ == "person" and profile.above):
            yield cues.reason("leads or is led")
        if profile.events and type_ not in PLACES:
            yield cues.reason("takes part in events", f"in {profile.events} statements")
        if profile.titles:
            yield cues.reason("has a title", profile.titles.most_common(1)[0][0])
        if profile.inside and type_ in PLACES:
            yield cues.reason("lies in a place", next(iter(profile.inside.values())))
        if profile.fights and type_ in FORCES:
            yield cues.reason("fights, by the words beside it")
        yield from self._doubts(profile, plain, type_)
        seen = [count for label, count in labels.items() if label != UNSEEN]
        if not seen:
            yield cues.reason("the model never saw a name there")
        elif max(seen) / sum(labels.values()) >= _CLEAR:
            yield cues.reason("the model agrees with itself", mostly(labels))
        elif max(seen) / sum(seen) <= _UNCLEAR and len(seen) > 1:
            yield cues.reason("the model calls it different things", ", ".join(labels))

    def _doubts(self, profile: Profile, plain: frozenset[str], type_: str) -> Iterator[Reason]:
        cluster, cues = profile.cluster, self._cues
        first = cluster.forms[0]
        if len(first.key) == 1 and first.key[0] in plain:
            yield cues.reason("also written without a capital", first.key[0])
        if len(cluster.forms) == 1 and all(_opens(sighting) for sighting in cluster.sightings):
            yield cues.reason("only opens sentences")
        if len(first.key) == 1 and len(first.key[0]) < _SHORT:
            yield cues.reason("one short word")
        if type_ == "person" and profile.speaks and not (profile.above or profile.leads or profile.events):
            yield cues.reason("only speaks")
        if first.elsewhere and not profile.inside and not profile.called:
            yield cues.reason("a place elsewhere has this name", ", ".join(first.elsewhere[:2]))
        if first.guessed:
            yield cues.reason("spelled nearly like a known name", first.guessed)


def _articles(cluster: Cluster) -> str:
    count = len(cluster.articles)
    return f"in {count} article{'s' if count > 1 else ''}"


def _opens(sighting: Sighting) -> bool:
    view = sighting.article.view
    return sighting.first == view.sents[view.sent[sighting.first]][0]


def _plain_words(articles: Sequence[Article]) -> frozenset[str]:
    """The words that the articles write without a capital."""
    return frozenset(word for article in articles for word in article.view.words if word.islower())


def _proofs(sightings: Sequence[Sighting]) -> Iterator[Proof]:
    """The sentences of a few sightings, of as many articles and spellings as there are."""
    seen: set[tuple[int, str]] = set()
    sentences: set[tuple[int, int]] = set()
    best: list[Sighting] = []
    for sighting in sightings:
        mark = (sighting.article.number, sighting.text)
        place = (sighting.article.number, sighting.article.view.sent[sighting.first])
        if mark not in seen and place not in sentences:
            seen.add(mark)
            sentences.add(place)
            best.append(sighting)
    for sighting in best[:_PROOFS]:
        yield sighting.article.proof(sighting.first, sighting.last)


def _is_of(word: str, name: str) -> bool:
    """Whether a name is a word, or begins with it."""
    return name.split()[0] == word
