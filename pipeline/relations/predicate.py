"""A predicate: an event or state that the text names, and what fills its slots.

A predicate is a verb (with its particle), a noun that names an event, or a participle in front of a noun. Its slots
hold the head tokens of its arguments under names that do not depend on how the sentence was built:

``subj``  who acts: the subject of an active verb, the agent of a passive one, the controller of an infinitive
``obj``   what is acted on: the object of an active verb, the subject of a passive one, the noun before a participle
``iobj``  the receiver in "gave them food"
``poss``  a noun's possessor ("its capture", "Russia's attack")
``mod``   a noun's compound or adjectival modifier ("coalition airstrikes", "Iraqi advance")
``comp``  the verb of an infinitive or clause that completes it ("began bombing", "agreed to send")
a preposition: the nominal it marks ("on", "against", "out of")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Predicate:
    """``slots`` as the module says; ``light`` is the verb that carries a noun ("conducted strikes")."""

    token: int
    lemma: str
    kind: str
    passive: bool = False
    slots: dict[str, list[int]] = field(default_factory=dict)
    light: int | None = None

    def add(self, slot: str, tokens: Iterable[int]) -> None:
        """Fill a slot with what it does not hold yet."""
        have = self.slots.setdefault(slot, [])
        have.extend(t for t in tokens if t not in have)

    @property
    def particle(self) -> str:
        """The particle of a verb; empty without one."""
        return self.lemma.partition(" ")[2]

    @property
    def grammatical_subject(self) -> list[int]:
        """The subject as grammar sees it: of a passive, who is acted on."""
        return self.slots.get("obj" if self.passive else "subj", [])


#: The predicate of a verb token.
ReadVerb = Callable[[int], Predicate]
