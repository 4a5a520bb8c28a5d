"""Make a language model smaller on the disk without a change of what it says.

It is kept in 16-bit floats, without what use never reads.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

#: Pieces that the makers of the vocabulary left free; no text is split into them.
_FREE = re.compile(r"\[unused\d+\]")


def slim(nlp: Language) -> None:
    """Slim the language model of a pipeline, which is of no use afterwards but to be written: it is read back into
    32-bit floats.
    """
    transformer: Any = nlp.get_pipe("transformer")
    shim = next(shim for node in transformer.model.walk() for shim in node.shims)
    model = shim._model
    _drop_free_pieces(shim._hfmodel, model)
    model.half()
    _drop_pooler(model)


def _drop_pooler(model: Any) -> None:
    """Let the layer for whole texts, which no component listens to, be one number that is repeated: so it is stored."""
    import torch

    for parameter in model.pooler.parameters() if model.pooler is not None else ():
        parameter.data = torch.zeros(1, dtype=parameter.dtype).expand(parameter.shape)


def _drop_free_pieces(parts: Any, model: Any) -> None:
    """Take the free pieces out of the vocabulary and their vectors out of the embedding."""
    import torch

    pieces = sorted(parts.tokenizer.get_vocab().items(), key=lambda item: item[1])
    kept = [(piece, index) for piece, index in pieces if not _FREE.fullmatch(piece)]
    parts.tokenizer = _with_vocabulary(parts.tokenizer, [piece for piece, _ in kept])
    parts.vocab_file_contents = None
    embedding = model.embeddings.word_embeddings
    rows = torch.tensor([index for _, index in kept])
    embedding.weight = torch.nn.Parameter(embedding.weight.data[rows], requires_grad=False)
    embedding.num_embeddings = model.config.vocab_size = len(kept)


def _with_vocabulary(tokenizer: Any, pieces: Sequence[str]) -> Any:
    """A tokenizer of the same kind with these pieces, that writes them once (the slow kind would write them again)."""
    from transformers import PreTrainedTokenizerFast

    with tempfile.TemporaryDirectory() as folder:
        vocabulary = Path(folder) / "vocab.txt"
        vocabulary.write_text("".join(f"{piece}\n" for piece in pieces), encoding="utf-8")
        same = type(tokenizer)(vocab_file=str(vocabulary), do_lower_case=tokenizer.do_lower_case)
    return PreTrainedTokenizerFast(
        tokenizer_object=same.backend_tokenizer,
        model_max_length=tokenizer.model_max_length,
        **same.special_tokens_map,
    )
