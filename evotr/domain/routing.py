"""Which expert answers a turn, how sure that is, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from evotr.domain.chat import Message

GENERAL = "general"
"""The expert for what is nobody's field: the base, until a night has taught it."""

Stage = Literal["pinned", "standing", "keyword", "semantic", "context", "fallback"]
ExemplarState = Literal["active", "proposed", "removed"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a route rests on, in things that a person can check.

    ``keywords`` are the words of the question that spoke for the pick; ``example`` is
    the closest of the pick's exemplars and ``similarity`` its cosine (-1 … 1).
    """

    keywords: tuple[str, ...] = ()
    example: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers a turn.

    ``experts`` are ids with their shares, the leading one first; empty means nobody,
    which is "general". ``confidence`` is the calibrated probability that this pick is
    right. ``ranking`` holds every candidate, "general" among them, with its calibrated
    probability, best first. ``ms`` is what routing took. Where no router picked,
    ``ranking`` is empty and ``stage`` says who did: the user, for a message or a
    conversation ("pinned") or in the settings ("standing"); nobody ("fallback": who was
    chosen is gone).
    """

    experts: tuple[tuple[str, float], ...]
    confidence: float
    stage: Stage
    why: Explanation = field(default_factory=Explanation)
    ranking: tuple[tuple[str, float], ...] = ()
    ms: float = 0.0

    @property
    def pick(self) -> str:
        """The leading expert's id; "general" where there is none."""
        if not self.experts:
            return GENERAL
        return max(self.experts, key=lambda share: share[1])[0]

    @property
    def runner_up(self) -> tuple[str, float] | None:
        """The likeliest candidate that does not answer, with its probability."""
        picked = {expert for expert, _ in self.experts} or {GENERAL}
        return next((rank for rank in self.ranking if rank[0] not in picked), None)


@dataclass(frozen=True, slots=True)
class RouteQuery:
    """A question to be routed, with what was said before it.

    ``previous`` is the id of the expert that gave the answer before ("general": the
    base did; None: there is no answer yet).
    """

    text: str
    history: tuple[Message, ...] = ()
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A question that an expert should get (``negative``: that it should not get).

    ``source`` says where it came from: "card", or what a correction was made on.
    """

    text: str
    expert: str
    source: str = "card"
    negative: bool = False


@dataclass(frozen=True, slots=True)
class StoredExemplar:
    """An exemplar of the journal: one that the user taught, or that is proposed.

    Only those that are ``active`` are learned from. ``exemplar.source`` is the id of
    the answer that was corrected, or says who wrote it.
    """

    id: str
    exemplar: Exemplar
    created_at: datetime
    state: ExemplarState = "active"


class Router(Protocol):
    """Picks who answers. It raises nothing for any text."""

    def route(self, query: RouteQuery) -> Route:
        """Pick the experts for ``query``; any thread may call it."""
        ...
