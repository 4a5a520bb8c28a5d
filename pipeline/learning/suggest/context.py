"""What articles say of the names in them: of which type they are, who leads them, where they lie, what they do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import get_args

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import GROUPS, PLACES
from pipeline.actors.nouns import Nouns
from pipeline.actors.schema import ActorType, Place, PlaceType
from pipeline.actors.view import View
from pipeline.documents import Argument
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.clusters import Cluster
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.forms import Sighting
from pipeline.learning.suggest.phrases import between, named_by, noun_after, noun_before, of_noun, said_to_be

ACTOR_TYPES = frozenset(get_args(ActorType))
PLACE_TYPES = frozenset(get_args(PlaceType))

#: What one sign of a type counts: the noun beside a name, the name's own words, fighters of that name, a title, a
#: description further on, a label of the model, a preposition of place, a noun that says little, leading somebody.
_CALLED, _NAMED, _FIGHTS, _TITLE, _DESCRIBED, _LABEL, _LIES, _HINTED = 2.0, 1.5, 1.5, 2.0, 0.7, 0.5, 0.7, 0.4
_LEADS = 0.4
_LABEL_TYPES = {"PERSON": "person", "LOC": "place", "FAC": "facility", "NORP": "people"}
_FARTHEST = 10
_PROVINCIAL = frozenset({"provincial", "regional", "state", "district", "county"})
_WHERE = frozenset({"in", "near", "at", "around", "outside", "toward", "towards", "into", "inside", "across"})
#: Relations that somebody tells about somebody; the rest are events and states of arms.
_TALK = frozenset(
    {"CONDEMN", "DEMAND", "MEET", "DECLARE", "THREATEN", "LEADS", "LOCATED_IN", "PART_OF", "HAS_STRENGTH"}
)

Target = Cluster | str
#: Token of an article -> whose name it is in: a cluster, or the id of a known entry.
Names = dict[int, dict[int, tuple[Target, int, int]]]


@dataclass(slots=True, eq=False)
class Profile:
    """What the articles say of a cluster.

    ``called`` are the nouns beside its name, ``described`` those of descriptions further on, ``placed_as`` nouns of
    places that follow it ("X camp"); ``acts`` and ``where`` count how often what the model takes for a place does
    something, or is where something happens; ``above`` are those whom it is part of or leads, with the words that say
    so, ``inside`` the places that it lies in, ``point`` where it lies as told from another place.
    """

    cluster: Cluster
    types: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    called: Counter[str] = field(default_factory=Counter)
    described: Counter[str] = field(default_factory=Counter)
    placed_as: Counter[str] = field(default_factory=Counter)
    acts: int = 0
    where: int = 0
    named_as: str | None = None
    above: dict[Target, str] = field(default_factory=dict)
    loyal: dict[Target, str] = field(default_factory=dict)
    inside: dict[Target, str] = field(default_factory=dict)
    point: tuple[float, float, str] | None = None
    fights: int = 0
    leads: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    demonyms: list[str] = field(default_factory=list)
    events: int = 0
    speaks: int = 0
    state: int = 0

    @property
    def ranked(self) -> list[str]:
        """The types that anything speaks for, the likeliest first."""
        return sorted(self.types, key=lambda type_: -self.types[type_])

    @property
    def type(self) -> str | None:
        """The type that most speaks for; None where nothing does.

        Of places it is one that says more than that; what only has things happen in it is mostly a town.
        """
        order = self.ranked
        if order[:1] == ["place"] and self.acts > self.where and not self.inside:
            order.remove("place")
        exact = [type_ for type_ in order if type_ in PLACES - {"place"} and self.types[type_] >= 2 * _DESCRIBED]
        if order[:1] == ["place"]:
            return exact[0] if exact else "city" if self.where else "place"
        return next(iter(order), None)

    @property
    def is_place(self) -> bool:
        """Whether it is somewhere rather than somebody."""
        return self.type in PLACES


class ContextReader:
    """Reads the profiles of the clusters of a collection."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._nouns = nouns
        self._cues = cues

    def read(self, articles: Sequence[Article], clusters: Sequence[Cluster]) -> list[Profile]:
        """A profile of each cluster, in their order."""
        profiles = {id(cluster): Profile(cluster) for cluster in clusters}
        names = self._names(articles, clusters)
        for cluster in clusters:
            self._types(profiles[id(cluster)])
        self._demonyms(profiles)
        for article in articles:
            self._pairs(article, names[article.number], profiles)
            self._statements(article, names[article.number], profiles)
        return list(profiles.values())

    def _names(self, articles: Sequence[Article], clusters: Sequence[Cluster]) -> Names:
        """Whose name every token of every article is in; of a new and a known name, the new one."""
        names: Names = {article.number: {} for article in articles}
        for article in articles:
            for span in article.record.spans:
                entity = article.entity(span)
                if span.kind == "name" and entity is not None and entity.kb_id:
                    place = (entity.kb_id, span.token_start, span.token_end)
                    names[article.number].update(dict.fromkeys(range(span.token_start, span.token_end + 1), place))
        for cluster in clusters:
            for sighting in cluster.sightings:
                told: tuple[Target, int, int] = (cluster, sighting.first, sighting.last)
                tokens = range(sighting.first, sighting.last + 1)
                names[sighting.article.number].update(dict.fromkeys(tokens, told))
        return names

    # --- types ---

    def _types(self, profile: Profile) -> None:
        for form in profile.cluster.forms:
            named = self._own_words(form.text)
            if named is not None:
                profile.types[named] += _NAMED
                profile.named_as = profile.named_as or form.text
        for label, count in profile.cluster.labels.items():
            if label in _LABEL_TYPES:
                profile.types[_LABEL_TYPES[label]] += _LABEL * count
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
        signs = (before, said, [self_said] if self_said else [])
        for found in map(self._noun_type, signs):
            if found is not None:
                profile.types[found[0]] += _HINTED if found[1] in self._cues.vague else _CALLED
                profile.called[found[1]] += 1
        noun = self._nouns.cls(of) if of else None
        if of == "capital":
            self._has_capital(profile, view, sighting.first)
        elif noun is not None and noun.cls == "place" and noun.lemma in self._lexicon.place_heads:
            profile.types[noun.type] += _CALLED
            profile.called[noun.lemma] += 1
        if (after and self._lemma(after) in self._cues.armed) or (of and self._lemma(of) in self._cues.armed):
            profile.types["armed_group"] += _FIGHTS
            profile.fights += 1
        for noun_, type_ in self._descriptions(sighting):
            profile.types[type_] += _DESCRIBED
            profile.described[noun_] += 1
        placed = self._noun_type([after] if after else [])
        if placed is not None and placed[0] in PLACES and profile.cluster.labels.keys() & {"LOC", "FAC"}:
            profile.types[placed[0]] += _CALLED
            profile.placed_as[placed[1]] += 1
        self._acts(profile, sighting)
        beside = view.lower[sighting.first - 1] if sighting.first else ""
        for adjective in dict.fromkeys([beside, *(phrase.split()[0] for phrase in [*before, *said])]):
            for type_, words in self._cues.adjectives.items():
                if adjective in words:
                    profile.types[type_] += _CALLED
                    profile.called[adjective] += 1
        if sighting.role:
            profile.types["person"] += _TITLE
            profile.titles[sighting.role] += 1
        owned = view.after(sighting.last)
        if owned is not None and view.tag[owned] == "POS":
            self._owns(profile, sighting.article, owned + 1)

    @staticmethod
    def _has_capital(profile: Profile, view: View, first: int) -> None:
        """A place with a capital is a country; with "the provincial capital", a region."""
        i = next(i for i in range(first - 1, -1, -1) if view.lower[i] == "capital")
        is_part = i > 0 and view.lower[i - 1] in _PROVINCIAL
        profile.types["region" if is_part else "country"] += _CALLED

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
                profile.types["place"] += _LIES

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

    def _demonyms(self, profiles: dict[int, Profile]) -> None:
        """Give places the words for their people, and the places of states the type of a country."""
        places = [profile for profile in profiles.values() if profile.cluster.labels["LOC"]]
        for profile in list(profiles.values()):
            for place in places:
                name = next((form.key[0] for form in place.cluster.forms if len(form.key) == 1), None)
                if place is profile or name is None:
                    continue
                for form in profile.cluster.forms:
                    if form.key[0] == name or not self._is_demonym(form.key[0], name):
                        continue
                    if len(form.key) == 1:
                        place.demonyms.append(form.text)
                        place.state += sum(self._is_of_state(sighting) for sighting in form.sightings)
                    elif form.text[0].isupper() and "ORG" in form.labels:
                        place.demonyms.append(form.text.split()[0])
                        place.state += any(word in self._cues.of_states for word in form.key[1:])
        for place in places:
            if place.state:
                place.types["country"] += _CALLED * (1 + place.state)

    def _is_demonym(self, word: str, name: str) -> bool:
        bare = name.rstrip("aeiouy")
        return any(word in {name + ending, bare + ending} for ending in self._cues.demonym_endings)

    def _is_of_state(self, sighting: Sighting) -> bool:
        view = sighting.article.view
        ahead = [view.lemma[i] for i in range(sighting.last + 1, min(sighting.last + 3, view.n))]
        return any(word in self._cues.of_states for word in ahead)

    # --- names beside each other ---

    def _pairs(self, article: Article, names: dict[int, tuple[Target, int, int]], profiles: dict[int, Profile]) -> None:
        """What the words between two names of one sentence say of them."""
        view = article.view
        order = sorted(
            {(first, last, id(target)): (target, first, last) for target, first, last in names.values()}.values(),
            key=lambda one: one[1],
        )
        for (one, _, end), (other, start, _) in pairwise(order):
            if start - end - 1 > _FARTHEST or view.sent[end] != view.sent[start] or one is other:
                continue
            words = self._untitled(between(view, end + 1, start - 1))
            commas = any(view.words[i] == "," for i in range(end + 1, start))
            self._told(one, other, words, profiles)
            if self._is_placed(words) or (not words and commas and self._is_state(other, profiles)):
                self._put_inside(one, other, words or ",", profiles)
            if isinstance(one, Cluster):
                self._point(article, profiles[id(one)], other, start)

    def _untitled(self, words: str) -> str:
        parts = words.split()
        while parts and (parts[-1] in self._lexicon.titles or parts[-1] in self._cues.no_names):
            parts.pop()
        return " ".join(parts)

    def _told(self, one: Target, other: Target, words: str, profiles: dict[int, Profile]) -> None:
        def ends(cues: Sequence[str]) -> bool:
            return any(words == cue or words.endswith(f" {cue}") for cue in cues)

        if isinstance(one, Cluster):
            mine = profiles[id(one)]
            if ends(self._cues.part_of) or ends(self._cues.leads):
                mine.above.setdefault(other, words)
                mine.leads += ends(self._cues.leads)
            if ends(self._cues.loyal_to):
                mine.loyal.setdefault(other, words)
            if ends(self._cues.based_in):
                mine.inside.setdefault(other, words)
        if isinstance(other, Cluster) and ends(self._cues.led_by):
            profiles[id(other)].above.setdefault(one, words)
            profiles[id(other)].leads += 1
        if ends(self._cues.leads) and isinstance(other, Cluster):
            profiles[id(other)].leads += 1
        if ends(self._cues.led_by) and isinstance(one, Cluster):
            profiles[id(one)].leads += 1

    def _is_placed(self, words: str) -> bool:
        """Whether words between two names say that the first lies in the second: "a village in", "in the north of"."""
        parts = [word for word in words.split() if word not in self._lexicon.directions and word != "the"]
        if not parts or parts[-1] not in self._cues.inside:
            return False
        rest = parts[:-1]
        if not rest:
            return parts[-1] == "in"
        noun = self._nouns.cls(rest[-1])
        return (noun is not None and noun.cls == "place") or rest == ["in"]

    def _is_state(self, target: Target, profiles: dict[int, Profile]) -> bool:
        if isinstance(target, Cluster):
            return profiles[id(target)].type == "country"
        place = self._knowledge.places.get(target)
        return place is not None and place.type in {"country", "region"}

    def _put_inside(self, one: Target, other: Target, words: str, profiles: dict[int, Profile]) -> None:
        around = isinstance(other, str) and isinstance(self._knowledge.get(other), Place)
        around = around or (isinstance(other, Cluster) and profiles[id(other)].is_place)
        if isinstance(one, Cluster) and around:
            profiles[id(one)].inside.setdefault(other, words)

    def _point(self, article: Article, profile: Profile, other: Target, start: int) -> None:
        """ "X, a town 60 km west of Y" lies where the words say."""
        span = next((s for s in article.record.spans if s.token_start == start and s.relative is not None), None)
        if span is None or span.relative is None or profile.point is not None or not isinstance(other, str):
            return
        if span.relative.lat is not None and span.relative.lon is not None:
            words = f"{span.relative.words} {article.record.text[span.start : span.end]}"
            profile.point = (span.relative.lat, span.relative.lon, words)

    # --- statements ---

    def _statements(
        self, article: Article, names: dict[int, tuple[Target, int, int]], profiles: dict[int, Profile]
    ) -> None:
        for statement in article.record.statements:
            subject, object_ = (
                self._whose(article, names, argument) for argument in (statement.subject, statement.object)
            )
            for target in (subject, object_):
                if isinstance(target, Cluster) and statement.relation not in _TALK:
                    profiles[id(target)].events += 1
            if statement.relation == "LEADS" and isinstance(subject, Cluster) and object_ is not None:
                if subject is not object_ and (isinstance(object_, Cluster) or self._is_body(object_, profiles)):
                    profiles[id(subject)].above.setdefault(
                        object_, article.record.text[statement.trigger.start : statement.trigger.end]
                    )
                profiles[id(subject)].leads += 1
                profile = profiles[id(subject)]
                profile.types["person"] += _LEADS
            if statement.relation == "LEADS" and isinstance(object_, Cluster):
                profiles[id(object_)].leads += 1
            if statement.relation == "PART_OF" and isinstance(subject, Cluster) and object_ not in {None, subject}:
                assert object_ is not None
                if self._is_body(object_, profiles):
                    profiles[id(subject)].above.setdefault(object_, "part of")
            source = self._whose(article, names, statement.attributed_to)
            if isinstance(source, Cluster):
                profiles[id(source)].speaks += 1

    def _is_body(self, target: Target, profiles: dict[int, Profile]) -> bool:
        """Whether somebody can be part of a target."""
        if isinstance(target, str):
            return target in self._knowledge.actors and self._knowledge.actors[target].type != "person"
        return profiles[id(target)].type in GROUPS or profiles[id(target)].type is None

    @staticmethod
    def _whose(article: Article, names: dict[int, tuple[Target, int, int]], argument: Argument | None) -> Target | None:
        """Whose name an argument of a statement is, or the name that its entity has elsewhere in the article."""
        if argument is None:
            return None
        view = article.view
        votes: dict[int, tuple[Target, int]] = {}
        for i, (start, end) in enumerate(zip(view.start, view.end, strict=True)):
            if argument.start <= start and end <= argument.end and i in names:
                return names[i][0]
        entity = next((e for e in article.record.entities if e.id == argument.entity), None)
        for index in entity.mentions if entity is not None else ():
            span = article.record.spans[index]
            told = names.get(span.token_start) if span.kind == "name" else None
            if told is not None:
                target, count = votes.get(id(told[0]), (told[0], 0))
                votes[id(told[0])] = (target, count + 1)
        return max(votes.values(), key=lambda pair: pair[1])[0] if votes else None


