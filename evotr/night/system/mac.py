"""macOS, asked by pmset, ioreg, system_profiler, osascript and launchctl."""

import json
import os
import plistlib
import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile
from pathlib import Path
from typing import Final, NoReturn
from xml.parsers.expat import ExpatError

from typing_extensions import override

from evotr.errors import TimerRefused
from evotr.night.system.commands import output_of, ran
from evotr.night.system.values import System, Timer, TimerPlan

__all__ = ["MacSystem"]

_LABEL: Final = "evo-tr.night"
_CAFFEINATE: Final = "/usr/bin/caffeinate"
# `-s` holds on mains alone; `-i` keeps from falling asleep by itself on battery too.
_ON_MAINS: Final = (_CAFFEINATE, "-s")
_ALWAYS: Final = (_CAFFEINATE, "-i", "-s")
_NANO: Final = 1e9
_IDLE: Final = re.compile(r'"HIDIdleTime"\s*=\s*(\d+)')
_POWER: Final = re.compile(r"Now drawing from '([^']+)'")
# Shares of full speed; a level above 0 is a warning.
_LIMIT: Final = re.compile(r"CPU_(?:Speed|Scheduler)_Limit\s*=\s*(\d+)")
_WARNING: Final = re.compile(r"(?:Thermal|Performance) [Ww]arning [Ll]evel\s*=\s*(\d+)")
_FULL: Final = 100
_YES: Final = "spdisplays_yes"
# The words are arguments of the script, never part of it.
_NOTICE: Final = "display notification (item 2 of argv) with title (item 1 of argv)"


class _LaunchAgent(Timer):
    """A LaunchAgent; launchd runs at waking what sleep has missed."""

    @property
    def _file(self) -> Path:
        return Path.home() / "Library" / "LaunchAgents" / f"{_LABEL}.plist"

    @override
    def files(self, plan: TimerPlan) -> dict[Path, bytes]:
        at = {"Hour": plan.at.hour, "Minute": plan.at.minute}
        content = {
            "Label": _LABEL,
            "ProgramArguments": [*_awake(on_battery=plan.on_battery), *plan.command],
            "EnvironmentVariables": dict(plan.environment),
            "StartCalendarInterval": at,
            "StandardErrorPath": str(plan.log),
            "RunAtLoad": False,
        }
        return {self._file: plistlib.dumps(content)}

    @override
    def paths(self) -> tuple[Path, ...]:
        return (self._file,)

    @override
    def command(self, content: bytes) -> tuple[str, ...]:
        try:
            words = map(str, plistlib.loads(content)["ProgramArguments"])
            return tuple(dropwhile({*_ALWAYS}.__contains__, words))
        except (ExpatError, LookupError, TypeError, ValueError):
            return ()

    @override
    def start(self) -> None:
        said = ran("launchctl", "bootstrap", _domain(), str(self._file))
        if said is not None:
            _refuse("launchctl bootstrap", said)

    @override
    def stop(self) -> None:
        ran("launchctl", "bootout", f"{_domain()}/{_LABEL}")


def _awake(*, on_battery: bool) -> Sequence[str]:
    return _ALWAYS if on_battery else _ON_MAINS


def _domain() -> str:
    return f"gui/{os.getuid()}"


def _refuse(command: str, reason: str) -> NoReturn:
    raise TimerRefused(command=command, reason=reason)


class MacSystem(System):
    """A Mac."""

    timer = _LaunchAgent()

    @override
    def idle_seconds(self) -> float | None:
        found = _IDLE.search(output_of("ioreg", "-c", "IOHIDSystem", "-d", "4") or "")
        return int(found[1]) / _NANO if found else None

    @override
    def on_mains(self) -> bool | None:
        found = _POWER.search(output_of("pmset", "-g", "batt") or "")
        return found[1] == "AC Power" if found else None

    @override
    def is_cool(self) -> bool | None:
        said = output_of("pmset", "-g", "therm")
        if said is None:
            return None
        slowed = any(int(share) < _FULL for share in _LIMIT.findall(said))
        return not slowed and not any(map(int, _WARNING.findall(said)))

    @override
    def display_off(self) -> bool | None:
        said = output_of("system_profiler", "-json", "SPDisplaysDataType")
        try:
            displays = list(_displays(json.loads(said or "")))
        except (AttributeError, LookupError, TypeError, ValueError):
            return None
        return all(each.get("spdisplays_asleep") == _YES for each in displays)

    @override
    def notify(self, title: str, body: str) -> bool:
        script = ("-e", "on run argv", "-e", _NOTICE, "-e", "end run")
        return ran("osascript", *script, title, body) is None

    @override
    def waking(self, pid: int, *, on_battery: bool) -> Sequence[str]:
        return (*_awake(on_battery=on_battery), "-w", str(pid))


def _displays(
    told: dict[str, list[dict[str, list[dict[str, str]]]]],
) -> Iterator[dict[str, str]]:
    """Those that are connected."""
    for card in told["SPDisplaysDataType"]:
        for display in card.get("spdisplays_ndrvs", []):
            if display.get("spdisplays_online", _YES) == _YES:
                yield display
