"""The nights as the window sees them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from evotr.domain import (
    Destroyed,
    Leaving,
    NightHead,
    NightProgress,
    NightsStanding,
    NightTakenBack,
    NightTold,
)
from evotr.text import Catalog

__all__ = ["FindNights", "NightsPort"]


class NightsPort(Protocol):
    """`evotr.night.office.NightOffice` has this shape.

    All but `progress`, `speak` and `stop` wait, so they are not for the main thread.

    Raises:
        EvotrError: From any of them.
    """

    @property
    def progress(self) -> NightProgress | None:
        """How far the night under way in this program is; None where none is."""
        ...

    def speak(self, say: Catalog) -> None:
        """Tell of nights with these sentences from now on."""
        ...

    def standing(self) -> NightsStanding:
        """When the next night is, what it waits for, and how the last one was."""
        ...

    def nights(self) -> tuple[NightHead, ...]:
        """The nights, the newest first."""
        ...

    def report(self, night_id: str) -> NightTold:
        """The report of a night, with its pictures."""
        ...

    def allow(self, *, on: bool) -> None:
        """Let nights begin by themselves, or no more."""
        ...

    def run(self) -> None:
        """Begin a night now, or have the one under way wait for nothing any more.

        It comes back before its end.
        """
        ...

    def stop(self) -> None:
        """End the night under way, soon."""
        ...

    def keep(self, night_id: str) -> None:
        """Let what a night learned stay."""
        ...

    def undo(self, night_id: str) -> NightTakenBack:
        """Take a night back."""
        ...

    def never(self, night_id: str) -> NightTakenBack:
        """Take a night back, and never learn from its lessons."""
        ...

    def leaving(self, conversation_ids: Sequence[str]) -> Leaving:
        """What would go with conversations."""
        ...

    def destroy(self, conversation_ids: Sequence[str]) -> Destroyed:
        """Destroy conversations, with all that was learned of them."""
        ...


FindNights = Callable[[], NightsPort | None]
"""Those of the assistant that is open; None where there are none."""
