"""Walks the program's accessibility tree as a screen reader: see ``test_heard.py``.

It must run on a display and a session bus of its own, and prints what it heard as JSON.
The tree is asked for over D-Bus: Qt's own accessibility bridge answers.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    Message,
    MessageType,
    Properties,
    new_method_call,
)
from jeepney.io.blocking import open_dbus_connection

from tests.fakes.seen_words import left_over
from tests.ui.driven import Started, ring, xdotool

ROOT = Path(__file__).parents[2]
DEEPEST = 30
EXPERTS = 4  # the number of their panel
PATIENCE_S = 30
OPEN_S = 150  # a machine with other work takes its time
SHOWING = 1 << 25
"""AT-SPI's own number of the state in which something is on the screen."""

CONTROLS = frozenset(
    {
        *("push button", "button", "toggle button", "check box", "radio button"),
        *("combo box", "text", "entry", "list", "list item", "table", "menu item"),
        *("check menu item", "radio menu item", "menu", "progress bar", "link"),
        *("slider", "spin button", "button menu", "label"),
    }
)

PROGRAM = """
import sys
from evotr.settings import load_settings
from evotr.workshop import Workshop
from tests.fakes.keeping import kept, teach
from ui.app import Application, main
from ui.widgets.panels.window import PanelsWindow
from ui.widgets.quick import QuickPanel
from ui.widgets.window import MainWindow
from PySide6.QtCore import QTimer
from contextlib import contextmanager
from pathlib import Path

application = Application(sys.argv)
settings = load_settings()

@contextmanager
def opened():
    home = settings.paths.home
    home.mkdir(parents=True, exist_ok=True)
    with kept(home) as assistant:
        teach(assistant)
        yield assistant

last = None

def look():
    global last
    window = application.activeWindow()
    now = "away"
    if isinstance(window, MainWindow):
        now = f"window {len(window.page.chat.entries) > 0}"
    elif isinstance(window, QuickPanel):
        now = "quick"
    elif isinstance(window, PanelsWindow):
        now = f"panel {window.names.currentRow()}"
    if now != last:
        last = now
        print(now, flush=True)

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
sys.exit(main(opened, settings, sys.argv, open_workshop=lambda: Workshop(settings)))
"""


class Tree:
    """What the accessibility bus tells."""

    def __init__(self) -> None:
        asked = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        with open_dbus_connection(auth_timeout=PATIENCE_S) as session:
            reply = session.send_and_get_reply(
                new_method_call(asked, "GetAddress"), timeout=PATIENCE_S
            )
        self._bus = open_dbus_connection(reply.body[0], auth_timeout=PATIENCE_S)

    def _ask(self, call: Message) -> tuple[Any, ...]:
        """The answer; nothing where the node is gone."""
        reply = self._bus.send_and_get_reply(call, timeout=PATIENCE_S)
        gone = reply.header.message_type is MessageType.error
        return () if gone else reply.body

    def _tell(self, node: tuple[str, str], wanted: str) -> tuple[Any, ...]:
        owner, path = node
        about = DBusAddress(path, owner, "org.a11y.atspi.Accessible")
        return self._ask(new_method_call(about, wanted))

    def children(self, node: tuple[str, str]) -> list[tuple[str, str]]:
        return next(iter(self._tell(node, "GetChildren")), [])

    def role(self, node: tuple[str, str]) -> str:
        return next(iter(self._tell(node, "GetRoleName")), "")

    def name(self, node: tuple[str, str]) -> str:
        owner, path = node
        about = DBusAddress(path, owner, "org.a11y.atspi.Accessible")
        found = self._ask(Properties(about).get("Name"))
        return found[0][1] if found else ""

    def shows(self, node: tuple[str, str]) -> bool:
        states = next(iter(self._tell(node, "GetState")), [])
        return bool(states) and bool(states[0] & SHOWING)

    def programs(self) -> list[tuple[str, str]]:
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        return self.children(root)

    def heard(self, node: tuple[str, str], depth: int = 0) -> list[tuple[str, str]]:
        """Role and name of all controls below that are on the screen."""
        found = []
        for child in self.children(node) if depth < DEEPEST else []:
            if not self.shows(child):
                continue
            role = self.role(child)
            name = self.name(child) if role in CONTROLS else ""
            # One that is gone by now, as rows that are read anew, has no name.
            if role in CONTROLS and (name or self.shows(child)):
                found.append((role, name))
            found += self.heard(child, depth + 1)
        return found


def listen(tree: Tree) -> dict[str, object]:
    """What there is to hear now."""
    end = time.monotonic() + PATIENCE_S
    found: list[tuple[str, str]] = []
    while len(found) < 5 and time.monotonic() < end:
        found = [each for node in tree.programs() for each in tree.heard(node)]
    nameless = [role for role, name in found if not name.strip() and role != "label"]
    other = "en" if os.environ["EVOTR_LANGUAGE"] == "tr" else "tr"
    names = [("", role, name) for role, name in found]
    return {
        "heard": len(found),
        "nameless": nameless,
        "foreign": left_over(names, other),
        "roles": sorted({*dict(found)}),
    }


def versions(tree: Tree) -> dict[str, object]:
    """What there is to hear of an expert that has some: only then there is a table."""
    xdotool("type", "Python")  # in the list of experts
    end = time.monotonic() + PATIENCE_S
    seen = listen(tree)
    while "table" not in seen["roles"] and time.monotonic() < end:
        seen = listen(tree)
    return seen


def walk(program: Started, tree: Tree) -> dict[str, object]:
    """Each face in turn, by its keys."""
    program.until("window True", OPEN_S)
    seen = {"window": listen(tree)}
    for number in range(1, 7):
        xdotool("key", f"ctrl+alt+{number}")
        program.until(f"panel {number - 1}")
        seen[f"panel {number}"] = listen(tree)
        if number == EXPERTS:
            seen["versions"] = versions(tree)
    xdotool("key", "ctrl+comma")
    program.until("panel 6")
    seen["panel 7"] = listen(tree)
    ring("--quick")
    program.until("quick")
    seen["quick"] = listen(tree)
    return seen


def main() -> dict[str, object]:
    """Start what is listened to, and end it."""
    manager = subprocess.Popen(["openbox"])  # noqa: S607 — the display's own
    program = Started(PROGRAM)
    try:
        seen = walk(program, Tree())
    finally:
        program.end()
        manager.terminate()
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(), ensure_ascii=False) + "\n")
    sys.stdout.flush()
    os._exit(0)  # readers of ended programs may still wait
