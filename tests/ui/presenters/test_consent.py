"""What may be kept of the conversation in front."""


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


def consent_of(fake, conversation_id):
    return fake.transcript(conversation_id).result(10).conversation.consent


def test_it_is_kept_for_the_conversation_alone(qtbot, desk, fake):
    chat = desk.chat
    one, two = fake.add("1", "q", "a"), fake.add("2", "r", "b")
    chat.show(one)
    chat.set_consent("nothing")
    wait(qtbot, lambda: chat.consent == "nothing")
    assert (consent_of(fake, one), consent_of(fake, two)) == ("nothing", "learn")
    chat.show(two)
    wait(qtbot, lambda: chat.consent == "learn")
    chat.show(one)
    wait(qtbot, lambda: chat.consent == "nothing")


def test_a_new_conversation_has_it_from_its_first_message(qtbot, desk, fake, next_turn):
    chat = desk.chat
    chat.set_consent("nothing")
    assert chat.consent == "nothing"
    chat.send("Aramızda kalsın.")
    turn = next_turn()
    chat.show(None)  # also when the reader has gone elsewhere meanwhile
    assert chat.consent == "learn"
    wait(qtbot, lambda: turn.started is not None)
    new = turn.started.conversation_id
    wait(qtbot, lambda: consent_of(fake, new) == "nothing")
    turn.finish()
    wait(qtbot, lambda: not chat._live)
