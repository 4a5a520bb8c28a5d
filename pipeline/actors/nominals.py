"""Descriptions: "the militants", "the city", "Sunni tribal leaders". Whom they stand for, or that they stand for
somebody new.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.actors.agreement import agrees, fits_number, has_role, is_named_so, is_of_size, is_place_so, was_called
from pipeline.actors.apposed import Appositions
from pipeline.actors.chunks import Chunk
from pipeline.actors.knowledge import Knowledge
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import FORCES, Draft
from pipeline.actors.scene import Scene
from pipeline.actors.schema import NounClass
from pipeline.actors.view import View

_FROM = frozenset({"of", "from", "to"})
_FAR = 8
_LISTED, _CALLED, _CALLED_PLACE, _NAMED_SO = 1.5, 2.0, 4.0, 3.0
_TOTAL, _MANY, _PLACE_PACE, _LEAD = 0.8, 6, 1.25, 1.0
#: Nouns of these types say which body is meant, not only of which kind it is: "the brigade" is called a brigade.
_TELLING = frozenset({"unit", "government", "facility", "feature", "party"})


@dataclass(frozen=True, slots=True)
class _Told:
    """What a description tells of whom it stands for; ``listed``: identities of whom the knowledge calls so."""

    chunk: Chunk
    noun: NounClass
    modifiers: list[str]
    listed: set[int]
    lexicon: Lexicon

    def is_called(self, draft: Draft) -> bool:
        """Whether the text has called a draft so before."""
        return self.noun.lemma in draft.nouns and was_called(draft, self.modifiers, self.chunk, self.noun)

    def is_meant(self, draft: Draft) -> bool:
        """Whether the knowledge or the text calls a draft so, or it is one of any armed sides ("the fighters")."""
        any_side = self.noun.lemma in self.lexicon.any_force and draft.type in FORCES
        return id(draft) in self.listed or self.is_called(draft) or any_side

    def is_alike(self, draft: Draft) -> bool:
        """Whether a draft with a name is of the kind that the noun says."""
        if not draft.named or not agrees(self.noun, draft) or not fits_number(self.chunk, self.noun, draft):
            return False
        vague = self.noun.type not in _TELLING or self.noun.lemma in self.lexicon.vague
        return vague or is_named_so(draft, self.noun)

    def bonus(self, draft: Draft) -> float:
        """How much is added to the salience of a draft that is called so."""
        listed, called = _LISTED * (id(draft) in self.listed), _CALLED * self.is_called(draft)
        return listed + called + _NAMED_SO * is_named_so(draft, self.noun)


class Nominals:
    """Resolves descriptions, in the order of the text."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, capitals: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._capitals = capitals
        self._appositions = Appositions(lexicon)
        self._by_phrase: dict[str, list[str]] = {}
        for actor in knowledge.actors.values():
            for phrase in actor.nominals:
                self._by_phrase.setdefault(phrase.lower(), []).append(actor.id)

    def is_capital(self, draft: Draft) -> bool:
        """Whether a draft is the capital of a country."""
        return draft.kb_id in self._capitals

    def same(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """The draft that a description is said beside, or of: "the outlet Rudaw", "Mosul is a city"."""
        return self._appositions.same(scene, chunk)

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

    # --- the same by what was said before

    def _definite(self, scene: Scene, chunk: Chunk, noun: NounClass) -> Draft | None:
        """ "The city", "their militants": who or what was spoken of before and fits the description best."""
        modifiers = self.modifiers(scene.view, chunk)
        if noun.lemma == "capital":
            sentence = scene.view.sent[chunk.head]
            return None if modifiers else scene.focus.best(sentence, self.is_capital)
        word = scene.view.lower[chunk.head]
        listed = self._listed(scene, " ".join(["the", *modifiers, word]))
        told = _Told(chunk, noun, modifiers, listed, self._lexicon)
        if noun.cls == "place":
            return self._place(scene, told)
        return self._somebody(scene, told)

    def _place(self, scene: Scene, told: _Told) -> Draft | None:
        """The place that a description stands for: of a clause with "where", else the one most spoken of."""
        noun, chunk, modifiers = told.noun, told.chunk, told.modifiers
        sentence = scene.view.sent[chunk.head]
        if noun.type not in {"city", "country"} and _is_restricted(scene.view, chunk.head):
            return None
        if noun.type == "country" and not modifiers:
            return self._country(scene, sentence)
        where = self._where(scene, chunk)
        if where is not None and not modifiers and told.is_alike(where):
            return where
        most = _place_bonus(scene.view, sentence) if noun.type == "city" else told.bonus
        beside = self._beside(scene, chunk)

        def about(draft: Draft) -> float:
            return most(draft) + _CALLED_PLACE * told.is_called(draft)

        def there(draft: Draft) -> bool:
            fits = told.is_called(draft) or (not modifiers and (told.is_alike(draft) or is_place_so(draft, noun)))
            return fits and draft not in beside and is_of_size(draft, noun, self._lexicon.sizes)

        return scene.focus.best(sentence, there, None, about)

    def _somebody(self, scene: Scene, told: _Told) -> Draft | None:
        """Whom a description stands for: whom the knowledge or the text calls so, else somebody of that kind."""
        noun, chunk, modifiers = told.noun, told.chunk, told.modifiers
        focus, sentence, word = scene.focus, scene.view.sent[chunk.head], scene.view.lower[chunk.head]
        found = focus.best(sentence, told.is_meant, None if told.listed else _FAR, told.bonus)
        if found is None and not modifiers:
            found = self._named_later(scene, f"the {word}")
        if found is not None or modifiers or noun.cls == "people":
            return found
        if noun.cls == "person":
            titles = self._lexicon.title_nouns.get(word, frozenset()) | {word}
            return None if chunk.plural else focus.best(sentence, lambda d: has_role(d, titles), _FAR)
        if word in self._lexicon.state_bodies and scene.country is not None:
            return None
        return focus.best(sentence, told.is_alike, _FAR)

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
