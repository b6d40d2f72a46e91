"""What the tensors of a model add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evotr.weights import Tensor

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
            bits = _layer_bits(config, layer)
            total += tensor.elements * tensor.bits // bits if bits else tensor.elements
        elif not (quantized and leaf in {"scales", "biases"}):
            total += tensor.elements
    return total


def _layer_bits(config: Mapping[str, Any], layer: str = "") -> int | None:
    """The bits of one layer, or of all (mlx-lm lets a layer differ by its path)."""
    quantization = config.get("quantization") or config.get("quantization_config")
    if not isinstance(quantization, Mapping):
        return None
    own = quantization.get(layer)
    bits = own.get("bits") if isinstance(own, Mapping) else quantization.get("bits")
    return bits if isinstance(bits, int) and bits > 0 else None


def _bits(tensors: Mapping[str, Tensor], config: Mapping[str, Any]) -> int:
    if bits := _layer_bits(config):
        return bits
    return max(tensors.values(), key=lambda tensor: tensor.elements).bits
