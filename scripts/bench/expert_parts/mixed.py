"""Four streams at once on the small model: four experts, one expert, one by one."""

import statistics
from collections.abc import Callable, Sequence
from functools import partial

from evotr.domain import AdapterMethod, GenerationRequest
from evotr.inference import Engine, EngineConfig
from scripts.bench.common import QUESTION, answer, in_turn, ratio, request, seconds
from scripts.bench.expert_parts.world import World

__all__ = ["mixed"]

_STREAMS = 4


def mixed(world: World) -> dict[str, float]:
    """``mixed4_vs_same4`` and ``mixed4_vs_serial`` of LoRAs; ``…_dora`` of DoRAs."""
    return _mixed(world, "lora", "") | _mixed(world, "dora", "_dora")


def _mixed(world: World, method: AdapterMethod, suffix: str) -> dict[str, float]:
    engine = Engine(EngineConfig(world.mini, max_batch=_STREAMS))
    four = [_asked(world, method, stream, stream) for stream in range(_STREAMS)]
    same = [_asked(world, method, stream, 0) for stream in range(_STREAMS)]
    base = [_asked(world, None, stream, 0) for stream in range(_STREAMS)]
    ways: dict[str, Callable[[], float]] = {
        "mixed4": partial(seconds, partial(_at_once, engine, four)),
        "same4": partial(seconds, partial(_at_once, engine, same)),
        "serial": partial(seconds, partial(_serial, engine, four)),
        "base4": partial(seconds, partial(_at_once, engine, base)),
    }
    in_turn(ways, 1)
    taken = in_turn(ways, world.scale.repeats)
    engine.close()
    tokens = _STREAMS * world.scale.mixed_tokens
    return {
        f"mixed4_vs_same4{suffix}": ratio(taken["same4"], taken["mixed4"]),
        f"mixed4_vs_serial{suffix}": ratio(taken["serial"], taken["mixed4"]),
        **{
            f"{name}{suffix}_tps": tokens / statistics.median(times)
            for name, times in taken.items()
        },
    }


def _asked(
    world: World, method: AdapterMethod | None, stream: int, expert: int
) -> GenerationRequest:
    parts = (world.expert(method, expert, "mini"),) if method else ()
    tokens = world.scale.mixed_tokens
    name = f"stream {stream}"
    return request(name, f"{QUESTION} {stream}", tokens=tokens, adapters=parts)


def _at_once(engine: Engine, requests: Sequence[GenerationRequest]) -> None:
    for stream in [engine.submit(asked) for asked in requests]:
        for _ in stream:
            pass


def _serial(engine: Engine, requests: Sequence[GenerationRequest]) -> None:
    for asked in requests:
        answer(engine, asked)
