"""Pronouns: whom they stand for. One that could be anybody's stays open."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import GROUPS, Draft
from pipeline.actors.nouns import Nouns
from pipeline.actors.scene import Scene
from pipeline.actors.view import View

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})
THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
IT = frozenset({"it", "its", "itself"})
WE = frozenset({"we", "us", "our", "ours", "ourselves"})
I = frozenset({"i", "me", "my", "mine", "myself"})  # noqa: E741
PRONOUNS = HE | SHE | THEY | IT | WE | I

_PERSON_WINDOW, _GROUP_WINDOW, _IT_WINDOW = 2, 1, 1
#: By how much the most salient has to lead for "they" and "it" to be said of it; weighed on the tuning texts.
_THEY_CLEAR, _IT_CLEAR = 0.5, 0.8
_EMPTY_IT = frozenset(
    {
        "say",
        "report",
        "estimate",
        "believe",
        "think",
        "seem",
        "appear",
        "expect",
        "know",
        "mean",
        "rain",
        "turn",
        "take",
    }
)
_SAYING = frozenset({"say", "claim", "announce", "deny", "warn", "add", "insist", "confirm", "declare", "believe"})
_RELATIVES = frozenset({"who", "which", "that"})
_REFLEXIVE = ("self", "selves")
_MAX_CLIMB = 30
_NAMED, _OFTEN = 0.4, 5
_CLAUSES = ("ccomp", "csubj", "csubj:pass", "csubj:outer")


class Pronouns:
    """Resolves third-person pronouns, in the order of the text."""

    def __init__(self, lexicon: Lexicon, nouns: Nouns) -> None:
        self._lexicon = lexicon
        self._nouns = nouns

    def resolve(self, scene: Scene, i: int, speakers: Iterable[Draft] = ()) -> Draft | None:
        """The draft that the pronoun at a token stands for, None where it stays open.

        ``speakers`` are who says it in a quotation, and their body: they would say "I" and "we".
        """
        word = scene.view.lower[i]
        barred = _barred(scene, i) | {id(draft) for draft in speakers}
        if word in HE or word in SHE:
            return self._person(scene, i, word in SHE, barred)
        return self._they(scene, i, barred) if word in THEY else self._it(scene, i, barred)

    def _they(self, scene: Scene, i: int, barred: set[int]) -> Draft | None:
        def many(draft: Draft) -> bool:
            return (draft.type in GROUPS or draft.plural) and id(draft) not in barred

        subject = _clause_subject(scene, i, many) or self._teller(scene, i, many)
        return subject or scene.focus.best(scene.view.sent[i], many, _GROUP_WINDOW, clear=_THEY_CLEAR)

    def _teller(self, scene: Scene, i: int, fits: Callable[[Draft], bool]) -> Draft | None:
        """Who says the clause that the pronoun is, or is in, the subject of: "the army said that its men had left"."""
        view, top = scene.view, i
        if view.tag[i] == "PRP$":
            while not view.is_subject(top) and view.is_noun(view.head[top]) and view.head[top] != top:
                top = view.head[top]
        verb = view.head[top]
        if not view.is_subject(top) or view.dep[verb] != "ccomp":
            return None
        above = view.head[verb]
        if view.lemma[above] not in self._lexicon.reporting:
            return None
        said = [s for s in view.subjects(above) if s < i]
        said += [beside for s in said for beside in view.with_dep(s, "appos") if beside < i]
        tellers = (scene.draft_at(s) for s in said)
        return next((draft for draft in tellers if draft is not None and fits(draft)), None)

    def _person(self, scene: Scene, i: int, female: bool, barred: set[int]) -> Draft | None:
        gender = "f" if female else "m"

        def one(draft: Draft) -> bool:
            fits = draft.type == "person" and not draft.plural and draft.gender in {None, gender}
            return fits and id(draft) not in barred

        def often(draft: Draft) -> float:
            return _NAMED * min(draft.total, _OFTEN) if draft.named else -1.0

        found = self._teller(scene, i, one) or scene.focus.best(scene.view.sent[i], one, _PERSON_WINDOW, often)
        if found is not None:
            found.gender = gender
        return found

    def _it(self, scene: Scene, i: int, barred: set[int]) -> Draft | None:
        view, sentence = scene.view, scene.view.sent[i]
        if view.lower[i] == "it" and (_is_empty(view, i) or self._is_said_of_thing(view, i) or self._is_event(view, i)):
            return None
        place, actor = self._wanted(view, i)

        def one(draft: Draft) -> bool:
            kind = (place and draft.is_place) or (actor and draft.acts)
            return kind and draft.type not in {"people", "person"} and not draft.plural and id(draft) not in barred

        def single(draft: Draft) -> bool:
            return one(draft) and not _is_several(scene, draft, i)

        if actor:
            subject = _clause_subject(scene, i, single) or self._teller(scene, i, single)
            if subject is not None:
                return subject
            told = view.lemma[view.head[i]] in self._lexicon.governing | self._lexicon.reporting
            if view.is_subject(i) and not told and _thing_before(scene, i):
                return None
        return scene.focus.best(sentence, single, _IT_WINDOW, clear=_IT_CLEAR)

    def _is_event(self, view: View, i: int) -> bool:
        """ "Seoul confirmed it": what happened."""
        return view.dep[i] == "obj" and view.lemma[view.head[i]] in self._lexicon.reporting | self._lexicon.of_events

    def _is_said_of_thing(self, view: View, i: int) -> bool:
        """ "It is a fight": what is said to be no place, body or person is none."""
        head = view.head[i]
        said = view.is_subject(i) and view.is_noun(head) and bool(view.with_dep(head, "cop"))
        said = said and not view.with_dep(head, "case")
        return said and self._nouns.cls(view.lower[head]) is None

    def _wanted(self, view: View, i: int) -> tuple[bool, bool]:
        """Whether "it" here may be a place, and whether it may be an actor."""
        head = view.head[i]
        if view.tag[i] == "PRP$":
            of_place = view.lower[head] in self._lexicon.of_places
            return of_place, not of_place
        if view.dep[i] in {"obj", "nsubj:pass"}:
            taken = view.lemma[head] in self._lexicon.taking
            return taken, not taken
        if view.is_subject(i):
            lies = view.lemma[head] in self._lexicon.lying or bool(view.with_dep(head, "cop"))
            return lies, True
        return True, True


def _barred(scene: Scene, i: int) -> set[int]:
    """What a pronoun cannot be: an object not the subject of its own clause ("Ellwood met him"), a subject not the one
    that
    its clause describes ("the town they took") or is told to ("told the agency that they").
    """
    view = scene.view
    tokens: list[int] = []
    verb = view.head[i]
    if view.dep[i] in {"obj", "iobj", "obl"} and not view.lower[i].endswith(_REFLEXIVE):
        tokens = view.subjects(verb) or _controllers(view, verb)
    elif view.is_subject(i) and view.dep[verb] in {"ccomp", "acl:relcl"}:
        tokens = [view.head[verb], *view.with_dep(view.head[verb], "obj", "iobj")]
    return {id(draft) for token in tokens if (draft := scene.draft_at(token)) is not None}


def _controllers(view: View, verb: int) -> list[int]:
    """The subject that a verb without one has from the verb above it, or that one's object: "They killed three men by
    beating them", "They asked him to leave".
    """
    while view.dep[verb] in {"xcomp", "advcl", "conj"} and view.head[verb] != verb:
        if view.dep[verb] == "advcl" and not view.with_dep(verb, "mark"):
            return []  # "..., enabling it to fight": what was done enables, not who did it
        controlled, verb = view.dep[verb] == "xcomp", view.head[verb]
        objects = view.with_dep(verb, "obj", "iobj") if controlled else []
        if objects:
            return objects[:1]
        subjects = view.subjects(verb)
        if subjects:
            return [] if view.with_dep(verb, "aux:pass") else subjects
    return []


def _is_several(scene: Scene, draft: Draft, i: int) -> bool:
    """Whether the last words for somebody before a token are a plural: "Iraqi forces", not "the Armed Forces"."""
    said = [mention.head for mention in draft.mentions if mention.last < i and mention.kind != "pronoun"]
    if not said:
        return False
    word = max(said)
    return scene.view.is_plural(word) and not scene.view.is_capital(word)


def _clause_subject(scene: Scene, i: int, fits: Callable[[Draft], bool]) -> Draft | None:
    """For a possessive or reflexive, the subject of the clause that it is in: "ISIL ... its ability"."""
    view = scene.view
    if not (view.tag[i] == "PRP$" or view.lower[i].endswith(_REFLEXIVE)):
        return None
    robbed = _robbed(scene, view.head[i])
    if robbed is not None and fits(robbed):
        return robbed
    at = i
    for _ in range(_MAX_CLIMB):
        if view.head[at] == at:
            return None
        at = view.head[at]
        subjects = view.subjects(at)
        for s in subjects:
            draft = scene.draft_at(view.head[at] if _is_relative(view, s, at) else s)
            if s < i and draft is not None:
                return draft if fits(draft) else None
        if subjects:
            return None
    return None


def _is_relative(view: View, subject: int, verb: int) -> bool:
    """Whether the subject of a verb is the relative pronoun of what the clause describes: "the PMF, who raised"."""
    return view.dep[verb] == "acl:relcl" and view.lower[subject] in _RELATIVES


def _robbed(scene: Scene, noun: int) -> Draft | None:
    """The object in "drive THE REBELS from their stronghold": what it is driven from is its own."""
    view = scene.view
    if not any(view.lower[c] == "from" and view.dep[c] == "case" for c in view.children[noun]):
        return None
    if view.dep[noun] == "nmod":
        return scene.draft_at(view.head[noun])
    objects = view.with_dep(view.head[noun], "obj")
    return scene.draft_at(objects[0]) if objects and objects[0] < noun else None


def _is_empty(view: View, i: int) -> bool:
    """Whether "it" stands for nothing: "it is vital that", "it has been reported"."""
    head = view.head[i]
    if view.dep[i] == "expl" or view.with_dep(head, *_CLAUSES):
        return view.lemma[head] not in _SAYING
    if view.lemma[head] in _EMPTY_IT and (view.dep[i] == "nsubj:pass" or not view.with_dep(head, "obj")):
        return True
    after = view.after(i)
    if after is not None and view.tag[after].startswith("JJ") and view.dep[i] != "nsubj":
        return True
    follows = head + 1 < view.n and view.lower[head + 1] in {"to", "that", "for"}
    return view.tag[head].startswith("JJ") and (follows or bool(view.with_dep(head, "xcomp", "advcl", "acl")))


def _thing_before(scene: Scene, i: int) -> bool:
    """Whether the clause before has a thing as its subject, which "it" then likely is: "The attack ... . It ..."."""
    view = scene.view
    start = view.sents[view.sent[i] - 1][0] if view.sent[i] else 0
    for j in range(i - 1, start - 1, -1):
        same = view.sent[j] == view.sent[i]
        if same and view.dep[j] == "obj" and view.tag[j] == "NN" and j not in scene.heads:
            return True
        if view.dep[j] in {"nsubj", "nsubj:pass"} and view.head[j] != view.head[i]:
            mention = scene.heads.get(j)
            thing = view.is_noun(j) and not view.is_plural(j) and mention is None
            return thing or (view.lower[j] == "it" and mention is not None and mention.draft is None)
    return False
