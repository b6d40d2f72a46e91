"""What streaming costs the main thread: its share of a core, and its longest block."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from scripts.bench.ui_parts.stage import Painted, Stage, until

__all__ = ["Stream", "longest_block", "share_of_core", "typing"]

RATE: Final = 50.0  # tokens a second
_BEAT_MS: Final = 5
_WORDS: Final = [
    "bu",
    "yanıt",
    "`kod`",
    "ve",
    "**vurgu**",
    "ile",
    "akar,",
    "satır",
    "satır.\n\n",
]


class Stream:
    """An answer of ``tokens`` before the clock starts, and at 50 a second then."""

    def __init__(self, stage: Stage, before: int) -> None:
        self._stage = stage
        self._worker = ThreadPoolExecutor(1)
        stage.desk.chat.send("Uzunca anlatır mısın?")
        self.turn = stage.fake.turns.get(timeout=10)
        words = [_WORDS[number % len(_WORDS)] + " " for number in range(before)]
        self.turn.say(*words)
        entries = stage.desk.chat
        until(lambda: entries.busy and bool(entries.entries))
        quiet = time.monotonic() + 1.0
        until(lambda: time.monotonic() > quiet)

    def run(self, seconds: float) -> "Future[None]":
        """Stream on; done when it has."""

        def speak() -> None:
            begun = time.monotonic()
            for number in range(int(seconds * RATE)):
                self.turn.say(_WORDS[number % len(_WORDS)] + " ")
                due = begun + (number + 1) / RATE
                time.sleep(max(0.0, due - time.monotonic()))

        return self._worker.submit(speak)

    def finish(self) -> None:
        """End the answer, and wait until it is drawn whole."""
        self.turn.finish()
        until(lambda: not self._stage.desk.chat.busy)
        self._worker.shutdown()


class _Beat(QObject):
    """A clock on the main thread; ``longest`` is how late it ever was, in ms."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        late = (now - self._last) * 1000 - _BEAT_MS
        self.longest = max(self.longest, late)
        self._last = now


def share_of_core(stream: Stream, seconds: float) -> float:
    """The main thread's seconds of CPU for each second of streaming."""
    used, begun = time.thread_time(), time.perf_counter()
    done = stream.run(seconds)
    until(done.done)
    return (time.thread_time() - used) / (time.perf_counter() - begun)


def longest_block(stream: Stream, seconds: float) -> float:
    """Milliseconds, the end of the answer included, where all of it is drawn anew."""
    beat = _Beat()
    done = stream.run(seconds)
    until(done.done)
    stream.finish()
    quiet = time.monotonic() + 0.5
    until(lambda: time.monotonic() > quiet)
    return beat.longest


def typing(stage: Stage, stream: Stream, keys: int) -> list[float]:
    """Milliseconds from each key to its letter on the screen, while it streams."""
    done = stream.run(keys * 0.06 + 1.0)
    edit = stage.window.page.composer.edit
    edit.setFocus()
    painted = Painted(edit.viewport())
    taken = []
    for number in range(keys):
        pause = time.monotonic() + 0.05
        until(lambda at=pause: time.monotonic() > at)  # type: ignore[misc]
        seen, begun = painted.count, time.perf_counter()
        letter = "abcçdefgğ"[number % 9]
        kind = QKeyEvent.Type.KeyPress
        held = Qt.KeyboardModifier.NoModifier
        key = QKeyEvent(kind, Qt.Key.Key_A, held, letter)
        QApplication.postEvent(edit, key)
        until(lambda at=seen: painted.count > at)  # type: ignore[misc]
        taken.append((time.perf_counter() - begun) * 1000)
    until(done.done)
    edit.clear()
    return taken
