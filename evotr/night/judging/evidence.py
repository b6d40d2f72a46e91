"""What a verdict is reached by: paired marks, and how the answers were made."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["RETAINED", "Evidence", "Group", "Half", "Manner", "Mark", "mean", "paired"]

Group = Literal["correction", "earlier", "neighbour", "anchor", "canary"]
"""What is new; what earlier nights taught; what looks like it; what the base can."""

Half = Literal["scale", "decide"]
"""On the one half the scale is chosen, on the other the night is decided."""

RETAINED: tuple[Group, ...] = ("earlier", "neighbour", "anchor", "canary")


@dataclass(frozen=True, slots=True)
class Mark:
    """A question, answered by what serves and by the candidate: 1 is right, 0 wrong.

    ``key`` names what is asked about; phrasings of one thing share it. ``night`` is the
    number of the night that taught it first; 0 where none did, or none is known.
    """

    key: str
    group: Group
    half: Half
    served: float
    candidate: float
    night: int = 0

    @property
    def difference(self) -> float:
        """What the candidate has more."""
        return self.candidate - self.served


@dataclass(frozen=True, slots=True)
class Manner:
    """How replies look, right or wrong: to the anchors, and to what is acted on alone.

    ``alike`` and ``tokens_per_s`` are of its adapters without any limit.

    Attributes:
        unended: Share that ran into the limit instead of ending.
        repeating: Share that says the same words over and over.
        tokens_per_s: Of one answer.
        alike: To the anchors, the share of the reply that the candidate has come to
            give more often than any other.
    """

    unended: float
    repeating: float
    tokens_per_s: float
    alike: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known of a candidate at the scale that was chosen.

    Losses are nats per token of the base's own answers, None where none was measured;
    ``finite`` says whether every weight and every loss was a number.
    """

    scale: float
    marks: tuple[Mark, ...]
    served: Manner
    candidate: Manner
    served_loss: float | None = None
    candidate_loss: float | None = None
    finite: bool = True

    def of(self, *groups: Group) -> list[Mark]:
        """The deciding marks of some groups, one of each thing."""
        return paired(
            mark
            for mark in self.marks
            if mark.group in groups and mark.half == "decide"
        )


def paired(marks: Iterable[Mark]) -> list[Mark]:
    """One mark of each thing: the mean over its phrasings."""
    things: dict[tuple[Group, str], list[Mark]] = {}
    for mark in marks:
        things.setdefault((mark.group, mark.key), []).append(mark)
    return [
        Mark(
            key,
            group,
            same[0].half,
            mean(mark.served for mark in same),
            mean(mark.candidate for mark in same),
            same[0].night,
        )
        for (group, key), same in things.items()
    ]


def mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
