"""Ending a night that nobody makes at the moment, and that would go on."""

import shutil
from dataclasses import replace

from evotr.domain import ExpertNight, Night
from evotr.experts import Roots, serving_of_night
from evotr.instance import hold_night
from evotr.journal import Journal
from evotr.night.diary import WORK, Noted
from evotr.night.leftovers import drop_unused
from evotr.night.outcomes import is_through, report_of, told
from evotr.paths import Paths

__all__ = ["give_up", "settle"]


def give_up(journal: Journal, roots: Roots, paths: Paths) -> Night | None:
    """End the night that was left, or whose process died; None: there is none.

    It does not go on. What it has promoted stays, and is in its report; a version that
    it had not had serve yet goes.

    Raises:
        NightRunning: One is under way, and can be told to stop.
        FolderNotWritable, DiskFull, ExpertBusy: The lock cannot be written, or a
            version not deleted; once more does the rest.
        JournalError: And its kin: the end cannot be noted.
    """
    nights = journal.nights
    with hold_night(paths.night_lock):
        night = nights.unfinished().result()
        if night is None:
            return None
        done = settle(journal, roots, night)
        told_of = report_of(Noted(nights, night), journal.ledger, done)
        report = replace(told_of, end="asked")
        shutil.rmtree(paths.nights / night.id / WORK, ignore_errors=True)
        return nights.finish(night.id, "stopped", report).result()


def settle(journal: Journal, roots: Roots, night: Night) -> list[ExpertNight]:
    """Delete what a night made and had not serve, note what serves of it all the same.

    Returns:
        What it came to for those experts that are through.

    Raises:
        FolderNotWritable, DiskFull, ExpertBusy: A version is not deleted.
        JournalError: And its kin.
    """
    drop_unused(journal, roots, night)
    _note_promoted(journal, roots, night)
    noted = Noted(journal.nights, night)
    due = (noted.found("consolidate") or {}).get("due", ())
    return [told(noted, expert) for expert in due if is_through(noted, expert)]


def _note_promoted(journal: Journal, roots: Roots, night: Night) -> None:
    """Note what it had promoted, before it died or the journal refused."""
    nights = journal.nights
    noted = Noted(nights, night)
    for card in serving_of_night(roots, night.id):
        judged = noted.found("judge", card.expert) is not None
        if judged and noted.found("promote", card.expert) is None:
            found = {"version": card.version}
            nights.did(night.id, "promote", card.expert, found).result()
