"""The entities of one document, each once: those of the knowledge by id, composed ones by name, others by spelling."""

from __future__ import annotations

from pipeline.actors.gazetteer import slug
from pipeline.actors.knowledge import Knowledge, aliases
from pipeline.actors.model import Draft
from pipeline.actors.schema import Actor, Place
from pipeline.actors.spelling import key


class Registry:
    """Makes drafts and finds them again; ``published`` is the day of the document (ISO)."""

    def __init__(self, knowledge: Knowledge, published: str | None = None) -> None:
        self.knowledge = knowledge
        self._published = published
        self.drafts: list[Draft] = []
        self._by_id: dict[str, Draft] = {}
        self._by_key: dict[tuple[str, ...], Draft] = {}

    def known(self, entry_id: str) -> Draft:
        """The draft of an entry of the knowledge.

        Raises:
            KeyError: there is no such entry.
        """
        draft = self._by_id.get(entry_id)
        if draft is None:
            entry = self.knowledge.get(entry_id)
            if entry is None:
                raise KeyError(entry_id)
            draft = self._place(entry) if isinstance(entry, Place) else self._actor(entry)
            self._by_id[entry_id] = self._keep(draft)
        return draft

    def placed(self, place: Place) -> Draft:
        """The draft of a place that need not be in the knowledge."""
        draft = self._by_id.get(place.id)
        if draft is None:
            draft = self._by_id[place.id] = self._keep(self._place(place))
            draft.listed = place.id in self.knowledge.places
        return draft

    def peek(self, entry_id: str) -> Draft | None:
        """The draft of an entry if the document has one."""
        return self._by_id.get(entry_id)

    def composed(self, name: str, type_: str, country: str | None) -> Draft:
        """The draft of an actor whose name the rules compose; ``country`` is the id of a place."""
        kb_id = f"actor:{slug(name)}"
        draft = self._by_id.get(kb_id)
        if draft is None and kb_id in self.knowledge.actors:
            return self.known(kb_id)
        if draft is None:
            place = self.knowledge.places.get(country or "")
            draft = Draft(name, type_, kb_id, {name: None}, country=place.name if place else None)
            draft.parents = [place.name] if place else []
            self._by_id[kb_id] = self._keep(draft)
        return draft

    def unlisted(self, name: str, type_: str) -> Draft:
        """The draft of a name that no knowledge lists, by its spelling."""
        slot = key(name)
        draft = self._by_key.get(slot)
        if draft is None:
            draft = self._by_key[slot] = self._keep(Draft(name, type_, names={name: None}))
        return draft

    def spelled(self, name: str) -> Draft | None:
        """The unlisted draft of that spelling."""
        return self._by_key.get(key(name))

    def alias(self, name: str, draft: Draft) -> None:
        """Let a name stand for a draft for the rest of the document."""
        self._by_key.setdefault(key(name), draft)
        draft.add_names(name)

    def fresh(self, name: str, type_: str) -> Draft:
        """A draft of its own: a description that stands for nobody known."""
        return self._keep(Draft(name, type_, names={name: None}, named=False))

    @staticmethod
    def locate(draft: Draft, around: Draft) -> None:
        """Put a place that no knowledge lists inside another one, whose coordinates it then has."""
        draft.parents = [around.name, *around.parents]
        draft.country = around.name if around.type == "country" else around.country
        draft.lat, draft.lon = around.lat, around.lon

    def _keep(self, draft: Draft) -> Draft:
        self.drafts.append(draft)
        return draft

    def _place(self, place: Place) -> Draft:
        draft = Draft(place.name, place.type, place.id, lat=place.lat, lon=place.lon, listed=True)
        draft.wikidata, draft.geonames, draft.population = place.wikidata, place.geonames, place.population
        draft.add_names(*aliases(place))
        draft.parents = [above.name for above in self.knowledge.above(place)]
        draft.country = self._country(place.country)
        return draft

    def _actor(self, actor: Actor) -> Draft:
        draft = Draft(actor.name, actor.type, actor.id, wikidata=actor.wikidata, listed=True)
        draft.add_names(*aliases(actor))
        above = (self.knowledge.get(an_id) for an_id in self.knowledge.parents(actor.id, self._published))
        draft.parents = [entry.name for entry in above if entry]
        draft.country = self._country(actor.country)
        return draft

    def _country(self, place_id: str | None) -> str | None:
        place = self.knowledge.places.get(place_id or "")
        return place.name if place else None
