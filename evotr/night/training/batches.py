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

__all__ = [
    "Batch",
    "epoch_steps",
    "make_batch",
    "passes",
    "rounded",
    "steps_per_epoch",
    "width",
]

Array = np.ndarray[Any, np.dtype[Any]]

_SMALLEST = 16
_WINDOW = 16  # steps whose rows are sorted by length together


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one pass.

    Attributes:
        history: Token ids that are only read, (rows, before), padded in front; with
            no column where nothing is split off. What all rows begin with is left out.
        read: Tokens of each row's history, (rows,), without these.
        inputs: The token ids after them, (rows, tokens), padded behind.
        replies: Where the adapter's turn begins in each row's inputs, (rows, 1).
        positions: Places in the flattened inputs whose next token is learned,
            (trained,).
        targets: Those next tokens, (trained,).
        weights: What each counts, (trained,); 0 fills up to a round number.
        kept: 1 where the base's own likelihoods are learned, (trained,).
        tokens: Tokens of all rows without padding.
        trained: Tokens that are learned.
    """

    history: Array
    read: Array
    inputs: Array
    replies: Array
    positions: Array
    targets: Array
    weights: Array
    kept: Array
    tokens: int
    trained: int


def rounded(count: int) -> int:
    """``count`` rounded up to one of four sizes per doubling, at least 16.

    >>> [rounded(n) for n in (1, 16, 17, 65, 81, 300)]
    [16, 16, 32, 80, 96, 320]
    """
    step = max(_SMALLEST, 1 << max((count - 1).bit_length() - 3, 0))
    return -(-count // step) * step


def width(history: int, rest: int) -> int:
    """Columns of a pass whose longest row has these tokens, with padding."""
    return _coarse(history) + rounded(rest)


def _coarse(count: int) -> int:
    """``count`` rounded up to one of two sizes per doubling; 0 stays.

    Histories are cheap, and each of their sizes multiplies the shapes that are traced.
    """
    if count <= _SMALLEST:
        return _SMALLEST if count else 0
    power = 1 << (count - 1).bit_length()
    return power * 3 // 4 if count <= power * 3 // 4 else power


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
    rows: Sequence[int], sizes: Sequence[tuple[int, int]], batch_tokens: int
) -> Iterator[list[int]]:
    """Cut a step's rows so that no pass has more than ``batch_tokens`` with padding.

    A row that is longer alone goes alone. Numbers of rows are powers of two or one
    and a half times one, so that they are few.

    Args:
        rows: Places in ``sizes``.
        sizes: Tokens of each row: of its history, and after it.
        batch_tokens: The most.
    """
    left = sorted(rows, key=lambda row: sum(sizes[row]), reverse=True)
    while left:
        count, longest = 0, (0, 0)
        for row in left:
            longest = max(longest[0], sizes[row][0]), max(longest[1], sizes[row][1])
            if count and (count + 1) * width(*longest) > batch_tokens:
                break
            count += 1
        count = _round_down(count)
        yield left[:count]
        left = left[count:]


def _round_down(count: int) -> int:
    power = 1 << (count.bit_length() - 1)
    return power + power // 2 if count >= power + power // 2 else power


def make_batch(
    examples: Sequence[Example],
    pad: int,
    *,
    split: bool = False,
    shared: int = 0,
    exact: bool = False,
) -> Batch:
    """The arrays of one pass.

    Args:
        examples: Its rows.
        pad: Any token id; it is never learned.
        split: What stands before each row's assistant header is its history.
        shared: Tokens that all histories begin with and that are known already.
        exact: No wider than the longest row, where many shapes cost nothing.
    """
    sizes = [example.sizes(split=split) for example in examples]
    columns = max(before for before, _ in sizes) - shared
    wide = max(rest for _, rest in sizes)
    if not exact:
        columns, wide = _coarse(columns), rounded(wide)
    history = np.full((len(examples), columns), pad, np.int32)
    inputs = np.full((len(examples), wide), pad, np.int32)
    positions: list[int] = []
    targets: list[int] = []
    weights: list[float] = []
    kept: list[bool] = []
    for row, (example, (before, rest)) in enumerate(zip(examples, sizes, strict=True)):
        history[row, columns - before + shared :] = example.ids[shared:before]
        inputs[row, :rest] = example.ids[before:-1]
        first = row * wide + example.answer - 1 - before
        positions += range(first, first + example.trained)
        targets += example.ids[example.answer :]
        weights += [example.weight] * example.trained
        kept += [example.kept] * example.trained
    size = len(positions) if exact else rounded(len(positions))
    replies = [[e.turn - s[0]] for e, s in zip(examples, sizes, strict=True)]
    return Batch(
        history=history,
        read=np.array([before - shared for before, _ in sizes], np.int32),
        inputs=inputs,
        replies=np.array(replies, np.int32),
        positions=_filled(positions, size, np.int32),
        targets=_filled(targets, size, np.int32),
        weights=_filled(weights, size, np.float32),
        kept=_filled(kept, size, np.bool_),
        tokens=sum(example.length for example in examples),
        trained=len(positions),
    )


def _filled(values: Sequence[float], size: int, kind: type[Any]) -> Array:
    filled = np.zeros(size, kind)
    filled[: len(values)] = values
    return filled
