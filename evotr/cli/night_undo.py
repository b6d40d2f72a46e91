"""``evotr night rollback``: what answered before a night answers again."""

from collections.abc import Sequence
from typing import Final

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.registry import registry_of
from evotr.cli.render import print_json
from evotr.domain import LedgerRow, Night
from evotr.errors import NightNoneYet
from evotr.experts import BASE
from evotr.journal import Journal
from evotr.journal.home import open_journal
from evotr.night.takeback import TakenBack, never, undo

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
        night, registry = _meant(journal, number), registry_of(context)
        if for_good and night.undone is not None:
            taken = TakenBack(night, {}, ())
        else:
            taken = undo(journal, registry, night)
        gone = never(journal, registry, taken.night) if for_good else ()
    if as_json:
        print_json(_plain(taken, gone))
    else:
        _tell(context, taken, gone)


def _meant(journal: Journal, number: str) -> Night:
    nights = journal.nights
    if number:
        return nights.find(number).result()
    known = nights.page(_LOOKED).result()
    if not known:
        raise NightNoneYet
    # Where none is in force, the error says what is the matter with the newest.
    return next(filter(_is_in_force, known), known[0])


def _is_in_force(night: Night) -> bool:
    outcomes = {each.outcome for each in night.report.experts}
    return night.undone is None and "promoted" in outcomes


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
