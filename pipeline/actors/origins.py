"""Whose a force or body is: the adjective or name of a country or people in a noun phrase, and who backs it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.view import View

_LONGEST_COUNTRY = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose forces: the adjective as a name has it, the country, the token after it; ``first`` where another
    adjective is coordinated with it, outside the phrase.
    """

    adjective: str
    country: str | None
    after: int
    first: int | None = None


class Origins:
    """Finds in the words of a phrase whose force it speaks of."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._adjectives: dict[str, str] = {}
        for word, entry in [*knowledge.demonyms.items(), *knowledge.groups.items()]:
            self._adjectives.setdefault(entry, word.title())
        self._adjectives.update(lexicon.adjectives)

    def of(self, view: View, first: int, head: int, owner: int | None) -> Origin | None:
        """The last adjective of a nation or people before the head, else the possessor's country, else a country's
        name.
        """
        for i in range(head - 1, first - 1, -1):
            found = None if i + 1 < head and view.is_hyphen(i + 1) else self.adjective_at(view, i)
            if found:
                return self._joined(view, found, i)
        for i in range(head - 1, first - 1, -1):
            found = None if i + 1 < head and view.is_hyphen(i + 1) else self._country_until(view, i, first)
            if found:
                return found
        if owner is not None and view.tag[owner] not in {"PRP$", "WP$"}:
            return self._country_until(view, owner, 0)
        return None

    def _country_until(self, view: View, last: int, first: int) -> Origin | None:
        """The country whose name ends at a token and begins no earlier than another, the longest: "South Sudan"."""
        starts = range(max(last - _LONGEST_COUNTRY, first, 0), last + 1)
        return next((found for start in starts if (found := self._country_at(view, start, last))), None)

    def adjective_at(self, view: View, i: int) -> Origin | None:
        """The nation or people whose adjective a token is; "anti-Iraqi" is none."""
        word = view.lower[i]
        if not view.is_capital(i) or view.prefix(i) in self._lexicon.against:
            return None
        pair = f"{view.lower[i - 1]} {word}" if i else word
        place = self._knowledge.demonyms.get(pair) or self._knowledge.demonyms.get(word)
        if place in self._knowledge.places:
            return Origin(self.adjective(place), place, i + 1)
        return Origin(view.words[i], None, i + 1) if word in self._knowledge.groups else None

    def _joined(self, view: View, origin: Origin, i: int) -> Origin:
        """ "Kurdish and Yezidi fighters" are of both."""
        if i < 2 or view.lower[i - 1] != "and" or (i > 2 and view.lower[i - 3] == "between"):
            return origin
        other = self.adjective_at(view, i - 2)
        if other is None or other.country or origin.country:
            return origin
        return Origin(f"{other.adjective} and {origin.adjective}", None, origin.after, i - 2)

    def adjective(self, place_id: str) -> str:
        """How a composed name has a country: "Iraqi"."""
        place = self._knowledge.places.get(place_id)
        return self._adjectives.get(place_id) or (place.name if place else place_id)

    def country_behind(self, view: View, head: int) -> Origin | None:
        """The country of "government of Iraq", "government and people of Iraq"."""
        if view.lower[head + 1 : head + 2] == ["and"] and head + 4 < view.n and view.lower[head + 3] == "of":
            head += 2
        if head + 2 >= view.n or view.lower[head + 1] != "of":
            return None
        i = head + 3 if view.lower[head + 2] == "the" else head + 2
        ends = range(min(i + _LONGEST_COUNTRY, view.n - 1), i - 1, -1)
        return next((found for end in ends if (found := self._country_at(view, i, end))), None)

    def _country_at(self, view: View, first: int, last: int) -> Origin | None:
        if last >= view.n:
            return None
        for entry in self._knowledge.candidates(view.slice(first, last)):
            place = self._knowledge.places.get(entry)
            if place is not None and place.type == "country":
                return Origin(self.adjective(entry), entry, last + 1)
        return None

    def backed(self, view: View, first: int, head: int) -> set[int]:
        """The tokens of "US-backed", "government-trained"."""
        found = {i for i in range(first, head) if view.lower[i].endswith(self._lexicon.backed)}
        return found | {j for i in found if view.is_hyphen(i - 1) for j in (i - 2, i - 1)}
