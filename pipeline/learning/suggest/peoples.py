"""Words for the people of new places: "Velkanian" of "Velkania"; and which places are states."""

from __future__ import annotations

from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.forms import Sighting
from pipeline.learning.suggest.profiles import CALLED, Profiles


class PeopleReader:
    """Gives places the words for their people, and the places of states the type of a country."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues

    def read(self, profiles: Profiles) -> None:
        """Read the forms of all profiles."""
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
                place.types["country"] += CALLED * (1 + place.state)

    def _is_demonym(self, word: str, name: str) -> bool:
        bare = name.rstrip("aeiouy")
        return any(word in {name + ending, bare + ending} for ending in self._cues.demonym_endings)

    def _is_of_state(self, sighting: Sighting) -> bool:
        view = sighting.article.view
        ahead = [view.lemma[i] for i in range(sighting.last + 1, min(sighting.last + 3, view.n))]
        return any(word in self._cues.of_states for word in ahead)
