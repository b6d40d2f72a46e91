import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QObject, QTimer, Signal

from ui.bridge import Interrupts


class Leaver(QObject):
    asked = Signal()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_wakes_an_idle_loop_and_asks_to_leave(qtbot, number):
    leaver, idle = Leaver(), threading.Event()
    before = signal.getsignal(number)
    interrupts = Interrupts(leaver.asked.emit)

    def send():
        assert idle.wait(10)
        os.kill(os.getpid(), number)

    try:
        # The loop runs no Python while it sleeps: it must be woken to hear anything.
        with (
            ThreadPoolExecutor(1) as sender,
            qtbot.waitSignal(leaver.asked, timeout=10_000),
        ):
            QTimer.singleShot(0, idle.set)
            sender.submit(send)
    finally:
        interrupts.close()
    assert signal.getsignal(number) is before


def test_what_was_there_before_hears_signals_again(qtbot):
    del qtbot  # a Qt application is there
    heard = []
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append("before"))
    try:
        Interrupts(lambda: heard.append("ours")).close()
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == ["before"]
    assert signal.set_wakeup_fd(-1) == -1
