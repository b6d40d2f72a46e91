"""What a night is made with: the parts of the open program."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from evotr.domain import Router
from evotr.experts import Registry
from evotr.inference.api import TextEngine
from evotr.journal import Journal
from evotr.memory.service import MemoryService
from evotr.night.steps.answering import Serving
from evotr.settings import Settings
from evotr.turn import Presence

__all__ = ["Parts"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts, open for as long as the night lasts.

    Attributes:
        serving: How the user's questions reach the model, to the byte.
        router: Gives the one in force; what that raises leaves lessons where they are.
        unlearn: Has the router fitted anew, without what was destroyed.
        memory: None where it is switched off.
        presence: Says whether somebody waits for an answer.
        clock: Tells the time, aware.
    """

    settings: Settings
    journal: Journal
    engine: TextEngine
    registry: Registry
    serving: Serving
    router: Callable[[], Router]
    unlearn: Callable[[], None] = lambda: None
    memory: MemoryService | None = None
    presence: Presence = field(default_factory=Presence)
    clock: Callable[[], datetime] = _now
