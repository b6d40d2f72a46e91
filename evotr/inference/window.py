"""Which turns stay when a conversation no longer fits: pure Python."""

from collections.abc import Sequence

from evotr.domain import Message

__all__ = ["answer_reserve", "seam", "split_turns", "turns_to_drop"]


def answer_reserve(max_tokens: int, context: int) -> int:
    """Tokens of the context to keep free for the answer: at most a quarter."""
    return min(max_tokens, max(context // 4, 1))


def seam(messages: Sequence[Message], most: int) -> int:
    """Where the last ``most // 2`` to ``most`` messages begin, with one of the user.

    Old messages leave in blocks of half a window, so that most turns keep the start
    of the prompt and with it the prompt cache.
    """
    step = max(2, most // 2)
    over = max(0, len(messages) - most)
    start = -(-over // step) * step
    while start and start < len(messages) - 1 and messages[start].role != "user":
        start += 1
    return start


def split_turns(messages: Sequence[Message]) -> tuple[int, list[range]]:
    """Where the system message ends, and the index range of every turn.

    A turn is a user message with everything up to the next one.
    """
    first = 1 if messages and messages[0].role == "system" else 0
    starts = [
        index
        for index in range(first, len(messages))
        if messages[index].role == "user" or index == first
    ]
    ends = [*starts[1:], len(messages)]
    return first, [range(a, b) for a, b in zip(starts, ends, strict=True)]


def turns_to_drop(costs: Sequence[int], limit: int) -> int:
    """How many of the oldest turns must leave.

    What leaves is rounded up to quarters of the limit, so that the same turns stay
    away for many following turns and the kept ones keep their cache.

    Args:
        costs: Tokens of the fixed part (system and template) followed by those of
            every turn, oldest first; the last turn never leaves.
        limit: Tokens that the prompt may have.
    """
    excess = sum(costs) - limit
    if excess <= 0:
        return 0
    quarter = max(limit // 4, 1)
    target = -(-excess // quarter) * quarter
    dropped = 0
    turns = costs[1:-1]
    for count, cost in enumerate(turns):
        if dropped >= target:
            return count
        dropped += cost
    return len(turns)
