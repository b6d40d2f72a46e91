"""Adapters put on a model and taken off again, and their parameters as one array.

The optimizer, the clipping, the average over machines and the checkpoint then each
touch one array instead of hundreds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, cast

import mlx.core as mx
from mlx import nn
from mlx.utils import tree_unflatten

from evotr.domain import AdapterMethod
from evotr.errors import AdapterMismatch, ModelUnsupported, ValueRefused
from evotr.experts.adapter_config import WEIGHTS
from evotr.inference.adapter_file import read_adapter
from evotr.inference.linears import dtype_of, linears_in_blocks, shape_of
from evotr.inference.loading import Loaded
from evotr.machine import memory_bytes
from evotr.night.training.layers import (
    Adapted,
    Focus,
    TrainedDora,
    TrainedLora,
    Unpack,
)

__all__ = ["Attached", "Shape", "attach", "attach_stored", "block_linears", "key_of"]

_IN_BLOCK = re.compile(r"(?:^|\.)layers\.\d+\.(.+)")
_UNPACKED_SHARE = 16  # of the memory, for weights that are kept unpacked
_LEAVES = ("lora_a", "lora_b", "m")


@dataclass(frozen=True, slots=True)
class Attached:
    """Adapters on a model.

    Attributes:
        layers: By the linear's full name, in a fixed order.
        focus: Says where they act.
        shapes: Of each parameter, by its name in mlx-lm's adapter files.
    """

    layers: Mapping[str, Adapted]
    focus: Focus
    shapes: Mapping[str, tuple[int, ...]]

    @property
    def size(self) -> int:
        """Numbers that are trained."""
        return sum(_size(shape) for shape in self.shapes.values())

    def gather(self) -> mx.array:
        """All parameters as one float32 array, (size,)."""
        return mx.concatenate([array.reshape(-1) for array in self._arrays()])

    def rates(self, of_b: float) -> mx.array:
        """How much of the learning rate each parameter has, (size,); () for all one.

        A large model's adapter has many millions: a second array of them is memory.
        """
        if of_b == 1:
            return mx.array(1.0)
        return mx.concatenate(
            [
                mx.full((_size(shape),), of_b if name.endswith(".lora_b") else 1.0)
                for name, shape in self.shapes.items()
            ]
        )

    def named(self, flat: mx.array) -> dict[str, mx.array]:
        """The parameters in ``flat``, by name."""
        ends = list(accumulate((_size(s) for s in self.shapes.values()), initial=0))
        return {
            name: flat[start:end].reshape(shape)
            for (name, shape), (start, end) in zip(
                self.shapes.items(), pairwise(ends), strict=True
            )
        }

    def assign(self, parameters: Mapping[str, mx.array]) -> None:
        """Compute with these from now on, by name."""
        for name, layer in self.layers.items():
            for leaf in _LEAVES:
                if (array := parameters.get(f"{name}.{leaf}")) is not None:
                    layer[leaf] = array

    def _arrays(self) -> Iterator[mx.array]:
        for layer in self.layers.values():
            for leaf in _LEAVES:
                if leaf in layer:
                    yield layer[leaf]


def _size(shape: Sequence[int]) -> int:
    size = 1
    for side in shape:
        size *= side
    return size


@dataclass(frozen=True, slots=True)
class Shape:
    """What adapters are like: their method, rank, scale, and the seed they start by."""

    method: AdapterMethod
    rank: int
    scale: float
    seed: int = 0


@contextmanager
def attach(
    loaded: Loaded, linears: Mapping[str, nn.Module], shape: Shape
) -> Iterator[Attached]:
    """Put fresh adapters on some of a model's linears while the context lasts.

    Args:
        loaded: The model; all of it is frozen.
        linears: Those of `block_linears` that are adapted.
        shape: What the adapters are like.
    """
    loaded.model.freeze()
    focus = Focus()
    kind = TrainedDora if shape.method == "dora" else TrainedLora
    unpack = _unpack(linears.values())
    keys = mx.random.split(mx.random.key(shape.seed), len(linears))
    layers = {
        name: kind(
            linear,
            rank=shape.rank,
            scale=shape.scale,
            focus=focus,
            key=key,
            unpack=unpack,
        )
        for (name, linear), key in zip(linears.items(), keys, strict=True)
    }
    shapes = {
        f"{name}.{leaf}": tuple(layer[leaf].shape)
        for name, layer in layers.items()
        for leaf in _LEAVES
        if leaf in layer
    }
    _replace(loaded.model, layers)
    try:
        yield Attached(layers, focus, shapes)
    finally:
        _replace(loaded.model, linears)


def _unpack(linears: Iterable[nn.Module]) -> Unpack:
    if mx.default_device() != mx.Device(mx.cpu):
        return "never"
    dense = sum(_size(shape_of(linear)) * dtype_of(linear).size for linear in linears)
    return "once" if dense <= memory_bytes() // _UNPACKED_SHARE else "anew"


@contextmanager
def attach_stored(loaded: Loaded, folder: Path) -> Iterator[Attached]:
    """Put a finished adapter on a model, for as long as the context lasts.

    Raises:
        AdapterDamaged, AdapterMismatch: It cannot be read, or not on this model.
    """
    raw = read_adapter(folder)
    linears = block_linears(loaded)
    for name, stored in raw.linears.items():
        if name not in linears:
            raise AdapterMismatch(path=folder, reason=name)
        if stored.lora_b.shape[1] != shape_of(linears[name])[0]:
            raise AdapterMismatch(path=folder, reason=f"{name}: shape")
    chosen = {name: linears[name] for name in linears if name in raw.linears}
    rank = next(iter(raw.linears.values())).lora_b.shape[0]
    with attach(loaded, chosen, Shape(raw.method, rank, raw.scale)) as attached:
        arrays = cast("dict[str, mx.array]", mx.load(str(folder / WEIGHTS)))
        attached.assign({name: a.astype(mx.float32) for name, a in arrays.items()})
        yield attached


def block_linears(
    loaded: Loaded, keys: Sequence[str] | None = None
) -> dict[str, nn.Module]:
    """The linears in a model's blocks, by full name; those with ``keys``, or all.

    Raises:
        ValueRefused: A key names no linear of a block.
        ModelUnsupported: The model's blocks have no linears.
    """
    found = dict(sorted(linears_in_blocks(loaded.model).items()))
    if not found:
        architecture = type(loaded.model).__module__.rpartition(".")[2]
        raise ModelUnsupported(path=loaded.path, architecture=architecture)
    known = {key_of(name) for name in found}
    for key in keys or ():
        if key not in known:
            raise ValueRefused(
                command="experts train",
                name="keys",
                value=key,
                expected=", ".join(sorted(known)),
            )
    chosen = known if keys is None else set(keys)
    return {name: found[name] for name in found if key_of(name) in chosen}


def key_of(name: str) -> str:
    """A linear's name inside its block: ``self_attn.q_proj``."""
    place = _IN_BLOCK.search(name)
    return place[1] if place else name


def _replace(model: Any, modules: Mapping[str, nn.Module]) -> None:  # noqa: ANN401 - mlx-lm is untyped
    model.update_modules(tree_unflatten(list(modules.items())))
