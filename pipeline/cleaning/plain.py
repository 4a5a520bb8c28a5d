"""Plain text: paragraphs, wrapped lines, lists and headings; a light Markdown does no harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.cleaning.boilerplate import is_boilerplate
from pipeline.cleaning.characters import fix
from pipeline.cleaning.dates import dateline
from pipeline.cleaning.frontmatter import front_matter
from pipeline.cleaning.lines import continues, ends_sentence, joiner, lines, wrap_width
from pipeline.cleaning.mapped import Builder, MappedText
from pipeline.cleaning.metadata import common_names, named
from pipeline.cleaning.page import Cleaned, Page
from pipeline.documents import RawDocument

_BULLET = re.compile(r"(?:[*•·‣▪◦●○■□➢►–—-]|\.) (?=\S)")
_NUMBER = re.compile(r"(?:(\d{1,3})[.)]|\((\d{1,3})\)) (?=\S)")
_HASHES = re.compile(r"#{1,6} (?=\S)")
_TURN = re.compile(r">{2,3}:? ?(?:([A-Z][^:\n]{1,40}): )?(?=\S)")
_IMAGE = re.compile(r"!\[[^\]\[\n]{0,300}\]\([^()\s]{1,2000}\)")
_LINK = re.compile(r"\[([^\]\[\n]{1,300})\]\((?:https?://|/|#|mailto:)[^()\s]{0,2000}\)")
_STRONG = re.compile(r"\*\*(?=[^\s*])|(?<=[^\s*])\*\*")
_FOOTNOTE = re.compile(r"(?<=[^\s\[])\[(?:\d{1,3}|[a-z]|citation needed|note \d{1,2})\]")
_ALNUM = re.compile(r"\w")

#: The longest headings, in characters and words: of a text without a title, and inside a text.
_TITLE = (120, 18)
_HEADING = (80, 12)
#: Bylines and datelines stand among the first blocks.
_HEAD = 5
_SMALL_WORDS = frozenset(
    {"and", "in", "of", "for", "with", "the", "at", "de", "al", "el", "bin", "ibn", "van", "von", "&"}
)


@dataclass(slots=True)
class Piece:
    """Lines that belong together, as offsets; ``skip`` characters of the first are its marker."""

    kind: str
    lines: list[tuple[int, int]]
    speaker: str | None = None


def clean_plain(raw: RawDocument) -> Cleaned:
    """The cleaned text of a plain text or of a record's text field."""
    text = fix(MappedText.whole(raw.text))
    shown, body = front_matter(text.text)
    page = Page(raw.text, meta=named(shown))
    titled = "title" in page.meta or "title" in common_names(raw.meta)[0]
    lay_out(page, text.slice(body, len(text)), titled=titled)
    return page.done()


def lay_out(page: Page, text: MappedText, *, titled: bool = False) -> None:
    """Add the blocks of a text with good characters to a page; one that is not ``titled`` may begin with its title."""
    text = inline(text)
    held: tuple[MappedText, Piece] | None = None
    for piece in pieces(text.text):
        block = _join(text, piece)
        if not _is_text(page, block.text, piece, len(page) + bool(held)):
            continue
        if held:
            _add(page, *held, longest=_HEADING if titled or len(page) else _TITLE)
        held = (block, piece)
    if held:
        _add(page, *held, longest=None)


def inline(text: MappedText) -> MappedText:
    """Without the marks inside lines: Markdown's images, links and bold, footnote numbers."""
    if "[" in text.text:
        text = text.sub(_IMAGE, "")
        text = text.edit(_unlink(text.text)).sub(_FOOTNOTE, "")
    return text.sub(_STRONG, "") if "**" in text.text else text


def _unlink(text: str) -> Iterator[tuple[int, int, str]]:
    """Edits that leave of ``[words](link)`` the words."""
    for match in _LINK.finditer(text):
        yield match.start(), match.start(1), ""
        yield match.end(1), match.end(), ""


def pieces(text: str) -> Iterator[Piece]:
    """The blocks of a text, before it is known which of them are headings."""
    width = wrap_width(text)
    current: Piece | None = None
    number = 0
    for start, end in lines(text):
        opened, number = _open(text, start, end, number)
        if current and (opened or start == end or not _goes_on(text, current, start, end, width)):
            yield current
            current = None
        if opened:
            current = opened
        elif current:
            current.lines.append((start, end))
        elif start < end:
            current = Piece("paragraph", [(start, end)])
    if current:
        yield current


def _goes_on(text: str, piece: Piece, start: int, end: int, width: int | None) -> bool:
    """Whether a line belongs to a piece; an indented one after an item always does."""
    left, right = piece.lines[-1]
    if piece.kind == "item" and start and text[start - 1] == " ":
        return True
    return piece.kind != "heading" and continues(text[left:right], text[start:end], width)


def _open(text: str, start: int, end: int, number: int) -> tuple[Piece | None, int]:
    """The piece that a line opens by its marker, and the number of the last item."""
    if match := _HASHES.match(text, start, end):
        return Piece("heading", [(match.end(), end)]), number
    if match := _TURN.match(text, start, end):
        return Piece("turn", [(match.end(), end)], match[1]), number
    if match := _BULLET.match(text, start, end):
        return Piece("item", [(match.end(), end)]), number
    if match := _NUMBER.match(text, start, end):
        found = int(match[1] or match[2])
        if found in (1, number + 1):
            return Piece("item", [(match.end(), end)]), found
    return None, number


def _join(text: MappedText, piece: Piece) -> MappedText:
    """A piece as one line."""
    builder = Builder(text.raw)
    for index, (start, end) in enumerate(piece.lines):
        if index:
            left, right = piece.lines[index - 1]
            builder.separate(joiner(text.text[max(left, right - 2) : right], text.text[start : start + 1]))
        builder.copy(text, start, end)
    return builder.done()


def _is_text(page: Page, block: str, piece: Piece, position: int) -> bool:
    """Whether a block is text; the first bylines and datelines become metadata, furniture is counted."""
    if not _ALNUM.search(block):
        return False
    if is_boilerplate(block):
        page.dropped += 1
        return False
    if piece.kind != "paragraph" or position > _HEAD:
        return True
    if day := dateline(block):
        page.meta.setdefault("published", day)
        return False
    if position and is_byline(block):
        page.meta.setdefault("author", block[3:])
        return False
    return True


def is_byline(block: str) -> bool:
    """Whether a block only names its authors."""
    words = block.replace(",", " ").split()
    if len(block) > 80 or not 3 <= len(words) <= 12 or words[0] != "By":
        return False
    return all(word[0].isupper() or word in _SMALL_WORDS for word in words) and not ends_sentence(block)


def _add(page: Page, block: MappedText, piece: Piece, longest: tuple[int, int] | None) -> None:
    """Add a block; a paragraph that something follows may be a heading, if it is no longer than ``longest``."""
    looks_so = piece.kind == "paragraph" and longest is not None and is_heading(block.text, *longest)
    kind = "heading" if looks_so else piece.kind
    if kind == "heading" and not len(page):
        page.meta.setdefault("title", block.text)
    page.add(block, kind, piece.speaker)


def is_heading(block: str, max_chars: int, max_words: int) -> bool:
    """Whether a block looks like a heading: short, a capital first, no full stop."""
    if len(block) > max_chars or len(block.split()) > max_words:
        return False
    first = block.lstrip("\"'“‘(")[:1]
    return (first.isupper() or first.isdigit()) and not ends_sentence(block) and block[-1] not in ',-–—”"'
