"""Words that are being sent are lost by no kill: they are drafts until stored."""

import queue
import shutil

import pytest
from PySide6.QtCore import Qt

from evotr.drafts import Drafts
from evotr.errors import DiskFull
from ui.bridge import Opening
from ui.presenters import Desk
from ui.presenters.drafts import DraftsPresenter
from ui.text import load
from ui.widgets.page import ConversationPage

WORDS = {"tr": "Iğdır'dan çıkan ılık söz", "en": "Words on their way"}
FULL = DiskFull(path="/x", needed="1", free="0")


@pytest.fixture(params=["tr", "en"])
def words(request):
    return WORDS[request.param]


class Stage:
    """A page over one conversation of a question and its answer."""

    def __init__(self, qtbot, fake, next_turn, folder):
        self.qtbot, self.fake, self.next_turn = qtbot, fake, next_turn
        self.folder, self.file = folder, folder / "home" / "drafts.json"
        self.talk = fake.add("Birinci", "Bir?", "bir")
        self.desk = Desk(load("tr"), Opening(fake.opened), drafts=Drafts(self.file))
        opened = [self.desk.opened, self.desk.conversations.changed]
        with qtbot.waitSignals(opened, timeout=10_000):
            self.desk.open()
        self.chat = self.desk.chat
        self.page = ConversationPage(self.desk)
        qtbot.addWidget(self.page)
        self.show(self.talk)

    @property
    def field(self):
        return self.page.composer.edit

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=10_000)

    def show(self, conversation_id):
        self.desk.select(conversation_id)
        self.wait(lambda: len(self.chat.entries) == (2 if conversation_id else 0))

    def say(self, words):
        self.field.setPlainText(words)
        self.qtbot.keyClick(self.field, Qt.Key.Key_Return)
        assert self.field.toPlainText() == ""

    def hold(self):
        """The journal does nothing until something is put into what is returned."""
        gate = queue.Queue()
        self.fake.hold_storage(gate)
        return gate

    def answered(self):
        self.next_turn().finish()
        self.wait(lambda: not self.chat.busy)

    @property
    def kept(self):
        """What the file has of any conversation."""
        drafts = Drafts(self.file)
        parts = [(c, p) for c in drafts.conversations for p in drafts.parts(c)]
        return [drafts.get(*each) for each in parts]

    def after_kill(self, conversation_id):
        """What stands in the field at the next start, if the program is killed now."""
        copy = self.folder / "killed.json"
        shutil.copyfile(self.file, copy)
        again = DraftsPresenter(Drafts(copy), self.desk.inbox, self.desk)
        again.save()
        found = again.text(conversation_id)
        assert Drafts(copy).get(conversation_id, "") == found
        return found


@pytest.fixture
def stage(qtbot, fake, next_turn, tmp_path):
    stage = Stage(qtbot, fake, next_turn, tmp_path)
    yield stage
    with qtbot.waitSignal(stage.desk.closed, timeout=15_000):
        stage.desk.close()


@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize("typed", ["", "sonraki"])
def test_a_kill_before_they_are_stored_leaves_them_in_the_field(
    stage, words, new, typed
):
    at = "" if new else stage.talk
    stage.show(at)
    gate = stage.hold()
    stage.say(words)
    stage.field.setPlainText(typed)
    stage.page.drafting.save()
    assert stage.after_kill(at) == "\n".join(filter(None, (words, typed)))
    gate.put(None)
    stage.answered()
    stage.desk.drafts.save()
    assert stage.kept == [typed] * bool(typed)
    assert stage.field.toPlainText() == typed


def test_they_are_a_draft_no_more_when_they_are_stored(stage, words):
    """Nobody waits for the answer: it would be a long time for a kill."""
    stage.say(words)
    turn = stage.next_turn()
    stage.wait(lambda: stage.kept == [])
    assert stage.chat.busy
    turn.finish()


def test_a_question_said_otherwise_is_kept_too(stage, words):
    stage.page.begin_edit()
    gate = stage.hold()
    stage.say(words)
    assert stage.after_kill(stage.talk) == words
    gate.put(None)
    stage.answered()
    assert stage.kept == []


