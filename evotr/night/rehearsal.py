"""A night that changes nothing: what would be learned, and by whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from evotr.domain import (
    DecidedLesson,
    Decision,
    ExpertNight,
    LearnedLesson,
    LedgerRow,
    Night,
    NightReason,
    NightReport,
)
from evotr.errors import RouterFailed
from evotr.night.calls import NightCall
from evotr.night.due import Order, orders
from evotr.night.parts import Parts
from evotr.night.steps.chosen import build_plan, thresholds
from evotr.night.steps.harvest import harvest, settled
from evotr.night.steps.label import label
from evotr.night.steps.screen import screen

__all__ = ["rehearsed"]


def rehearsed(parts: Parts, call: NightCall) -> Night:
    """The night as it would begin; nothing of it is stored, and its number is 0.

    Raises:
        ExpertNotFound: There is no such expert.
        JournalError: And its kin.
    """
    day = harvest(parts.journal.ledger)
    decisions = screen(day)
    rows = _decided((*settled(parts.journal.ledger), *day.rows), decisions)
    with suppress(RouterFailed):  # lessons stay with who answered
        learned = parts.journal.nights.learned().result()
        rows = _decided(rows, label(rows, parts.router(), learned=learned))
    now = parts.clock()
    found = orders(parts, rows, call.expert)
    least = thresholds(parts.settings).corrections
    most = build_plan(parts.settings).most
    report = NightReport(
        looked=len(day.rows),
        decided=dict(Counter(one.reason for one in decisions)),
        named=_named(decisions, (*day.known, *day.rows)),
        experts=tuple(_would(order, least, most) for order in found),
        unmet=call.unmet,
    )
    return Night(
        id="",
        number=0,
        date=call.date,
        trigger=call.trigger,
        state="finished",
        began=now,
        beat=now,
        ended=now,
        expert=call.expert,
        report=report,
    )


def _decided(
    rows: Iterable[LedgerRow], decisions: Iterable[Decision]
) -> tuple[LedgerRow, ...]:
    """The rows that are still learned from, as these decisions leave them."""
    left = {row.id: row for row in rows}
    for one in decisions:
        row = left.get(one.row_id)
        if row is not None:
            left[row.id] = replace(
                row, state=one.state or row.state, expert=one.expert or row.expert
            )
    return tuple(row for row in left.values() if row.state == "active")


def _named(
    decisions: Iterable[Decision], rows: Iterable[LedgerRow]
) -> dict[str, tuple[DecidedLesson, ...]]:
    """The lessons that would be decided on, by reason."""
    known = {row.id: row for row in rows}
    named: defaultdict[str, tuple[DecidedLesson, ...]] = defaultdict(tuple)
    for one in decisions:
        if (row := known.get(one.row_id)) is not None:
            lesson = DecidedLesson(row.id, row.question, row.conversation_id or "")
            named[one.reason] += (lesson,)
    return dict(named)


def _would(order: Order, least: int, most: int) -> ExpertNight:
    """An expert that would be trained, and what on; or why it would wait.

    ``numbers`` say how many lessons are ``offered``, and how many of them are ``drawn``
    when the night comes: at most so many corrections. Where none is left, ``version``
    is what would answer again.
    """
    few = order.too_few(least)
    idle = few or order.is_bare
    fresh = {row.id for row in order.rows} - order.seen
    taught = sum(row.kind != "praise" for row in order.rows)
    drawn = len(order.rows) - taught + min(taught, most)
    return ExpertNight(
        expert=order.expert,
        outcome="held",
        before=order.before,
        version=order.root.version if order.is_bare and order.root else None,
        reasons=tuple(_reasons(order, least)),
        numbers={} if idle else {"offered": len(order.rows), "drawn": drawn},
        learned=tuple(
            LearnedLesson(row.id, row.question, row.right, new=row.id in fresh)
            for row in (() if idle else order.rows)
        ),
    )


def _reasons(order: Order, least: int) -> Iterator[NightReason]:
    """Why it would be trained, or return to what it was, or wait."""
    new = len(order.new)
    if order.is_bare:
        yield NightReason("would_return")
    elif order.too_few(least):
        yield NightReason("few", {"count": new, "least": least})
    elif new:
        yield NightReason("would_learn", {"count": new})
    rows = {row.id for row in order.rows}
    if gone := len(order.seen - rows):
        yield NightReason("would_unlearn", {"count": gone})
    if not order.is_bare and (lost := len(order.lost & rows - order.seen)):
        why = "would_mend" if order.damaged else "would_restore"
        yield NightReason(why, {"count": lost})
