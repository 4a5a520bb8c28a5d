"""A parsed document as plain lists: what the rules of this room walk over, faster than spaCy's token objects."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.documents import column, heads, numbers, sentence_bounds

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj"})
_DASHES = frozenset("-‐‑–—")


class View:
    """Words, tags, heads and labels of a Doc by token index. A Doc without a tagger or parser gives empty strings
    there.

    ``glued`` says that no blank follows the token, ``sent`` is the index of its sentence.
    """

    __slots__ = (
        "children", "dep", "end", "glued", "head", "lemma", "lower", "n", "sent", "sents", "start", "tag", "text",
        "words",
    )  # fmt: skip

    def __init__(self, doc: Doc) -> None:
        self.n = len(doc)
        self.text = doc.text
        self.words = column(doc, "ORTH")
        self.lower = [word.lower() for word in self.words]
        self.lemma = [lemma.lower() for lemma in column(doc, "LEMMA")]
        self.tag = column(doc, "TAG")
        self.dep = column(doc, "DEP")
        self.head = heads(doc)
        self.start = numbers(doc, "IDX")
        self.end = [start + len(word) for start, word in zip(self.start, self.words, strict=True)]
        self.glued = [not blank for blank in numbers(doc, "SPACY")]
        self.children: list[list[int]] = [[] for _ in range(self.n)]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)
        split = doc.has_annotation("SENT_START")
        self.sents = sentence_bounds(doc) if self.n and split else [(0, self.n)] * (self.n > 0)
        self.sent = [index for index, (start, end) in enumerate(self.sents) for _ in range(start, end)]

    def slice(self, first: int, last: int) -> str:
        """The words from one token to another, inclusive, as they stand in the text, line breaks as blanks."""
        return " ".join(self.text[self.start[first] : self.end[last]].split())

    def is_noun(self, i: int) -> bool:
        """Whether the tagger takes a token for a noun."""
        return self.tag[i].startswith("NN")

    def is_verb(self, i: int) -> bool:
        """Whether the tagger takes a token for a verb."""
        return self.tag[i].startswith("VB")

    def is_plural(self, i: int) -> bool:
        """Whether a noun is tagged as a plural."""
        return self.tag[i] in {"NNS", "NNPS"}

    def is_capital(self, i: int) -> bool:
        """Whether a token begins with a capital letter."""
        return self.words[i][:1].isupper()

    def prefix(self, i: int) -> str:
        """The word that a hyphen ties to the front of a token, lower-cased: "anti" of "anti-Assad"; empty without."""
        return self.lower[i - 2] if i > 1 and self.is_hyphen(i - 1) else ""

    def is_hyphen(self, i: int) -> bool:
        """Whether a token is a dash between two words, without blanks."""
        return self.words[i] in _DASHES and i > 0 and self.glued[i - 1] and self.glued[i]

    def is_subject(self, i: int) -> bool:
        """Whether a token, or the first conjunct that it is coordinated with, is the subject of a clause."""
        return self.dep[self.first_conjunct(i)] in _SUBJECTS

    def first_conjunct(self, i: int) -> int:
        """The first of the words that a token is coordinated with."""
        seen = 0
        while self.dep[i] == "conj" and self.head[i] != i and seen < self.n:
            i, seen = self.head[i], seen + 1
        return i

    def with_dep(self, i: int, *deps: str) -> list[int]:
        """The children of a token that hang on it with one of these labels."""
        return [c for c in self.children[i] if self.dep[c] in deps]

    def subjects(self, verb: int) -> list[int]:
        """The subjects of a verb."""
        return [c for c in self.children[verb] if self.dep[c] in _SUBJECTS]

    def before(self, i: int) -> int | None:
        """The token before one in the same sentence, None at the sentence's start."""
        return i - 1 if i > 0 and self.sent[i - 1] == self.sent[i] else None

    def after(self, i: int) -> int | None:
        """The token after one in the same sentence, None at the sentence's end."""
        return i + 1 if i + 1 < self.n and self.sent[i + 1] == self.sent[i] else None
