"""Bad nights before the judge that every night is judged by."""

from collections.abc import Sequence
from typing import Final

from evotr.domain import GENERAL, ExpertNight
from evotr.night.demo.lessons import Taught, lessons_of
from evotr.night.demo.shown import Shown
from evotr.night.demo.spoiling import Fault, Spoiler
from evotr.night.demo.world import World, expert_of
from evotr.night.night import NightRun

__all__ = ["gate"]

_REFUSED: Final = frozenset({"rejected", "held"})


def gate(world: World, taught: Sequence[Taught], good: ExpertNight | None) -> Shown:
    """One bad night of each kind: none may serve, and the ``good`` one did."""
    few = taught[: world.sizes.days[0]]
    nights: dict[str, ExpertNight] = {}
    serving = 0
    for fault in world.sizes.spoiled_steps:
        nights[fault], serves = _spoiled(world, few, fault)
        serving += serves
    refused = sum(night.outcome in _REFUSED for night in nights.values())
    promoted = int(good is not None and good.outcome == "promoted")
    told = {
        "good_promoted": promoted,
        "bad_promoted": serving,
        "bad_refused": refused,
        "bad_nights": len(nights),
    }
    whole = bool(promoted) and refused == len(nights) and not serving
    return Shown(part="gate", good=whole, told=told, nights=nights)


def _spoiled(
    world: World, taught: Sequence[Taught], fault: Fault
) -> tuple[ExpertNight, bool]:
    """A bad night; and whether anything that it made serves."""
    settings = world.settings(fault, **{**world.sizes.real, **world.sizes.spoiled})
    with world.open_home(settings) as parts:
        parts.journal.ledger.add(lessons_of(taught)).result()
        steps = world.sizes.spoiled_steps[fault]
        spoiler = Spoiler(settings.paths.nights, fault, steps=steps)
        night = expert_of(NightRun(parts, spoiler).run("user"))
        serves = parts.registry.serve(GENERAL).version is not None
    world.keep(settings)
    return night, serves
