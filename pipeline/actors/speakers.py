"""Quotations and who speaks in them, and for whom a text speaks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import Draft
from pipeline.actors.scene import Scene
from pipeline.actors.view import View

_OPEN, _CLOSE, _BOTH = frozenset("“"), frozenset("”"), frozenset('"')
_OF = frozenset({"of", "for", "at", "with", "from", "in"})
_MAX_NEAR = 30
_MAX_OF = 3
_LABEL = 5


@dataclass(slots=True)
class Speech:
    """Tokens ``first`` to ``last`` (inclusive) are spoken; ``speaker`` is a token of the mention of who speaks."""

    first: int
    last: int
    speaker: int | None = None


def speeches(view: View, lexicon: Lexicon) -> list[Speech]:
    """The turns of a transcript; then what is quoted, and what follows a "NAME said:" at a paragraph's end: in the
    order of the text, with the speaker where the text tells.
    """
    found = _quoted(view)
    verbs = [i for i in range(view.n) if view.lemma[i] in lexicon.reporting and (view.is_verb(i) or not view.tag[i])]
    inside = {i for speech in found for i in range(speech.first, speech.last + 1)}
    verbs = [i for i in verbs if i not in inside]
    by_sentence: dict[int, list[int]] = {}
    for verb in verbs:
        by_sentence.setdefault(view.sent[verb], []).append(verb)
    for speech in found:
        speech.speaker = _speaker_of(view, speech, by_sentence)
    _inherit(view, found)
    spoken = found + _announced(view, verbs, found)
    return [*_turns(view), *sorted(spoken, key=lambda speech: speech.first)]


def _turns(view: View) -> list[Speech]:
    """The turns of a transcript: what follows "FAROUK:" at the beginning of a line, up to the next such label."""
    labels = []
    for i in range(view.n - 1):
        begins = i == 0 or "\n" in view.words[i - 1]
        end = next((j for j in range(i, min(i + _LABEL, view.n)) if not view.words[j].isupper()), i)
        if begins and i < end and view.words[end] == ":":
            labels.append((i, end))
    ends = [*(first - 1 for first, _ in labels[1:]), view.n - 1][: len(labels)]
    return [Speech(colon + 1, last, colon - 1) for (_, colon), last in zip(labels, ends, strict=True)]


def _quoted(view: View) -> list[Speech]:
    """Stretches between quotation marks of four words and more; one that a paragraph does not close ends with it."""
    found: list[Speech] = []
    start: int | None = None
    for i, word in enumerate(view.words):
        if start is not None and (word in _CLOSE or word in _BOTH or "\n" in word):
            if i - start > 4:
                found.append(Speech(start + 1, i - 1))
            start = None
        elif word in _OPEN or word in _BOTH:
            start = i
    return found


def _speaker_of(view: View, speech: Speech, verbs: dict[int, list[int]]) -> int | None:
    """The subject of a reporting verb after the quotation, before it, or in the sentences beside it."""
    first, last = view.sent[speech.first], view.sent[speech.last]
    near = [v for s in {first, last, first - 1, last + 1} for v in verbs.get(s, [])]
    after = [v for v in near if 0 < v - speech.last <= _MAX_NEAR]
    before = [v for v in near if 0 < speech.first - v <= _MAX_NEAR and view.sent[v] == first]
    lead = [v for v in near if view.sent[v] == first - 1 and _ends_with_colon(view, v)]
    for verb in [*after[:1], *before[-1:], *lead[-1:]]:
        speaker = subject_of(view, verb)
        if speaker is not None and not speech.first <= speaker <= speech.last:
            return speaker
    return None


def subject_of(view: View, verb: int) -> int | None:
    """The subject of a verb; without one in the parse, the capitalised word right before or after it."""
    subjects = view.subjects(verb)
    if not subjects and view.dep[verb] == "conj":
        subjects = view.subjects(view.head[verb])
    if subjects:
        return subjects[0]
    after, before = view.after(verb), view.before(verb)
    for i in (before, after):
        if i is not None and view.is_capital(i):
            return i
    return None


def _ends_with_colon(view: View, verb: int) -> bool:
    last = view.sents[view.sent[verb]][1] - 1
    while last > verb and not view.words[last].strip():
        last -= 1
    return view.words[last] == ":"


def _inherit(view: View, found: list[Speech]) -> None:
    """A quotation that follows another in the same or next sentence has its speaker: "...," he said. "..."."""
    for before, speech in pairwise(found):
        if speech.speaker is None and view.sent[speech.first] - view.sent[before.last] <= 2:
            speech.speaker = before.speaker


def _announced(view: View, verbs: list[int], quoted: list[Speech]) -> list[Speech]:
    """Speech without quotation marks: all paragraphs after "NAME said:" where no quotation begins there."""
    for verb in verbs:
        if not _ends_with_colon(view, verb):
            continue
        end = view.sents[view.sent[verb]][1]
        following = next((i for i in range(end - 1, view.n) if view.words[i][0].isalnum()), None)
        marked = any(speech.first >= end - 1 and speech.first - end <= 3 for speech in quoted)
        if following is not None and not marked and any("\n" in view.words[i] for i in range(verb, following)):
            return [Speech(following, view.n - 1, subject_of(view, verb))]
    return []


def affiliation(draft: Draft | None) -> Draft | None:
    """For whom somebody speaks: a body for itself, a person for the body that the text names beside them."""
    if draft is None:
        return None
    return draft if draft.acts else draft.affiliation


def affiliate(scene: Scene, person: Draft, first: int, head: int, owner: int | None = None) -> None:
    """Keep the body named in the description of a person: "Pentagon spokesman", "commander of U.S. Central Command", "a
    major in the 1st Brigade", "the army's spokesman"; the description is that of tokens ``first`` to ``head``.
    """
    if person.type != "person" or person.affiliation is not None:
        return
    found = [scene.draft_at(i) for i in range(first, head)]
    link = scene.view.lower[head + 1] if head + 1 < scene.view.n else ""
    if link in _OF:
        after = (scene.draft_at(i) for i in range(head + 2, min(head + 2 + _MAX_OF, scene.view.n)))
        found += [draft for draft in after if draft is not None and (link == "of" or draft.type != "country")]
    found.append(scene.draft_at(owner))
    person.affiliation = next((d for d in found if d is not None and d is not person and d.acts), None)
