"""LoRA and DoRA adapters of PEFT in mlx-lm's form.

PEFT keeps ``lora_A`` (rank, in) and ``lora_B`` (out, rank) and scales by alpha / rank,
or alpha / √rank (rsLoRA); mlx-lm keeps both transposed and has one scale and one rank
for all linears. Here a linear's own scale goes into its ``lora_b``, and a smaller rank
is filled up with zeros: both leave the update as it was.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import TensorSpec, serialize

from evotr.domain import Activation, is_number
from evotr.errors import AdapterDamaged, AdapterMismatch, AdapterUnsupported
from evotr.experts.adapter_config import CONFIG, WEIGHTS, AdapterConfig, read_json
from evotr.experts.base import Base
from evotr.weights import HeaderBroken, Tensor, read_header

__all__ = ["PEFT_TYPE", "activation_of", "convert"]

PEFT_TYPE = "peft_type"
"""The key by which PEFT's ``adapter_config.json`` is known."""

_WEIGHTS = "adapter_model.safetensors"
_NAME = re.compile(
    r"(?:base_model\.model\.)?(?P<module>.+)\."
    r"(?:lora_(?P<side>[AB])(?:\.default)?\.weight"
    r"|lora_magnitude_vector(?:\.default)?(?:\.weight)?)"
)
_INVOCATION = "alora_invocation_tokens"
_IN_BLOCK = re.compile(r"(?:^|\.)layers\.\d+\.")
_DTYPES = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}
_WRITTEN = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_MATRIX = 2
# Keys of LoraConfig (peft 0.21) that say where the adapter came from or how it was
# trained; others change what it computes, and are refused unless they are unset.
_HARMLESS = {
    "peft_type", "task_type", "auto_mapping", "peft_version", "revision",
    "base_model_name_or_path", "inference_mode", "r", "lora_alpha", "lora_dropout",
    "use_rslora", "use_dora", "rank_pattern", "alpha_pattern", "target_modules",
    "exclude_modules", "layers_to_transform", "layers_pattern", "fan_in_fan_out",
    "bias", "init_lora_weights", "megatron_core", "runtime_config", "eva_config",
    _INVOCATION, "qalora_group_size", "ensure_weight_tying",
}  # fmt: skip
# These start from a changed base, or need one: their files do not apply to the base.
_SOUND_STARTS = {True, False, None, "gaussian", "eva", "orthogonal", "true", "false"}

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(slots=True)
class _Linear:
    """PEFT's tensors of one linear; bfloat16 as its bits (uint16)."""

    arrays: dict[str, Array] = field(default_factory=dict)
    dtypes: dict[str, str] = field(default_factory=dict)

    @property
    def rank(self) -> int:
        return int(self.arrays["A"].shape[0])


def activation_of(folder: Path, base: Path) -> Activation:
    """``reply`` for an activated LoRA (arXiv 2504.12397), otherwise ``always``.

    Args:
        folder: PEFT's adapter.
        base: The model's folder.

    Raises:
        AdapterUnsupported: Its invocation tokens are not how an answer begins.
        TokenizerMissing, ModelDamaged: It cannot be told how one begins.
    """
    tokens = read_json(folder, CONFIG).get(_INVOCATION)
    if not tokens:
        return "always"
    # MLX and transformers, which other imports do without.
    from evotr.inference.loading import reply_header  # noqa: PLC0415

    if tokens != list(reply_header(base)[: len(tokens)]):
        raise AdapterUnsupported(path=folder, reason=_INVOCATION)
    return "reply"


def convert(folder: Path, target: Path, base: Base) -> None:
    """Write PEFT's adapter in ``folder`` as mlx-lm's two files into ``target``.

    Raises:
        AdapterDamaged: A file is missing, cut, or says what cannot be.
        AdapterMismatch: A linear is not one of ``base``.
        AdapterUnsupported: It has something that mlx-lm's form has no place for;
            ``reason`` is the key or tensor.
        OSError: The files cannot be written.
    """
    config = read_json(folder, CONFIG)
    _refuse(folder, config)
    linears = _read(folder, "dora" if config.get("use_dora") else "lora")
    for name, linear in linears.items():
        _check_rank(folder, config, name, linear)
    scales = {name: _scale(folder, config, name, linears[name]) for name in linears}
    common = _common_scale(scales)
    rank = max(linear.rank for linear in linears.values())
    num_layers, keys = _coverage(folder, linears, base)
    written = AdapterConfig(
        method="dora" if config.get("use_dora") else "lora",
        rank=rank,
        scale=common,
        num_layers=num_layers,
        keys=keys,
    )
    tensors: dict[str, tuple[Array, str]] = {}
    for name, linear in linears.items():
        ratio = scales[name] / common if common else 1.0
        tensors |= dict(_tensors(name, linear, rank, ratio))
    (target / CONFIG).write_text(written.to_json(), "utf-8")
    (target / WEIGHTS).write_bytes(_serialized(tensors))


