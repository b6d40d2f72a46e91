"""One turn as every face sees it: a stream of events with one terminal event."""

from dataclasses import dataclass, field

from evotr.domain.experts import ServedExpert
from evotr.domain.generation import FinishReason, PromptProgress, TokenChunk, Usage
from evotr.domain.memories import Doubt, Recollection
from evotr.domain.routing import Route
from evotr.errors import AdapterError, EvotrError


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """The user's words are stored; the answer will be stored as ``answer_id``."""

    conversation_id: str
    user_message_id: str
    answer_id: str


@dataclass(frozen=True, slots=True)
class Routed:
    """Who answers: no expert is the base. ``refused`` are faults of their weights.

    An expert whose newest weights were refused answers with earlier ones, or with its
    system prompt. ``route`` says how they were picked, how sure that is, and who came
    next (None: no router picks here, or it could not); ``fault`` why it could not, or
    why a pin does not hold.
    """

    experts: tuple[ServedExpert, ...]
    refused: tuple[AdapterError, ...] = ()
    route: Route | None = None
    fault: EvotrError | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the answer is given of the memory, in the order of its numbers from 1.

    ``fault`` says why the memory gave nothing: the answer goes without it. ``asked``
    are facts that may contradict others, for the user to say which hold. ``ms`` is
    what recalling took. ``own``: the answer is the first of them, word for word as the
    user said it, and no model made it. ``forgotten`` is how many more it was given that
    are left out since.
    """

    items: tuple[Recollection, ...]
    fault: EvotrError | None = None
    asked: tuple[Doubt, ...] = ()
    ms: float = field(default=0.0, compare=False)
    own: bool = False
    forgotten: int = 0

    @property
    def most(self) -> int:
        """The highest number by which the answer could cite; it stays the same."""
        return len(self.items) + self.forgotten


@dataclass(frozen=True, slots=True)
class TurnFinished:
    """Terminal: the answer is stored whole, or as far as it was cancelled."""

    reason: FinishReason
    usage: Usage


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """Terminal: what was said so far is stored, and ``error`` says why it ended."""

    error: EvotrError


TurnEvent = (
    TurnStarted
    | Routed
    | Recalled
    | PromptProgress
    | TokenChunk
    | TurnFinished
    | TurnFailed
)
