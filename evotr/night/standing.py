"""How things stand with the nights: the next one, the last one, what waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from evotr.domain import LedgerFilter, Night, NightsStanding
from evotr.domain.hours import NightHours
from evotr.errors import ModelError, ModelNotFound
from evotr.experts import Registry, roots_of
from evotr.instance import running_instance
from evotr.journal import Journal
from evotr.night.calls import due, taken_for_dead
from evotr.night.conditions import Conditions
from evotr.night.damage import damaged
from evotr.night.notes import Notes
from evotr.night.system import System
from evotr.night.takeback import with_deleted
from evotr.settings import Settings

__all__ = ["as_it_stands", "standing"]

_KNOWN: Final = 20
_MINUTE: Final = timedelta(minutes=1)
_DOUBTFUL: Final = LedgerFilter(states=("quarantined",))


def as_it_stands(settings: Settings, night: Night) -> Night:
    """``night`` as it is told: unclean where nobody runs it, deleted versions so."""
    night = with_deleted(roots_of(settings.paths), night)
    if night.state != "running" or running_instance(settings.paths.night_lock):
        return night
    return replace(night, state="unclean")


def standing(
    settings: Settings,
    journal: Journal,
    registry: Callable[[], Registry],
    system: System,
) -> NightsStanding:
    """Look at all of it.

    Args:
        settings: Those of this moment.
        journal: Has the nights and the lessons.
        registry: Gives the versions; that there is no model is none of its business.
        system: Is asked for what a night would wait for.

    Raises:
        JournalError: And its kin: the database cannot be used.
    """
    paths, now = settings.paths, datetime.now(UTC)
    known = journal.nights.page(_KNOWN).result()
    as_they_are = [as_it_stands(settings, night) for night in known]
    counts = journal.ledger.counts().result()
    doubtful = journal.ledger.count(_DOUBTFUL).result()
    orphans, broken = _taught(journal, registry)
    coming = None
    if settings.night:
        # Where nobody has noted a yes yet, the next look does.
        window = due(now, known, settings, since=Notes(paths.nights).since or now)
        hours = NightHours.read(settings.night_hours)
        coming = _from(as_they_are, now) if window else hours.coming(now).opens
    return NightsStanding(
        hours=settings.night_hours,
        next=coming,
        broken=Notes(paths.nights).off,
        unmet=Conditions(system, paths.home).unmet(settings),
        running=next((n for n in as_they_are if n.state == "running"), None),
        last=next((n for n in as_they_are if n.state != "running"), None),
        fresh=journal.ledger.awaited().result(),
        doubts=counts.open_questions + doubtful,
        orphans=orphans,
        damaged=broken,
    )


def _from(nights: list[Night], now: datetime) -> datetime:
    """When a night that is due may begin: behind one that broke off just now.

    The next whole minute, since seconds are not told.
    """
    died = next((night for night in nights if night.state == "unclean"), None)
    waits = taken_for_dead(died, now)
    if waits is None:
        return now
    return (waits + _MINUTE).replace(second=0, microsecond=0)


def _taught(
    journal: Journal, registry: Callable[[], Registry]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The experts that nights taught for other models alone, and the damaged ones."""
    taught = journal.nights.taught().result()
    if not taught:
        return (), ()
    try:
        known = registry()
        base = known.base.fingerprint
    except (ModelError, ModelNotFound):  # `evotr doctor` says so
        return (), ()
    orphans = tuple(expert for expert, bases in taught.items() if base not in bases)
    here = [each for each in taught if each not in orphans]
    broken = (
        each
        for each in here
        if each in known.cards.experts and damaged(known, journal.nights, each)
    )
    return orphans, tuple(broken)
