"""Forgetting, and being killed."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random
from signal import SIGKILL
from typing import Any, Final

from evotr.app import open_night
from evotr.domain import GENERAL, Lesson
from evotr.errors import AdapterError
from evotr.experts.verify import verify_pin
from evotr.night.demo.forgetting import weights_digest
from evotr.night.forgetting import forget_conversation
from evotr.night.night import NightRun
from evotr.night.parts import Parts
from evotr.night.progress import NightEvent, NightStepEnded
from evotr.paths import PROGRAM
from evotr.settings import Settings
from scripts.bench.night_parts.surprise import surprise
from scripts.bench.night_parts.world import SHORT, World, expert_of, lessons
from scripts.night.corrections import invented

__all__ = ["forget", "kills", "struck"]

_LESSONS: Final = 10
_TAUGHT: Final = {**SHORT, "night_turns": 12}
"""As short, but with something learned: what learned nothing does not serve."""
_RUNS: Final = 10  # begun for each kill, at most


def forget(world: World) -> dict[str, Any]:
    """``forget_equal``: 1 when a ledger that forgot gives the very adapter.

    In one home a conversation with a lesson is learned, forgotten, and the night
    rebuilds without it; in another it never was. Compared are the SHA-256 of what
    came out of both trainings, which are deterministic on the CPU. ``forget_base``,
    ``forget_saw``, ``forget_rebuilt``: nats per token of the forgotten answer, by the
    base, by what had learned it, and by what was built without it.
    """
    made = lessons(invented(world.seed, _LESSONS))
    kept, gone = made[:-1], made[-1]
    weights: list[str] = []
    nats: list[float] = []
    for name, forgets in (("forgot", True), ("never", False)):
        settings = world.settings(name).model_copy(update=_TAUGHT)
        with open_night(settings) as parts:
            if forgets:
                _learned(parts, [gone])
            parts.journal.ledger.add(kept).result()
            weights.append(_trained(parts))
            if forgets:
                nats += surprise(parts, gone)
                conversation = parts.journal.conversations().result()[0]
                roots = parts.registry.roots
                forget_conversation(parts.journal, roots, settings.paths, conversation)
                weights.append(_trained(parts))
                nats.append(surprise(parts, gone)[1])
        world.keep(settings)
    saw, rebuilt, never = weights
    return {
        "forget_equal": float(rebuilt == never),
        "forget_differed": float(saw != never),
        "forget_base": nats[0],
        "forget_saw": nats[1],
        "forget_rebuilt": nats[2],
    }


def _learned(parts: Parts, said: list[Lesson]) -> None:
    """Put lessons into the ledger as said in a conversation of their own."""
    journal = parts.journal
    asked = journal.add_user_message(None, said[0].question).result()
    talk, sources = asked.conversation_id, (asked.id,)
    named = [replace(one, conversation_id=talk, sources=sources) for one in said]
    journal.ledger.add(named).result()


def _trained(parts: Parts) -> str:
    """Make a night; the SHA-256 of what it trained, and of where that acts."""
    found: list[str] = []

    def tell(event: NightEvent) -> None:
        if isinstance(event, NightStepEnded) and event.step == "train":
            found.append(weights_digest(event.result))

    expert_of(NightRun(parts, tell).run("user"))
    return found[-1]


def kills(world: World) -> dict[str, Any]:
    """``kills_survived``: of so many kills at random moments, those with no harm.

    Nights run in a process that is killed with SIGKILL at any moment of its life, and
    started again in the same home. No harm: what serves is a whole version, or the
    base; and at the end every night that was begun is finished. ``kills_runs`` are the
    processes that it took: one that ended before its moment was not killed.
    """
    settings = world.settings("kills")
    rng = Random(world.seed)
    survived = killed = runs = 0
    begun = time.monotonic()
    _begin(settings, world.seed).wait()
    calm = time.monotonic() - begun

    def begin(number: int) -> subprocess.Popen[bytes]:
        return _begin(settings, world.seed + 1 + number)

    for runs in struck(begin, world.kills, calm, rng):
        killed += 1
        survived += _is_whole(settings)
        world.tell({"kills": killed, "survived": survived, "runs": runs})
    _begin(settings, world.seed).wait()
    with open_night(settings) as parts:
        nights = parts.journal.nights.page(runs + 2).result()
    return {
        "kills_survived": survived,
        "kills": killed,
        "kills_runs": runs,
        "kills_nights": len(nights),
        "kills_finished": sum(night.state == "finished" for night in nights),
    }


def struck(
    begin: Callable[[int], subprocess.Popen[bytes]],
    count: int,
    calm: float,
    rng: Random,
) -> Iterator[int]:
    """Kill processes, each at a random moment of its life, until ``count`` were.

    Moments are drawn from the longest life that was seen. A process that ends before
    its moment is no kill, and another one is begun: so each is as likely to die late
    as early, though what goes on after a kill lives shorter than what begins anew.

    Args:
        begin: Begins a process, given how many were begun before it.
        count: How many are to be killed.
        calm: Seconds that one lives where nobody kills it.
        rng: Draws the moments.

    Yields:
        After each kill how many were begun by then.

    Raises:
        CalledProcessError: One ended badly by itself.
        RuntimeError: Nearly all ended before their moment.
    """
    killed, longest = 0, calm
    for number in range(_RUNS * count):
        begun = time.monotonic()
        child = begin(number)
        with suppress(subprocess.TimeoutExpired):
            child.wait(rng.uniform(0, longest))
        child.kill()
        if (ended := child.wait()) == -SIGKILL:
            killed += 1
            yield number + 1
        elif ended:
            raise subprocess.CalledProcessError(ended, child.args)
        else:
            longest = max(longest, time.monotonic() - begun)
        if killed == count:
            return
    raise RuntimeError(killed)


def _begin(settings: Settings, seed: int) -> subprocess.Popen[bytes]:
    module = "scripts.bench.night_parts.victim"
    command = [sys.executable, "-m", module, str(settings.paths.home), str(seed)]
    return subprocess.Popen(command, cwd=PROGRAM)  # noqa: S603 - our own module


def _is_whole(settings: Settings) -> bool:
    """Whether what would serve now is sound; the start of a program looks, too."""
    with open_night(settings) as parts:
        served = parts.registry.serve(GENERAL)
        try:
            if served.version is not None:
                verify_pin(served.version.path, GENERAL, parts.registry.base)
        except AdapterError:
            return False
    return not served.refused
