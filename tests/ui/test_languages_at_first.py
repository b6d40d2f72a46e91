"""Welcome, trash, pause and a home that is taken in another language, while seen."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMessageBox

from evotr.domain import NightProgress
from evotr.errors import DiskFull, InstanceRunning
from evotr.settings import load_settings
from evotr.workshop import Workshop
from tests.fakes.office import FakeOffice
from tests.fakes.seen_words import again
from ui.bridge import Doorbell, Opening
from ui.presenters import Desk
from ui.presenters.first_run import FirstRun
from ui.text import load
from ui.text.qt import QtLanguage
from ui.widgets import Here, MainWindow, Outside

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

TURKISH = load("tr")


@pytest.fixture
def closed_desk(qtbot, fake):
    """A desk with nights, which destroy."""
    office = FakeOffice()
    office.erase = fake.erase
    desk = Desk(load("en"), Opening(fake.opened), find_nights=lambda: office)
    ended = []
    desk.closed.connect(lambda: ended.append(True))
    yield desk
    desk.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=15_000)


@pytest.fixture
def speak(desk):
    of_qt = QtLanguage(desk.texts)
    desk.spoken.connect(of_qt.follow)
    yield desk.speak
    of_qt.close()


@pytest.fixture
def memory(tmp_path):
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot, desk, memory):
    window = MainWindow(desk, memory)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def guide(qtbot, desk, window, memory, home, platform):
    """The first step of the welcome, above an answer."""
    home.mkdir()
    settings = load_settings({"evotr_home": home, "menu_bar": False})
    first = FirstRun(memory, settings.paths.journal)
    here = Here(settings, platform, Doorbell(home), lambda: Workshop(settings), first)
    outside = Outside(desk, window, here)
    outside.welcome()
    guide = outside.guide
    qtbot.waitUntil(lambda: guide.offers.count() > 0, timeout=20_000)
    return guide


def seen(words):
    return {text for *_, text in words}


def settled(qtbot, chat):
    """Until an answer stands with all that is known of it."""
    qtbot.waitUntil(lambda: bool(chat.last_answer and chat.last_answer.siblings))


def test_the_welcome_step_by_step(qtbot, desk, guide, home, next_turn, speak):
    window = guide.window()
    desk.chat.send("Adın ne?")  # the card's own would be sentences of a language
    turn = next_turn()
    turn.say("EVO-TR.")
    turn.finish()
    qtbot.waitUntil(lambda: bool(guide.said.text()))
    settled(qtbot, desk.chat)
    told = [{TURKISH("guide.answered"), TURKISH("guide.ask")}]
    keys = {"keys": "Ctrl+Shift+N", "hours": "02:00-06:00"}
    told.append({TURKISH("guide.here_more", home=home, **keys)})
    told.append({TURKISH("guide.get"), TURKISH("panels.stop")})
    told.append({TURKISH("guide.nights_more", **keys), TURKISH("guide.done")})
    for number, expected in enumerate(told, 1):
        shown = seen(again(qtbot, window, speak))
        assert expected | {TURKISH("guide.count", number=number, total=4)} <= shown
        guide.next.click()
    assert guide.isHidden()
    assert TURKISH("guide.ended") in seen(again(qtbot, window.page.notice, speak))


def test_the_models_that_are_offered_and_what_came_of_a_wish(qtbot, guide, speak):
    for _ in range(2):
        guide.next.click()
    refused = DiskFull(path="/x")
    guide._presenter._failed(refused)
    chosen = guide.offers.count() - 1
    guide.offers.setCurrentIndex(chosen)
    shown = seen(again(qtbot, guide, speak))
    assert TURKISH.join(*TURKISH.error(refused)) in shown
    assert guide.offers.currentIndex() == chosen
    assert any(TURKISH("guide.best") in each for each in shown)


def test_a_first_question_is_asked_in_the_language_of_now(
    qtbot, desk, guide, next_turn, speak
):
    speak("tr")
    guide.questions[1].click()
    next_turn().finish()
    assert desk.chat.entries[0].text == TURKISH("guide.can")
    settled(qtbot, desk.chat)


def test_the_trash_and_the_question_before_it_is_emptied(
    qtbot, fake, desk, window, speak
):
    fake.add("Ev", "Bir?", "Bir.")
    desk.conversations.refresh()
    qtbot.waitUntil(lambda: len(desk.conversations.rows) == 1)
    with qtbot.waitSignal(desk.moved_to_trash):
        desk.delete(desk.conversations.rows[0].id)
    desk.conversations.show_trash()
    qtbot.waitUntil(window.side.empty_trash.isVisible)
    window.side.empty_trash.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    (box,) = window.findChildren(QMessageBox)
    shown = seen(again(qtbot, window, speak))
    assert TURKISH("menu.empty_trash") in shown
    assert TURKISH("trash.empty_sure", count=1) in shown
    assert TURKISH("trash.destroy_yes") in shown
    assert any(TURKISH("trash.no_way_back") in each for each in shown)
    with qtbot.waitSignal(desk.trash.destroyed):
        box.buttons()[0].click()
    gone = TURKISH("trash.destroyed", count=1)
    notice = window.page.notice
    qtbot.waitUntil(lambda: "Deleted for ever" in notice.label.text())
    assert any(gone in each for each in seen(again(qtbot, notice, speak)))


def test_the_sign_of_a_memory_that_rests(qtbot, desk, window, speak):
    desk.pause.set(paused=True)
    shown = seen(again(qtbot, window.page.foot, speak))
    assert window.page.foot.paused.isVisible()
    assert {TURKISH("consent.paused"), TURKISH("panels.pause_more")} <= shown


def test_the_question_before_the_program_ends(qtbot, desk, window, next_turn, speak):
    desk.chat.send("Bir?")
    turn = next_turn()
    window.ask_to_quit()
    (box,) = window.findChildren(QMessageBox)
    shown = seen(again(qtbot, box, speak))
    assert {TURKISH("ask.quit"), TURKISH("ask.quit_answering")} <= shown
    box.reject()
    turn.finish()
    qtbot.waitUntil(lambda: not desk.chat.busy)


def test_a_home_that_another_process_has(qtbot, desk, window, home, speak):
    desk._not_opened(InstanceRunning(pid="4711", home=home))
    said = []
    desk.nights.progressed.connect(lambda sentence, _: said.append(sentence))
    desk.nights.attach(None)
    desk.nights.follow(NightProgress(3, "train", "law", 40, 100, 300.0), list)
    shown = seen(again(qtbot, window, speak))
    assert any(TURKISH("nights.waits") in each for each in shown)
    english, turkish, last = said
    assert english == last != turkish
    assert turkish.startswith("3. gece: ")
