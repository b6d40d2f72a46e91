"""A new user on a display, with keys from outside: started by ``test_driven.py``.

The real program and the bundled model; ``EVOTR_HOME`` must not exist. It must run on a
display of its own (``xvfb-run``), and prints as JSON what it saw, and after how many
seconds, by the clock and of the processor.
Pictures of each step are left in the folder that is its argument, if there is one.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.ui.driven import Started, xdotool

PATIENCE_S = 200  # on a machine with other work

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from ui.__main__ import run
from ui.app import Application
from ui.widgets.first_language import LanguageDialog
from ui.widgets.window import MainWindow
from ui.widgets.guide import GuideCard

application = Application(sys.argv)

def state():
    window = application.activeWindow()
    if isinstance(window, LanguageDialog):
        return "language"
    if not isinstance(window, MainWindow):
        return "away"
    card = window.findChild(GuideCard)
    if card is None or not card.isVisible():
        return "window"
    focus = application.focusWidget()
    if focus in card.questions and focus.isEnabled():
        return "asking"
    return f"step {card.count.text()[0]}" if focus is card.next else "coming"

last = None

def look():
    global last
    now = state()
    if now != last:
        last = now
        print(now, flush=True)

timer = QTimer()
timer.timeout.connect(look)
timer.start(10)
sys.exit(run(sys.argv))
"""


def picture(story: str, name: str) -> None:
    """Keep what is on the display, where somebody wants to look at it."""
    tool = shutil.which("import")
    if len(sys.argv) > 1 and tool:
        file = Path(sys.argv[1]) / f"{story}-{name}.png"
        subprocess.run([tool, "-window", "root", str(file)], check=False)


def drive() -> dict[str, object]:
    """From nothing to the first answer, and through the rest."""
    seen: dict[str, object] = {}
    began = time.monotonic()
    program = Started(PROGRAM)

    def until(state: str, name: str) -> None:
        program.until(state, PATIENCE_S)
        spent = sum(psutil.Process(program.process.pid).cpu_times()[:2])
        seen[name] = (round(time.monotonic() - began, 1), round(spent, 1))

    try:
        until("language", "asked for the language")
        picture("welcome", "language")
        xdotool("key", "Return")
        until("asking", "window open")
        picture("welcome", "ask")
        xdotool("key", "Return")
        # The answer is there, and Return goes on.
        until("step 1", "first answer")
        picture("welcome", "answer")
        for number, name in ((2, "here"), (3, "model"), (4, "nights")):
            xdotool("key", "Return")
            until(f"step {number}", name)
            picture("welcome", name)
        xdotool("key", "Return")
        until("window", "over")
    finally:
        picture("welcome", "end")
        seen["left"] = program.end(PATIENCE_S)
    return seen


def main() -> dict[str, object]:
    """Once as a new user, and once more: then nothing is asked."""
    manager = subprocess.Popen(["openbox"])  # noqa: S607 — the display's own
    try:
        seen = drive()
        again = Started(PROGRAM)
        again.until("window", PATIENCE_S)
        seen["again"] = [line for line in again.seen if line != "away"]
        again.end(PATIENCE_S)
    finally:
        manager.terminate()
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
    sys.stdout.flush()
    os._exit(0)  # readers of ended programs may still wait
