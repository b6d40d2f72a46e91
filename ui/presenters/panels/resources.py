"""Memory by part, speed, and how the machine is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from evotr.domain import EngineStatus
from evotr.errors import EvotrError
from evotr.text import Catalog
from evotr.text.sizes import readable
from ui.bridge.panels import KeepingPort
from ui.platform import Platform
from ui.presenters.speeds import Speeds
from ui.presenters.turns import Work

__all__ = ["Part", "ResourcesPresenter"]

POLL_MS: Final = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the memory: its name, its size in words, and its share (0 to 1)."""

    name: str
    size: str
    share: float


class ResourcesPresenter(QObject):
    """Polls while `watch` says so; ``work`` says what people wait for.

    Signals:
        changed(parts, lines): Memory by part of the whole machine's; what else.
    """

    changed = Signal(object, object)

    def __init__(
        self,
        texts: Catalog,
        speeds: Speeds,
        work: Callable[[], Work],
        platform: Platform,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._speeds = speeds
        self._work = work
        self._platform = platform
        self._assistant: KeepingPort | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.refresh)

    def attach(self, assistant: KeepingPort | None) -> None:
        """Watch this assistant's engine from now on (None: nobody's)."""
        self._assistant = assistant

    def watch(self, *, on: bool) -> None:
        """Whether somebody looks."""
        if on:
            self._timer.start()
            self.refresh()
        else:
            self._timer.stop()

    def retell(self) -> None:
        """Tell it in the language of now, where somebody looks."""
        if self._timer.isActive():
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look now."""
        memory = self._platform.memory()
        status = self._status()
        parts = []
        known = 0
        if status is not None:
            rest = status.active_bytes - status.weights_bytes - status.cache_bytes
            for key, size in (
                ("weights", status.weights_bytes),
                ("cache", status.cache_bytes),
                ("engine", max(rest, 0)),
            ):
                known += size
                parts.append(self._part(key, size, memory.total))
        parts.append(
            self._part("program", max(memory.program - known, 0), memory.total)
        )
        parts.append(self._part("free", memory.free, memory.total))
        self.changed.emit(tuple(parts), tuple(self._lines(status)))

    def _status(self) -> EngineStatus | None:
        try:
            return self._assistant.status() if self._assistant else None
        except EvotrError:
            return None

    def _part(self, key: str, size: int, total: int) -> Part:
        texts = self._texts
        # No line ends between a number and its unit.
        told = texts.number(readable(size)).replace(" ", "\u00a0")
        return Part(texts(f"load.{key}"), told, size / total)

    def _lines(self, status: EngineStatus | None) -> list[str]:
        texts, lines = self._texts, []
        if status is not None:
            work = self._work()
            counts = {"running": work.running, "waiting": work.waiting}
            lines.append(texts("load.answers", **counts))
        lines += [
            texts(
                "load.speed",
                speed=usage.completion_tokens / usage.decode_s,
                tokens=usage.completion_tokens,
                cached=usage.cached_tokens,
                prompt=usage.prompt_tokens,
            )
            for usage in reversed(self._speeds.last)
            if usage.decode_s > 0
        ]
        battery, thermal = self._platform.battery(), self._platform.thermal()
        idle = self._platform.idle_seconds()
        if battery is not None:
            key = "load.on_battery" if battery.in_use else "load.plugged"
            lines.append(texts(key, percent=round(100 * battery.charge)))
        if thermal is not None:
            lines.append(texts(f"load.{thermal}"))
        if idle is not None:
            lines.append(texts("load.idle", seconds=round(idle)))
        return lines
