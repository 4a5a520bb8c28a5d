"""Names as they are written, with all places where they stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.actors.spelling import ARTICLES
from pipeline.learning.suggest.articles import Article

#: Labels of spans that name somebody or somewhere.
LABELS = frozenset({"PERSON", "ORG", "LOC", "FAC", "NORP"})
#: The label of a run of capitals that the model took for no name.
UNSEEN = "?"

Key = tuple[str, ...]


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


def mostly(labels: Counter[str]) -> str:
    """The most frequent label, what the model passed over left out; :data:`UNSEEN` where nothing is left."""
    seen = Counter({label: count for label, count in labels.items() if label != UNSEEN})
    return seen.most_common(1)[0][0] if seen else UNSEEN


def _has_article(text: str) -> bool:
    """Whether a name is written with an article of its own language before it: "el Frente Azul"."""
    first, _, rest = text.partition(" ")
    return bool(rest) and first.lower() in ARTICLES
