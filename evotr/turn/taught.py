"""What the user taught word for word is answered word for word."""

from collections.abc import Iterable
from dataclasses import replace

from typing_extensions import override

from evotr.domain import (
    GENERAL,
    Exemplar,
    Explanation,
    Route,
    RouteQuery,
    Router,
    fold_tokens,
)

__all__ = ["TaughtRouter"]

_SURE = 0.99
_LEANING = 3  # words up to which a question in a conversation may be a follow-up


class TaughtRouter(Router):
    """A router that gives questions which a user corrected to whom they said.

    Fitted heads generalise, and may still get one odd question wrong; a user who
    corrected it would see no effect. Questions are the same where their folded words
    are. A short one counts only at the start of a conversation: later it may lean on
    what was said before.

    Args:
        router: Answers everything else.
        taught: What the user taught; the last word on a question holds.
    """

    def __init__(self, router: Router, taught: Iterable[Exemplar]) -> None:
        self._router = router
        positive = (each for each in taught if not each.negative)
        self._taught = {_key(each.text): each for each in positive}

    @override
    def route(self, query: RouteQuery) -> Route:
        route = self._router.route(query)
        words = _key(query.text)
        known = self._taught.get(words)
        opening = query.previous is None and not query.history
        if known is None or not words or not (opening or len(words) > _LEANING):
            return route
        return _given(route, known)


def _key(text: str) -> tuple[str, ...]:
    return tuple(fold_tokens(text))


def _given(route: Route, known: Exemplar) -> Route:
    """``route`` as it is when ``known`` decides it."""
    others = [rank for rank in route.ranking if rank[0] != known.expert]
    rest = sum(chance for _, chance in others) or 1.0
    scaled = ((expert, (1 - _SURE) * chance / rest) for expert, chance in others)
    return replace(
        route,
        experts=() if known.expert == GENERAL else ((known.expert, 1.0),),
        confidence=_SURE,
        stage="keyword" if route.stage == "fallback" else route.stage,
        why=Explanation(route.why.keywords, known.text, 1.0),
        ranking=((known.expert, _SURE), *scaled),
    )
