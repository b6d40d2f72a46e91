"""The conversation's page: corrections in place, what waits, what is told."""

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QToolButton

from evotr.errors import (
    ConversationInTrash,
    DiskFull,
    FolderForbidden,
    GenerationBroken,
    MemoryOff,
    MessageTooLong,
    ModelNotFound,
    PromptTooLong,
)
from evotr.text import LANGUAGES
from scripts.bench.ui_parts.access import unnamed
from ui.bridge import Opening
from ui.presenters import Desk
from ui.text import load
from ui.theme import colors_of, stylesheet
from ui.widgets.notice import READ_MS
from ui.widgets.own_prompt import OwnPromptDialog
from ui.widgets.page import ConversationPage
from ui.widgets.waiting import WaitingList

# The offscreen platform cannot take the size hints of a window without a frame.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

CONTROL = Qt.KeyboardModifier.ControlModifier


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


@pytest.fixture
def texts(language):
    return load(language)


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


def test_the_editor_goes_with_its_answer_and_leaves_when_that_goes(page):
    page.begin_correction(3)
    bar, editor = page.transcript.verticalScrollBar(), page.correcting
    bar.setValue(bar.maximum())
    low = editor.geometry().top()
    bar.setValue(0)
    assert editor.geometry().top() >= low
    assert lies_over(page, editor)
    page.chat.toggle(3, 0)
    assert lies_over(page, editor)
    page.chat.show(None)
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_chosen_for_an_answer_is_told_and_can_be_taken_back(
    qtbot, page, fake, next_turn, language
):
    texts = load(language)
    click(page, "evotr:with/1/tr_chat")
    next_turn().finish()
    title = page.chat.title_of("tr_chat")
    said = texts("taught.routed", expert=title)
    wait(qtbot, lambda: page.notice.label.text() == said)
    wait(qtbot, lambda: not page.chat.busy)
    assert page.notice.isVisible()
    assert page.notice.button.text() == texts("notice.undo")
    qtbot.mouseClick(page.notice.button, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: page.notice.label.text() == texts("taught.unrouted"))
    assert fake.taught == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_that_judge_say_why_they_cannot_where_it_failed(
    qtbot, page, fake, next_turn, language
):
    page.chat.send("üç?")
    fail(qtbot, page, next_turn(), GenerationBroken(path="/m"))
    for action in ("up", "down", "correct"):
        page.notice.hide()
        page.act_on_last(action)
        assert page.notice.label.text() == load(language)("taught.no_answer")
        assert not page.correcting.isVisible()
    assert fake.thumbs(page.chat.conversation_id).result(10) == {}


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


def test_tab_goes_through_what_waits_before_the_field(page):
    page.waiting.show_words(("dört?", "beş?"), resting=True)
    waiting, edit = page.waiting, page.composer.edit
    (one, two), (first, second) = waiting.lines, waiting.buttons
    wanted = [one, first, two, second, waiting.go_on, edit]
    found, each = [], page.transcript.nextInFocusChain()
    while each is not page.transcript:
        found += [each] if each in wanted else []
        each = each.nextInFocusChain()
    assert found == wanted


def test_the_keyboard_is_seen_on_the_button_that_takes_back(qtbot, page):
    page.setStyleSheet(stylesheet(colors_of(page.palette())))
    page.waiting.show_words(("dört?",))
    with qtbot.waitActive(page):
        page.activateWindow()
    (button,) = page.waiting.buttons
    before = button.grab().toImage()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    after, middle = button.grab().toImage(), before.height() // 2
    edge = (before.pixelColor(0, middle), after.pixelColor(0, middle))
    assert abs(edge[0].lightness() - edge[1].lightness()) > 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_since_a_stop_is_sent_by_its_button(
    qtbot, page, fake, next_turn, language
):
    page.chat.send("üç?")
    next_turn()
    for words in ("dört?", "beş?"):
        page.chat.send(words)
    assert not page.waiting.go_on.isVisible()
    page.chat.stop()
    wait(qtbot, lambda: not page.chat.busy)
    assert page.waiting.go_on.isVisible()
    assert page.waiting.go_on.text() == load(language)("waiting.go_on")
    assert len(page.waiting.buttons) == 2
    qtbot.mouseClick(page.waiting.go_on, Qt.MouseButton.LeftButton)
    assert not page.waiting.go_on.isVisible()
    assert page.chat.waiting == ("beş?",)
    next_turn().finish()
    wait(qtbot, lambda: not fake.turns.empty())
    next_turn().finish()
    wait(qtbot, lambda: not page.chat.busy)


