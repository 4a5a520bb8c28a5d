"""Timed lines of a transcript or of subtitles, joined into running text that keeps each line's second and link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.cleaning.boilerplate import sounds
from pipeline.cleaning.lines import joiner
from pipeline.cleaning.mapped import Builder, MappedText
from pipeline.cleaning.page import Page
from pipeline.documents import Cut

_TURN = re.compile(r">{2,3}:? ?(?:([^\W\d_][\w.'’ -]{0,40}):(?= |$))?")
_BLANKS = re.compile(r"[ \n]{2,}|\n")
#: Fewer words may well be said twice ("No. No.").
_REPEAT_WORDS = 3


@dataclass(slots=True)
class Cue:
    """A timed line. ``turn`` says that somebody begins to speak, ``speaker`` who, where the text names them."""

    text: MappedText
    seconds: float | None = None
    link: str | None = None
    speaker: str | None = None
    turn: bool = False


@dataclass(slots=True)
class _Turn:
    """A block being written."""

    builder: Builder
    speaker: str | None
    turn: bool
    cuts: list[Cut] = field(default_factory=list)
    tail: str = ""

    def add(self, cue: Cue) -> None:
        if self.tail:
            self.builder.separate(joiner(self.tail, cue.text.text[:1]))
        self.builder.copy(cue.text)
        end = len(self.builder)
        if cue.seconds is not None or cue.link is not None:
            self.cuts.append(Cut(end - len(cue.text), end, cue.seconds, cue.link))
        self.tail = cue.text.text[-2:]

    def close(self, page: Page) -> None:
        page.add(self.builder.done(), "turn" if self.turn else "paragraph", self.speaker, self.cuts)


def add_cues(page: Page, cues: Iterable[Cue]) -> None:
    """Add running text to a page: one block, or one for each turn of a speaker."""
    block: _Turn | None = None
    for cue in _once(_tidy(cues)):
        if block is None or cue.turn:
            if block:
                block.close(page)
            block = _Turn(Builder(page.raw), cue.speaker, cue.turn)
        if cue.text:
            block.add(cue)
    if block:
        block.close(page)


def _tidy(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Cues without sounds and line breaks, cut where a speaker's turn begins."""
    speaker: str | None = None
    for cue in cues:
        text = cue.text.sub(sounds(), " ").sub(_BLANKS, " ").strip()
        if cue.speaker is not None:
            cue = replace(cue, turn=cue.turn or cue.speaker != speaker)
            speaker = cue.speaker
        for part in _turns(replace(cue, text=text)):
            if part.text or part.turn:
                yield part


def _turns(cue: Cue) -> Iterator[Cue]:
    """A cue cut at its ``>>`` marks."""
    marks = list(_TURN.finditer(cue.text.text)) if ">>" in cue.text.text else []
    if not marks:
        yield cue
        return
    yield replace(cue, text=cue.text.slice(0, marks[0].start()).strip())
    ends = [mark.start() for mark in marks[1:]] + [len(cue.text)]
    for mark, end in zip(marks, ends, strict=True):
        yield replace(cue, text=cue.text.slice(mark.end(), end).strip(), speaker=mark[1] or cue.speaker, turn=True)


def _once(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Without lines that only repeat the one before."""
    last = ""
    for cue in cues:
        words = cue.text.text
        if words and words == last and words.count(" ") + 1 >= _REPEAT_WORDS:
            continue
        last = words or last
        yield cue
