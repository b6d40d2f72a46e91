"""The window as a whole, used as a person would."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QListView,
    QMessageBox,
    QPlainTextEdit,
    QTextEdit,
)

from evotr.domain import FileRefused, FilesFound, IngestDone
from evotr.errors import DocumentBinary, GenerationBroken, MessageTooLong
from evotr.text import LANGUAGES
from tests.fakes.assistant import FakeAssistant
from ui.bridge import Opening
from ui.presenters import Desk
from ui.text import load
from ui.widgets import MainWindow
from ui.widgets.listing import ROW
from ui.widgets.notice import UNDO_MS

# The offscreen platform cannot take the size hints of a dialog.
OWN_WINDOW = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def window(qtbot, fake, closed_desk, memory):
    """The window over three conversations, open on the newest."""
    for title in ("first", "second", "İstanbul"):
        fake.add(title, f"about {title}", "an answer")
    widget = MainWindow(closed_desk, memory)
    qtbot.addWidget(widget, before_close_func=lambda w: w.hide())
    with qtbot.waitSignal(widget.painted, timeout=10_000):
        widget.show()
    with qtbot.waitSignal(closed_desk.chat.changed, timeout=10_000):
        closed_desk.open()
    return widget


def listed(window):
    model = window.side.model
    return [model.index(row).data() for row in range(model.rowCount())]


def current(window):
    row = window.side.list.currentIndex().data(ROW)
    return row.title if row else None


def ask(qtbot, window, words):
    qtbot.keyClicks(window.page.composer.edit, words)
    qtbot.keyClick(window.page.composer.edit, Qt.Key.Key_Return)


def action(window, key):
    return window.findChild(QAction, key)


def test_it_opens_on_the_newest_conversation(window):
    assert listed(window) == ["İstanbul", "second", "first"]
    assert current(window) == "İstanbul"
    assert "about İstanbul" in window.page.transcript.toPlainText()


def test_asking_in_a_new_conversation(qtbot, window, next_turn):
    action(window, "new").trigger()
    assert window.page.transcript.isHidden() or not window.page.transcript.isVisible()
    ask(qtbot, window, "Selam?")
    turn = next_turn()
    turn.say("Merhaba **dünya**")
    turn.finish()
    qtbot.waitUntil(lambda: "Merhaba dünya" in window.page.transcript.toPlainText())
    qtbot.waitUntil(lambda: current(window) == "Selam?")
    assert listed(window)[0] == "Selam?"
    assert len(listed(window)) == 4


def test_esc_stops_the_answer(qtbot, window, next_turn, texts):
    ask(qtbot, window, "long?")
    turn = next_turn()
    turn.say("so far")
    qtbot.waitUntil(lambda: "so far" in window.page.transcript.toPlainText())
    stop = action(window, "stop")
    assert stop.isEnabled()
    stop.trigger()
    note = texts("transcript.cancelled")
    qtbot.waitUntil(lambda: note in window.page.transcript.toPlainText())
    assert turn.cancelled
    assert not stop.isEnabled()


def test_a_click_in_the_list_shows_that_conversation(qtbot, window):
    view = window.side.list
    middle = view.visualRect(window.side.model.index(2)).center()
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        middle,
    )
    page = window.page.transcript
    qtbot.waitUntil(lambda: "about first" in page.toPlainText())


def agree(window):
    """Answer the question that is asked with yes."""
    (box,) = window.findChildren(QMessageBox)
    yes = QMessageBox.ButtonRole.AcceptRole
    next(b for b in box.buttons() if box.buttonRole(b) == yes).click()


@OWN_WINDOW
def test_deleting_asks_and_can_be_left(window, texts):
    action(window, "delete").trigger()
    (box,) = window.findChildren(QMessageBox)
    assert box.text() == texts("ask.trash", title="İstanbul")
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert len(listed(window)) == 3
    assert not window.page.notice.isVisible()


@OWN_WINDOW
def test_deleting_offers_undo_for_a_while(qtbot, window):
    action(window, "delete").trigger()
    agree(window)
    notice = window.page.notice
    qtbot.waitUntil(notice.isVisible)
    qtbot.waitUntil(lambda: listed(window) == ["second", "first"])
    assert notice.timer.isActive()
    assert notice.timer.interval() == UNDO_MS == 8000
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(listed(window)) == 3)
    qtbot.waitUntil(lambda: current(window) == "İstanbul")
    assert not notice.isVisible()


def typing_place(window, name):
    """A field in which a person types."""
    if name == "title":
        action(window, "rename").trigger()
        return window.side.list.findChild(QLineEdit)
    return {"composer": window.page.composer.edit, "search": window.side.search}[name]


@pytest.mark.parametrize("name", ["composer", "search", "title"])
def test_keys_that_delete_words_leave_the_conversation_alone(qtbot, window, name):
    with qtbot.waitActive(window):
        window.activateWindow()
    field = typing_place(window, name)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "first second")
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
        for shift in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        ):
            qtbot.keyClick(field, key, Qt.KeyboardModifier.ControlModifier | shift)
    text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
    assert "first second".startswith(text.rstrip())
    assert "second" not in text
    assert not window.page.notice.isVisible()


@OWN_WINDOW
def test_the_key_that_deletes_the_conversation(qtbot, window):
    with qtbot.waitActive(window):
        window.activateWindow()
    control_shift = (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.keyClick(window.side.list, Qt.Key.Key_D, control_shift)
    agree(window)
    qtbot.waitUntil(window.page.notice.isVisible)


@OWN_WINDOW
def test_the_offer_goes_when_its_time_is_over(qtbot, window):
    action(window, "delete").trigger()
    agree(window)
    notice = window.page.notice
    qtbot.waitUntil(notice.isVisible)
    notice.timer.start(0)
    qtbot.waitUntil(lambda: not notice.isVisible())
    assert listed(window) == ["second", "first"]


def test_search_filters_and_esc_brings_all_back(qtbot, window):
    action(window, "search").trigger()
    field = window.side.search
    qtbot.keyClicks(field, "istanbul")
    qtbot.waitUntil(lambda: listed(window) == ["İstanbul"])
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    qtbot.waitUntil(lambda: len(listed(window)) == 3)


def test_search_without_a_match_says_so(qtbot, window, texts):
    window.side.search.setText("zzz")
    qtbot.waitUntil(window.side.empty.isVisible)
    assert window.side.empty.text() == texts("list.nothing_found")


def test_a_search_without_a_match_is_heard(qtbot, window, texts):
    window.side.search.setFocus()
    window.side.search.setText("zzz")
    qtbot.waitUntil(window.side.empty.isVisible)
    said = texts("list.nothing_found")
    assert window.side.search.accessibleDescription() == said
    window.side.search.setText("second")
    qtbot.waitUntil(lambda: listed(window) == ["second"])
    assert window.side.search.accessibleDescription() == ""


@pytest.mark.parametrize("words", ["first", "FİRST", "about fir"])
def test_return_in_the_search_opens_the_first_hit(qtbot, window, words):
    with qtbot.waitActive(window):
        window.activateWindow()
    field = window.side.search
    field.setFocus()
    field.insert(words)
    qtbot.keyClick(field, Qt.Key.Key_Return)  # the search waits for a pause
    page = window.page.transcript
    qtbot.waitUntil(lambda: "about first" in page.toPlainText())
    qtbot.waitUntil(window.page.composer.edit.hasFocus)
    assert current(window) == "first"


def test_down_in_the_search_goes_to_the_first_hit_and_on(qtbot, window):
    with qtbot.waitActive(window):
        window.activateWindow()
    field = window.side.search
    field.setFocus()
    field.insert("about")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.waitUntil(window.side.list.hasFocus)
    assert window.side.list.currentIndex().row() == 0
    qtbot.keyClick(window.side.list, Qt.Key.Key_Down)
    assert window.side.list.currentIndex().row() == 1
    qtbot.waitUntil(lambda: window._desk.chat.conversation_id == row_id(window, 1))


def row_id(window, number):
    return window.side.model.index(number).data(ROW).id


def test_a_hit_in_the_conversation_in_front_is_gone_to(qtbot, window, fake):
    talk = [f"{n} numara" for n in range(80)]
    talk[20] = "Zürafa burada"
    window._desk.select(fake.add("long", *talk))
    page = window.page.transcript
    qtbot.waitUntil(lambda: "79 numara" in page.toPlainText())
    window.side.search.setFocus()
    window.side.search.setText("zurafa")
    qtbot.waitUntil(lambda: listed(window) == ["long"])
    qtbot.keyClick(window.side.search, Qt.Key.Key_Return)
    qtbot.waitUntil(window.page.finding.isVisible)
    qtbot.waitUntil(lambda: 0 <= page.place_of_answer(20).top() < page.height())


def test_who_types_on_opens_nothing(qtbot, window):
    field = window.side.search
    shown = window._desk.chat.conversation_id
    field.setText("fir")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.setText("secon")
    qtbot.waitUntil(lambda: listed(window) == ["second"])
    assert window._desk.chat.conversation_id == shown


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_without_a_hit_the_keys_of_the_search_do_nothing(qtbot, window, key):
    with qtbot.waitActive(window):
        window.activateWindow()
    field, shown = window.side.search, window._desk.chat.conversation_id
    field.setFocus()
    field.setText("zzz")
    qtbot.keyClick(field, key)
    qtbot.waitUntil(window.side.empty.isVisible)
    assert field.hasFocus()
    assert window._desk.chat.conversation_id == shown


def test_what_a_search_found_is_gone_to(qtbot, window, fake):
    talk = [f"{n} numara" for n in range(80)]
    talk[20] = "Zürafa burada"
    fake.add("long", *talk)
    window.side.search.setText("zurafa")
    qtbot.waitUntil(lambda: listed(window) == ["long"])
    window.side.list.setCurrentIndex(window.side.model.index(0))
    page = window.page.transcript
    qtbot.waitUntil(lambda: "Zürafa burada" in page.toPlainText())
    qtbot.waitUntil(lambda: abs(page.place_of_answer(20).top()) < 20)
    assert 0 < page.verticalScrollBar().value() < page.verticalScrollBar().maximum()


def test_renaming_in_place(qtbot, window):
    action(window, "rename").trigger()
    editor = window.side.list.findChild(QLineEdit)
    editor.setText("Gezi")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed(window)[0] == "Gezi")


def test_editing_the_last_question(qtbot, window, next_turn):
    window.page.composer.edit.setPlainText("draft")
    action(window, "edit_last").trigger()
    assert window.page.composer.edit.toPlainText() == "about İstanbul"
    window.page.composer.edit.setPlainText("about Ankara")
    qtbot.keyClick(window.page.composer.edit, Qt.Key.Key_Return)
    turn = next_turn()
    turn.say("another")
    turn.finish()
    page = window.page.transcript
    qtbot.waitUntil(lambda: "another" in page.toPlainText())
    assert "about İstanbul" not in page.toPlainText()
    assert window.page.composer.edit.toPlainText() == "draft"


def test_leaving_an_edit_brings_the_draft_back(window):
    window.page.composer.edit.setPlainText("draft")
    action(window, "edit_last").trigger()
    action(window, "stop").trigger()
    assert window.page.composer.edit.toPlainText() == "draft"


def test_the_last_answer_is_copied_as_it_was_written(qtbot, window, next_turn):
    ask(qtbot, window, "q?")
    turn = next_turn()
    turn.say("**bold**")
    turn.finish()
    qtbot.waitUntil(lambda: not window.page._desk.chat.busy)
    window.page.transcript.acted.emit("copy", -1)
    assert QGuiApplication.clipboard().text() == "**bold**"


def test_the_geometry_is_remembered_in_the_home(qtbot, window, memory, closed_desk):
    window.resize(720, 500)
    event = QCloseEvent()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()
    assert not window.isVisible()
    again = MainWindow(closed_desk, memory)
    qtbot.addWidget(again, before_close_func=lambda w: w.hide())
    assert again.size() == window.size()


@OWN_WINDOW
def test_documents_are_chosen_beside_all_that_goes_on(qtbot, window, fake, tmp_path):
    file = tmp_path / "öykü.txt"
    file.write_text("söz")
    stop = action(window, "stop_adding")
    assert not stop.isEnabled()
    action(window, "add_documents").trigger()
    dialog = window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(file)])
    dialog.close()
    assert fake.intakes.get(timeout=10).paths == (file,)
    assert stop.isEnabled()
    stop.trigger()
    qtbot.waitUntil(lambda: not stop.isEnabled())


def test_the_bar_says_how_far_it_is_and_stops_it(qtbot, window, fake, texts, tmp_path):
    notice = window.page.notice
    window._desk.documents.add([tmp_path])
    intake = fake.intakes.get(timeout=10)
    assert notice.label.text() == texts("documents.looking")
    intake.tell(FilesFound(9))
    reading = texts("documents.reading", number=0, files=9)
    qtbot.waitUntil(lambda: notice.label.text() == reading)
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert intake.cancelled
    qtbot.waitUntil(lambda: texts("documents.stopped") in notice.label.text())


def test_progress_does_not_come_back_once_dismissed(qtbot, window, fake, tmp_path):
    notice = window.page.notice
    window._desk.documents.add([tmp_path])
    intake = fake.intakes.get(timeout=10)
    qtbot.mouseClick(notice.dismiss, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window._desk.documents.progressed, timeout=10_000):
        intake.tell(FilesFound(9))
    assert not notice.isVisible()
    intake.cancel()
    qtbot.waitUntil(notice.isVisible)


@OWN_WINDOW
def test_every_skipped_file_can_be_read(qtbot, window, fake, tmp_path):
    window._desk.documents.add([tmp_path])
    intake = fake.intakes.get(timeout=10)
    intake.tell(FilesFound(5))
    for n in range(1, 6):
        path = tmp_path / f"{n}.bin"
        intake.tell(FileRefused(path, n, 5, DocumentBinary(path=path)))
    intake.tell(IngestDone(0, 0, 5))
    notice = window.page.notice
    qtbot.waitUntil(lambda: "3.bin" in notice.label.text())
    assert "4.bin" not in notice.label.text()
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    listing = window.findChild(QDialog).findChild(QPlainTextEdit)
    assert all(f"{n}.bin" in listing.toPlainText() for n in range(1, 6))
    assert listing.accessibleName()


def test_what_may_be_kept_is_checked_in_the_menu(qtbot, window, fake, texts):
    learn, nothing = action(window, "learn"), action(window, "nothing")
    assert (learn.isChecked(), nothing.isChecked()) == (True, False)
    nothing.trigger()
    qtbot.waitUntil(nothing.isChecked)
    assert not learn.isChecked()
    assert window.page.notice.label.text() == texts("notice.nothing_kept")
    (newest, *_) = fake.conversations().result(10)
    assert newest.consent == "nothing"
    window._desk.select("c0000001")
    qtbot.waitUntil(learn.isChecked)


def test_the_keys_of_the_menus_are_all_different(window):
    keys = [
        shortcut.toString()
        for one in window.findChildren(QAction)
        for shortcut in one.shortcuts()
    ]
    assert len(keys) > 20
    assert sorted(keys) == sorted(set(keys))


def test_what_a_mac_has_elsewhere_is_known_by_its_role_alone(window):
    roles = {
        each.objectName(): each.menuRole() for each in window.findChildren(QAction)
    }
    special = {"quit": QAction.MenuRole.QuitRole, "about": QAction.MenuRole.AboutRole}
    for key, role in special.items():
        assert roles[key] == role
    # By its words, a Mac would move others, too.
    guessed = QAction.MenuRole.TextHeuristicRole
    bar = [each for each in window.bar.actions() if each.menu()]
    told = [one for menu in bar for one in menu.menu().actions() if one.objectName()]
    assert len(told) > 20
    assert [each.objectName() for each in told if each.menuRole() == guessed] == []


def test_a_private_conversation_has_its_own_page(qtbot, window, next_turn):
    action(window, "private").trigger()
    front = window._pages.front
    assert front is not window.page
    wait_open = front.composer.edit
    qtbot.waitUntil(lambda: front.chat.open)
    qtbot.keyClicks(wait_open, "secret?")
    qtbot.keyClick(wait_open, Qt.Key.Key_Return)
    next_turn().finish()
    qtbot.waitUntil(lambda: not front.chat.busy)
    assert len(listed(window)) == 3
    assert action(window, "good").isEnabled()  # it says why it does nothing
    assert not action(window, "learn").isEnabled()
    action(window, "new").trigger()
    assert window._pages.front is window.page
    action(window, "private").trigger()
    assert window._pages.front is front
    assert [e.text for e in front.chat.entries] == ["secret?", ""]


def test_the_list_has_nothing_of_a_private_conversation(qtbot, window, texts):
    qtbot.waitUntil(lambda: current(window) == "İstanbul")
    assert action(window, "delete").isEnabled()
    action(window, "private").trigger()
    assert current(window) is None
    assert window.windowTitle() == texts("window.private_title")
    for key in ("rename", "delete", "on_top", "folder"):
        assert not action(window, key).isEnabled()
    window.side.list.setCurrentIndex(window.side.model.index(0))
    assert window._pages.front is window.page
    assert current(window) == "İstanbul"
    assert window.windowTitle() == texts("window.title")
    assert action(window, "delete").isEnabled()


@OWN_WINDOW
@pytest.mark.parametrize("texts", [*map(load, LANGUAGES)], ids=LANGUAGES)
def test_what_asks_first_says_so_with_three_dots(qtbot, window, texts):
    qtbot.waitUntil(lambda: current(window) == "İstanbul")
    assert action(window, "delete").text() == texts("menu.delete")
    assert texts("menu.delete").endswith("…")
    action(window, "delete").trigger()
    (box,) = window.findChildren(QMessageBox)
    assert texts("menu.delete")[:-1] in {b.text() for b in box.buttons()}
    box.reject()


LONG = ["uzun bir başlık " * 25, "çekoslovakyalı" * 30]


@OWN_WINDOW
@pytest.mark.parametrize("title", LONG)
@pytest.mark.parametrize("asked", ["folder", "delete"])
@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("texts", [*map(load, LANGUAGES)], ids=LANGUAGES)
def test_a_question_is_not_as_wide_as_a_long_title(qtbot, window, fake, title, asked):
    talk = fake.add(title, "soru", "yanıt")
    window._desk.conversations.refresh()
    qtbot.waitUntil(lambda: len(listed(window)) == 4)
    window.side.select(talk)
    window._update_menus()
    action(window, asked).trigger()
    kind = QInputDialog if asked == "folder" else QMessageBox
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)))
    (dialog,) = window.findChildren(kind)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.width() <= 640
    said = dialog.labelText() if asked == "folder" else dialog.text()
    assert title[:40].strip() in said
    dialog.reject()


@pytest.mark.parametrize("texts", [*map(load, LANGUAGES)], ids=LANGUAGES)
def test_a_row_leads_back_to_a_private_conversation(qtbot, window, fake, texts):
    row = window.side.private
    assert not row.isVisible()
    action(window, "private").trigger()
    front = window._pages.front
    qtbot.waitUntil(lambda: front.chat.open)
    assert row.isVisible()
    assert row.isChecked()
    assert row.text() == texts("list.private")
    window.side.list.setCurrentIndex(window.side.model.index(0))
    assert window._pages.front is window.page
    assert row.isVisible()
    assert not row.isChecked()
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert window._pages.front is front
    assert row.isChecked()
    assert front.composer.edit.hasFocus()
    row.click()
    assert row.isChecked()
    assert window._pages.front is front
    action(window, "new").trigger()
    action(window, "end_private").trigger()
    qtbot.waitUntil(lambda: fake.privates[0].closed)
    qtbot.waitUntil(row.isHidden)


def test_versions_are_offered_for_a_question_that_has_some(qtbot, window, next_turn):
    chat = window.page.chat
    qtbot.waitUntil(lambda: len(chat.entries) == 2)
    assert not action(window, "earlier").isEnabled()
    chat.edit("otherwise?")
    next_turn().finish()
    qtbot.waitUntil(action(window, "earlier").isEnabled, timeout=10_000)
    assert not action(window, "go_on").isEnabled()  # the answer has no word
    action(window, "earlier").trigger()
    qtbot.waitUntil(lambda: chat.entries[0].text == "about İstanbul")


@OWN_WINDOW
def test_a_private_conversation_is_ended_when_that_is_meant(
    qtbot, window, fake, next_turn, texts
):
    end = action(window, "end_private")
    assert not end.isEnabled()
    action(window, "private").trigger()
    front = window._pages.front
    qtbot.waitUntil(lambda: front.chat.open)
    front.chat.send("secret?")
    next_turn().finish()
    qtbot.waitUntil(lambda: not front.chat.busy)
    end.trigger()
    assert not fake.privates[0].closed
    (box,) = window.findChildren(QMessageBox)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    agree(window)
    qtbot.waitUntil(lambda: fake.privates[0].closed)
    qtbot.waitUntil(lambda: window._pages.front is window.page)
    assert window.page.notice.label.text() == texts("private.ended")
    assert window.focusWidget() is window.page.composer.edit


@OWN_WINDOW
def test_who_is_elsewhere_stays_there_when_a_private_one_ends(qtbot, window, fake):
    action(window, "private").trigger()
    qtbot.waitUntil(lambda: window._pages.front.chat.open)
    window.side.list.setCurrentIndex(window.side.model.index(0))
    window.side.list.setFocus()
    action(window, "end_private").trigger()
    qtbot.waitUntil(lambda: fake.privates[0].closed)
    qtbot.waitUntil(window.side.private.isHidden)
    assert window.focusWidget() is window.side.list


@OWN_WINDOW
@pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")
def test_quitting_asks_where_something_would_be_lost(qtbot, window, texts, next_turn):
    ask(qtbot, window, "long?")
    turn = next_turn()
    window.page.composer.edit.setPlainText("draft")
    action(window, "quit").trigger()
    (box,) = window.findChildren(QMessageBox)
    for key in ("quit_answering", "quit_draft"):
        assert texts(f"ask.{key}") in box.informativeText()
    cancel = box.button(QMessageBox.StandardButton.Cancel)
    assert box.defaultButton() is cancel  # Return loses nothing
    cancel.click()
    assert window.isVisible()
    assert not turn.cancelled
    turn.finish()


def test_quitting_asks_nothing_where_nothing_would_be_lost(qtbot, window):
    with qtbot.waitSignal(window._desk.closed, timeout=10_000):
        action(window, "quit").trigger()


def test_the_last_answer_is_judged_by_the_keyboard(qtbot, window):
    with qtbot.waitActive(window):
        window.activateWindow()
    control_shift = (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    composer = window.page.composer.edit
    qtbot.keyClick(composer, Qt.Key.Key_L, control_shift)
    qtbot.waitUntil(lambda: window._desk.chat.entries[1].thumb == "up")
    qtbot.keyClick(composer, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert window._desk.chat.entries[1].details
    qtbot.keyClick(composer, Qt.Key.Key_K, control_shift)
    assert window.page.correcting.isVisible()


def test_versions_are_stepped_through_by_the_menus(qtbot, window, next_turn):
    action(window, "regenerate").trigger()
    turn = next_turn()
    turn.say("another one")
    turn.finish()
    page = window.page.transcript
    qtbot.waitUntil(lambda: "‹ 2/2 ›" in page.toPlainText())
    action(window, "earlier").trigger()
    qtbot.waitUntil(lambda: "‹ 1/2 ›" in page.toPlainText())
    assert "another one" not in page.toPlainText()
    action(window, "later").trigger()
    qtbot.waitUntil(lambda: "another one" in page.toPlainText())


def test_the_trash_can_be_looked_into_and_given_back(qtbot, window, texts):
    window._desk.delete(window._desk.conversations.rows[0].id)
    qtbot.waitUntil(lambda: len(listed(window)) == 2)
    place = window.side.place
    place.setCurrentIndex(place.count() - 1)
    place.activated.emit(place.currentIndex())
    qtbot.waitUntil(lambda: listed(window) == ["İstanbul"])
    assert not action(window, "restore").isEnabled()
    window.side.list.setCurrentIndex(window.side.model.index(0))
    assert action(window, "restore").isEnabled()
    assert not action(window, "delete").isEnabled()
    action(window, "restore").trigger()
    qtbot.waitUntil(lambda: len(listed(window)) == 3)
    assert place.currentText() == texts("list.all")
    assert current(window) == "İstanbul"


@OWN_WINDOW
def test_a_conversation_is_kept_on_top_and_put_into_a_folder(qtbot, window, texts):
    window._desk.select("c0000001")
    qtbot.waitUntil(lambda: current(window) == "first")
    action(window, "on_top").trigger()
    qtbot.waitUntil(lambda: listed(window) == ["first", "İstanbul", "second"])
    assert action(window, "on_top").isChecked()
    action(window, "folder").trigger()
    (dialog,) = window.findChildren(QInputDialog)
    dialog.setTextValue("İş")
    dialog.accept()
    place = window.side.place
    qtbot.waitUntil(lambda: place.itemText(1) == "İş")
    place.setCurrentIndex(1)
    place.activated.emit(1)
    qtbot.waitUntil(lambda: listed(window) == ["first"])
    spoken = window.side.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"first, {texts('list.on_top')}, İş"


def test_a_period_is_chosen_beside_the_place(window):
    period = window.side.period
    period.setCurrentIndex(1)
    period.activated.emit(1)
    assert window._desk.conversations.shown.period == "today"


@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_control_has_a_name(qtbot, memory, language):
    desk = Desk(load(language), Opening(FakeAssistant().opened))
    window = MainWindow(desk, memory)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    kinds = (QAbstractButton, QLineEdit, QTextEdit, QPlainTextEdit, QListView)
    controls = [child for kind in kinds for child in window.findChildren(kind)]
    own = [c for c in controls if not c.objectName().startswith("qt_")]
    assert len(own) >= 6
    nameless = [
        control
        for control in own
        if not (control.accessibleName() or getattr(control, "text", str)())
        and control not in {window.page.notice.button, window.page.notice.more}
        and type(control.parent()).__name__ != "EscField"
    ]
    assert nameless == []
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()


@pytest.mark.parametrize("language", ["tr", "en"])
def test_in_a_private_conversation_the_keys_say_why_nothing_is_learned(
    qtbot, window, next_turn, language
):
    window._desk.speak(language)
    action(window, "private").trigger()
    front = window._pages.front
    qtbot.waitUntil(lambda: front.chat.open)
    front.chat.send("gizli?")
    next_turn().finish()
    qtbot.waitUntil(lambda: not front.chat.busy)
    for key in ("good", "bad", "correct"):
        front.notice.hide()
        assert action(window, key).isEnabled()
        action(window, key).trigger()
        assert front.notice.label.text() == load(language)("private.not_taught")
    assert front.chat.entries[1].thumb is None
    assert not front.correcting.isVisible()


@pytest.mark.parametrize(
    ("error", "able"),
    [
        (MessageTooLong(tokens=900, limit=512), {"who", "edit_last"}),
        (GenerationBroken(path="/m"), {"who", "edit_last", "regenerate"}),
    ],
)
def test_of_an_answer_without_words_the_menu_offers_what_can_be_done(
    qtbot, window, next_turn, error, able
):
    chat = window._desk.chat
    keys = {"good", "bad", "correct", "copy_answer", "regenerate", "who", "edit_last"}

    def enabled():
        return {key for key in keys if action(window, key).isEnabled()}

    for words in ("", "yarım"):
        chat.send("üç?")
        turn = next_turn()
        if words:
            turn.say(words)
        turn.fail(error)
        qtbot.waitUntil(lambda: not chat.busy)
        said = {"good", "bad", "correct", "copy_answer"} if words else set()
        assert enabled() == able | said


@pytest.mark.parametrize("language", ["tr", "en"])
def test_what_is_said_of_a_conversation_that_is_not_remembered_is_so(
    qtbot, window, language
):
    """It stays in the list: no label says that nothing is kept."""
    window._desk.speak(language)
    action(window, "nothing").trigger()
    notice = window.page.notice.label
    qtbot.waitUntil(lambda: notice.text() == load(language)("notice.nothing_kept"))
    for said in map(load(language), ("consent.nothing", "menu.nothing")):
        assert {"tr": "atırla", "en": "emember"}[language] in said
    assert {"tr": "listede", "en": "in the list"}[language] in notice.text()
    assert listed(window)[0] == "İstanbul"
