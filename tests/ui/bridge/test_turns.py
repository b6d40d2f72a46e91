"""Turns are consumed beside the main thread."""

from evotr.domain import TokenChunk, TurnFailed, TurnFinished, TurnStarted
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
        *(TokenChunk(str(number)) for number in range(500)),
        TurnFinished("stop", USAGE),
    )
    ticket, seen = consume(qtbot, Turn(*events))
    assert seen == [(ticket, event) for event in events]


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
