"""How soon a long conversation, and the quick panel, are there; what has no name."""

import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QWidget

from evotr.domain import TurnStarted
from evotr.settings import load_settings
from evotr.text import LANGUAGES, Language
from evotr.workshop import Workshop
from scripts.bench.ui_parts.access import unnamed
from scripts.bench.ui_parts.stage import Painted, Stage, staged, until
from tests.fakes.desktop_platform import FakePlatform
from tests.fakes.keeping import kept
from ui.bridge import Opening
from ui.presenters import Desk, HotKeyPresenter, QuickPresenter
from ui.presenters.panels import PanelsDesk
from ui.text import load
from ui.widgets.panels import SECTIONS
from ui.widgets.panels.window import PanelsWindow
from ui.widgets.quick import QuickPanel

__all__ = ["nameless", "opening", "reading", "summoning"]

_ROUNDS = 5


def opening(
    stage: Stage, conversation_id: str, messages: int
) -> tuple[list[float], list[float]]:
    """Milliseconds from the choice of a conversation to its first paint.

    Also those of the main thread's CPU, which others on the machine do not lengthen.
    """
    view = stage.window.page.transcript.viewport()
    painted = Painted(view)
    taken, worked = [], []
    for _ in range(_ROUNDS):
        stage.desk.select("")
        until(lambda: not stage.desk.chat.entries)
        seen, begun, used = painted.count, time.perf_counter(), time.thread_time()
        stage.show(conversation_id, messages)
        until(lambda at=seen: painted.count > at)  # type: ignore[misc]
        taken.append((time.perf_counter() - begun) * 1000)
        worked.append((time.thread_time() - used) * 1000)
    return taken, worked


def reading(folder: Path, messages: int) -> list[float]:
    """Milliseconds in which the journal reads a conversation of so many messages."""
    taken = []
    with kept(folder) as assistant:
        begun = next(iter(assistant.send("İlk soru")))
        assert isinstance(begun, TurnStarted)
        talk = begun.conversation_id
        for number in range(1, messages // 2):
            words = f"{number}. soru: bu nasıl yapılır?"
            list(assistant.send(words, conversation_id=talk))
        for _ in range(_ROUNDS):
            since = time.perf_counter()
            read = assistant.transcript(talk).result()
            taken.append((time.perf_counter() - since) * 1000)
            assert len(read.messages) == messages
    return taken


def summoning(stage: Stage) -> list[float]:
    """Milliseconds from the hot key to a painted panel with the focus."""
    platform = FakePlatform()
    quick = QuickPresenter(stage.desk, "new")
    panel = QuickPanel(stage.desk, quick, platform)
    key = HotKeyPresenter(platform)
    key.pressed.connect(panel.toggle)
    key.hear("Alt+Space")
    edit = panel.page.composer.edit
    painted = Painted(edit.viewport())
    taken = []
    for _ in range(_ROUNDS + 1):
        seen, begun = painted.count, time.perf_counter()
        platform.press()
        until(
            lambda at=seen: (  # type: ignore[misc]
                panel.isActiveWindow() and edit.hasFocus() and painted.count > at
            )
        )
        taken.append((time.perf_counter() - begun) * 1000)
        panel.dismiss()
        stage.window.activateWindow()
        until(stage.window.isActiveWindow)
    panel.deleteLater()
    return taken[1:]  # the process is warm after the first


def nameless(folder: Path) -> list[str]:
    """Every control without a name, in the window and the panels, in each language."""
    found: list[str] = []
    for language in LANGUAGES:
        with staged(folder, language) as stage:
            stage.show(stage.long_talk(4), 4)
            found += unnamed(stage.window)
            quick = QuickPresenter(stage.desk, "new")
            panel = QuickPanel(stage.desk, quick, FakePlatform())
            panel.summon()
            found += unnamed(panel)
            panel.deleteLater()
        found += _in_panels(folder / language, language)
    return found


def _in_panels(folder: Path, language: Language) -> list[str]:
    folder.mkdir(exist_ok=True)
    desk = Desk(load(language), Opening(lambda: kept(folder)))
    settings = load_settings({"evotr_home": folder})
    panels = PanelsDesk(desk, FakePlatform(), lambda: Workshop(settings))
    window = PanelsWindow(panels)
    desk.open()
    until(lambda: desk.chat.open)
    found = []
    for section in SECTIONS:
        window.open(section)
        _settle(window)
        found += unnamed(window)
    ended: list[bool] = []
    desk.closed.connect(lambda: ended.append(True))
    desk.close()
    until(lambda: bool(ended))
    window.deleteLater()
    return found


def _settle(window: QWidget) -> None:
    calm = time.monotonic() + 1.5
    with suppress(TimeoutError):
        until(lambda: time.monotonic() > calm and window.isVisible())
