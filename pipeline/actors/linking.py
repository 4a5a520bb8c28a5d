"""Names -> entities: the entry of the knowledge that fits the document, or one entity for the spellings of one name."""

from __future__ import annotations

from pipeline.actors.fuzzy import FuzzyNames
from pipeline.actors.gazetteer import CITY_PRIORITY
from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.locating import Locator
from pipeline.actors.model import GROUPS, Draft, Mention, type_of
from pipeline.actors.nouns import Nouns
from pipeline.actors.persons import People, name_parts
from pipeline.actors.points import place_points, point_of
from pipeline.actors.registry import Registry
from pipeline.actors.schema import Actor
from pipeline.actors.setting import Setting, country_of
from pipeline.actors.spelling import initials, is_acronym, name_pieces, tidy
from pipeline.actors.view import View

_WHERE = frozenset({"in", "near", "at", "around", "outside", "toward", "towards", "into", "inside", "across"})
_OF_STATES = frozenset({"police", "military", "government", "office", "agency"})
_SILENT = frozenset({"WEAPON", "VEHICLE", "WORK", "MONEY"})


class Linker:
    """Links the names of a document."""

    def __init__(
        self, knowledge: Knowledge, nouns: Nouns, lexicon: Lexicon, fuzzy: FuzzyNames, locator: Locator
    ) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._nouns = nouns
        self._fuzzy = fuzzy
        self._locator = locator

    def link(self, view: View, names: list[Mention], registry: Registry) -> str | None:
        """Give every name its draft (those of weapons, vehicles and works have none).

        Returns the id of the country that the text is mostly about, None where there is none.
        """
        points = [name for name in names if point_of(name) is not None]
        names = [name for name in names if point_of(name) is None]
        people = People()
        self._find_entries(view, names)
        setting = Setting(self._knowledge, names)
        for name in names:
            if name.entries and setting.is_strange(name):
                name.entries = ()
            if name.entries:
                self._bind(view, name, registry.known(setting.choose(name)), people)
        self._persons(view, names, registry, people)
        self._locator.locate(view, names, registry)
        self._new(view, names, registry, people)
        place_points(view, points, names, registry)
        return setting.country()

    def _find_entries(self, view: View, names: list[Mention]) -> None:
        """The entries of the knowledge that names may mean, and of each a label that agrees with them."""
        surnames = _surnames(view, names)
        lost = {
            _text(view, name)
            for name in names
            if name.label == "PERSON" and not name.entries and self._is_taken(view, name)
        }
        for name in names:
            if name.label == "PERSON" and _text(view, name) in lost:
                name.label = "LOC"
            self._look_up(view, name)
            if self._is_surname(view, name, surnames):
                name.label, name.entries = "PERSON", ()
        self._guess(view, names, surnames)
        self._heed_states(view, names)
        self._yield_surnames(view, names)

    def _new(self, view: View, names: list[Mention], registry: Registry, people: People) -> None:
        """Drafts for the names that no file lists."""
        acronyms: dict[str, Draft] = {}
        for name in names:
            type_ = type_of(name.label)
            if name.draft is not None or not type_ or name.label in _SILENT:
                continue
            text = _text(view, name)
            draft = self._unlisted(text, self._type(text, type_), registry, acronyms)
            if draft.is_place and not draft.parents:
                self._locate(text, draft, registry)
            self._bind(view, name, draft, people)

    def _look_up(self, view: View, name: Mention) -> None:
        """Entries for a name that the model found: by a weak name, by a demonym."""
        if name.entries:
            name.entries = tuple(e for e in name.entries if not self._is_foreign(view, name, e))
            return
        if name.label in _SILENT:
            return
        text = _text(view, name)
        if name.label == "NORP":
            entry = self._knowledge.demonyms.get(text.lower()) or self._knowledge.groups.get(text.lower())
            name.entries = (entry,) if entry and self._knowledge.get(entry) else ()
            return
        name.entries = tuple(e for e in self._knowledge.candidates(text) if self._is_kind(e, name.label))
        name.entries = tuple(e for e in name.entries if not self._is_foreign(view, name, e))
        name.entries = name.entries or self._states(text)

    def _heed_states(self, view: View, names: list[Mention]) -> None:
        """ "Lebanon, Ohio" is no country: a name before a region is a place of the region's country, or unlisted."""
        placed = {name.first: name for name in names if name.label == "LOC"}
        for name in placed.values():
            region = placed.get(name.last + 2) if view.words[name.last + 1 : name.last + 2] == [","] else None
            home = self._home_of(region) if region is not None and not _goes_on(view, region, placed) else None
            if home is not None:
                inside = (self._knowledge.places.get(entry) for entry in name.entries)
                name.entries = tuple(place.id for place in inside if place is not None and country_of(place) == home)

    def _home_of(self, region: Mention) -> str | None:
        """The country of a name that is a region's and nothing else's."""
        found = [self._knowledge.places.get(entry) for entry in region.entries]
        regions = [place for place in found if place is not None and place.type == "region"]
        return regions[0].country if found and len(regions) == len(found) else None

    def _guess(self, view: View, names: list[Mention], surnames: frozenset[str]) -> None:
        """Entries for the names that sound like one of theirs, if they fit the document; plain nouns ("Joint Forces")
        are spelled as they sound.
        """
        setting = Setting(self._knowledge, names)
        for name in names:
            if name.entries or name.label in _SILENT or self._nouns.cls(_text(view, name)) is not None:
                continue
            text = _text(view, name)
            parts = name_parts(text)
            if name.label == "PERSON" and len(parts) == 1 and parts[0] in surnames:
                continue  # the surname of somebody whom the text names in full
            found = self._fuzzy.find(text, name.label)
            found = tuple(e for e in found if self._is_kind(e, name.label) and setting.has_room(e))
            name.entries = tuple(e for e in found if not self._is_foreign(view, name, e))
            if name.entries:
                name.rule = "fuzzy"

    def _is_taken(self, view: View, name: Mention) -> bool:
        """Whether what the model took for a person is a place: it is retaken, or something happens in it."""
        if name.role is not None or name.last - name.first > 1:
            return False
        before, verb = view.before(name.first), view.head[name.head]
        if before is not None and view.lower[before] in {"in", "near"}:
            after = view.after(name.last)
            return after is None or not view.is_noun(after)
        return view.dep[name.head] == "obj" and view.lemma[verb] in self._lexicon.retaking

    def _states(self, text: str) -> tuple[str, ...]:
        """The country of a name in full: "Republic of Azerbaijan"."""
        form, _, rest = text.rpartition(" of ")
        if not form or not all(word in self._lexicon.state_forms for word in form.lower().split()):
            return ()
        found = self._knowledge.candidates(rest.removeprefix("the "))
        return tuple(e for e in found if (place := self._knowledge.places.get(e)) and place.type == "country")

    @staticmethod
    def _yield_surnames(view: View, names: list[Mention]) -> None:
        """A surname that is listed is that of the person whom the text names in full: Zarif of "Gul Zarif"."""
        full: dict[str, set[str]] = {}
        for name in names:
            parts = name_parts(_text(view, name)) if name.label == "PERSON" else ()
            if len(parts) > 1:
                full.setdefault(parts[-1], set()).update(name.entries or ("",))
        for name in names:
            parts = name_parts(_text(view, name)) if name.label == "PERSON" and name.entries else ()
            if len(parts) == 1 and parts[0] in full and full[parts[0]].isdisjoint(name.entries):
                name.entries = ()

    def _is_surname(self, view: View, name: Mention, surnames: frozenset[str]) -> bool:
        """Whether a name taken for a town or a body is the surname of somebody in the text: "Dayton"."""
        if name.label not in {"LOC", "ORG", "FAC"} or view.is_plural(name.last):
            return False
        parts = name_parts(_text(view, name))
        before = view.before(name.first)
        if len(parts) != 1 or parts[0] not in surnames or (before is not None and view.lower[before] in _WHERE):
            return False
        place = self._knowledge.places.get(name.entries[0]) if name.entries else None
        return not name.entries or (place is not None and place.type != "country")

    def _is_kind(self, entry_id: str, label: str) -> bool:
        entry = self._knowledge.get(entry_id)
        if entry is None:
            return False
        if entry.priority <= CITY_PRIORITY and label not in {"LOC", "FAC"}:
            return False
        person = isinstance(entry, Actor) and entry.type == "person"
        return person if label == "PERSON" else not person

    def _is_foreign(self, view: View, name: Mention, entry_id: str) -> bool:
        """Whether a body of one state is named behind the adjective of another: the "Federal Police" of Germany."""
        entry, before = self._knowledge.get(entry_id), view.before(name.first)
        if before is None or name.first == name.last or not isinstance(entry, Actor) or entry.type not in _OF_STATES:
            return False
        other = self._knowledge.places.get(self._knowledge.demonyms.get(view.lower[before], ""))
        own = view.lower[name.first] in self._knowledge.demonyms
        return other is not None and other.type == "country" and not own and entry.country not in {None, other.id}

    @staticmethod
    def _bind(view: View, name: Mention, draft: Draft, people: People) -> None:
        name.attach(draft)
        if name.label != "NORP":
            draft.add_names(_text(view, name))
        if draft.type == "person":
            people.add(draft.name, draft)
            people.add(_text(view, name), draft, name.first)
            draft.roles.update((name.role or "").lower().replace(".", " ").split())

    def _persons(self, view: View, names: list[Mention], registry: Registry, people: People) -> None:
        """Full names first, so that a surname in the heading finds its owner."""
        open_names = [n for n in names if n.draft is None and n.label == "PERSON"]
        lengths = {id(n): len(name_pieces(view.slice(n.first, n.last))) for n in open_names}
        for name in sorted(open_names, key=lambda n: (-min(lengths[id(n)], 3), n.first)):
            text = _text(view, name)
            draft = people.find(text, name.first) or registry.unlisted(text, "person")
            self._bind(view, name, draft, people)

    def _locate(self, name: str, draft: Draft, registry: Registry) -> None:
        """Put what is named after a town into that town: "Suwayda National Hospital"."""
        words = name.split()
        for end in range(len(words) - 1, 0, -1):
            towns = [e for e in self._knowledge.candidates(" ".join(words[:end])) if e in self._knowledge.places]
            if towns:
                registry.locate(draft, next((d for e in towns if (d := registry.peek(e))), registry.known(towns[0])))
                return

    def _type(self, name: str, type_: str) -> str:
        """What the head noun in a name says of its type: "Wagadugu Conference Center" is a facility.

        A body named after something in the landscape is still a body: "National Liberation Front".
        """
        if type_ not in {"organisation", "place"}:
            return type_
        words = name.lower().split(" of ")[0].split()
        noun = self._nouns.cls(words[-1]) if len(name.split()) > 1 and words else None
        if noun is None or noun.cls not in {"group", "place"} or (type_ == "organisation" and noun.type == "feature"):
            return type_
        return noun.type

    @staticmethod
    def _unlisted(text: str, type_: str, registry: Registry, acronyms: dict[str, Draft]) -> Draft:
        known = registry.spelled(text)
        if known is not None:
            return known
        if is_acronym(text) and text in acronyms:
            registry.alias(text, acronyms[text])
            return acronyms[text]
        draft = registry.unlisted(text, type_)
        short = initials(text)
        if type_ in GROUPS and len(short) >= 3 and not is_acronym(text):
            acronyms.setdefault(short, draft)
        return draft


def _goes_on(view: View, name: Mention, placed: dict[int, Mention]) -> bool:
    """Whether a list of places goes on behind a name: "Syria, Crimea and Donbas"."""
    behind = view.lower[name.last + 1 : name.last + 2]
    return behind in (["and"], ["or"]) or (behind == [","] and name.last + 2 in placed)


def _text(view: View, name: Mention) -> str:
    return tidy(view.slice(name.first, name.last))


def _surnames(view: View, names: list[Mention]) -> frozenset[str]:
    full = (name_parts(_text(view, name)) for name in names if name.label == "PERSON")
    return frozenset(parts[-1] for parts in full if len(parts) > 1)