@pytest.mark.parametrize("how", ["click", "return"])
def test_what_waits_is_edited_and_sent_in_its_place(qtbot, page, fake, next_turn, how):
    page.chat.send("üç?")
    for words in ("dört?", "beş?"):
        page.chat.send(words)
    with qtbot.waitActive(page):
        page.activateWindow()
    line = page.waiting.lines[0]
    if how == "click":
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    else:
        line.setFocus()
        qtbot.keyClick(line, Qt.Key.Key_Return)
    field = page.composer.edit
    assert field.hasFocus()
    assert field.toPlainText() == "dört?"
    assert page.chat.waiting == ("dört?", "beş?")
    qtbot.keyClicks(field, "!")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.chat.waiting == ("dört?!", "beş?")
    for _ in range(3):
        wait(qtbot, lambda: not fake.turns.empty())
        next_turn().finish()
    wait(qtbot, lambda: not page.chat.busy)
    said = [entry.text for entry in page.chat.entries if entry.role == "user"]
    assert said[-3:] == ["üç?", "dört?!", "beş?"]


def test_who_stands_on_what_waits_is_led_to_the_field_when_it_goes(
    qtbot, page, next_turn
):
    page.chat.send("üç?")
    page.chat.send("dört?")
    with qtbot.waitActive(page):
        page.activateWindow()
    page.waiting.lines[0].setFocus()
    next_turn().finish()
    wait(qtbot, lambda: not page.waiting.isVisible())
    assert page.composer.edit.hasFocus()
    next_turn().finish()
    wait(qtbot, lambda: not page.chat.busy)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_what_waits_is_as_long_as_there_is_room_and_told_whole(qtbot, language):
    bar, texts = WaitingList(load(language)), load(language)
    qtbot.addWidget(bar)
    words = "R&D <b>için</b>\nuzun " + "uzun " * 40 + "son."
    bar.show_words((words, "kısa & öz", "a\n" * 9000))
    shown = []
    for width in (900, 500, 250):
        bar.resize(width, bar.sizeHint().height())
        bar.layout().activate()
        line = bar.lines[0].text()
        told = line.replace("&&", "&")
        assert told.startswith("R&D <b>için</b> uzun")
        assert told.endswith("…")
        room = bar.lines[0].width()
        assert 0.8 * room < bar.lines[0].fontMetrics().horizontalAdvance(told) <= room
        shown.append(len(told))
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == 3
    assert bar.lines[1].text() == "kısa && öz"
    tips = [line.toolTip() for line in bar.lines]
    assert "R&amp;D &lt;b&gt;için&lt;/b&gt;<br>uzun" in tips[0]
    assert tips[0].endswith("son.</qt>")
    assert len(tips[2]) < 9000
    assert bar.lines[0].accessibleDescription() == words
    assert bar.lines[1].accessibleName() == texts("waiting.edit", words="kısa & öz")


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


def test_an_answer_goes_on_in_its_place(qtbot, page, fake, next_turn):
    chat = page.chat
    chat.send("uzun?")
    turn = next_turn()
    turn.say("Yanıtın ")
    wait(qtbot, lambda: chat.entries[-1].key != "")
    wait(qtbot, lambda: turn.heard)
    assert not chat.resumable  # it is being written
    chat.stop()
    wait(qtbot, lambda: chat.resumable)
    before = chat.entries
    page.transcript.acted.emit("go_on", len(before) - 1)
    more = next_turn()
    wait(qtbot, lambda: more.started is not None)
    # What there is of it stands, and nobody asked anything.
    assert [e.text for e in chat.entries] == [e.text for e in before]
    assert chat.entries[-1].state == "streaming"
    assert "Yanıtın" in page.transcript.toPlainText()
    more.say("devamı.")
    more.finish()
    wait(qtbot, lambda: not chat.busy)
    wait(qtbot, lambda: chat.entries[-1].text == "Yanıtın devamı.")
    assert len(chat.entries) == len(before)
    after = chat.entries[-1]
    assert (after.key, after.state) == (before[-1].key, "complete")
    assert page.transcript.toPlainText().count("Yanıtın devamı.") == 1
    assert not chat.resumable
    stored = fake.transcript(chat.conversation_id).result(10).messages
    assert [m.content for m in stored][-2:] == ["uzun?", "Yanıtın devamı."]


