"""Composed actors: the adjective of a nation or people with a force noun ("Iraqi special forces"), or a known name with
one.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.actors.chunks import Chunk
from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import FORCES, GROUPS, Draft, Mention
from pipeline.actors.origins import Origin, Origins
from pipeline.actors.registry import Registry
from pipeline.actors.scene import Scene
from pipeline.actors.schema import Actor, NounClass
from pipeline.actors.view import View

_ARMED = frozenset(
    {"armed_group", "military", "unit", "police", "coalition", "agency", "government", "office", "party"}
)
_BODIES = frozenset({"military", "police", "government", "agency"})
_REACH = 8
_MINISTRY = "ministry"
_FORCE = NounClass("force", "group", "military", collective=True)
_OFFICE = NounClass(_MINISTRY, "group", "government", collective=True)


class Composer:
    """Reads noun phrases as actors."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._origins = Origins(knowledge, lexicon)
        knowledge.candidates("")  # builds its index now rather than in the first document

    def read(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """The actor that a noun phrase names by its words alone, None where it names none."""
        inner = chunk.names[-1] if chunk.names else None
        if inner is not None and inner.last >= chunk.head:
            return None
        if inner is not None and scene.view.prefix(inner.first) in self._lexicon.against:
            return None
        return (
            self._government(scene.view, chunk, scene.registry)
            or self._body_of(scene, chunk)
            or self._named(scene, chunk, inner)
            or self._forces(scene.view, chunk, scene.registry)
            or self._loyal(scene, chunk)
            or self._members(scene, chunk)
        )

    def of_country(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """ "The government", "its army", "the Defence Ministry in Damascus": a body of which a country has one, of the
        country that owns it, that it is in, or that the text is about.
        """
        if self._origins.of(scene.view, chunk.first, chunk.head, None) is not None:
            return None
        words = self._body_words(scene.view, chunk)
        if chunk.plural and self._is_of_government(words):
            country = self._owner_country(scene, chunk)
            return self._government_forces(scene, country) if country is not None else None
        noun = _OFFICE if words.startswith(_MINISTRY) else chunk.noun
        if noun is None or chunk.det == "a" or (chunk.plural and not chunk.names):
            return None
        if words not in self._lexicon.governments and not self._is_body_of_state(words):
            return None
        country = self._owner_country(scene, chunk)
        if country is None:
            return None
        if words in self._lexicon.governments:
            return self.government(country, scene.registry)
        return self._compose(Origin(self._origins.adjective(country), country, 0), words.split(), noun, scene.registry)

    def _body_of(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """ "The military of Fiji"."""
        after = chunk.head + 1
        if scene.view.lower[after : after + 1] != ["of"] or chunk.owner is not None or chunk.first != chunk.head:
            return None
        return (
            self.of_country(scene, chunk) if self._origins.country_behind(scene.view, chunk.head) is not None else None
        )

    @staticmethod
    def _body_words(view: View, chunk: Chunk) -> str:
        words = view.slice(chunk.first, chunk.head).lower()
        if words == _MINISTRY and view.lower[chunk.head + 1 : chunk.head + 2] == ["of"]:
            last = chunk.head + (3 if view.lower[chunk.head + 2 : chunk.head + 3] == ["the"] else 2)
            return f"{words} of {view.slice(last, last)}".lower() if last < view.n else words
        return words

    def _is_body_of_state(self, words: str) -> bool:
        parts = words.split()
        ministry = len(parts) > 1 and (parts[-1] == _MINISTRY or parts[:2] == [_MINISTRY, "of"])
        return ministry or words in self._lexicon.state_bodies

    def _is_of_government(self, words: str) -> bool:
        """ "government troops", "regime forces"."""
        whose, _, troops = words.rpartition(" ")
        return whose in self._lexicon.governments and troops in self._lexicon.troops

    def _owner_country(self, scene: Scene, chunk: Chunk) -> str | None:
        """The country whose body a phrase speaks of: its possessor's, that of the place after it, else the text's."""
        if chunk.owner is not None:
            return self._country_behind(scene.draft_at(chunk.owner))
        after = chunk.head + 1
        if scene.view.lower[after : after + 1] in (["in"], ["of"]):
            after += 2 if scene.view.lower[after + 1 : after + 2] == ["the"] else 1
            return self._country_behind(scene.draft_at(after), placed=True)
        return scene.home or scene.country

    def _country_behind(self, draft: Draft | None, placed: bool = False) -> str | None:
        """The id of the country that somebody is, governs or serves; with ``placed``, that a place lies in."""
        if draft is None:
            return None
        entry = self._knowledge.get(draft.kb_id or "")
        if isinstance(entry, Actor):
            return entry.country if entry.type in {"government", "person"} else None
        if entry is None or not (placed or entry.type == "country"):
            return None
        return entry.id if entry.type == "country" else entry.country

    def read_name(self, view: View, name: Mention, noun: NounClass | None, registry: Registry) -> Draft | None:
        """The composed actor that an unlisted capitalised name spells: "Iraqi Special Forces", no "Royal Thai Army"."""
        plural = view.is_plural(name.last)
        if self._origins.adjective_at(view, name.first) is None and not self._origins.backed(
            view, name.first, name.last
        ):
            return None
        return self._forces(view, Chunk(name.first, name.first, name.last, plural=plural, noun=noun), registry)

    def backed(self, view: View, chunk: Chunk, registry: Registry) -> Draft | None:
        """Who "Turkish-backed Syrian rebels" are where "Syrian rebels" is a known name; "Iran-backed Houthis" are just
        the Houthis.
        """
        name = chunk.names[-1]
        backed = self._origins.backed(view, chunk.first, name.first)
        origin = (
            self._origins.of(view, name.first, name.last, None) if backed and not view.is_capital(name.last) else None
        )
        if origin is None or chunk.noun is None or name.draft is None or name.draft.type != "armed_group":
            return None
        adjective = f"{view.slice(min(backed), max(backed))} {origin.adjective}"
        words = self._words(view, origin.after, name.last, state=True)
        return self._compose(replace(origin, adjective=adjective), words, chunk.noun, registry)

    def _named(self, scene: Scene, chunk: Chunk, inner: Mention | None) -> Draft | None:
        """ "Islamic State fighters", "YPG units", "Badr Organization (BO) troops": the known actor itself."""
        view = scene.view
        if view.lower[chunk.head] not in self._lexicon.forces:
            return None
        if inner is None and chunk.det == "" and chunk.start >= 4 and view.words[chunk.start - 1] == ")":
            return scene.draft_at(chunk.start - 4) if scene.heads.get(chunk.start - 2) else None
        if inner is None or inner.draft is None or inner.label == "NORP" or inner.draft.type not in GROUPS:
            return None
        if inner.draft.type == "government" and inner.last == chunk.head - 1:
            return self._side(scene, chunk, inner.draft) or inner.draft
        armed = inner.draft.type in FORCES
        between = range(inner.last + 1, chunk.head)
        if any(view.is_noun(i) for i in between) or (between and not armed):
            return None
        return inner.draft if chunk.owner is None or armed else None

    def _loyal(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """ "forces loyal to the Libyan government" are the Libyan government forces."""
        view, at = scene.view, chunk.head + 1
        if (
            not chunk.plural
            or view.lower[chunk.head] not in self._lexicon.troops
            or view.lower[at : at + 2] != ["loyal", "to"]
        ):
            return None
        for i in range(at + 2, min(at + 2 + _REACH, view.n)):
            country = self._country_of(scene, i)
            if country is not None:
                draft = self._government_forces(scene, country)
                draft.add_names(view.slice(chunk.first, i))
                return draft
        return None

    def _members(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """ "Fighters of the PMF", "troops from the Libyan National Army" are that side; "forces of the Syrian
        government" its forces.
        """
        view, lexicon, at = scene.view, self._lexicon, chunk.head + 2
        forces = lexicon.forces | lexicon.troops | lexicon.any_force
        if not chunk.plural or chunk.owner is not None or view.lower[chunk.head] not in forces:
            return None
        link = view.lower[at - 1] if at < view.n else ""
        side = scene.heads.get(at + 1 if view.lower[at : at + 1] == ["the"] else at)
        if link not in {"of", "from"} or side is None or side.draft is None or side.kind != "name":
            return None
        if link == "from" and view.head[side.head] != chunk.head:
            return None
        return self._side(scene, chunk, side.draft)

    def _side(self, scene: Scene, chunk: Chunk, draft: Draft) -> Draft | None:
        """The armed side that a force belongs to; a body that nobody lists is armed if its members are."""
        if draft.type == "government" and scene.view.lower[chunk.head] in self._lexicon.troops:
            entry = self._knowledge.actors.get(draft.kb_id or "")
            if entry is not None and entry.country:
                return self._government_forces(scene, entry.country)
        if draft.kb_id is None and draft.type == "organisation" and chunk.noun is not None:
            draft.type = chunk.noun.type if chunk.noun.type in FORCES else draft.type
        return draft if draft.type in FORCES else None

    def _government_forces(self, scene: Scene, country: str) -> Draft:
        return self._compose(
            Origin(self._origins.adjective(country), country, 0), ["government", "forces"], _FORCE, scene.registry
        )

    def _country_of(self, scene: Scene, i: int) -> str | None:
        """The country whose government ends at a token: "Libya's UN-backed government", or one known by name."""
        draft = scene.draft_at(i)
        mention = scene.heads.get(i)
        if draft is not None and mention is not None and mention.last == i and draft.type == "government":
            entry = self._knowledge.actors.get(draft.kb_id or "")
            if entry is not None:
                return entry.country
        if scene.view.lower[i] not in self._lexicon.governments:
            return None
        first = max(i - _REACH, 0)
        origin = self._origins.of(scene.view, first, i, None)
        return origin.country if origin is not None else None

    def _government(self, view: View, chunk: Chunk, registry: Registry) -> Draft | None:
        if view.lower[chunk.head] not in self._lexicon.governments:
            return None
        origin = self._origins.of(view, chunk.first, chunk.head, chunk.owner) or self._origins.country_behind(
            view, chunk.head
        )
        if origin is None or origin.country is None:
            return None
        return self.government(origin.country, registry)

    def government(self, country: str, registry: Registry) -> Draft:
        """The government of a country, by the place's id."""
        place = self._knowledge.places[country]
        for text in (f"Government of {place.name}", f"{self._origins.adjective(country)} government"):
            for entry in self._knowledge.candidates(text):
                return registry.known(entry)
        draft = registry.composed(f"Government of {place.name}", "government", country)
        draft.add_names(f"{self._origins.adjective(country)} government")
        return draft

    def _forces(self, view: View, chunk: Chunk, registry: Registry) -> Draft | None:
        noun, head, word = chunk.noun, chunk.head, view.lower[chunk.head]
        if noun is None or not self._is_force(noun, word) or not (chunk.plural or self._is_body(chunk, noun)):
            return None
        listed = self._listed(view, chunk.first, head)
        if listed is not None:
            return registry.known(listed)
        origin = self._origins.of(view, chunk.first, head, chunk.owner)
        if origin is None:
            return None
        if origin.first is not None:
            chunk.first = chunk.start = origin.first
        words = self._words(view, max(chunk.first, origin.after), head, state=origin.country is not None)
        if origin.country and len(words) == 1 and word in self._lexicon.troops:
            words = ["forces"]
        backed = self._origins.backed(view, chunk.first, origin.after - 1)
        if backed and word not in self._lexicon.state_forces:
            origin = replace(origin, adjective=f"{view.slice(min(backed), max(backed))} {origin.adjective}")
        return self._compose(origin, words, noun, registry)

    @staticmethod
    def _is_body(chunk: Chunk, noun: NounClass) -> bool:
        """Whether a singular is a body of which there is one ("the Syrian air force"; not "a Syrian network")."""
        return noun.collective and chunk.det != "a" and noun.type in _BODIES

    def _is_force(self, noun: NounClass, word: str) -> bool:
        return (
            (noun.cls == "group" and noun.type in _ARMED)
            or word in self._lexicon.forces
            or word in self._lexicon.troops
        )

    def _listed(self, view: View, first: int, head: int) -> str | None:
        """The entry whose alias the phrase is, words before it left out one by one: "elite Iraqi special forces"."""
        for start in range(first, head):
            if view.is_hyphen(start):
                continue
            if view.prefix(start) in self._lexicon.against:
                break
            for entry in self._knowledge.candidates(view.slice(start, head)):
                if isinstance(self._knowledge.get(entry), Actor):
                    return entry
            if view.lower[start] in self._knowledge.demonyms:
                break
        return None

    def _compose(self, origin: Origin, words: list[str], noun: NounClass, registry: Registry) -> Draft:
        name = f"{origin.adjective} {self._body_name(words)}"
        others = self._lexicon.whole_military if name.split(maxsplit=1)[-1] in self._lexicon.whole_military else ()
        for text in (name, *(f"{origin.adjective} {other}" for other in others if origin.country)):
            for entry in self._knowledge.candidates(text):
                if isinstance(self._knowledge.get(entry), Actor):
                    return registry.known(entry)
        type_ = noun.type if noun.cls == "group" else ("military" if origin.country else "armed_group")
        return registry.composed(name, type_, origin.country)

    def _body_name(self, words: list[str]) -> str:
        """The words of a body as its name has them, a ministry's in one order: "foreign ministry" is the "Ministry of
        Foreign Affairs".
        """
        lower = [word.lower() for word in words]
        if len(words) > 1 and lower[-1] == _MINISTRY:
            field = " ".join(lower[:-1])
        elif lower[:2] == [_MINISTRY, "of"]:
            field = " ".join(lower[2:]).removeprefix("the ")
        else:
            return " ".join(words)
        return f"Ministry of {self._lexicon.ministries.get(field, field.title())}"

    def _words(self, view: View, first: int, head: int, state: bool) -> list[str]:
        """The words that make the name, in lower case, without those that make no other actor."""
        backed = (
            self._origins.backed(view, first, head)
            if state and view.lower[head] in self._lexicon.state_forces
            else set()
        )
        words = []
        for i in range(first, head + 1):
            skipped = i in backed or view.lower[i] in self._lexicon.transparent or not view.lower[i][0].isalnum()
            if i == head or not skipped:
                words.append(view.words[i] if self._keeps_case(view, i, head) else view.lower[i])
        return words

    def _keeps_case(self, view: View, i: int, head: int) -> bool:
        """ "Syrian Arab forces", but "Iraqi Special Forces" are Iraqi special forces."""
        return (
            not view.is_capital(head)
            or view.lower[i] in self._knowledge.groups
            or view.lower[i] in self._knowledge.demonyms
        )
