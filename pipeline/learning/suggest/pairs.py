"""What the words between two names of one sentence say: who is part of whom, who leads, what lies where."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.nouns import Nouns
from pipeline.actors.schema import Place
from pipeline.learning.suggest.articles import Article
from pipeline.learning.suggest.clusters import Cluster
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.phrases import between
from pipeline.learning.suggest.profiles import Names, Profile, Profiles, Target

_FARTHEST = 10
_AWAY = frozenset({"from", "at", "on", "by", "with", "to", "into", "near"})


class PairReader:
    """Reads neighbouring names of an article."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, nouns: Nouns, cues: Cues) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._nouns = nouns
        self._cues = cues

    def read(self, article: Article, names: Names, profiles: Profiles) -> None:
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

    def _told(self, one: Target, other: Target, words: str, profiles: Profiles) -> None:
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
        if any(word in _AWAY for word in rest[:-1]):
            return False  # "runs X from a bakery in Y"
        noun = self._nouns.cls(rest[-1])
        return (noun is not None and noun.cls == "place") or rest == ["in"]

    def _is_state(self, target: Target, profiles: Profiles) -> bool:
        if isinstance(target, Cluster):
            return profiles[id(target)].type == "country"
        place = self._knowledge.places.get(target)
        return place is not None and place.type in {"country", "region"}

    def _put_inside(self, one: Target, other: Target, words: str, profiles: Profiles) -> None:
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
