"""What the clock keeps beside the journal: names of conditions, no word of the user."""

import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

__all__ = ["Notes"]

_log = logging.getLogger(__name__)
_FILE: Final = "waiting.json"


@dataclass(frozen=True, slots=True)
class _Kept:
    date: str = ""
    unmet: tuple[str, ...] = ()
    off: bool = False


class Notes:
    """A small file in the folder of the nights.

    It may be deleted: then a report does not tell what its night had waited for. What
    cannot be written is remembered by this process alone.

    Args:
        folder: Made when there is something to write.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._kept = _read(self._file)

    @property
    def off(self) -> bool:
        """Whether nights were switched off by the program, and the user is asked."""
        return self._kept.off

    @property
    def waiting(self) -> tuple[date, tuple[str, ...]] | None:
        """The night that is waited with, and what for, in the order it was found."""
        if not self._kept.unmet:
            return None
        return date.fromisoformat(self._kept.date), self._kept.unmet

    def wait(self, day: date, unmet: tuple[str, ...]) -> None:
        """Add what the night of ``day`` waits for."""
        known = self._kept.unmet if self._kept.date == day.isoformat() else ()
        together = tuple(dict.fromkeys((*known, *unmet)))
        self._keep(replace(self._kept, date=day.isoformat(), unmet=together))

    def begun(self) -> None:
        """Nothing is waited for any more."""
        self._keep(replace(self._kept, date="", unmet=()))

    def switched(self, *, off: bool) -> None:
        """Nights were switched off by the program, or on again by the user."""
        self._keep(replace(self._kept, off=off))

    def _keep(self, kept: _Kept) -> None:
        if kept == self._kept:
            return
        self._kept = kept
        staged = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            staged.write_text(json.dumps(asdict(kept)), "utf-8")
            staged.replace(self._file)
        except OSError as error:
            _log.warning("what nights wait for is not kept: %s", error)


def _read(file: Path) -> _Kept:
    try:
        told: dict[str, Any] = json.loads(file.read_text("utf-8"))
        kept = _Kept(told["date"], tuple(map(str, told["unmet"])), told["off"] is True)
        if kept.unmet:
            date.fromisoformat(kept.date)
    except (LookupError, OSError, TypeError, ValueError):
        return _Kept()
    return kept
