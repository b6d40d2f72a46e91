"""Consolidating: what was said is taken up into memory, and its index is whole."""

import time
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, Final

from evotr.errors import EvotrError
from evotr.memory.service import MemoryService
from evotr.night.faults import fault_of, plain_reason
from evotr.night.steps.harvest import Check, nobody_asks

__all__ = ["run"]

_PATIENCE_S: Final = 600.0
_LOOK_S: Final = 0.2


def run(memory: MemoryService, check: Check = nobody_asks) -> dict[str, Any]:
    """Have the memory take up what is left to take up; how many memories it made.

    A memory that fails is told, and spoils no night. ``check`` is called while it is
    waited for; what it raises does not end what the memory does.

    Raises:
        JournalError: And its kin.
    """
    memories = memory.journal.memories
    before = memories.count().result()
    fault: dict[str, Any] | None = None
    try:
        memory.preload()
        _wait(memory.refresh(), check)
    except (EvotrError, OSError, FutureTimeout) as error:
        fault = plain_reason(fault_of(error))
    made = max(memories.count().result() - before, 0)
    return {"remembered": made, "fault": fault}


def _wait(work: Future[None], check: Check) -> None:
    """Wait for it, as long as nobody wants an end.

    Raises:
        TimeoutError: It takes too long.
    """
    late = time.monotonic() + _PATIENCE_S
    while not wait([work], _LOOK_S).done:
        check()
        if time.monotonic() > late:
            raise FutureTimeout
    work.result()
