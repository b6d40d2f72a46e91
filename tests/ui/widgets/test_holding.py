"""Words that cannot be sent now stay, and the window says why."""

from contextlib import contextmanager
from threading import Event

import pytest
from PySide6.QtCore import Qt

from evotr.errors import FolderForbidden
from ui.bridge import Opening
from ui.presenters import Desk
from ui.text import load
from ui.widgets.page import ConversationPage

# The offscreen platform cannot take the size hints of a window without a frame.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

WORDS = {"tr": "Ilık bir söz", "en": "Some words"}
LONG = 10.0


class Stage:
    """A page over an assistant that opens when it is let, or cannot be opened."""

    def __init__(self, qtbot, fake, language):
        self.qtbot, self.fake, self.texts = qtbot, fake, load(language)
        self.words = WORDS[language]
        self.let, self.error = Event(), None
        self.ended = []
        self.desk = Desk(self.texts, Opening(self.opened))
        self.desk.closed.connect(lambda: self.ended.append(True))
        self.chat, self.page = self.desk.chat, ConversationPage(self.desk)
        qtbot.addWidget(self.page)
        self.page.show()

    @contextmanager
    def opened(self):
        assert self.let.wait(LONG)
        if self.error:
            raise self.error
        with self.fake.opened() as assistant:
            yield assistant

    @property
    def field(self):
        return self.page.composer.edit

    @property
    def told(self):
        """What the line above the field says."""
        notice = self.page.notice
        return notice.label.text() if notice.isVisible() else ""

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=10_000)

    def open(self):
        self.let.set()
        with self.qtbot.waitSignal(self.desk.opened, timeout=10_000):
            self.desk.open()

    def send(self, by):
        if by == "return":
            self.qtbot.keyClick(self.field, Qt.Key.Key_Return)
        else:
            button = self.page.composer.button
            self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def close(self):
        self.let.set()
        self.desk.close()
        self.wait(lambda: bool(self.ended))


@pytest.fixture(params=["tr", "en"])
def stage(qtbot, fake, request):
    stage = Stage(qtbot, fake, request.param)
    yield stage
    stage.close()


@pytest.fixture(params=["return", "button"])
def by(request):
    return request.param


def test_while_it_is_opened(stage, by, next_turn):
    stage.desk.open()
    stage.field.setPlainText(stage.words)
    stage.send(by)
    assert stage.told == stage.texts("composer.opening")
    assert stage.field.toPlainText() == stage.words
    stage.let.set()
    stage.wait(lambda: stage.field.toPlainText() == "")
    assert stage.told == ""
    turn = next_turn()
    assert stage.chat.entries[0].text == stage.words
    turn.finish()
    stage.wait(lambda: not stage.chat.busy)


def test_what_was_changed_while_it_is_opened_is_not_sent(stage, by):
    stage.desk.open()
    stage.field.setPlainText(stage.words)
    stage.send(by)
    stage.field.insertPlainText("!")
    stage.let.set()
    stage.wait(lambda: stage.chat.open)
    stage.qtbot.wait(50)
    assert stage.field.toPlainText() == f"!{stage.words}"
    assert not stage.chat.entries


def test_where_it_could_not_be_opened(stage, by, tmp_path):
    stage.error = FolderForbidden(path=tmp_path)
    stage.let.set()
    with stage.qtbot.waitSignal(stage.desk.not_opened, timeout=10_000):
        stage.desk.open()
    stage.field.setPlainText(stage.words)
    stage.send(by)
    assert stage.told == stage.texts("composer.not_opened")
    assert stage.field.toPlainText() == stage.words
    assert stage.field.hasFocus() or not stage.page.isActiveWindow()
    stays(stage)


def stays(stage):
    """What was said to stay is not sent when it is opened later."""
    stage.error = None
    with stage.qtbot.waitSignal(stage.desk.opened, timeout=10_000):
        stage.desk.open_again()
    stage.qtbot.wait(50)
    assert stage.field.toPlainText() == stage.words
    assert not stage.chat.entries


