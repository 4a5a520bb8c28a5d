"""Web pages: trafilatura says what is the article, the page's own characters are kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml.etree import _Element

from pipeline.cleaning.alignment import align
from pipeline.cleaning.boilerplate import is_boilerplate
from pipeline.cleaning.characters import fix, fix_string
from pipeline.cleaning.dates import parse_date
from pipeline.cleaning.lines import ends_sentence
from pipeline.cleaning.mapped import MappedText
from pipeline.cleaning.markup import visible
from pipeline.cleaning.page import Cleaned, Page
from pipeline.cleaning.plain import inline, is_byline, lay_out
from pipeline.documents import RawDocument

_LANGUAGE = re.compile(r"<html\b[^<>]{0,500}?\blang\s?=\s?[\"']?([a-zA-Z]{2,3})(?:[-_\"'\s>])", re.IGNORECASE)
#: A tag so long may have attributes without end, on which parsers spend quadratic time; a picture in one is long too.
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,40})[^<>]{20000,}")
_MOST_ATTRIBUTES = 1000
#: Pages of more tags are read by trafilatura alone: what it compares its reading with takes quadratic time.
_MOST_TAGS = 20_000
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_KINDS = {"head": "heading", "item": "item", "row": "item"}
_CONTAINERS = frozenset({"body", "list", "quote", "table", "div", "main", "article", "section", "blockquote"})
_NAMES = {"title": "title", "sitename": "source", "url": "url", "author": "author", "description": "description"}

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def clean_html(raw: RawDocument) -> Cleaned:
    """The article of a page, mapped into its HTML; where trafilatura finds none, all of its visible text.

    ``unaligned_chars`` of the metadata counts characters that could not be found again in the page.
    """
    page = Page(raw.text)
    seen = visible(raw.text)
    article = _extract(raw.text)
    if language := _LANGUAGE.search(raw.text, 0, 20_000):
        page.meta["language"] = language[1].lower()
    if article is not None:
        page.meta |= _metadata(article)
        _add_blocks(page, list(blocks(article.body)), seen)
    if not len(page):
        lay_out(page, fix(seen), titled="title" in page.meta)
    return page.done()


def _extract(html: str) -> Any:
    """What trafilatura makes of the page, or None; it opens no connection."""
    try:
        return trafilatura.bare_extraction(
            _LONG_TAG.sub(_shortened, _UNSEEN.sub(" ", html)),
            fast=html.count("<") > _MOST_TAGS,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
        )
    except MemoryError:
        raise
    except Exception:
        return None  # a page that the extractor cannot read, whatever it says, is read as it is seen


def _shortened(tag: re.Match[str]) -> str:
    """A long tag, without its attributes where these are many."""
    many = len(_QUOTED.sub("", tag.group()).split()) > _MOST_ATTRIBUTES
    return f"<{tag[1]}" if many else tag.group()


def _metadata(article: Any) -> dict[str, Any]:
    found = {name: getattr(article, theirs) for theirs, name in _NAMES.items()}
    meta: dict[str, Any] = {key: fix_string(value).strip() for key, value in found.items() if value}
    if day := parse_date(article.date):
        meta["published"] = day
    return meta


def blocks(body: _Element) -> Iterator[tuple[str, str]]:
    """Kind and text of each block of the extracted article, in order."""
    if not _holds_blocks(body):
        yield from (("paragraph", text) for text in _paragraphs(body))
        return
    if body.text and body.text.strip():
        yield "paragraph", body.text
    for child in body:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _CONTAINERS and _holds_blocks(child):
            yield from blocks(child)
        else:
            kind = _KINDS.get(tag, "paragraph")
            yield from ((kind, text) for text in _paragraphs(child))
        if child.tail and child.tail.strip():
            yield "paragraph", child.tail


def _holds_blocks(element: _Element) -> bool:
    return any(child.tag in _CONTAINERS or child.tag in _KINDS or child.tag == "p" for child in element)


def _paragraphs(element: _Element) -> Iterator[str]:
    """The text of an element; a line break inside it parts paragraphs where it follows a full stop or is doubled."""
    parts: list[str] = []
    for node in element.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag == "lb":
            parts.append("\n")
        elif node.tag == "cell" and parts:
            parts.append(" ")
        parts.append(_flat(node.text))
        if node is not element:
            parts.append(_flat(node.tail))
    current = ""
    for line in _lines("".join(parts)):
        if current and (not line or ends_sentence(current)):
            yield current
            current = ""
        current = f"{current} {line}" if current and line else current or line
    if current.strip():
        yield current


def _lines(text: str) -> list[str]:
    """The lines of a text without the blanks around its line breaks."""
    first, *others = text.split("\n")
    if not others:
        return [text]
    *inner, last = others
    return [first.rstrip(), *(line.strip() for line in inner), last.lstrip()]


def _flat(text: str | None) -> str:
    """Text of a node; line breaks of the source are blanks."""
    return " ".join(text.splitlines()) if text and "\n" in text else text or ""


def _add_blocks(page: Page, found: list[tuple[str, str]], seen: MappedText) -> None:
    mapped, lost = align([text for _, text in found], seen)
    for (kind, _), block in zip(found, mapped, strict=True):
        text = inline(fix(block)).strip()
        if is_boilerplate(text.text):
            page.dropped += 1
        elif len(page) and kind == "paragraph" and is_byline(text.text):
            page.meta.setdefault("author", text.text[3:])
        elif any(map(str.isalnum, text.text)):
            page.add(text, kind)
    if lost:
        page.meta["unaligned_chars"] = lost
