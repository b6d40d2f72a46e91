"""What a model's JSON files say, checked before a library trips over it."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evotr.errors import ModelDamaged, ModelUnsupported
from evotr.weights.architectures import is_supported

__all__ = [
    "CONFIG",
    "GENERATION",
    "check_architecture",
    "check_config",
    "check_generation",
    "context_tokens",
    "layer_bits",
    "read_object",
]

CONFIG = "config.json"
GENERATION = "generation_config.json"
_JSON_LIMIT = 200_000_000
_CONTEXT_KEYS = (
    "max_position_embeddings",
    "n_positions",
    "max_sequence_length",
    "max_seq_len",
    "seq_length",
    "n_ctx",
)


def read_object(folder: Path, name: str) -> dict[str, Any]:
    """The JSON object in a model's file ``name``.

    Raises:
        ModelDamaged: There is none; ``reason`` is the file's name.
    """
    file = folder / name
    try:
        if file.stat().st_size > _JSON_LIMIT:
            raise ModelDamaged(path=folder, reason=name)
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamaged(path=folder, reason=name) from error
    if not isinstance(content, dict):
        raise ModelDamaged(path=folder, reason=name)
    return content


def check_config(folder: Path, config: Mapping[str, Any]) -> None:
    """Check the types of what ``config.json`` says; what it leaves out is not judged.

    Raises:
        ModelDamaged: A value cannot be meant; ``reason`` is ``config.json: <key>``,
            with the path of a nested key joined by dots.
    """
    if not isinstance(config.get("model_type"), str):
        raise ModelDamaged(path=folder, reason=f"{CONFIG}: model_type")
    wrong = next(_wrong_keys(config), None)
    text = config.get("text_config")
    if wrong is None and isinstance(text, Mapping):
        wrong = next((f"text_config.{key}" for key in _wrong_keys(text)), None)
    if wrong is not None:
        raise ModelDamaged(path=folder, reason=f"{CONFIG}: {wrong}")


def check_generation(folder: Path, generation: Mapping[str, Any]) -> None:
    """Check ``generation_config.json``; raises ModelDamaged like `check_config`."""
    if not _tokens(generation.get("eos_token_id")):
        raise ModelDamaged(path=folder, reason=f"{GENERATION}: eos_token_id")


def check_architecture(folder: Path, config: Mapping[str, Any]) -> None:
    """Raise ModelUnsupported for a model that mlx-lm cannot run.

    A ``model_file`` names Python code that comes with the model; it is never run.
    """
    architecture = config["model_type"]
    if config.get("model_file") is not None or not is_supported(architecture):
        raise ModelUnsupported(path=folder, architecture=architecture)


def context_tokens(config: Mapping[str, Any]) -> int:
    """The longest context that a checked ``config.json`` names; 0 when it does not."""
    text = config.get("text_config")
    for part in (config, text if isinstance(text, Mapping) else {}):
        for key in _CONTEXT_KEYS:
            if _count(part.get(key)):
                return int(part[key])
    return 0


def layer_bits(config: Mapping[str, Any], layer: str = "") -> int | None:
    """The bits of a quantized linear, or of all (mlx-lm lets one differ by its name).

    None where ``config.json`` says nothing about it.
    """
    quantization = config.get("quantization") or config.get("quantization_config")
    if not isinstance(quantization, Mapping):
        return None
    own = quantization.get(layer)
    bits = own.get("bits") if isinstance(own, Mapping) else quantization.get("bits")
    return bits if isinstance(bits, int) and bits > 0 else None


def _wrong_keys(config: Mapping[str, Any]) -> Iterator[str]:
    for key, is_sound in _RULES.items():
        if key in config and not is_sound(config[key]):
            yield key
    quantization = config.get("quantization")
    if isinstance(quantization, Mapping):
        yield from _wrong_quantization(quantization)


def _wrong_quantization(quantization: Mapping[str, Any]) -> Iterator[str]:
    """``bits`` and ``group_size`` of all layers, and of those that differ."""
    for key in ("bits", "group_size"):
        if not _count(quantization.get(key)):
            yield f"quantization.{key}"
        for layer, own in quantization.items():
            if isinstance(own, Mapping) and not _count(own.get(key, 1)):
                yield f"quantization.{layer}.{key}"


def _count(value: object) -> bool:
    return type(value) is int and value > 0


def _count_or_null(value: object) -> bool:
    return value is None or _count(value)


def _counts(value: object) -> bool:
    """Some architectures count by layer."""
    if isinstance(value, list):
        return all(type(item) is int and item >= 0 for item in value)
    return _count_or_null(value)


def _number_or_mapping(value: object) -> bool:
    """A number may be a mapping too: so mlx-lm writes what JSON cannot (infinity)."""
    return not isinstance(value, str | list | bool)


def _mapping(value: object) -> bool:
    return value is None or isinstance(value, dict)


def _flag(value: object) -> bool:
    return value is None or isinstance(value, bool)


def _tokens(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return value is None or all(type(item) is int for item in items)


def _names(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return value is None or all(isinstance(item, str) for item in items)


_RULES: dict[str, Callable[[object], bool]] = {
    "hidden_size": _count,
    "vocab_size": _count,
    "num_hidden_layers": _count_or_null,  # nemotron_h counts its blocks instead
    **dict.fromkeys(_CONTEXT_KEYS, _count_or_null),
    "num_attention_heads": _count_or_null,
    "num_key_value_heads": _counts,
    "intermediate_size": _counts,
    "head_dim": _counts,
    "rms_norm_eps": _number_or_mapping,
    "layer_norm_eps": _number_or_mapping,
    "rope_theta": _number_or_mapping,
    "rope_scaling": _number_or_mapping,
    "rope_parameters": _mapping,
    "text_config": _mapping,
    "quantization": _mapping,
    "quantization_config": _mapping,
    "tie_word_embeddings": _flag,
    "eos_token_id": _tokens,
    "architectures": _names,
}
"""What a value must be where it is given."""
