"""The nights as a face with panels keeps them, beside the open program."""

from typing import Final

from evotr.domain import (
    Night,
    NightHead,
    NightProgress,
    NightsStanding,
    NightTakenBack,
    NightTold,
)
from evotr.night.beside import NightsBeside
from evotr.night.calls import NightCall, evening_of
from evotr.night.consent import allow_nights
from evotr.night.parts import Parts
from evotr.night.plots import pictures
from evotr.night.standing import as_it_stands, standing
from evotr.night.story import head_of, story
from evotr.night.system import System, this_system
from evotr.night.takeback import keep, never, undo
from evotr.settings import Settings, examine_settings, write_setting
from evotr.text import Catalog

__all__ = ["NightOffice"]

_LISTED: Final = 60


class NightOffice:
    """Every call but `progress` and `stop` waits, for the journal or a picture.

    Args:
        parts: Of the open program.
        nights: Those beside it.
        system: The computer; this one by default.
    """

    def __init__(
        self, parts: Parts, nights: NightsBeside, system: System | None = None
    ) -> None:
        self._parts = parts
        self._nights = nights
        self._system = system or this_system()
        self._say = Catalog.load(parts.settings.ui_language)

    @property
    def progress(self) -> NightProgress | None:
        """How far the night under way in this program is; None where none is."""
        return self._nights.progress

    def standing(self) -> NightsStanding:
        """When the next night is, what it waits for, and how the last one was."""
        parts = self._parts
        return standing(
            self._settings(), parts.journal, lambda: parts.registry, self._system
        )

    def nights(self) -> tuple[NightHead, ...]:
        """The nights, the newest first."""
        known = self._parts.journal.nights.page(_LISTED).result()
        return tuple(head_of(self._as_it_stands(night), self._say) for night in known)

    def report(self, night_id: str) -> NightTold:
        """The report of a night; its pictures are drawn the first time.

        Raises:
            NightNotFound: There is no such night.
            DiskFull, FolderNotWritable: The pictures cannot be kept.
        """
        night = self._as_it_stands(self._night(night_id))
        drawn = pictures(self._parts.settings, night, self._say)
        return story(night, self._say, drawn)

    def allow(self, *, on: bool) -> None:
        """Let nights begin by themselves, or no more.

        Raises:
            InvalidSetting: The settings file cannot be written to as it is.
        """
        settings = self._settings()
        if on:
            allow_nights(settings, self._parts.journal.nights)
        else:
            write_setting(settings.paths, "night", value=False)

    def run(self) -> None:
        """Begin a night now, whatever its conditions; it comes back before its end."""
        date = evening_of(self._parts.clock())
        self._nights.begin(NightCall(trigger="user", date=date))

    def stop(self) -> None:
        """End the night under way, soon; what is not finished is not used."""
        self._nights.stop()

    def keep(self, night_id: str) -> None:
        """Let what a night learned stay: disliked answers take it back no more."""
        keep(self._parts.journal, self._night(night_id))

    def undo(self, night_id: str) -> NightTakenBack:
        """Take a night back: what answered before answers again, at once.

        Raises:
            EvotrError: As `takeback.undo`.
        """
        taken = undo(self._parts.journal, self._parts.registry, self._night(night_id))
        return NightTakenBack(taken.night.number, taken.serves, len(taken.waiting))

    def never(self, night_id: str) -> NightTakenBack:
        """Take a night back, where it was not, and never learn from its lessons.

        Raises:
            EvotrError: As `takeback.undo`.
        """
        night, serves = self._night(night_id), {}
        if night.undone is None:
            taken = undo(self._parts.journal, self._parts.registry, night)
            night, serves = taken.night, taken.serves
        gone = never(self._parts.journal, self._parts.registry, night)
        return NightTakenBack(night.number, serves, never=len(gone))

    def _night(self, night_id: str) -> Night:
        return self._parts.journal.nights.find(night_id).result()

    def _as_it_stands(self, night: Night) -> Night:
        return as_it_stands(self._parts.settings, night)

    def _settings(self) -> Settings:
        """Those of this moment."""
        return examine_settings({"evotr_home": self._parts.settings.evotr_home})[0]
