"""A person who asks while a night trains, and mlx-lm's trainer on the same rows."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

import psutil

from evotr.app import open_night
from evotr.domain import (
    GenerationRequest,
    Message,
    Priority,
    SamplingParams,
    TokenChunk,
    opened,
)
from evotr.night.events import TrainingStep
from evotr.night.night import NightRun
from evotr.night.parts import Parts
from evotr.night.progress import NightEvent, NightStepBegan, NightTrains
from scripts.bench.night_parts.world import World, lessons
from scripts.night.corrections import invented

__all__ = ["first_token"]

_LESSONS: Final = 8
_ASKED: Final = 30
_PATIENCE_S: Final = 120.0


def first_token(world: World) -> dict[str, Any]:
    """``ttft_ratio``: the first token while a night trains, to that without one.

    Medians over questions of new conversations, before and after the night, and in the
    middle of its training, as a turn asks: the night makes way within one step.
    Resident megabytes of the program and its children: ``memory_start_mb`` before the
    night, ``memory_mb`` when the training's child is about to start (the night has
    brought in what reads and labels lessons), ``memory_night_mb`` the most beside it,
    ``memory_after_mb`` when all is over.
    """
    settings = world.settings("ttft")
    stepped = threading.Event()
    alone_mb: list[float] = []

    def tell(event: NightEvent) -> None:
        if isinstance(event, NightStepBegan) and event.step == "train":
            alone_mb.append(_resident_mb())
        if isinstance(event, NightTrains) and isinstance(event.event, TrainingStep):
            stepped.set()

    with open_night(settings) as parts, ThreadPoolExecutor(1) as pool:
        parts.journal.ledger.add(lessons(invented(world.seed, _LESSONS))).result()
        _ask(parts)  # the model is loaded, and its first prompt read
        quiet = [_ask(parts) for _ in range(_ASKED)]
        start, most = _resident_mb(), 0.0
        run = NightRun(parts, tell)
        night = pool.submit(run.run, "user")
        busy = []
        for _ in range(_ASKED):
            stepped.clear()
            if not stepped.wait(_PATIENCE_S):
                break  # the training is over
            most = max(most, _resident_mb())
            busy.append(_ask(parts))
        run.stop()
        night.result()
        _ask(parts)
        quiet += [_ask(parts) for _ in range(_ASKED)]
        after = _resident_mb()
    world.keep(settings)
    alone, beside = statistics.median(quiet), statistics.median(busy)
    return {
        "ttft_ratio": beside / alone,
        "ttft_ms": 1000 * alone,
        "ttft_night_ms": 1000 * beside,
        "ttft_asked": len(busy),
        "memory_start_mb": start,
        "memory_mb": alone_mb[0],
        "memory_night_mb": most,
        "memory_after_mb": after,
    }


def _resident_mb() -> float:
    own = psutil.Process()
    found = 0
    for process in (own, *own.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            found += process.memory_info().rss
    return found / 1e6


def _ask(parts: Parts) -> float:
    """Seconds to the first token of an answer."""
    said = (Message("user", f"What is my name? {uuid4()}"),)
    system = parts.serving.system_prompt
    request = GenerationRequest(
        f"bench-{uuid4()}",
        opened(system, said),
        SamplingParams(max_tokens=4),
        Priority.INTERACTIVE,
    )
    with parts.presence.turn():
        begun = time.perf_counter()
        first = 0.0
        for event in parts.engine.submit(request):
            if isinstance(event, TokenChunk) and not first:
                first = time.perf_counter() - begun
    return first