def test_what_waited_stays_where_it_could_not_be_opened(stage, by, tmp_path):
    stage.error = FolderForbidden(path=tmp_path)
    stage.desk.open()
    stage.field.setPlainText(stage.words)
    stage.send(by)
    with stage.qtbot.waitSignal(stage.desk.not_opened, timeout=10_000):
        stage.let.set()
    stays(stage)


def test_what_waits_for_a_private_conversation_is_sent_there(stage, by):
    stage.open()
    stage.desk.begin_private()
    private = ConversationPage(stage.desk, chat=stage.desk.aside.chat)
    stage.qtbot.addWidget(private)
    private.show()
    private.composer.edit.setPlainText(stage.words)
    assert not private.chat.open
    if by == "return":
        stage.qtbot.keyClick(private.composer.edit, Qt.Key.Key_Return)
    else:
        stage.qtbot.mouseClick(private.composer.button, Qt.MouseButton.LeftButton)
    stage.wait(lambda: bool(private.chat.entries))
    assert private.chat.entries[0].text == stage.words
    assert not stage.chat.entries
    (aside,) = stage.fake.privates
    aside.turns.get(timeout=10).finish()
    stage.wait(lambda: not private.chat.busy)


def test_documents_that_are_pasted_while_it_is_opened(stage, tmp_path):
    stage.desk.open()
    stage.field.given.emit((tmp_path / "a.txt",))
    assert stage.told == stage.texts("documents.opening")
    stage.let.set()
    stage.wait(lambda: stage.chat.open)


def test_while_it_is_closed(stage, by, next_turn):
    stage.open()
    stage.chat.send("Bir?")
    next_turn()  # closing waits for it
    stage.wait(lambda: stage.chat.conversation_id is not None)
    stage.field.setPlainText(stage.words)
    stage.desk.close()
    if by == "return":  # the button stops the answer
        stage.send(by)
        assert stage.told == stage.texts("composer.closing")
    assert stage.field.toPlainText() == stage.words


def test_a_question_whose_answer_is_made_anew(stage, next_turn):
    talk = stage.fake.add("t", "Bir?", "bir", "İki?", "iki")
    stage.open()
    stage.desk.select(talk)
    stage.wait(lambda: len(stage.chat.entries) == 4)
    stage.page.begin_edit()
    stage.field.setPlainText(stage.words)
    stage.chat.regenerate()
    turn = next_turn()
    stage.send("return")
    assert stage.told == stage.texts("composer.answering")
    assert (stage.page.editing, stage.field.toPlainText()) == (True, stage.words)
    turn.finish()
    stage.wait(lambda: not stage.chat.busy)
    stage.send("return")
    next_turn().finish()
    stage.wait(lambda: not stage.chat.busy)
    assert stage.chat.entries[2].text == stage.words


def test_a_question_of_which_another_version_is_shown(stage, by, next_turn):
    talk = stage.fake.add("t", "Bir?", "bir")
    stage.open()
    stage.desk.select(talk)
    stage.wait(lambda: len(stage.chat.entries) == 2)
    stage.chat.edit("Sıfır?", 0)
    next_turn().finish()
    stage.wait(lambda: not stage.chat.busy and stage.chat.entries[0].place == (2, 2))
    stage.page.begin_edit()
    stage.field.setPlainText(stage.words)
    stage.chat.step(0, -1)
    stage.wait(lambda: stage.chat.entries[0].text == "Bir?")
    stage.send(by)
    assert stage.told == stage.texts("composer.other_version")
    assert (stage.page.editing, stage.field.toPlainText()) == (True, stage.words)


def test_only_spaces_are_said_to_be_that_and_nothing_is_nothing(stage, by):
    stage.open()
    stage.send("return")
    assert stage.told == ""
    stage.field.setPlainText(" \n\u2003")
    stage.send(by)
    assert stage.told == stage.texts("composer.blank")
    assert stage.field.toPlainText() == " \n\u2003"
    assert not stage.chat.busy
