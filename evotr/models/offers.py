"""The models that a new user is offered, by what this machine can hold."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from evotr.domain import ModelOffer, Skill
from evotr.models.fitting import fit_of

__all__ = ["OFFERED", "Offered", "offers"]

_BITS: Final = 4.5
"""A weight, with its share of the scale and bias of 64 weights (16 bits each)."""

_BESIDE: Final = 11_500_000
"""Bytes of the tokenizer's files, which are the same for all of them."""

_SHARE: Final = 7
"""The best model takes a seventh of the memory at most: a night trains on it there,
beside the programs of the day."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A model of the hub; ``free``: Apache 2.0 (else Qwen's licence for research)."""

    name: str
    parameters: int
    skill: Skill
    free: bool = True

    @property
    def id(self) -> str:
        """Its name on the hub."""
        return f"mlx-community/{self.name}-Instruct-4bit"

    @property
    def size(self) -> int:
        """Its files' bytes, reckoned."""
        return round(self.parameters * _BITS / 8) + _BESIDE


# Counts and licences as the cards of Qwen/Qwen2.5-*-Instruct on the hub have them.
OFFERED: Final = (
    Offered("Qwen2.5-0.5B", 494_000_000, "plain"),
    Offered("Qwen2.5-1.5B", 1_544_000_000, "plain"),
    Offered("Qwen2.5-3B", 3_086_000_000, "everyday", free=False),
    Offered("Qwen2.5-7B", 7_616_000_000, "learned"),
    Offered("Qwen2.5-14B", 14_770_000_000, "thorough"),
)
"""The smallest first."""


def offers(memory: int, here: Container[str] = ()) -> tuple[ModelOffer, ...]:
    """All of them, the smallest first; one at most is the best for the machine.

    Args:
        memory: Of the machine, in bytes.
        here: The ids of the models that need not be downloaded.
    """
    small = [one for one in OFFERED if one.size * _SHARE <= memory]
    best = max(small, key=_size, default=None)
    return tuple(
        ModelOffer(
            id=one.id,
            name=one.name,
            size=one.size,
            parameters=one.parameters,
            skill=one.skill,
            fit=fit_of(one.size, memory),
            free=one.free,
            best=one is best,
            here=one.id in here,
        )
        for one in OFFERED
    )


def _size(one: Offered) -> int:
    return one.size
