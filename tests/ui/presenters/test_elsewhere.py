"""Another process has the home open: its night is followed, then the window opens."""

from contextlib import ExitStack, contextmanager
from datetime import date

import pytest

from evotr.errors import InstanceRunning
from evotr.instance import hold_instance
from evotr.paths import Paths
from evotr.settings import load_settings
from evotr.workshop import Workshop
from tests.fakes.migrated import open_migrated
from ui.bridge import Opening
from ui.presenters import Desk
from ui.presenters.elsewhere import ElsewherePresenter
from ui.presenters.panels import PanelsDesk
from ui.text import load


class Other:
    """The other process: it holds the home, and makes a night."""

    def __init__(self, home):
        self._stack = ExitStack()
        self._stack.enter_context(hold_instance(Paths(home).lock))
        self.journal = open_migrated(home / "journal.db", home / "backups")
        self._stack.callback(self.journal.close)
        self.night = self.journal.nights.begin("user", date(2026, 11, 21)).result(10)
        self.open = True

    def reach(self, step):
        self.journal.nights.doing(self.night.id, step).result(10)

    def end(self):
        self.open = False
        self._stack.close()


@pytest.fixture
def other(home):
    home.mkdir()
    other = Other(home)
    yield other
    other.end()


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr("ui.presenters.elsewhere.LOOK_MS", 20)


@pytest.fixture
def desk(qtbot, fake, other, platform, home, language):
    @contextmanager
    def opened():
        if other.open:
            raise InstanceRunning(pid="4711", home=home)
        with fake.opened() as assistant:
            yield assistant

    desk = Desk(load(language), Opening(opened))
    settings = load_settings({"evotr_home": home})
    panels = PanelsDesk(desk, platform, lambda: Workshop(settings))
    desk.home_taken.connect(ElsewherePresenter(desk, panels, desk).begin)
    yield desk
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()


def far(desk, step):
    texts = desk.texts
    told = texts("nights.elsewhere", step=texts(f"night.step.{step}"))
    return texts("nights.under_way", number=1, step=told)


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_night_is_followed_live_and_the_window_opens_after_it(qtbot, desk, other):
    said, runs = [], []
    desk.nights.progressed.connect(lambda sentence, _: said.append(sentence))
    desk.nights.running_changed.connect(runs.append)
    other.reach("harvest")
    with qtbot.waitSignal(desk.not_opened, timeout=10_000) as told:
        desk.open()
    assert desk.texts("nights.waits") in told.args[1]
    qtbot.waitUntil(lambda: far(desk, "harvest") in said, timeout=20_000)
    assert desk.unfinished() == ()  # it is not this program's to lose
    other.reach("train")
    qtbot.waitUntil(lambda: far(desk, "train") in said, timeout=20_000)
    other.end()
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        pass
    assert said[-1] == ""
    assert runs == [True, False]


def test_it_can_be_stopped_from_here(qtbot, desk, other, texts):
    said = []
    desk.nights.told.connect(said.append)
    desk.nights.stop()  # there is none yet
    other.reach("train")
    with qtbot.waitSignal(desk.nights.running_changed, timeout=20_000):
        desk.open()
    desk.nights.stop()
    assert said == [texts("nights.stopping")]
    wishes = other.journal.nights.wishes
    qtbot.waitUntil(lambda: [w.kind for w in wishes().result(10)] == ["stop"])
