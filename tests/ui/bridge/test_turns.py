"""Turns are consumed beside the main thread."""

from PySide6.QtWidgets import QApplication

from evotr.domain import Routed, TokenChunk, TurnFailed, TurnFinished, TurnStarted
from tests.fakes.assistant import USAGE
from ui.bridge import TurnRunner


class Turn:
    """Says what it was told to."""

    def __init__(self, *events):
        self._events = events

    def __iter__(self):
        yield from self._events

    def cancel(self):
        """It is too short to be cancelled."""


def consume(qtbot, turn):
    runner, seen = TurnRunner(), []
    runner.happened.connect(lambda ticket, event: seen.append((ticket, event)))
    with qtbot.waitSignal(runner.idle, timeout=10_000):
        ticket = runner.start(turn)
    assert runner.running == 0
    return ticket, seen


def test_events_keep_their_order_and_their_ticket(qtbot):
    events = (
        TurnStarted("c", "u", "a"),
        TokenChunk("one"),
        Routed(()),
        TokenChunk("two"),
        TurnFinished("stop", USAGE),
    )
    ticket, seen = consume(qtbot, Turn(*events))
    assert seen == [(ticket, event) for event in events]


def test_words_in_quick_succession_come_together(qtbot):
    said = [TokenChunk(f"{number} ") for number in range(500)]
    _, seen = consume(qtbot, Turn(*said, TurnFinished("stop", USAGE)))
    words = [event for _, event in seen[:-1]]
    assert len(words) < 100
    assert "".join(chunk.text for chunk in words) == "".join(c.text for c in said)
    assert sum(chunk.tokens for chunk in words) == 500
    assert seen[-1][1] == TurnFinished("stop", USAGE)


def test_turns_that_talk_at_once_keep_their_words_apart(qtbot):
    runner, heard = TurnRunner(), {}

    def hear(ticket, event):
        if isinstance(event, TokenChunk):
            heard[ticket] = heard.get(ticket, "") + event.text

    runner.happened.connect(hear)
    with qtbot.waitSignal(runner.idle, timeout=10_000):
        for letter in "ab":
            words = [TokenChunk(letter)] * 300
            runner.start(Turn(*words, TurnFinished("stop", USAGE)))
    assert heard == {1: "a" * 300, 2: "b" * 300}


def test_who_runs_a_loop_while_hearing_still_hears_in_order(qtbot):
    runner, seen = TurnRunner(), []

    def hear(_, event):
        seen.append(event)
        QApplication.processEvents()

    runner.happened.connect(hear)
    events = (TokenChunk("a"), Routed(()), TokenChunk("b"), TurnFinished("stop", USAGE))
    with qtbot.waitSignal(runner.idle, timeout=10_000):
        runner.start(Turn(*events))
    assert seen == list(events)


def test_a_turn_that_just_ends_has_failed(qtbot, caplog):
    _, seen = consume(qtbot, Turn(TokenChunk("x")))
    assert isinstance(seen[-1][1], TurnFailed)
    assert "without its terminal event" in caplog.text


def test_nothing_follows_the_terminal_event(qtbot):
    end = TurnFinished("stop", USAGE)
    _, seen = consume(qtbot, Turn(end, TokenChunk("late"), end))
    assert [event for _, event in seen] == [end]


def test_cancelling_what_has_ended_is_fine(qtbot):
    runner = TurnRunner()
    with qtbot.waitSignal(runner.idle, timeout=10_000):
        ticket = runner.start(Turn(TurnFinished("stop", USAGE)))
    runner.cancel(ticket)
    assert runner.running == 0