def test_what_has_no_word_or_is_whole_does_not_go_on(qtbot, page, fake, next_turn):
    page.transcript.acted.emit("go_on", 3)
    assert fake.turns.empty()
    page.chat.send("kısa?")
    next_turn().finish("cancelled")
    wait(qtbot, lambda: not page.chat.busy)
    assert not page.chat.resumable
    page.transcript.acted.emit("go_on", 5)
    assert fake.turns.empty()


def test_what_could_not_be_begun_anew_is_there_again(qtbot, page, fake, next_turn):
    page.chat.send("uzun?")
    turn = next_turn()
    turn.say("Yarısı")
    turn.finish("length")
    wait(qtbot, lambda: page.chat.resumable)
    fake.refuse = GenerationBroken(path="/m")
    page.act_on_last("go_on")
    next_turn()
    wait(qtbot, lambda: not page.chat.busy)
    wait(qtbot, lambda: page.chat.entries[-1].text == "Yarısı")
    assert page.chat.resumable


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


def test_a_memory_that_rests_is_seen_below_the_message(desk, page, texts):
    foot = page.foot
    assert not foot.paused.isVisible()
    desk.pause.set(paused=True)
    assert foot.paused.isVisible()
    assert foot.paused.text() == texts("consent.paused")
    desk.pause.set(paused=False)
    assert not foot.paused.isVisible()


def fail(qtbot, page, turn, error):
    """The answer under way ends with an error, and the bar says so."""
    turn.say("yarım")
    turn.fail(error)
    wait(qtbot, lambda: not page.chat.busy and page.notice.isVisible())


def test_trying_again_goes_away_with_its_conversation(
    qtbot, page, desk, fake, next_turn
):
    page.chat.send("üç?")
    fail(qtbot, page, next_turn(), GenerationBroken(path="/m"))
    failed = page.chat.entries[-1].key
    desk.select(fake.add("öteki", "q", "a"))
    assert not page.notice.isVisible()
    wait(qtbot, lambda: [e.text for e in page.chat.entries] == ["q", "a"])
    page.chat.retry(failed)
    assert not page.chat.busy


def test_trying_again_is_of_the_answer_that_failed(qtbot, page, next_turn):
    page.chat.send("üç?")
    fail(qtbot, page, next_turn(), GenerationBroken(path="/m"))
    failed = page.chat.entries[-1].key
    page.transcript.acted.emit("again", 1)  # another answer, above it
    assert not page.notice.isVisible()  # the conversation went on
    next_turn().finish()
    wait(qtbot, lambda: not page.chat.busy)
    page.chat.retry(failed)
    assert not page.chat.busy


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_only_fail_again_is_told_once_and_not_offered(
    qtbot, page, next_turn, language
):
    texts, error = load(language), MessageTooLong(tokens=900, limit=512)
    page.chat.send("uzun?")
    next_turn().fail(error)
    wait(qtbot, lambda: not page.chat.busy)
    shown = page.transcript.toPlainText()
    for sentence in texts.error(error):
        assert shown.count(sentence) == 1
    assert not page.notice.isVisible()
    page.transcript.splice(0, page.chat.entries)
    last = page.transcript.toPlainText().rsplit("uzun?", 1)[1]
    assert texts("transcript.edit") in last
    for key in ("again", "copy", "go_on"):
        assert texts(f"transcript.{key}") not in last
    page.chat.toggle(5, 0)
    assert texts("provenance.instead") not in page.transcript.toPlainText()


def test_what_can_be_mended_elsewhere_is_told_with_the_way_there(
    qtbot, page, next_turn, texts
):
    page.chat.send("uzun?")
    next_turn().fail(PromptTooLong(tokens=900, limit=512))
    wait(qtbot, lambda: not page.chat.busy and page.notice.isVisible())
    assert not page.notice.button.isVisible()
    assert page.notice.more.text() == texts("remedy.settings")
    page.transcript.splice(0, page.chat.entries)
    last = page.transcript.toPlainText().rsplit("uzun?", 1)[1]
    assert texts("transcript.again") in last


