"""Screening: what of the day is for learning, and what is not, each with its reason.

A lesson that passes is active; one that is a fact, a secret, or holds only for a time
stays in memory; what the user did not mean as a lesson is taken back; what contradicts
the user's own words is asked about. Length is dropped, never cut.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from evotr.domain import (
    OWN_WORDS,
    Decision,
    LedgerRow,
    LessonReason,
    LessonState,
    same_letters,
    sense,
    spelled_alike,
    spelled_as,
    spelled_sense,
)
from evotr.journal.ledger import Ledger
from evotr.night.steps.alike import uniform_rows
from evotr.night.steps.content import (
    Surroundings,
    reason_against,
    reason_for_good,
)
from evotr.night.steps.harvest import Check, Harvest, harvest, nobody_asks

__all__ = ["run", "screen"]

_STATES: Final[Mapping[LessonReason, LessonState]] = {
    "unchanged": "retracted",
    "control": "retracted",
    "instruction": "retracted",
    "pasted": "retracted",
    "too_long": "retracted",
    "secret": "memory_only",
    "personal_number": "memory_only",
    "about_user": "memory_only",
    "time_bound": "memory_only",
    "recalled": "memory_only",
    "leaning": "memory_only",
}


def run(ledger: Ledger, check: Check = nobody_asks) -> tuple[Decision, ...]:
    """Screen what no night has looked at, and note what was decided.

    ``check`` is called for every row; what it raises leaves nothing noted. What the
    user says of a row meanwhile stands.

    Raises:
        JournalError: And its kin: nothing of it is noted.
    """
    heads = ledger.heads().result()
    decisions = tuple(screen(harvest(ledger, check), check))
    check()
    ledger.decide(decisions, "night", heads).result()
    return decisions


def screen(day: Harvest, check: Check = nobody_asks) -> list[Decision]:
    """What becomes of each new row, in order; and of older ones, because of it."""
    found: dict[str, LessonReason | None] = {}
    for row in day.rows:
        check()
        found[row.id] = _reason(row, day.around.get(row.id, Surroundings()))
    sound = [row for row in day.rows if found[row.id] is None]
    uniform = uniform_rows(sound, day.known, day.doubted)
    # Those that came a few a day are in doubt with the one that is too many.
    decisions = [
        Decision(row.id, "uniform", "quarantined")
        for row in day.known
        if row.id in uniform
    ]
    standing = _Standing(row for row in day.known if row.id not in uniform)
    for row in day.rows:
        check()
        reason = found[row.id]
        if reason is not None:
            decisions.append(Decision(row.id, reason, _STATES[reason]))
        elif row.id in uniform:
            decisions.append(Decision(row.id, "uniform", "quarantined"))
        else:
            decisions += standing.take(row)
    return decisions


def _reason(row: LedgerRow, around: Surroundings) -> LessonReason | None:
    # What the user said to be right before the first night is as what he said after it.
    return reason_for_good(row) if row.reason == "kept" else reason_against(row, around)


class _Standing:
    """What is held to be right, question by question."""

    def __init__(self, known: Iterable[LedgerRow]) -> None:
        self._rows: defaultdict[str, list[LedgerRow]] = defaultdict(list)
        for row in known:
            self._rows[sense(row.question)].append(row)

    def take(self, row: LedgerRow) -> Sequence[Decision]:
        """Find the place of a sound row among those of its question.

        What says the same is found without the marks of letters, what says something
        else with them: "Kurt" and "Kürt" are two questions.
        """
        beside = self._rows[sense(row.question)]
        same = [other for other in beside if _says_no_more(row, other)]
        if same:
            return [Decision(row.id, "duplicate", "superseded", cause=same[-1].id)]
        asked = spelled_sense(row.question)
        rivals = spelled_as(asked, beside, lambda other: spelled_sense(other.question))
        own = [other for other in rivals if other.kind in OWN_WORDS]
        if own and row.kind not in OWN_WORDS:
            cause = own[-1].id
            return [Decision(row.id, "contradiction", "quarantined", cause=cause)]
        closed = [
            Decision(other.id, "newer", "superseded", cause=row.id) for other in rivals
        ]
        others = [other for other in beside if other not in rivals]
        self._rows[sense(row.question)] = [*others, row]
        return [Decision(row.id, "sound", "active"), *closed]


def _says_no_more(row: LedgerRow, other: LedgerRow) -> bool:
    """Whether a row's answer is another's; the user may have mended its letters."""
    if row.kind in OWN_WORDS:
        return same_letters(row.right, other.right)
    return spelled_alike(row.right) == spelled_alike(other.right)
