"""Characters made good, whatever the layout: entities, garbled encodings, invisible marks, odd blanks, ligatures.

Typographic quotes, dashes and full-width forms stay as they are. All patterns are linear; what could be expensive
(repair of encodings, composition of accents) is done in pieces of bounded length.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

import ftfy
from rapidfuzz.distance import Levenshtein

from pipeline.cleaning.mapped import Edit, MappedText

_PIECE = 1000
_CONFIG = ftfy.TextFixerConfig(
    unescape_html=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    remove_terminal_escapes=False,
    normalization=None,
    explain=False,
)

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_INVISIBLE = re.compile(
    "\x1b\\[[0-9;]{0,20}[A-Za-z]|"
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
)
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ODD_BLANK = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_MORE_BLANKS = re.compile("(?<= ) +")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MARKS = "\u0300-\u036f\u0653-\u0655\u3099\u309a"
_ACCENTED = re.compile(f"[^{_MARKS}\\s][{_MARKS}]{{1,8}}(?![{_MARKS}])")


def fix(text: MappedText) -> MappedText:
    """The text with good characters; lines end with ``\\n``, blanks inside a line are single spaces.

    Character references are read in every format: what a program wrote twice over stands in web pages too.
    """
    text = fix_encoding(text.sub(_ENTITY, lambda match: html.unescape(match.group())))
    text = text.sub(_INVISIBLE, "").sub(_LINE_BREAK, "\n").sub(_ODD_BLANK, " ").sub(_MORE_BLANKS, "")
    text = text.sub(_SURROGATE, "\ufffd").sub(_LIGATURE, lambda match: unicodedata.normalize("NFKC", match.group()))
    return text.sub(_ACCENTED, lambda match: unicodedata.normalize("NFC", match.group()))


def fix_string(text: str) -> str:
    """``fix`` for what needs no map, such as a title."""
    return fix(MappedText.whole(text)).text


def fix_encoding(text: MappedText) -> MappedText:
    """With mojibake repaired, piece by piece (``Donâ€™t`` becomes ``Don’t``)."""
    return text if text.text.isascii() else text.edit(_repairs(text.text))


def _repairs(text: str) -> Iterator[Edit]:
    for start, end in _pieces(text):
        piece = text[start:end]
        if piece.isascii():
            continue
        fixed = ftfy.fix_encoding(piece, _CONFIG)
        if fixed != piece:
            yield from _changes(piece, fixed, start)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Lines, and of long lines pieces of bounded length that end at a blank where there is one."""
    start, size = 0, len(text)
    while start < size:
        end = text.find("\n", start, start + _PIECE) + 1
        if not end:
            end = min(start + _PIECE, size)
            blank = text.rfind(" ", start + _PIECE // 2, end) if end < size else -1
            end = blank if blank > start else end
        yield start, end
        start = end


def _changes(old: str, new: str, offset: int) -> Iterator[Edit]:
    """The shortest edits that make ``new`` of ``old``, neighbouring ones joined."""
    start = end = 0
    made = ""
    for code in Levenshtein.opcodes(old, new):
        if code.tag == "equal":
            if end > start or made:
                yield offset + start, offset + end, made
            start, end, made = code.src_end, code.src_end, ""
        else:
            end, made = code.src_end, made + new[code.dest_start : code.dest_end]
    if end > start or made:
        yield offset + start, offset + end, made
