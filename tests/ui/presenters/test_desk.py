"""The life of the assistant behind the window."""

from contextlib import contextmanager

import pytest

from evotr.errors import JournalLocked
from ui.bridge import Opening
from ui.presenters import Desk


def test_opening_begins_to_load_the_model(desk, fake):
    assert fake.preloaded
    assert desk.chat.open


def test_an_error_while_opening_is_a_sentence_and_a_hint(qtbot, texts):
    error = JournalLocked(path="/x")

    def refuse():
        raise error

    desk = Desk(texts, Opening(refuse))
    with qtbot.waitSignal(desk.not_opened, timeout=10_000) as told:
        desk.open()
    assert told.args == [error, texts.error(error)[1]]
    assert desk.status.status.tone == "bad"
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()


def test_an_unforeseen_fault_while_opening_is_told_too(qtbot, texts, caplog):
    def break_down():
        raise ZeroDivisionError("by nobody")

    desk = Desk(texts, Opening(break_down))
    with qtbot.waitSignal(desk.not_opened, timeout=10_000) as told:
        desk.open()
    assert "by nobody" in texts.error(told.args[0])[0]
    assert "ZeroDivisionError" in caplog.text
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()


def test_closing_cancels_turns_waits_for_them_and_then_closes(
    qtbot, texts, fake, next_turn
):
    desk = Desk(texts, Opening(fake.opened))
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        desk.open()
    ended = []
    desk.chat.ended.connect(lambda _: ended.append(fake.closed))
    with qtbot.waitSignal(desk.chat.stored, timeout=10_000):
        desk.chat.send("q?")
    turn = next_turn()
    turn.say("so far")
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()
        desk.close()
    assert turn.cancelled
    assert ended == [False]
    assert fake.closed


def test_closing_while_it_opens_closes_what_was_opened(qtbot, texts, fake):
    desk = Desk(texts, Opening(fake.opened))
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.open()
        desk.close()
    assert fake.closed
    assert not desk.chat.open


def test_a_fault_while_closing_still_ends(qtbot, texts, fake, caplog):
    @contextmanager
    def opened():
        yield fake
        raise OSError(5, "gone")

    desk = Desk(texts, Opening(opened))
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        desk.open()
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()
    assert "gone" in caplog.text


@pytest.mark.parametrize(
    ("state", "key"),
    [
        ("unloaded", "status.unloaded"),
        ("loading", "status.loading"),
        ("ready", "status.ready"),
        ("failed", "status.failed"),
        ("closed", "status.closed"),
    ],
)
def test_the_status_line_follows_the_engine(desk, fake, texts, state, key):
    fake.state = state
    desk.status.poll()
    assert desk.status.status.text == texts(key, model="evotr-mini")


def test_the_status_line_counts_messages_and_answers_until_they_end(
    qtbot, desk, fake, texts, next_turn
):
    """Also while the turn has not come to the engine, and behind what is in front."""

    def told():
        desk.status.poll()
        return desk.status.status.text

    def line(key, **values):
        return texts(f"status.{key}", model="evotr-mini", **values)

    desk.chat.send("bir")
    for words in ("iki", "üç", "dört"):
        desk.chat.send(words)
    first = next_turn()
    assert told() == line("waiting", waiting=3)
    fake.state = "loading"
    assert told() == line("loading")
    fake.state = "unloaded"
    assert told() == line("waiting", waiting=3)
    fake.state = "ready"
    first.finish()
    qtbot.waitUntil(lambda: told() == line("waiting", waiting=2), timeout=10_000)
    desk.select("")  # it goes on behind
    assert told() == line("waiting", waiting=2)
    for left in (line("waiting", waiting=1), line("answering"), line("ready")):
        next_turn().finish()
        qtbot.waitUntil(lambda left=left: told() == left, timeout=10_000)
