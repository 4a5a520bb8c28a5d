"""The stages, in their order: which components each runs, and what its result depends on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from pipeline.resources import configs_dir, read_yaml

if TYPE_CHECKING:
    from pipeline.facts import FactRules
    from pipeline.running.settings import FactSettings

CLEAN = "clean"


class Stage(msgspec.Struct, frozen=True):
    """A named group of components with a file at its end.

    ``components`` are names of pipes: those a pack lacks are skipped, so one table serves every pack. ``rooms`` are the
    code's folders and ``configs`` the knowledge that the result depends on; both are part of the stage's fingerprint.
    """

    name: str
    components: tuple[str, ...]
    rooms: tuple[str, ...]
    configs: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of the stage's file."""
        return f"{self.name}.jsonl"


STAGES = (
    Stage(CLEAN, (), ("reading", "cleaning"), ("cleaning.yaml",)),
    Stage(
        "sentences",
        (
            "transformer",
            "tok2vec",
            "sitrep_sentences",
            "senter",
            "tagger",
            "morphologizer",
            "parser",
            "attribute_ruler",
            "trainable_lemmatizer",
            "lemmatizer",
            "sitrep_lemmas",
        ),
        ("syntax",),
        ("syntax.yaml",),
    ),
    Stage("entities", ("ner", "sitrep_entities"), ("entities",), ("entities.yaml", "demonyms.yaml")),
    Stage(
        "actors",
        ("sitrep_actors",),
        ("actors",),
        ("actors.jsonl", "places.jsonl", "nouns.yaml", "demonyms.yaml", "names.yaml", "mentions.yaml"),
    ),
    Stage(
        "relations",
        ("sitrep_relations",),
        ("relations",),
        ("ontology.yaml", "status.yaml", "grammar.yaml", "confidence.json"),
    ),
)

NAMES = tuple(stage.name for stage in STAGES)
LAST = NAMES[-1]

#: Pipes that compute what others only listen to; run again where a stage starts from a file. The last may listen to
#: the first, so they are asked for backwards.
ENCODERS = ("tok2vec", "transformer")


def stage(name: str) -> Stage:
    """The stage of that name.

    Raises:
        ValueError: there is none; the message lists them.
    """
    found = next((each for each in STAGES if each.name == name), None)
    if found is None:
        raise ValueError(f"no stage {name!r}; the stages are {', '.join(NAMES)}")
    return found


def before(name: str) -> str:
    """The stage whose file a stage starts from.

    Raises:
        ValueError: the first stage has none.
    """
    index = NAMES.index(stage(name).name)
    if index == 0:
        raise ValueError(f"the stage '{name}' starts from the sources, not from a file")
    return NAMES[index - 1]


def between(first: str = CLEAN, last: str = LAST) -> tuple[str, ...]:
    """The stages from one to another, both included."""
    start, end = NAMES.index(stage(first).name), NAMES.index(stage(last).name)
    if end < start:
        raise ValueError(f"the stage '{last}' comes before '{first}'")
    return NAMES[start : end + 1]


def fact_rules(settings: FactSettings) -> FactRules:
    """The rules of merging, of the ontology, the settings and the weights that were fitted.

    Raises:
        ValueError: the ontology or the weights cannot be read, or a setting names a relation that does not exist.
    """
    from pipeline.facts import FactConfidence, rules_from_ontology
    from pipeline.facts.certainty import FILE
    from pipeline.facts.rules import DEFAULT, MergingWords

    file = configs_dir() / "ontology.yaml"
    ontology = read_yaml(file, dict)
    limits = {name: value for name, value in msgspec.structs.asdict(settings).items() if name != "megabytes"}
    limits["off"] = frozenset(settings.off)
    words = msgspec.structs.asdict(read_yaml(configs_dir() / "merging.yaml", MergingWords))
    weights = read_yaml(configs_dir() / FILE, FactConfidence)
    try:
        rules = rules_from_ontology(ontology, **limits, **words, confidence=weights)
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"{file}: {error}") from error
    for name in (*rules.once, *rules.thresholds):
        if name not in (*ontology["relations"], DEFAULT):
            raise ValueError(f"{configs_dir()}: merging.yaml or pipeline.toml names '{name}', which is no relation")
    return rules


@lru_cache(maxsize=100_000)
def known_names(kb_id: str) -> tuple[str, ...]:
    """What the knowledge calls an actor or a place, so that records need not repeat it; read when first asked."""
    from pipeline.actors.knowledge import aliases, load_knowledge

    entry = load_knowledge(configs_dir()).get(kb_id)
    return tuple(aliases(entry)) if entry else ()
