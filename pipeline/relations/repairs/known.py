"""What the repairs know of words."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from pipeline.relations.cues import Cues
from pipeline.relations.grammar import Grammar
from pipeline.relations.parse import Parse


@dataclass(frozen=True, slots=True)
class Known:
    """The word classes, the cues of status, and the verbs of the ontology.

    ``triggers``: lemmas of verbs that matter, with a particle or "be" before an adjective; ``transitive``: those that
    take objects.
    """

    grammar: Grammar
    cues: Cues
    triggers: Container[str]
    transitive: Container[str]

    def participle(self, word: str) -> str | None:
        """The verb of a word that ends as a participle does, whatever the tagger took it for."""
        stems = (word[:-2], word[:-1]) if word.endswith("ed") else ()
        return next((stem for stem in stems if stem in self.triggers), None)


#: Mends one confusion at one token of a parse, in place; does nothing where there is none.
Mend = Callable[[Parse, int, Known], None]
