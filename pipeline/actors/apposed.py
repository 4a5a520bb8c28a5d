"""Descriptions that grammar puts beside a name or says of it: "the outlet Rudaw", "Mosul is a city"."""

from __future__ import annotations

from pipeline.actors.agreement import agrees
from pipeline.actors.chunks import Chunk
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import GROUPS, Draft, Mention
from pipeline.actors.scene import Scene
from pipeline.actors.schema import NounClass
from pipeline.actors.view import View

_BE = frozenset({"is", "was", "are", "were", "remains", "remained", "became"})
_CALLED_BY = frozenset({"called", "named", "dubbed", "known"})
#: How far behind "the minister for" the comma may stand before the minister's name.
_REACH = 9


class Appositions:
    """Finds whom descriptions are said beside, or of."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def same(self, scene: Scene, chunk: Chunk) -> Draft | None:
        """The draft that a description is said beside, or of."""
        noun = chunk.noun
        if noun is None:
            return None
        return self._apposed(scene, chunk, noun) or self._predicated(scene, chunk, noun)

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
