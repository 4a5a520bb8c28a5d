"""What has to hold whatever the bytes are: each function raises where it does not.

They know which errors their room may give; anything else is a finding.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import msgspec
from spacy.vocab import Vocab

from pipeline.cleaning import CleaningError, clean
from pipeline.documents import Document, Failure, RawDocument, decode, encode, from_doc, to_doc
from pipeline.output.terminal import plain
from pipeline.packing import packed
from pipeline.reading import STDIN, Source, read_again, read_ranges
from pipeline.resources import Problem
from pipeline.running.sources import raw_fingerprint

#: So many documents of one input are looked at in detail.
_DOCUMENTS = 20
_VOCAB = Vocab()
_clock = count(1)

Check = Callable[[bytes], None]


class PromiseBroken(AssertionError):
    """The code did something that it must never do."""


def require(holds: object, what: str) -> None:
    """Break where a promise does not hold."""
    if not holds:
        raise PromiseBroken(what)


def write(file: Path, data: bytes) -> Path:
    """Put bytes into a file with a time that it never had: what is kept by a file's state must not be found again."""
    file.write_bytes(data)
    stamp = next(_clock) * 1_000_000_000
    os.utime(file, ns=(stamp, stamp))
    return file


# --- sources ----------------------------------------------------------------------------------------------------------


def reads(file: Path, sidecar: bool = False) -> Check:
    """Reading a file gives documents and failures and raises nothing; documents are found again and can be cleaned."""

    def check(data: bytes) -> None:
        if sidecar:
            write(file.with_name(f"{file.stem}.meta.json"), data)
        else:
            write(file, packed(data[1:], file.name) if data[:1] == b"\n" else data)
        for found, place in islice(read_ranges(Source("doc", str(file))), _DOCUMENTS):
            if isinstance(found, Failure):
                _is_told(found, file)
                continue
            require(found.text.strip() and found.id and found.path == str(file), "a document without text, id or path")
            if place is not None:
                again = read_again(str(file), place, found.line)
                same = isinstance(again, RawDocument) and raw_fingerprint(again) == raw_fingerprint(found)
                require(same, f"read again, {found.id!r} is another document")
            require(msgspec.json.decode(msgspec.json.encode(found), type=RawDocument) == found, "the raw document")
            cleans(found)

    return check


def _is_told(failure: Failure, file: Path) -> None:
    require(failure.stage == "reading" and failure.error, "a failure without a stage or a code")
    require(failure.path == str(file) and failure.path != STDIN, "a failure without its file")
    require(len(failure.message) < 1000 and "\n" not in failure.message, "a message that is not one short line")
    msgspec.json.encode(failure)


# --- cleaning ---------------------------------------------------------------------------------------------------------


def cleans_as(form: str) -> Check:
    """Cleaning a text of that format."""
    return lambda data: cleans(RawDocument("doc", data.decode("utf-8", errors="replace"), form, "doc"))


def cleans(raw: RawDocument) -> None:
    """Cleaning gives a record whose characters all lead back to the original, or refuses with a reason."""
    try:
        record = clean(raw)
    except CleaningError as error:
        require(error.code and "\n" not in str(error), "a refusal that is not one line")
        return
    maps_back(record, raw.text)
    require(record.text == record.text.strip(), "blanks at the ends of a text")
    require(not any(0xD800 <= ord(char) < 0xE000 for char in record.text), "half a character")
    survives(record)


def maps_back(record: Document, raw: str) -> None:
    """Runs and cuts are in order, inside both texts, and every stretch of the text has its stretch of the original."""
    at = 0
    for run in record.origin.runs:
        require(run.start == at < run.end, "the runs have a gap")
        at = run.end
        if run.raw_start is not None:
            require(run.raw_end is not None and 0 <= run.raw_start < run.raw_end <= len(raw), "a run outside the text")
            if run.raw_end - run.raw_start == run.end - run.start:
                span = record.origin.raw_span(run.start, run.end)
                require(span == (run.raw_start, run.raw_end), "a run that does not map to itself")
    require(at == len(record.text), "the runs do not cover the text")
    last = 0
    for cut in record.origin.cuts:
        require(last <= cut.start <= cut.end <= len(record.text), "the cuts are out of order")
        last = cut.end
    last = 0
    for block in record.blocks:
        require(last <= block.start < block.end <= len(record.text), "the blocks are out of order")
        last = block.end


def survives(record: Document) -> None:
    """A record is the same after it was a line."""
    line = encode(record)
    require(b"\n" not in line, "a record of two lines")
    require(encode(decode(line)) == line, "the record is another one after it was a line")


# --- records ----------------------------------------------------------------------------------------------------------


def decodes(data: bytes) -> None:
    """A line is a record or is refused; a record can be written, and becomes a Doc and back or is refused."""
    try:
        record = decode(data)
    except ValueError:
        return
    line = encode(record)
    require(encode(decode(line)) == line, "the record is another one after it was a line")
    try:
        doc = to_doc(record, _VOCAB)
    except ValueError:
        return
    again = from_doc(doc)
    require(again.text == record.text, "the text is another one after it was a Doc")
    require(encode(from_doc(to_doc(decode(encode(again)), _VOCAB))) == encode(again), "a Doc that comes back changed")


def shows(data: bytes) -> None:
    """What goes to a terminal has nothing in it that the terminal obeys."""
    shown = plain(data.decode("utf-8", errors="surrogateescape"))
    require(all(char.isprintable() for char in shown), "a control character reaches the terminal")


# --- rules ------------------------------------------------------------------------------------------------------------


def loads(place: Path, load: Callable[[Path], Any], name: str = "") -> Check:
    """A file of rules is read, or refused with an error that names it; what is read from it can be run through.

    Args:
        place: the file, or a folder.
        load: reads it.
        name: of the file in the folder.
    """

    def check(data: bytes) -> None:
        write(place / name, data)
        try:
            found = load(place)
            if isinstance(found, Iterator):
                list(islice(found, 1000))
        except ValueError as error:
            told = f"{type(error).__name__}: {str(error)[:300]}"
            require(place.name in str(error), f"an error that does not name its file: {told}")

    return check


def lists(read: Callable[[Path], tuple[Any, list[Problem]]]) -> Callable[[Path], Any]:
    """A reader of entries whose problems each have a file and a line."""

    def load(file: Path) -> Any:
        entries, problems = read(file)
        for problem in problems:
            require(problem.line and problem.file == str(file), "a problem without its place")
        return entries

    return load
