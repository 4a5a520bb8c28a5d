"""Which amount counts a noun."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from ..documents import Span


class QuantityIndex:
    """The amounts of a Doc by their tokens; make one for many questions."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._at: dict[int, Span] = {}
        for span in doc._.record.spans:
            if span.kind == "quantity":
                self._at.update(dict.fromkeys(range(span.token_start, span.token_end + 1), span))

    def of(self, noun: int) -> Span | None:
        """The amount that counts the noun at that token: "28 people", "hundreds of cadets", "11 of the soldiers".

        Raises:
            IndexError: there is no such token.
        """
        token: Token = self._doc[noun]
        for child in token.children:
            if child.i in self._at and child.dep_ in ("nummod", "amod", "det", "compound", "nmod", "advmod"):
                return self._at[child.i]
        head = token.head
        if head.i in self._at and token.dep_.startswith("nmod") and head.i < noun:
            return self._at[head.i]
        before = self._at.get(noun - 1)
        if before is not None and (before.value is None or before.value.unit in (token.text, None)):
            return before
        return None


def quantity_for(doc: Doc, noun: int) -> Span | None:
    """The amount that counts the noun at token ``noun``, or None; for many questions make a ``QuantityIndex``."""
    return QuantityIndex(doc).of(noun)
