"""Lessons that the user says are right, as far as nights would train on them at all."""

from concurrent.futures import Future

from evotr.domain import LedgerRow, LessonReason
from evotr.journal.ledger import Ledger

__all__ = ["uphold"]


def uphold(ledger: Ledger, *row_ids: str) -> Future[tuple[LedgerRow, ...]]:
    """`Ledger.uphold`, but of what a night would leave out whatever is said of it.

    Raises:
        LedgerRowNotFound: In the future.
        LedgerRowFixed: In the future, and its kin: why one is never trained on.
    """
    return ledger.uphold(*row_ids, against=_for_good)


def _for_good(row: LedgerRow) -> LessonReason | None:
    # What knows secrets and numbers is loaded where it is asked, and no sooner.
    from evotr.night.steps.content import reason_for_good  # noqa: PLC0415

    return reason_for_good(row)
