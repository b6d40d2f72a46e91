"""A message that waits, said otherwise: in its place, and nothing else is lost."""

import shutil

import pytest
from PySide6.QtCore import Qt

from evotr.drafts import Drafts
from evotr.errors import GenerationBroken
from ui.bridge import Opening
from ui.presenters import Desk, QuickPresenter
from ui.presenters.drafts import OPEN_WAITING, WAITING
from ui.text import load
from ui.widgets.page import ConversationPage

# The offscreen platform cannot take the size hints of a window without a frame.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

TYPED = {"tr": "Sıradaki söz, ığüşöç", "en": "The next words"}
ANEW = {"tr": "dört değil, altı?", "en": "not four, six?"}


@pytest.fixture(params=["tr", "en"])
def language(request):
    return request.param


@pytest.fixture
def typed(language):
    return TYPED[language]


@pytest.fixture
def anew(language):
    return ANEW[language]


class Stage:
    """A page over an answer under way; `killed` is the next start after a kill."""

    def __init__(self, qtbot, fake, file, language):
        self.qtbot, self.fake, self.file, self.language = qtbot, fake, file, language
        self.desk = Desk(load(language), Opening(fake.opened), drafts=Drafts(file))
        self.chat = self.desk.chat
        self.page = ConversationPage(self.desk)
        qtbot.addWidget(self.page)
        self.page.show()
        self.field = self.page.composer.edit
        opened = [self.desk.opened, self.desk.conversations.changed]
        with qtbot.waitSignals(opened, timeout=10_000):
            self.desk.open()

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=10_000)

    def show(self, talk):
        self.desk.select(talk)
        self.wait(lambda: bool(self.chat.entries))

    def say(self, *messages):
        for words in messages:
            self.field.setPlainText(words)
            self.qtbot.keyClick(self.field, Qt.Key.Key_Return)

    def ask(self, turn, *waiting):
        """Have something answered, and these wait behind it, stored."""
        self.say("bir?")
        begun = turn()
        self.wait(lambda: self.chat.conversation_id is not None)
        self.say(*waiting)
        self.wait(lambda: self.kept == list(waiting))
        self.wait(lambda: not Drafts(self.file).conversations)
        return begun

    def click(self, number):
        line = self.page.waiting.lines[number]
        self.qtbot.mouseClick(line, Qt.MouseButton.LeftButton)

    def write(self, words):
        self.field.selectAll()
        self.field.insertPlainText(words)

    def return_(self):
        self.qtbot.keyClick(self.field, Qt.Key.Key_Return)

    def answer_all(self, next_turn, count):
        for _ in range(count):
            self.wait(lambda: not self.fake.turns.empty())
            next_turn().finish()
        self.wait(lambda: not self.chat.busy)

    @property
    def kept(self):
        return [row[2] for row in self.fake.waiting.rows]

    @property
    def said(self):
        return [entry.text for entry in self.chat.entries if entry.role == "user"]

    def killed(self):
        self.desk.drafts.save()
        file = self.file.with_name("killed.json")
        shutil.copyfile(self.file, file)
        again = self.fake.restarted()
        again.waiting.rows = [(*row[:3], True) for row in self.fake.waiting.rows]
        return Stage(self.qtbot, again, file, self.language)

    def close(self):
        ended = []
        self.desk.closed.connect(lambda: ended.append(True))
        self.desk.close()
        self.wait(lambda: bool(ended))


@pytest.fixture
def stages(qtbot, fake, tmp_path, language):
    stages = [Stage(qtbot, fake, tmp_path / "drafts.json", language)]
    yield stages
    for stage in stages:
        stage.close()


@pytest.fixture
def stage(stages):
    return stages[0]


