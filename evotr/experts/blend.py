"""What ``--expert`` may say: one expert, none, or up to three with their weights."""

import difflib
import re
from collections.abc import Mapping

from evotr.domain import ExpertCard, fold
from evotr.errors import BlendWrong, ExpertNotFound, ExpertUnheard

__all__ = [
    "AUTO",
    "BASE",
    "MOST_EXPERTS",
    "known_expert",
    "parse_blend",
]

AUTO = "auto"
"""What a user writes for "let the router pick"."""

BASE = "base"
"""The name of no expert: the base model as it is."""

MOST_EXPERTS = 3
_NEAR = 0.51  # any two names have half their letters in common by chance
# Up to 10: more would be noise.
_WEIGHT = re.compile(r"\d(\.\d{1,9})?|\.\d{1,9}|10(\.0{1,9})?", re.ASCII)


def parse_blend(
    text: str, cards: Mapping[str, ExpertCard]
) -> tuple[tuple[str, float], ...]:
    """``"tr_chat"``, ``"tr_chat:0.6,python_coder:0.4"`` or ``"base"`` (nothing).

    Weights are decimal numbers above 0; one expert alone may go without (1).

    Args:
        text: What the user wrote.
        cards: The experts that there are, by id.

    Returns:
        Ids with their weights, as they were written.

    Raises:
        ExpertNotFound: There is no such expert; one that is near is suggested.
        BlendWrong: Something else is wrong; ``reason`` is the offending part.
    """
    parts = [part.strip() for part in text.split(",")]
    if parts == [BASE]:
        return ()
    shares = [_share(part, text, alone=len(parts) == 1) for part in parts]
    for expert, _ in shares:
        known_expert(expert, cards)
    names = [expert for expert, _ in shares]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BlendWrong(blend=text, reason=f"{twice} × {names.count(twice)}")
    if len(shares) > MOST_EXPERTS:
        raise BlendWrong(blend=text, reason=f"{len(shares)} > {MOST_EXPERTS}")
    return tuple(shares)


def known_expert(expert: str, cards: Mapping[str, ExpertCard]) -> ExpertCard:
    """The card of ``expert``; raises ExpertNotFound with a near id otherwise.

    Ids and titles are compared without case and diacritics.
    """
    if (card := cards.get(expert)) is not None:
        return card
    names = {fold(known): known for known in cards}
    for known, card in cards.items():
        names |= {fold(title): known for title in card.titles.values()}
    near = difflib.get_close_matches(fold(expert), sorted(names), n=1, cutoff=_NEAR)
    if not near:
        raise ExpertUnheard(expert=expert)
    raise ExpertNotFound(expert=expert, suggestion=names[near[0]])


def _share(part: str, text: str, *, alone: bool) -> tuple[str, float]:
    expert, colon, weight = (piece.strip() for piece in part.partition(":"))
    if not colon and alone and expert:
        return expert, 1.0
    sound = expert and expert != BASE and _WEIGHT.fullmatch(weight)
    if not sound or float(weight) == 0:
        raise BlendWrong(blend=text, reason=part or '""')
    return expert, float(weight)
