"""What the tensors of a model add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evotr.weights import Tensor, layer_bits

__all__ = ["Weights", "count_weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """``parameters`` counted as the model has them unpacked, ``bits`` per weight."""

    parameters: int
    bits: int


def count_weights(tensors: Mapping[str, Tensor], config: Mapping[str, Any]) -> Weights:
    """Count the parameters of a model's tensors (at least one).

    Args:
        tensors: Those of all its files, by name.
        config: Its ``config.json``, for the bits of quantized layers.
    """
    return Weights(_parameters(tensors, config), _bits(tensors, config))


def _parameters(tensors: Mapping[str, Tensor], config: Mapping[str, Any]) -> int:
    total = 0
    for name, tensor in tensors.items():
        layer, _, leaf = name.rpartition(".")
        weight = tensors.get(f"{layer}.weight")
        quantized = (
            f"{layer}.scales" in tensors
            and weight is not None
            and weight.dtype == "U32"
        )
        if quantized and leaf == "weight":
            bits = layer_bits(config, layer)
            total += tensor.elements * tensor.bits // bits if bits else tensor.elements
        elif not (quantized and leaf in {"scales", "biases"}):
            total += tensor.elements
    return total


def _bits(tensors: Mapping[str, Tensor], config: Mapping[str, Any]) -> int:
    if bits := layer_bits(config):
        return bits
    return max(tensors.values(), key=lambda tensor: tensor.elements).bits
