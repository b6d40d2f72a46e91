"""What streaming costs the main thread: its share of a core, and its longest block."""

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from scripts.bench.ui_parts.stage import Painted, Stage, through, until

__all__ = ["Stream", "longest_block", "share_of_core", "typing"]

RATE: Final = 50.0  # tokens a second
_BEAT_MS: Final = 5
_PASSAGE: Final = r"""## Adım adım

Bu yanıt `kod` ve **vurgu** ile akar; uzunca bir paragraf olarak sürer, araya bir
[bağlantı](https://example.org) ve bir formül girer: $E = mc^2$. Satır satır gelir.

1. **İlki** önce yapılır,
2. ikincisi sonra.

   Arada bir açıklama durur.

```python
def ortalama(sayilar: list[float]) -> float:
    '''Boş liste için sıfır.'''
    if not sayilar:
        return 0.0  # bölünmez
    return sum(sayilar) / len(sayilar)
```

| Ad | Değer | Not |
|---|---:|---|
| bir | 1,5 | `x` |
| iki | 2,5 | **y** |

$$\sum_{i=1}^{n} i = \frac{n(n+1)}{2}$$

> Bir söz: her bölüm böyle biter.

"""
TOKENS: Final = re.findall(r"\s*\w{1,5}|\s*[^\w\s]{1,2}|\s+", _PASSAGE)


def tokens_from(number: int) -> Iterator[str]:
    """An answer with everything in it, again and again, from a token on."""
    return islice(cycle(TOKENS), number, None)


class Stream:
    """An answer of ``tokens`` before the clock starts, and at 50 a second then."""

    def __init__(self, stage: Stage, before: int) -> None:
        self._stage = stage
        self._worker = ThreadPoolExecutor(1)
        stage.desk.chat.send("Uzunca anlatır mısın?")
        self.turn = stage.fake.turns.get(timeout=10)
        self._words = tokens_from(0)
        self.turn.say(*islice(self._words, before))
        until(lambda: self.turn.heard)
        quiet = time.monotonic() + 1.0
        until(lambda: time.monotonic() > quiet)

    def run(self, seconds: float) -> "Future[None]":
        """Stream on; done when it has."""

        def speak() -> None:
            begun = time.monotonic()
            for number in range(int(seconds * RATE)):
                self.turn.say(next(self._words))
                due = begun + (number + 1) / RATE
                time.sleep(max(0.0, due - time.monotonic()))

        return self._worker.submit(speak)

    def finish(self) -> None:
        """End the answer, and wait until it is drawn whole."""
        self.turn.finish()
        until(lambda: not self._stage.desk.chat.busy)
        self._worker.shutdown()


@dataclass(slots=True)
class Block:
    """How long the main thread heard nothing, at most, in ms.

    ``wall`` by the clock; ``own`` without the time in which the machine ran others in
    its place (where the system tells: Linux); ``cpu`` is the processor's time.
    """

    wall: float = 0.0
    own: float = 0.0
    cpu: float = 0.0


class _Beat(QObject):
    """A clock on the main thread; ``longest`` is how late it ever was."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = Block()
        self._queue = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._last = self._now()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _now(self) -> tuple[float, float, float]:
        """Milliseconds of the clock, in the machine's queue, and of the processor."""
        queued = 0.0
        with suppress(OSError):
            queued = int(self._queue.read_text("ascii").split()[1]) / 1e6
        return time.perf_counter() * 1000, queued, time.thread_time() * 1000

    def _tick(self) -> None:
        now = self._now()
        wall, queued, cpu = (
            new - old for new, old in zip(now, self._last, strict=True)
        )
        late, longest = wall - _BEAT_MS, self.longest
        longest.wall = max(longest.wall, late)
        longest.own = max(longest.own, late - queued)
        longest.cpu = max(longest.cpu, cpu)
        self._last = now


def share_of_core(stream: Stream, seconds: float) -> float:
    """The main thread's seconds of CPU for each second of streaming."""
    used, begun = time.thread_time(), time.perf_counter()
    through(stream.run(seconds))
    return (time.thread_time() - used) / (time.perf_counter() - begun)


def longest_block(stream: Stream, seconds: float) -> Block:
    """While it streams, at its end, and until its last formula is drawn."""
    beat = _Beat()
    done = stream.run(seconds)
    until(done.done)
    stream.finish()
    quiet = time.monotonic() + 1.0
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
