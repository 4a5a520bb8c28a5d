"""Descriptions: "the militants", "the city", "Sunni tribal leaders". Whom they stand for, or that they stand for
somebody new.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.actors.chunks import Chunk
from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import FORCES, GROUPS, PLACES, Draft, Mention
from pipeline.actors.scene import Scene
from pipeline.actors.schema import NounClass
from pipeline.actors.view import View

_BE = frozenset({"is", "was", "are", "were", "remains", "remained", "became"})
_CALLED_BY = frozenset({"called", "named", "dubbed", "known"})
_FROM = frozenset({"of", "from", "to"})
_FAR = 8
_REACH = 9
_LISTED, _CALLED, _CALLED_PLACE, _NAMED_SO = 1.5, 2.0, 4.0, 3.0
_TOTAL, _MANY, _PLACE_PACE, _LEAD = 0.8, 6, 1.25, 1.0
#: Nouns of these types say which body is meant, not only of which kind it is: "the brigade" is called a brigade.
_TELLING = frozenset({"unit", "government", "facility", "feature", "party"})
#: The most and the fewest inhabitants of what is called so.
_SIZES = {"village": (0, 40_000), "hamlet": (0, 10_000), "town": (0, 400_000), "city": (15_000, 10**9)}
#: Which types of entity a noun of a type can stand for, besides its own.
_WIDER = {
    "military": frozenset({"unit", "coalition"}),
    "unit": frozenset({"military", "armed_group", "police"}),
    "agency": frozenset({"office", "government"}),
    "office": frozenset({"agency", "government"}),
    "organisation": GROUPS - {"people", "military"},
    "city": frozenset({"place"}),
    "district": frozenset({"place", "city"}),
    "facility": frozenset({"place"}),
    "feature": frozenset({"place"}),
    "place": PLACES,
}


def agrees(noun: NounClass, draft: Draft) -> bool:
    """Whether a noun can stand for a draft by its type."""
    if noun.cls == "person":
        return draft.type == "person"
    if noun.cls == "people":
        return draft.type == "people" or (draft.type == "person" and not draft.named)
    if draft.type == noun.type or draft.type in _WIDER.get(noun.type, frozenset()):
        return True
    return noun.cls == "group" and draft.type == "organisation"


class Nominals:
    """Resolves descriptions, in the order of the text."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, capitals: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._capitals = capitals
        self._by_phrase: dict[str, list[str]] = {}
        for actor in knowledge.actors.values():
            for phrase in actor.nominals:
                self._by_phrase.setdefault(phrase.lower(), []).append(actor.id)

    def is_capital(self, draft: Draft) -> bool:
        """Whether a draft is the capital of a country."""
        return draft.kb_id in self._capitals

    def same(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """The draft that a description is said beside, or of: "the outlet Rudaw", "Mosul is a city"."""
        noun = chunk.noun
        if noun is None:
            return None
        return self._apposed(scene, chunk, noun) or self._predicated(scene, chunk, noun)

    def resolve(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """The draft that a description stands for by what was said before, None where it is somebody new."""
        noun = chunk.noun
        if noun is None:
            return None
        if chunk.definite:
            return self._definite(scene, chunk, noun)
        if noun.cls == "group" and chunk.plural and chunk.det == "" and not self.modifiers(scene.view, chunk):
            return self._bare(scene, chunk, noun)
        return None

    def modifiers(self, view: View, chunk: Chunk) -> list[str]:
        """The words before the head that tell it from others of its kind."""
        words = (view.lower[i] for i in range(chunk.first, chunk.head) if view.words[i][0].isalnum())
        return [word for word in words if word not in self._lexicon.transparent]

    # --- the same by grammar

    def _apposed(self, scene: Scene, chunk: Chunk, noun: NounClass) -> Draft | None:
        if chunk.title is not None and chunk.title.draft is not None and self._is_same(noun, chunk.title.draft):
            return chunk.title.draft
        proper = any(
            scene.view.is_capital(i) and scene.view.is_noun(i) and i not in scene.heads
            for i in range(chunk.first, chunk.head)
        )
        if noun.cls == "place" and scene.view.lower[chunk.head] in self._lexicon.place_heads and not proper:
            named = self._before_head(chunk) or self._of_name(scene, chunk, noun)
            if named is not None and _is_placed(named, noun):
                return named.draft
        for other in self._appositives(scene, chunk, noun):
            draft = scene.draft_at(other)
            if draft is not None and self._is_same(noun, draft):
                return draft
        return None

    @staticmethod
    def _is_same(noun: NounClass, draft: Draft) -> bool:
        return (
            agrees(noun, draft)
            or (noun.cls == "group" and draft.type in GROUPS)
            or (noun.cls == "place" and draft.is_place)
        )

    @staticmethod
    def _of_name(scene: Scene, chunk: Chunk, noun: NounClass) -> Mention | None:
        """ "the city of Mosul"; not "the north of Iraq"."""
        view, at = scene.view, chunk.head + 1
        if at + 1 >= view.n or view.lower[at] != "of":
            return None
        at += 2 if view.lower[at + 1] == "the" else 1
        mention = scene.heads.get(at)
        if mention is None or mention.draft is None or mention.kind != "name" or noun.lemma == "capital":
            return None
        wider = mention.draft.type in {"country", "region"} and noun.type != mention.draft.type
        return None if wider else mention

    @staticmethod
    def _before_head(chunk: Chunk) -> Mention | None:
        """ "the Karama neighborhood"."""
        name = chunk.names[-1] if chunk.names else None
        return name if name is not None and name.last == chunk.head - 1 and name.label != "NORP" else None

    @staticmethod
    def _appositives(scene: Scene, chunk: Chunk, noun: NounClass) -> list[int]:
        """The tokens that the parse, or a comma after a name, puts beside the description."""
        view, head = scene.view, chunk.head
        found = view.with_dep(head, "appos") if chunk.det else []
        if view.dep[head] == "appos":
            found.append(view.head[head])
        if noun.cls == "person" and not chunk.plural:
            found += _name_after(view, chunk)
        start = _start(scene, chunk) if noun.cls == "place" else chunk.start
        beside = start >= 2 and view.words[start - 1] == "," and view.is_capital(start - 2)
        if beside and (chunk.det == "a" or start != chunk.start or (noun.cls == "person" and view.dep[head] != "conj")):
            found.append(start - 2)
        if head + 2 < view.n and view.lower[head + 1] in _CALLED_BY:
            found.append(head + (3 if view.lower[head + 2] == "as" else 2))
        return found

    def _predicated(self, scene: Scene, chunk: Chunk, noun: NounClass) -> Draft | None:
        """ "Qanbar is an Iraqi general"; also where the parse has not seen it."""
        view = scene.view
        if any(view.lower[c] == "not" for c in view.children[chunk.head]):
            return None
        subjects = view.subjects(chunk.head) if view.with_dep(chunk.head, "cop") else []
        start = _start(scene, chunk)
        if start >= 2 and view.lower[start - 1] in _BE and view.is_capital(start - 2):
            subjects.append(start - 2)
        for subject in subjects:
            draft = scene.draft_at(subject)
            if draft is not None and self._is_same(noun, draft):
                return draft
        return None

    # --- the same by what was said before

    def _definite(self, scene: Scene, chunk: Chunk, noun: NounClass) -> Draft | None:
        focus, sentence = scene.focus, scene.view.sent[chunk.head]
        word, modifiers = scene.view.lower[chunk.head], self.modifiers(scene.view, chunk)
        if noun.lemma == "capital":
            return None if modifiers else focus.best(sentence, self.is_capital)
        listed = self._listed(scene, " ".join(["the", *modifiers, word]))

        def called(draft: Draft) -> bool:
            return noun.lemma in draft.nouns and _called(draft, modifiers, chunk, noun)

        def told(draft: Draft) -> bool:
            return (
                id(draft) in listed or called(draft) or (noun.lemma in self._lexicon.any_force and draft.type in FORCES)
            )

        def alike(draft: Draft) -> bool:
            if not draft.named or not agrees(noun, draft) or not _number(chunk, noun, draft):
                return False
            return noun.type not in _TELLING or noun.lemma in self._lexicon.vague or _is_named_so(draft, noun)

        def bonus(draft: Draft) -> float:
            return _LISTED * (id(draft) in listed) + _CALLED * called(draft) + _NAMED_SO * _is_named_so(draft, noun)

        if noun.cls == "place":
            if noun.type not in {"city", "country"} and _is_restricted(scene.view, chunk.head):
                return None
            if noun.type == "country" and not modifiers:
                return self._country(scene, sentence)
            where = self._where(scene, chunk)
            if where is not None and not modifiers and alike(where):
                return where
            most = _place_bonus(scene.view, sentence) if noun.type == "city" else bonus
            beside = self._beside(scene, chunk)

            def about(draft: Draft) -> float:
                return most(draft) + _CALLED_PLACE * called(draft)

            def there(draft: Draft) -> bool:
                fits = called(draft) or (not modifiers and (alike(draft) or _is_place_so(draft, noun)))
                return fits and draft not in beside and _is_of_size(draft, noun)

            return focus.best(sentence, there, None, about)
        found = focus.best(sentence, told, None if listed else _FAR, bonus)
        if found is None and not modifiers:
            found = self._named_later(scene, f"the {word}")
        if found is not None or modifiers or noun.cls == "people":
            return found
        if noun.cls == "person":
            titles = self._lexicon.title_nouns.get(word, frozenset()) | {word}
            return None if chunk.plural else focus.best(sentence, lambda d: _has_role(d, titles), _FAR)
        if word in self._lexicon.state_bodies and scene.country is not None:
            return None
        return focus.best(sentence, alike, _FAR)

    @staticmethod
    def _country(scene: Scene, sentence: int) -> Draft | None:
        """ "The country": the one that its sentence names, else the one that the text is about."""
        start, end = scene.view.sents[sentence]
        names = (scene.heads.get(i) for i in range(start, end))
        named = {
            id(n.draft): n.draft for n in names if n and n.draft and n.label == "LOC" and n.draft.type == "country"
        }
        if len(named) == 1:
            return next(iter(named.values()))
        if scene.country is not None:
            return scene.registry.known(scene.country)
        return scene.focus.best(sentence, lambda draft: draft.type == "country")

    @staticmethod
    def _where(scene: Scene, chunk: Chunk) -> Draft | None:
        """The place that a clause with "where" is about: "Mosul, where the city's bridges fell"."""
        view, at = scene.view, chunk.head
        for _ in range(_FAR):
            if view.dep[at] == "acl:relcl":
                told = any(view.lower[i] == "where" for i in range(view.head[at], at))
                return scene.draft_at(view.head[at]) if told else None
            if view.head[at] == at:
                return None
            at = view.head[at]
        return None

    def _beside(self, scene: Scene, chunk: Chunk) -> list[Draft]:
        """What the sentence has named before "the edge of the town" or "5 km from the town", and so is not the town."""
        view, before = scene.view, chunk.start - 1
        if before < 1 or view.lower[before] not in _FROM or view.lower[before - 1] not in self._lexicon.edges:
            return []
        start = view.sents[view.sent[chunk.head]][0]
        found = (scene.draft_at(i) for i in range(start, before))
        return [draft for draft in found if draft is not None and draft.is_place]

    def _listed(self, scene: Scene, phrase: str) -> set[int]:
        """The entities of the document that the knowledge calls so, by identity."""
        known = (scene.registry.peek(an_id) for an_id in self._by_phrase.get(phrase, []))
        return {id(draft) for draft in known if draft is not None and draft.seen}

    def _named_later(self, scene: Scene, phrase: str) -> Draft | None:
        """The one entity that the knowledge calls so and the text names further on."""
        known = (scene.registry.peek(an_id) for an_id in self._by_phrase.get(phrase, []))
        found = [draft for draft in known if draft is not None and draft.total]
        return found[0] if len(found) == 1 else None

    def _bare(self, scene: Scene, chunk: Chunk, noun: NounClass) -> Draft | None:
        """ "troops", "500 militants": only what the knowledge lists, or what was called so a moment ago."""
        ids = self._by_phrase.get(f"the {scene.view.lower[chunk.head]}", [])
        seen = [draft for an_id in ids if (draft := scene.registry.peek(an_id)) is not None and draft.seen]
        if (
            len(seen) == 1
            and noun.lemma not in self._lexicon.any_force
            and (noun.type == "armed_group" or not chunk.counted)
        ):
            return seen[0]
        if chunk.counted:
            return None
        sentence = scene.view.sent[chunk.head]
        return scene.focus.best(sentence, lambda d: noun.lemma in d.nouns and d.type in FORCES, 1)


def _name_after(view: View, chunk: Chunk) -> list[int]:
    """The word after "the minister for trade, " or "the prime minister-designate, ", where a name may stand."""
    i, seen = chunk.head + 1, chunk.det == "the" or view.is_capital(chunk.head)
    if i + 1 < view.n and view.is_hyphen(i):
        i += 2
    if i < view.n and view.lower[i] in {"of", "for"}:
        stop, seen = min(i + _REACH, view.n), True
        while i < stop and view.words[i] != "," and not view.is_verb(i) and view.tag[i] != ".":
            i += 1
    found = seen and i + 1 < view.n and view.words[i] == "," and view.is_capital(i + 1)
    return list(range(i + 1, min(i + 4, view.n))) if found else []


def _start(scene: Scene, chunk: Chunk) -> int:
    """The first token of a description, its possessor included: "the militants' last bastion"."""
    if chunk.owner is None or scene.view.tag[chunk.owner] in {"PRP$", "WP$"}:
        return chunk.start
    mention = scene.heads.get(chunk.owner)
    first = mention.first if mention is not None else chunk.owner
    return first - 1 if first > 0 and scene.view.tag[first - 1] == "DT" else first


def _is_restricted(view: View, head: int) -> bool:
    """Whether a relative clause says which one is meant: "the territory they once held"."""
    beside = head + 1 < view.n and view.words[head + 1] != ","
    return beside and bool(view.with_dep(head, "acl:relcl"))


def _place_bonus(view: View, sentence: int) -> Callable[[Draft], float]:
    """A text is about its most named place, and that of its first sentences, however long ago it was last named; the
    place in capitals that it is sent from does not count.
    """

    def bonus(draft: Draft) -> float:
        told = (m for m in draft.mentions if m.kind == "name" and not view.slice(m.first, m.last).isupper())
        first = min((view.sent[mention.first] for mention in told), default=sentence)
        often = _TOTAL * min(draft.total, _MANY) + _PLACE_PACE * (sentence - draft.last_sent)
        return often + _LEAD * (first <= 1)

    return bonus


def _is_named_so(draft: Draft, noun: NounClass) -> bool:
    """Whether a noun is a word of the names of a draft: "the council" of the Southern Transitional Council."""
    return any(noun.lemma in name.lower().split() for name in draft.names)


def _is_place_so(draft: Draft, noun: NounClass) -> bool:
    """Whether a place is named with a noun of the landscape: "the valley" of the Panjshir Valley."""
    return draft.is_place and noun.type in {"feature", "facility"} and _is_named_so(draft, noun)


def _is_of_size(draft: Draft, noun: NounClass) -> bool:
    """Whether a place may be called a village, town or city by its inhabitants, where they are known."""
    fewest, most = _SIZES.get(noun.lemma, (0, 10**12))
    return draft.population is None or not draft.population or fewest <= draft.population <= most


def _called(draft: Draft, modifiers: list[str], chunk: Chunk, noun: NounClass) -> bool:
    """Whether a draft that the noun has been said of before may be meant with these modifiers."""
    if noun.cls == "person" and chunk.plural != draft.plural:
        return False
    words = " ".join(draft.names).lower().split()
    return all(word in words for word in modifiers)


def _is_placed(name: Mention, noun: NounClass) -> bool:
    """Whether a name called a town is a place; one that nobody lists becomes what it is called."""
    draft = name.draft
    if draft is None:
        return False
    if draft.kb_id is None and draft.type in {"place", "organisation", "person"}:
        draft.type = noun.type
        for mention in draft.mentions:
            mention.label = "LOC"
    return draft.is_place


def _has_role(draft: Draft, titles: frozenset[str]) -> bool:
    return draft.type == "person" and not draft.roles.isdisjoint(titles)


def _number(chunk: Chunk, noun: NounClass, draft: Draft) -> bool:
    """Plural places are not one place; a singular group is one body."""
    if noun.cls == "place":
        return not chunk.plural
    return chunk.plural or draft.type != "people"
