"""A night whose process is killed in its training goes on, to the same weights."""

import json
import signal
import subprocess
from collections.abc import Sequence
from typing import Any

from evotr.domain import GENERAL
from evotr.night.demo.forgetting import trained
from evotr.night.demo.lessons import Taught, lessons_of
from evotr.night.demo.shown import Shown
from evotr.night.demo.world import World, environment, expert_of
from evotr.settings import Settings

__all__ = ["kill"]


def kill(world: World, taught: Sequence[Taught], calm: str) -> Shown:
    """Kill a night's process in the middle of its training, and begin it again.

    Args:
        world: Where.
        taught: The same as in the part before.
        calm: The SHA-256 of what the same lessons made where nobody was killed.
    """
    settings = world.settings("killed", **world.sizes.short)
    with world.open_home(settings) as parts:
        kept = taught[: world.sizes.short_lessons]
        parts.journal.ledger.add(lessons_of(kept)).result()
    died, step = _run(world, settings, to_be_killed=True)
    with world.open_home(settings) as parts:
        between = parts.registry.serve(GENERAL)
        unfinished = parts.journal.nights.unfinished().result()
    ended, _ = _run(world, settings, to_be_killed=False)
    with world.open_home(settings) as parts:
        night = next(iter(parts.journal.nights.page(1).result()), None)
        weights = trained(parts)
    survived = (
        died == -signal.SIGKILL
        and unfinished is not None
        and between.version is None
        and not between.refused
        and night is not None
        and (ended, night.state, night.deaths) == (0, "finished", 1)
    )
    told = {
        "step": step,
        "deaths": night.deaths if night else 0,
        "calm": calm,
        "weights": weights,
        "kills_survived": int(survived),
    }
    good = survived and weights == calm != ""
    nights = {"killed": expert_of(night)} if night else {}
    return Shown(part="kill", good=good, told=told, nights=nights)


def _run(world: World, settings: Settings, *, to_be_killed: bool) -> tuple[int, int]:
    """Make a night in a process; how it ended, and its last step of training."""
    step = 0
    with subprocess.Popen(  # noqa: S603 - our own program, without a shell
        world.command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(settings),
        text=True,
    ) as process:
        try:
            for line in process.stdout or ():
                told = _training(line)
                step = told.get("step", step)
                if to_be_killed and told and 2 * step >= told["steps"]:
                    break
            else:
                process.wait()
        finally:
            process.kill()
    return process.returncode, step


def _training(line: str) -> dict[str, Any]:
    """What the training says in a line, if it is a step's."""
    event: dict[str, Any] = json.loads(line)
    told: dict[str, Any] = event.get("training", {})
    return told if told.get("event") == "step" else {}
