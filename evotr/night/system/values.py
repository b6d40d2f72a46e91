"""What each system can be asked for."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path

__all__ = ["System", "Timer", "TimerPlan"]


@dataclass(frozen=True, slots=True)
class TimerPlan:
    """What is run each day, without the program.

    Attributes:
        at: When.
        command: The words of it; the first is a program's path.
        environment: What it finds there.
        log: Where its errors go.
        on_battery: Whether it keeps the computer awake also where that is unplugged.
    """

    at: time
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    log: Path
    on_battery: bool = False


class Timer(ABC):
    """Files that make the system run something each day."""

    @abstractmethod
    def files(self, plan: TimerPlan) -> dict[Path, bytes]:
        """What must lie where."""

    @abstractmethod
    def paths(self) -> tuple[Path, ...]:
        """Where its files lie, if they do."""

    @abstractmethod
    def command(self, content: bytes) -> tuple[str, ...]:
        """The command that a file of it runs; empty where it runs none."""

    @abstractmethod
    def start(self) -> None:
        """Make the system know the files.

        Raises:
            TimerRefused: It does not take them.
        """

    @abstractmethod
    def stop(self) -> None:
        """Make the system forget them; nothing where it does not know them."""


class System(ABC):
    """A computer as its night sees it; None is what cannot be known."""

    timer: Timer

    @abstractmethod
    def idle_seconds(self) -> float | None:
        """How long nobody has touched it."""

    @abstractmethod
    def on_mains(self) -> bool | None:
        """Whether it is plugged in."""

    @abstractmethod
    def is_cool(self) -> bool | None:
        """Whether it is not slowed down by heat."""

    @abstractmethod
    def display_off(self) -> bool | None:
        """Whether all displays are off, or none is there."""

    @abstractmethod
    def notify(self, title: str, body: str) -> bool:
        """Show a notice; whether that could be done."""

    @abstractmethod
    def waking(self, pid: int, *, on_battery: bool) -> Sequence[str]:
        """The command that keeps it awake as long as process ``pid`` lives.

        Not ``on_battery``: it may sleep where it is not plugged in; nothing where it
        is not now.
        """
