"""``evotr night rollback``: what answered before a night answers again."""

from collections.abc import Sequence
from typing import Final

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.registry import registry_of
from evotr.cli.render import print_json
from evotr.domain import LedgerRow, Night
from evotr.errors import NightNoneYet
from evotr.experts import BASE, Roots
from evotr.journal import Journal
from evotr.journal.home import open_journal
from evotr.night.takeback import TakenBack, in_force, never, undo, with_deleted

__all__ = ["take_back"]

_LOOKED: Final = 100


def take_back(context: Context, number: str, *, for_good: bool, as_json: bool) -> None:
    """Undo a night, the newest that changed something by default.

    Args:
        context: Of the command.
        number: The night's number, or the beginning of its id.
        for_good: Whether its lessons are never learned again.
        as_json: How it is told.

    Raises:
        EvotrError: What `undo` raises; there is no such night.
    """
    with open_journal(context.settings) as journal:
        registry = registry_of(context)
        night = _meant(journal, number, registry.roots)
        if for_good and _used(night) and not in_force(night):
            taken = TakenBack(night, {}, ())
        else:
            taken = undo(journal, registry, night)
        gone = never(journal, registry, taken.night) if for_good else ()
    if as_json:
        print_json(_plain(taken, gone))
    else:
        _tell(context, taken, gone)


def _meant(journal: Journal, number: str, roots: Roots) -> Night:
    nights = journal.nights
    if number:
        return with_deleted(roots, nights.find(number).result())
    known = nights.page(_LOOKED).result()
    if not known:
        raise NightNoneYet
    as_they_are = (with_deleted(roots, night) for night in known)
    # Where none is in force, the error says what is the matter with the newest.
    return next(filter(in_force, as_they_are), known[0])


def _used(night: Night) -> bool:
    return "promoted" in {each.outcome for each in night.report.experts}


def _plain(taken: TakenBack, gone: Sequence[LedgerRow]) -> dict[str, object]:
    waiting = () if gone else taken.waiting
    return {
        "night": taken.night.number,
        "undone": taken.night.undone,
        "serves": taken.serves,
        "waiting": [row.id for row in waiting],
        "never_again": [row.id for row in gone],
    }


def _tell(context: Context, taken: TakenBack, gone: Sequence[LedgerRow]) -> None:
    if taken.night.undone is not None:
        tell(context, "night.rollback.done", number=taken.night.number)
    for expert, version in taken.serves.items():
        if version == BASE:
            tell(context, "experts.use.base", expert=expert)
        else:
            tell(context, "experts.use.done", expert=expert, version=version)
    if gone:
        tell(context, "night.rollback.never", count=len(gone))
    elif taken.waiting:
        tell(context, "night.rollback.waiting", count=len(taken.waiting))
