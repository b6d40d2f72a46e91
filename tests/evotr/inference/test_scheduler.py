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


def test_background_yields_a_full_house_to_the_more_urgent(tickets):
    scheduler = Scheduler(rows=2)
    for name in ("background", "quick"):
        scheduler.add(tickets[name])
        scheduler.start(anything)
    assert scheduler.victim(anything) is None
    scheduler.add(tickets["first"])
    assert scheduler.victim(anything) is tickets["background"]
    scheduler.pause(tickets["background"])
    assert scheduler.start(anything) is tickets["first"]
    assert scheduler.victim(anything) is None
    scheduler.remove(tickets["first"])
    assert scheduler.start(anything) is tickets["background"]


def test_quick_never_yields(tickets):
    scheduler = Scheduler(rows=1)
    scheduler.add(tickets["quick"])
    scheduler.start(anything)
    scheduler.add(tickets["first"])
    assert scheduler.victim(anything) is None


def test_background_does_not_yield_to_background(tickets):
    scheduler = Scheduler(rows=1)
    scheduler.add(tickets["background"])
    scheduler.start(anything)
    scheduler.add(Ticket(Priority.BACKGROUND, 9))
    assert scheduler.victim(anything) is None


def test_a_waiting_ticket_can_be_removed(tickets):
    scheduler = Scheduler(rows=1)
    scheduler.add(tickets["first"])
    scheduler.remove(tickets["first"])
    assert scheduler.start(anything) is None


def test_the_most_urgent_of_none_is_none(tickets):
    scheduler = Scheduler(rows=1)
    assert scheduler.most_urgent([]) is None
    assert scheduler.most_urgent(list(tickets.values())) is tickets["first"]


def test_background_yields_when_a_more_urgent_one_does_not_fit_beside_it(tickets):
    scheduler = Scheduler(rows=4)
    scheduler.add(tickets["background"])
    scheduler.start(anything)
    scheduler.add(tickets["first"])
    assert scheduler.victim(anything) is None
    assert scheduler.victim(lambda _ticket: False) is tickets["background"]
