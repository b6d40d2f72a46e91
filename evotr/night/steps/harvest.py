"""Harvest: what the day has left to learn from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from evotr.domain import LedgerFilter, LedgerRow
from evotr.journal.ledger import Ledger
from evotr.night.steps.content import Surroundings

__all__ = ["Check", "Harvest", "harvest", "looked_at", "nobody_asks", "settled"]

Check = Callable[[], object]
"""Called again and again in what takes long; what it raises ends that."""

_FRESH: Final = LedgerFilter(states=("active",), fresh=True)
_ACTIVE: Final = LedgerFilter(states=("active",))
_HELD: Final = LedgerFilter(states=("active", "memory_only"))
_ASKED: Final = LedgerFilter(states=("quarantined",))


def nobody_asks() -> None:
    """Nobody wants an end."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """New rows, the oldest first, with what stood around them by their ids.

    ``known`` are the rows that earlier nights let stand, ``doubted`` those that have
    one answer to too many questions, and that the user is asked about.
    """

    rows: tuple[LedgerRow, ...]
    known: tuple[LedgerRow, ...] = ()
    around: Mapping[str, Surroundings] = field(default_factory=dict)
    doubted: tuple[LedgerRow, ...] = ()


def harvest(ledger: Ledger, check: Check = nobody_asks) -> Harvest:
    """Read what no night has looked at; a second time gives the same.

    What was typed in a wording that the user has left waits, since it may come back.
    ``check`` is called between what is read.

    Raises:
        JournalError: And its kin: the journal cannot be read.
    """
    every = ledger.page(_FRESH, limit=None).result()
    check()
    left = ledger.left_behind(row.id for row in every).result()
    check()
    rows = tuple(row for row in every if row.id not in left)
    fresh = {row.id for row in every}
    held = ledger.page(_HELD, limit=None).result()
    check()
    answers = {row.id: row.message_id for row in rows if row.message_id}
    recalled = ledger.recalled(answers.values()).result()
    before = ledger.followed(answers.values()).result()
    around = {
        key: Surroundings(answer in before, answer in recalled)
        for key, answer in answers.items()
    }
    known = tuple(row for row in held if row.id not in fresh)
    asked = ledger.page(_ASKED, limit=None).result()
    doubted = tuple(row for row in asked if row.reason == "uniform")
    return Harvest(rows, known, around, doubted)


def looked_at(ledger: Ledger) -> int:
    """How many rows a `harvest` would give.

    Raises:
        JournalError: And its kin: the journal cannot be read.
    """
    return ledger.awaited().result()


def settled(ledger: Ledger) -> tuple[LedgerRow, ...]:
    """What is learned from, the oldest first: active, and looked at by a night.

    Raises:
        JournalError: And its kin: the journal cannot be read.
    """
    every = ledger.page(_ACTIVE, limit=None).result()
    fresh = {row.id for row in ledger.page(_FRESH, limit=None).result()}
    return tuple(row for row in every if row.id not in fresh)
