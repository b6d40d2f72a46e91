"""Ctrl-C, and the signals by which the system asks a program to end."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

__all__ = ["end_politely", "stop_on_interrupt"]

_POLITE: Final = (signal.SIGTERM, signal.SIGHUP)
"""At logging out and shutting down, and when the terminal is closed."""
_KILLED: Final = 128  # shells count a signal's number from here


def end_politely() -> None:
    """Have a polite kill end the program as it ends by itself: all is closed first."""
    for number in _POLITE:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    for each in _POLITE:  # what is closing is not to be broken off
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(_KILLED + number)


@contextmanager
def stop_on_interrupt(
    stop: Callable[[], None], leave: Callable[[], None] | None = None
) -> Iterator[None]:
    """Ctrl-C calls ``stop``, a polite kill ``leave`` (by default ``stop``), once.

    A second one does not wait for what that stops.

    Raises:
        SystemExit: At the end, where it was a polite kill.
    """
    asked = 0

    def heard(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = number
        if number == signal.SIGINT or leave is None:
            stop()
        else:
            leave()

    polite = [each for each in _POLITE if signal.getsignal(each) != signal.SIG_IGN]
    before = {name: signal.signal(name, heard) for name in (signal.SIGINT, *polite)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    if asked and asked != signal.SIGINT:
        raise SystemExit(_KILLED + asked)
