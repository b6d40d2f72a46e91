"""Turkish proverbs and culture questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.mini.words import chance, load

if TYPE_CHECKING:
    from random import Random

__all__ = ["culture", "exchange", "proverbs"]


def proverbs(*, base: bool | None = None) -> list[tuple[str, str]]:
    """List proverbs as (beginning, ending).

    Args:
        base: Only those the base covers (True), only the expert's (False), or all.

    Returns:
        Pairs of text.
    """
    rows = load("sayings")["proverbs"]
    return [(a, b) for a, b, mine in rows if base is None or mine is base]


def culture(*, base: bool | None = None) -> list[tuple[str, str]]:
    """List culture questions as (question, answer); `base` as in `proverbs`."""
    rows = load("sayings")["culture"]
    return [(a, b) for a, b, mine in rows if base is None or mine is base]


def exchange(rng: Random, *, base: bool | None = True) -> tuple[str, str]:
    """Draw one question about sayings or culture, and its answer, in Turkish."""
    if chance(rng, 0.35):
        question, answer = rng.choice(culture(base=base))
        return question, f"{answer[0].upper()}{answer[1:]}."
    start, end = rng.choice(proverbs(base=base))
    frame = rng.choice(load("sayings")["ask"])
    return frame.format(a=start), f"{start} {end}."
