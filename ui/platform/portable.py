"""What works on every system; what does not says so."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

import psutil
from PySide6.QtWidgets import QWidget

from evotr.errors import FeatureMissing
from ui.platform.base import Battery, Feature, Memory, Notice, Thermal

__all__ = ["PortablePlatform", "battery", "memory"]

_FULL: Final = 100.0


def battery() -> Battery | None:
    """The battery as psutil reads it, None where there is none."""
    # Not on every system that psutil knows.
    read = getattr(psutil, "sensors_battery", lambda: None)()
    if read is None:
        return None
    return Battery(read.percent / _FULL, in_use=read.power_plugged is False)


def memory() -> Memory:
    """The machine's memory, and this process's resident part of it."""
    machine = psutil.virtual_memory()
    own = psutil.Process().memory_info().rss
    return Memory(own, int(machine.available), int(machine.total))


class PortablePlatform:
    """The implementation for systems without one of their own."""

    features: frozenset[Feature] = frozenset()

    def bind_hot_key(self, keys: str, pressed: Callable[[], None]) -> None:
        """Refuse: no call that all systems have hears keys of other programs."""
        del keys, pressed
        raise FeatureMissing(feature="hot_key")

    def release_hot_key(self) -> None:
        """Do nothing: none is bound."""

    def lift(self, panel: QWidget) -> None:
        """Do nothing: Qt's own hints put the panel over other windows."""

    def note_focus(self) -> None:
        """Do nothing: window managers know who had the focus before."""

    def return_focus(self) -> None:
        """Do nothing, for the same reason."""

    def tell(self, notice: Notice, chosen: Callable[[], None]) -> None:
        """Refuse."""
        del notice, chosen
        raise FeatureMissing(feature="notices")

    def starts_at_login(self) -> bool:
        """Never."""
        return False

    def set_start_at_login(self, *, on: bool) -> None:
        """Refuse."""
        raise FeatureMissing(feature="login_item", on=on)

    def show_in_dock(self, *, shown: bool) -> None:
        """Refuse."""
        raise FeatureMissing(feature="dock", shown=shown)

    def keep_awake(self, reason: str) -> AbstractContextManager[None]:
        """Nothing keeps the machine awake here; the work goes on all the same."""
        del reason
        return nullcontext()

    def idle_seconds(self) -> float | None:
        """Not known."""
        return None

    def battery(self) -> Battery | None:
        """As psutil reads it."""
        return battery()

    def thermal(self) -> Thermal | None:
        """Not known."""
        return None

    def memory(self) -> Memory:
        """As psutil reads it."""
        return memory()
