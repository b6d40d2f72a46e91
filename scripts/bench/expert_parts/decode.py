"""Tokens per second with an expert, with a blend and with none, beside mlx-lm."""

import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from mlx_lm.utils import load

from evotr.domain import WeightedAdapter
from evotr.inference import Engine, EngineConfig
from evotr.inference.layers import Selection, adapt
from scripts.bench.common import (
    decode_rate,
    in_turn,
    peer_rate,
    ratio,
    request,
)
from scripts.bench.expert_parts.world import World

__all__ = ["base_slot", "decode"]

_QUESTION = "Merhaba"  # mlx-lm reads it again each time, and slowly


def decode(world: World) -> dict[str, float]:
    """One stream through the engine; the peer is ``mlx_lm.stream_generate``.

    Keys: ``dora_vs_lora``, ``dora_vs_mlxlm_dora``, ``lora_vs_mlxlm_lora``,
    ``blend3_vs_single`` (three LoRAs against one; ``…_dora`` three DoRAs),
    ``base_vs_mlxlm_base``, and every rate as ``…_tps``.
    """
    engine = Engine(EngineConfig(world.base))
    loras = [world.expert("lora", seed) for seed in range(1, 4)]
    doras = [world.expert("dora", seed) for seed in range(1, 4)]
    ways: dict[str, Callable[[], float]] = {
        "base": _ours(world, engine),
        "lora": _ours(world, engine, loras[0]),
        "dora": _ours(world, engine, doras[0]),
        "blend3": _ours(world, engine, *_third(loras)),
        "blend3_dora": _ours(world, engine, *_third(doras)),
        "mlxlm_base": _theirs(world, None),
        "mlxlm_lora": _theirs(world, loras[0].adapter.path),
        "mlxlm_dora": _theirs(world, doras[0].adapter.path),
    }
    in_turn(ways, 1)
    rates = in_turn(ways, world.scale.repeats)
    engine.close()
    return {
        "dora_vs_lora": ratio(rates["dora"], rates["lora"]),
        "dora_vs_mlxlm_dora": ratio(rates["dora"], rates["mlxlm_dora"]),
        "lora_vs_mlxlm_lora": ratio(rates["lora"], rates["mlxlm_lora"]),
        "blend3_vs_single": ratio(rates["blend3"], rates["lora"]),
        "blend3_vs_single_dora": ratio(rates["blend3_dora"], rates["dora"]),
        "base_vs_mlxlm_base": ratio(rates["base"], rates["mlxlm_base"]),
        **{f"{name}_tps": statistics.median(rate) for name, rate in rates.items()},
    }


def base_slot(world: World) -> dict[str, float]:
    """``base_slot_vs_base``: one loop (mlx-lm's), with our layers empty and without."""
    bare, tokenizer = load(str(world.base))[:2]
    wrapped = load(str(world.base))[0]
    adapt(wrapped, Selection())
    tokens = world.scale.tokens
    ways = {
        "wrapped": partial(peer_rate, wrapped, tokenizer, tokens, _QUESTION),
        "bare": partial(peer_rate, bare, tokenizer, tokens, _QUESTION),
    }
    in_turn(ways, 1)
    rates = in_turn(ways, world.scale.repeats + 2)
    return {
        "base_slot_vs_base": ratio(rates["wrapped"], rates["bare"]),
        "base_slot_tps": statistics.median(rates["wrapped"]),
    }


def _third(parts: list[WeightedAdapter]) -> list[WeightedAdapter]:
    return [replace(part, weight=1 / len(parts)) for part in parts]


def _ours(
    world: World, engine: Engine, *experts: WeightedAdapter
) -> Callable[[], float]:
    tokens = world.scale.tokens
    asked = request("decode", _QUESTION, tokens=tokens, adapters=experts)
    return partial(decode_rate, engine, asked)


def _theirs(world: World, adapter: Path | None) -> Callable[[], float]:
    path = str(adapter) if adapter else None
    model, tokenizer = load(str(world.base), adapter_path=path)[:2]
    return partial(peer_rate, model, tokenizer, world.scale.tokens, _QUESTION)
