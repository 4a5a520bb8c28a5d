"""A review as a list of decisions: what the keys of the terminal screen do, without the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

import msgspec
from rapidfuzz import fuzz, process, utils

from pipeline.actors.knowledge import Knowledge, aliases
from pipeline.actors.schema import ID, Actor, ActorType, PlaceType
from pipeline.learning.suggestions import Decision, Suggestion

#: The fields that a reviewer may change, and those of them that are lists.
EDITABLE = (
    "name", "type", "entry", "aliases", "acronyms", "nominals", "parents", "allegiance", "country", "relation", "slot",
)  # fmt: skip
LISTS = frozenset({"aliases", "acronyms", "nominals", "parents", "allegiance"})
_SEPARATOR = ";"
_LIKELY = 60


class ReviewError(ValueError):
    """What was typed does not fit; the message says what does."""


class Session:
    """Suggestions with a place in them; every decision is saved and can be undone."""

    def __init__(
        self, suggestions: Sequence[Suggestion], knowledge: Knowledge, save: Callable[[Sequence[Suggestion]], None]
    ) -> None:
        self.suggestions = list(suggestions)
        self._knowledge = knowledge
        self._save = save
        self._past: list[tuple[int, Suggestion]] = []
        self.at = 0
        self.at = self._next_open(-1)

    @property
    def current(self) -> Suggestion | None:
        """The suggestion to decide on; None where there are none."""
        return self.suggestions[self.at] if self.suggestions else None

    @property
    def open(self) -> int:
        """How many are not decided yet."""
        return sum(one.decision == "open" for one in self.suggestions)

    def decide(self, decision: Decision) -> None:
        """Decide on the current suggestion and go to the next open one."""
        self._change({"decision": decision})
        self.at = self._next_open(self.at)

    def merge(self, into: str) -> None:
        """Take the current suggestion for another name of a known entry, and go on.

        Raises:
            ReviewError: there is no such entry, or it is of another kind.
        """
        one = self.current
        if one is None or one.kind not in {"actor", "place"}:
            raise ReviewError("only a new actor or place can be merged into a known one")
        entry = self._knowledge.get(into.strip())
        if entry is None:
            raise ReviewError(f"no entry {into.strip()!r}; type an id such as those listed")
        self._change({"decision": "merge", "into": entry.id})
        self.at = self._next_open(self.at)

    def edit(self, text: str) -> None:
        """Change a field of the current suggestion: ``type = armed_group``, ``aliases = A; B``.

        Raises:
            ReviewError: the field or the value is none.
        """
        field, sign, value = text.partition("=")
        field, value = field.strip(), value.strip()
        if not sign or field not in EDITABLE:
            raise ReviewError(f"write FIELD = VALUE; the fields are {', '.join(EDITABLE)}")
        self._change({field: self.parsed(field, value)})

    @staticmethod
    def parsed(field: str, value: str) -> Any:
        """A field's value from its text.

        Raises:
            ReviewError: it is none.
        """
        types = (*get_args(ActorType), *get_args(PlaceType))
        if field == "type" and value not in types:
            raise ReviewError(f"no type {value!r}; the types are {', '.join(types)}")
        if field == "name" and not value:
            raise ReviewError("the name is empty")
        if field in LISTS:
            found = list(dict.fromkeys(part.strip() for part in value.split(_SEPARATOR) if part.strip()))
            wrong = [part for part in found if field in {"parents", "allegiance"} and not ID.fullmatch(part)]
            if wrong:
                raise ReviewError(f"{wrong[0]!r} is no id; write 'actor:' or 'place:' and a slug, parted by ';'")
            return found
        if field in {"entry", "country"} and value and not ID.fullmatch(value):
            raise ReviewError(f"{value!r} is no id; write 'actor:' or 'place:' and a slug")
        return value or None

    def undo(self) -> bool:
        """Take the last change back and go to where it was made; False where there is none."""
        if not self._past:
            return False
        self.at, before = self._past.pop()
        self.suggestions[self.at] = before
        self._save(self.suggestions)
        return True

    def move(self, step: int) -> None:
        """Go to another suggestion, decided or not."""
        if self.suggestions:
            self.at = (self.at + step) % len(self.suggestions)

    def likely(self, limit: int = 5) -> list[tuple[str, str]]:
        """Known entries whose names are like that of the current suggestion, as (id, name): what to merge into."""
        one = self.current
        if one is None or one.kind not in {"actor", "place"}:
            return []
        place = one.kind == "place"
        entries = self._knowledge.places if place else self._knowledge.actors
        person = one.type == "person"
        names = {
            (entry.id, name): name
            for entry in entries.values()
            if place or (isinstance(entry, Actor) and (entry.type == "person") is person)
            for name in aliases(entry)
        }
        found = process.extract(
            one.name,
            names,
            scorer=fuzz.token_set_ratio,
            processor=utils.default_process,
            limit=4 * limit,
            score_cutoff=_LIKELY,
        )
        best = dict.fromkeys(entry_id for _, _, (entry_id, _) in found)
        return [(entry_id, entries[entry_id].name) for entry_id in list(best)[:limit]]

    def _change(self, values: dict[str, Any]) -> None:
        one = self.current
        if one is None:
            raise ReviewError("there is nothing to decide on")
        self._past.append((self.at, one))
        self.suggestions[self.at] = msgspec.structs.replace(one, **values)
        self._save(self.suggestions)

    def _next_open(self, at: int) -> int:
        """The next undecided suggestion behind a place, around the end; the place itself where all are decided."""
        count = len(self.suggestions)
        for step in range(1, count + 1):
            place = (at + step) % count
            if self.suggestions[place].decision == "open":
                return place
        return max(at, 0)
