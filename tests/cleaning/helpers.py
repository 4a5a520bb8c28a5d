"""What the tests of this room share."""

from __future__ import annotations

import re
from typing import Any

from pipeline.cleaning import MappedText, clean
from pipeline.cleaning.characters import fix
from pipeline.cleaning.markup import visible
from pipeline.documents import Document, RawDocument


def cleaned(text: str, form: str = "text", published: str | None = None, **meta: Any) -> Document:
    """The record of a text."""
    return clean(RawDocument("doc", text, form, "doc.txt", meta=meta), published)


def kinds(document: Document) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def assert_covered(document: Document) -> None:
    """The runs cover the text without gaps, and neighbours that could be one are one."""
    at = 0
    for run in document.origin.runs:
        assert run.start == at < run.end
        at = run.end
    assert at == len(document.text)


def letters(text: str) -> str:
    """What is compared: letters and digits, so that quotation marks of JSON or blanks of a layout play no part."""
    return re.sub(r"[\W_]+", "", text)


def assert_maps_back(document: Document, raw: str, *, html: bool = False) -> None:
    """Each word's stretch of the original shows the word: as it stands, or once it is cleaned by itself."""
    assert_covered(document)
    for word in re.finditer(r"\w+", document.text):
        span = document.origin.raw_span(*word.span())
        assert span is not None, word.group()
        shown = raw[slice(*span)]
        if shown != word.group():
            mended = fix(visible(shown)) if html else fix(MappedText.whole(shown))
            assert letters(word.group()) in letters(mended.text), (word.group(), shown)
