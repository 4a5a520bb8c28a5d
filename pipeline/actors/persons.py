"""Persons: titles before their names, names that only a title gives away, and which names are one person's."""

from __future__ import annotations

from bisect import bisect_left, insort

from pipeline.actors.lexicon import Lexicon
from pipeline.actors.model import Draft, Mention
from pipeline.actors.nouns import Nouns
from pipeline.actors.spelling import PARTICLES, key
from pipeline.actors.view import View

_MAX_NAME = 9
_QUOTES = frozenset('"“”')


class Titles:
    """Finds titles and puts the borders of persons' names right by them."""

    def __init__(self, lexicon: Lexicon, nouns: Nouns) -> None:
        self._lexicon = lexicon
        self._nouns = nouns

    def apply(self, view: View, names: list[Mention]) -> list[Mention]:
        """The names with titles cut off and kept as ``role``, and with the persons that titles give away."""
        at: dict[int, Mention] = {i: name for name in names for i in range(name.first, name.last + 1)}
        for start, end in self._runs(view):
            for i in range(start, end + 1):
                if (
                    i in at
                    and at[i].source == "model"
                    and at[i].last <= end
                    and (at[i].first >= start or at[i].label == "PERSON")
                ):
                    name = at.pop(i)
                    if at.get(name.first) is name:
                        del at[name.first]
            person = self._titled(view, start, end, at)
            if person is not None:
                names.append(person)
                at.update((i, person) for i in range(person.first, person.last + 1))
        return sorted((n for n in names if n.first <= n.last and at.get(n.first) is n), key=lambda n: n.first)

    def _titled(self, view: View, start: int, end: int, at: dict[int, Mention]) -> Mention | None:
        """Give a title to the name that follows or contains it; a new person where there is none."""
        follower, holder = at.get(end + 1), at.get(end)
        if follower is not None and follower.first > end and self._may_be_person(view, follower, end):
            if self._is_given(view, start):
                follower.first = start
                at[start] = follower
                return None
            _entitle(view, follower, start, end)
            _extend(view, follower, at)
        elif holder is not None and holder.last > end and holder.span is not None:
            if self._is_inside(view, holder, start):
                holder.label = "PERSON"
            else:
                self._trim(view, holder, start, end)
        elif follower is None:
            return self._person(view, start, end, at)
        return None

    def _runs(self, view: View) -> list[tuple[int, int]]:
        """Titles as (first, last) token: capitalised title words in a row, and their full stops."""
        runs = []
        i = 0
        while i < view.n:
            end = self._run(view, i)
            if end is not None:
                runs.append((i, end))
                i = end
            i += 1
        return runs

    def _run(self, view: View, start: int) -> int | None:
        if not view.is_capital(start):
            return start if self._is_role(view, start) else None
        i, end = start, None
        while i < view.n and view.sent[i] - view.sent[start] <= 1:
            word = view.lower[i].strip(".")
            if word in self._lexicon.titles and view.is_capital(i):
                end = i if word in self._lexicon.title_ends else end
            elif view.is_hyphen(i) and end == i - 1:  # "Secretary-General"
                pass
            elif view.words[i] != "." or not view.glued[i - 1]:
                break
            elif end == i - 1:
                end = i
            i += 1
        return end

    def _is_role(self, view: View, i: int) -> bool:
        """Whether a common noun says what the person is whose name follows: "lieutenant Omar Haddad"."""
        if view.tag[i] != "NN" or i + 1 >= view.n or not view.is_capital(i + 1):
            return False
        noun = self._nouns.cls(view.lower[i])
        return noun is not None and noun.cls == "person"

    @staticmethod
    def _may_be_person(view: View, name: Mention, end: int) -> bool:
        """Of the known names, only single words that are places are persons as well ("Major General Hassan")."""
        if name.label == "PERSON":
            return True
        if not view.is_capital(end):
            return False
        alike = {"ORG", "LOC", "FAC", "NORP"} if name.source == "model" else {"LOC"}
        return name.label in alike and (name.source == "model" or name.first == name.last)

    def _trim(self, view: View, name: Mention, start: int, end: int) -> None:
        rest = range(end + 1, name.last + 1)
        common = [i for i in rest if self._nouns.cls(view.lower[i]) is not None]
        bodies = len(common) == len(rest) or any(view.lower[i] not in self._lexicon.titles for i in common)
        named = view.is_capital(end + 1) or view.lower[end + 1] in PARTICLES
        if not named and name.source == "model":
            name.first = name.last + 1
        if not named or (name.label != "PERSON" and (bodies or name.source != "model")):
            return
        name.first = end + 1
        _entitle(view, name, start, end)

    def _is_inside(self, view: View, name: Mention, start: int) -> bool:
        """Whether a title is a part of a person's name: "Jihan Sheikh Ahmed", "Sultan al-Arada"; not after what is no
        name: "US Gen. Ray".
        """
        before = range(name.first, start)
        if name.first == start and self._is_given(view, start):
            return True
        return (
            name.label == "PERSON"
            and bool(before)
            and all(self._is_name_word(view, i) for i in before)
            and (view.words[start][-1] != "." and not any(view.words[i].isupper() for i in before))
        )

    def _is_given(self, view: View, i: int) -> bool:
        """Whether a title is somebody's first name."""
        return view.lower[i] in self._lexicon.given and i + 1 < view.n and view.lower[i + 1] in PARTICLES

    def _person(self, view: View, start: int, end: int, at: dict[int, Mention]) -> Mention | None:
        """The name that follows a title where nothing else has found one."""
        last = None
        for i in range(end + 1, min(end + 1 + _MAX_NAME, view.n)):
            if i in at or "\n" in view.words[i]:
                break
            if view.is_capital(i) and view.words[i][0].isalpha() and self._is_name_word(view, i):
                last = i
            elif not _joins(view, i):
                break
        if last is None or not view.is_capital(end + 1) or (last == end + 1 and not view.is_capital(end)):
            return None
        person = Mention(end + 1, last, last, "name", "PERSON", "rule", "title")
        _entitle(view, person, start, end)
        return person

    def _is_name_word(self, view: View, i: int) -> bool:
        return view.tag[i] in {"NNP", "NNPS", "", "NN", "JJ", "FW"} and self._nouns.cls(view.lower[i]) is None


