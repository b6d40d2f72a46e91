"""``evotr night run --scheduled``: what the system's timer calls."""

import time

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.night_making import make_nights
from evotr.cli.night_report import show_night
from evotr.cli.render import print_error, print_json
from evotr.errors import EvotrError, InstanceRunning, NightRunning
from evotr.instance import running_instance
from evotr.journal.home import open_journal
from evotr.night.calls import NightCall
from evotr.night.clock import SystemClock
from evotr.night.conditions import Conditions
from evotr.night.heartbeat import Heartbeat, HeartParts, keep_watch
from evotr.night.notes import Notes
from evotr.night.notify import notify_missed, notify_night, notify_off
from evotr.night.system import this_system
from evotr.night.way import giving_way
from evotr.settings import examine_settings

__all__ = ["run_scheduled"]


class _Lane:
    """Runs a night before it comes back; the program must not be open."""

    busy = False

    def __init__(self, context: Context, *, as_json: bool) -> None:
        self._context, self._as_json = context, as_json

    def begin(self, call: NightCall) -> bool:
        """Make the night, report it, and show a notice; so for one that was left.

        False: another process is at it.
        """
        context, as_json = self._context, self._as_json
        try:
            with giving_way(context.settings.paths):
                nights = make_nights(
                    context,
                    lambda run: run.call(call),
                    on_battery=not context.settings.night_on_mains,
                    as_json=as_json,
                )
        except InstanceRunning:  # opened meanwhile: its own clock makes the night
            _tell(context, "open", as_json=as_json)
            return False
        except EvotrError as error:  # a heartbeat would only log it
            print_error(error, context.say, context.errors, as_json=as_json)
            return not isinstance(error, NightRunning)
        for night in nights:
            notify_night(this_system(), night, context.say)
            show_night(context, night, as_json=as_json, event="done")
        return True


def run_scheduled(context: Context, *, as_json: bool) -> None:
    """Make the night that is due, as soon as its conditions are met.

    Raises:
        JournalError: And its kin: the database cannot be used.
    """
    paths = context.settings.paths
    if running_instance(paths.lock) is not None:
        making = running_instance(paths.night_lock) is not None
        _tell(context, "running" if making else "open", as_json=as_json)
        return
    with open_journal(context.settings) as journal:
        parts = HeartParts(
            settings=lambda: examine_settings()[0],
            nights=journal.nights,
            conditions=Conditions(this_system(), paths.home),
            notes=Notes(paths.nights),
            lane=_Lane(context, as_json=as_json),
            clock=SystemClock(),
            switched_off=lambda: notify_off(this_system(), context.say),
            missed=lambda night, in_a_row: notify_missed(
                this_system(), night, in_a_row, context.say
            ),
        )
        beat = keep_watch(
            Heartbeat(parts),
            parts,
            time.sleep,
            lambda: running_instance(paths.night_lock) is not None,
        )
    if beat != "begun":
        _tell(context, beat, as_json=as_json)


def _tell(context: Context, what: str, *, as_json: bool) -> None:
    """Why nothing was done."""
    if as_json:
        print_json({"event": what})
    else:
        tell(context, f"night.scheduled.{what}")
