"""Several machines that train together: MLX's launcher starts one process on each.

Each takes its share of every step's rows, their gradients are summed over the ring,
and the first alone writes. ``docs/training.md`` has the command.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import mlx.core as mx

__all__ = ["Workers", "join"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workers:
    """This process's place among ``size``; ``group`` is None where it is alone."""

    rank: int = 0
    size: int = 1
    group: Any = None

    @property
    def first(self) -> bool:
        """Whether this is the one that writes."""
        return self.rank == 0

    def share(self, items: Sequence[T]) -> list[T]:
        """This worker's part of ``items``; may be empty."""
        return list(items[self.rank :: self.size])

    def summed(self, array: mx.array) -> mx.array:
        """The sum of every worker's ``array``; all must call it."""
        if self.group is None:
            return array
        return mx.distributed.all_sum(array, group=self.group, stream=mx.cpu)

    def from_first(self, arrays: dict[str, mx.array]) -> dict[str, mx.array]:
        """The first worker's ``arrays``, of the same names and shapes everywhere."""
        heard = {}
        for name, array in sorted(arrays.items()):
            heard[name] = self.summed(array if self.first else mx.zeros_like(array))
            mx.eval(heard[name])  # in one order on all, or they wait for each other
        return heard

    def words_of_first(self, values: dict[str, Any]) -> dict[str, Any]:
        """The first worker's ``values``, which JSON can say."""
        letters = json.dumps(values).encode()
        told = self.from_first({"size": mx.array([len(letters)])})
        (size,) = cast("list[int]", told["size"].tolist())
        letters = letters[:size].ljust(size)
        said = self.from_first({"letters": mx.array(list(letters), mx.int32)})
        text = bytes(said["letters"].tolist())  # type: ignore[arg-type]
        heard: dict[str, Any] = json.loads(text)
        return heard


def join() -> Workers:
    """Meet the other workers where MLX's launcher started this process."""
    if "MLX_RANK" not in os.environ:
        return Workers()
    group = mx.distributed.init(strict=True)
    return Workers(group.rank(), group.size(), group)
