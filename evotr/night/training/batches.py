"""Which rows go together, and the arrays they become; no MLX here.

Lengths are rounded up to a few sizes, because a compiled step is traced anew for each
shape. Every order follows from the seed and the epoch alone: the number of steps done
is all that a checkpoint must know of it.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evotr.night.training.examples import Example

__all__ = ["Batch", "epoch_steps", "make_batch", "passes", "rounded", "steps_per_epoch"]

Array = np.ndarray[Any, np.dtype[Any]]

_SMALLEST = 16
_WINDOW = 16  # steps whose rows are sorted by length together


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one pass.

    Attributes:
        inputs: Token ids, (rows, tokens), padded behind.
        replies: Where each row's assistant header begins, (rows, 1).
        positions: Places in the flattened inputs whose next token is learned,
            (trained,).
        targets: Those next tokens, (trained,).
        weights: What each counts, (trained,); 0 fills up to a round number.
        tokens: Tokens of all rows without padding.
        trained: Tokens that are learned.
    """

    inputs: Array
    replies: Array
    positions: Array
    targets: Array
    weights: Array
    tokens: int
    trained: int


def rounded(count: int) -> int:
    """``count`` rounded up to one of four sizes per doubling, at least 16.

    >>> [rounded(n) for n in (1, 16, 17, 65, 81, 300)]
    [16, 16, 32, 80, 96, 320]
    """
    step = max(_SMALLEST, 1 << max((count - 1).bit_length() - 3, 0))
    return -(-count // step) * step


def steps_per_epoch(rows: int, batch_rows: int) -> int:
    """Steps in which each row is seen once; the last may have fewer rows."""
    return -(-rows // batch_rows)


def epoch_steps(
    lengths: Sequence[int], batch_rows: int, seed: int, epoch: int
) -> list[list[int]]:
    """The rows (by index) of each step of an epoch.

    Shuffled; rows of similar length meet in one step, because windows of some steps'
    rows are sorted before they are cut.
    """
    order = random.Random(f"{seed} {epoch}")  # noqa: S311 - no secret
    rows = list(range(len(lengths)))
    order.shuffle(rows)
    steps: list[list[int]] = []
    window = batch_rows * _WINDOW
    for start in range(0, len(rows), window):
        part = sorted(rows[start : start + window], key=lambda row: lengths[row])
        steps += [part[i : i + batch_rows] for i in range(0, len(part), batch_rows)]
    order.shuffle(steps)
    return steps


def passes(
    rows: Sequence[int], lengths: Sequence[int], batch_tokens: int
) -> Iterator[list[int]]:
    """Cut a step's rows so that no pass has more than ``batch_tokens`` with padding.

    A row that is longer alone goes alone. Numbers of rows are powers of two or one
    and a half times one, so that they are few.
    """
    left = sorted(rows, key=lambda row: lengths[row], reverse=True)
    while left:
        fit = batch_tokens // rounded(lengths[left[0]])
        count = _round_down(min(max(fit, 1), len(left)))
        yield left[:count]
        left = left[count:]


def _round_down(count: int) -> int:
    power = 1 << (count.bit_length() - 1)
    return power + power // 2 if count >= power + power // 2 else power


def make_batch(examples: Sequence[Example], pad: int) -> Batch:
    """The arrays of one pass; ``pad`` is any token id (it is never learned)."""
    width = rounded(max(example.length for example in examples))
    inputs = np.full((len(examples), width), pad, np.int32)
    positions: list[int] = []
    targets: list[int] = []
    weights: list[float] = []
    for row, example in enumerate(examples):
        inputs[row, : example.length] = example.ids[:-1]
        first = row * width + example.answer - 1
        positions += range(first, first + example.trained)
        targets += example.ids[example.answer :]
        weights += [example.weight] * example.trained
    size = rounded(len(positions))
    return Batch(
        inputs=inputs,
        replies=np.array([[example.reply] for example in examples], np.int32),
        positions=_filled(positions, size, np.int32),
        targets=_filled(targets, size, np.int32),
        weights=_filled(weights, size, np.float32),
        tokens=sum(example.length for example in examples),
        trained=len(positions),
    )


def _filled(values: Sequence[float], size: int, kind: type[Any]) -> Array:
    filled = np.zeros(size, kind)
    filled[: len(values)] = values
    return filled
