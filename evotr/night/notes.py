"""What the clock keeps beside the journal: names of conditions, no word of the user."""

import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
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
    since: str = ""


class Notes:
    """A small file in the folder of the nights.

    It may be deleted: then a report does not tell what its night had waited for, and
    the night that was missed before is not caught up. What cannot be written is
    remembered by this process alone.

    Args:
        folder: Made when there is something to write.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._unwritten: _Kept | None = None

    @property
    def _kept(self) -> _Kept:
        """As it stands there now: other processes and threads write it too."""
        return self._unwritten or _read(self._file)

    @property
    def off(self) -> bool:
        """Whether nights were switched off by the program, and the user is asked."""
        return self._kept.off

    @property
    def waiting(self) -> tuple[date, tuple[str, ...]] | None:
        """The night that is waited with, and what for, in the order it was found."""
        kept = self._kept
        if not kept.unmet:
            return None
        return date.fromisoformat(kept.date), kept.unmet

    @property
    def since(self) -> datetime | None:
        """When nights were wanted first, aware; None where that was not seen."""
        since = self._kept.since
        return datetime.fromisoformat(since) if since else None

    def wanted(self, since: datetime | None) -> None:
        """Nights are wanted from ``since`` (aware) on; None: no more."""
        self._keep(replace(self._kept, since=since.isoformat() if since else ""))

    def wait(self, day: date, unmet: tuple[str, ...]) -> None:
        """Add what the night of ``day`` waits for."""
        kept = self._kept
        known = kept.unmet if kept.date == day.isoformat() else ()
        together = tuple(dict.fromkeys((*known, *unmet)))
        self._keep(replace(kept, date=day.isoformat(), unmet=together))

    def begun(self) -> None:
        """Nothing is waited for any more."""
        self._keep(replace(self._kept, date="", unmet=()))

    def switched(self, *, off: bool) -> None:
        """Nights were switched off by the program, or on again by the user."""
        self._keep(replace(self._kept, off=off))

    def _keep(self, kept: _Kept) -> None:
        if kept == self._kept:
            return
        staged = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            staged.write_text(json.dumps(asdict(kept)), "utf-8")
            staged.replace(self._file)
            self._unwritten = None
        except OSError as error:
            self._unwritten = kept
            _log.warning("what nights wait for is not kept: %s", error)


def _read(file: Path) -> _Kept:
    try:
        told: dict[str, Any] = json.loads(file.read_text("utf-8"))
        kept = _Kept(
            told["date"],
            tuple(map(str, told["unmet"])),
            told["off"] is True,
            told.get("since", ""),
        )
        if kept.unmet:
            date.fromisoformat(kept.date)
        if kept.since and datetime.fromisoformat(kept.since).tzinfo is None:
            return replace(kept, since="")
    except (LookupError, OSError, TypeError, ValueError):
        return _Kept()
    return kept
