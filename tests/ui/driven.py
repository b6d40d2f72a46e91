"""Drives the program on a display as a person would: started by ``test_driven.py``.

It must run on a display of its own (``xvfb-run``), and prints what it saw as JSON.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from evotr.settings import load_settings
from tests.fakes.assistant import FakeAssistant
from ui.app import Application, main
from ui.widgets.quick import QuickPanel
from ui.widgets.window import MainWindow

def answer(turn, text):
    turn.say("Yanıt: ", text)
    turn.finish()

application = Application(sys.argv)
said = set()

def state():
    window = application.activeWindow()
    for panel in application.topLevelWidgets():
        if isinstance(panel, QuickPanel) and panel.isVisible():
            focus = panel.page.composer.edit.hasFocus()
            armed = panel is window and focus and not panel._armed.isActive()
            text = panel.page.transcript.toPlainText()
            end = "answered" if "Yanıt: " in text else "empty"
            return f"panel {'ready' if armed else 'coming'} {end}"
    if isinstance(window, MainWindow):
        text = window.page.transcript.toPlainText()
        return "window answered" if "Yanıt: " in text else "window empty"
    return "away"

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
sys.exit(main(FakeAssistant(answer).opened, load_settings(), sys.argv))
"""

OTHER = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit

application = QApplication(sys.argv)
field = QLineEdit()
field.setWindowTitle("Another program")
field.setGeometry(10, 10, 200, 60)
field.textChanged.connect(lambda text: print(text, flush=True))
field.show()
print("shown", flush=True)
sys.exit(application.exec())
"""


class Started:
    """A program whose lines are waited for."""

    def __init__(self, code: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self.lines: Queue[str] = Queue()
        self.seen: list[str] = []
        self._reader = threading.Timer(0, self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def until(self, wanted: str, patience_s: float = PATIENCE_S) -> None:
        """Read lines until this one; each is waited for so long."""
        self.hear(lambda line: line == wanted, wanted, patience_s)

    def after(self, words: str, patience_s: float = PATIENCE_S) -> str:
        """Read lines until one begins with ``words``; what it says after them."""
        line = self.hear(lambda line: line.startswith(words), words, patience_s)
        return line.removeprefix(words).strip()

    def hear(self, wanted: Callable[[str], bool], name: str, patience_s: float) -> str:
        """Read lines until a ``wanted`` one; each is waited for so long."""
        while True:
            try:
                line = self.lines.get(timeout=patience_s)
            except Empty:
                sys.exit(f"{name!r} did not come; there was {self.seen[-20:]}")
            self.seen.append(line)
            if wanted(line):
                return line

    def end(self, patience_s: float = PATIENCE_S) -> int:
        self.process.terminate()
        return self.process.wait(patience_s)


def xdotool(*arguments: str) -> str:
    command = ["xdotool", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def ring(*arguments: str) -> int:
    """Start the program a second time, as a desktop's own hot key would."""
    command = [sys.executable, "-m", "ui", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def quick(program: Started) -> int:
    """Bring the panel up, and wait until it can lose the focus."""
    code = ring("--quick")
    program.until("panel ready empty")
    return code


def ask(program: Started, words: str) -> None:
    xdotool("type", "--delay", "30", words)
    xdotool("key", "Return")
    program.until("panel ready answered")


def drive(program: Started, other: Started) -> dict[str, object]:
    """What happened, step by step."""
    seen: dict[str, object] = {}
    program.until("window empty")
    field = xdotool("search", "--sync", "--name", "Another program").split()[-1]
    xdotool("windowactivate", "--sync", field)
    program.until("away")
    seen["rung"] = quick(program)
    ask(program, "Tea?")
    xdotool("key", "Escape")
    program.until("away")
    seen["focus returned"] = xdotool("getactivewindow") == field
    xdotool("type", "--delay", "30", "ok")
    other.until("ok")
    quick(program)
    xdotool("mousemove", "--window", field, "20", "20", "click", "1")
    program.until("away")
    quick(program)
    ask(program, "More?")
    xdotool("key", "ctrl+e")
    program.until("window answered")
    xdotool("windowactivate", "--sync", field)
    program.until("away")
    seen["raised"] = ring()
    program.until("window answered")
    return seen


def main() -> dict[str, object]:
    """Start what is driven, and end it."""
    manager = subprocess.Popen(["openbox"])  # noqa: S607 — the display's own
    other = Started(OTHER)
    other.until("shown")
    program = Started(PROGRAM)
    try:
        seen = drive(program, other)
    finally:
        left = program.end()
        other.end()
        manager.terminate()
    return seen | {"left": left}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
    sys.stdout.flush()
    os._exit(0)  # readers of ended programs may still wait