def test_it_goes_back_to_its_place_and_what_was_typed_stays(
    stage, next_turn, typed, anew
):
    turn = stage.ask(next_turn, "iki?", "dört?", "beş?")
    stage.field.setPlainText(typed)
    stage.click(1)
    assert stage.field.toPlainText() == "dört?"
    assert stage.page.editing
    assert stage.page.notice.label.text() == stage.desk.texts(
        "composer.editing_waiting"
    )
    line = stage.page.waiting.lines[1]
    name = stage.desk.texts("waiting.edited", words="dört?")
    assert (line.isEnabled(), line.accessibleName()) == (False, name)
    stage.write(anew)
    stage.return_()
    assert stage.chat.waiting == ("iki?", anew, "beş?")
    assert stage.field.toPlainText() == typed
    assert not stage.page.editing
    assert not stage.page.notice.isVisible()
    stage.wait(lambda: stage.kept == ["iki?", anew, "beş?"])
    turn.finish()
    stage.answer_all(next_turn, 3)
    assert stage.said == ["bir?", "iki?", anew, "beş?"]
    assert stage.field.toPlainText() == typed


def test_esc_leaves_it_as_it_was(stage, next_turn, typed, anew):
    turn = stage.ask(next_turn, "iki?", "dört?")
    stage.field.setPlainText(typed)
    stage.click(0)
    stage.write(anew)
    stage.page.stop()
    assert stage.chat.waiting == ("iki?", "dört?")
    assert stage.field.toPlainText() == typed
    stage.desk.drafts.save()
    assert anew not in str(Drafts(stage.file)._texts)
    turn.finish()
    stage.answer_all(next_turn, 2)
    assert stage.said == ["bir?", "iki?", "dört?"]


def test_the_button_still_stops_the_answer(stage, next_turn, anew):
    stage.ask(next_turn, "iki?")
    stage.click(0)
    stage.write(anew)
    stage.qtbot.mouseClick(stage.page.composer.stop, Qt.MouseButton.LeftButton)
    stage.wait(lambda: not stage.chat.busy)
    assert stage.page.editing
    assert stage.field.toPlainText() == anew
    assert stage.chat.waiting == ("iki?",)


@pytest.mark.parametrize("end", ["return", "esc"])
def test_its_turn_comes_when_it_is_done(stage, next_turn, typed, anew, end):
    turn = stage.ask(next_turn, "iki?", "dört?", "beş?")
    stage.field.setPlainText(typed)
    stage.click(1)
    stage.write(anew)
    turn.finish()
    stage.answer_all(next_turn, 1)
    # Those before it were sent, itself not, and none behind it.
    assert stage.fake.turns.empty()
    assert stage.chat.waiting == ("dört?", "beş?")
    assert not stage.page.waiting.go_on.isVisible()
    assert stage.page.notice.isVisible()
    if end == "esc":
        stage.page.stop()
        assert not stage.chat.busy
        stage.page.waiting.go_on.click()
    else:
        stage.return_()
    stage.answer_all(next_turn, 2)
    second = "dört?" if end == "esc" else anew
    assert stage.said == ["bir?", "iki?", second, "beş?"]
    assert stage.field.toPlainText() == typed


@pytest.mark.parametrize("stopped", [False, True])
def test_esc_on_one_that_was_only_opened_goes_on_unless_it_was_stopped(
    stage, next_turn, typed, stopped
):
    turn = stage.ask(next_turn, "iki?", "dört?")
    stage.field.setPlainText(typed)
    stage.click(0)
    if stopped:
        stage.chat.stop()
    else:
        turn.finish()
    stage.wait(lambda: not stage.chat.busy)
    assert stage.fake.turns.empty()
    stage.page.stop()
    assert not stage.page.editing
    if stopped:
        assert not stage.chat.busy
        assert stage.chat.waiting == ("iki?", "dört?")
        assert stage.page.waiting.go_on.isVisible()
        stage.page.waiting.go_on.click()
    stage.answer_all(next_turn, 2)
    assert stage.said == ["bir?", "iki?", "dört?"]
    assert stage.field.toPlainText() == typed


