"""The linter of the ontology: every finding with its line and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipeline.relations.arguments import CLASSES as ARGUMENT_CLASSES
from pipeline.relations.ontology import PARTICLES, PREPOSITIONS, Frame, Relation

FILE = "ontology.yaml"
