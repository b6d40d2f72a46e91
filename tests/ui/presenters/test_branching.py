"""Going on from a message in a new conversation, without a widget."""

import queue

import pytest

from evotr.errors import ConversationInTrash, JournalError
from ui.presenters import Desk


@pytest.fixture
def chat(qtbot, fake, desk: Desk):
    """A chat over two questions and their answers, in a folder."""
    talk = fake.add("Kira", "bir?", "1", "iki?", "2")
    fake.put_in_folder(talk, "Ev").result(10)
    desk.select(talk)
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 4)
    return desk.chat


def texts_of(chat):
    return [entry.text for entry in chat.entries]


@pytest.mark.parametrize(("language", "mark"), [("en", "Branch"), ("tr", "Dal")])
def test_a_branch_comes_to_the_front(qtbot, fake, desk, chat, language, mark):
    desk.speak(language)
    old = chat.conversation_id
    with qtbot.waitSignal(chat.branched, timeout=10_000):
        chat.branch(1)
    assert chat.conversation_id != old
    qtbot.waitUntil(lambda: texts_of(chat) == ["bir?", "1"])
    head = fake.find_conversation(chat.conversation_id).result(10)
    assert (head.title, head.folder) == (f"{mark}: Kira", "Ev")
    qtbot.waitUntil(lambda: desk.conversations.rows[0].id == head.id)
    assert len(fake.transcript(old).result(10).messages) == 4


@pytest.mark.parametrize("quick", [False, True])
def test_it_is_listed_where_the_trash_was(qtbot, desk, chat, quick):
    front = chat
    if quick:  # it has a front of its own, and the window's list is the only one
        front = desk.another_chat()
        front.show(chat.conversation_id)
        qtbot.waitUntil(lambda: len(front.entries) == 4)
    desk.conversations.show_trash()
    qtbot.waitUntil(lambda: desk.conversations.rows == ())
    with qtbot.waitSignal(front.branched, timeout=10_000):
        front.branch(1)
    assert not desk.conversations.shown.trash
    qtbot.waitUntil(lambda: len(desk.conversations.rows) == 2)
    assert front.conversation_id in {row.id for row in desk.conversations.rows}


def test_what_is_said_then_is_said_in_the_branch(qtbot, fake, chat, next_turn):
    old = chat.conversation_id
    with qtbot.waitSignal(chat.branched, timeout=10_000):
        chat.branch(1)
    chat.send("üç?")
    next_turn().finish()
    qtbot.waitUntil(lambda: not chat.busy)
    said = fake.transcript(chat.conversation_id).result(10).messages
    assert [one.content for one in said][:3] == ["bir?", "1", "üç?"]
    assert len(fake.transcript(old).result(10).messages) == 4


def test_a_branch_of_a_question_can_be_answered(qtbot, chat, next_turn):
    with qtbot.waitSignal(chat.branched, timeout=10_000):
        chat.branch(2)
    qtbot.waitUntil(lambda: texts_of(chat) == ["bir?", "1", "iki?", ""])
    assert chat.last_answer is not None
    chat.regenerate()
    turn = next_turn()
    turn.say("iki")
    turn.finish()
    qtbot.waitUntil(lambda: texts_of(chat)[-1] == "iki")


def test_an_answer_under_way_goes_on_behind(qtbot, fake, chat, next_turn):
    old = chat.conversation_id
    chat.send("üç?")
    turn = next_turn()
    qtbot.waitUntil(lambda: chat.entries[-1].key != "")
    with qtbot.waitSignal(chat.branched, timeout=10_000):
        chat.branch(1)
    assert not chat.busy
    with qtbot.waitSignal(chat.ended, timeout=10_000):
        turn.say("3")
        turn.finish()
    assert fake.transcript(old).result(10).messages[-1].content == "3"
    qtbot.waitUntil(lambda: texts_of(chat) == ["bir?", "1"])


def test_who_has_gone_elsewhere_stays_there(qtbot, fake, desk, chat):
    other = fake.add("Hava", "nasıl?", "iyi")
    gate: queue.Queue[None] = queue.Queue()
    fake.hold_storage(gate)
    chat.branch(1)
    desk.select(other)
    with qtbot.waitSignal(chat.stored, timeout=10_000):
        gate.put(None)
    assert chat.conversation_id == other
    qtbot.waitUntil(lambda: len(desk.conversations.rows) == 3)


def test_what_fails_is_told_and_nothing_else_changes(qtbot, fake, chat):
    old = chat.conversation_id
    fake.refuse = JournalError(path="j", reason="x")
    with qtbot.waitSignal(chat.failed, timeout=10_000) as failed:
        chat.branch(1)
    assert isinstance(failed.args[0], JournalError)
    fake.delete(old).result(10)
    with qtbot.waitSignal(chat.failed, timeout=10_000) as failed:
        chat.branch(1)
    assert isinstance(failed.args[0], ConversationInTrash)
    assert (chat.conversation_id, len(chat.entries)) == (old, 4)


def test_what_is_not_stored_yet_has_no_branch(qtbot, fake, chat, next_turn):
    gate: queue.Queue[None] = queue.Queue()
    fake.hold_storage(gate)
    chat.send("üç?")
    chat.branch(4)
    gate.put(None)
    next_turn().finish()
    qtbot.waitUntil(lambda: not chat.busy)
    assert len(fake.conversations().result(10)) == 1


def test_the_quick_panel_has_a_branch_of_its_own(qtbot, fake, desk, chat):
    beside = desk.another_chat()
    beside.show(chat.conversation_id)
    qtbot.waitUntil(lambda: len(beside.entries) == 4)
    with qtbot.waitSignal(beside.branched, timeout=10_000):
        beside.branch(1)
    qtbot.waitUntil(lambda: texts_of(beside) == ["bir?", "1"])
    assert beside.conversation_id != chat.conversation_id
    assert len(chat.entries) == 4
    qtbot.waitUntil(lambda: len(desk.conversations.rows) == 2)
    assert len(fake.conversations().result(10)) == 2


def test_asked_for_twice_it_is_made_once(qtbot, fake, chat):
    gate: queue.Queue[None] = queue.Queue()
    fake.hold_storage(gate)
    chat.branch(1)
    chat.branch(1)
    with qtbot.waitSignal(chat.branched, timeout=10_000):
        gate.put(None)
    qtbot.waitUntil(lambda: texts_of(chat) == ["bir?", "1"])
    assert len(fake.conversations().result(10)) == 2
    with qtbot.waitSignal(chat.branched, timeout=10_000):
        chat.branch(0)
    assert len(fake.conversations().result(10)) == 3


def test_a_private_conversation_has_none(qtbot, desk, next_turn):
    desk.begin_private()
    qtbot.waitUntil(lambda: desk.aside.chat is not None and desk.aside.chat.open)
    private = desk.aside.chat
    private.send("gizli?")
    next_turn().finish()
    qtbot.waitUntil(lambda: not private.busy)
    before, copied = private.conversation_id, []
    private.assistant.branch = lambda *asked: copied.append(asked)
    private.branch(1)
    assert copied == []
    assert private.conversation_id == before
