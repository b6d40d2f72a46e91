"""``evotr night status``: when the next night is, and what waits for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from evotr.cli.context import Context
from evotr.cli.night_agent import timer_told
from evotr.cli.night_report import as_it_stands
from evotr.cli.night_views import plain_night
from evotr.cli.registry import registry_of
from evotr.cli.render import print_json
from evotr.domain import LedgerFilter, Night
from evotr.domain.hours import NightHours
from evotr.errors import ModelError, ModelNotFound
from evotr.journal import Journal
from evotr.journal.home import open_journal
from evotr.night.calls import due
from evotr.night.conditions import Conditions
from evotr.night.notes import Notes
from evotr.night.system import this_system
from evotr.night.telling import clock_time, conditions, headline

__all__ = ["show_status"]

_KNOWN = 20
_DOUBTFUL = LedgerFilter(states=("quarantined",))


@dataclass(frozen=True, slots=True)
class _Status:
    """How things stand.

    Attributes:
        next: When the next night may begin; None where nights are off.
        broken: Whether nights were switched off after two that broke off.
        unmet: The conditions that a night would wait for now.
        running: The night under way.
        last: The one before.
        fresh: Lessons that no night has looked at.
        doubts: What waits for the user's word.
        orphans: Experts whose lessons another model was taught.
    """

    next: datetime | None
    broken: bool
    unmet: tuple[str, ...]
    running: Night | None
    last: Night | None
    fresh: int
    doubts: int
    orphans: tuple[str, ...]


def show_status(context: Context, *, as_json: bool) -> None:
    """Tell when nights run, how the last one was, and what waits for the next."""
    with open_journal(context.settings) as journal:
        status = _looked(context, journal)
    if as_json:
        print_json(_plain(context, status))
        return
    for line in _lines(context, status):
        context.console.print(line, markup=False, highlight=False, soft_wrap=True)


def _looked(context: Context, journal: Journal) -> _Status:
    settings = context.settings
    paths, now = settings.paths, datetime.now(UTC)
    known = journal.nights.page(_KNOWN).result()
    standing = [as_it_stands(context, night) for night in known]
    over = [night for night in standing if night.state != "running"]
    running = next((n for n in standing if n.state == "running"), None)
    counts = journal.ledger.counts().result()
    doubtful = journal.ledger.count(_DOUBTFUL).result()
    coming = None
    if settings.night:
        window = due(now, known, settings)
        hours = NightHours.read(settings.night_hours)
        coming = now if window else hours.coming(now).opens
    return _Status(
        next=coming,
        broken=Notes(paths.nights).off,
        unmet=Conditions(this_system(), paths.home).unmet(settings),
        running=running,
        last=over[0] if over else None,
        fresh=counts.fresh,
        doubts=counts.open_questions + doubtful,
        orphans=_orphans(context, journal),
    )


def _orphans(context: Context, journal: Journal) -> tuple[str, ...]:
    """The experts that nights taught for other models, and not for this one."""
    taught = journal.nights.taught().result()
    if not taught:
        return ()
    try:
        base = registry_of(context).base.fingerprint
    except (ModelError, ModelNotFound):  # `evotr doctor` says so
        return ()
    return tuple(expert for expert, bases in taught.items() if base not in bases)


def _lines(context: Context, status: _Status) -> Iterator[str]:
    say, hours = context.say, context.settings.night_hours
    if status.next is not None:
        when = clock_time(status.next)
        yield say("night.status.on", hours=hours, next=when)
    else:
        yield say("clock.notice.off" if status.broken else "night.status.off")
    yield timer_told(context)[1]
    if status.unmet:
        yield say("night.status.unmet", conditions=conditions(status.unmet, say))
    if status.running is not None:
        told = headline(status.running, say)
        yield say("night.status.running", number=status.running.number, told=told)
    if status.last is None and status.running is None:
        yield say("night.none")
    elif status.last is not None:
        told, last = headline(status.last, say), status.last
        yield say("night.status.last", number=last.number, date=last.date, told=told)
    yield say("night.status.fresh", count=status.fresh)
    if status.doubts:
        yield say("night.report.doubts", count=status.doubts)
    if status.orphans:
        yield say("night.status.orphans", experts=", ".join(status.orphans))


def _plain(context: Context, status: _Status) -> dict[str, object]:
    nights = {"running": status.running, "last": status.last}
    return {
        "on": status.next is not None,
        "hours": context.settings.night_hours,
        "next": status.next,
        "switched_off_after_faults": status.broken,
        "timer": timer_told(context)[0],
        "unmet": status.unmet,
        **{
            name: None if night is None else plain_night(night, context.say)
            for name, night in nights.items()
        },
        "fresh": status.fresh,
        "doubts": status.doubts,
        "taught_for_other_models": status.orphans,
    }