def test_who_leaves_one_that_was_only_opened_has_nothing_sent(stage, next_turn):
    turn = stage.ask(next_turn, "iki?", "dört?")
    talk, other = stage.chat.conversation_id, stage.fake.add("başka", "?", "!")
    stage.click(0)
    turn.finish()
    stage.wait(lambda: not stage.chat.busy)
    stage.show(other)
    assert not stage.chat.running
    stage.show(talk)
    stage.wait(lambda: stage.chat.waiting == ("iki?", "dört?"))
    assert stage.fake.turns.empty()


def enabled(buttons):
    return [each.isEnabled() for each in buttons]


def test_while_one_is_edited_no_other_can_be_begun(stage, next_turn, anew):
    turn = stage.ask(next_turn, "iki?", "dört?", "beş?")
    waiting = stage.page.waiting
    assert enabled(waiting.lines) == [True, True, True]
    stage.click(1)
    assert enabled(waiting.lines) == [False, False, False]
    assert enabled(waiting.buttons) == [True, False, True]
    stage.say(anew)
    assert enabled(waiting.lines) == enabled(waiting.buttons) == [True, True, True]
    stage.click(0)
    stage.page.stop()
    assert enabled(waiting.lines) == enabled(waiting.buttons) == [True, True, True]
    turn.finish()
    stage.answer_all(next_turn, 3)


def test_while_a_question_is_edited_none_that_waits_can_be_begun(stage, next_turn):
    turn = stage.ask(next_turn, "iki?", "dört?")
    stage.chat.stop()
    stage.wait(lambda: not stage.chat.busy)
    stage.page.begin_edit()
    assert stage.field.toPlainText() == "bir?"
    assert enabled(stage.page.waiting.lines) == [False, False]
    assert enabled(stage.page.waiting.buttons) == [True, True]
    stage.page.stop()
    assert enabled(stage.page.waiting.lines) == [True, True]
    assert turn.cancelled


def test_what_waits_before_it_can_be_taken_back(stage, next_turn, anew):
    turn = stage.ask(next_turn, "iki?", "dört?")
    stage.click(1)
    stage.write(anew)
    stage.page.waiting.buttons[0].click()
    assert stage.field.toPlainText() == anew
    stage.return_()
    assert stage.chat.waiting == (anew,)
    assert stage.field.toPlainText() == "iki?"
    turn.finish()
    stage.answer_all(next_turn, 1)


@pytest.mark.parametrize("changed", [True, False])
@pytest.mark.parametrize("ended", [True, False])
def test_who_went_elsewhere_comes_back_to_it(
    stage, next_turn, typed, anew, changed, ended
):
    turn = stage.ask(next_turn, "iki?", "dört?")
    stage.field.setPlainText(typed)
    talk, other = stage.chat.conversation_id, stage.fake.add("başka", "?", "!")
    stage.click(0)
    if changed:
        stage.write(anew)
    stage.show(other)
    stage.wait(lambda: stage.said == ["?"])
    assert not stage.page.editing
    assert stage.field.toPlainText() == ""
    if ended:
        turn.finish()
        if not changed:  # nobody is at it: it is sent
            for _ in range(2):
                stage.wait(lambda: not stage.fake.turns.empty())
                next_turn().finish()
        stage.wait(lambda: not stage.chat.running)
    stage.show(talk)
    if changed:
        stage.wait(lambda: stage.page.editing)
        assert stage.field.toPlainText() == anew
        assert stage.chat.waiting == ("iki?", "dört?")
        stage.return_()
    if not ended:
        turn.finish()
    if changed or not ended:
        stage.answer_all(next_turn, 2)
    first = anew if changed else "iki?"
    stage.wait(lambda: stage.said == ["bir?", first, "dört?"])
    stage.wait(lambda: stage.field.toPlainText() == typed)


