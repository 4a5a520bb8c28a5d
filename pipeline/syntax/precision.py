"""How a pack computes: fast matrix products for the small layers, fewer bits for a language model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from spacy.language import Language

#: ``float32`` is exact; ``bfloat16`` pays where the processor multiplies such numbers in hardware; ``int8`` where it
#: does not, at some cost in quality.
Precision = Literal["float32", "bfloat16", "int8"]


def use_numpy_products(nlp: Language) -> None:
    """Let the layers of a pipeline use numpy's matrix products: several times faster than those that thinc brings.

    Layers on a GPU, or with other operations of their own, are left alone.
    """
    from thinc.api import Model, NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for layer in model.walk() if isinstance(model, Model) else ():
            if type(layer.ops) is NumpyOps:
                layer.ops = ops


def reduce_precision(nlp: Language, precision: Precision) -> None:
    """Let the language model of a pipeline, if it has one, compute with fewer bits from now on.

    With ``int8`` the pipeline cannot be saved any more: what would be written could not be read.
    """
    if precision == "float32" or "transformer" not in nlp.component_names:
        return
    transformer: Any = nlp.get_pipe("transformer")
    encoder = transformer.model.transformer
    if precision == "bfloat16":
        compute_in_bfloat16(encoder)
    else:
        _quantize(encoder)
        transformer.to_disk = transformer.to_bytes = _refuse_to_save


def _refuse_to_save(*_: Any, **__: Any) -> None:
    raise ValueError("a pack that computes with int8 cannot be saved: load it with another precision for that")


def has_bfloat16() -> bool:
    """Whether the processor multiplies 16-bit brain floats in hardware; told by Linux alone."""
    processor = Path("/proc/cpuinfo")
    return processor.is_file() and "avx512_bf16" in processor.read_text(encoding="ascii", errors="replace")


def compute_in_bfloat16(encoder: Any) -> None:
    """Let a model of ``transformers`` compute in brain floats and answer in full ones, which numpy needs."""
    import torch

    forward = encoder.forward

    def run(*args: Any, **kwargs: Any) -> Any:
        with torch.autocast("cpu", torch.bfloat16):
            output = forward(*args, **kwargs)
        for key in ("last_hidden_state", "pooler_output"):
            if output.get(key) is not None:
                output[key] = output[key].float()
        return output

    encoder.forward = run


def _quantize(module: Any) -> None:
    """Replace the linear layers below a torch module by ones that multiply 8-bit whole numbers.

    Weights are scaled by output, inputs by row (by token): one scale for a whole batch, as torch's own dynamic
    quantization has it, is spoilt by the few large values of some tokens.
    """
    import torch

    for name, child in module.named_children():
        if isinstance(child, torch.nn.Linear):
            setattr(module, name, _int8_layer(child))
        else:
            _quantize(child)


def _int8_layer(linear: Any) -> Any:
    import torch

    class Int8Linear(torch.nn.Module):  # type: ignore[misc]  # torch need not be installed
        def __init__(self) -> None:
            super().__init__()
            scale = linear.weight.data.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
            self.register_buffer("weight", (linear.weight.data / scale).round().to(torch.int8).t())
            self.register_buffer("scale", scale.t().contiguous())
            self.register_buffer("bias", linear.bias.data)

        def forward(self, inputs: Any) -> Any:
            rows = inputs.reshape(-1, inputs.shape[-1])
            scale = rows.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
            whole = (rows / scale).round().to(torch.int8)
            products = torch._int_mm(whole, self.weight).float()
            return (products * scale * self.scale + self.bias).reshape(*inputs.shape[:-1], -1)

    return Int8Linear()
