"""``evotr night status``: when the next night is, and what waits for it."""

from collections.abc import Iterator
from functools import partial

from evotr.cli.context import Context
from evotr.cli.night_agent import timer_told
from evotr.cli.night_views import plain_night
from evotr.cli.registry import registry_of
from evotr.cli.render import print_json
from evotr.domain import NightsStanding
from evotr.journal.home import open_journal
from evotr.night.standing import standing
from evotr.night.system import this_system
from evotr.night.telling import conditions_now, headline

__all__ = ["show_status"]


def show_status(context: Context, *, as_json: bool) -> None:
    """Tell when nights run, how the last one was, and what waits for the next."""
    with open_journal(context.settings) as journal:
        registry = partial(registry_of, context)
        status = standing(context.settings, journal, registry, this_system())
    if as_json:
        print_json(_plain(context, status))
        return
    for line in _lines(context, status):
        context.console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(context: Context, status: NightsStanding) -> Iterator[str]:
    say, hours = context.say, status.hours
    if status.next is not None:
        yield say("night.status.on", hours=hours, next=status.next)
    else:
        yield say("clock.notice.off" if status.broken else "night.status.off")
    yield timer_told(context)[1]
    if status.unmet:
        told = conditions_now(status.unmet, say)
        yield say("night.status.unmet", conditions=told)
    if status.running is not None:
        told = headline(status.running, say)
        yield say("night.status.running", number=status.running.number, told=told)
    if status.last is None and status.running is None:
        yield say("night.none")
    elif status.last is not None:
        told, last = headline(status.last, say), status.last
        yield say("night.status.last", number=last.number, date=last.date, told=told)
    yield say(status.fresh_key, count=status.fresh)
    if status.doubts:
        yield say("night.report.doubts", count=status.doubts)
    if status.orphans:
        yield say("night.status.orphans", experts=", ".join(status.orphans))
    if status.damaged:
        yield say("night.status.damaged", experts=", ".join(status.damaged))


def _plain(context: Context, status: NightsStanding) -> dict[str, object]:
    nights = {"running": status.running, "last": status.last}
    return {
        "on": status.next is not None,
        "hours": status.hours,
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
        "damaged": status.damaged,
    }
