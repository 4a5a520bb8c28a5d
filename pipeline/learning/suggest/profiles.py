"""What articles say of one name: who it is by all signs, whom it belongs to, where it lies."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import get_args

from pipeline.actors.model import PLACES
from pipeline.actors.schema import ActorType, PlaceType
from pipeline.learning.suggest.clusters import Cluster

ACTOR_TYPES = frozenset(get_args(ActorType))
PLACE_TYPES = frozenset(get_args(PlaceType))

#: What one sign of a type counts: the noun beside a name, the name's own words, fighters of that name, a title, a
#: description further on, a label of the model, a preposition of place, a noun that says little, leading somebody.
CALLED, NAMED, FIGHTS, TITLE, DESCRIBED, LABEL, LIES, HINTED, LEADS = 2.0, 1.5, 1.5, 2.0, 0.7, 0.5, 0.7, 0.4, 0.4

Target = Cluster | str
#: Token of an article -> whose name it is in: a cluster, or the id of a known entry; and the name's tokens.
Names = dict[int, tuple[Target, int, int]]


@dataclass(slots=True, eq=False)
class Profile:
    """What the articles say of a cluster.

    ``called`` are the nouns beside its name, ``described`` those of descriptions further on, ``placed_as`` nouns of
    places that follow it ("X camp"); ``acts`` and ``where`` count how often what the model takes for a place does
    something, or is where something happens, ``bodies`` how often it is said to be people who act together; ``above``
    are those whom it is part of or leads, with the words that say so, ``inside`` the places that it lies in, ``point``
    where it lies as told from another place.
    """

    cluster: Cluster
    types: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    called: Counter[str] = field(default_factory=Counter)
    described: Counter[str] = field(default_factory=Counter)
    placed_as: Counter[str] = field(default_factory=Counter)
    acts: int = 0
    where: int = 0
    named_as: str | None = None
    above: dict[Target, str] = field(default_factory=dict)
    loyal: dict[Target, str] = field(default_factory=dict)
    inside: dict[Target, str] = field(default_factory=dict)
    point: tuple[float, float, str] | None = None
    fights: int = 0
    leads: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    demonyms: list[str] = field(default_factory=list)
    events: int = 0
    speaks: int = 0
    state: int = 0
    bodies: int = 0

    @property
    def ranked(self) -> list[str]:
        """The types that anything speaks for, the likeliest first."""
        return sorted(self.types, key=lambda type_: -self.types[type_])

    @property
    def type(self) -> str | None:
        """The type that most speaks for; None where nothing does.

        Of places it is one that says more than that; what only has things happen in it is mostly a town.
        """
        order = self.ranked
        if self.bodies and not self.inside and not self.placed_as:
            order = [type_ for type_ in order if type_ not in PLACES] or order
        if order[:1] == ["place"] and self.acts > self.where and not self.inside:
            order.remove("place")
        exact = [type_ for type_ in order if type_ in PLACES - {"place"} and self.types[type_] >= 2 * DESCRIBED]
        if order[:1] == ["place"]:
            return exact[0] if exact else "city" if self.where else "place"
        return next(iter(order), None)

    @property
    def is_place(self) -> bool:
        """Whether it is somewhere rather than somebody."""
        return self.type in PLACES


#: Profiles by the identity of their clusters.
Profiles = dict[int, Profile]
