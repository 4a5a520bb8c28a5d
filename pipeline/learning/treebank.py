"""Treebanks in CoNLL-U to tagged and parsed spaCy Docs.

A training document is a few sentences of one source document in a row, now and then with line breaks between
them, so that the parser learns what a break means.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random

from spacy.tokens import Doc
from spacy.vocab import Vocab

#: Columns of a CoNLL-U row.
FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, MISC = 1, 2, 3, 4, 5, 6, 7, 9

#: Sentences in a training document, both inclusive; share of documents with line breaks; the breaks.
GROUP = (1, 8)
BREAK_SHARE = 0.15
BREAKS = ("\n", "\n\n", "\n\n")

#: Share of training documents that get typographic quotes: the corpora have straight ones, news seldom does.
CURL_SHARE = 0.3

Rows = list[list[str]]

_QUOTES = re.compile(r"(?P<open>(?:(?<=\s)|^)\"(?=\w))|\"|'")


def curl(text: str) -> str:
    """Typographic quotes for straight ones; of the same length."""
    return _QUOTES.sub(lambda match: "“" if match["open"] else "”" if match.group() == '"' else "’", text)


def read_conllu(lines: Iterable[str]) -> Iterator[tuple[str, Rows]]:
    """Sentences as ``(id of the document, rows)``; ranges and empty nodes are left out."""
    document, rows = "", list[list[str]]()
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            document = line
        elif not line and rows:
            yield document, rows
            rows = []
        elif line and not line.startswith("#"):
            columns = line.split("\t")
            if columns[0].isdecimal():
                rows.append(columns)
    if rows:
        yield document, rows


def group_sentences(sentences: Iterable[tuple[str, Rows]], rng: Random | None) -> Iterator[tuple[list[Rows], bool]]:
    """Documents as ``(sentences, with line breaks)``: whole ones without ``rng``, groups of 1 to 8 with it."""
    current, group, wanted = "", list[Rows](), _size(rng)
    for document, rows in chain(sentences, [("", list[list[str]]())]):
        if document != current or len(group) >= wanted:
            if group:
                yield group, bool(rng and rng.random() < BREAK_SHARE)
            current, group, wanted = document, [], _size(rng)
        group.append(rows)


def _size(rng: Random | None) -> int:
    return rng.randint(*GROUP) if rng else sys.maxsize


class _Columns:
    """The layers of a Doc while it grows."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.spaces: list[bool] = []
        self.tags: list[str] = []
        self.pos: list[str] = []
        self.morphs: list[str] = []
        self.lemmas: list[str] = []
        self.heads: list[int] = []
        self.deps: list[str] = []
        self.starts: list[bool] = []

    def add_sentence(self, rows: Rows) -> None:
        base = len(self.words)
        for index, row in enumerate(rows):
            head = int(row[HEAD])
            self.words.append(row[FORM])
            self.spaces.append("SpaceAfter=No" not in row[MISC])
            self.tags.append(row[XPOS])
            self.pos.append(row[UPOS])
            self.morphs.append("" if row[FEATS] == "_" else row[FEATS])
            self.lemmas.append(row[LEMMA])
            self.heads.append(base + (head - 1 if head else index))
            self.deps.append(row[DEPREL] if head else "ROOT")
            self.starts.append(index == 0)

    def add_break(self, white: str) -> None:
        """A line break as a token of its own that hangs on the word before it."""
        self.spaces[-1] = False
        self.words.append(white)
        self.spaces.append(False)
        self.tags.append("_SP")
        self.pos.append("SPACE")
        self.morphs.append("")
        self.lemmas.append(white)
        self.heads.append(len(self.words) - 2)
        self.deps.append("dep")
        self.starts.append(False)

    def doc(self, vocab: Vocab) -> Doc:
        layers = {name: getattr(self, name) for name in ("tags", "pos", "morphs", "lemmas", "heads", "deps")}
        return Doc(vocab, words=self.words, spaces=self.spaces, sent_starts=self.starts, **layers)  # type: ignore[arg-type]


def syntax_doc(group: Sequence[Rows], vocab: Vocab, breaks: Random | None = None) -> Doc:
    """One document of these sentences, separated by blanks, or with ``breaks`` by line breaks drawn from it."""
    columns = _Columns()
    for index, rows in enumerate(group):
        columns.add_sentence(rows)
        if index == len(group) - 1:
            continue
        if breaks:
            columns.add_break(breaks.choice(BREAKS))
        else:
            columns.spaces[-1] = True
    return columns.doc(vocab)


def curl_rows(rows: Rows) -> Rows:
    """A sentence with typographic quotes in its words."""
    text = curl("".join(row[FORM] + ("" if "SpaceAfter=No" in row[MISC] else " ") for row in rows))
    curled, offset = [], 0
    for row in rows:
        end = offset + len(row[FORM])
        curled.append([*row[:FORM], text[offset:end], *row[LEMMA:]])
        offset = end + ("SpaceAfter=No" not in row[MISC])
    return curled


def syntax_docs(paths: Iterable[Path], vocab: Vocab, rng: Random | None = None) -> Iterator[Doc]:
    """All documents of CoNLL-U files: with ``rng`` the training mix, without it whole documents as they are."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for group, breaks in group_sentences(read_conllu(lines), rng):
                shown = [curl_rows(rows) for rows in group] if rng and rng.random() < CURL_SHARE else group
                yield syntax_doc(shown, vocab, rng if breaks else None)
