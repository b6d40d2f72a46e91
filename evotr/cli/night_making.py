"""Making a night in this process, seen and stopped from the terminal."""

from collections.abc import Callable
from functools import partial

from evotr.app import open_night, open_rehearsal
from evotr.cli.context import Context
from evotr.cli.night_progress import show_progress
from evotr.cli.signals import stop_on_interrupt
from evotr.domain import Night
from evotr.night.awake import awake
from evotr.night.night import NightRun
from evotr.night.progress import Gathering
from evotr.night.system import this_system

__all__ = ["make_night", "rehearse_night"]


def rehearse_night(context: Context, expert: str | None) -> Night:
    """The night as it would be, made of nothing but a look; nothing is stored.

    Raises:
        EvotrError: What opening the parts and `NightRun.call` raise.
    """
    with open_rehearsal(context.settings) as parts:
        return NightRun(parts).run("user", expert, dry=True)


def make_night(
    context: Context,
    make: Callable[[NightRun], object],
    *,
    on_battery: bool,
    as_json: bool,
) -> list[Night]:
    """What ``make`` makes with the program's parts, open for it alone: a night.

    Before it the one that was left, where one was: each has a report. Ctrl-C stops it,
    and a polite kill leaves it to the next one; the computer does not fall asleep
    meanwhile, where it is plugged in or ``on_battery``.

    Raises:
        InstanceRunning: Another process has this home open.
        EvotrError: The parts cannot be opened, or what `NightRun.call` raises.
    """
    with (
        open_night(context.settings) as parts,
        show_progress(context, as_json=as_json) as show,
        awake(this_system(), on_battery=on_battery) as keeping,
    ):
        ended = Gathering(show, keeping.heed)
        night_run = NightRun(parts, ended)
        stop = partial(night_run.stop, "interrupted")
        with stop_on_interrupt(stop, night_run.leave):
            make(night_run)
        return ended.nights
