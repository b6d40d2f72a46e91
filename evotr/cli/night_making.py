"""Making a night in this process, seen and stopped from the terminal."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

from evotr.app import open_night, open_rehearsal
from evotr.cli.context import Context
from evotr.cli.night_progress import show_progress
from evotr.cli.signals import stop_on_interrupt
from evotr.domain import Night
from evotr.errors import InstanceRunning, NightRunning
from evotr.instance import running_instance
from evotr.journal.home import open_journal
from evotr.night.awake import awake
from evotr.night.calls import NightCall, evening_of
from evotr.night.night import NightRun
from evotr.night.progress import Gathering
from evotr.night.system import this_system

__all__ = ["make_nights", "make_unheard", "rehearse_night"]

_Make = Callable[[NightRun], Night]


def rehearse_night(context: Context, expert: str | None) -> Night:
    """The night as it would be, made of nothing but a look; nothing is stored.

    Raises:
        EvotrError: What opening the parts and `NightRun.call` raise.
    """
    with open_rehearsal(context.settings) as parts:
        return NightRun(parts).run("user", expert, dry=True)


def make_nights(
    context: Context, *makes: _Make, on_battery: bool, as_json: bool
) -> list[Night]:
    """What each of ``makes`` makes with the parts, open for it alone: a night.

    Before the first the one that was left, where one was: each has a report. They come
    one after the other until one is stopped or fails, or Ctrl-C is pressed between two.
    Ctrl-C stops the one under way, and a polite kill leaves it to the next one; the
    computer does not fall asleep meanwhile, where it is plugged in or ``on_battery``.
    Behind them comes what was wished for so late that they did not hear of it.

    Raises:
        InstanceRunning: Another process has this home open.
        EvotrError: The parts cannot be opened, or what `NightRun.call` raises.
    """
    nights, interrupted = _made(context, *makes, on_battery=on_battery, as_json=as_json)
    over = nights[-1].state == "finished" or nights[-1].report.end in {"time", "hours"}
    if over and not interrupted:
        nights += make_unheard(context, as_json=as_json)
    return nights


def make_unheard(context: Context, *, as_json: bool) -> list[Night]:
    """The nights that were wished for of a process that has closed the home since.

    None where somebody has it open, who hears of them.

    Raises:
        EvotrError: As `make_nights`.
    """
    nights: list[Night] = []
    while (call := _unheard(context)) is not None:
        try:
            more, interrupted = _made(
                context, lambda run: run.call(call), on_battery=True, as_json=as_json
            )
        except (InstanceRunning, NightRunning):  # who came first hears of it
            break
        nights += more
        if interrupted or more[-1].state != "finished":
            break
    return nights


def _unheard(context: Context) -> NightCall | None:
    if running_instance(context.settings.paths.lock) is not None:
        return None
    with open_journal(context.settings) as journal:
        wishes = journal.nights.wishes().result()
    wish = next((one for one in wishes if one.kind == "run"), None)
    if wish is None:
        return None
    return NightCall(
        trigger="user",
        date=evening_of(datetime.now(UTC), context.settings.night_hours),
        expert=wish.expert,
        wishes=(wish.number,),
    )


def _made(
    context: Context, *makes: _Make, on_battery: bool, as_json: bool
) -> tuple[list[Night], bool]:
    """The nights that came to an end, and whether Ctrl-C was pressed."""
    interrupted = Event()
    with (
        open_night(context.settings) as parts,
        show_progress(context, as_json=as_json) as show,
        awake(this_system(), on_battery=on_battery) as keeping,
    ):
        ended = Gathering(show, keeping.heed)
        night_run = NightRun(parts, ended)

        def stop() -> None:
            interrupted.set()
            night_run.stop("interrupted")

        with stop_on_interrupt(stop, night_run.leave):
            for make in makes:
                if make(night_run).state != "finished" or interrupted.is_set():
                    break
    return ended.nights, interrupted.is_set()
