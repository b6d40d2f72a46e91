"""Making a night in this process, seen and stopped from the terminal."""

from collections.abc import Callable

from evotr.app import open_night
from evotr.cli.context import Context
from evotr.cli.night_progress import show_progress
from evotr.cli.render import stop_on_interrupt
from evotr.domain import Night
from evotr.night.awake import awake
from evotr.night.night import NightRun
from evotr.night.system import this_system

__all__ = ["make_night"]


def make_night(
    context: Context, make: Callable[[NightRun], Night], *, as_json: bool
) -> Night:
    """The night that ``make`` makes with the program's parts, open for it alone.

    Ctrl-C stops it; the computer does not fall asleep meanwhile.

    Raises:
        InstanceRunning: Another process has this home open.
        EvotrError: The parts cannot be opened, or what `NightRun.call` raises.
    """
    with (
        open_night(context.settings) as parts,
        show_progress(context, as_json=as_json) as show,
    ):
        night_run = NightRun(parts, show)
        with stop_on_interrupt(night_run.stop), awake(this_system()):
            return make(night_run)
