"""The conversation in front, without a widget."""

import queue

import pytest

from evotr.errors import DiskFull, GenerationBroken
from ui.presenters import Entry


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


@pytest.fixture
def chat(desk):
    return desk.chat


@pytest.fixture
def page(chat):
    """What a view that follows `changed` and `streamed` shows."""
    shown = list(chat.entries)

    def splice(keep, entries):
        shown[keep:] = entries

    def stream(text):
        last = shown[-1]
        shown[-1] = Entry(last.role, last.text + text, last.state)

    chat.changed.connect(splice)
    chat.streamed.connect(stream)
    return shown


def test_many_chunks_arrive_whole_and_in_order(qtbot, chat, page, next_turn):
    chat.send("Kaça kadar sayarsın?")
    turn = next_turn()
    chunks = [f"{number} ışık\n" for number in range(2000)]
    turn.say(*chunks)
    wait(qtbot, lambda: page[-1].text == "".join(chunks))
    assert page[-1].state == "streaming"
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [entry.text for entry in page] == ["Kaça kadar sayarsın?", "".join(chunks)]
    assert page[-1] == Entry("assistant", "".join(chunks))


def test_words_are_shown_before_anything_is_stored(chat, page, next_turn):
    chat.send("hello")
    assert [entry.text for entry in page] == ["hello", ""]
    assert chat.busy
    next_turn().finish()


def test_a_new_conversation_gets_its_id_when_it_is_stored(qtbot, chat, next_turn):
    with qtbot.waitSignal(chat.stored, timeout=10_000) as stored:
        chat.send("hello")
    assert chat.conversation_id == stored.args[0]
    next_turn().finish()


def test_stop_keeps_what_was_said(qtbot, chat, page, next_turn, texts):
    chat.send("hello")
    turn = next_turn()
    turn.say("as far as th")
    wait(qtbot, lambda: page[-1].text == "as far as th")
    chat.stop()
    wait(qtbot, lambda: not chat.busy)
    assert turn.cancelled
    note = texts("transcript.cancelled")
    assert page[-1] == Entry("assistant", "as far as th", "cancelled", note)


def test_a_failure_keeps_what_was_said_and_says_why(
    qtbot, desk, chat, page, next_turn, texts
):
    chat.send("hello")
    turn = next_turn()
    turn.say("half")
    error = GenerationBroken(path="/models/x")
    turn.fail(error)
    with qtbot.waitSignal(desk.conversations.changed, timeout=10_000):
        wait(qtbot, lambda: not chat.busy)
    sentence, hint = texts.error(error)
    assert page[-1] == Entry("assistant", "half", "failed", sentence, hint)


def test_a_turn_that_breaks_its_promise_ends_as_failed(
    qtbot, chat, page, next_turn, caplog
):
    chat.send("hello")
    next_turn().break_down(ZeroDivisionError("by nobody"))
    wait(qtbot, lambda: not chat.busy)
    assert page[-1].state == "failed"
    assert "by nobody" in page[-1].note
    assert "unforeseen fault" in caplog.text


def test_words_that_could_not_be_stored_come_back(qtbot, desk, fake, chat, page):
    fake.refuse = DiskFull(path="/x", needed="1", free="0")
    refused: list[str] = []
    chat.refused.connect(refused.append)
    with qtbot.waitSignal(desk.told, timeout=10_000):
        chat.send("precious words")
    wait(qtbot, lambda: refused == ["precious words"])
    assert page == []
    assert not chat.busy


def test_an_empty_message_is_refused_at_once(qtbot, desk, chat, texts):
    with qtbot.waitSignal(desk.told, timeout=10_000) as told:
        chat.send("  \n")
    assert told.args[0] == texts.sentences["error.EmptyMessage"]


def test_nothing_is_sent_while_it_answers(fake, chat, next_turn):
    chat.send("one")
    chat.send("two")
    turn = next_turn()
    assert fake.turns.empty()
    turn.finish()


def test_another_conversation_can_be_read_while_one_answers(
    qtbot, desk, fake, chat, page, next_turn
):
    other = fake.add("other", "q", "a")
    chat.send("long one?")
    turn = next_turn()
    turn.say("first ")
    wait(qtbot, lambda: page[-1].text == "first ")
    asked = chat.conversation_id
    desk.select(other)
    wait(qtbot, lambda: [e.text for e in page] == ["q", "a"])
    assert not chat.busy
    turn.say("second")
    desk.select(asked)
    wait(qtbot, lambda: page and page[-1].text == "first second")
    assert chat.busy
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [e.text for e in page] == ["long one?", "first second"]


def test_a_transcript_that_arrives_late_is_not_shown(qtbot, desk, fake, chat):
    first, second = fake.add("1", "first"), fake.add("2", "second")
    gate: queue.Queue[None] = queue.Queue()
    fake.hold_storage(gate)
    desk.select(first)
    desk.select(second)
    seen: list[str] = []
    chat.changed.connect(lambda _, entries: seen.extend(e.text for e in entries))
    gate.put(None)
    wait(qtbot, lambda: bool(seen))
    assert seen == ["second"]


def test_an_answer_whose_end_was_never_stored_is_shown_as_interrupted(
    qtbot, desk, fake, page, texts
):
    left = fake.add("left", "q")
    fake.leave(left, "half")
    desk.select(left)
    wait(qtbot, lambda: len(page) == 2)
    note = texts("transcript.interrupted")
    assert page[-1] == Entry("assistant", "half", "interrupted", note)


def test_regenerate_takes_the_place_of_the_last_answer(
    qtbot, desk, fake, chat, page, next_turn
):
    desk.select(fake.add("t", "q", "old"))
    wait(qtbot, lambda: len(page) == 2)
    chat.regenerate()
    turn = next_turn()
    assert [(e.text, e.state) for e in page] == [("q", "complete"), ("", "streaming")]
    turn.say("new")
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [e.text for e in page] == ["q", "new"]


def test_edit_replaces_the_last_of_two_equal_questions(
    qtbot, desk, fake, chat, page, next_turn
):
    desk.select(fake.add("t", "same", "one", "same", "two"))
    wait(qtbot, lambda: len(page) == 4)
    chat.edit("other")
    turn = next_turn()
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [e.text for e in page] == ["same", "one", "other", ""]
