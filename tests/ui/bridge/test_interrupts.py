import os
import signal

import pytest

from ui.bridge import Interrupts


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_leave_and_interrupts_nothing(qtbot, number):
    asked = []
    before = signal.getsignal(number)
    interrupts = Interrupts(lambda: asked.append(number))
    try:
        os.kill(os.getpid(), number)
        # Qt's loop runs no Python by itself: without our socket it would sleep on.
        qtbot.waitUntil(lambda: asked == [number], timeout=10_000)
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