@pytest.mark.parametrize("waiting", [["iki?"], ["iki?", "dört?"]])
def test_a_kill_in_the_middle_loses_neither(
    stages, stage, next_turn, typed, anew, waiting
):
    turn = stage.ask(next_turn, *waiting)
    stage.field.setPlainText(typed)
    stage.click(0)
    stage.write(anew)
    again = stage.killed()
    stages.append(again)
    again.show(stage.chat.conversation_id)
    again.wait(lambda: again.page.editing)
    assert again.field.toPlainText() == anew
    assert again.chat.waiting == tuple(waiting)
    again.field.undo()
    assert again.field.toPlainText() == "iki?"
    again.page.stop()
    assert again.field.toPlainText() == typed
    assert again.chat.waiting == tuple(waiting)
    stage.page.stop()
    stage.chat.stop()
    stage.wait(lambda: not stage.chat.busy)
    assert turn.cancelled


def test_where_it_waits_no_more_what_it_became_is_typed(
    stages, stage, next_turn, typed, anew
):
    """The program died before the message was where it would be found."""
    turn = stage.ask(next_turn, "iki?")
    stage.field.setPlainText(typed)
    stage.click(0)
    stage.write(anew)
    stage.fake.waiting.rows = []
    again = stage.killed()
    stages.append(again)
    talk = stage.chat.conversation_id
    again.show(talk)
    again.wait(lambda: again.field.toPlainText() == f"{anew}\n{typed}")
    parts = again.desk.drafts
    assert [parts.text(talk, part) for part in (WAITING, OPEN_WAITING)] == ["", ""]
    turn.finish()


def in_file(file):
    drafts = Drafts(file)
    return {part for each in drafts.conversations for part in drafts.parts(each)}


@pytest.mark.parametrize("typing", [True, False])
@pytest.mark.parametrize("waiting", [["iki?"], ["iki?", "dört?"]])
def test_one_that_was_only_opened_is_as_if_it_was_not(
    stages, stage, next_turn, typed, waiting, typing
):
    turn = stage.ask(next_turn, *waiting)
    stage.field.setPlainText(typed if typing else "")
    stage.click(0)
    again = stage.killed()
    stages.append(again)
    again.show(stage.chat.conversation_id)
    # A single one returns to an empty field, as if none had been opened.
    returns = len(waiting) == 1 and not typing
    stays, back = ((), "iki?") if returns else (tuple(waiting), "")
    again.wait(lambda: again.chat.waiting == stays)
    again.wait(lambda: again.field.toPlainText() == (typed if typing else back))
    assert not again.page.editing
    again.desk.drafts.save()
    assert in_file(again.file) == ({""} if typing or returns else set())
    turn.finish()


def test_the_end_of_the_program_leaves_no_words_of_one_that_was_only_opened(
    stages, stage, next_turn, typed
):
    stage.ask(next_turn, "iki?")
    stage.field.setPlainText(typed)
    stage.click(0)
    stage.desk.drafts.save()
    assert in_file(stage.file) == {"", OPEN_WAITING}
    stage.close()
    stages.remove(stage)
    stage.desk.drafts.save()
    assert in_file(stage.file) == {""}


def test_a_part_that_is_empty_adds_no_line_to_what_is_typed(stage, next_turn, typed):
    turn = stage.ask(next_turn)
    talk, parts = stage.chat.conversation_id, stage.desk.drafts
    stage.field.setPlainText(typed)
    parts.type_again(talk, WAITING)
    assert parts.text(talk) == typed
    parts.note(talk, OPEN_WAITING, "iki?")
    with stage.qtbot.waitSignal(stage.chat.returned, timeout=10_000):
        stage.chat.take_returned()
    assert stage.field.toPlainText() == typed
    assert parts.text(talk, OPEN_WAITING) == ""
    turn.finish()


