"""Consolidating: what was said is taken up into memory, and its index is whole."""

from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, Final

from evotr.errors import EvotrError
from evotr.memory.service import MemoryService

__all__ = ["run"]

_PATIENCE_S: Final = 600.0


def run(memory: MemoryService) -> dict[str, Any]:
    """Have the memory take up what is left to take up; how many memories it made.

    A memory that fails is told, and spoils no night.

    Raises:
        JournalError: And its kin.
    """
    memories = memory.journal.memories
    before = memories.count().result()
    fault = ""
    try:
        memory.preload()
        memory.refresh().result(_PATIENCE_S)
    except (EvotrError, OSError, FutureTimeout) as error:
        fault = type(error).__name__
    made = max(memories.count().result() - before, 0)
    return {"remembered": made, "fault": fault}
