"""A person who asks while a night trains, and mlx-lm's trainer on the same rows."""

import statistics
import threading
import time
from collections.abc import Sequence
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
    alone_mb = 0.0

    def tell(event: NightEvent) -> None:
        nonlocal alone_mb
        if isinstance(event, NightStepBegan) and event.step == "train":
            alone_mb = _resident_mb()
        if isinstance(event, NightTrains) and isinstance(event.event, TrainingStep):
            stepped.set()

    with open_night(settings) as parts, ThreadPoolExecutor(1) as pool:
        parts.journal.ledger.add(lessons(invented(world.seed, _LESSONS))).result()
        _ask(parts)  # the model is loaded, and its first prompt read
        quiet = [_ask(parts) for _ in range(_ASKED)]
        start_mb, most_mb = _resident_mb(), 0.0
        run = NightRun(parts, tell)
        night = pool.submit(run.run, "user")
        busy = []
        for _ in range(_ASKED):
            stepped.clear()
            if not stepped.wait(_PATIENCE_S):
                break  # the training is over
            most_mb = max(most_mb, _resident_mb())
            busy.append(_ask(parts))
        run.stop()
        night.result()
        _ask(parts)
        quiet += [_ask(parts) for _ in range(_ASKED)]
        after_mb = _resident_mb()
    world.keep(settings)
    return {
        **_timed(quiet, busy),
        "memory_start_mb": start_mb,
        "memory_mb": alone_mb,
        "memory_night_mb": most_mb,
        "memory_after_mb": after_mb,
    }


def _timed(quiet: Sequence[float], busy: Sequence[float]) -> dict[str, Any]:
    alone_ms, beside_ms = (1000 * statistics.median(each) for each in (quiet, busy))
    return {
        "ttft_ratio": beside_ms / alone_ms,
        "ttft_ms": alone_ms,
        "ttft_night_ms": beside_ms,
        "ttft_asked": len(busy),
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
