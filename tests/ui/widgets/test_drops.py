"""Files dropped anywhere on the window go to the memory; text stays text."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from ui.text import load
from ui.widgets import MainWindow
from ui.widgets.drop_hint import DropHint

BUTTON, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
PLACES = ("window", "composer", "search", "transcript", "list", "greeting")


@pytest.fixture
def closed_window(qtbot, closed_desk, memory):
    widget = MainWindow(closed_desk, memory)
    qtbot.addWidget(widget, before_close_func=lambda w: w.hide())
    with qtbot.waitSignal(widget.painted, timeout=10_000):
        widget.show()
    return widget


@pytest.fixture
def window(qtbot, closed_window, closed_desk):
    signals = [closed_desk.opened, closed_desk.conversations.changed]
    with qtbot.waitSignals(signals, timeout=10_000):
        closed_desk.open()
    return closed_window


def place(window, name):
    """Where Qt delivers a drag first; it goes up from there until it is taken."""
    return {
        "window": window,
        "composer": window.page.composer.edit.viewport(),
        "search": window.side.search,
        "transcript": window.page.transcript.viewport(),
        "list": window.side.list.viewport(),
        "greeting": window.page.welcome,
    }[name]


def files(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText("\n".join(map(str, paths)))  # as file managers do
    return data


def words(text):
    data = QMimeData()
    data.setText(text)
    return data


def drop(widget, data):
    """Whether a drag may enter; it is dropped where it may."""
    actions = COPY | MOVE
    enter = QDragEnterEvent(QPoint(2, 2), actions, data, BUTTON, NO_KEY)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        fall = QDropEvent(QPointF(2, 2), actions, data, BUTTON, NO_KEY)
        QApplication.sendEvent(widget, fall)
        assert fall.dropAction() == COPY
    return enter.isAccepted()


@pytest.mark.parametrize("name", PLACES)
def test_files_go_to_the_memory_wherever_they_fall(window, fake, tmp_path, name):
    paths = (tmp_path / "öykü.txt", tmp_path / "klasör")
    assert drop(place(window, name), files(*paths))
    assert fake.intakes.get(timeout=10).paths == paths
    assert window.page.composer.edit.toPlainText() == ""
    assert window.side.search.text() == ""


@pytest.mark.parametrize("name", ["window", "transcript", "greeting"])
def test_text_is_no_document(window, fake, name):
    assert not drop(place(window, name), words("söz"))
    assert fake.intakes.empty()


def test_text_goes_into_the_composer(window, fake):
    assert drop(place(window, "composer"), words("söz ığüşöç"))
    assert window.page.composer.edit.toPlainText() == "söz ığüşöç"
    assert fake.intakes.empty()


def test_an_address_of_the_web_is_text(window, fake):
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.pdf")])
    data.setText("https://example.org/a.pdf")
    assert drop(place(window, "composer"), data)
    assert window.page.composer.edit.toPlainText() == "https://example.org/a.pdf"
    assert fake.intakes.empty()


@pytest.mark.parametrize("name", ["window", "composer"])
def test_nothing_is_taken_before_the_assistant_is_open(closed_window, tmp_path, name):
    assert not drop(place(closed_window, name), files(tmp_path / "a.txt"))
    assert closed_window.page.composer.edit.toPlainText() == ""


@pytest.mark.parametrize("name", ["window", "list"])
def test_a_private_conversation_takes_no_documents(
    qtbot, window, fake, tmp_path, texts, name
):
    window.findChild(QAction, "private").trigger()
    front = window._pages.front
    qtbot.waitUntil(lambda: front.chat.open)
    assert drop(place(window, name), files(tmp_path / "a.txt"))
    assert front.notice.label.text() == texts("private.no_documents")
    window._pages.show_own()
    assert drop(place(window, name), files(tmp_path / "b.txt"))
    assert fake.intakes.get(timeout=10).paths == (tmp_path / "b.txt",)
    assert fake.intakes.empty()


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_drag_of_documents_is_answered_before_the_drop(
    qtbot, window, closed_desk, tmp_path, language
):
    closed_desk.speak(language)
    hint = window.findChild(DropHint)
    enter(window, files(tmp_path / "a.txt"))
    assert hint.isVisible()
    assert hint.text() == load(language)("documents.drop")
    assert window._pages.rect().contains(hint.geometry())
    QApplication.sendEvent(window, QDragLeaveEvent())
    enter(place(window, "composer"), files(tmp_path / "a.txt"))
    qtbot.wait(100)  # from one widget to the next it stays
    assert hint.isVisible()
    QApplication.sendEvent(place(window, "composer"), QDragLeaveEvent())
    qtbot.waitUntil(hint.isHidden)
    drop(window, files(tmp_path / "a.txt"))
    qtbot.waitUntil(hint.isHidden)


def test_over_a_private_conversation_the_drag_hears_that_it_takes_none(
    qtbot, window, tmp_path, texts
):
    window.findChild(QAction, "private").trigger()
    qtbot.waitUntil(lambda: window._pages.front.chat.open)
    enter(window, files(tmp_path / "a.txt"))
    hint = window.findChild(DropHint)
    assert hint.text() == texts("private.no_documents")


def test_a_drag_of_words_shows_no_hint(window):
    enter(window, words("söz"))
    assert not window.findChild(DropHint).isVisible()


def test_copied_files_that_are_pasted_are_documents(window, fake, tmp_path):
    paths = (tmp_path / "öykü.txt", tmp_path / "klasör")
    QApplication.clipboard().setMimeData(files(*paths))
    window.page.composer.edit.paste()
    assert fake.intakes.get(timeout=10).paths == paths
    assert window.page.composer.edit.toPlainText() == ""


def test_a_private_conversation_takes_none_from_the_clipboard(
    qtbot, window, fake, tmp_path, texts
):
    window.findChild(QAction, "private").trigger()
    front = window._pages.front
    qtbot.waitUntil(lambda: front.chat.open)
    QApplication.clipboard().setMimeData(files(tmp_path / "a.txt"))
    front.composer.edit.paste()
    assert front.notice.label.text() == texts("private.no_documents")
    assert front.composer.edit.toPlainText() == ""
    assert fake.intakes.empty()


def enter(widget, data):
    event = QDragEnterEvent(QPoint(2, 2), COPY | MOVE, data, BUTTON, NO_KEY)
    QApplication.sendEvent(widget, event)
