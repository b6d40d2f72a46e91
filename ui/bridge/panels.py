"""The engine as the panels see it: what is remembered, taught and kept."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol

from evotr.domain import (
    Crowd,
    EngineStatus,
    ExpertCard,
    HomeElsewhere,
    Known,
    LedgerFilter,
    LedgerRow,
    MemoryFilter,
    MemoryItem,
    ModelOffer,
    ModelState,
    OpenQuestion,
    StoredExemplar,
    Taught,
)
from evotr.errors import EvotrError
from evotr.settings import ShownSetting

__all__ = [
    "KeepingPort",
    "LedgerPort",
    "MemoriesPort",
    "OpenWorkshop",
    "WorkshopPort",
]


class MemoriesPort(Protocol):
    """What is remembered; `evotr.journal.memories.Memories` has this shape."""

    def page(
        self,
        wanted: MemoryFilter,
        words: str = "",
        *,
        limit: int = 100,
        offset: int = 0,
    ) -> Future[tuple[MemoryItem, ...]]:
        """Those of ``wanted`` that have all ``words``, newest first."""
        ...

    def count(self, wanted: MemoryFilter, words: str = "") -> Future[int]:
        """How many there are of these in all."""
        ...

    def update(self, item: MemoryItem) -> Future[MemoryItem]:
        """Store ``item`` in the place of the one with its id."""
        ...

    def pin(self, *memory_ids: str, pinned: bool = True) -> Future[int]:
        """Pin them, or release them."""
        ...


class LedgerPort(Protocol):
    """What can be learned from; `evotr.journal.ledger.Ledger` has this shape."""

    def questions(self, limit: int = 100) -> Future[tuple[OpenQuestion, ...]]:
        """The bad answers that wait for a right one, the oldest first."""
        ...

    def page(
        self, wanted: LedgerFilter, *, limit: int | None = 100, offset: int = 0
    ) -> Future[tuple[LedgerRow, ...]]:
        """The rows of ``wanted``, the oldest first."""
        ...

    def dismiss(self, answer_id: str) -> Future[int]:
        """Let a bad answer wait no longer."""
        ...

    def retract(self, *row_ids: str) -> Future[tuple[LedgerRow, ...]]:
        """Learn no more from rows."""
        ...


class KeepingPort(Protocol):
    """The assistant's side; `evotr.assistant.Assistant` has this shape."""

    @property
    def memories(self) -> MemoriesPort:
        """What is remembered."""
        ...

    @property
    def ledger(self) -> LedgerPort:
        """What can be learned from."""
        ...

    @property
    def uphold(self) -> Callable[[str], Future[Any]]:
        """Has a row in doubt learned from, unless nights never would."""
        ...

    @property
    def tried(self) -> Mapping[str, Future[EvotrError | None]]:
        """Why a model that reads texts cannot, by its setting, once it was opened."""
        ...

    @property
    def memory_paused(self) -> bool:
        """Whether nothing is remembered and recalled for a while."""
        ...

    def pause_memory(self, *, paused: bool) -> None:
        """Remember and recall nothing from the next message on, or again."""
        ...

    def known(self, memory_id: str) -> Known:
        """Why a memory is there; it waits, so not on the main thread."""
        ...

    def forget(self, *memory_ids: str) -> Future[Any]:
        """Destroy memories, what they come from, and answers that repeat them."""
        ...

    def correct(self, answer_id: str, text: str) -> Future[Taught]:
        """Say what an answer should have been."""
        ...

    def taught_routes(self) -> Future[tuple[StoredExemplar, ...]]:
        """What the router was taught, the oldest first."""
        ...

    def unteach_route(self, exemplar_id: str) -> Future[Any]:
        """Destroy what the router was taught; done when it is without it."""
        ...

    def status(self) -> EngineStatus:
        """The engine at a glance."""
        ...


class WorkshopPort(Protocol):
    """Experts, models and settings; each call waits, so not on the main thread.

    `evotr.workshop.Workshop` has this shape.
    """

    def experts(self) -> Crowd:
        """All experts with their versions."""
        ...

    def cards(self) -> tuple[ExpertCard, ...]:
        """The cards of all experts."""
        ...

    def use(self, expert: str, version: str) -> None:
        """Let an expert answer with a version, or with "base": none."""
        ...

    def roll_back(self, expert: str) -> str:
        """Let an expert answer with what served before; its name."""
        ...

    def import_expert(self, expert: str, folder: Path) -> str:
        """Keep a copy of an adapter as a version of an expert; the version's name."""
        ...

    def models(self) -> Iterable[ModelState]:
        """The models on this machine."""
        ...

    def offers(self) -> Iterable[ModelOffer]:
        """The models of the hub that could answer here."""
        ...

    def use_model(self, name: str) -> None:
        """Answer with a model from the next start on."""
        ...

    def remove_model(self, name: str) -> int:
        """Delete a pulled model; the bytes that were freed."""
        ...

    def pull(self, model: str, progressed: Callable[[int, int], None]) -> None:
        """Download a model; what ``progressed`` raises ends it."""
        ...

    def elsewhere(self) -> HomeElsewhere:
        """Whether another process has the home open, and what night it makes."""
        ...

    def stop_elsewhere(self) -> None:
        """Ask the process that makes a night to end it."""
        ...

    def settings(
        self, unfit: Mapping[str, EvotrError] | None = None
    ) -> Iterable[ShownSetting]:
        """Every setting as it will be at the next start."""
        ...

    def unread(
        self, unfit: Mapping[str, EvotrError] | None = None
    ) -> Iterable[EvotrError]:
        """Why what was chosen to read texts and memories does not."""
        ...

    def set(self, name: str, text: str | None) -> None:
        """Write a setting as it was typed; None takes it back."""
        ...


OpenWorkshop = Callable[[], WorkshopPort]
"""Makes the workshop; it takes a while, so not on the main thread."""
