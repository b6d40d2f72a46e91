"""Labelling: whose expert's each lesson is."""

from collections.abc import Collection, Iterable

from evotr.domain import Decision, LedgerRow, RouteQuery, Router
from evotr.journal.ledger import Ledger
from evotr.night.steps.harvest import Check, nobody_asks, settled

__all__ = ["label", "run"]


def run(
    ledger: Ledger,
    router: Router,
    check: Check = nobody_asks,
    *,
    learned: Collection[str] = (),
) -> tuple[Decision, ...]:
    """Label what is learned from, and note what has changed.

    ``check`` is called for every row; what it raises leaves nothing noted. ``learned``
    as for `label`. What the user says of a row meanwhile stands.

    Raises:
        RouterFailed: The router cannot be asked.
        JournalError: And its kin: nothing of it is noted.
    """
    heads = ledger.heads().result()
    decisions = tuple(label(settled(ledger), router, check, learned=learned))
    check()
    ledger.decide(decisions, "night", heads).result()
    return decisions


def label(
    rows: Iterable[LedgerRow],
    router: Router,
    check: Check = nobody_asks,
    *,
    learned: Collection[str] = (),
) -> list[Decision]:
    """The experts of rows, where they are not what the rows have already.

    What the user said stands, and so does whose they were when they were learned: a
    router that picks another one since would take them from an expert that knows them,
    and leave them waiting at one that does not; ``learned`` are their ids. Where it is
    not sure enough to pick anybody, it stays with who answered.
    """
    decisions = []
    for row in rows:
        check()
        if row.id in learned or (row.expert_by_user and row.expert is not None):
            continue
        route = router.route(RouteQuery(row.question))
        unsure = route.stage == "fallback" and row.expert is not None
        if not unsure and route.pick != row.expert:
            decisions.append(Decision(row.id, "labelled", expert=route.pick))
    return decisions
