"""Forms that name one and the same: put together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.actors.lexicon import Lexicon
from pipeline.actors.nouns import Nouns
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.forms import Form, Key, Sighting, mostly
from pipeline.learning.suggest.links import links
from pipeline.learning.suggest.longforms import is_short_form


@dataclass(slots=True, eq=False)
class Cluster:
    """Forms of one name, the fullest first; ``links`` says why each other one belongs to it."""

    forms: list[Form]
    links: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The fullest form, as it is mostly written."""
        return self.forms[0].text

    @property
    def sightings(self) -> list[Sighting]:
        """All places where any form stands."""
        return [sighting for form in self.forms for sighting in form.sightings]

    @property
    def articles(self) -> set[int]:
        """The numbers of the articles that have it."""
        return {sighting.article.number for sighting in self.sightings}

    @property
    def labels(self) -> Counter[str]:
        """What its forms were taken for."""
        return sum((form.labels for form in self.forms), Counter())

    @property
    def is_person(self) -> bool:
        """Whether it was mostly taken for a person."""
        return mostly(self.labels) == "PERSON"


def cluster(forms: Mapping[Key, Form], lexicon: Lexicon, nouns: Nouns, cues: Cues) -> list[Cluster]:
    """The forms, those of one name together."""
    joined = _Joined(forms)
    for one, other, why in links(forms, lexicon, nouns, cues):
        joined.join(one, other, why)
    return joined.clusters()


class _Joined:
    """Disjoint sets of forms, with the reasons for each union."""

    def __init__(self, forms: Mapping[Key, Form]) -> None:
        self._forms = forms
        self._above = {key: key for key in forms}
        self._why: dict[Key, str] = {}

    def _top(self, key: Key) -> Key:
        while self._above[key] != key:
            self._above[key] = self._above[self._above[key]]
            key = self._above[key]
        return key

    def join(self, one: Form, other: Form, why: str) -> None:
        """Put ``one`` and ``other`` together because of ``why``, which tells of ``one``."""
        self._why.setdefault(one.key, why)
        self._above[self._top(one.key)] = self._top(other.key)

    def clusters(self) -> list[Cluster]:
        groups: dict[Key, list[Form]] = defaultdict(list)
        for key, form in self._forms.items():
            groups[self._top(key)].append(form)
        found = []
        for group in groups.values():
            group.sort(
                key=lambda form: (is_short_form(form.text), -min(len(form.key), 4), -len(form.sightings), form.key)
            )
            why = {form.text: self._why.get(form.key, "") for form in group[1:]}
            found.append(Cluster(group, why))
        return found
