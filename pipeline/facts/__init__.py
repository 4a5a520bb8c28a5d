"""Facts: statements of many documents, merged, counted and checked against each other."""

from pipeline.facts.merging import merge
from pipeline.facts.models import Evidence, Fact, Mark
from pipeline.facts.rules import Codes, FactRules, rules_from_ontology

__all__ = ["Codes", "Evidence", "Fact", "FactRules", "Mark", "merge", "rules_from_ontology"]
