"""Linux, asked by /sys, D-Bus, loginctl, notify-send and systemd."""

import os
import re
import shlex
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from typing_extensions import override

from evotr.errors import TimerMissing, TimerRefused
from evotr.night.system.commands import output_of, ran
from evotr.night.system.values import System, Timer, TimerPlan

__all__ = ["LinuxSystem"]

_UNIT: Final = "evotr-night"
_PROGRAM: Final = "EVO-TR"
_MUTTER: Final = "org.gnome.Mutter.IdleMonitor"
_MILLI: Final = 1e3
_MICRO: Final = 1e6
_PLUGGED: Final = {"Mains", "USB"}
# Where the system slows down, and where it switches off.
_TOO_HOT: Final = {"passive", "hot", "critical"}
# Some sensors name trip points of 0 and of room temperature.
_BODY_HEAT: Final = 40_000


class _UserTimer(Timer):
    """A service and a timer of systemd, for the user; what was missed is run later."""

    @property
    def _folder(self) -> Path:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        return Path(base) / "systemd" / "user"

    @override
    def files(self, plan: TimerPlan) -> dict[Path, bytes]:
        program, *rest = plan.command
        # Behind a dollar systemd looks for a variable, but not in a program's name.
        words = [_quoted(program), *(_quoted(w.replace("$", "$$")) for w in rest)]
        variables = [f"Environment={_quoted(f'{k}={v}')}" for k, v in plan.environment]
        service = [
            "[Unit]",
            f"Description={_PROGRAM}: the night",
            "[Service]",
            "Type=oneshot",
            f"ExecStart={' '.join(words)}",
            *variables,
            # The report is for the user's eyes, not for the system's log.
            "StandardOutput=null",
            f"StandardError=append:{_escaped(str(plan.log))}",
            "Nice=10",
        ]
        timer = [
            "[Unit]",
            f"Description={_PROGRAM}: when the night begins",
            "[Timer]",
            f"OnCalendar=*-*-* {plan.at:%H:%M}:00",
            "Persistent=true",
            "[Install]",
            "WantedBy=timers.target",
        ]
        texts = zip(self.paths(), (service, timer), strict=True)
        return {path: "\n".join([*lines, ""]).encode() for path, lines in texts}

    @override
    def paths(self) -> tuple[Path, ...]:
        kinds = ("service", "timer")
        return tuple(self._folder / f"{_UNIT}.{kind}" for kind in kinds)

    @override
    def command(self, content: bytes) -> tuple[str, ...]:
        for line in content.decode("utf-8", errors="replace").splitlines():
            key, _, words = line.partition("=")
            if key == "ExecStart":
                try:
                    program, *rest = shlex.split(words.replace("%%", "%"))
                except ValueError:  # nothing, or a quotation without an end
                    return ()
                return program, *(word.replace("$$", "$") for word in rest)
        return ()

    @override
    def start(self) -> None:
        if shutil.which("systemctl") is None:
            raise TimerMissing(command="systemctl")
        steps = (("daemon-reload",), ("enable", "--now", f"{_UNIT}.timer"))
        for step in steps:
            said = ran("systemctl", "--user", *step)
            if said is not None:
                command = shlex.join(("systemctl", "--user", *step))
                raise TimerRefused(command=command, reason=said)

    @override
    def stop(self) -> None:
        ran("systemctl", "--user", "disable", "--now", f"{_UNIT}.timer")


def _quoted(word: str) -> str:
    """One word of a unit, whatever is in it."""
    return '"{}"'.format(_escaped(word.replace("\\", "\\\\").replace('"', '\\"')))


def _escaped(word: str) -> str:
    return word.replace("%", "%%")


class LinuxSystem(System):
    """A computer with Linux.

    Args:
        root: Where ``/sys`` lies.
    """

    timer = _UserTimer()

    def __init__(self, root: Path = Path("/")) -> None:
        self._sys = root / "sys" / "class"

    @override
    def idle_seconds(self) -> float | None:
        found = _gnome_idle()
        return found if found is not None else _session_idle()

    @override
    def on_mains(self) -> bool | None:
        supplies = [
            (_read(each / "type"), _read(each / "online"))
            for each in self._each("power_supply", "*")
            # Of a mouse, a keyboard, a tablet: they do not feed the computer.
            if _read(each / "scope") != "Device"
        ]
        plugs = [online for kind, online in supplies if kind in _PLUGGED]
        if "1" in plugs:
            return True
        # Without a battery it could not be running.
        return not any(kind == "Battery" for kind, _ in supplies)

    @override
    def is_cool(self) -> bool | None:
        zones = self._each("thermal", "thermal_zone*")
        return all(map(_is_cool, zones)) if zones else None

    @override
    def display_off(self) -> bool | None:
        if not (self._sys / "drm").is_dir():
            return None
        lit = (
            _read(each / "status") == "connected" and _read(each / "dpms") != "Off"
            for each in self._each("drm", "card*-*")
        )
        return not any(lit)

    @override
    def notify(self, title: str, body: str) -> bool:
        return ran("notify-send", f"--app-name={_PROGRAM}", title, body) is None

    @override
    def waking(self, pid: int, *, on_battery: bool) -> Sequence[str]:
        if not on_battery and self.on_mains() is False:
            return ()
        # The inhibition lasts as long as this command: until the process is gone.
        # Not "idle": logind would then say that nobody is idle, and the night wait for
        # itself. What sends an idle computer to sleep is held back by "sleep", too.
        why = (f"--who={_PROGRAM}", "--why=night", "--what=sleep")
        return ("systemd-inhibit", *why, "tail", f"--pid={pid}", "-f", os.devnull)

    def _each(self, kind: str, pattern: str) -> list[Path]:
        return sorted((self._sys / kind).glob(pattern))


def _is_cool(zone: Path) -> bool:
    """Whether a zone is below all points that it is slowed down at."""
    heat = _number(zone / "temp")
    points = [
        _number(kind.with_name(kind.name.replace("_type", "_temp")))
        for kind in zone.glob("trip_point_*_type")
        if _read(kind) in _TOO_HOT
    ]
    real = [point for point in points if point is not None and point > _BODY_HEAT]
    return heat is None or not real or heat < min(real)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def _number(file: Path) -> int | None:
    try:
        return int(_read(file))
    except ValueError:
        return None


def _gnome_idle() -> float | None:
    """GNOME counts milliseconds since the last touch."""
    method = (f"--method={_MUTTER}.GetIdletime",)
    place = (f"--dest={_MUTTER}", "--object-path=/org/gnome/Mutter/IdleMonitor/Core")
    said = output_of("gdbus", "call", "--session", *place, *method)
    found = re.search(r"uint64 (\d+)", said or "")
    return int(found[1]) / _MILLI if found else None


def _session_idle() -> float | None:
    """Logind knows since when all sessions are idle, in microseconds of the clock."""
    said = output_of(
        "loginctl", "show-session", "-p", "IdleHint", "-p", "IdleSinceHint"
    )
    told = dict(line.split("=", 1) for line in (said or "").splitlines() if "=" in line)
    since = told.get("IdleSinceHint", "")
    # A desktop that never says so (KDE, sway) leaves it at 0, and the hint at "no".
    if not since.isdigit() or not int(since):
        return None
    if told.get("IdleHint") == "no":
        return 0.0
    return max(0.0, time.time() - int(since) / _MICRO)
