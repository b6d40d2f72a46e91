"""Who answered, as the window says it."""

from evotr.domain import Route, Routed, ServedExpert
from evotr.errors import AdapterDamaged, AdapterOverflowed, RouterFailed
from ui.presenters import Entry
from ui.presenters.entries import note_of

LAW = (ServedExpert("law", 0.7), ServedExpert("science", 0.3))
ROUTE = Route((("law", 0.7), ("science", 0.3)), 0.824, "semantic")


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


def test_who_answers_is_said_under_the_answer_and_stays(qtbot, desk, next_turn):
    chat = desk.chat
    chat.send("Kira?")
    turn = next_turn()
    turn.route(Routed(LAW, route=ROUTE))
    turn.say("Otuz gün.")
    turn.finish()
    chip = "law 70% + science 30%, 82% sure"
    answer = Entry("assistant", "Otuz gün.", chip=chip)
    wait(qtbot, lambda: not chat.busy)
    assert chat.entries[-1] == answer
    chat.show(None)
    chat.show(turn.started.conversation_id)
    wait(qtbot, lambda: chat.entries[-1:] == (answer,))


def test_who_answers_is_said_while_the_answer_is_written(qtbot, desk, next_turn):
    desk.chat.send("Kira?")
    turn = next_turn()
    turn.route(Routed(LAW, route=ROUTE))
    wait(qtbot, lambda: desk.chat.entries[-1].chip != "")
    assert desk.chat.entries[-1].state == "streaming"
    turn.say("Otuz")
    turn.route(Routed(LAW[:1], route=ROUTE))
    wait(qtbot, lambda: desk.chat.entries[-1].chip == "law, 82% sure")
    assert desk.chat.entries[-1].text == "Otuz"
    turn.finish()


def test_a_router_that_fails_is_told_and_the_answer_comes(qtbot, desk, next_turn):
    told = []
    desk.chat.failed.connect(lambda error: told.append(desk.texts.error(error)[0]))
    desk.chat.send("Kira?")
    turn = next_turn()
    turn.route(Routed((), fault=RouterFailed(reason="KeyError")))
    turn.say("Merhaba.")
    turn.finish()
    wait(qtbot, lambda: not desk.chat.busy)
    assert "KeyError" in told[0]
    assert desk.chat.entries[-1] == Entry("assistant", "Merhaba.")


def test_refused_weights_are_told_once_and_who_answers_instead(qtbot, desk, next_turn):
    told = []
    desk.chat.failed.connect(lambda error: told.append(desk.texts.error(error)[0]))
    damaged = AdapterDamaged(path="/w/0002", reason="sha256")
    overflowed = AdapterOverflowed(path="/w/0001")
    for _ in range(2):
        desk.chat.send("Kira?")
        turn = next_turn()
        turn.route(Routed(LAW[:1], (damaged,), fault=RouterFailed(reason="x")))
        turn.route(
            Routed(
                (ServedExpert("law", 1.0, "0000"),),
                (damaged, overflowed),
                fault=RouterFailed(reason="x"),
            )
        )
        turn.say("Otuz gün.")
        turn.finish()
        wait(qtbot, lambda: not desk.chat.busy)
        assert desk.chat.entries[-1] == Entry("assistant", "Otuz gün.", chip="law")
    assert sum("/w/0002" in message for message in told) == 1
    assert sum("/w/0001" in message for message in told) == 1
    assert len(told) == 4


def test_how_it_ended_is_said_where_it_did_not_end_well(texts):
    assert note_of(texts, "cancelled") == texts("transcript.cancelled")
    assert note_of(texts, "complete", "length") == texts("transcript.length")
    assert note_of(texts, "complete", "stop") == ""
