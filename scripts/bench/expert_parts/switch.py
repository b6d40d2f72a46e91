"""Changing the expert, and what experts cost in memory: at the bank itself."""

import gc
import math
import statistics
import threading
from collections.abc import Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import mlx.core as mx
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.utils import load

from evotr.domain import Adapter, AdapterMethod, WeightedAdapter
from evotr.inference.bank import Bank
from evotr.inference.layers import Selection, adapt, mix
from evotr.weights import read_header
from scripts.bench.common import in_turn, ratio, seconds
from scripts.bench.expert_parts.world import World

__all__ = ["memory", "switch"]

_ROOM = 2**30
_WAIT_S = 60


class _Desk:
    """A loaded model, its bank, and who waits for the disk."""

    def __init__(self, path: Path) -> None:
        self._arrived = threading.Event()
        self.model = load(str(path))[0]
        self.selection = Selection()
        linears = adapt(self.model, self.selection)
        self.dtype = next(iter(linears.values())).dtype
        self.bank = Bank(linears, _ROOM, self._arrived.set, set)

    def heat(self, *parts: WeightedAdapter) -> None:
        """Bring experts into the bank, as the session does between two steps."""
        adapters = [part.adapter for part in parts]
        self.bank.request(adapters)
        while not self.bank.ready(adapters):
            if not self.bank.busy:
                assert self._arrived.wait(_WAIT_S)
                self._arrived.clear()
            self.bank.work()

    def change(self, part: WeightedAdapter) -> None:
        """What a request for a hot expert does until the layers can compute with it.

        The calls are those of ``Session.add`` and ``Session._welcome`` and of the
        batch's next step.
        """
        adapters = [part.adapter]
        self.bank.request(adapters)
        assert self.bank.ready(adapters)
        always = (part,) if part.adapter.activation == "always" else ()
        self.bank.delta(always)
        self.selection.choose([self.bank.delta((part,))])

    def close(self) -> None:
        self.bank.close()


def switch(world: World) -> dict[str, float]:
    """``switch_ms`` and ``switch_vs_reload``, and what is behind them.

    ``switch_step_extra_ms`` is what the first step after a change takes longer than
    one without; ``bring_…`` a first use from the disk; ``new_blend3_ms`` three experts
    blended for the first time; ``new_mixture4_ms`` the work when a row with another
    expert joins a batch.
    """
    desk = _Desk(world.base)
    parts = [world.expert("lora", 1), world.expert("dora", 2)]
    desk.heat(*parts)
    turns = cycle(parts)
    many = world.scale.switches

    def switched() -> float:
        return statistics.median(
            seconds(partial(desk.change, part)) for part in islice(turns, many)
        )

    reload = partial(seconds, partial(_reload, world.base, world.adapter("lora", 1)))
    in_turn({"switch": switched, "reload": reload}, 1)
    taken = in_turn({"switch": switched, "reload": reload}, world.scale.repeats)
    results = {
        "switch_ms": 1e3 * statistics.median(taken["switch"]),
        "reload_ms_mlxlm": 1e3 * statistics.median(taken["reload"]),
        "switch_vs_reload": ratio(taken["reload"], taken["switch"]),
        "switch_step_extra_ms": 1e3 * _step_extra(desk, parts),
        **_first_uses(desk, world),
    }
    desk.close()
    return results


def _reload(base: Path, adapter: Path) -> None:
    model = load(str(base), adapter_path=str(adapter))[0]
    mx.eval(model.parameters())


def _step_extra(desk: _Desk, parts: Sequence[WeightedAdapter]) -> float:
    """Each expert's steps in pairs: the first after a change, the second without."""
    caches = make_prompt_cache(desk.model)
    token = mx.zeros((1, 1), mx.int32)

    def step(part: WeightedAdapter) -> None:
        desk.change(part)
        mx.eval(desk.model(token, cache=caches))

    differences = []
    for part in islice(cycle(parts), 10 * len(parts)):
        first, second = seconds(partial(step, part)), seconds(partial(step, part))
        differences.append(first - second)
    return statistics.median(differences)


def _first_uses(desk: _Desk, world: World) -> dict[str, float]:
    cold: dict[AdapterMethod, list[float]] = {"lora": [], "dora": []}
    for method, times in cold.items():
        for repeat in range(world.scale.repeats):
            path = world.adapter(method, 1)
            part = WeightedAdapter(Adapter(f"cold {method} {repeat}", path))
            times.append(seconds(partial(desk.heat, part)))
    experts = [world.expert("lora", seed) for seed in range(1, 5)]
    desk.heat(*experts)
    blended, mixed = [], []
    deltas = [desk.bank.delta((expert,)) for expert in experts]
    for repeat in range(world.scale.repeats):
        weight = (repeat + 1) / (world.scale.repeats + 2)
        trio = tuple(WeightedAdapter(e.adapter, weight) for e in experts[:3])
        blended.append(seconds(partial(desk.bank.delta, trio)))
        mixed.append(seconds(lambda: mix(deltas).evaluate()))
    return {
        "bring_lora_ms": 1e3 * statistics.median(cold["lora"]),
        "bring_dora_ms": 1e3 * statistics.median(cold["dora"]),
        "new_blend3_ms": 1e3 * statistics.median(blended),
        "new_mixture4_ms": 1e3 * statistics.median(mixed),
    }


def memory(world: World) -> dict[str, float]:
    """``bank_vs_adapter_bytes``: the bank's bytes over those of the files' tensors.

    Tensors are counted in the base's type, and the worse method is the figure.
    ``bank_active_vs_adapter_bytes`` asks MLX's allocator instead of the bank.
    """
    counted, active, results = [], [], {}
    methods: tuple[AdapterMethod, ...] = ("lora", "dora")
    for method in methods:
        desk = _Desk(world.base)
        parts = [world.expert(method, seed) for seed in range(1, 5)]
        files = sum(_tensors(part.adapter.path) for part in parts) * desk.dtype.size
        before = _active()
        desk.heat(*parts)
        active.append((_active() - before) / files)
        counted.append(desk.bank.metrics.hot_bytes / files)
        results[f"{method}_adapter_mb"] = files / len(parts) / 1e6
        desk.close()
    return {
        "bank_vs_adapter_bytes": max(counted),
        "bank_active_vs_adapter_bytes": max(active),
        **results,
    }


def _active() -> int:
    gc.collect()
    mx.clear_cache()
    return mx.get_active_memory()


def _tensors(adapter: Path) -> int:
    header = read_header(adapter / "adapters.safetensors")
    return sum(math.prod(tensor.shape) for tensor in header.values())
