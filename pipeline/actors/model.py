"""What this room works on: mentions, and the drafts of the entities that they are mentions of."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.documents import Span

#: Entity types that somebody can stand for: they act, say and are called "they".
GROUPS = frozenset(
    {"government", "military", "unit", "police", "armed_group", "coalition", "igo", "ngo", "media", "party", "company"}
    | {"agency", "office", "organisation", "people"}
)  # fmt: skip
PLACES = frozenset({"country", "region", "city", "district", "facility", "feature", "place"})
FORCES = frozenset({"military", "unit", "police", "armed_group", "coalition"})

_LABELS = {"person": "PERSON", "people": "NORP", "facility": "FAC", "event": "EVENT"}
_TYPES = {
    "PERSON": "person",
    "ORG": "organisation",
    "LOC": "place",
    "FAC": "facility",
    "NORP": "people",
    "EVENT": "event",
}


def label_of(type_: str) -> str:
    """The span label of an entity type."""
    return _LABELS.get(type_) or ("LOC" if type_ in PLACES else "ORG")


def type_of(label: str) -> str | None:
    """The entity type of a model's label, None for what makes no entity (weapons, works, dates)."""
    return _TYPES.get(label)


@dataclass(slots=True, eq=False)
class Draft:
    """An entity in the making.

    ``names`` keeps the order; ``listed`` says that the knowledge has it; ``nouns`` are the head nouns by which the text
    called it, ``roles`` the words of titles;
    ``total`` is how often the whole text names it; ``last`` to ``aside`` tell of its mentions so far.
    """

    name: str
    type: str
    kb_id: str | None = None
    names: dict[str, None] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    wikidata: str | None = None
    geonames: int | None = None
    population: int | None = None
    nouns: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    plural: bool = False
    gender: str | None = None
    affiliation: Draft | None = None
    named: bool = True
    listed: bool = False
    last: int = -1
    last_sent: int = -1
    seen: int = 0
    subject: bool = False
    aside: bool = False
    total: int = 0

    def add_names(self, *names: str) -> None:
        """More names, each once, in the order given."""
        for name in names:
            if name:
                self.names.setdefault(name)

    @property
    def is_place(self) -> bool:
        """Whether it is somewhere."""
        return self.type in PLACES

    @property
    def acts(self) -> bool:
        """Whether it can do and say something other than as a person: a body, a group, a country."""
        return self.type in GROUPS or self.type == "country"


@dataclass(slots=True, eq=False)
class Mention:
    """Tokens ``first`` to ``last`` (inclusive) with ``head`` that speak of ``draft`` (None: open).

    ``entries`` are the ids of the knowledge's entries of that name, the default reading first; ``modifier`` marks a
    name that only
    describes a noun ("Iraqi", "ISIS fighters").
    """

    first: int
    last: int
    head: int
    kind: str
    label: str
    source: str = "rule"
    rule: str | None = None
    role: str | None = None
    entries: tuple[str, ...] = ()
    draft: Draft | None = None
    span: Span | None = None
    modifier: bool = False

    def attach(self, draft: Draft) -> None:
        """Make this a mention of ``draft``."""
        if self.draft is not None and self in self.draft.mentions:
            self.draft.mentions.remove(self)
        self.draft = draft
        draft.mentions.append(self)
