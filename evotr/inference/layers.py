"""Linears that experts act on: ``y = gain ⊙ (W x) + (x A) B (+ bias)``.

One triple of factors serves LoRA (no gain, B carries the scale), DoRA (arXiv
2402.09353: gain = m / ‖W + s·BA‖ and B = s·B·diag(gain), both constant once trained),
a blend of several, and the rows of a batch that have different ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import mlx.core as mx
from mlx import nn
from mlx.utils import tree_unflatten
from typing_extensions import override

from evotr.inference.linears import dtype_of, linears_in_blocks, shape_of, unpacked

__all__ = ["AdaptedLinear", "Delta", "Factors", "Selection", "adapt", "blend", "mix"]


@dataclass(frozen=True, slots=True)
class Factors:
    """What is added to one linear; all arrays have the base's floating type.

    ``a`` is (rank, in), ``b`` (rank, out), ``gain`` and ``shift`` are (out,); in a
    mixed batch (rows, rank, in), (rows, rank, out) and (rows, 1, out). ``shift`` takes
    back what the gain does to the bias.
    """

    a: mx.array
    b: mx.array
    gain: mx.array | None = None
    shift: mx.array | None = None

    def __call__(self, x: mx.array, y: mx.array) -> mx.array:
        """Adapt the base's output.

        Args:
            x: The linear's input, shape (rows, tokens, in).
            y: What the base made of it, shape (rows, tokens, out).
        """
        z = x @ mx.swapaxes(self.a, -1, -2)
        if self.gain is not None:
            y = y * self.gain
        if self.shift is not None:
            y = y + self.shift
        return mx.addmm(y, z, self.b)

    @property
    def arrays(self) -> list[mx.array]:
        """All of them, for evaluating and counting."""
        given = (self.a, self.b, self.gain, self.shift)
        return [array for array in given if array is not None]


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class Delta:
    """What an expert (or a blend) adds to the whole model.

    ``key`` names it; ``tables`` has one entry per adapted linear, None where the
    base's output stands.
    """

    key: str
    tables: tuple[Factors | None, ...]
    nbytes: int = field(init=False)

    def __post_init__(self) -> None:
        arrays = [array for table in self.tables if table for array in table.arrays]
        object.__setattr__(self, "nbytes", sum(array.nbytes for array in arrays))

    def evaluate(self) -> "Delta":
        """Compute what is still lazy, and return itself."""
        mx.eval([array for table in self.tables if table for array in table.arrays])
        return self


class Selection:
    """Which delta every row of the next call of the model has.

    Choosing is one assignment, whatever the experts' size: the layers look up their
    own entry when they are called.
    """

    def __init__(self) -> None:
        self.tables: tuple[Factors | None, ...] | None = None
        self._mixed: tuple[tuple[Delta | None, ...], Delta] | None = None

    def choose(self, rows: Sequence[Delta | None]) -> None:
        """Select for a batch of ``rows``; None is the base as it is."""
        first = rows[0]
        if all(row is first for row in rows):
            self.tables = first.tables if first else None
            if len(rows) > 1:  # the batch is of one mind now
                self._mixed = None
            return
        wanted = tuple(rows)
        # Between two steps of a mixed batch one prompt is read: the mixture is kept.
        if self._mixed is None or self._mixed[0] != wanted:
            self._mixed = wanted, mix(wanted)
        self.tables = self._mixed[1].tables

    def clear(self) -> None:
        """Drop the kept mixture, and with it the deltas it was made of."""
        self.tables = self._mixed = None


class AdaptedLinear(nn.Module):  # type: ignore[misc]
    """A frozen linear and the factors that act on it now; empty ones leave it alone.

    Args:
        linear: `nn.Linear` or `nn.QuantizedLinear`.
        index: Its place in every delta's ``tables``.
        selection: Shared by all layers of a model.
    """

    def __init__(self, linear: nn.Module, index: int, selection: Selection) -> None:
        super().__init__()
        self.linear = linear
        self._index = index
        self._selection = selection

    @override
    def __call__(self, x: mx.array) -> mx.array:
        y: mx.array = self.linear(x)
        tables = self._selection.tables
        factors = tables[self._index] if tables is not None else None
        return y if factors is None else factors(x, y)

    @property
    def dtype(self) -> mx.Dtype:
        """The floating type it computes in."""
        return dtype_of(self.linear)

    @property
    def shape(self) -> tuple[int, int]:
        """(out, in) of the dense weight."""
        return shape_of(self.linear)

    @property
    def bias(self) -> mx.array | None:
        """(out,), where it has one."""
        return self.linear.bias if "bias" in self.linear else None

    def dense(self) -> mx.array:
        """The weight as float32, shape (out, in)."""
        return unpacked(self.linear).astype(mx.float32)


def adapt(model: Any, selection: Selection) -> dict[str, AdaptedLinear]:  # noqa: ANN401 - mlx-lm is untyped
    """Put an `AdaptedLinear` around every linear of the model's blocks.

    Returns:
        Them by name (``model.layers.0.self_attn.q_proj``), in the order of ``tables``.
    """
    adapted = {
        name: AdaptedLinear(module, index, selection)
        for index, (name, module) in enumerate(linears_in_blocks(model).items())
    }
    model.update_modules(tree_unflatten(list(adapted.items())))
    return adapted


def blend(key: str, parts: Sequence[tuple[Delta, float]]) -> Delta:
    """One delta that acts as the weighted sum of several."""
    if len(parts) == 1 and parts[0][1] == 1.0:
        return parts[0][0]
    columns = zip(*(delta.tables for delta, _ in parts), strict=True)
    weights = [weight for _, weight in parts]
    tables = tuple(_blend_tables(column, weights) for column in columns)
    return Delta(key, tables).evaluate()


def _blend_tables(
    column: Sequence[Factors | None], weights: Sequence[float]
) -> Factors | None:
    parts = [(f, w) for f, w in zip(column, weights, strict=True) if f is not None]
    if not parts:
        return None
    gains = [w * (f.gain - 1) for f, w in parts if f.gain is not None]
    shifts = [w * f.shift for f, w in parts if f.shift is not None]
    return Factors(
        a=mx.concatenate([f.a for f, _ in parts]),
        b=mx.concatenate([w * f.b for f, w in parts]),
        gain=1 + _sum(gains) if gains else None,
        shift=_sum(shifts) if shifts else None,
    )


def _sum(arrays: Sequence[mx.array]) -> mx.array:
    total = arrays[0]
    for array in arrays[1:]:
        total = total + array
    return total


def mix(rows: Sequence[Delta | None]) -> Delta:
    """One delta for a batch whose rows have different ones.

    A row's numbers are those it has alone, and the base's its own.
    """
    given = [row for row in rows if row is not None]
    columns = zip(
        *(row.tables if row else (None,) * len(given[0].tables) for row in rows),
        strict=True,
    )
    tables = tuple(_mix_tables(column) for column in columns)
    return Delta("+".join(dict.fromkeys(row.key for row in given)), tables)


def _mix_tables(rows: Sequence[Factors | None]) -> Factors | None:
    present = next((factors for factors in rows if factors is not None), None)
    if present is None:
        return None
    out, dtype = present.b.shape[1], present.b.dtype
    gains = [factors.gain if factors else None for factors in rows]
    shifts = [factors.shift if factors else None for factors in rows]
    return Factors(
        a=_stacked([factors.a if factors else None for factors in rows]),
        b=_stacked([factors.b if factors else None for factors in rows]),
        gain=_per_row(gains, mx.ones((out,), dtype)),
        shift=_per_row(shifts, mx.zeros((out,), dtype)),
    )


def _stacked(rows: Sequence[mx.array | None]) -> mx.array:
    """(rows, rank, …): smaller ranks, and rows without any, are filled with zeros."""
    widest = max((array for array in rows if array is not None), key=len)
    empty = mx.zeros((0, widest.shape[1]), widest.dtype)
    given = [empty if array is None else array for array in rows]
    missing = [len(widest) - len(array) for array in given]
    return mx.stack(
        [
            mx.pad(array, [(0, more), (0, 0)]) if more else array
            for array, more in zip(given, missing, strict=True)
        ]
    )


def _per_row(rows: Sequence[mx.array | None], empty: mx.array) -> mx.array | None:
    if all(array is None for array in rows):
        return None
    return mx.stack([empty if row is None else row for row in rows])[:, None, :]
