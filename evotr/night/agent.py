"""The system's own timer, which begins nights while the program is closed."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evotr.domain.hours import NightHours
from evotr.errors import TimerRefused, named_os_error
from evotr.night.system import Timer, TimerPlan
from evotr.paths import python_path
from evotr.settings import Settings, env_name

__all__ = ["Installed", "TimerState", "install", "planned", "timer_state", "uninstall"]

TimerState = Literal["absent", "installed", "stale", "moved"]
"""``stale``: not as the settings want it; ``moved``: its program is gone."""

_LOG = "night-timer.log"


@dataclass(frozen=True, slots=True)
class Installed:
    """What `install` did.

    Attributes:
        files: What lies there now.
        changed: Whether it was not there like that before.
        replaced: The program that the timer ran before; "" where it ran none, or this.
    """

    files: tuple[Path, ...]
    changed: bool
    replaced: str = ""


def planned(settings: Settings) -> TimerPlan:
    """What the system is to run: a night of this home, by this program.

    Of the settings only the home is told; the others are read when the night begins.
    """
    hours = NightHours.read(settings.night_hours)
    home = (env_name("evotr_home"), str(settings.paths.home))
    words = ("-P", "-m", "evotr", "night", "run", "--scheduled")
    return TimerPlan(
        at=hours.start,
        command=(sys.executable, *words),
        environment=(home, ("PYTHONPATH", python_path())),
        log=settings.logs / _LOG,
        on_battery=not settings.night_on_mains,
    )


def timer_state(timer: Timer, settings: Settings) -> TimerState:
    """Whether the system begins nights, and those of this program."""
    lying = {path: _read(path) for path in timer.paths()}
    if not any(lying.values()):
        return "absent"
    programs = [words[0] for words in map(timer.command, lying.values()) if words]
    if not all(Path(program).is_file() for program in programs):
        return "moved"
    return "installed" if lying == timer.files(planned(settings)) else "stale"


def install(timer: Timer, settings: Settings) -> Installed:
    """Have the system begin nights; a second time changes nothing.

    Raises:
        TimerRefused: The system does not take it; then there lies what lay there.
        FolderNotWritable, DiskFull: The files cannot be written.
    """
    plan = planned(settings)
    files = timer.files(plan)
    lying = {path: _read(path) for path in files}
    before = [words[0] for words in map(timer.command, lying.values()) if words]
    replaced = next((p for p in before if p != plan.command[0]), "")
    changed = lying != files
    if any(lying.values()):
        timer.stop()
    try:
        plan.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        timer.start()
    except OSError as error:
        raise named_os_error(error, Path(error.filename or plan.log)) from error
    except TimerRefused:
        _put_back(timer, lying)
        raise
    return Installed(tuple(files), changed, replaced)


def uninstall(timer: Timer) -> bool:
    """Have the system begin no nights any more.

    Returns:
        Whether it did.

    Raises:
        FolderNotWritable: A file cannot be removed.
    """
    there = any(map(_read, timer.paths()))
    timer.stop()
    try:
        _remove(timer)
    except OSError as error:
        raise named_os_error(error, timer.paths()[0]) from error
    return there


def _put_back(timer: Timer, lying: Mapping[Path, bytes]) -> None:
    """Have what lay there lie there again, and run where the system takes that."""
    for path, content in lying.items():
        if content:
            path.write_bytes(content)
        else:
            path.unlink(missing_ok=True)
    if any(lying.values()):
        with suppress(TimerRefused):
            timer.start()


def _remove(timer: Timer) -> None:
    for path in timer.paths():
        path.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    content = b""
    with suppress(OSError):
        content = path.read_bytes()
    return content
