"""Good and bad nights before the gate."""

from typing import Any

from scripts.bench.night_parts.world import BAD, Kind, World
from scripts.night.corrections import invented

__all__ = ["gate"]

_LESSONS = 10
_NUMBERS = ("recall", "bound", "less_likely", "more_alike")


def gate(world: World) -> dict[str, Any]:
    """A good night and four bad ones for each of so many seeds, ten corrections each.

    ``good_promoted``, ``bad_promoted``: how many were; ``bad_beyond``: bad ones that
    were, with a retention bound below what may be lost. A bad night is a good one of
    which something was changed between building and training: the answers of its
    corrections were shuffled; only one wording of each was taught, and nothing else
    (``alone``); it learned twenty times as fast, without clipping (``hot``); half as
    many of the replayed answers as there are lessons were replaced by an
    advertisement (``poisoned``). All are judged by the true corrections.
    """
    told: list[dict[str, Any]] = []
    kinds: tuple[Kind, ...] = ("good", *BAD)
    for seed in range(world.seed, world.seed + world.seeds):
        made = invented(seed, _LESSONS)
        for kind in kinds:
            night = world.night("gate", kind, made)
            told.append(
                {
                    "seed": seed,
                    "kind": kind,
                    "outcome": night.outcome,
                    "scale": night.scale,
                    **{name: night.numbers.get(name) for name in _NUMBERS},
                    "why": [reason.fault for reason in night.reasons],
                }
            )
            world.tell(told[-1])
    good = [one for one in told if one["kind"] == "good"]
    bad = [one for one in told if one["kind"] != "good"]
    through = [one for one in bad if one["outcome"] == "promoted"]
    return {
        "good_promoted": sum(one["outcome"] == "promoted" for one in good),
        "good_nights": len(good),
        "bad_promoted": len(through),
        "bad_nights": len(bad),
        "bad_beyond": sum(one["bound"] < world.may_lose for one in through),
        "nights": told,
    }
