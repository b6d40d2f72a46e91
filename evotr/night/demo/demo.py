"""The whole demo, part by part."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from evotr.domain import ExpertNight
from evotr.night.demo.clock import jump
from evotr.night.demo.forgetting import forget
from evotr.night.demo.gate import gate
from evotr.night.demo.killing import kill
from evotr.night.demo.learning import chain, learn
from evotr.night.demo.lessons import read_taught
from evotr.night.demo.shown import Part, Shown, timed
from evotr.night.demo.world import World

__all__ = ["NOT_MEASURED", "demonstrate", "summed_up"]

NOT_MEASURED: Final = ("ttft_ratio", "run60_s", "train_vs_mlxlm")
"""What the benchmark tells beside what is shown here."""

_KEYS: Final = (
    "unseen_before",
    "unseen_after",
    "anchors_delta",
    "anchors_lower",
    "chain_min_recall",
    "good_promoted",
    "bad_promoted",
    "forget_equal",
    "kills_survived",
)


def demonstrate(
    world: World, begin: Callable[[Part], object] = lambda _: None
) -> Iterator[Shown]:
    """Yield each part when it is over; ``begin`` is told when one begins."""
    taught = read_taught()
    shown: dict[Part, Shown] = {}

    def calm() -> str:
        """What the part before has trained where nobody was killed."""
        return str(shown["forget"].told.get("never", ""))

    parts: dict[Part, Callable[[], Shown]] = {
        "learn": partial(learn, world, taught),
        "gate": lambda: gate(world, taught, shown["learn"].nights.get("1")),
        "chain": partial(chain, world, taught),
        "forget": partial(forget, world, taught),
        "kill": lambda: kill(world, taught, calm()),
        "jump": partial(jump, world),
    }
    for part, show in parts.items():
        begin(part)
        shown[part] = timed(part, show)
        yield shown[part]


def summed_up(shown: Sequence[Shown]) -> dict[str, Any]:
    """All findings as one object: first those that the benchmark has by their names."""
    found: dict[str, Any] = {}
    for one in shown:
        found |= {key: one.told[key] for key in _KEYS if key in one.told}
    return {
        **found,
        "not_measured": [*(key for key in _KEYS if key not in found), *NOT_MEASURED],
        "failed": [one.part for one in shown if not one.good],
        "seconds": round(sum(one.seconds for one in shown), 1),
        "processor_s": round(sum(one.processor_s for one in shown), 1),
        "steps": sum(one.steps for one in shown),
        "parts": {
            one.part: {
                "good": one.good,
                "seconds": one.seconds,
                "processor_s": one.processor_s,
                "steps": one.steps,
                "error": type(one.error).__name__ if one.error else None,
                **one.told,
                "nights": {name: _plain(night) for name, night in one.nights.items()},
            }
            for one in shown
        },
    }


def _plain(night: ExpertNight) -> dict[str, Any]:
    groups = {name: asdict(group) for name, group in night.groups.items()}
    why = [reason.fault for reason in night.reasons]
    return {
        "outcome": night.outcome,
        "scale": night.scale,
        "why": why,
        "groups": groups,
    }