def _refuse(folder: Path, config: Mapping[str, Any]) -> None:
    wrong = list(_unsupported(config))
    if wrong:
        raise AdapterUnsupported(path=folder, reason=wrong[0])
    if not _is_rank(config.get("r")):
        raise AdapterDamaged(path=folder, reason=f"{CONFIG}: r")
    if not is_number(config.get("lora_alpha")):
        raise AdapterDamaged(path=folder, reason=f"{CONFIG}: lora_alpha")
    for key in ("rank_pattern", "alpha_pattern"):
        if not isinstance(config.get(key) or {}, dict):
            raise AdapterDamaged(path=folder, reason=f"{CONFIG}: {key}")


def _unsupported(config: Mapping[str, Any]) -> Iterator[str]:
    if config.get(PEFT_TYPE) != "LORA":
        yield f"{PEFT_TYPE} = {config.get(PEFT_TYPE)!r}"
    for key, value in config.items():
        if value and key not in _HARMLESS:
            # An empty configuration of a method (all of it null) is not in use.
            if isinstance(value, dict) and not any(value.values()):
                continue
            yield key
    if config.get("bias", "none") != "none":
        yield f"bias = {config['bias']!r}"
    start = config.get("init_lora_weights")
    if not isinstance(start, str | bool | None) or start not in _SOUND_STARTS:
        yield f"init_lora_weights = {start!r}"
    if config.get("use_dora") and config.get("fan_in_fan_out"):
        yield "fan_in_fan_out"


def _read(folder: Path, method: str) -> dict[str, _Linear]:
    file = folder / _WEIGHTS
    if not file.exists() and (folder / "adapter_model.bin").exists():
        raise AdapterUnsupported(path=folder, reason="adapter_model.bin")
    linears: dict[str, _Linear] = {}
    try:
        header = read_header(file)
        with file.open("rb") as stream:
            for name, tensor in header.items():
                stream.seek(tensor.start)
                data = stream.read(tensor.end - tensor.start)
                module, part = _place(folder, name, tensor)
                linear = linears.setdefault(module, _Linear())
                array = np.frombuffer(data, _DTYPES[tensor.dtype])
                linear.arrays[part] = array.reshape(tensor.shape)
                linear.dtypes[part] = tensor.dtype
    except (HeaderBroken, OSError) as error:
        raise AdapterDamaged(path=folder, reason=f"{_WEIGHTS}: {error}") from error
    _check_complete(
        folder, linears, {"A", "B"} | ({"m"} if method == "dora" else set())
    )
    return linears


def _place(folder: Path, name: str, tensor: Tensor) -> tuple[str, str]:
    """The linear that a tensor belongs to, and which part of it: A, B or m."""
    match = _NAME.fullmatch(name)
    if match is None or not _IN_BLOCK.search(match["module"]):
        raise AdapterUnsupported(path=folder, reason=name)
    if tensor.dtype not in _DTYPES:
        raise AdapterUnsupported(path=folder, reason=f"{name}: {tensor.dtype}")
    part = match["side"] or "m"
    if len(tensor.shape) != (1 if part == "m" else _MATRIX) or 0 in tensor.shape:
        raise AdapterMismatch(path=folder, reason=f"{name}: {list(tensor.shape)}")
    return match["module"], part


