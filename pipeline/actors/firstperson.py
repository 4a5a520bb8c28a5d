"""Whom "I" and "we" mean: who speaks in a quotation or a turn of a transcript, else who tells or issues the text."""

from __future__ import annotations

from pipeline.actors.composed import Composer
from pipeline.actors.coreference import I
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import GROUPS, Draft, Mention
from pipeline.actors.registry import Registry
from pipeline.actors.scene import Scene
from pipeline.actors.schema import Actor
from pipeline.actors.speakers import affiliation, speeches

_HEADING = 2
_AM = frozenset({"am", "'m", "’m"})
_BODIES = GROUPS - {"people"}


class FirstPersons:
    """The speakers of one document; ``source`` is the institution that is known to publish it."""

    def __init__(
        self, scene: Scene, lexicon: Lexicon, composer: Composer, registry: Registry, source: Draft | None
    ) -> None:
        self._scene, self._lexicon = scene, lexicon
        self._composer, self._registry, self._source = composer, registry, source
        found = speeches(scene.view, lexicon)
        self._spoken = {i: speech for speech in found for i in range(speech.first, speech.last + 1)}

    def resolve(self, i: int, names: list[Mention]) -> Draft | None:
        """The draft that the pronoun at a token stands for, None where nobody can know."""
        mine = self._scene.view.lower[i] in I
        if i not in self._spoken:
            return self._narrator(names) if mine else self._source or self._issuer(names)
        speaker = self.speaker(i)
        if mine or speaker is None:
            return speaker if mine else self._source
        official = bool(speaker.roles)
        return self.body(speaker) or self._source or (self._issuer(names) if official else None)

    def speaker(self, i: int) -> Draft | None:
        """Who says the token, None outside of quotations, or where the text does not tell."""
        speech = self._spoken.get(i)
        return self._scene.draft_at(speech.speaker) if speech is not None else None

    def body(self, speaker: Draft | None) -> Draft | None:
        """For whom somebody speaks: the body that the text names beside them, else the one that the knowledge has above
        them on that day, else, for a head of state, the government of the country.
        """
        told = affiliation(speaker)
        if told is not None and told.type == "country" and told.kb_id:
            return self._composer.government(told.kb_id, self._registry)
        entry = self._registry.knowledge.get(speaker.kb_id or "") if speaker is not None else None
        if told is not None or speaker is None or not isinstance(entry, Actor):
            return told
        day = self._scene.published
        above = next((parent.id for parent in entry.parents if parent.holds(day)), None)
        if above is not None:
            return self._registry.known(above)
        leads = not speaker.roles.isdisjoint(self._lexicon.heads_of_state)
        return self._composer.government(entry.country, self._registry) if leads and entry.country else None

    def _narrator(self, names: list[Mention]) -> Draft | None:
        """Who says "I am Oksana Berezhna" or "this is Oksana Berezhna" outside of all quotations."""
        view = self._scene.view
        for name in names:
            if name.label != "PERSON" or name.first < 2 or name.first in self._spoken:
                continue
            said = view.lower[name.first - 2], view.lower[name.first - 1]
            if (said[0] == "i" and said[1] in _AM) or said == ("this", "is"):
                return name.draft
        return None

    def _issuer(self, names: list[Mention]) -> Draft | None:
        """The body that the heading or first sentences name first: a statement speaks for it."""
        for name in names:
            if self._scene.view.sent[name.first] > _HEADING:
                return None
            if name.draft is not None and name.label == "ORG" and name.draft.type in _BODIES and not name.modifier:
                return name.draft
        return None
