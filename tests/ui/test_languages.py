"""The language is another one while the program runs: every word of every face."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import (
    QLineEdit,
)

from evotr.domain import (
    Explanation,
    MemoryItem,
    Recalled,
    Recollection,
    Route,
    Routed,
    ServedExpert,
    Source,
)
from evotr.errors import DiskFull
from tests.fakes.seen_words import again
from ui.presenters import PresencePresenter, QuickPresenter
from ui.text.qt import QtLanguage
from ui.widgets import MainWindow
from ui.widgets.quick import QuickPanel
from ui.widgets.status_item import StatusCommands, StatusItem

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

OTHER = {"en": "tr", "tr": "en"}
ROUTED = Routed(
    (ServedExpert("python_coder", 1.0),),
    route=Route(
        (("python_coder", 1.0),),
        0.8,
        "semantic",
        Explanation(("kod",), "Bir işlev yaz.", 0.7),
        (("python_coder", 0.8), ("general", 0.2)),
        ms=4.0,
    ),
)
AT = datetime(2026, 5, 4, tzinfo=UTC)
RECALLED = Recalled(
    tuple(
        Recollection(MemoryItem(name, kind, text, speaker, source, AT), 0.9)
        for name, kind, text, speaker, source in (
            ("m", "episode", "Çay", "user", Source("c0000001", "m1")),
            ("n", "document", "Su", "", Source(path="a.pdf", page=3)),
        )
    )
)


@pytest.fixture
def speak(desk):
    """Has the desk, and Qt, speak another language; the words follow by themselves."""
    of_qt = QtLanguage(desk.texts)
    desk.spoken.connect(of_qt.follow)
    yield desk.speak
    of_qt.close()


@pytest.fixture
def window(qtbot, desk, tmp_path):
    """The window over answers of every kind, the last one with all that is known."""
    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(desk, memory)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    with qtbot.waitExposed(window):
        window.show()
    return window


def answer(qtbot, chat, turn, *chunks, reason="stop"):
    turn.route(ROUTED)
    turn.recall(RECALLED)
    turn.say(*chunks)
    turn.finish(reason)
    qtbot.waitUntil(lambda: not chat.busy and bool(chat.last_answer.sources))
    # And read again as it is stored, which draws it once more.
    qtbot.waitUntil(lambda: chat.last_answer.key in chat._answers._stored)


def test_the_window_and_all_that_stands_in_its_transcript(
    qtbot, desk, window, next_turn, speak
):
    desk.chat.send("Bir?")
    answer(qtbot, desk.chat, next_turn(), "Bir [1].\n\n```python\nx = 1\n```\n")
    desk.chat.send("İki?")
    answer(qtbot, desk.chat, next_turn(), "İki.", reason="length")
    desk.chat.toggle(1, 0)
    desk.chat.toggle(1, 2)
    desk.teaching(desk.chat).thumb(1, "up")
    qtbot.waitUntil(lambda: desk.chat.entries[1].thumb == "up")
    window.page.notice.offer(
        desk.texts("notice.deleted", title="Ev"), desk.texts("notice.undo"), list
    )
    with qtbot.waitSignal(desk.conversations.changed):
        desk.conversations.show_period("week")
    turkish = again(qtbot, window, speak)
    shown = {text for *_, text in turkish}
    assert {"Dosya", "Geri al", "Son 7 gün", "“Ev” çöp kutusuna taşındı."} <= shown
    (page,) = (
        text for _, kind, text in turkish if kind == "plainText" and "x =" in text
    )
    for word in ("Kodu kopyala", "güven %80", "Kaynaklar:", "s. 3", "siz", "İyi"):
        assert word in page
    assert "Bunun" not in page


@pytest.mark.parametrize("private", [False, True])
def test_an_empty_window(qtbot, desk, window, speak, private):
    if private:
        desk.begin_private()
        qtbot.waitUntil(lambda: window._pages.front.chat.open)
    again(qtbot, window, speak)


def test_a_window_whose_assistant_did_not_open(qtbot, desk, window, speak):
    desk._not_opened(DiskFull(path="/x"))
    again(qtbot, window, speak)
    assert window.page.welcome.greeting.text() == "EVO-TR could not be opened"


def test_an_answer_goes_on_and_the_reader_stays(
    qtbot, fake, desk, window, next_turn, speak
):
    long = "\n\n".join(f"{number}. satır, biraz uzunca." for number in range(60))
    fake.add("uzun", "Anlat.", long, "Sonra?", long)
    desk.conversations.refresh()
    qtbot.waitUntil(lambda: len(desk.conversations.rows) == 1)
    desk.select(desk.conversations.rows[0].id)
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 4)
    desk.chat.send("Devam?")
    turn = next_turn()
    turn.route(ROUTED)
    turn.say("Yanıtın ", "başı")
    view = window.page.transcript
    qtbot.waitUntil(lambda: "başı" in view.toPlainText())
    edit = window.page.composer.edit
    edit.insertPlainText("yazılmakta olan")
    desk.chat.send("bekleyen")
    cursor = view.document().find("41. satır")
    view.setTextCursor(cursor)
    top = view.cursorRect(view.textCursor()).top()
    before = view.textCursor().selectedText()

    def kept():
        return (
            view.textCursor().selectedText(),
            abs(view.cursorRect(view.textCursor()).top() - top) <= 2,
            edit.toPlainText(),
            desk.chat.waiting,
        )

    for language, word in (("tr", "güven %80"), ("en", "80% sure")):
        speak(language)
        assert word in view.toPlainText()
        assert kept() == (before, True, "yazılmakta olan", ("bekleyen",))
        turn.say(f" {language}")
        qtbot.waitUntil(lambda said=f" {language}": said in view.toPlainText())
    text = view.toPlainText()
    assert text.count("Yanıtın başı tr en") == 1
    assert desk.chat.busy
    turn.finish()
    qtbot.waitUntil(lambda: not fake.turns.empty())
    next_turn().finish()
    qtbot.waitUntil(lambda: not desk.chat.busy)


def test_a_correction_that_is_being_written_stays(
    qtbot, desk, window, next_turn, speak
):
    desk.chat.send("Bir?")
    answer(qtbot, desk.chat, next_turn(), "Bir.")
    window.page.begin_correction()
    editor = window.page.correcting
    editor.edit.setPlainText("Yarım")
    again(qtbot, editor, speak)
    assert (editor.isVisible(), editor.edit.toPlainText()) == (True, "Yarım")


def test_a_title_that_is_being_written_stays(qtbot, fake, desk, window, speak):
    fake.add("", "Bir?", "Bir.")
    desk.conversations.refresh()
    qtbot.waitUntil(lambda: window.side.model.rowCount() == 1)
    desk.select(desk.conversations.rows[0].id)
    window.side.rename_current()
    (editor,) = window.side.list.viewport().findChildren(QLineEdit)
    editor.clear()
    qtbot.keyClicks(editor, "half")
    speak("tr")
    qtbot.waitUntil(lambda: desk.conversations.rows[0].title == "Adsız")
    assert editor.text() == "half"


def test_the_quick_panel(qtbot, desk, platform, speak):
    quick = QuickPresenter(desk, "new")
    panel = QuickPanel(desk, quick, platform)
    qtbot.addWidget(panel)
    panel.summon()

    def fresh():
        other = QuickPanel(desk, quick, platform)
        qtbot.addWidget(other)
        other.show()
        return other

    again(qtbot, panel, speak, fresh)


def test_the_sign_and_its_menu(qtbot, desk, speak):
    commands = StatusCommands(*(list for _ in range(4)))
    presence = PresencePresenter()
    sign = StatusItem(desk.texts, presence, commands)
    again(
        qtbot, sign.menu, speak, lambda: StatusItem(desk.texts, presence, commands).menu
    )
    speak("tr")
    presence.set_night(runs=True)
    assert sign.icon.toolTip() == "EVO-TR: öğreniyor"
    speak("en")
    qtbot.waitUntil(lambda: sign.icon.toolTip() == "EVO-TR: learning")
    sign.menu.deleteLater()