def test_what_was_done_is_said_for_a_while(qtbot, page, next_turn):
    page.teaching.told.emit("Saklandı.")
    assert page.notice.timer.interval() == READ_MS
    page.composer.edit.setFocus()
    page.notice.timer.timeout.emit()
    assert not page.notice.isVisible()
    page.notice.tell("Oldu.", "Şunu yapın.")
    assert not page.notice.timer.isActive()
    page.chat.send("üç?")
    assert not page.notice.isVisible()
    next_turn().finish()
    wait(qtbot, lambda: not page.chat.busy)


def test_a_notice_waits_for_who_is_in_it(page):
    page.notice.tell("Oldu.")
    page.notice.dismiss.setFocus()
    page.notice.timer.timeout.emit()
    assert page.notice.isVisible()
    assert page.notice.timer.isActive()


def test_what_is_not_of_the_conversation_stays_when_it_goes(page, desk, fake):
    page.notice.announce("Belge okunamadı.", "Bakın.")
    desk.select(fake.add("öteki", "q", "a"))
    assert page.notice.isVisible()
    page.notice.tell("Bu konuşmada.", "Bakın.")
    desk.select("")
    assert not page.notice.isVisible()


def test_a_conversation_in_the_trash_is_named_and_brought_back(
    qtbot, page, desk, texts
):
    talk = page.chat.conversation_id
    desk.conversations.delete(talk)
    with qtbot.waitSignal(desk.moved_to_trash, timeout=10_000):
        pass
    desk.conversations.show_trash()
    wait(qtbot, lambda: desk.conversations.listed_title(talk) == "t")
    page.chat.failed.emit(ConversationInTrash(conversation=talk))
    assert page.notice.label.text() == texts("notice.in_trash", title="t")
    assert talk not in page.notice.label.text()
    with qtbot.waitSignal(desk.conversations.restored, timeout=10_000) as back:
        qtbot.mouseClick(page.notice.button, Qt.MouseButton.LeftButton)
    assert back.args == [talk]
    page.chat.failed.emit(ConversationInTrash(conversation="unlisted"))
    assert page.notice.label.text() == texts("notice.this_in_trash")


def test_the_versions_of_a_question_are_stepped_through(qtbot, page, next_turn):
    page.act_on_last("before")  # nothing has versions
    assert page.chat.last_versions is None
    page.chat.edit("iki, ama başka?")
    next_turn().finish()
    wait(qtbot, lambda: page.chat.last_versions == 2)
    page.act_on_last("before")
    wait(qtbot, lambda: page.chat.entries[2].text == "iki?")
    page.act_on_last("after")
    wait(qtbot, lambda: page.chat.entries[2].text == "iki, ama başka?")


@pytest.mark.parametrize("language", ["tr", "en"])
def test_an_error_is_told_with_the_panel_that_mends_it(qtbot, page, language):
    notice = page.notice
    page._desk.speak(language)
    page.chat.failed.emit(MemoryOff())
    assert notice.more.text() == load(language)("remedy.settings")
    with qtbot.waitSignal(page._desk.panel_wanted) as wanted:
        notice.more.click()
    assert wanted.args == ["settings"]
    assert notice.isVisible()
    page.notice.tell("x")
    assert not notice.more.isVisible()


def test_what_broke_an_answer_can_be_mended_and_tried_again(page, texts):
    error = ModelNotFound(model="org/m")
    page.chat.broke.emit(page.chat.entries[3].key, error)
    assert page.notice.button.text() == texts("trouble.again")
    assert page.notice.more.text() == texts("remedy.models")
    assert page.notice.copy.isVisible()


