"""At which scale an expert of evotr-mini is served.

A trained adapter at full strength takes a little of everything else away, and less at
a slightly lower scale (STABLE, arXiv 2510.16089). The scale is chosen on generated rows
that were neither trained on nor are in the probes.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from evotr.domain import Adapter, WeightedAdapter
from evotr.experts import Crew
from evotr.night.steps.scaled import at_scale
from scripts.mini.evaluate import generate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evotr.domain import Activation
    from scripts.mini.skills import Drawn

__all__ = ["SCALES", "agreement", "best_scale"]

SCALES: Final = (1.0, 0.95, 0.9, 0.85)
"""Shares of the scale that was trained."""
MAY_LOSE: Final = 0.02
"""Of the skill's rows, for what a smaller scale spares everything else."""


def agreement(drawn: Sequence[Drawn], replies: Sequence[str]) -> tuple[float, float]:
    """The shares of skill rows and of others that are answered word for word."""
    alike: dict[bool, list[bool]] = {True: [], False: []}
    for (row, skill), reply in zip(drawn, replies, strict=True):
        alike[skill].append(reply.strip() == row.messages[-1].content.strip())
    of_skill, of_others = (statistics.mean(alike[side]) for side in (True, False))
    return of_skill, of_others


def best_scale(
    adapter: Path,
    drawn: Sequence[Drawn],
    model: Path,
    serving: tuple[str, Activation],
    folder: Path,
) -> float:
    """The smallest share of the scale that costs the skill next to nothing.

    Args:
        adapter: A trained adapter's folder.
        drawn: Rows that it was not trained on; the base answered those of no skill.
        model: The base.
        serving: The expert's instruction, and when the adapter acts.
        folder: For copies.
    """
    instruction, activation = serving
    chats = [[asdict(m) for m in row.messages[:-1]] for row, _ in drawn]
    found: dict[float, float] = {}
    for share in SCALES:
        scaled = at_scale(adapter, share, folder / f"{share}")
        weighted = WeightedAdapter(Adapter(f"{scaled}", scaled, activation))
        crew = Crew(adapters=(weighted,), instruction=instruction)
        skill, others = agreement(drawn, generate(model, chats, crew))
        told = f"scale {share}: skill {skill:.3f}, others {others:.3f}"
        print(told, file=sys.stderr)
        found[share] = skill
    enough = max(found.values()) - MAY_LOSE
    return min(share for share, skill in found.items() if skill >= enough)
