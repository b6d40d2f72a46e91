"""The parts of the experts' benchmark; importing it imports MLX."""

from collections.abc import Callable, Mapping

from scripts.bench.expert_parts.decode import base_slot, decode
from scripts.bench.expert_parts.history import history
from scripts.bench.expert_parts.mixed import mixed
from scripts.bench.expert_parts.switch import memory, switch
from scripts.bench.expert_parts.training import training
from scripts.bench.expert_parts.world import FULL, TINY, Scale, World

__all__ = ["FULL", "PARTS", "TINY", "Scale", "World"]

PARTS: Mapping[str, Callable[[World], dict[str, float]]] = {
    "switch": switch,
    "memory": memory,
    "decode": decode,
    "base": base_slot,
    "mixed": mixed,
    "training": training,
    "history": history,
}
