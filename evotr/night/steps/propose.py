"""Proposing to the router what the day has shown: questions and who should get them."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from evotr.domain import (
    GENERAL,
    Exemplar,
    LedgerFilter,
    LedgerRow,
    RouteQuery,
    Router,
    StoredExemplar,
    fold_tokens,
)
from evotr.experts import Cards
from evotr.journal import Journal
from evotr.night.steps.harvest import Check, nobody_asks

__all__ = ["propose", "run"]

_ACTIVE: Final = LedgerFilter(states=("active",))
_SURE: Final = 0.9
"""What the router gives to the right expert with this confidence teaches it little."""
_MOST: Final = 20
"""More than so many in one morning nobody looks through."""
_BY_HAND: Final = "user"


def run(
    journal: Journal,
    router: Router,
    cards: Cards,
    night_id: str,
    check: Check = nobody_asks,
) -> tuple[StoredExemplar, ...]:
    """Propose, and note it with the night; what is proposed already stays.

    ``check`` is called for every question; what it raises leaves nothing noted.

    Raises:
        RouterFailed: It cannot be asked; nothing is proposed.
        JournalError: And its kin: the same.
    """
    rows = journal.ledger.page(_ACTIVE, limit=None).result()
    said = (*_labelled(rows), *journal.proposals.liked().result())
    told = journal.proposals.known(said).result()
    found = list(propose(said, router, cards, check, told))
    return journal.proposals.propose(night_id, found).result()


def propose(
    said: Iterable[Exemplar],
    router: Router,
    cards: Cards,
    check: Check = nobody_asks,
    told: Collection[Exemplar] = frozenset(),
) -> Iterator[Exemplar]:
    """Those that would teach the router something, the first few.

    Of experts there are, with words, on no card, and not among those ``told`` on an
    earlier morning. The first word on a question holds: what the user said of it comes
    before who answered.
    """
    known = {*cards.experts, GENERAL}
    seen = {
        tuple(fold_tokens(text))
        for card in cards.experts.values()
        for text in (*card.exemplars, *card.negatives)
    }
    left = _MOST
    for one in said:
        check()
        words = tuple(fold_tokens(one.text))
        if not words or words in seen or one.expert not in known:
            continue
        seen.add(words)
        if one in told:
            continue  # it takes nobody's place, whatever became of it
        route = router.route(RouteQuery(one.text))
        known_well = route.pick == one.expert and route.confidence >= _SURE
        if known_well or not left:
            continue
        left -= 1
        yield one


def _labelled(rows: Iterable[LedgerRow]) -> Iterator[Exemplar]:
    """Lessons of which the user said whose they are."""
    for row in rows:
        if row.expert_by_user and row.expert is not None:
            yield Exemplar(row.question, row.expert, row.message_id or _BY_HAND)