@pytest.mark.parametrize("language", ["tr", "en"])
def test_an_assistant_that_does_not_open_offers_what_can_be_done(
    qtbot, fake, tmp_path, language, monkeypatch
):
    gone = [FolderForbidden(path=tmp_path / "home" / "x")]

    @contextmanager
    def opened():
        if gone:
            raise gone[0]
        with fake.opened() as assistant:
            yield assistant

    desk = Desk(load(language), Opening(opened))
    page = ConversationPage(desk)
    qtbot.addWidget(page)
    with qtbot.waitSignal(desk.not_opened, timeout=10_000):
        desk.open()
    again, folder = page.welcome.buttons
    assert again.text() == load(language)("trouble.again")
    assert folder.text() == load(language)("remedy.folder")
    shown = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    folder.click()
    assert [Path(url.toLocalFile()) for url in shown] == [tmp_path]
    gone.clear()
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    again.setFocus()
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        again.click()
    assert page.composer.edit.hasFocus()
    assert [each.isVisibleTo(page.welcome) for each in page.welcome.buttons] == [
        False,
        False,
    ]
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()


def test_the_editor_shows_the_question_that_is_answered(page):
    page.begin_correction(1)
    editor = page.correcting
    assert editor.question.text() == page.chat.entries[0].text == "bir?"
    assert editor.question.isVisible()
    assert editor.edit.accessibleDescription() == "bir?"
    editor.begin(1, "uzun bir soru " * 100)
    assert len(editor.question.text()) <= 200
    assert editor.question.text().endswith(" …")
    editor.begin(1, "")
    assert not editor.question.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_gets_a_system_prompt_of_its_own(qtbot, page, fake, language):
    texts, foot = load(language), page.foot
    assert not foot.own_prompt.isVisible()
    page.own_prompt.ask()
    dialog = page.findChild(OwnPromptDialog)
    assert unnamed(dialog) == []
    assert dialog.windowTitle() == texts("own_prompt.title")
    assert not dialog.usual.isEnabled()
    dialog.field.setPlainText(" Kısa konuş. ")
    dialog.save.click()
    wait(qtbot, foot.own_prompt.isVisible)
    assert foot.own_prompt.text() == texts("own_prompt.told")
    assert foot.own_prompt.toolTip() == "Kısa konuş."
    wait(qtbot, page.notice.isVisible)
    assert page.notice.label.text() == texts("own_prompt.kept")
    here = page.chat.conversation_id
    kept = fake.transcript(here).result(10).conversation
    assert kept.system_prompt == "Kısa konuş."
    page._desk.select("")
    assert not foot.own_prompt.isVisible()
    page._desk.select(here)
    wait(qtbot, foot.own_prompt.isVisible)
    wait(qtbot, lambda: page.findChild(OwnPromptDialog) is None)
    qtbot.mouseClick(foot.own_prompt, Qt.MouseButton.LeftButton)
    page.findChild(OwnPromptDialog).usual.click()
    wait(qtbot, lambda: not foot.own_prompt.isVisible())
    assert page.notice.label.text() == texts("own_prompt.taken_away")


def written(page, words):
    """The dialog with these words, before they are saved."""
    page.own_prompt.ask()
    dialog = page.findChild(OwnPromptDialog)
    dialog.field.setPlainText(words)
    return dialog


def own_prompt_of(fake, conversation_id):
    return fake.transcript(conversation_id).result(10).conversation.system_prompt


def test_ctrl_return_keeps_a_system_prompt(qtbot, page, fake):
    dialog = written(page, "Kısa konuş.")
    dialog.activateWindow()
    wait(qtbot, dialog.isActiveWindow)
    keys = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return, keys)
    here = page.chat.conversation_id
    wait(qtbot, lambda: own_prompt_of(fake, here) == "Kısa konuş.")
    wait(qtbot, lambda: page.findChild(OwnPromptDialog) is None)


def test_a_system_prompt_that_is_not_kept_is_asked_about(qtbot, page, fake):
    dialog = written(page, "Kısa konuş.")
    dialog.cancel.click()
    (box,) = dialog.findChildren(QMessageBox)
    assert box.text() == page._texts("own_prompt.ask")
    box.reject()
    assert dialog.isVisible()
    assert dialog.field.toPlainText() == "Kısa konuş."
    dialog.field.setPlainText(" ")
    dialog.cancel.click()  # nothing is lost
    wait(qtbot, lambda: page.findChild(OwnPromptDialog) is None)
    dialog = written(page, "Kısa konuş.")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    (box,) = dialog.findChildren(QMessageBox)
    next(b for b in box.buttons() if b is not box.defaultButton()).click()
    wait(qtbot, lambda: page.findChild(OwnPromptDialog) is None)
    assert own_prompt_of(fake, page.chat.conversation_id) == ""


