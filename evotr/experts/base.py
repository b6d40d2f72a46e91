"""A base model as an adapter sees it: its fingerprint, and the linears it offers."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evotr.errors import ModelDamaged
from evotr.weights import (
    HeaderBroken,
    Tensor,
    check_folder,
    layer_bits,
    read_header,
)

__all__ = ["Base", "Linear", "read_base"]

_HEAD_BYTES = 16 * 1024
_DIGITS = 16
_WORD_BITS = 32
_MATRIX = 2
_IN_BLOCK = re.compile(r"(?:^|\.)layers\.(\d+)\.(.+)")
# What decides which function the weights are; names, dates and dtypes of a saving
# program do not. An absent key and null are the same.
_CONFIG_KEYS = (
    "model_type",
    "quantization",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "hidden_act",
    "rms_norm_eps",
    "layer_norm_eps",
    "rope_theta",
    "rope_scaling",
    "rope_parameters",
    "rope_traditional",
    "partial_rotary_factor",
    "tie_word_embeddings",
)


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear of a block: numbers in and out, its ``layer``, its name inside it."""

    inputs: int
    outputs: int
    layer: int
    key: str


@dataclass(frozen=True, slots=True)
class Base:
    """A base model.

    Attributes:
        fingerprint: 16 hexadecimal digits; the same for the same weights, whatever
            their folder's name and however they are cut into files.
        linears: The linears of its blocks, by full module name
            (``model.layers.0.self_attn.q_proj``).
        layers: How many blocks it has.
    """

    fingerprint: str
    linears: Mapping[str, Linear]
    layers: int


def read_base(folder: Path) -> Base:
    """Read a model folder's headers, and the first 16 KiB of each tensor.

    Raises:
        ModelNotFound: There is no such folder.
        ModelDamaged, ModelUnsupported, TokenizerMissing: It cannot serve.
    """
    config = check_folder(folder).config
    tensors = _located(folder)
    linears = _linears({name: tensor for name, (_, tensor) in tensors.items()}, config)
    layers = 1 + max((linear.layer for linear in linears.values()), default=-1)
    try:
        return Base(_fingerprint(tensors, config), linears, layers)
    except OSError as error:
        raise ModelDamaged(path=folder, reason=type(error).__name__) from error


def _located(folder: Path) -> dict[str, tuple[Path, Tensor]]:
    """The tensors of ``model*.safetensors`` with their files, as mlx-lm joins them."""
    found: dict[str, tuple[Path, Tensor]] = {}
    for file in sorted(folder.glob("model*.safetensors")):
        try:
            header = read_header(file)
        except HeaderBroken as error:
            raise ModelDamaged(path=folder, reason=f"{file.name}: {error}") from error
        found |= {name: (file, tensor) for name, tensor in header.items()}
    return found


def _fingerprint(
    tensors: Mapping[str, tuple[Path, Tensor]], config: Mapping[str, Any]
) -> str:
    kept = {key: config[key] for key in _CONFIG_KEYS if config.get(key) is not None}
    digest = hashlib.sha256(json.dumps(kept, sort_keys=True).encode())
    heads = _heads(tensors)
    for name, (_, tensor) in sorted(tensors.items()):
        described = json.dumps([name, tensor.dtype, tensor.shape])
        digest.update(f"\n{described}\n".encode())
        digest.update(heads[name])
    return digest.hexdigest()[:_DIGITS]


def _heads(tensors: Mapping[str, tuple[Path, Tensor]]) -> dict[str, bytes]:
    """The first bytes of each tensor, read in the order they lie on the disk."""
    by_file: dict[Path, list[tuple[int, int, str]]] = {}
    for name, (file, tensor) in tensors.items():
        size = min(tensor.end - tensor.start, _HEAD_BYTES)
        by_file.setdefault(file, []).append((tensor.start, size, name))
    heads = {}
    for file, spans in by_file.items():
        with file.open("rb", buffering=0) as stream:
            for start, size, name in sorted(spans):
                stream.seek(start)
                heads[name] = stream.read(size)
    return heads


def _linears(
    tensors: Mapping[str, Tensor], config: Mapping[str, Any]
) -> dict[str, Linear]:
    linears = {}
    for name, tensor in tensors.items():
        module, _, leaf = name.rpartition(".")
        place = _IN_BLOCK.search(module)
        if leaf != "weight" or place is None or len(tensor.shape) != _MATRIX:
            continue
        outputs, inputs = tensor.shape
        if tensor.dtype == "U32" and f"{module}.scales" in tensors:
            bits = layer_bits(config, module)
            inputs = inputs * _WORD_BITS // bits if bits else 0
        linears[module] = Linear(inputs, outputs, int(place[1]), place[2])
    return linears
