"""The visible text of an HTML page, taken from the raw string itself so that every character has its place in it.

A tokenizer of one pass: tags are cut out, character references read, and the borders of block elements become line
breaks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pipeline.cleaning.mapped import Builder, MappedText

_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_STOP = re.compile("[\"'>]")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
# fmt: off
_HIDDEN = frozenset(
    {
        "head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template",
        "textarea"
    }
)
_BLOCK = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "dialog",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul"
    }
)
# fmt: on


def visible(raw: str) -> MappedText:
    """What a reader of the page sees, navigation included."""
    whole = MappedText.whole(raw)
    builder = Builder(raw)
    for start, end, breaks in _stretches(raw):
        if breaks:
            builder.separate("\n")
        elif end > start:
            _copy(builder, whole, start, end)
    return builder.done()


def _copy(builder: Builder, whole: MappedText, start: int, end: int) -> None:
    """Write a stretch of text with its character references read."""
    for match in _REFERENCE.finditer(whole.text, start, end):
        read = html.unescape(match.group())
        if read != match.group():
            builder.copy(whole, start, match.start())
            builder.replace(whole, match.start(), match.end(), read)
            start = match.end()
    builder.copy(whole, start, end)


def _stretches(raw: str) -> Iterator[tuple[int, int, bool]]:
    """Stretches of text between tags, and (``True``) borders of blocks."""
    at, size = 0, len(raw)
    unclosed: set[str] = set()
    while at < size:
        tag = raw.find("<", at)
        if tag < 0:
            yield at, size, False
            return
        end, name = _tag(raw, tag)
        if end == tag:  # a "<" that opens nothing
            yield at, tag + 1, False
            at = tag + 1
            continue
        yield at, tag, False
        if name in _HIDDEN and name not in unclosed and raw[tag + 1] != "/":
            end = _close(raw, name, end, unclosed)
        if name in _BLOCK:
            yield end, end, True
        at = end


def _tag(raw: str, start: int) -> tuple[int, str]:
    """Where the tag, comment or declaration at ``start`` ends (``start`` where it is none), and the tag's name."""
    follows = raw[start + 1 : start + 2]
    if raw.startswith("<!--", start):
        return _after(raw, "-->", start + 4), ""
    if raw.startswith("<![CDATA[", start):
        return _after(raw, "]]>", start + 9), ""
    if follows in ("!", "?"):
        return _after(raw, ">", start + 2), ""
    name = _NAME.match(raw, start + 1)
    return (_tag_end(raw, name.end()), name[1].lower()) if name else (start, "")


def _after(raw: str, mark: str, start: int) -> int:
    """The end of the next ``mark``, or of the text."""
    found = raw.find(mark, start)
    return len(raw) if found < 0 else found + len(mark)


def _tag_end(raw: str, at: int) -> int:
    """Past the ``>`` that closes a tag; one inside a quoted attribute does not. An open quotation is taken as none."""
    while (stop := _STOP.search(raw, at)) and stop.group() != ">":
        closing = raw.find(stop.group(), stop.end()) if raw[stop.start() - 1] == "=" else stop.start()
        if closing < 0:
            return _after(raw, ">", stop.end())
        at = closing + 1
    return stop.end() if stop else len(raw)


def _close(raw: str, name: str, start: int, unclosed: set[str]) -> int:
    """Past the closing tag of an element whose content is not shown; right here where there is none, which is noted."""
    found = re.compile(rf"</{re.escape(name)}\b", re.IGNORECASE).search(raw, start)
    if found is None:
        unclosed.add(name)
        return start
    return _tag_end(raw, found.end())
