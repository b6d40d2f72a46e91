"""The conversation's page: corrections in place, what waits, what is told."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton

from evotr.errors import GenerationBroken
from ui.text import load
from ui.widgets.page import ConversationPage
from ui.widgets.waiting import WaitingList

# The offscreen platform cannot take the size hints of a window without a frame.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

CONTROL = Qt.KeyboardModifier.ControlModifier


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


@pytest.fixture
def page(qtbot, desk, fake):
    """A page over a conversation of two answers, the last one long."""
    desk.select(fake.add("t", "bir?", "1", "iki?", "uzun\n\n" * 40))
    wait(qtbot, lambda: len(desk.chat.entries) == 4)
    page = ConversationPage(desk)
    qtbot.addWidget(page)
    page.resize(800, 600)
    with qtbot.waitExposed(page):
        page.show()
    page.transcript.splice(0, desk.chat.entries)
    return page


def click(page, address):
    page.transcript.anchorClicked.emit(QUrl(address))


def lies_over(page, editor):
    """Whether the editor is within what is seen of the transcript."""
    return page.transcript.geometry().contains(editor.geometry())


def test_the_editors_buttons_are_reached_by_the_keyboard(qtbot, page):
    page.begin_correction()
    with qtbot.waitActive(page):
        page.activateWindow()
    editor = page.correcting
    editor.edit.setFocus()
    at = page.transcript.verticalScrollBar().value()
    for wanted in (editor.cancel, editor.save):
        QApplication.focusWidget().focusNextChild()
        assert QApplication.focusWidget() is wanted
    qtbot.keyClick(editor.edit, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.composer.edit
    assert page.transcript.verticalScrollBar().value() == at


def test_an_answer_is_corrected_where_it_stands(qtbot, page, texts):
    click(page, "evotr:correct/3")
    editor = page.correcting
    wait(qtbot, editor.isVisible)
    assert editor.edit.toPlainText() == page.chat.entries[3].text
    assert lies_over(page, editor)
    editor.edit.setPlainText("Kısası: iki")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return, CONTROL)
    assert not editor.isVisible()
    wait(qtbot, lambda: "Kısası: iki" in page.transcript.toPlainText())
    assert page.notice.label.text() == texts("taught.kept")
    assert texts("transcript.correction") in page.transcript.toPlainText()
    assert "‹ 2/2 ›" in page.transcript.toPlainText()


def test_esc_leaves_the_answer_as_it_was_and_the_words_stop_nothing(qtbot, page):
    page.begin_correction()
    page.correcting.edit.setPlainText("başka")
    qtbot.keyClick(page.correcting.edit, Qt.Key.Key_Escape)
    assert not page.correcting.isVisible()
    assert page.chat.entries[3].place == (1, 1)


def test_the_editor_goes_with_its_answer_and_leaves_when_that_changes(page):
    page.begin_correction(3)
    bar, editor = page.transcript.verticalScrollBar(), page.correcting
    bar.setValue(bar.maximum())
    low = editor.geometry().top()
    bar.setValue(0)
    assert editor.geometry().top() >= low
    assert lies_over(page, editor)
    page.chat.toggle(3, 0)
    assert not editor.isVisible()


def test_an_empty_correction_is_not_kept(qtbot, page):
    page.begin_correction()
    page.correcting.edit.setPlainText(" ")
    qtbot.mouseClick(page.correcting.save, Qt.MouseButton.LeftButton)
    assert page.correcting.isVisible()
    qtbot.mouseClick(page.correcting.cancel, Qt.MouseButton.LeftButton)
    assert not page.correcting.isVisible()


def test_a_correction_that_is_refused_can_be_gone_on_with(qtbot, page):
    page.begin_correction(1)
    page.correcting.edit.setPlainText("1 ")
    qtbot.keyClick(page.correcting.edit, Qt.Key.Key_Return, CONTROL)
    wait(qtbot, page.correcting.isVisible)
    assert page.correcting.edit.toPlainText() == "1 "
    assert page.correcting.place == 1


def test_a_bad_answer_offers_to_be_corrected(qtbot, page, texts):
    click(page, "evotr:down/1")
    wait(qtbot, lambda: page.notice.label.text() == texts("taught.wanted"))
    qtbot.mouseClick(page.notice.button, Qt.MouseButton.LeftButton)
    assert page.correcting.isVisible()
    assert page.correcting.place == 1
    assert page.chat.entries[1].thumb == "down"


def test_an_earlier_question_is_edited_from_its_menu(qtbot, page, next_turn):
    page.transcript.acted.emit("edit", 0)
    assert page.composer.edit.toPlainText() == "bir?"
    page.composer.edit.setPlainText("sıfır?")
    qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return)
    next_turn().finish()
    wait(qtbot, lambda: not page.chat.busy)
    assert [e.text for e in page.chat.entries] == ["sıfır?", ""]


def test_what_waits_is_listed_and_taken_back_by_its_button(qtbot, page, next_turn):
    page.chat.send("üç?")
    for words in ("dört?", "beş?"):
        page.composer.edit.setPlainText(words)
        qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return)
    assert page.waiting.isVisible()
    assert len(page.waiting.buttons) == 2
    qtbot.mouseClick(page.waiting.buttons[0], Qt.MouseButton.LeftButton)
    assert page.composer.edit.toPlainText() == "dört?"
    assert page.chat.waiting == ("beş?",)
    page.chat.take_back(0)
    assert not page.waiting.isVisible()
    next_turn().finish()


@pytest.mark.parametrize("language", ["tr", "en"])
def test_each_waiting_message_has_a_button_with_a_name(qtbot, language):
    bar = WaitingList(load(language))
    qtbot.addWidget(bar)
    bar.show_words(("kısa", "uzun " * 100))
    names = [button.accessibleName() for button in bar.findChildren(QToolButton)]
    assert len(set(names)) == 2
    assert all("kısa" in name or "…" in name for name in names)


def test_an_error_in_an_answer_can_be_copied_and_tried_again(qtbot, page, next_turn):
    page.chat.send("üç?")
    turn = next_turn()
    turn.say("yarım")
    turn.fail(GenerationBroken(path="/modeller/x"))
    wait(qtbot, page.notice.isVisible)
    qtbot.mouseClick(page.notice.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(page.notice.label.text())
    assert "GenerationBroken" in copied
    assert "path: /modeller/x" in copied
    assert "yarım" not in copied
    qtbot.mouseClick(page.notice.button, Qt.MouseButton.LeftButton)
    again = next_turn()
    again.finish()
    wait(qtbot, lambda: not page.chat.busy)
    assert page.chat.entries[-1].state == "complete"


def test_what_is_told_without_details_has_nothing_to_copy(page):
    page.notice.tell("Bir şey", "oldu", "ve nasıl")
    assert page.notice.copy.isVisible()
    page.notice.tell("Bir şey", "oldu")
    assert not page.notice.copy.isVisible()


def test_going_on_says_so(page, next_turn, texts):
    page.transcript.acted.emit("go_on", 3)
    next_turn().finish()
    assert page.chat.entries[4].text == texts("transcript.go_on")


def test_the_line_below_tells_the_context_and_what_may_be_kept(
    qtbot, desk, page, fake, next_turn, texts
):
    foot = page.foot
    assert not foot.gauge.isVisible()
    fake.context_tokens = 20
    desk.status.poll()
    page.chat.send("üç?")
    next_turn().finish()
    wait(qtbot, foot.gauge.isVisible)
    assert (foot.gauge.value(), foot.gauge.maximum()) == (15, 20)
    told = texts("context.told", tokens="15", most="20")
    assert foot.gauge.accessibleDescription() == told
    foot.actions_by_consent["remember"].trigger()
    word = texts("consent.remember")
    wait(qtbot, lambda: foot.consent.text() == word)
    assert foot.consent.accessibleName() == texts("consent.name", consent=word)
    assert foot.actions_by_consent["remember"].isChecked()


def test_a_private_page_says_so_and_teaches_nothing(qtbot, desk, texts, next_turn):
    desk.begin_private()
    page = ConversationPage(desk, chat=desk.aside.chat)
    qtbot.addWidget(page)
    page.show()
    assert page.welcome.greeting.text() == texts("private.greeting")
    assert page.foot.private.isVisible()
    assert not page.foot.consent.isVisible()
    wait(qtbot, lambda: page.chat.open)
    page.composer.edit.setPlainText("sır?")
    wait(qtbot, page.composer.button.isEnabled)
    qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return)
    next_turn().finish()
    wait(qtbot, lambda: not page.chat.busy)
    assert texts("transcript.up") not in page.transcript.toPlainText()
    page.begin_correction()
    assert not page.correcting.isVisible()


def test_what_streams_stays_when_something_above_is_opened(qtbot, page, next_turn):
    page.chat.send("üç?")
    turn = next_turn()
    turn.say("şimdiye kadar")
    shown = page.transcript.toPlainText
    wait(qtbot, lambda: "şimdiye kadar" in shown())
    click(page, "evotr:who/1")
    click(page, "evotr:up/1")
    wait(qtbot, lambda: page.chat.entries[1].thumb == "up")
    turn.say(" ve sonra")
    turn.finish()
    wait(qtbot, lambda: not page.chat.busy)
    assert "şimdiye kadar ve sonra" in shown()
    assert page.chat.entries[1].details


def test_documents_are_attached_from_the_field(qtbot, page, fake, tmp_path):
    assert page.composer.attach.isVisible()
    qtbot.mouseClick(page.composer.attach, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "öykü.txt")])
    dialog.close()
    intake = fake.intakes.get(timeout=10)
    assert intake.paths == (tmp_path / "öykü.txt",)
    intake.cancel()


def test_a_private_page_takes_no_documents_into_the_memory(qtbot, desk):
    desk.begin_private()
    page = ConversationPage(desk, chat=desk.aside.chat)
    qtbot.addWidget(page)
    page.show()
    assert not page.composer.attach.isVisible()