def test_words_that_wait_are_drafts_until_the_journal_has_them(stage, words):
    stage.say("ilk")
    turn = stage.next_turn()
    stage.wait(lambda: turn.started is not None)
    stage.wait(lambda: stage.kept == [])
    gate = stage.hold()
    stage.say(words)
    stage.say(words)  # once more is once more
    twice = f"{words}\n{words}"
    assert stage.chat.waiting == (words, words)
    assert stage.after_kill(stage.talk) == twice
    gate.put(None)
    stage.wait(lambda: stage.kept == [])
    assert [row[2] for row in stage.fake.waiting.rows] == [words, words]
    stage.chat.stop()
    stage.wait(lambda: not stage.chat.busy)
    # They are two messages, and stay so, in the journal.
    assert stage.field.toPlainText() == ""
    assert stage.chat.waiting == (words, words)
    assert [row[2] for row in stage.fake.waiting.rows] == [words, words]


def test_words_that_could_not_be_stored_are_a_draft_once(stage, words):
    stage.fake.refuse = FULL
    stage.say(words)
    stage.wait(lambda: stage.field.toPlainText() == words)
    stage.wait(lambda: not stage.chat.busy)
    assert stage.after_kill(stage.talk) == words
    assert stage.desk.drafts.text(stage.talk) == words


@pytest.mark.parametrize("new", [False, True])
def test_where_they_could_not_be_stored_they_wait_for_who_went_elsewhere(
    stage, words, new
):
    other, at = stage.fake.add("İkinci", "İki?", "iki"), "" if new else stage.talk
    stage.show(at)
    gate = stage.hold()
    stage.fake.refuse = FULL
    stage.say(words)
    stage.desk.select(other)
    gate.put(None)
    stage.wait(lambda: stage.desk.drafts.text(at) == words)
    assert stage.after_kill(at) == words
    stage.wait(lambda: not stage.chat.running)
    stage.desk.select(at)
    assert stage.field.toPlainText() == words


def test_those_of_a_private_conversation_are_in_no_file(stage, words):
    stage.desk.begin_private()
    chat = stage.desk.aside.chat
    stage.wait(lambda: chat.open)
    stage.page = ConversationPage(stage.desk, chat=chat)
    stage.qtbot.addWidget(stage.page)
    gate = queue.Queue()
    stage.fake.privates[0].hold_storage(gate)
    stage.say(words)
    stage.desk.drafts.save()
    assert not stage.file.exists()
    gate.put(None)
    stage.next_turn().finish()
    stage.wait(lambda: not chat.busy)


def test_words_that_waited_behind_and_cannot_be_stored_are_typed_there(stage, words):
    other = stage.fake.add("İkinci", "İki?", "iki")
    stage.say("ilk")
    turn = stage.next_turn()
    stage.say(words)
    stage.wait(lambda: turn.started is not None)
    stage.wait(lambda: stage.kept == [])  # the queue has them
    stage.show(other)
    stage.fake.delete(stage.talk).result(10)
    turn.finish()
    stage.wait(lambda: stage.kept == [words])
    stage.wait(lambda: stage.fake.waiting.rows == [])
    assert stage.field.toPlainText() == ""
    stage.fake.restore(stage.talk).result(10)
    stage.desk.select(stage.talk)
    stage.wait(lambda: stage.field.toPlainText() == words)


def test_the_same_words_elsewhere_are_kept_until_they_are_stored(stage, words):
    other = stage.fake.add("İkinci", "İki?", "iki")
    stage.say("ilk")
    turn = stage.next_turn()
    stage.wait(lambda: turn.started is not None)
    stage.wait(lambda: stage.kept == [])
    first = stage.hold()
    stage.desk.drafts.send(other, words)
    stage.say(words)
    second = stage.hold()
    first.put(None)
    stage.wait(lambda: len(stage.kept) == 1)
    assert stage.after_kill(other) == words
    second.put(None)
    stage.chat.stop()
    stage.wait(lambda: not stage.chat.busy)
