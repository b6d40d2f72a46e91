"""What every system is asked for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtWidgets import QWidget

__all__ = ["Battery", "Feature", "Memory", "Notice", "Platform", "Thermal"]

Feature = Literal["hot_key", "notices", "login_item", "dock", "awake"]
"""What a system may or may not offer."""

Thermal = Literal["nominal", "fair", "serious", "critical"]
"""How much the system slows down to keep cool, as macOS grades it."""


@dataclass(frozen=True, slots=True)
class Battery:
    """How full the battery is (0 to 1), and whether the machine runs on it."""

    charge: float
    in_use: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes: of this program, free for programs, and built in."""

    program: int
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell outside of the windows.

    ``id`` replaces the notice of the same id; ``action`` is what its button says.
    """

    id: str
    title: str
    text: str
    action: str


class Platform(Protocol):
    """Called on the main thread, and calls back there.

    Raises:
        FeatureMissing: From what changes something, where this system lacks it.
    """

    @property
    def features(self) -> frozenset[Feature]:
        """What works here."""
        ...

    def bind_hot_key(self, keys: str, pressed: Callable[[], None]) -> None:
        """Call ``pressed`` when ``keys`` are pressed in any program.

        It takes the place of the hot key before, which stays where this fails.

        Args:
            keys: As `QKeySequence` writes them in its portable format ("Alt+Space").
            pressed: Called for each press.

        Raises:
            HotKeyUnusable: They are no key with a modifier.
            HotKeyTaken: The system or another program has them.
        """
        ...

    def release_hot_key(self) -> None:
        """Hear no hot key any more."""
        ...

    def lift(self, panel: QWidget) -> None:
        """Let ``panel`` (which has a native window) stand over every space."""
        ...

    def note_focus(self) -> None:
        """Remember which program is in front."""
        ...

    def return_focus(self) -> None:
        """Bring the program that `note_focus` remembered to the front again."""
        ...

    def tell(self, notice: Notice, chosen: Callable[[], None]) -> None:
        """Show ``notice``; ``chosen`` is called when its button, or it, is clicked."""
        ...

    def starts_at_login(self) -> bool:
        """Whether the program starts when its user logs in."""
        ...

    def set_start_at_login(self, *, on: bool) -> None:
        """Start at login from now on, or no more.

        Raises:
            LoginItemRefused: The system refuses.
        """
        ...

    def show_in_dock(self, *, shown: bool) -> None:
        """Stand in the Dock and the switcher of programs, or in the menu bar alone."""
        ...

    def keep_awake(self, reason: str) -> AbstractContextManager[None]:
        """Keep the machine from sleeping by itself while the context lasts."""
        ...

    def idle_seconds(self) -> float | None:
        """Since when nobody has touched a key or the pointer; None: not known here."""
        ...

    def battery(self) -> Battery | None:
        """The battery, None where there is none."""
        ...

    def thermal(self) -> Thermal | None:
        """How hot the machine is; None: not known here."""
        ...

    def memory(self) -> Memory:
        """What is in use and what is free."""
        ...
