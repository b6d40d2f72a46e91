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

    def remove(self, ticket: T) -> None:
        """Forget a ticket that has ended, wherever it is."""
        if ticket in self.running:
            self.running.remove(ticket)
        else:
            self.waiting.remove(ticket)
