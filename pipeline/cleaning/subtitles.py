"""Subtitles: SRT and WebVTT by their time lines, other formats through pysubs2; rolling captions are said once."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pysubs2

from pipeline.cleaning.boilerplate import sounds
from pipeline.cleaning.characters import fix
from pipeline.cleaning.cues import Cue, add_cues
from pipeline.cleaning.lines import lines
from pipeline.cleaning.mapped import Builder, MappedText
from pipeline.cleaning.metadata import common_names
from pipeline.cleaning.page import Cleaned, Page
from pipeline.documents import RawDocument

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"{_CLOCK} ?--> ?{_CLOCK}")
_VOICE = re.compile(r"<v(?:\.[\w.]{1,80})? ([^<>\n]{1,80})>")
_TAG = re.compile(r"<[^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
_NAMED = re.compile(r"([A-Z][A-Z.'’ -]{1,30}):(?= |$)")
_DASH = re.compile(r"[-–] ?(?=\S)")
_LANGUAGE = re.compile(r"language: ?(\S{1,40})$", re.IGNORECASE)
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ASS = re.compile(r"\{[^{}]{0,2000}\}|\\[Nnh]|\n")


@dataclass(slots=True)
class _Timed:
    """A cue of the file: its lines, still with tags."""

    seconds: float
    lines: list[MappedText]


def clean_subtitles(raw: RawDocument) -> Cleaned:
    """The running text of subtitles. Links need the video's address in the metadata.

    Raises:
        ValueError: the file has no time lines that can be read.
    """
    page = Page(raw.text)
    if "-->" in raw.text:
        text = fix(MappedText.whole(raw.text))
        page.meta |= _header(text.text)
        timed: Iterable[_Timed] = scan(text)
    else:
        timed = parse(raw.text)
    url = common_names(raw.meta)[0].get("url")
    add_cues(page, _cues(timed, url if isinstance(url, str) else None))
    return page.done()


def link_at(url: str | None, seconds: float) -> str | None:
    """The address that plays a video from a second on."""
    if not url or not url.startswith(("http://", "https://")):
        return None
    return f"{url}{'&' if '?' in url else '?'}t={seconds}s"


def _header(text: str) -> dict[str, str]:
    """What the head of a WebVTT file says."""
    if not text.startswith("WEBVTT"):
        return {}
    head = text[: max(text.find("\n\n"), 0)][:2000]
    found = [match for line in head.split("\n") if (match := _LANGUAGE.match(line))]
    return {"language": found[0][1]} if found else {}


def scan(text: MappedText) -> Iterator[_Timed]:
    """The cues of an SRT or WebVTT text with good characters.

    In WebVTT an empty line ends a cue and what follows is a note or a name; in SRT it may stand inside one.
    """
    strict = text.text.startswith("WEBVTT")
    cue: _Timed | None = None
    ended = False
    for start, end in lines(text.text):
        if times := _TIMES.match(text.text, start, end):
            if cue:
                yield _without_number(cue)
            cue, ended = _Timed(_seconds(times), []), False
        elif start == end:
            ended = ended or (strict and cue is not None and bool(cue.lines))
        elif cue and not ended:
            cue.lines.append(text.slice(start, end))
    if cue:
        yield cue


def _without_number(cue: _Timed) -> _Timed:
    """Without the number of the cue that follows."""
    if cue.lines and cue.lines[-1].text.isdecimal():
        cue.lines.pop()
    return cue


def _seconds(times: re.Match[str]) -> float:
    hours, minutes, seconds, fraction = times.group(1, 2, 3, 4)
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(f"{seconds}.{fraction}")


def parse(raw: str) -> Iterator[_Timed]:
    """The cues of any other subtitle format that pysubs2 reads, found again in the file in their order."""
    if _DECLARED.search(raw):
        raise ValueError("these subtitles declare entities or a document type, which is not read; save them as SRT")
    try:
        known = "ass" if raw.lstrip().startswith("[Script Info]") else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            events = pysubs2.SSAFile.from_string(raw, known).events
    except MemoryError:
        raise
    except Exception as error:  # its parsers, and those of XML and JSON below them, raise all kinds
        raise ValueError(f"these subtitles cannot be read ({type(error).__name__}); save them as SRT") from error
    whole, at = MappedText.whole(raw), 0
    for event in events:
        found: list[MappedText] = []
        for fragment in filter(None, map(str.strip, _ASS.split(event.text))):
            place = raw.find(fragment, at)
            found.append(whole.slice(place, place + len(fragment)) if place >= 0 else _inserted(raw, fragment))
            at = max(at, place + len(fragment))
        yield _Timed(event.start / 1000, [fix(part) for part in found])


def _inserted(raw: str, text: str) -> MappedText:
    builder = Builder(raw)
    builder.insert(text)
    return builder.done()


def _cues(timed: Iterable[_Timed], url: str | None) -> Iterator[Cue]:
    """Cues without tags; what a rolling caption shows again is left out."""
    shown: list[str] = []
    speaker: str | None = None
    for cue in timed:
        fresh = [part for line in cue.lines for part in _voices(line, speaker)]
        texts = [text.text for _, text, _ in fresh]
        for who, text, turn in _rolled(fresh, shown):
            speaker = who
            yield Cue(text, cue.seconds, link_at(url, cue.seconds), who, turn)
        shown = texts or shown


_Part = tuple[str | None, MappedText, bool]


def _voices(line: MappedText, speaker: str | None) -> Iterator[_Part]:
    """The parts of a line: who speaks (WebVTT's voice tag, or a name in capitals), what, and whether a turn begins."""
    marks = list(_VOICE.finditer(line.text))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(line)]
    names = [speaker, *(mark[1].strip() for mark in marks)]
    for name, start, end in zip(names, starts, ends, strict=True):
        text = line.slice(start, end).sub(_TAG, "").sub(sounds(), "").strip()
        if named := _NAMED.match(text.text):
            yield named[1], text.slice(named.end(), len(text)).strip(), True
        elif dash := _DASH.match(text.text):
            yield None, text.slice(dash.end(), len(text)), True
        elif text:
            yield name, text, False


def _rolled(parts: list[_Part], shown: list[str]) -> list[_Part]:
    """The parts that the cue before did not show: lines that rolled up, and a line that grew."""
    texts = [text.text for _, text, _ in parts]
    for size in range(min(len(shown), len(texts)), 0, -1):
        if shown[-size:] == texts[:size] and (size < len(texts) or " " in texts[-1]):
            return parts[size:]
    if len(parts) == 1 and shown and texts[0].startswith(shown[-1] + " "):
        who, text, turn = parts[0]
        return [(who, text.slice(len(shown[-1]) + 1, len(text)), turn)]
    return parts
