"""How likely the model's own answers stay, by who answers each of their questions."""

import math
from collections.abc import Callable, Mapping, Sequence

from evotr.domain import Adapter, Message
from evotr.night.events import BASE, RowLosses
from evotr.night.rows import Row
from evotr.night.steps.answering import Asked, Speaker
from evotr.night.steps.examine import Losses
from evotr.night.steps.limit import asked_of

__all__ = ["Measure", "losses_of"]

Measure = Callable[[tuple[Adapter, ...]], Mapping[str, RowLosses]]
"""Tells what each row loses by each of these adapters, by its key, and by the base."""


def losses_of(
    rows: Sequence[Row], served: Speaker, candidate: Speaker, measure: Measure
) -> Losses:
    """What rows lose as they are answered: by an adapter only where it acts.

    Where both answer all of them with the same, nothing is measured, and nothing lost.

    Args:
        rows: The model's own answers, that nobody was trained on.
        served: Who answers now.
        candidate: Who is judged.
        measure: Called once at most.
    """
    asked = [Asked((Message("user", asked_of(row)),)) for row in rows]
    before, after = (
        [_acting(speaker, one) for one in asked] for speaker in (served, candidate)
    )
    if before == after:
        return Losses()
    adapters = {one.key: one for one in (*before, *after) if one is not None}
    told = measure(tuple(adapters.values()))
    old, new = _mean(before, told), _mean(after, told)
    # What serves without finite numbers cannot be fallen short of.
    known = old if math.isfinite(old) else None
    return Losses(known, new, finite=math.isfinite(new))


def _acting(speaker: Speaker, asked: Asked) -> Adapter | None:
    """The one that answers: versions that are judged are blended with no other."""
    return next((one.adapter for one in speaker.acting(asked)), None)


def _mean(acting: Sequence[Adapter | None], told: Mapping[str, RowLosses]) -> float:
    """Nats per token."""
    rows = [told[one.key if one else BASE][place] for place, one in enumerate(acting)]
    return sum(loss for loss, _ in rows) / sum(weight for _, weight in rows)
