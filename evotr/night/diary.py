"""What a night has done: each step once, also where its process dies in between."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from evotr.domain import Night, NightStep
from evotr.journal.nights import Nights
from evotr.night.progress import NightStepBegan, NightStepEnded, Tell
from evotr.night.watch import Watch

__all__ = ["WORK", "Diary", "Found", "Noted"]

WORK: Final = "work"
"""In the folder of a night, until it ends: what it is made with, the user's words."""

Found = Mapping[str, Any]
"""What a step found, as JSON has it: numbers, names and ids, no words of the user."""

_SECONDS = "seconds"
_PEAK = "peak_bytes"


class Noted:
    """What a night has done so far, as the journal has it.

    Args:
        nights: Where it is noted.
        night: The one that is meant.
    """

    def __init__(self, nights: Nights, night: Night) -> None:
        self.nights = nights
        self.night = night
        done = nights.steps(night.id).result()
        self._found: dict[tuple[NightStep, str], Found] = {
            (one.step, one.expert): one.result for one in done
        }

    def found(self, step: NightStep, expert: str = "") -> Found | None:
        """What a step found; None where it is not done."""
        return self._found.get((step, expert))

    def seconds(self) -> dict[str, float]:
        """What each step took, over all experts."""
        taken: dict[str, float] = {}
        for (step, _), found in self._found.items():
            taken[step] = taken.get(step, 0.0) + float(found.get(_SECONDS, 0.0))
        return {step: round(seconds, 1) for step, seconds in taken.items()}

    def peak_bytes(self) -> dict[str, int]:
        """The most memory that each step held; that of ``train`` is its child's."""
        held: dict[str, int] = {}
        for (step, _), found in self._found.items():
            held[step] = max(held.get(step, 0), int(found.get(_PEAK, 0)))
        return held


class Diary(Noted):
    """Notes each step of a night before the next one begins.

    Args:
        nights: Where it is noted.
        night: The one that is under way.
        watch: Says whether to go on.
        tell: Gets what begins and ends.
    """

    def __init__(self, nights: Nights, night: Night, watch: Watch, tell: Tell) -> None:
        super().__init__(nights, night)
        self.watch = watch
        self.tell = tell

    def once(
        self, step: NightStep, work: Callable[[], Found], expert: str = ""
    ) -> Found:
        """What a step found, now or before its process died.

        Raises:
            Stopped: Somebody wants an end; the step was not begun.
            EvotrError: What ``work`` raises, and the journal.
        """
        known = self.found(step, expert)
        if known is not None:
            return known
        self.watch.check()
        self.nights.doing(self.night.id, step, expert).result()
        self.tell(NightStepBegan(step, expert))
        began = time.monotonic()
        self.watch.peak()
        found = work()
        seconds = round(time.monotonic() - began, 3)
        found = {_SECONDS: seconds, _PEAK: self.watch.peak(), **found}
        self.nights.did(self.night.id, step, expert, found).result()
        self._found[step, expert] = found
        self.tell(NightStepEnded(step, expert, seconds, found))
        return found

    def anew(self, expert: str) -> None:
        """Begin anew with an expert."""
        self.nights.anew(self.night.id, expert).result()
        self._found = {
            key: found for key, found in self._found.items() if key[1] != expert
        }
