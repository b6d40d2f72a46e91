"""``adapter_config.json`` as mlx-lm's loader reads it (mlx_lm/tuner/utils.py)."""

import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from evotr.domain import Activation, AdapterMethod, is_number
from evotr.errors import AdapterDamaged, AdapterMissing, AdapterUnsupported
from evotr.experts.base import Base
from evotr.experts.disk import read_file
from evotr.weights import ADAPTER_CONFIG as CONFIG
from evotr.weights import ADAPTER_SCOPE as SCOPE
from evotr.weights import ADAPTER_WEIGHTS as WEIGHTS

__all__ = [
    "CONFIG",
    "SCOPE",
    "WEIGHTS",
    "AdapterConfig",
    "check_there",
    "read_config",
    "read_json",
    "stated_activation",
]

_FILE_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterConfig:
    """How an adapter's tensors are applied.

    The update of a linear is ``scale · lora_a @ lora_b``. ``keys`` are names of linears
    inside a block, adapted in the last ``num_layers`` blocks (0 or less: in all), or
    full module names; None means every linear of those blocks.
    """

    method: AdapterMethod
    rank: int
    scale: float
    num_layers: int = -1
    keys: tuple[str, ...] | None = None
    dropout: float = 0.0

    def modules(self, base: Base) -> set[str]:
        """The linears of ``base`` that mlx-lm's loader would adapt."""
        first = max(base.layers - self.num_layers, 0) if self.num_layers > 0 else 0
        keys = None if self.keys is None else set(self.keys)
        return {
            name
            for name, linear in base.linears.items()
            if (linear.layer >= first and (keys is None or linear.key in keys))
            or (keys is not None and name in keys)
        }

    def to_json(self) -> str:
        """The file's content."""
        parameters: dict[str, object] = {
            "rank": self.rank,
            "scale": self.scale,
            "dropout": self.dropout,
        }
        if self.keys is not None:
            parameters["keys"] = list(self.keys)
        content = {
            "fine_tune_type": self.method,
            "num_layers": self.num_layers,
            "lora_parameters": parameters,
        }
        return json.dumps(content, indent=2) + "\n"


def check_there(folder: Path) -> None:
    """Raise AdapterMissing where ``folder`` is none, or has no config."""
    try:
        there = stat.S_ISDIR(folder.stat().st_mode)
    except OSError:
        there = False
    if not there or not os.path.lexists(folder / CONFIG):
        raise AdapterMissing(path=folder, reason=CONFIG)


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """The JSON object in an adapter's file; AdapterDamaged names it otherwise."""
    try:
        content = json.loads(read_file(folder / name, _FILE_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise AdapterDamaged(path=folder, reason=name) from error
    if not isinstance(content, dict):
        raise AdapterDamaged(path=folder, reason=name)
    return content


def read_config(folder: Path) -> AdapterConfig:
    """Read ``folder/adapter_config.json``.

    Raises:
        AdapterDamaged: It is missing, or a value cannot be meant; ``reason`` names it.
        AdapterUnsupported: The method is neither LoRA nor DoRA.
    """
    config = read_json(folder, CONFIG)
    method = config.get("fine_tune_type", "lora")
    if method not in get_args(AdapterMethod):
        raise AdapterUnsupported(path=folder, reason=f"fine_tune_type = {method!r}")
    parameters = config.get("lora_parameters")
    if not isinstance(parameters, Mapping):
        raise AdapterDamaged(path=folder, reason=f"{CONFIG}: lora_parameters")
    for key in _wrong_keys(config, parameters):
        raise AdapterDamaged(path=folder, reason=f"{CONFIG}: {key}")
    keys = parameters.get("keys")
    return AdapterConfig(
        method=method,
        rank=parameters["rank"],
        scale=float(parameters["scale"]),
        num_layers=config["num_layers"],
        keys=None if keys is None else tuple(keys),
        dropout=float(parameters["dropout"]),
    )


def stated_activation(folder: Path) -> Activation:
    """When the adapter acts, as its config says; always where it says nothing.

    Raises:
        AdapterDamaged: It says something else.
    """
    activation = read_json(folder, CONFIG).get("activation", "always")
    if activation not in get_args(Activation):
        raise AdapterDamaged(path=folder, reason=f"{CONFIG}: activation")
    stated: Activation = activation
    return stated


def _wrong_keys(
    config: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Iterator[str]:
    if type(config.get("num_layers")) is not int:
        yield "num_layers"
    rank = parameters.get("rank")
    if type(rank) is not int or rank <= 0:
        yield "lora_parameters.rank"
    for key in ("scale", "dropout"):  # mlx-lm demands them
        if not is_number(parameters.get(key)):
            yield f"lora_parameters.{key}"
    keys = parameters.get("keys")
    if keys is not None and not (
        isinstance(keys, list) and all(isinstance(key, str) for key in keys)
    ):
        yield "lora_parameters.keys"
