"""Which conversation the quick panel shows."""

import queue

import pytest

from ui.presenters import QuickPresenter


@pytest.fixture
def quick(desk):
    return QuickPresenter(desk, "new")


def ask(qtbot, chat, words):
    with qtbot.waitSignal(chat.stored, timeout=10_000):
        chat.send(words)


def finish(qtbot, chat, turn):
    with qtbot.waitSignal(chat.ended, timeout=10_000):
        turn.say("Merhaba")
        turn.finish()


def test_it_is_a_conversation_of_its_own(qtbot, desk, quick, next_turn):
    quick.begin()
    ask(qtbot, quick.chat, "Nasılsın?")
    finish(qtbot, quick.chat, next_turn())
    assert quick.chat.conversation_id is not None
    assert desk.chat.conversation_id != quick.chat.conversation_id
    assert not desk.chat.entries
    qtbot.waitUntil(lambda: len(desk.conversations.rows) == 1)


def test_each_summons_begins_anew(qtbot, quick, next_turn):
    quick.begin()
    ask(qtbot, quick.chat, "bir?")
    finish(qtbot, quick.chat, next_turn())
    quick.end()
    quick.begin()
    assert (quick.chat.conversation_id, quick.chat.entries) == (None, ())


def test_or_goes_on_where_it_was(qtbot, desk, fake, next_turn):
    known = fake.add("dün", "dünkü soru", "dünkü yanıt")
    with qtbot.waitSignal(desk.conversations.changed, timeout=10_000):
        desk.conversations.refresh()
    quick = QuickPresenter(desk, "last")
    with qtbot.waitSignal(quick.chat.changed, timeout=10_000):
        quick.begin()
    assert quick.chat.conversation_id == known
    quick.start_anew()
    ask(qtbot, quick.chat, "yeni?")
    finish(qtbot, quick.chat, next_turn())
    mine = quick.chat.conversation_id
    quick.end()
    quick.begin()
    assert quick.chat.conversation_id == mine != known


def test_an_answer_that_ended_unseen_is_shown_first(qtbot, quick, next_turn):
    quick.begin()
    ask(qtbot, quick.chat, "uzun?")
    quick.end()
    quick.begin()
    assert quick.chat.busy
    quick.end()
    finish(qtbot, quick.chat, next_turn())
    assert quick.answered_unseen
    quick.begin()
    assert quick.chat.last_answer.text == "Merhaba"
    quick.end()
    quick.begin()
    assert quick.chat.entries == ()


def test_the_window_goes_on_in_the_middle_of_an_answer(qtbot, desk, quick, next_turn):
    quick.begin()
    ask(qtbot, quick.chat, "taşı?")
    turn = next_turn()
    with qtbot.waitSignal(quick.chat.streamed, timeout=10_000):
        turn.say("bir ")
    moved = quick.chat.conversation_id
    with qtbot.waitSignal(desk.selected) as selected:
        quick.carry_over()
    assert selected.args == [moved]
    assert (desk.chat.conversation_id, desk.chat.busy) == (moved, True)
    assert (quick.chat.conversation_id, quick.chat.busy) == (None, False)
    with qtbot.waitSignal(desk.chat.streamed, timeout=10_000):
        turn.say("iki")
    with qtbot.waitSignal(desk.chat.ended, timeout=10_000):
        turn.finish()
    assert desk.chat.last_answer.text == "bir iki"


def test_the_window_goes_on_before_the_words_are_stored(
    qtbot, desk, fake, quick, next_turn, gate
):
    fake.hold_storage(gate)
    quick.begin()
    quick.chat.send("acele?")
    quick.carry_over()
    assert [entry.text for entry in desk.chat.entries] == ["acele?", ""]
    with qtbot.waitSignal(desk.chat.stored, timeout=10_000):
        gate.put(None)
    assert desk.chat.conversation_id is not None
    finish(qtbot, desk.chat, next_turn())


def test_an_empty_panel_opens_an_empty_conversation(desk, fake, quick):
    known = fake.add("eski", "soru", "yanıt")
    desk.select(known)
    quick.begin()
    quick.carry_over()
    assert desk.chat.conversation_id is None


def test_what_lies_in_the_trash_is_not_gone_on_with(qtbot, desk, quick, next_turn):
    quick.begin()
    ask(qtbot, quick.chat, "sil?")
    finish(qtbot, quick.chat, next_turn())
    with qtbot.waitSignal(desk.moved_to_trash, timeout=10_000):
        desk.delete(quick.chat.conversation_id)
    assert quick.chat.conversation_id is None


def stop_with_two_waiting(qtbot, chat):
    ask(qtbot, chat, "bir?")
    for words in ("iki", "üç"):
        chat.send(words)
    with qtbot.waitSignal(chat.ended, timeout=10_000):
        chat.stop()
    assert chat.waiting == ("iki", "üç")
    return chat.conversation_id


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("way", ["hot key", "anew"])
def test_what_waits_since_a_stop_is_found_in_the_window(
    qtbot, desk, quick, way, before
):
    quick.begin()
    asked = stop_with_two_waiting(qtbot, quick.chat)
    if before:  # the window shows it already
        desk.select(asked)
        qtbot.waitUntil(lambda: bool(desk.chat.entries))
    if way == "anew":
        quick.start_anew()
    else:
        quick.end()
        quick.begin()  # its own answer ended while it was seen
    assert (quick.chat.conversation_id, quick.chat.waiting) == (None, ())
    desk.select(asked)
    qtbot.waitUntil(lambda: desk.chat.waiting == ("iki", "üç"), timeout=10_000)


def test_what_waits_here_and_there_goes_to_the_window_together(
    qtbot, desk, fake, quick
):
    asked = stop_with_two_waiting(qtbot, desk.chat)
    quick.begin()
    quick.chat.show(asked)
    fake.waiting.keep("of another program", asked, ["dört", "beş"]).result(10)
    fake.waiting.give_back("of another program").result(10)
    quick.chat.take_returned()
    qtbot.waitUntil(lambda: quick.chat.waiting == ("dört", "beş"), timeout=10_000)
    quick.carry_over()
    assert desk.chat.waiting == ("iki", "üç", "dört", "beş")
    assert quick.chat.waiting == ()


@pytest.fixture
def gate():
    return queue.Queue()
