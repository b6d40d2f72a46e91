"""Files of weights looked at from outside, without MLX and without reading a weight.

The one place that reads a safetensors header and the one that judges a model folder,
for the rooms that choose, load and train models. ``evotr.weights.scope`` is imported by
its own name: it needs numpy, and choosing a model should not wait for that.
"""

from evotr.weights.adapters import ADAPTER_CONFIG, ADAPTER_SCOPE, ADAPTER_WEIGHTS
from evotr.weights.config import (
    CONFIG,
    check_architecture,
    check_config,
    context_tokens,
    layer_bits,
    read_object,
)
from evotr.weights.folder import ModelFolder, check_folder, examine_folder
from evotr.weights.header import HeaderBroken, Tensor, read_header

__all__ = [
    "ADAPTER_CONFIG",
    "ADAPTER_SCOPE",
    "ADAPTER_WEIGHTS",
    "CONFIG",
    "HeaderBroken",
    "ModelFolder",
    "Tensor",
    "check_architecture",
    "check_config",
    "check_folder",
    "context_tokens",
    "examine_folder",
    "layer_bits",
    "read_header",
    "read_object",
]
