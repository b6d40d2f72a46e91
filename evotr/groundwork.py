"""What a first correction of the router starts from, laid while nobody waits.

It takes seconds of a processor and a library of which an answer needs nothing, once for
each home. A child does it (``python -m evotr.groundwork HOME``), behind everything else
on the computer, and gives the memory back with its end.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from evotr.memory.alarm import Alarm
from evotr.paths import python_path
from evotr.settings import examine_settings
from evotr.turn import Presence
from evotr.wiring import RouterMaker, open_cards, quiet_libraries

__all__ = ["Groundwork", "groundwork_beside", "lay"]

_log = logging.getLogger(__name__)

_MODULE = "evotr.groundwork"
_LAST = 19  # of who wants the processor


@contextmanager
def groundwork_beside(
    presence: Presence, wanted: Callable[[], bool], home: Path
) -> Iterator[None]:
    """Have it laid in a quiet moment after an answer, as long as the context lasts.

    A home that is open for one question never comes to such a moment. The end of the
    context waits for nothing.

    Args:
        presence: Knows the turns.
        wanted: Whether it is not there yet; be quick.
        home: Where it is to lie.
    """
    command = (sys.executable, "-P", "-m", _MODULE, str(home))
    work = Groundwork(presence, wanted, command)
    with presence.listening(work.make_way, work.await_quiet):
        try:
            yield
        finally:
            work.close()


class Groundwork:
    """The child, its moment and its end; any thread may call.

    Killed in between it has left nothing, and is begun anew. It is not paused: who
    stops for good would never end where the program was killed, too.

    Args:
        presence: Knows the turns.
        wanted: As for `groundwork_beside`.
        command: What is to be run; once that ended by itself it is not run again.
    """

    def __init__(
        self, presence: Presence, wanted: Callable[[], bool], command: Sequence[str]
    ) -> None:
        self._presence, self._wanted, self._command = presence, wanted, tuple(command)
        self._lock = threading.Lock()
        self._alarm = Alarm()
        self._over = False
        self.child: subprocess.Popen[bytes] | None = None
        """The one that runs, or ran last."""

    def await_quiet(self) -> None:
        """A turn is over: begin when nobody has said anything for a while."""
        if not self._over:
            self._alarm.set(self._presence.linger_s, self._begin)

    def make_way(self) -> None:
        """Somebody waits for an answer."""
        with self._lock:
            if self.child is not None:
                self.child.kill()

    def close(self) -> None:
        """End it, and begin no more."""
        self._alarm.close()
        with self._lock:
            self._over = True
            if self.child is not None:
                self.child.kill()
                self.child.wait()

    def _begin(self) -> None:
        """Runs on the alarm's thread, which waits for the child."""
        with self._lock:
            running = self.child is not None and self.child.poll() is None
            if self._over or running or self._presence.here() or not self._wanted():
                return
            try:
                self.child = child = self._started()
            except OSError as error:
                _log.info("no groundwork: %s", error.strerror)
                return
        code = child.wait()
        if code >= 0:  # it was not killed
            self._over = True
            _log.info("groundwork: %d", code)

    def _started(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - our own module
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": python_path()},
            start_new_session=True,  # Ctrl-C is ours to hear
        )


def lay(home: Path) -> None:
    """What the child does.

    Raises:
        RouterFailed: It does not work; corrections try again.
    """
    with suppress(OSError):
        os.nice(_LAST)
    settings = examine_settings({"evotr_home": home})[0]
    quiet_libraries(settings)
    RouterMaker(settings, open_cards(settings)).make_ready()


if __name__ == "__main__":
    lay(Path(sys.argv[1]))
