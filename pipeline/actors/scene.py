"""What the reading of one document has at hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.actors.focus import Focus
from pipeline.actors.model import Draft, Mention
from pipeline.actors.registry import Registry
from pipeline.actors.view import View


@dataclass(slots=True)
class Scene:
    """The document, its entities, whom it is speaking of, the country it is about (id), the one from whose capital
    it is dated (id), the day it was published (ISO), and the mentions so far by token (of a description: by its head).
    """

    view: View
    registry: Registry
    focus: Focus = field(default_factory=Focus)
    country: str | None = None
    home: str | None = None
    published: str | None = None
    heads: dict[int, Mention] = field(default_factory=dict)

    def draft_at(self, token: int | None) -> Draft | None:
        """The entity that a token speaks of, None where it speaks of none, or nobody knows."""
        mention = self.heads.get(token) if token is not None else None
        return mention.draft if mention is not None else None
