"""How a pack computes, and that it says the same."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from thinc.api import Linear, Model, NumpyOps

from pipeline.syntax.precision import reduce_precision, use_numpy_products


def test_layers_take_numpys_products_and_say_the_same() -> None:
    nlp = spacy.blank("en")
    tok2vec = nlp.add_pipe("tok2vec")
    nlp.initialize()
    doc = Doc(nlp.vocab, words=["Shells", "fell", "near", "Basra"])
    before = tok2vec.predict([doc])[0]  # type: ignore[attr-defined]
    use_numpy_products(nlp)
    layers = list(tok2vec.model.walk())  # type: ignore[attr-defined]
    assert not any(layer.ops.use_blis for layer in layers)
    np.testing.assert_allclose(tok2vec.predict([doc])[0], before, atol=1e-4)  # type: ignore[attr-defined]


def test_operations_of_another_kind_are_left_alone() -> None:
    class OtherOps(NumpyOps):
        pass

    class Pipe:
        model: Model = Linear(2, 2)

        def __call__(self, doc: Doc) -> Doc:
            return doc

    Pipe.model.ops = OtherOps()
    spacy.Language.component("test_other_ops", func=Pipe())
    nlp = spacy.blank("en")
    nlp.add_pipe("test_other_ops")
    use_numpy_products(nlp)
    assert type(Pipe.model.ops) is OtherOps


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "int8"])
def test_a_pack_without_a_language_model_takes_no_notice(precision: str) -> None:
    reduce_precision(spacy.blank("en"), precision)  # type: ignore[arg-type]


def test_whole_numbers_come_near_to_the_layer_that_they_replace() -> None:
    torch = pytest.importorskip("torch", reason="torch is installed with the extra `trf`")
    from pipeline.syntax.precision import _quantize

    torch.manual_seed(0)
    layers = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Linear(32, 8))
    inputs = torch.randn(2, 5, 64)
    inputs[0, 0] *= 50  # one token with large values
    exact = layers(inputs)
    quantized = copy.deepcopy(layers)
    _quantize(quantized)
    assert (quantized(inputs) - exact).abs().mean() / exact.abs().mean() < 0.02
