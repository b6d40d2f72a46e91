"""``evotr night run``: a night now, for the user or for the system's timer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import typer

from evotr.cli.codes import code_of
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.night_making import make_nights, make_unheard, rehearse_night
from evotr.cli.night_report import show_night
from evotr.cli.night_scheduled import run_scheduled
from evotr.cli.render import print_json
from evotr.domain import Night, in_the_way
from evotr.errors import InstanceRunning, NightRunning, OptionsExclusive
from evotr.experts import known_expert
from evotr.instance import running_instance
from evotr.journal.home import open_journal
from evotr.night.conditions import Conditions
from evotr.night.system import this_system
from evotr.night.telling import conditions_now
from evotr.wiring import open_cards

__all__ = ["Wanted", "run_night"]

_COMMAND: Final = "evotr night run"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    expert: str | None
    now: bool
    dry: bool
    scheduled: bool
    as_json: bool

    def particulars(self) -> Iterator[str]:
        """The options that say what kind of night it is to be."""
        given = {"--now": self.now, "--expert": self.expert, "--dry-run": self.dry}
        yield from (name for name, value in given.items() if value not in {None, False})


def run_night(context: Context, wanted: Wanted) -> None:
    """Make a night for the user, or for the system's timer.

    Raises:
        OptionsExclusive: The timer asks for nothing in particular.
        ExpertNotFound: There is no such expert.
        NightRunning: What another process does with nights is not one.
        typer.Exit: It was not begun, failed, or was stopped.
    """
    if wanted.scheduled:
        for name in wanted.particulars():
            raise OptionsExclusive(command=_COMMAND, first="--scheduled", second=name)
        run_scheduled(context, as_json=wanted.as_json)
        return
    settings = context.settings
    if wanted.expert is not None:
        known_expert(wanted.expert, open_cards(settings).experts)
    if wanted.dry:
        rehearsed = rehearse_night(context, wanted.expert)
        show_night(context, rehearsed, as_json=wanted.as_json, event="done")
        return
    if not wanted.now:
        _wait_for_nothing(context, wanted)
    try:
        nights = make_nights(
            context,
            lambda run: run.run("user", wanted.expert),
            on_battery=True,  # who begins a night wants it
            as_json=wanted.as_json,
        )
    except InstanceRunning:
        nights = _wish(context, wanted)
    for night in nights:
        show_night(context, night, as_json=wanted.as_json, event="done")
    if nights and (code := code_of(nights[-1])):
        raise typer.Exit(code)


def _wait_for_nothing(context: Context, wanted: Wanted) -> None:
    """Do not begin where a condition is not met; say which.

    Raises:
        typer.Exit: One is not.
    """
    paths = context.settings.paths
    unmet = in_the_way(Conditions(this_system(), paths.home).unmet(context.settings))
    if not unmet:
        return
    if wanted.as_json:
        print_json({"event": "waiting", "unmet": unmet})
    else:
        told = conditions_now(unmet, context.say)
        tell(context, "night.run.unmet", conditions=told)
    raise typer.Exit(1)


def _wish(context: Context, wanted: Wanted) -> list[Night]:
    """Leave it to the process that has the home open.

    A night that is under way there waits for nothing any more, and goes first. Where
    that process closed the home before it could hear of it, the nights are made here.

    Raises:
        NightRunning: Another one holds the nights for a moment.
    """
    pid = running_instance(context.settings.paths.night_lock)
    with open_journal(context.settings) as journal:
        night = journal.nights.unfinished().result() if pid is not None else None
        if pid is not None and night is None:
            raise NightRunning(pid=pid)
        journal.nights.wish("run", wanted.expert).result()
    nights = make_unheard(context, as_json=wanted.as_json)
    if nights:
        return nights
    if wanted.as_json:
        behind = {} if night is None else {"night": night.number}
        print_json({"event": "wished", "expert": wanted.expert, **behind})
    elif night is None:
        tell(context, "night.run.wished")
    else:
        tell(context, "night.run.follows", number=night.number)
    return []