@pytest.mark.parametrize("end", ["stop", "fail"])
def test_a_single_one_that_is_edited_stays_in_the_list(
    stage, next_turn, typed, anew, end
):
    turn = stage.ask(next_turn, "iki?")
    stage.field.setPlainText(typed)
    stage.click(0)
    stage.write(anew)
    if end == "stop":
        stage.chat.stop()
    else:
        turn.fail(GenerationBroken(path="/m"))
    stage.wait(lambda: not stage.chat.busy)
    assert stage.field.toPlainText() == anew
    stage.return_()
    stage.answer_all(next_turn, 1)
    assert stage.said == ["bir?", anew]
    assert stage.field.toPlainText() == typed


class Panel(Stage):
    """A second page of the same desk, as the quick panel has it."""

    def __init__(self, stage):
        vars(self).update(vars(stage))
        self.quick = QuickPresenter(self.desk, "new")
        self.chat = self.quick.chat
        self.page = ConversationPage(self.desk, chat=self.chat)
        self.qtbot.addWidget(self.page)
        self.page.show()
        self.field = self.page.composer.edit


def test_what_a_message_became_behind_goes_with_it_to_the_window(
    stage, next_turn, typed, anew
):
    panel = Panel(stage)
    turn = panel.ask(next_turn, "iki?", "dört?")
    talk = panel.chat.conversation_id
    panel.field.setPlainText(typed)
    panel.click(0)
    panel.write(anew)
    panel.quick.start_anew()
    panel.quick.carry_over()
    assert stage.chat.running
    turn.finish()
    stage.wait(lambda: not stage.chat.running)
    assert stage.fake.turns.empty()
    stage.show(talk)
    stage.wait(lambda: stage.page.editing)
    assert stage.field.toPlainText() == anew
    assert stage.chat.waiting == ("iki?", "dört?")
    stage.return_()
    stage.answer_all(next_turn, 2)
    assert stage.said == ["bir?", anew, "dört?"]
    assert stage.field.toPlainText() == typed


def test_what_it_became_is_not_typed_while_it_waits_in_another_front(
    stage, next_turn, anew
):
    panel = Panel(stage)
    turn = panel.ask(next_turn, "iki?")
    panel.click(0)
    panel.write(anew)
    with stage.qtbot.waitSignal(stage.chat.returned, timeout=10_000):
        stage.show(panel.chat.conversation_id)
    assert stage.field.toPlainText() == ""
    assert panel.field.toPlainText() == anew
    panel.return_()
    turn.finish()
    panel.answer_all(next_turn, 1)
    assert panel.said == ["bir?", anew]


def test_where_it_went_meanwhile_what_it_became_is_typed(stage, next_turn, typed, anew):
    turn = stage.ask(next_turn, "iki?")
    stage.field.setPlainText(typed)
    talk, other = stage.chat.conversation_id, stage.fake.add("başka", "?", "!")
    stage.click(0)
    stage.write(anew)
    stage.show(other)
    turn.finish()
    stage.wait(lambda: not stage.chat.running)
    stage.wait(lambda: [row[3] for row in stage.fake.waiting.rows] == [True])
    stage.fake.waiting.rows = []  # another program took it
    stage.show(talk)
    stage.wait(lambda: stage.field.toPlainText() == f"{anew}\n{typed}")
    parts = stage.desk.drafts
    assert [parts.text(talk, part) for part in (WAITING, OPEN_WAITING)] == ["", ""]


def test_a_message_that_waits_is_not_opened_as_what_another_became(
    stage, next_turn, typed, anew
):
    turn = stage.ask(next_turn, "iki?")
    stage.field.setPlainText(typed)
    talk, parts = stage.chat.conversation_id, stage.desk.drafts
    parts.note(talk, OPEN_WAITING, "dört?")
    parts.note(talk, WAITING, anew)
    stage.click(0)
    assert stage.field.toPlainText() == "iki?"
    stage.page.stop()
    assert stage.field.toPlainText() == f"{anew}\n{typed}"
    turn.finish()
    stage.answer_all(next_turn, 1)
    assert stage.said == ["bir?", "iki?"]
