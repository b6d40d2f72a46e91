"""The window's tests run on Qt's offscreen platform."""

import os

# The platform's own screen is smaller than the windows are at first.
os.environ["QT_QPA_PLATFORM"] = "offscreen:configfile=" + __file__.replace(
    "conftest.py", "screen.json"
)

import gc
import queue
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from evotr.settings import load_settings
from evotr.text import Catalog
from evotr.workshop import Workshop
from tests.fakes.assistant import FakeAssistant, FakeTurn
from tests.fakes.desktop_platform import FakePlatform
from tests.fakes.keeping import kept
from ui.bridge import Opening
from ui.presenters import Desk
from ui.presenters.panels import PanelsDesk
from ui.text import load


@pytest.fixture(scope="module", autouse=True)
def _none_collects_elsewhere() -> Iterator[None]:
    """As `ui.bridge.Collector` does: windows go on the main thread alone."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    yield
    gc.collect(1)


@pytest.fixture
def texts() -> Catalog:
    return load("en")


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def next_turn(fake: FakeAssistant) -> Callable[[], FakeTurn]:
    def take() -> FakeTurn:
        try:
            return fake.turns.get(timeout=10)
        except queue.Empty:
            pytest.fail("no turn was begun")

    return take


@pytest.fixture
def closed_desk(qtbot: QtBot, texts: Catalog, fake: FakeAssistant) -> Iterator[Desk]:
    """A desk that has not begun to open; it is closed at the end."""
    desk = Desk(texts, Opening(fake.opened))
    ended: list[bool] = []
    desk.closed.connect(lambda: ended.append(True))
    yield desk
    desk.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=15_000)


@pytest.fixture
def desk(qtbot: QtBot, closed_desk: Desk) -> Desk:
    """A desk whose assistant is open and whose list has been read."""
    signals = [closed_desk.opened, closed_desk.conversations.changed]
    with qtbot.waitSignals(signals, timeout=10_000):
        closed_desk.open()
    return closed_desk


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def language() -> str:
    return "en"


@pytest.fixture
def panels(qtbot: QtBot, tmp_path, platform, language, home) -> Iterator[PanelsDesk]:
    """The panels over the real assistant, journal and workshop."""
    desk = Desk(load(language), Opening(lambda: kept(tmp_path)))
    settings = load_settings({"evotr_home": home})
    panels = PanelsDesk(desk, platform, lambda: Workshop(settings))
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        desk.open()
    yield panels
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()
