"""Turn conversations into padded batches of a few fixed shapes.

A pool of conversations is drawn from (seed, pool number) alone, sorted by length and
cut into batches of about the same number of tokens, so any pool can be rebuilt
anywhere and little is wasted on padding.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np

from scripts.mini.dialogue import Level, conversation
from scripts.mini.tokenizer import END, START, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from scripts.mini.dialogue import Message

__all__ = ["LATE", "LENGTHS", "Batch", "encode", "level_at", "pool"]

LENGTHS: Final = (128, 192, 256, 384, 512, 768)
STAGES: Final = (
    (
        0.07,
        Level(facts=2, tells=2, asks=5, unknown=0.2, filler=0.0, echo=0.5, expert=0.0),
    ),
    (
        0.16,
        Level(
            facts=4, tells=2, asks=7, unknown=0.28, filler=0.05, echo=0.15, expert=0.05
        ),
    ),
    (0.9, Level()),
    (1.0, Level(facts=9, tells=4, asks=9, filler=0.3)),
)
# The second pass: more stated in turns, more near misses, longer prompts.
LATE: Final = Level(
    facts=8, tells=4, asks=9, unknown=0.33, filler=0.2, fix=0.5, more=0.4, expert=0.25
)


@dataclass(frozen=True)
class Batch:
    """One training batch.

    Attributes:
        tokens: Token ids, int64 of shape (B, T + 1); the last column is only a
            target.
        weights: Loss weight of each target, float32 of shape (B, T).
    """

    tokens: NDArray[np.int64]
    weights: NDArray[np.float32]


def level_at(progress: float) -> Level:
    """Choose the difficulty: short and few first, so that copying forms early.

    Args:
        progress: Share of the run that is done, 0 to 1.

    Returns:
        The level of conversations to draw.
    """
    for until, level in STAGES:
        if progress < until:
            return level
    return STAGES[-1][1]


def encode(
    tokenizer: Tokenizer, conversations: list[list[Message]], other: float
) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Tokenize conversations and weigh their tokens.

    Args:
        tokenizer: The model's tokenizer.
        conversations: Composed conversations.
        other: Weight of tokens that the assistant did not say.

    Returns:
        For each conversation the ids, int64 of shape (T,), and the weight of each
        token as a target, float32 of shape (T,): 1 inside replies, their end mark
        included.
    """
    start, end = tokenizer.token_to_id(START), tokenizer.token_to_id(END)
    texts = [render(c) for c in conversations]
    out = []
    for messages, done in zip(
        conversations, tokenizer.encode_batch_fast(texts), strict=True
    ):
        ids = np.array(done.ids, dtype=np.int64)
        weights = np.full(len(ids), other, dtype=np.float32)
        starts, ends = np.flatnonzero(ids == start), np.flatnonzero(ids == end)
        for message, first, last in zip(messages, starts, ends, strict=True):
            if message.role == "assistant":
                # The role and its newline are given, not predicted.
                begin = first + 1 + _role_length(tokenizer)
                weights[begin : last + 1] = 1.0
        out.append((ids, weights))
    return out


def _role_length(tokenizer: Tokenizer) -> int:
    """Count the tokens of the assistant header after its start mark."""
    return len(tokenizer.encode("assistant\n").ids)


def pool(
    tokenizer: Tokenizer,
    name: str,
    level: Level,
    sizes: tuple[int, int],
    other: float,
) -> Iterator[Batch]:
    """Build one pool of batches.

    Args:
        tokenizer: The model's tokenizer.
        name: Names the pool; the same name gives the same batches.
        level: How hard its conversations are.
        sizes: Number of batches and tokens per batch.
        other: Weight of tokens that the assistant did not say.

    Yields:
        Exactly as many batches as asked for.
    """
    count, budget = sizes
    rng = Random(name)
    rows: list[tuple[NDArray[np.int64], NDArray[np.float32]]] = []
    batches: list[Batch] = []
    while len(batches) < count:
        drawn = [conversation(rng, level) for _ in range(count * budget // 400)]
        rows += encode(tokenizer, drawn, other)
        batches = _cut(rows, budget)
    rng.shuffle(batches)
    yield from batches[:count]


def _cut(
    rows: list[tuple[NDArray[np.int64], NDArray[np.float32]]], budget: int
) -> list[Batch]:
    """Group rows by length class into full batches; the rest is left out."""
    groups: dict[int, list[tuple[NDArray[np.int64], NDArray[np.float32]]]] = {}
    for row in rows:
        for length in LENGTHS:
            if len(row[0]) <= length + 1:
                groups.setdefault(length, []).append(row)
                break
    batches = []
    for length, group in sorted(groups.items()):
        size = max(1, budget // length)
        starts = range(0, len(group) - size + 1, size)
        batches += [_pad(group[i : i + size], length) for i in starts]
    return batches


def _pad(
    rows: list[tuple[NDArray[np.int64], NDArray[np.float32]]], length: int
) -> Batch:
    """Pad rows on the right; padding has no weight."""
    tokens = np.zeros((len(rows), length + 1), dtype=np.int64)
    weights = np.zeros((len(rows), length), dtype=np.float32)
    for i, (ids, weight) in enumerate(rows):
        tokens[i, : len(ids)] = ids
        weights[i, : len(ids) - 1] = weight[1:]
    return Batch(tokens, weights)
