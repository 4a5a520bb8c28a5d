"""The cleaned page as it grows: blocks with their separators, and what was seen on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.cleaning.mapped import Builder, MappedText
from pipeline.documents import Block, Cut

#: Kinds of block that a single line break sets apart; all others are set apart by an empty line.
_CLOSE = frozenset({"item", "heading"})


@dataclass(slots=True)
class Cleaned:
    """What a cleaner of one format hands over: text, layout, times, and the metadata that the text shows."""

    text: MappedText
    blocks: list[Block]
    cuts: list[Cut]
    meta: dict[str, Any]


@dataclass(slots=True)
class Page:
    """Collects blocks; ``meta`` takes the metadata that the text shows, ``dropped`` counts what was left out."""

    raw: str
    meta: dict[str, Any] = field(default_factory=dict)
    dropped: int = 0
    _text: Builder = field(init=False)
    _blocks: list[Block] = field(default_factory=list)
    _cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._text = Builder(self.raw)

    def __len__(self) -> int:
        return len(self._blocks)

    def add(
        self, text: MappedText, kind: str = "paragraph", speaker: str | None = None, cuts: list[Cut] | None = None
    ) -> None:
        """Add a block; ``cuts`` count from its start."""
        if not text:
            return
        if self._blocks:
            close = kind in _CLOSE or self._blocks[-1].kind in _CLOSE
            self._text.separate("\n" if close else "\n\n")
        self._text.copy(text)
        start = len(self._text) - len(text)
        self._blocks.append(Block(start, len(self._text), kind, speaker))
        self._cuts += [Cut(start + cut.start, start + cut.end, cut.seconds, cut.link) for cut in cuts or ()]

    def done(self) -> Cleaned:
        """The whole page; each cut lasts until another second begins."""
        cuts: list[Cut] = []
        for cut in self._cuts:
            if cuts:
                cuts[-1].end = cut.start
            if cuts and (cuts[-1].seconds, cuts[-1].link) == (cut.seconds, cut.link):
                cuts[-1].end = cut.end
            else:
                cuts.append(cut)
        if self.dropped:
            self.meta["dropped_blocks"] = self.dropped
        return Cleaned(self._text.done(), self._blocks, cuts, self.meta)
