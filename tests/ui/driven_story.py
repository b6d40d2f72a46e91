"""The whole story on a display, with keys and a pointer: see ``test_driven.py``.

Ask, get a wrong answer, correct it, run the night now, read the report, ask again,
undo: the real program, its own night, and evotr-mini. It must run on a display of its
own (``xvfb-run``), and prints as JSON what it saw. Pictures of each step are left in
the folder that is its argument, if there is one.
"""

import json
import os
import subprocess
import sys

from tests.fakes.lesson import QUESTION, RIGHT
from tests.ui.driven import Started, xdotool
from tests.ui.driven_welcome import picture

SOON_S, NIGHT_S = 120, 280  # a machine with other work takes its time

PROGRAM = """
import json
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from ui.__main__ import run
from ui.app import Application
from ui.widgets.guide import GuideCard
from ui.widgets.panels.window import PanelsWindow
from ui.widgets.window import MainWindow

application = Application(sys.argv)

def place(button):
    middle = button.mapToGlobal(button.rect().center())
    return f"{middle.x()} {middle.y()}"

def nights(window):
    panel = window.panels["nights"]
    if not (panel.isVisible() and panel._known and panel.lines.text()):
        return "panels"  # or it still reads what it shows
    if panel.stop.isEnabled():
        return "night"
    told = panel._told
    if told is None or not told.pictures:
        return f"no night; run at {place(panel.run)}"
    if panel.undo.isEnabled():
        pictures = [picture.file.stem for picture in told.pictures]
        report = json.dumps([panel.report.toPlainText(), pictures, rows(panel, told)])
        return f"in force; undo at {place(panel.undo)}; {report}"
    return "taken back"

def rows(panel, told):
    head = panel._texts("night.report.examples")
    return [row for part in told.parts if part.head == head for row in part.rows]

def talk(window):
    page, guide = window.page, window.findChild(GuideCard)
    if guide is not None and guide.isVisible():
        return f"welcome; skip at {place(guide.skip)}"
    if page.correcting.edit.hasFocus():
        return "correcting"
    if page.chat.busy or not page.composer.edit.hasFocus():
        return "busy"
    answer = page.chat.last_answer
    return f"said {answer.text.strip()}" if answer else "empty"

def state():
    window = application.activeWindow()
    if isinstance(window, QMessageBox):
        return "asked"
    if isinstance(window, PanelsWindow):
        return nights(window)
    return talk(window) if isinstance(window, MainWindow) else "away"

seen = [None, None]

def look():
    # What is the same for two looks: windows find their place first.
    seen.append(state())
    if seen[-1] == seen[-2] != seen[0]:
        seen[0] = seen[-1]
        print(seen[0].replace(chr(10), " "), flush=True)
    del seen[1:-1]

timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
sys.exit(run(sys.argv))
"""


class Person:
    """Somebody at the keyboard, with a mouse."""

    def __init__(self, program: Started) -> None:
        self.program = program

    def ask(self, question: str) -> str:
        """Ask in a new conversation; the answer."""
        window = xdotool("search", "--sync", "--name", "EVO-TR$").split()[-1]
        xdotool("windowactivate", "--sync", window)
        xdotool("key", "ctrl+n")
        self.program.until("empty", SOON_S)
        xdotool("type", "--delay", "30", question)
        xdotool("key", "Return")
        return self.program.after("said ", SOON_S)

    def correct(self, right: str) -> None:
        """Say what the last answer should have been, until it stands there."""
        xdotool("key", "ctrl+shift+k")
        self.program.until("correcting", SOON_S)
        xdotool("key", "ctrl+a")
        xdotool("type", "--delay", "30", right)
        xdotool("key", "ctrl+Return")
        self.program.until(f"said {right}", SOON_S)

    def press(self, place: str) -> None:
        """Click at a place of the screen."""
        xdotool("mousemove", *place.split(), "click", "1")


def drive(program: Started) -> dict[str, object]:
    """What happened, step by step."""
    person = Person(program)
    person.press(program.after("welcome; skip at", SOON_S))
    seen: dict[str, object] = {"wrong": person.ask(QUESTION)}
    picture("story", "wrong")
    person.correct(RIGHT)
    picture("story", "corrected")
    xdotool("key", "ctrl+alt+3")
    person.press(program.after("no night; run at", SOON_S))
    program.until("night", SOON_S)
    picture("story", "night")
    undo, report = program.after("in force; undo at", NIGHT_S).split("; ", 1)
    picture("story", "report")
    words, seen["pictures"], examples = json.loads(report)
    seen["told"] = f"{QUESTION} → {RIGHT}" in words
    # One that was asked in words that were never trained.
    asked, seen["before"] = next(row[:2] for row in examples if row[2] == RIGHT)
    seen["after"] = person.ask(asked)
    picture("story", "learned")
    xdotool("key", "ctrl+alt+3")
    program.after("in force", SOON_S)
    person.press(undo)
    program.until("asked", SOON_S)
    picture("story", "undo")
    xdotool("key", "Return")
    program.until("taken back", SOON_S)
    seen["undone"] = person.ask(asked)
    seen["again"] = person.ask(QUESTION)
    picture("story", "end")
    return seen


def main() -> dict[str, object]:
    """Start what is driven, and end it."""
    manager = subprocess.Popen(["openbox"])  # noqa: S607 — the display's own
    program = Started(PROGRAM)
    try:
        seen = drive(program)
    finally:
        picture("story", "last")
        left = program.end(SOON_S)
        manager.terminate()
    return seen | {"left": left}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(), ensure_ascii=False) + "\n")
    sys.stdout.flush()
    os._exit(0)  # readers of ended programs may still wait
