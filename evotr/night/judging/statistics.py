"""The two tests that a night stands or falls by."""

from collections.abc import Sequence
from math import comb

import numpy as np

__all__ = ["lower_bound", "sign_test"]

_ROUNDS = 10_000


def sign_test(wins: int, losses: int) -> float:
    """How likely so many wins, or more, are where winning is a matter of luck.

    Exact and one-sided; ties are left out. Seven straight wins are the least that
    come below 0.01.

    >>> round(sign_test(7, 0), 4), sign_test(0, 0)
    (0.0078, 1.0)
    """
    trials = wins + losses
    ways = sum(comb(trials, k) for k in range(wins, trials + 1))
    return float(ways / 2**trials)


def lower_bound(
    differences: Sequence[float], *, confidence: float = 0.95, seed: int = 0
) -> float:
    """The mean that ``differences`` are at least at, with this confidence.

    A percentile bootstrap over pairs, one-sided; the same seed gives the same number.

    Args:
        differences: After minus before, one of each pair.
        confidence: Of the bound.
        seed: Of the draws.

    Returns:
        The bound; 0 where there are no pairs, -inf where one is not finite.
    """
    if not len(differences):
        return 0.0
    values, counts = np.unique(np.asarray(differences, np.float64), return_counts=True)
    if not np.isfinite(values).all():
        return float("-inf")
    pairs = int(counts.sum())
    # A draw of pairs is a draw of how often each difference comes: the same, cheaper.
    drawn = np.random.default_rng(seed).multinomial(pairs, counts / pairs, size=_ROUNDS)
    return float(np.quantile(drawn @ values / pairs, 1 - confidence))
