"""What a text has told so far, for what it leaves out later: who attacked, who advanced, who was hurt, when it began.

Which relations count for which is said of each in the ontology (``traits``).
"""

from __future__ import annotations

import msgspec

from pipeline.documents import Argument, Document, Statement
from pipeline.relations.layout import Layout
from pipeline.relations.mentions import is_organisation
from pipeline.relations.ontology import Ontology

#: Why a role is filled from elsewhere.
LENT = "list or earlier sentence"
_TOLD = frozenset({"asserted", "reported"})


class Discourse:
    """The memory of one document, in the order of its statements.

    ``last``: what a list or "the strike" goes on with; ``campaign``: what a list of strikes is about; ``aggressor`` and
    ``advancer``: the last statements that tell of such; ``victims``: who was hurt last, and in which sentence;
    ``begun``: when the operation began that was told last.
    """

    def __init__(self, record: Document, ontology: Ontology, layout: Layout) -> None:
        self.record, self.ontology, self.layout = record, ontology, layout
        self.last: Statement | None = None
        self.campaign: Statement | None = None
        self.aggressor: Statement | None = None
        self.advancer: Statement | None = None
        self.victims: tuple[Argument | None, int] = (None, -1)
        self.begun: str | None = None

    def remember(self, statement: Statement) -> None:
        """Take a statement into the memory; what did not happen, and what nobody does, tells only of victims."""
        relation = self.ontology.relations[statement.relation]
        if "harm" in relation.traits and statement.object is not None:
            self.victims = (statement.object, statement.sentence)
        if statement.subject is None or statement.status not in _TOLD:
            return
        if "continued" in relation.traits:
            self.last = statement
        if relation.quantity == "trigger" and not self.layout.is_item(statement.trigger.start):
            self._remember_campaign(statement)
        if "aggression" in relation.traits:
            self.aggressor = statement
        if "beginning" in relation.traits and statement.date_start is not None:
            self.begun = statement.date_start
        if "advance" in relation.traits:
            self.advancer = statement

    def _remember_campaign(self, statement: Statement) -> None:
        """What a list may go on with: attacks on somebody, or in some place on nobody that is named."""
        target = self.record.entity(statement.object.entity) if statement.object is not None else None
        if is_organisation(target):
            self.campaign = statement
        elif self.campaign is None and is_same(statement.object, statement.place) and statement.quantity is not None:
            self.campaign = msgspec.structs.replace(statement, object=None)

    def is_near(self, offset: int, statement: Statement) -> bool:
        """Whether a character stands in the paragraph of an earlier statement."""
        return "\n" not in self.record.text[statement.trigger.start : offset]


def is_same(a: Argument | None, b: Argument | None) -> bool:
    """Whether two arguments are one somebody or something."""
    return a is not None and b is not None and a.name == b.name
