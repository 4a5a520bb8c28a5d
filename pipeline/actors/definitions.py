"""Names that a text introduces itself: "Popular Mobilization Forces (PMF)", "X, also known as Y". They hold for the
whole text.
"""

from __future__ import annotations

from pipeline.actors.model import GROUPS, Draft, Mention, label_of
from pipeline.actors.registry import Registry
from pipeline.actors.spelling import initials, is_acronym, key
from pipeline.actors.view import View

_KNOWN = frozenset({"known", "called", "named", "dubbed"})
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_GAP = 8
_SHORTEST, _LONGEST = 3, 8
_SMALL = frozenset({"of", "the", "for", "and", "in", "&"})


def introduced(view: View, names: list[Mention]) -> list[Mention]:
    """The names, with the bodies that an acronym in brackets shows to be one name: "Darfur Civil Aid (DCA)".

    The words before the bracket are compared from the last to the first, as Schwartz and Hearst (2003) do; here every
    letter has to begin a word. Names inside such a name give way to it.
    """
    found = []
    at = {i: name for name in names for i in range(name.first, name.last + 1)}
    for i in range(2, view.n - 1):
        word = view.words[i]
        if view.words[i - 1] not in _OPEN or view.words[i + 1] not in _CLOSE or not word.isupper():
            continue
        first = _spelled_from(view, word, i - 2) if _SHORTEST <= len(word) <= _LONGEST and word.isalpha() else None
        if first is not None and not ((name := at.get(first)) and name.last >= i - 2):
            found.append(Mention(first, i - 2, i - 2, "name", "ORG", "rule", "introduced"))
    if not found:
        return names
    inside = {i for new in found for i in range(new.first, new.last + 1)}
    return sorted([*found, *(n for n in names if n.first not in inside)], key=lambda name: name.first)


def _spelled_from(view: View, acronym: str, last: int) -> int | None:
    """The first token of the capitalised words, the last at ``last``, whose initials an acronym is."""
    at, first = last, None
    for letter in reversed(acronym):
        while at >= 0 and view.lower[at] in _SMALL and at < last:
            at -= 1
        if at < 0 or view.words[at][0] != letter or "\n" in view.words[at]:
            return None
        first, at = at, at - 1
    return first


def define(view: View, names: list[Mention], registry: Registry) -> list[Mention]:
    """Merge names that the text says are one, and add the mentions of acronyms that it introduces.

    Returns the names, sorted; the new ones are of rule ``acronym``.
    """
    first = {name.first: name for name in names}
    acronyms: dict[str, Draft] = {}
    for name in names:
        if name.draft is None or name.label in {"NORP"}:
            continue
        acronym = _bracketed(view, name)
        if acronym is not None:
            word = view.words[acronym]
            other = first.get(acronym)
            if other is not None and other.draft is not None and _is_same(view, name, word, other.draft):
                _merge(name.draft, other.draft, registry)
            elif _abbreviates(view, name, word):
                acronyms[word] = name.draft
                name.draft.add_names(word)
        same = _known_as(view, name, first)
        if same is not None and same.draft is not None and same.draft is not name.draft:
            _merge(*_weaker(name.draft, same.draft), registry)
    return _spread(view, names, acronyms) if acronyms else names


def _bracketed(view: View, name: Mention) -> int | None:
    """The acronym in brackets after a name."""
    at = name.last + 1
    if at + 2 >= view.n or view.words[at] not in _OPEN or view.words[at + 2] not in _CLOSE:
        return None
    return at + 1 if is_acronym(view.words[at + 1]) else None


def _abbreviates(view: View, name: Mention, acronym: str) -> bool:
    """Whether at least half of an acronym's letters begin words of a name."""
    letters = initials(view.slice(name.first, name.last))
    return sum(char in letters for char in acronym if char.isupper()) * 2 >= len(acronym)


def _is_same(view: View, name: Mention, acronym: str, known: Draft) -> bool:
    """Whether a name stands for the body that the knowledge has under the acronym behind it.

    Another body may have the acronym as well: one whose name it spells, in other words than the known body's.
    """
    if known.kb_id is None or name.draft is None or name.draft.kb_id is not None or known.type not in GROUPS:
        return False
    words = {part for part in key(view.slice(name.first, name.last)) if len(part) > 2}
    alike = any(len(words & set(key(one))) * 2 > len(words) for one in known.names)
    spelled = initials(view.slice(name.first, name.last)) == "".join(char for char in acronym if char.isupper())
    return alike or not spelled


def _known_as(view: View, name: Mention, first: dict[int, Mention]) -> Mention | None:
    """The name after ", (also|better|formerly) known as"."""
    start = name.last + 1
    for i in range(start, min(start + 4, view.n - 2)):
        if view.lower[i] in _KNOWN:
            for j in range(i + 1, min(i + 1 + _GAP, view.n)):
                if j in first:
                    return first[j]
                if view.words[j] in _CLOSE or view.words[j] in ".,;":
                    return None
            return None
        if not (view.words[i] in _OPEN or view.words[i] == "," or view.tag[i].startswith("RB")):
            return None
    return None


def _weaker(one: Draft, other: Draft) -> tuple[Draft, Draft]:
    """The draft to give up, and the one to keep: what the knowledge lists, else the first."""
    return (one, other) if one.kb_id is None and other.kb_id is not None else (other, one)


def _merge(gone: Draft, kept: Draft, registry: Registry) -> None:
    if gone.kb_id is not None and kept.kb_id is not None:
        return
    for mention in gone.mentions:
        mention.draft = kept
    kept.mentions += gone.mentions
    gone.mentions.clear()
    for name in gone.names:
        registry.alias(name, kept)
    if kept.type == "organisation" and gone.type != "organisation":
        kept.type = gone.type


def _spread(view: View, names: list[Mention], acronyms: dict[str, Draft]) -> list[Mention]:
    """The other places where an introduced acronym stands."""
    taken = {i: name for name in names for i in range(name.first, name.last + 1)}
    for i, word in enumerate(view.words):
        draft = acronyms.get(word)
        if draft is None:
            continue
        there = taken.get(i)
        if there is None:
            mention = Mention(i, i, i, "name", label_of(draft.type), "rule", "acronym")
            mention.attach(draft)
            names.append(mention)
        elif there.first == there.last and there.draft is not draft:
            there.attach(draft)
    return sorted(names, key=lambda name: name.first)
