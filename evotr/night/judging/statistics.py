"""The tests that a night stands or falls by."""

from collections import Counter
from collections.abc import Sequence
from math import comb

import numpy as np

__all__ = ["lower_bound", "sign_test", "swap_test"]

_ROUNDS = 10_000  # with another seed the bound is the same to 0.2 points
_DIGITS = 9  # sums of thirds are equal to so many
_NOTHING = 1e-6


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


def swap_test(differences: Sequence[float]) -> float:
    """How likely so great a loss, or a greater one, is where it is a matter of luck.

    Were before and after alike, each pair could as well be the other way round: counted
    are the ways to swap pairs that lose as much. Exact and one-sided; a pair without a
    difference says nothing. Unlike in `sign_test` half a win does not make up for a
    whole loss.

    >>> swap_test([-1.0] * 5), swap_test([-1.0, -1.0, 0.0]), swap_test([])
    (0.03125, 0.25, 1.0)
    """
    ways = Counter({0.0: 1})
    for size in (abs(one) for one in differences if one):
        more: Counter[float] = Counter()
        for total, count in ways.items():
            more[round(total - size, _DIGITS)] += count
            more[round(total + size, _DIGITS)] += count
        ways = more
    lost = round(sum(differences), _DIGITS)
    # Both are rounded: a digit that differs in the last place must not count.
    worse = sum(count for total, count in ways.items() if total <= lost + _NOTHING)
    return worse / sum(ways.values())


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
