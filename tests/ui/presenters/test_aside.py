"""A private conversation, without a widget."""

import pytest


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


@pytest.fixture
def private(qtbot, desk):
    """An open private conversation."""
    desk.begin_private()
    wait(qtbot, lambda: desk.aside.chat.open)
    return desk.aside.chat


def test_its_words_go_to_an_assistant_of_its_own(qtbot, desk, fake, private, next_turn):
    private.send("Aramızda kalsın.")
    turn = next_turn()
    turn.say("Elbette.")
    turn.finish()
    wait(qtbot, lambda: not private.busy)
    assert [e.text for e in private.entries] == ["Aramızda kalsın.", "Elbette."]
    assert fake.conversations().result(10) == ()
    assert len(fake.privates[0].conversations().result(10)) == 1
    assert desk.chat.entries == ()


def test_nothing_is_learned_of_it(qtbot, desk, fake, private, next_turn):
    private.send("q")
    next_turn().finish()
    wait(qtbot, lambda: not private.busy)
    teaching = desk.teaching(private)
    teaching.thumb(1, "up")
    teaching.correct(1, "başka")
    teaching.answer_by(1, "tr_chat")
    private.set_consent("learn")
    assert private.consent == "nothing"
    aside = fake.privates[0]
    assert aside.thumbs(private.conversation_id).result(10) == {}
    assert (aside.taught, aside.asked_of, fake.taught) == ([], [], [])


def test_there_is_one_at_a_time_until_it_is_ended(qtbot, desk, fake, private):
    desk.begin_private()
    assert desk.aside.chat is private
    with qtbot.waitSignal(desk.aside.ended, timeout=10_000):
        desk.aside.end()
    assert desk.aside.chat is None
    assert fake.privates[0].closed
    desk.begin_private()
    wait(qtbot, lambda: desk.aside.chat.open)
    assert len(fake.privates) == 2
    assert desk.aside.chat.entries == ()


def test_what_would_be_lost_is_known(qtbot, desk, private, next_turn, texts):
    assert desk.unfinished() == ()
    private.send("q")
    turn = next_turn()
    private.send("sonra")
    assert desk.unfinished() == (texts("ask.quit_private_answering"),)
    desk.chat.send("kept")
    beside = next_turn()
    assert desk.unfinished() == tuple(
        texts(f"ask.quit_{key}") for key in ("answering", "private_answering")
    )
    beside.finish()
    wait(qtbot, lambda: not desk.chat.busy)
    turn.finish()
    wait(qtbot, lambda: not private.waiting)
    next_turn().finish()
    wait(qtbot, lambda: not private.busy)
    assert desk.unfinished() == (texts("ask.quit_private"),)


def test_the_desk_closes_it_before_the_assistant(qtbot, desk, fake, private, next_turn):
    private.send("q")
    next_turn().say("so far")
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()
    assert fake.privates[0].closed
    assert fake.closed
    assert fake.orphans == []