def dominant_countries(
    articles: Sequence[Article], profiles: Sequence[Profile], knowledge: Knowledge
) -> dict[int, Target]:
    """The country that each article is about, new ones among them.

    It is the one that an article names, or names most in, and in which the names are at home that it shares with other
    articles; of an article without one, that of most articles.
    """
    votes: dict[int, Counter[int]] = {article.number: Counter() for article in articles}
    targets: dict[int, Target] = {}
    new = {(s.article.number, i) for p in profiles for s in p.cluster.sightings for i in range(s.first, s.last + 1)}
    ids: dict[str, int] = defaultdict(lambda: -len(ids) - 1)
    for profile in profiles:
        if profile.type == "country":
            targets[id(profile.cluster)] = profile.cluster
            for sighting in profile.cluster.sightings:
                votes[sighting.article.number][id(profile.cluster)] += 2
    for article in articles:
        for span in article.record.spans:
            is_told = span.kind == "name" and span.label != "NORP" and (article.number, span.token_start) not in new
            entity = article.entity(span) if is_told else None
            entry = knowledge.get(entity.kb_id or "") if entity is not None else None
            country = entry and (entry.id if entry.type == "country" else entry.country)
            if country:
                targets[ids[country]] = country
                votes[article.number][ids[country]] += 2 if entry is not None and entry.type == "country" else 1
    first = _most_named(votes)
    homes: dict[int, Counter[int]] = {
        id(profile.cluster): Counter(first[n] for n in profile.cluster.articles if n in first) for profile in profiles
    }
    for profile in profiles:
        for home, _ in homes[id(profile.cluster)].most_common(1):
            for number in profile.cluster.articles:
                votes[number][home] += 1
    return {number: targets[home] for number, home in _most_named(votes).items()}


def _most_named(votes: Mapping[int, Counter[int]]) -> dict[int, int]:
    """The country of each article: the one of most articles unless another has more than twice its votes there."""
    every: Counter[int] = Counter()
    for found in votes.values():
        every.update(dict.fromkeys(found, 1))
    best = every.most_common(1)[0][0] if every else None
    result: dict[int, int] = {}
    for number, found in votes.items():
        top = max(found, key=lambda key: (found[key], every[key])) if found else best
        if top is not None and best is not None and found[best] * 2 >= found[top]:
            top = best
        if top is not None:
            result[number] = top
    return result
