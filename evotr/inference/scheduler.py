"""Who runs next: pure Python, without MLX."""

from bisect import insort
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from evotr.domain import Priority

__all__ = ["Scheduler", "Ticket", "urgency"]


class Ticket(Protocol):
    """Something that waits for a row: more urgent first, then the older one."""

    @property
    def priority(self) -> Priority:
        """How urgent it is."""

    @property
    def order(self) -> int:
        """When it came, counted up."""


T = TypeVar("T", bound=Ticket)


def urgency(ticket: Ticket) -> tuple[int, int]:
    """What tickets are sorted by."""
    return ticket.priority, ticket.order


class Scheduler(Generic[T]):
    """Waiting and running tickets over ``rows`` places."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.waiting: list[T] = []
        self.running: list[T] = []

    def add(self, ticket: T) -> None:
        """Queue a ticket behind those of its urgency."""
        insort(self.waiting, ticket, key=urgency)

    def start(self, fits: Callable[[T], bool]) -> T | None:
        """Give the most urgent waiting ticket a free row.

        None when nobody waits, no row is free, or that ticket does not ``fits``:
        a smaller one behind it does not overtake.
        """
        if not self.waiting or len(self.running) >= self.rows:
            return None
        if not fits(self.waiting[0]):
            return None
        ticket = self.waiting.pop(0)
        self.running.append(ticket)
        return ticket

    def victim(self, fits: Callable[[T], bool]) -> T | None:
        """The running background ticket that must yield its row now, if any.

        Only a more urgent waiting ticket that finds no row free, or does not ``fits``
        beside the running ones, makes one yield; of several the youngest does.
        """
        if not self.waiting or not self.running:
            return None
        if len(self.running) < self.rows and fits(self.waiting[0]):
            return None
        last = max(self.running, key=urgency)
        urgent = self.waiting[0].priority < last.priority
        return last if urgent and last.priority is Priority.BACKGROUND else None

    def pause(self, ticket: T) -> None:
        """Put a running ticket back among the waiting, at its old place."""
        self.running.remove(ticket)
        self.add(ticket)

    def remove(self, ticket: T) -> None:
        """Forget a ticket that has ended, wherever it is."""
        if ticket in self.running:
            self.running.remove(ticket)
        else:
            self.waiting.remove(ticket)

    def most_urgent(self, tickets: list[T]) -> T | None:
        """The ticket of ``tickets`` that goes first (None of none)."""
        return min(tickets, key=urgency, default=None)
