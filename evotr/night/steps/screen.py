"""Screening: what of the day is for learning, and what is not, each with its reason.

A lesson that passes is active; one that is a fact, a secret, or holds only for a time
stays in memory; what the user did not mean as a lesson is taken back; what contradicts
the user's own words is asked about. Length is dropped, never cut.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from evotr.domain import (
    OWN_WORDS,
    Decision,
    LedgerRow,
    LessonReason,
    LessonState,
    fold,
)
from evotr.journal.ledger import Ledger
from evotr.night.steps.content import Surroundings, reason_against
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
_SAME_ANSWER: Final = 6  # questions, from which on the answer is asked about

_WORD: Final = re.compile(r"[^\s.?!,;:\"“”()…]+")
_SHORT_FORMS: Final = (("what's", "what is"), ("who's", "who is"), ("nedir", "ne"))
_MANNERS: Final = """
    a an the please can could would you tell me know do say hey so then
    lutfen acaba peki bana soyle soyler misin biliyor musun
"""
_FILLING: Final = frozenset(_MANNERS.split())
_AROUND: Final = """
    a an the it is it's its that this was be of course sure surely definitely certainly
    answer right correct just always simply
    bu o su tabii tabi ki elbette kesinlikle sadece yalnizca hep her zaman cevap cevabi
    yanit yaniti dogru dogrusu tabiki
"""
"""What stands around an answer and changes nothing of it."""
_SAID_AROUND: Final = frozenset(_AROUND.split())
_PLAIN: Final = """
    yes no true false none maybe both neither never always yep nope right wrong correct
    evet hayir dogru yanlis var yok belki hicbiri ikisi hic olur olmaz
"""
_OF_ANYTHING: Final = frozenset([*_PLAIN.split(), "her zaman"])
"""An answer that may be right of any number of questions, as a number may."""
_LETTERS: Final = 2  # of an answer that only chooses: "A", "b)"


def run(ledger: Ledger, check: Check = nobody_asks) -> tuple[Decision, ...]:
    """Screen what no night has looked at, and note what was decided.

    ``check`` is called for every row; what it raises leaves nothing noted.

    Raises:
        JournalError: And its kin: nothing of it is noted.
    """
    decisions = tuple(screen(harvest(ledger, check), check))
    check()
    ledger.decide(decisions, "night").result()
    return decisions


def screen(day: Harvest, check: Check = nobody_asks) -> list[Decision]:
    """What becomes of each new row, in order; and of older ones, because of it."""
    found: dict[str, LessonReason | None] = {}
    for row in day.rows:
        check()
        found[row.id] = reason_against(row, day.around.get(row.id, Surroundings()))
    sound = [row for row in day.rows if found[row.id] is None]
    uniform = _uniform(sound, day.known)
    standing = _Standing(day.known)
    decisions: list[Decision] = []
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


def _uniform(sound: Iterable[LedgerRow], known: Iterable[LedgerRow]) -> frozenset[str]:
    """New rows whose answer stands at too many different questions."""
    of_question = {(_sense(row.question), _core(row.right)) for row in (*known, *sound)}
    number = Counter(right for _, right in of_question if _is_telling(right))
    return frozenset(
        row.id for row in sound if number[_core(row.right)] >= _SAME_ANSWER
    )


def _core(right: str) -> str:
    """What is answered, without what stands around it."""
    words = _sense(right).split()
    core = " ".join(words)
    if core in _OF_ANYTHING:
        return core
    return " ".join([word for word in words if word not in _SAID_AROUND] or words)


def _is_telling(core: str) -> bool:
    """Whether an answer says of one thing what is seldom so of many."""
    if not any(map(str.isalpha, core)):
        return False
    lone = len(core) <= _LETTERS or core in _OF_ANYTHING
    return not lone


def _sense(question: str) -> str:
    """What is asked, without what is only manners."""
    text = fold(question.replace("’", "'"))
    for short, long in _SHORT_FORMS:
        text = text.replace(short, long)
    words = _WORD.findall(text)
    return " ".join([word for word in words if word not in _FILLING] or words)


class _Standing:
    """What is held to be right, question by question."""

    def __init__(self, known: Iterable[LedgerRow]) -> None:
        self._rows: defaultdict[str, list[LedgerRow]] = defaultdict(list)
        for row in known:
            self._rows[_sense(row.question)].append(row)

    def take(self, row: LedgerRow) -> Sequence[Decision]:
        """Find the place of a sound row among those of its question."""
        beside = self._rows[_sense(row.question)]
        right = fold(row.right).split()
        same = [other for other in beside if fold(other.right).split() == right]
        if same:
            return [Decision(row.id, "duplicate", "superseded", cause=same[-1].id)]
        own = [other for other in beside if other.kind in OWN_WORDS]
        if own and row.kind not in OWN_WORDS:
            cause = own[-1].id
            return [Decision(row.id, "contradiction", "quarantined", cause=cause)]
        closed = [
            Decision(other.id, "newer", "superseded", cause=row.id) for other in beside
        ]
        self._rows[_sense(row.question)] = [row]
        return [Decision(row.id, "sound", "active"), *closed]
