"""Be an open program that is killed between a wish and its night: ``… BASE MOMENT``.

The home is that of the environment. The process kills itself (SIGKILL) when the night
is called for, or when its begin is noted.
"""

import os
import signal
import sys
from pathlib import Path

from evotr.night.beside import NightsBeside
from evotr.night.progress import NightBegan
from evotr.settings import load_settings
from tests.fakes.beats import Beats
from tests.fakes.clock import FakeSystem
from tests.fakes.tiny_night import tiny_parts


class Mortal(NightsBeside):
    moment = ""

    def _make(self, call):
        self.die("called")
        super()._make(call)

    def _note(self, event):
        if isinstance(event, NightBegan):
            self.die("noted")
        super()._note(event)

    def die(self, now):
        if now == self.moment:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with tiny_parts(load_settings(), Path(sys.argv[1])) as parts:
        parts.journal.nights.wish("run", "legal").result(60)
        nights = Mortal(parts, FakeSystem())
        nights.moment = sys.argv[2]
        nights.open()
        beats = Beats(nights.clock)
        beats.again()
        beats.idle()
