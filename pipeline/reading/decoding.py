"""Bytes to text: which encoding, and whether it is a text at all."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from pipeline.reading.errors import ReadingError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS: Final = (
    (b"%PDF", "a PDF; extract its text first"),
    (b"PK\x03\x04", "a ZIP archive or an Office document; unpack it, or save it as text"),
    (b"\xd0\xcf\x11\xe0", "an old Office document; save it as text"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound recording; transcribe it first"),
    (b"RIFF", "a sound or film recording; transcribe it first"),
    (b"SQLite format 3", "a database; export its rows as JSONL or CSV"),
    (b"PAR1", "a Parquet file; export its rows as JSONL or CSV"),
    (b"\x1f\x8b", "packed with gzip more than once; unpack it"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard more than once; unpack it"),
)
#: Encodings to guess among where a text is not Unicode and not mostly ASCII.
_GUESSES: Final = ["cp1252", "cp1256", "cp1251", "cp1255", "cp1254", "koi8_r", "gb18030", "big5", "shift_jis", "euc_kr"]
_SAMPLE: Final = 64 * 1024
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_DECLARED: Final = re.compile(rb"<meta[^<>]{0,200}charset\s?=\s?[\"']?([\w-]{3,20})", re.IGNORECASE)
_HIGH: Final = re.compile(rb"[\x80-\xff]")


def decode(data: bytes) -> str:
    """The text of a file, without its byte-order mark; line breaks stay as they are.

    Raises:
        ReadingError: the bytes are empty or no text.
    """
    encoding = encoding_of(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return decode_legacy(data)


def encoding_of(head: bytes) -> str:
    """The Unicode encoding that the beginning of a file shows; ``utf-8`` where nothing speaks for another.

    Raises:
        ReadingError: the beginning is empty or no text.
    """
    if not head.strip():
        raise ReadingError("empty", "the file is empty")
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    for magic, kind in _KINDS:
        if head.startswith(magic):
            raise ReadingError("binary", f"this is no text but {kind}")
    sample = head[:_SAMPLE]
    if wide := _without_bom(sample):
        return wide
    if len(_CONTROLS.findall(sample)) > len(sample) // 50 or b"\x00\x00\x00" in sample:
        raise ReadingError(
            "binary", "this is no text (too many control bytes); give text, HTML, subtitles, JSONL or CSV"
        )
    return "utf-8"


def _without_bom(sample: bytes) -> str | None:
    """UTF-16 shows itself by zero bytes at every other place."""
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    even, odd = sample[: pairs * 2 : 2].count(0), sample[1 : pairs * 2 : 2].count(0)
    if odd > 0.4 * pairs and even < 0.02 * pairs:
        return "utf-16-le"
    if even > 0.4 * pairs and odd < 0.02 * pairs:
        return "utf-16-be"
    return None


def decode_legacy(data: bytes) -> str:
    """The text of bytes that are not Unicode: as a page declares, Windows-1252 where most is ASCII, else a guess."""
    if declared := _DECLARED.search(data[:4096]):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    sample = data[:_SAMPLE]
    if len(_HIGH.findall(sample)) > len(sample) // 10:
        best = from_bytes(sample, cp_isolation=_GUESSES).best()
        if best is not None and best.encoding != "cp1252":
            return data.decode(best.encoding, errors="replace")
    return windows_1252(data)


def windows_1252(data: bytes) -> str:
    """Windows-1252, in which every byte means something: the five that it leaves open are Latin-1's."""
    return data.decode("cp1252", errors="sitrep-latin-1")


def _latin_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("sitrep-latin-1", _latin_1)
