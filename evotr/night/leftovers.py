"""What nights that are not over hold of lessons: rows, and versions not noted yet.

They are kept for as long as all that they were made of is there. Whichever way a lesson
was destroyed, what is left of it goes with the next call; one at every start, and one
each minute, do what a kill has left undone.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from evotr.domain import AdapterVersion, Night
from evotr.errors import NightRunning, named_os_error
from evotr.experts import (
    Roots,
    destroy_versions,
    serving_of_night,
    versions_of_night,
)
from evotr.instance import hold_night
from evotr.journal import Journal
from evotr.night.diary import WORK, Noted
from evotr.night.outcomes import is_through
from evotr.night.steps.promote import note_gone
from evotr.night.takeback import Swept, sweep
from evotr.paths import Paths

__all__ = ["clear_leftovers", "drop_unused", "settle_leftovers", "sweep_all"]

_ROWS = f"*/{WORK}/*"


def sweep_all(journal: Journal, roots: Roots, paths: Paths) -> Swept:
    """`sweep` versions, and `settle_leftovers`: to be called when lessons have gone.

    Raises:
        FolderNotWritable, DiskFull: A file refuses; the next call does the rest.
        JournalError: And its kin.
    """
    swept = sweep(journal, roots)
    settle_leftovers(journal, roots, paths)
    return swept


def settle_leftovers(journal: Journal, roots: Roots, paths: Paths) -> bool:
    """`clear_leftovers`; a night under way that was built of what is gone is stopped.

    It deletes its rows at its end. One goes on where the expert that learned from it is
    through: that one's rows are gone, and its version with the next `sweep`. So does
    one that is at the building of its rows: it builds them anew.

    Returns:
        Whether a night is to stop.

    Raises:
        FolderNotWritable, DiskFull: A file refuses.
        JournalError: And its kin.
    """
    if not any(_rows(journal, paths)) and not any(_candidates(journal, roots)):
        return False
    try:
        with hold_night(paths.night_lock):
            clear_leftovers(journal, roots, paths)
    except NightRunning:
        return _is_told(journal, paths)
    return False


def _is_told(journal: Journal, paths: Paths) -> bool:
    """Tell the night under way to stop, once, where it is made of what is gone."""
    if not any(_rows(journal, paths, under_way=True)):
        return False
    wishes = journal.nights.wishes().result()
    if all(wish.kind != "stop" for wish in wishes):
        journal.nights.wish_end("forgotten").result()
    return True


def clear_leftovers(journal: Journal, roots: Roots, paths: Paths) -> None:
    """Delete what a night that died, or was left, has made of lessons that are gone.

    Who calls holds the lock of the nights.

    Raises:
        FolderNotWritable, DiskFull: A file refuses.
        JournalError: And its kin.
    """
    for folder in _rows(journal, paths):
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise named_os_error(error, folder) from error
    for card in _candidates(journal, roots):
        gone = frozenset({card.version})
        destroy_versions(roots, card.base, card.expert, gone)


def drop_unused(journal: Journal, roots: Roots, night: Night) -> None:
    """Delete what a night that does not go on has made and not had serve, for any base.

    It was stopped in between, its process died, or something refused: no report tells
    of it, and nobody would look for it. What the user has serve all the same stays; it
    is noted now, so that a forgetting finds it.

    Raises:
        FolderNotWritable, DiskFull, ExpertBusy: A file refuses.
        JournalError: And its kin.
    """
    steps = journal.nights.steps(night.id).result()
    used = {
        (done.expert, done.result.get("version"))
        for done in steps
        if done.step == "promote"
    }
    serving = {card.path for card in serving_of_night(roots, night.id)}
    for card in versions_of_night(roots, night.id):
        if (card.expert, card.version) in used:
            continue
        if card.path not in serving or not _is_noted(journal, night.id, card):
            unused = frozenset({card.version})
            destroy_versions(roots, card.base, card.expert, unused)
            note_gone(journal.nights, card)


def _is_noted(journal: Journal, night_id: str, card: AdapterVersion) -> bool:
    """Note what a version saw, where that is not, is known and still there."""
    named = (card.base, card.expert, card.version)
    if journal.nights.version_of(*named).result() is not None:
        return True
    for done in journal.nights.steps(night_id).result():
        if (done.step, done.expert) == ("build", card.expert):
            keys = str(done.result.get("keys"))
            whole = journal.nights.made(
                night_id, card.expert, card.base, card.version, keys
            )
            return whole.result()
    return False


def _rows(journal: Journal, paths: Paths, *, under_way: bool = False) -> Iterator[Path]:
    """The folders of rows that no night may go on with.

    Of a night ``under_way`` only those of which that is known: it may be making them,
    or, of an expert that is through, deleting them.
    """
    left = journal.nights.unfinished().result()
    noted = Noted(journal.nights, left) if left and under_way else None
    for folder in sorted(paths.nights.glob(_ROWS)):
        night_id, expert = folder.parts[-3], folder.name
        if left is None or left.id != night_id:
            whole: bool | None = None
        else:
            whole = _is_whole(journal, night_id, expert)
        if noted is not None and is_through(noted, expert):
            continue
        if whole is False or (whole is None and not under_way):
            yield folder


def _candidates(journal: Journal, roots: Roots) -> Iterator[AdapterVersion]:
    """Versions that a night had not noted when its process died, and may not use."""
    left = journal.nights.unfinished().result()
    for card in versions_of_night(roots, left.id) if left else ():
        named = (card.base, card.expert, card.version)
        noted = journal.nights.version_of(*named).result()
        if noted is None and not _is_whole(journal, card.night_run or "", card.expert):
            yield card


def _is_whole(journal: Journal, night_id: str, expert: str) -> bool | None:
    """Whether all is there that a night built an expert's rows of; None: it did not."""
    for done in journal.nights.steps(night_id).result():
        if (done.step, done.expert) == ("build", expert):
            there = journal.nights.keys(night_id, expert).result()
            return bool(done.result.get("keys") == there)
    return None
