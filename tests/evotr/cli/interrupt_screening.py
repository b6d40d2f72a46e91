"""A process of ``evotr`` that is sent Ctrl-C once it screens the lesson of a number."""

import os
import signal
import sys

from evotr.cli.main import main
from evotr.night.steps.content import reason_against


def interrupt_at(number):
    """Send this process Ctrl-C when it screens its ``number``-th lesson."""
    left = number

    def count(frame, event, _called):
        nonlocal left
        if event == "call" and frame.f_code is reason_against.__code__:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGINT)

    sys.setprofile(count)


if __name__ == "__main__":
    interrupt_at(int(sys.argv[1]))
    main(sys.argv[2:])
