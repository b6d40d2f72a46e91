"""The user's yes to nights."""

from datetime import UTC, datetime

from evotr.journal.nights import Nights
from evotr.night.notes import Notes
from evotr.settings import Settings, write_setting

__all__ = ["allow_nights"]


def allow_nights(settings: Settings, nights: Nights) -> None:
    """Switch nights on; those that broke off before count no more.

    The first one is that of the hours that open next, or are open: those that are over
    are not caught up.

    Raises:
        InvalidSetting: The settings file cannot be written to as it is.
        JournalError: And its kin: the database cannot be used.
    """
    nights.forgive().result()
    write_setting(settings.paths, "night", value=True)
    notes = Notes(settings.paths.nights)
    notes.switched(off=False)
    if not settings.night:
        notes.wanted(datetime.now(UTC))
