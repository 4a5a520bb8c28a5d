"""The parse of a document as plain lists: what the relation stage walks over, faster than spaCy's token objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Doc

from pipeline.documents import column, heads, numbers, sentence_bounds

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "nsubj:outer"})
#: Tags of verbs that have a tense.
FINITE = frozenset({"VBD", "VBZ", "VBP"})
#: Tags of verbs in the past, and of the participles that look like them.
PAST = frozenset({"VBD", "VBN"})
#: Tags of nouns in the plural.
PLURALS = frozenset({"NNS", "NNPS"})
RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom", "whose", "where"})


class Parse:
    """Words, lemmas, tags, heads and labels of a Doc by token index, and the children of every token.

    ``idx`` is the first character of a token, ``blank`` whether a space follows it.
    """

    __slots__ = (
        "blank",
        "children",
        "dep",
        "doc",
        "head",
        "idx",
        "lemma",
        "lower",
        "n",
        "sent",
        "sents",
        "tag",
        "words",
    )

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.n = len(doc)
        self.idx = numbers(doc, "IDX")
        self.blank = list(map(bool, numbers(doc, "SPACY")))
        self.words = column(doc, "ORTH")
        self.lower = [word.lower() for word in self.words]
        self.lemma = [lemma.lower() or lower for lemma, lower in zip(column(doc, "LEMMA"), self.lower, strict=True)]
        self.tag = column(doc, "TAG")
        self.dep = column(doc, "DEP")
        self.head = heads(doc)
        self.children: list[list[int]] = [[] for _ in range(self.n)]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)
        self.sents: list[tuple[int, int]] = sentence_bounds(doc) if self.n else []
        self.sent = [0] * self.n
        for index, (start, end) in enumerate(self.sents):
            for i in range(start, end):
                self.sent[i] = index

    def attach(self, token: int, head: int, dep: str) -> None:
        """Hang a token on another one (or on itself, as a root) under a label.

        Where the other one hangs below the token, the branch between takes the token's place: a tree stays one.
        """
        if head != token:
            below = next((t for t in (head, *self.ancestors(head)) if self.head[t] == token != t), None)
            if below is not None:
                above = below if self.head[token] == token else self.head[token]
                self._move(below, above, self.dep[token])
        self._move(token, head, dep)

    def _move(self, token: int, head: int, dep: str) -> None:
        old = self.head[token]
        if old != token:
            self.children[old].remove(token)
        self.head[token], self.dep[token] = head, dep
        if head != token:
            self.children[head].append(token)
            self.children[head].sort()

    def with_dep(self, token: int, *deps: str) -> list[int]:
        """The children of a token that hang on it with one of these labels."""
        children = self.children[token]
        if not children:
            return []
        dep = self.dep
        return [c for c in children if dep[c] in deps]

    def preposition(self, token: int) -> str:
        """The case marker of a nominal, lower-cased and joined: ``"out of"``; empty without one."""
        marks: list[int] = []
        for c in self.children[token]:
            if self.dep[c] in {"case", "mark"} and c < token and self.tag[c] != "POS":
                marks.append(c)
                marks.extend(f for f in self.children[c] if self.dep[f] == "fixed")
        return " ".join(self.lower[m] for m in sorted(marks))

    def conjuncts(self, token: int) -> list[int]:
        """A token and what is coordinated with it, in the order of the text."""
        found, queue = [token], [token]
        while queue:
            for c in self.with_dep(queue.pop(), "conj"):
                found.append(c)
                queue.append(c)
        return sorted(found)

    def first_conjunct(self, token: int) -> int:
        """The head of the coordination that a token is in (itself, where there is none)."""
        while self.dep[token] == "conj" and self.head[token] != token:
            token = self.head[token]
        return token

    def subtree(self, token: int, follow: Callable[[int], bool] | None = None) -> list[int]:
        """All tokens below one, itself included, in the order of the text; ``follow`` may refuse a branch."""
        found, queue = [token], [token]
        while queue:
            for c in self.children[queue.pop()]:
                if follow is None or follow(c):
                    found.append(c)
                    queue.append(c)
        return sorted(found)

    def ancestors(self, token: int) -> Iterator[int]:
        """The heads above a token, nearest first."""
        seen = 0
        while self.head[token] != token and seen < self.n:
            token = self.head[token]
            seen += 1
            yield token

    def path(self, start: int, end: int) -> str:
        """The way from one token to another: labels of the arcs, those that are climbed with ``^``; empty for itself.

        Tokens of different trees have none, which ``…`` says.
        """
        below = [end, *self.ancestors(end)]
        climbed: list[str] = []
        for token in (start, *self.ancestors(start)):
            if token in below:
                return " ".join([*climbed, *(self.dep[t] for t in reversed(below[: below.index(token)]))])
            climbed.append(f"^{self.dep[token]}")
        return "…"

    def clauses(self, token: int) -> list[int]:
        """A predicate and the clauses that it is part of, nearest first, within its sentence."""
        return [token, *(a for a in self.ancestors(token) if self.is_verb(a) or self.dep[a] in {"ROOT", "parataxis"})]

    def is_verb(self, token: int) -> bool:
        """Whether the tagger takes a token for a verb."""
        return self.tag[token].startswith("VB")

    def is_infinitive(self, token: int) -> bool:
        """Whether a verb is an infinitive with "to"."""
        return self.tag[token] == "VB" and any(self.lower[c] == "to" for c in self.with_dep(token, "mark"))

    def is_noun(self, token: int) -> bool:
        """Whether the tagger takes a token for a noun."""
        return self.tag[token].startswith("NN")

    def is_passive(self, token: int) -> bool:
        """Whether a verb is passive: by its auxiliary, its subject, a bare participle, or its coordination."""
        if self.with_dep(token, "aux:pass", "nsubj:pass", "obl:agent"):
            return not self.with_dep(token, "nsubj", "obj")
        if self.tag[token] != "VBN" or self.with_dep(token, "aux", "nsubj"):
            return False
        if self.dep[token] == "xcomp":  # "were feared killed"
            return bool(self.with_dep(self.head[token], "aux:pass")) and not self.with_dep(token, "obj")
        if self.dep[token] in {"acl", "amod"} or self.dep[token].startswith("advcl"):
            return not self.with_dep(token, "obj")
        if self.dep[token] == "conj":
            return self.is_passive(self.head[token]) and not self.with_dep(token, "obj")
        return False