def _check_complete(
    folder: Path, linears: Mapping[str, _Linear], wanted: set[str]
) -> None:
    if not linears:
        raise AdapterDamaged(path=folder, reason=_WEIGHTS)
    for name, linear in linears.items():
        for part in sorted(wanted ^ linear.arrays.keys()):
            sign = "-" if part in wanted else "+"
            leaf = "lora_magnitude_vector" if part == "m" else f"lora_{part}"
            raise AdapterMismatch(path=folder, reason=f"{sign} {name}.{leaf}")
        if linear.arrays["B"].shape[1] != linear.rank:
            raise AdapterMismatch(path=folder, reason=f"{name}.lora_B")


def _is_rank(value: object) -> bool:
    return type(value) is int and value > 0


def _check_rank(
    folder: Path, config: Mapping[str, Any], name: str, linear: _Linear
) -> None:
    rank = _patterned(config, "rank_pattern", name, config["r"])
    if not _is_rank(rank):
        raise AdapterDamaged(path=folder, reason=f"{CONFIG}: rank_pattern")
    if linear.rank != rank:
        reason = f"{name}: r {linear.rank} ≠ {rank}"
        raise AdapterMismatch(path=folder, reason=reason)


def _scale(
    folder: Path, config: Mapping[str, Any], name: str, linear: _Linear
) -> float:
    alpha = _patterned(config, "alpha_pattern", name, config["lora_alpha"])
    if not is_number(alpha):
        raise AdapterDamaged(path=folder, reason=f"{CONFIG}: alpha_pattern")
    rank = linear.rank
    return float(alpha / (math.sqrt(rank) if config.get("use_rslora") else rank))


def _patterned(
    config: Mapping[str, Any], key: str, name: str, default: object
) -> object:
    """A linear's own value of those that ``key`` has by pattern, by PEFT's own rule."""
    for pattern, own in (config.get(key) or {}).items():
        try:
            found = re.match(rf"(.*\.)?({pattern})$", name)
        except re.error:
            found = None
        if found:
            return own
    return default


def _common_scale(scales: Mapping[str, float]) -> float:
    """The scale that most linears have, so that most are carried bit for bit."""
    counted = list(scales.values())
    return max((s for s in counted if s), key=counted.count, default=0.0)


def _coverage(
    folder: Path, linears: Mapping[str, _Linear], base: Base
) -> tuple[int, tuple[str, ...]]:
    """mlx-lm's ``num_layers`` and ``keys``: by name where blocks differ."""
    by_layer: dict[int, set[str]] = {}
    for name in linears:
        if name not in base.linears:
            raise AdapterMismatch(path=folder, reason=f"+ {name}")
        linear = base.linears[name]
        by_layer.setdefault(linear.layer, set()).add(linear.key)
    first = min(by_layer)
    keys = by_layer[first]
    last = range(first, base.layers)
    if all(by_layer.get(layer) == keys for layer in last):
        return len(last), tuple(sorted(keys))
    return -1, tuple(sorted(linears))


def _tensors(
    name: str, linear: _Linear, rank: int, ratio: float
) -> Iterator[tuple[str, tuple[Array, str]]]:
    """mlx-lm's tensors with their types."""
    a, b = linear.arrays["A"], linear.arrays["B"]
    dtype = linear.dtypes["B"]
    if ratio != 1:
        b, dtype = _floats(b, dtype) * np.float32(ratio), "F32"
    missing = rank - linear.rank
    yield f"{name}.lora_a", (np.pad(a.T, ((0, 0), (0, missing))), linear.dtypes["A"])
    yield f"{name}.lora_b", (np.pad(b.T, ((0, missing), (0, 0))), dtype)
    if "m" in linear.arrays:
        yield f"{name}.m", (linear.arrays["m"], linear.dtypes["m"])


def _floats(array: Array, dtype: str) -> Array:
    if dtype == "BF16":
        return (array.astype("<u4") << 16).view("<f4")
    return array.astype("<f4")


def _serialized(tensors: Mapping[str, tuple[Array, str]]) -> bytes:
    # The library is given addresses: the arrays must be there until it is done.
    whole = {name: np.ascontiguousarray(array) for name, (array, _) in tensors.items()}
    specs = {
        name: TensorSpec(
            dtype=_WRITTEN[dtype],
            shape=tensors[name][0].shape,
            data_ptr=whole[name].ctypes.data,
            data_len=whole[name].nbytes,
        )
        for name, (_, dtype) in tensors.items()
    }
    return serialize(specs, {"format": "mlx"})
