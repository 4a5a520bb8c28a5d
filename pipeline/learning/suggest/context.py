"""What articles say of the names in them: of which type they are, who leads them, where they lie, what they do."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.nouns import Nouns
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.clusters import Cluster
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.deeds import StatementReader
from pipeline.learning.suggest.pairs import PairReader
from pipeline.learning.suggest.peoples import PeopleReader
from pipeline.learning.suggest.profiles import Names, Profile, Target
from pipeline.learning.suggest.types import TypeReader


class ContextReader:
    """Reads the profiles of the clusters of a collection."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._types = TypeReader(lexicon, nouns, cues)
        self._peoples = PeopleReader(cues)
        self._pairs = PairReader(knowledge, lexicon, nouns, cues)
        self._statements = StatementReader(knowledge)

    def read(self, articles: Sequence[Article], clusters: Sequence[Cluster]) -> list[Profile]:
        """A profile of each cluster, in their order."""
        profiles = {id(cluster): Profile(cluster) for cluster in clusters}
        names = _names(articles, clusters)
        for profile in profiles.values():
            self._types.read(profile)
        self._peoples.read(profiles)
        for article in articles:
            self._pairs.read(article, names[article.number], profiles)
            self._statements.read(article, names[article.number], profiles)
        return list(profiles.values())


def _names(articles: Sequence[Article], clusters: Sequence[Cluster]) -> dict[int, Names]:
    """Whose name every token of every article is in; of a new and a known name, the new one."""
    names: dict[int, Names] = {article.number: {} for article in articles}
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
