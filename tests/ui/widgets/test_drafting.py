"""Unsent words stay with their conversation, and outlive the program."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMessageBox

from evotr.drafts import Drafts
from evotr.errors import GenerationBroken
from ui.bridge import Opening
from ui.presenters import Desk, QuickPresenter
from ui.text import load
from ui.widgets import MainWindow
from ui.widgets.quick import QuickPanel

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

WORDS = {"tr": "Yarım kalmış bir söz, ığüşöç", "en": "Half a sentence"}
RIGHT = {"tr": "Doğrusu İstanbul değil", "en": "It is not Rome"}


class Stage:
    """A window and a quick panel over two conversations; they can be closed."""

    def __init__(self, qtbot, fake, folder, platform, language):
        self.qtbot = qtbot
        self.file = folder / "drafts.json"
        opening = Opening(fake.opened)
        self.desk = Desk(load(language), opening, drafts=Drafts(self.file))
        memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(self.desk, memory)
        qtbot.addWidget(self.window, before_close_func=lambda w: w.hide())
        self.quick = QuickPresenter(self.desk, "last", self.window)
        self.panel = QuickPanel(self.desk, self.quick, platform)
        qtbot.addWidget(self.panel)
        with qtbot.waitSignal(self.window.painted, timeout=10_000):
            self.window.show()
        with qtbot.waitSignals([self.desk.opened, self.desk.conversations.changed]):
            self.desk.open()
        self.page = self.window.page
        self.field = self.page.composer.edit
        self.ended = []  # Qt's own teardown may have closed it already
        self.desk.closed.connect(lambda: self.ended.append(True))
        transcripts = {
            head.id: fake.transcript(head.id).result(10).messages
            for head in fake.conversations().result(10)
        }
        self.keys = {
            talk: {message.id for message in messages}
            for talk, messages in transcripts.items()
        }

    def show(self, conversation_id):
        self.desk.select(conversation_id)
        self.qtbot.waitUntil(lambda: self.shows(conversation_id))

    def shows(self, conversation_id):
        entries = self.desk.chat.entries
        known = {entry.key for entry in entries}
        return known == self.keys[conversation_id] if conversation_id else not entries

    def press(self, key):
        self.window.findChild(QAction, key).trigger()

    def close(self):
        self.desk.close()
        self.qtbot.waitUntil(lambda: bool(self.ended), timeout=15_000)


@pytest.fixture(params=["tr", "en"])
def language(request):
    return request.param


@pytest.fixture
def words(language):
    return WORDS[language]


@pytest.fixture
def talks(fake):
    """Two conversations of two questions each."""
    return tuple(
        fake.add(title, f"{title} 1?", "bir", f"{title} 2?", "iki")
        for title in ("Birinci", "İkinci")
    )


@pytest.fixture
def start(qtbot, fake, talks, tmp_path, platform, language):
    stages, fakes = [], [fake]

    def begin():
        for stage in stages:
            stage.close()
            fakes.append(fake.restarted())
        stages.append(Stage(qtbot, fakes[-1], tmp_path, platform, language))
        assert set(talks) <= stages[-1].keys.keys()
        return stages[-1]

    yield begin
    for stage in stages:
        stage.close()


@pytest.fixture
def stage(start):
    return start()


def test_each_conversation_has_its_own(stage, talks, words):
    stage.show(talks[0])
    stage.field.setPlainText(words)
    stage.show(talks[1])
    assert stage.field.toPlainText() == ""
    stage.field.setPlainText("ikinci")
    stage.show("")
    assert stage.field.toPlainText() == ""
    stage.field.setPlainText("yeni")
    stage.show(talks[0])
    assert stage.field.toPlainText() == words
    assert stage.field.textCursor().atEnd()
    stage.show(talks[1])
    assert stage.field.toPlainText() == "ikinci"
    stage.show("")
    assert stage.field.toPlainText() == "yeni"


def test_what_is_sent_is_no_draft_any_more(qtbot, stage, talks, next_turn):
    stage.show(talks[0])
    qtbot.keyClicks(stage.field, "soru")
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    next_turn().finish()
    stage.show(talks[1])
    stage.desk.select(talks[0])
    assert stage.field.toPlainText() == ""


def test_what_is_typed_while_a_new_conversation_is_stored_stays_in_it(
    qtbot, stage, next_turn, words
):
    stage.show("")
    qtbot.keyClicks(stage.field, "soru")
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    stage.field.setPlainText(words)
    turn = next_turn()
    qtbot.waitUntil(lambda: stage.desk.chat.conversation_id is not None)
    new = stage.desk.chat.conversation_id
    turn.finish()
    qtbot.waitUntil(lambda: not stage.desk.chat.busy)
    assert stage.field.toPlainText() == words
    stage.show("")
    assert stage.field.toPlainText() == ""
    stage.desk.select(new)
    assert stage.field.toPlainText() == words


def test_they_outlive_the_program_and_quitting_does_not_ask(qtbot, start, talks, words):
    stage = start()
    stage.show(talks[0])
    stage.field.setPlainText(words)
    stage.quick.chat.show(None)
    stage.panel.page.composer.edit.setPlainText(f"{words} hızlı")
    with qtbot.waitSignal(stage.desk.closed, timeout=15_000):
        stage.press("quit")
    again = start()
    again.show(talks[0])
    assert again.field.toPlainText() == words
    assert again.panel.page.composer.edit.toPlainText() == f"{words} hızlı"


def test_200_000_pasted_letters_are_kept_too(start, talks):
    stage = start()
    stage.show(talks[1])
    QApplication.clipboard().setText("İı " * 66_667)
    stage.field.paste()
    again = start()
    again.show(talks[1])
    assert again.field.toPlainText() == "İı " * 66_667


def test_panel_and_window_show_the_same_words_of_one_conversation(stage, talks, words):
    stage.show(talks[0])
    stage.quick.chat.show(talks[0])
    stage.panel.page.composer.edit.setPlainText(words)
    assert stage.field.toPlainText() == words
    stage.field.setPlainText("")
    assert stage.panel.page.composer.edit.toPlainText() == ""


def test_the_panel_carries_its_words_over_once(stage, talks, words):
    stage.show(talks[0])
    stage.quick.chat.show(talks[0])
    stage.panel.page.composer.edit.setPlainText(words)
    stage.panel.carry_over()
    assert stage.field.toPlainText() == words


@pytest.mark.parametrize("waits", [True, False])
def test_the_panel_carries_over_what_a_message_becomes(
    qtbot, stage, talks, words, next_turn, waits
):
    chat, page = stage.quick.chat, stage.panel.page
    stage.show(talks[1])
    chat.show(talks[0])
    qtbot.waitUntil(lambda: len(chat.entries) == 4)
    page.composer.edit.setPlainText("taslak")
    if waits:
        chat.send("Üç?")
        turn = next_turn()
        chat.send("Dört?")
        page.waiting.lines[0].click()
    else:
        page.begin_edit()
    page.composer.edit.setPlainText(words)
    stage.panel.carry_over()
    qtbot.waitUntil(lambda: stage.page.editing)
    assert not page.editing
    assert stage.field.toPlainText() == words
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    assert stage.field.toPlainText() == "taslak"
    if waits:
        assert stage.desk.chat.waiting == (words,)
        turn.finish()
        qtbot.waitUntil(lambda: not stage.desk.chat.waiting)
    next_turn().finish()
    qtbot.waitUntil(lambda: not stage.desk.chat.busy)
    said = [e.text for e in stage.desk.chat.entries if e.role == "user"]
    assert said[-1] == words


def test_a_private_one_is_in_no_file_and_quitting_asks(
    qtbot, stage, tmp_path, words, language
):
    stage.press("private")
    page = stage.window._pages.front
    qtbot.waitUntil(lambda: page.chat.open)
    page.composer.edit.setPlainText(words)
    assert stage.desk.drafts.safe
    assert not (tmp_path / "drafts.json").exists()
    stage.press("quit")
    (box,) = stage.window.findChildren(QMessageBox)
    assert load(language)("ask.quit_draft") in box.informativeText()
    box.reject()


def test_destroying_a_conversation_in_front_leaves_no_word_of_it(
    stage, talks, tmp_path, words, language
):
    stage.show(talks[0])
    stage.field.setPlainText(words)
    stage.press("correct")
    stage.page.correcting.edit.setPlainText(RIGHT[language])
    stage.quick.chat.show(talks[0])
    panel = stage.panel.page
    stage.qtbot.waitUntil(lambda: len(stage.quick.chat.entries) == 4)
    panel.begin_edit(0)
    panel.composer.edit.setPlainText(words * 2)
    stage.desk.trash.destroyed.emit((talks[0],))
    stage.desk.drafts.save()
    assert Drafts(tmp_path / "drafts.json").conversations == frozenset()
    assert stage.quick.chat.conversation_id is None
    assert stage.field.toPlainText() == panel.composer.edit.toPlainText() == ""


def test_where_they_cannot_be_kept_quitting_asks(stage, tmp_path, words, language):
    (tmp_path / "drafts.json").mkdir()
    stage.field.setPlainText(words)
    stage.press("quit")
    (box,) = stage.window.findChildren(QMessageBox)
    assert load(language)("ask.quit_draft") in box.informativeText()
    box.reject()


@pytest.mark.parametrize("restart", [False, True])
def test_an_unfinished_correction_is_still_there(start, talks, language, restart):
    stage = start()
    stage.show(talks[0])
    stage.press("correct")
    stage.page.correcting.edit.setPlainText(RIGHT[language])
    stage.show(talks[1])
    editor = stage.page.correcting
    assert not editor.isVisible()
    assert editor.place == -1
    if restart:
        stage = start()
    stage.show(talks[0])
    editor = stage.page.correcting
    assert editor.isVisibleTo(stage.page)
    assert editor.place == 3
    assert editor.edit.toPlainText() == RIGHT[language]
    assert not editor.edit.hasFocus()
    editor.edit.undo()
    assert editor.edit.toPlainText() == "iki"


@pytest.mark.parametrize("kind", ["correct", "edit_last"])
def test_what_is_unfinished_is_still_there_after_a_branch_of_the_same_words(
    qtbot, stage, talks, language, kind
):
    stage.show(talks[0])
    page, chat = stage.page, stage.desk.chat
    stage.press(kind)
    field = page.correcting.edit if kind == "correct" else stage.field
    field.setPlainText(RIGHT[language])
    before = chat.entries
    with qtbot.waitSignal(chat.branched, timeout=10_000):
        stage.press("branch")
    qtbot.waitUntil(lambda: chat.entries[-1].key != before[-1].key)
    assert chat.entries == before  # nothing changes to the eye
    assert not page.correcting.open
    assert not page.editing
    stage.show(talks[0])
    qtbot.waitUntil(lambda: page.correcting.open or page.editing)
    assert (page.correcting.open, page.editing) == (
        kind == "correct",
        kind != "correct",
    )
    assert field.toPlainText() == RIGHT[language]


def test_a_correction_left_with_esc_is_there_when_it_is_begun_again(
    qtbot, stage, talks, language
):
    stage.show(talks[0])
    stage.press("correct")
    editor = stage.page.correcting
    editor.edit.setPlainText(RIGHT[language])
    qtbot.keyClick(editor.edit, Qt.Key.Key_Escape)
    stage.show(talks[1])
    stage.show(talks[0])
    assert not editor.isVisible()
    stage.page.begin_correction(1)
    assert editor.edit.toPlainText() == "bir"
    stage.page.begin_correction(3)
    assert editor.edit.toPlainText() == RIGHT[language]


def test_a_correction_that_was_kept_is_unfinished_no_more(
    qtbot, stage, talks, language
):
    stage.show(talks[0])
    stage.press("correct")
    editor = stage.page.correcting
    editor.edit.setPlainText(RIGHT[language])
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stage.desk.chat.entries[3].text == RIGHT[language])
    assert stage.desk.drafts.safe or not stage.desk.drafts._drafts._texts
    assert stage.desk.drafts._drafts.conversations == frozenset()


def test_a_correction_refused_after_one_left_is_there_on_return(qtbot, stage, talks):
    stage.show(talks[0])
    stage.press("correct")
    editor = stage.page.correcting
    editor.edit.setPlainText("iki ")  # says nothing new
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    stage.desk.select(talks[1])
    qtbot.waitUntil(lambda: "İkinci 1?" in stage.page.transcript.toPlainText())
    assert not editor.isVisible()
    kept = stage.desk.drafts
    qtbot.waitUntil(lambda: kept.text(talks[0], "open:correct") != "")
    stage.show(talks[0])
    assert editor.edit.toPlainText() == "iki "


def test_the_editor_stays_with_its_answer_when_others_change(stage, talks):
    stage.show(talks[0])
    stage.press("correct")
    editor = stage.page.correcting
    stage.desk.chat.toggle(1, 0)
    assert editor.isVisible()
    assert editor.place == 3


@pytest.mark.parametrize("restart", [False, True])
def test_a_question_half_said_otherwise_is_still_there(start, talks, words, restart):
    stage = start()
    stage.show(talks[0])
    stage.field.setPlainText("taslak")
    stage.press("edit_last")
    assert stage.field.toPlainText() == "Birinci 2?"
    stage.field.setPlainText(words)
    stage.show(talks[1])
    assert not stage.page.editing
    assert stage.field.toPlainText() == ""
    if restart:
        stage = start()
    stage.show(talks[0])
    assert stage.page.editing
    assert stage.field.toPlainText() == words
    stage.press("stop")
    assert stage.field.toPlainText() == "taslak"
    stage.press("edit_last")
    assert stage.field.toPlainText() == words
    stage.field.undo()
    assert stage.field.toPlainText() == "Birinci 2?"


def test_what_a_question_becomes_waits_while_it_is_answered_again(
    qtbot, stage, talks, words, next_turn
):
    stage.show(talks[0])
    stage.press("edit_last")
    stage.field.setPlainText(words)
    stage.press("regenerate")
    turn = next_turn()
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    assert stage.page.editing
    assert stage.field.toPlainText() == words
    turn.finish()
    qtbot.waitUntil(lambda: not stage.desk.chat.busy)
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    next_turn().finish()
    qtbot.waitUntil(lambda: not stage.desk.chat.busy)
    assert stage.desk.chat.entries[2].text == words
    assert not stage.page.editing
    assert stage.field.toPlainText() == ""


def test_what_a_question_becomes_waits_while_another_version_is_shown(
    qtbot, stage, talks, words, next_turn
):
    chat = stage.desk.chat
    stage.show(talks[0])
    chat.edit("Sıfır?", 0)
    next_turn().finish()
    qtbot.waitUntil(lambda: not chat.busy and chat.entries[0].place == (2, 2))
    chat.step(0, -1)
    qtbot.waitUntil(lambda: len(chat.entries) == 4)
    stage.press("edit_last")
    stage.field.setPlainText(words)
    chat.step(0, 1)
    qtbot.waitUntil(lambda: len(chat.entries) == 2)
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    assert stage.field.toPlainText() == words
    chat.step(0, -1)
    qtbot.waitUntil(lambda: len(chat.entries) == 4)
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    next_turn().finish()
    qtbot.waitUntil(lambda: not chat.busy)
    assert [e.text for e in chat.entries[::2]] == ["Birinci 1?", words]


def test_a_correction_of_an_answer_that_goes_on_is_still_there(
    qtbot, stage, talks, language, next_turn
):
    chat, editor = stage.desk.chat, stage.page.correcting
    stage.show(talks[0])
    chat.send("Uzun?")
    turn = next_turn()
    turn.say("Yarısı")
    turn.finish("length")
    qtbot.waitUntil(lambda: chat.resumable)
    stage.press("correct")
    editor.edit.setPlainText(RIGHT[language])
    stage.press("go_on")
    turn = next_turn()
    qtbot.waitUntil(lambda: bool(chat.entries[5].key))
    chat.toggle(1, 0)
    qtbot.waitUntil(editor.isVisible)
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    assert editor.isVisible()
    assert editor.edit.toPlainText() == RIGHT[language]
    turn.finish()
    qtbot.waitUntil(lambda: not chat.busy)
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: chat.entries[5].text == RIGHT[language])


def test_words_that_come_back_stand_before_what_was_typed_since(stage, talks, words):
    stage.show(talks[0])
    stage.field.setPlainText("sonra")
    stage.desk.chat.refused.emit(words)
    assert stage.field.toPlainText() == f"{words}\nsonra"
    assert stage.field.textCursor().atEnd()
    stage.show("")
    stage.desk.chat.refused.emit(words)
    assert stage.field.toPlainText() == words


def test_words_that_come_back_are_not_mixed_into_a_question(
    qtbot, stage, talks, words, next_turn
):
    stage.show(talks[0])
    stage.field.setPlainText("taslak")
    stage.press("edit_last")
    stage.field.setPlainText("Birinci 3?")
    stage.desk.chat.refused.emit(words)
    assert stage.field.toPlainText() == "Birinci 3?"
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    assert stage.field.toPlainText() == f"{words}\ntaslak"
    next_turn().finish()
    qtbot.waitUntil(lambda: not stage.desk.chat.busy)
    assert stage.desk.chat.entries[2].text == "Birinci 3?"


@pytest.mark.parametrize("asked", ["stop", "fail"])
def test_what_waited_stays_in_the_list_while_the_next_is_typed(
    qtbot, stage, talks, words, next_turn, asked
):
    chat = stage.desk.chat
    stage.show(talks[0])
    chat.send("bir")
    turn = next_turn()
    chat.send(words)
    stage.field.setPlainText("sonra")
    if asked == "stop":
        chat.stop()
    else:
        turn.fail(GenerationBroken(path="/m"))
    qtbot.waitUntil(lambda: not chat.busy)
    assert stage.field.toPlainText() == "sonra"
    assert chat.waiting == (words,)
    stage.show(talks[1])
    stage.desk.select(talks[0])  # and there, too, when it comes back
    qtbot.waitUntil(lambda: chat.waiting == (words,))
    assert stage.field.toPlainText() == "sonra"
    stage.field.clear()
    stage.show(talks[1])
    stage.desk.select(talks[0])
    qtbot.waitUntil(lambda: stage.field.toPlainText() == words)
    assert chat.waiting == ()


def test_what_comes_back_is_in_the_file_at_once(stage, talks, words):
    stage.show(talks[0])
    stage.desk.chat.refused.emit(words)
    assert Drafts(stage.file).get(talks[0], "") == words
    stage.press("edit_last")
    stage.desk.chat.refused.emit("iki")
    assert Drafts(stage.file).get(talks[0], "") == f"iki\n{words}"


@pytest.mark.parametrize("edited", [False, True])
def test_what_is_sent_is_in_the_file_no_more(
    qtbot, stage, talks, words, next_turn, edited
):
    stage.show(talks[0])
    if edited:
        stage.press("edit_last")
    stage.field.setPlainText(words)
    stage.desk.drafts.save()
    assert words in str(Drafts(stage.file)._texts)
    qtbot.keyClick(stage.field, Qt.Key.Key_Return)
    turn = next_turn()
    qtbot.waitUntil(lambda: Drafts(stage.file).conversations == frozenset())
    assert stage.desk.chat.busy  # nobody waited for the answer
    turn.finish()
    qtbot.waitUntil(lambda: not stage.desk.chat.busy)


def test_an_edit_that_changed_nothing_is_not_come_back_to(stage, talks):
    stage.show(talks[0])
    stage.press("edit_last")
    stage.show(talks[1])
    stage.show(talks[0])
    assert not stage.page.editing


def test_editing_begins_behind_the_last_word(qtbot, stage, talks):
    """What is typed is added; it does not replace the question."""
    stage.show(talks[0])
    stage.press("edit_last")
    qtbot.keyClicks(stage.field, " ve?")
    assert stage.field.toPlainText() == "Birinci 2? ve?"
    qtbot.keySequence(stage.field, QKeySequence(QKeySequence.StandardKey.Undo))
    assert stage.field.toPlainText() == "Birinci 2?"