def _joins(view: View, i: int) -> bool:
    return view.is_hyphen(i) or view.lower[i] in PARTICLES or view.words[i] in _QUOTES or view.words[i] == "."


def _entitle(view: View, name: Mention, start: int, end: int) -> None:
    if name.label != "PERSON":
        name.label, name.entries = "PERSON", ()
    name.role = view.slice(start, end)
    name.head = max(name.first, name.head) if name.head <= name.last else name.last


def _extend(view: View, name: Mention, at: dict[int, Mention]) -> None:
    """Take the surname in after a nickname: John “J.D. + ” Dorrian."""
    quoted = sum(view.words[i] in _QUOTES for i in range(name.first, name.last + 1)) % 2 == 1
    i = name.last + 1
    if quoted and i + 1 < view.n and view.words[i] in _QUOTES and view.is_capital(i + 1):
        other = at.get(i + 1)
        name.last = other.last if other is not None and other.source == "model" else i + 1
        at.update(dict.fromkeys(range(i, name.last + 1), name))


def repeat_surnames(view: View, names: list[Mention]) -> list[Mention]:
    """The names, and the surnames of persons named in full where nothing else has found them; in a transcript a
    turn may begin with one in capitals.
    """
    taken = {i for name in names for i in range(name.first, name.last + 1)}
    full = [name for name in names if name.label == "PERSON" and name.last > name.first]
    surnames = {
        view.words[name.last] for name in full if view.words[name.last].isalpha() and len(view.words[name.last]) > 2
    }
    found = []
    loud = {word.upper() for word in surnames}
    for i, word in enumerate(view.words):
        turn = word in loud and i + 1 < view.n and view.words[i + 1] == ":"
        spoken = word in surnames and view.is_capital(i) and view.tag[i] in {"NNP", "NNPS", ""}
        if i not in taken and (turn or spoken):
            first = _with_particle(view, i)
            if not any(j not in taken and view.tag[j].startswith("NNP") for j in (first - 1, i + 1) if 0 <= j < view.n):
                found.append(Mention(first, i, i, "name", "PERSON", "rule", "surname"))
    return sorted([*names, *found], key=lambda name: name.first) if found else names


def _with_particle(view: View, i: int) -> int:
    """The first token of a surname: "al-" belongs to it."""
    if i >= 2 and view.is_hyphen(i - 1) and view.lower[i - 2] in PARTICLES:
        return i - 2
    return i - 1 if i >= 1 and view.lower[i - 1] in PARTICLES else i


class People:
    """The persons of a document by their names: "Sami al-Aridi", then "al-Aridi"; "Abu Jandal al-Kuwaiti", then "Abu
    Jandal".
    """

    def __init__(self) -> None:
        self._names: dict[str, dict[tuple[tuple[str, ...], int], Draft]] = {}
        self._places: dict[int, list[int]] = {}

    def add(self, name: str, draft: Draft, position: int | None = None) -> None:
        """One more name of a person, said at a token."""
        parts = name_parts(name)
        for part in parts:
            self._names.setdefault(part, {})[(parts, id(draft))] = draft
        if position is not None:
            insort(self._places.setdefault(id(draft), []), position)

    def find(self, name: str, position: int) -> Draft | None:
        """The person whose name this is, or is a part of: of several, the one spoken of last before a token, else first
        after it. A first name is that of the only person who has it.
        """
        parts = name_parts(name)
        known = self._names.get(parts[-1], {}) if parts else {}
        owners = {id(draft): draft for (full, _), draft in known.items() if _fits(parts, full)}
        if not owners and len(parts) == 1:
            owners = {id(draft): draft for (full, _), draft in known.items() if full[0] == parts[0]}
            if len(owners) > 1:
                return None
        return min(owners.values(), key=lambda draft: self._distance(draft, position), default=None)

    def _distance(self, draft: Draft, position: int) -> tuple[bool, int]:
        said = self._places.get(id(draft), [])
        before = bisect_left(said, position)
        if before:
            return (False, position - said[before - 1])
        return (True, said[0] - position if said else position)


def name_parts(name: str) -> tuple[str, ...]:
    """The words of a person's name that tell it from others; particles are left out."""
    parts = [part for part in key(name) if part not in PARTICLES or part == "abu"]
    return tuple(parts) or key(name)


def _fits(parts: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """A surname, a beginning of at least two words, or the first and the last name with the middle left out."""
    if not set(parts) <= set(full):
        return False
    if len(parts) == 1:
        return parts[0] == full[-1] or len(full) == 1
    return (
        full[: len(parts)] == parts or (parts[-1] == full[-1] and parts[0] == full[0]) or full[-len(parts) :] == parts
    )
