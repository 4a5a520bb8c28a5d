"""Windows that lose nothing, and the layer that mixes shapes into a language model's vectors."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from thinc.api import Model

from pipeline.syntax.encoder import PIECES, most_pieces, shaped_encoder, windows

WORDS = st.lists(
    st.sampled_from(["the", "Peshmerga", "الموصل", "한국어", "x" * 90, "https://example.org/" + "a/" * 300])
)


def borders(words: list[str], tokens: int, stride: int) -> list[tuple[int, int]]:
    doc = Doc(spacy.blank("en").vocab, words=words)
    return [(span.start, span.end) for span in windows(tokens, stride)([doc])[0]]


@pytest.mark.parametrize(
    ("count", "tokens", "stride", "expected"),
    [
        (0, 4, 3, []),
        (4, 4, 3, [(0, 4)]),
        (6, 4, 3, [(0, 4), (3, 6)]),
        (8, 4, 4, [(0, 4), (4, 8)]),
        (9, 4, 3, [(0, 4), (3, 7), (6, 9)]),
    ],
)
def test_windows(count: int, tokens: int, stride: int, expected: list[tuple[int, int]]) -> None:
    assert borders(["a"] * count, tokens, stride) == expected


@given(WORDS)
def test_every_token_lies_in_a_window(words: list[str]) -> None:
    seen = {i for start, end in borders(words, 16, 12) for i in range(start, end)}
    assert seen == set(range(len(words)))


@given(WORDS)
def test_no_window_holds_more_than_the_model_takes(words: list[str]) -> None:
    spans = borders(words, 16, 12)
    assert all(end - start == 1 or sum(map(most_pieces, words[start:end])) <= PIECES for start, end in spans)


def test_letters_that_fall_apart_are_counted_apart() -> None:
    assert most_pieces("한") == 3


def test_shape_and_context_are_mixed_for_each_token() -> None:
    def constant(width: int) -> Model[list[Doc], list[np.ndarray]]:
        def forward(model: object, docs: list[Doc], is_train: bool) -> tuple[list[np.ndarray], object]:
            return [np.ones((len(doc), width), dtype="f") for doc in docs], lambda gradient: []

        return Model("constant", forward, dims={"nO": width})  # type: ignore[arg-type]

    doc = Doc(spacy.blank("en").vocab, words=["Shells", "fell"])
    encoder = shaped_encoder(constant(8), constant(2), width=4)  # type: ignore[arg-type]
    encoder.initialize(X=[doc])
    assert encoder.predict([doc])[0].shape == (2, 4)
