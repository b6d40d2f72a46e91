"""The parts of the night's benchmark; importing it imports MLX."""

from collections.abc import Callable, Mapping
from typing import Any

from scripts.bench.night_parts.beside import first_token
from scripts.bench.night_parts.judged import gate
from scripts.bench.night_parts.learning import chain, full, learn
from scripts.bench.night_parts.trainer import trainer
from scripts.bench.night_parts.undone import forget, kills
from scripts.bench.night_parts.world import World

__all__ = ["PARTS", "World"]

PARTS: Mapping[str, Callable[[World], dict[str, Any]]] = {
    "trainer": trainer,
    "first_token": first_token,
    "forget": forget,
    "learn": learn,
    "full": full,
    "chain": chain,
    "kills": kills,
    "gate": gate,
}
