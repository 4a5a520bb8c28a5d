"""The Markdown transcript of a video: front matter, heading, dated source line, timed lines with links.

Tolerates what is missing or written otherwise: no front matter, no links, other bullets or none, the time before the
words, in brackets of either kind, as a range, or on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.cleaning.boilerplate import is_boilerplate
from pipeline.cleaning.characters import fix
from pipeline.cleaning.cues import Cue, add_cues
from pipeline.cleaning.dates import parse_date
from pipeline.cleaning.frontmatter import front_matter
from pipeline.cleaning.lines import lines
from pipeline.cleaning.mapped import MappedText, join
from pipeline.cleaning.metadata import named
from pipeline.cleaning.page import Cleaned, Page
from pipeline.cleaning.plain import inline
from pipeline.documents import RawDocument

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_STAMP = rf"[\[(]{{1,2}}({_CLOCK})(?: ?(?:-->|[-–]) ?{_CLOCK})?[\])](?:\(([^()\s]{{1,2000}})\))?[\])]?"
_FIRST = re.compile(rf"{_STAMP}:? ?")
_LAST = re.compile(rf" ?{_STAMP}$")
_BARE = re.compile(rf"({_CLOCK})(?: |$)()")
_BULLET = re.compile(r"[*+•–-] ")
_HEADING = re.compile(r"(#{1,6}) (?=\S)")
_SOURCE = re.compile(r"\*\*([^*\n]{1,200})\*\*:? ?")
_DATED = re.compile(r"\[([^\]\[\n]{1,80})\]\(([^()\s]{1,2000})\)")
_AT = re.compile(r"[?&#]t=(\d{1,7}(?:\.\d{1,20})?)")
#: Title, outlet and date stand among so many first lines.
_HEAD = 12
#: A stamp at the end of a line is looked for in so many last characters.
_TAIL = 2200


def clean_transcript(raw: RawDocument) -> Cleaned:
    """The running text of a transcript; heading, outlet, date and link are metadata."""
    text = fix(MappedText.whole(raw.text))
    shown, body = front_matter(text.text)
    page = Page(raw.text, meta=named(shown))
    reader = _Reader(page, text, bare="[" not in text.text[body:] or not _has_stamps(text.text, body))
    cues: list[Cue] = []
    for item in reader.read(body):
        if isinstance(item, Cue):
            cues.append(item)
        else:
            add_cues(page, cues)
            cues = []
            page.add(item, "heading")
    add_cues(page, cues)
    return page.done()


def _has_stamps(text: str, body: int) -> bool:
    """Whether any line has a time in brackets."""
    return any(_stamp(text, start, end) for start, end in lines(text, body))


def _stamp(text: str, start: int, end: int) -> re.Match[str] | None:
    """The time in brackets at the start or end of a line."""
    return _FIRST.match(text, start, end) or _LAST.search(text, max(start, end - _TAIL), end)


@dataclass(slots=True)
class _Reader:
    """Reads the body line by line; ``bare`` says that times stand without brackets."""

    page: Page
    text: MappedText
    bare: bool
    titled: bool = False
    looked: int = 0

    def read(self, body: int) -> Iterator[Cue | MappedText]:
        """Cues, and the headings between them. A line without a mark of its own goes on with the cue before it."""
        told: list[Cue] = []  # a cue and the lines that go on with it, joined once: a cue may have thousands
        for start, end in lines(self.text.text, body):
            if start == end or self._is_meta(start, end, begun=bool(told)):
                continue
            if heading := _HEADING.match(self.text.text, start, end):
                yield from self._whole(told)
                told = []
                yield inline(self.text.slice(heading.end(), end))
                continue
            found = self._cue(start, end)
            if found is None:
                continue
            if told and found.seconds is None and not _BULLET.match(self.text.text, start, end):
                told.append(found)
                continue
            yield from self._whole(told)
            told = [found]
        yield from self._whole(told)

    def _whole(self, told: Sequence[Cue]) -> Iterator[Cue]:
        """The first of these cues with the words of all."""
        if len(told) > 1:
            told[0].text = join((cue.text for cue in told), " ", self.page.raw)
        yield from told[:1]

    def _is_meta(self, start: int, end: int, *, begun: bool) -> bool:
        """Take title, outlet, date and link off the lines before the first cue."""
        if begun or self.looked >= _HEAD:
            return False
        self.looked += 1
        line = self.text.text[start:end]
        if line.startswith("# ") and not self.titled:
            self.page.meta["title"] = inline(self.text.slice(start + 2, end)).text
            self.titled = True
            return True
        found = source_line(line)
        self.page.meta.update(found or {})
        return found is not None

    def _cue(self, start: int, end: int) -> Cue | None:
        text = self.text.text
        bullet = _BULLET.match(text, start, end)
        start = bullet.end() if bullet else start
        stamp = _stamp(text, start, end) or (_BARE.match(text, start, end) if self.bare else None)
        if stamp is None:
            words = inline(self.text.slice(start, end))
            return None if self._is_furniture(words.text) else Cue(words)
        start, end = (stamp.end(), end) if stamp.start() == start else (start, stamp.start())
        return Cue(inline(self.text.slice(start, end)).strip(), _seconds(stamp), stamp[2])

    def _is_furniture(self, line: str) -> bool:
        """Whether a line without a time is no speech."""
        drop = is_boilerplate(line) or not any(map(str.isalnum, line))
        self.page.dropped += drop
        return drop


def source_line(line: str) -> dict[str, Any] | None:
    """The metadata of ``**Outlet - Section:** [November 01, 2016](link)``, or None where a line is none."""
    dated, bold = _DATED.search(line), _SOURCE.match(line)
    if dated:
        outlet, when, url = line[: dated.start()], dated[1], dated[2]
    elif bold:
        outlet, when, url = bold[1], line[bold.end() :], ""
    else:
        return None
    day = parse_date(when.strip("[]*()|–- "))
    if day is None and not (bold and url):
        return None
    source, _, section = outlet.strip(" *:|–-").partition(" - ")
    found = {"source": source, "section": section, "published": day, "url": url}
    return {key: value for key, value in found.items() if value}


def _seconds(stamp: re.Match[str]) -> float:
    """The second that the link names, which is the exact one, else the clock's."""
    if stamp[2] and (at := _AT.search(stamp[2])):
        return float(at[1])
    seconds = 0.0
    for part in stamp[1].replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
