"""Facts: statements of many documents, merged, counted and checked against each other."""

from pipeline.facts.certainty import FactConfidence
from pipeline.facts.control import Holder, Holding, control_timeline
from pipeline.facts.merging import merge, merged
from pipeline.facts.models import Evidence, Fact, Mark
from pipeline.facts.rules import Codes, FactRules, rules_from_ontology

__all__ = [
    "Codes",
    "Evidence",
    "Fact",
    "FactConfidence",
    "FactRules",
    "Holder",
    "Holding",
    "Mark",
    "control_timeline",
    "merge",
    "merged",
    "rules_from_ontology",
]
