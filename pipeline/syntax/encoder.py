"""Layers of the packs with a language model: what its pieces of words leave out, and windows that lose nothing.

The model is uncased, but case and spelling tell a name from a word ("Buk", "IS"); a small embedding of each token's
shape stands beside the model's vector, and one layer mixes both for all that learn from it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

import catalogue
from spacy import util
from spacy.tokens import Doc, Span
from thinc.api import Maxout, Model, chain, concatenate, with_array
from thinc.types import Floats2d

#: Pieces of words that the model takes, less its two marks of beginning and end.
PIECES = 510

Encoder = Model[list[Doc], list[Floats2d]]

# The registry that spacy-transformers makes; made here as well, so that this module needs no torch.
_span_getters = catalogue.create("spacy", "span_getters", entry_points=True)


@util.registry.architectures("sitrep.ShapedEncoder.v1")  # type: ignore[untyped-decorator]
def shaped_encoder(context: Encoder, shape: Encoder, width: int, pieces: int = 2, dropout: float = 0.0) -> Encoder:
    """``context`` and ``shape`` side by side, mixed by one maxout layer into vectors of ``width`` floats."""
    mixed: Model[Floats2d, Floats2d] = Maxout(nO=width, nP=pieces, normalize=True, dropout=dropout)
    encoder: Encoder = chain(concatenate(context, shape), with_array(mixed))
    encoder.set_dim("nO", width)
    return encoder


@_span_getters.register("sitrep.windows.v1")  # type: ignore[untyped-decorator]
def windows(tokens: int, stride: int) -> Callable[[Iterable[Doc]], list[list[Span]]]:
    """A getter of windows: of at most ``tokens`` tokens, starting at most ``stride`` after the one before.

    A window with more pieces than the model takes (a page of Arabic, addresses) would be cut in silence; it ends early
    instead. Only of a single token that is longer than the model's limit the rest is not read.
    """

    if not 0 < stride <= tokens:
        raise ValueError(
            f"windows of {tokens} tokens cannot start every {stride}: the stride is between 1 and {tokens}"
        )

    def get_spans(docs: Iterable[Doc]) -> list[list[Span]]:
        return [[doc[start:end] for start, end in _borders(doc, tokens, stride)] for doc in docs]

    return get_spans


def _borders(doc: Doc, tokens: int, stride: int) -> list[tuple[int, int]]:
    most = [most_pieces(token.text) for token in doc]
    borders = []
    start = 0
    while start < len(doc):
        end, pieces = start + 1, most[start]
        while end < len(doc) and end - start < tokens and pieces + most[end] <= PIECES:
            pieces += most[end]
            end += 1
        borders.append((start, end))
        if end == len(doc):
            break
        start = min(start + stride, end)
    return borders


def most_pieces(word: str) -> int:
    """An upper bound of the pieces that a token is split into: its characters after decomposition."""
    if word.isascii():
        return len(word)
    return len(unicodedata.normalize("NFD", word))
