"""The country that each article is about, new ones among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline.actors.knowledge import Knowledge
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.profiles import Profile, Target


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