def test_a_system_prompt_is_kept_for_the_conversation_it_was_asked_for(
    qtbot, page, fake
):
    asked = page.chat.conversation_id
    other = fake.add("other", "q", "a")
    dialog = written(page, "Kısa konuş.")
    page._desk.select(other)
    wait(qtbot, lambda: len(page.chat.entries) == 2)
    dialog.save.click()
    wait(qtbot, lambda: own_prompt_of(fake, asked) == "Kısa konuş.")
    assert own_prompt_of(fake, other) == ""
    assert not page.foot.own_prompt.isVisible()
    assert not page.notice.isVisible()  # it would be said of this one


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_system_prompt_of_a_new_conversation_goes_to_no_other(
    qtbot, page, fake, language
):
    texts = load(language)
    other = page.chat.conversation_id
    page._desk.select("")
    dialog = written(page, "Kısa konuş.")
    page._desk.select(other)
    wait(qtbot, lambda: len(page.chat.entries) > 0)
    dialog.save.click()
    assert dialog.isVisible()
    assert dialog.about.text() == texts("own_prompt.gone")
    assert dialog.field.toPlainText() == "Kısa konuş."
    assert not dialog.save.isEnabled()
    assert own_prompt_of(fake, other) == ""
    dialog.cancel.click()


def test_a_system_prompt_that_was_not_kept_is_not_said_to_be(qtbot, page, fake):
    dialog = written(page, "Kısa konuş.")
    fake.refuse = DiskFull(path="/x")
    dialog.save.click()
    assert not page.notice.isVisible()  # nobody knows yet
    said = page._texts.error(DiskFull(path="/x"))[0]
    wait(qtbot, lambda: said in page.notice.label.text())
    assert not page.foot.own_prompt.isVisible()


def test_a_new_conversation_begins_with_its_system_prompt(qtbot, page, fake, next_turn):
    page._desk.select("")
    page.chat.set_own_prompt("Kısa konuş.")
    assert page.foot.own_prompt.isVisible()
    page.chat.send("Merhaba")
    next_turn().finish()
    wait(qtbot, lambda: not page.chat.busy)
    kept = fake.transcript(page.chat.conversation_id).result(10).conversation
    assert kept.system_prompt == "Kısa konuş."
    assert page.foot.own_prompt.isVisible()


@pytest.mark.parametrize("words", ["Yarım kalan **söz**", "Half a **word**"])
def test_what_is_heard_while_the_page_is_destroyed_is_drawn_in_peace(
    qtbot, desk, next_turn, words
):
    """Qt tells of its end first, and takes apart what is in it later."""
    page, chat = ConversationPage(desk), desk.chat
    chat.send("Bir?")
    turn = next_turn()
    turn.say(words)
    bare = words.replace("*", "")
    wait(qtbot, lambda: page.transcript.toPlainText().strip().endswith(bare))
    (*before, last), drawn = chat.entries, []

    def end() -> None:
        ended = replace(last, text=words, state="complete")
        chat.changed.emit(len(before), (ended,))
        drawn.append(ended.text)

    page.destroyed.connect(end)
    page.deleteLater()
    wait(qtbot, lambda: drawn == [words])
    turn.finish()
    wait(qtbot, lambda: not chat.busy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_smallest_window_has_room_for_the_buttons_of_a_correction(
    qtbot, desk, open_window, fake, language
):
    desk.speak(language)
    window = open_window()
    desk.select(fake.add("t", "bir?", "1"))
    wait(qtbot, lambda: len(desk.chat.entries) == 2)
    window.resize(640, 340)
    window.page.begin_correction()
    editor = window.page.correcting
    qtbot.waitUntil(lambda: editor.save.width() >= editor.save.sizeHint().width())
    for button in (editor.cancel, editor.save):
        assert editor.rect().contains(button.geometry())
    assert not editor.cancel.geometry().intersects(editor.save.geometry())
    assert not editor.edit.geometry().intersects(editor.save.geometry())
