from dataclasses import dataclass

import pytest

from evotr.domain import Priority
from evotr.inference.scheduler import Scheduler


@dataclass(eq=False)
class Ticket:
    priority: Priority
    order: int


def anything(_ticket: Ticket) -> bool:
    return True


@pytest.fixture
def tickets():
    return {
        "background": Ticket(Priority.BACKGROUND, 0),
        "quick": Ticket(Priority.QUICK, 1),
        "first": Ticket(Priority.INTERACTIVE, 2),
        "second": Ticket(Priority.INTERACTIVE, 3),
    }


def test_more_urgent_goes_first_then_the_older(tickets):
    scheduler = Scheduler(rows=4)
    for ticket in tickets.values():
        scheduler.add(ticket)
    order = [scheduler.start(anything) for _ in range(4)]
    names = ["first", "second", "quick", "background"]
    assert order == [tickets[name] for name in names]


def test_nobody_starts_without_a_free_row(tickets):
    scheduler = Scheduler(rows=1)
    scheduler.add(tickets["first"])
    scheduler.add(tickets["second"])
    assert scheduler.start(anything) is tickets["first"]
    assert scheduler.start(anything) is None
    scheduler.remove(tickets["first"])
    assert scheduler.start(anything) is tickets["second"]


def test_one_that_does_not_fit_is_not_overtaken(tickets):
    scheduler = Scheduler(rows=2)
    scheduler.add(tickets["first"])
    scheduler.add(tickets["quick"])
    assert scheduler.start(lambda ticket: ticket is tickets["quick"]) is None
    assert scheduler.running == []


def test_a_waiting_ticket_can_be_removed(tickets):
    scheduler = Scheduler(rows=1)
    scheduler.add(tickets["first"])
    scheduler.remove(tickets["first"])
    assert scheduler.start(anything) is None
