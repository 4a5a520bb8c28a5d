"""Sentence starts that layout and punctuation decide, set before the parser, which decides the others.

``True`` and ``False`` bind the parser; what is left open (``None``) it may cut or not.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from ..documents import column, numbers
from .words import SavedWords, Words, read_words

_FINAL = frozenset({".", "?", "!", "…", "...", "。", "؟"})
_RUN = re.compile(r"[!?.]{2,}$")
_OPENERS = frozenset("“‘«([{")
_CLOSERS = frozenset("”»)]}")
_EITHER = frozenset("\"'’")  # a quotation mark that opens or closes; blanks tell which
_GLUED = frozenset({",", ";", ":", ".", "!", "?", "%", "…", ")", "]", "}", "”", "»", "'s", "’s", "n't", "n’t"})
_NEVER_BEFORE = frozenset({",", ";", "(", "[", "{", "“", "‘", "«", "$", "€", "£", "#", "/"})
_NUMBERED = frozenset({"no", "nos", "vol", "fig", "figs", "art", "ch", "para", "sect", "pp"})
_INITIAL = re.compile(r"[^\W\d_](?:\.-?[^\W\d_])*\.$")
_LONGEST_ASIDE = 40  # tokens between brackets
_SPEAKER_WITHIN = 5  # tokens from a closing quotation mark to the verb of saying


class SentenceRules(SavedWords):
    """The component ``sitrep_sentences``: place it before the parser. A Doc that is parsed already is left alone."""

    def use(self, words: Words) -> None:
        """Work with these words from now on."""
        super().use(words)
        self._never_final = words.never_final
        self._anywhere = frozenset(words.anywhere)
        self._heads = frozenset(words.heads_of_names)
        self._months = frozenset(words.months)
        self._reporting = frozenset(words.reporting)

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc) or doc.has_annotation("DEP"):
            return doc
        # all at once: each assignment to ``token.is_sent_start`` reads the whole Doc
        starts = [0 if start is None else 1 if start else -1 for start in self.starts(doc)]
        return doc.from_array(["SENT_START"], np.array([starts], dtype="int64").astype("uint64").T)  # type: ignore[arg-type]

    def starts(self, doc: Doc) -> list[bool | None]:
        """For each token whether a sentence starts there; None where only the parser can tell."""
        line = _Line(doc)
        forced = _layout(doc)
        found: list[bool | None] = [True]
        for i in range(1, len(doc)):
            found.append(False if line.blank[i] else forced.get(i) or self._decide(line, i))
        return _asides(line, found, forced)

    def _decide(self, line: _Line, i: int) -> bool | None:
        before = line.previous(i)
        if before < 0:
            return None
        word, last = line.text[i], line.text[before]
        if line.is_footnote(i) or line.glued(i) or last in _NEVER_BEFORE or word in _GLUED or line.opens(before):
            return False
        if last in self._never_final or (last in self._months and word[0].isalnum()):
            return False
        if _INITIAL.match(last) and last not in self._anywhere:
            return False if word[0].isupper() or line.opens(i) else None
        if last in self._anywhere:
            return self._after_abbreviation(line, i)
        end = line.skip_closers(before)
        return self._after_end(line, i, before, end)

    def _after_abbreviation(self, line: _Line, i: int) -> bool | None:
        word = line.text[i]
        if word[0].islower() or word in self._heads or word in self._months:
            return False
        return True if line.stop[i] and word[0].isupper() else None

    def _after_end(self, line: _Line, i: int, before: int, end: int) -> bool | None:
        """Behind ``text[end]``, the last mark before the closing ones."""
        word, mark = line.text[i], line.text[end]
        quoted = end != before and line.is_quote(before)
        if quoted and (word[0].islower() or mark == "," or (mark in "?!" and self._speaks(line, i))):
            return False
        if not (mark in _FINAL or _RUN.match(mark)):
            return None
        if mark == "." and word[0].isdigit() and line.text[line.previous(end)].lower() in _NUMBERED:
            return False
        if word[0].isupper() or word[0].isdigit() or line.opens(i):
            return None if mark in ("…", "...") else True
        return None

    def _speaks(self, line: _Line, i: int) -> bool:
        """Whether a clause of saying starts at ``i``: "Smith said", "the general told"."""
        for word in line.text[i : i + _SPEAKER_WITHIN]:
            if word in self._reporting:
                return True
            if word in _FINAL or word == ",":
                return False
        return False


class _Line:
    """Columns of a Doc, read once."""

    def __init__(self, doc: Doc) -> None:
        self.text = column(doc, "ORTH")
        self.blank = list(map(bool, numbers(doc, "IS_SPACE")))
        self.stop = list(map(bool, numbers(doc, "IS_STOP")))
        self._space_after = list(map(bool, numbers(doc, "SPACY")))

    def glued(self, i: int) -> bool:
        """No blank before the token."""
        return not self._space_after[i - 1] and not self.blank[i - 1]

    def previous(self, i: int) -> int:
        """The last token before ``i`` that is no blank, or -1."""
        i -= 1
        while i >= 0 and self.blank[i]:
            i -= 1
        return i

    def opens(self, i: int) -> bool:
        """An opening bracket or quotation mark."""
        word = self.text[i]
        if word in _EITHER:
            return not self._space_after[i] and (i == 0 or not self.glued(i))
        return word in _OPENERS

    def is_quote(self, i: int) -> bool:
        return self.text[i] in "”»\"'’"

    def is_footnote(self, i: int) -> bool:
        """The opening bracket of "[3]"."""
        return self.text[i] == "[" and i + 2 < len(self.text) and self.text[i + 1].isdigit() and self.text[i + 2] == "]"

    def closes(self, i: int) -> bool:
        """A closing bracket or quotation mark."""
        word = self.text[i]
        return word in _CLOSERS or (word in _EITHER and i > 0 and self.glued(i))

    def skip_closers(self, i: int) -> int:
        """From ``i`` back over closing marks and footnote marks ("[3]"); at most a few."""
        for _ in range(6):
            if i >= 3 and self.text[i] == "]" and self.text[i - 1].isdigit() and self.text[i - 2] == "[":
                i -= 3
            elif i >= 1 and self.closes(i):
                i -= 1
            else:
                break
        return i


def _layout(doc: Doc) -> dict[int, bool]:
    """Tokens with which a line or a block of the record begins."""
    block_starts = {block.start for block in doc._.record.blocks}
    starts: dict[int, bool] = {}
    fresh = False
    for token in doc:
        if token.is_space:
            fresh = fresh or "\n" in token.text
        elif fresh or token.idx in block_starts:
            starts[token.i] = True
            fresh = False
    return starts


def _asides(line: _Line, starts: list[bool | None], forced: dict[int, bool]) -> list[bool | None]:
    """Close what the parser might cut between brackets, where no sentence ends between them."""
    opened = -1
    for i, word in enumerate(line.text):
        if i in forced or starts[i]:
            opened = -1
        if word == "(":
            opened = i
        elif word == ")" and opened >= 0:
            if i - opened <= _LONGEST_ASIDE:
                starts[opened + 1 : i + 1] = [False] * (i - opened)
            opened = -1
    return starts


@Language.factory("sitrep_sentences", assigns=["token.is_sent_start"], default_config={"words": None})
def make_sentences(nlp: Language, name: str, words: str | None = None) -> SentenceRules:
    """The component; ``words`` is the path of another ``syntax.yaml``."""
    return SentenceRules(read_words(Path(words) if words else None))
