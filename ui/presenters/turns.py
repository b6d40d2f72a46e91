"""A turn under way, as far as the window knows it."""

from dataclasses import dataclass, field
from uuid import uuid4

from evotr.domain import Consent, Recalled, Routed, TurnStarted
from ui.presenters.entries import Entry
from ui.presenters.numbering import Numbering

__all__ = ["Handover", "LiveTurn", "Queue", "Work"]


def _new_queue() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Queue:
    """Words that wait to be sent; the conversation is None until it is stored."""

    conversation_id: str | None
    words: tuple[str, ...]
    id: str = field(default_factory=_new_queue)


@dataclass(frozen=True, slots=True)
class Work:
    """How many answers are under way, and how many messages wait behind them."""

    running: int = 0
    waiting: int = 0


@dataclass(slots=True)
class LiveTurn:
    """What was asked, and what has been answered so far.

    Of the ``parts`` of the answer ``shown`` are shown, by their ``numbering``.
    ``base`` are the entries before it; ``words`` is None when an answer is being
    made again. ``conversation_id`` is None until a new conversation is stored, and
    ``consent`` is what may be kept of it (None: as usual). ``waiting`` are words that
    are sent when the answer has ended, and kept as ``queue`` meanwhile; the one at
    ``edited`` is being said otherwise, and stops those behind it; ``due`` where the
    answer has ended well meanwhile. ``chip`` says who answers.
    """

    conversation_id: str | None
    base: tuple[Entry, ...]
    words: str | None
    started: TurnStarted | None = None
    parts: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    numbering: Numbering = field(default_factory=lambda: Numbering(0))
    routed: Routed | None = None
    recalled: Recalled | None = None
    consent: Consent | None = None
    chip: str = ""
    waiting: list[str] = field(default_factory=list)
    edited: int | None = None
    due: bool = False
    queue: str = field(default_factory=_new_queue)

    @property
    def text(self) -> str:
        """The answer so far, as it is shown."""
        return "".join(self.shown)

    def hear(self, text: str) -> str:
        """The model says more; what is shown of it by now."""
        self.parts.append(text)
        self.shown.append(self.numbering.hear(text))
        return self.shown[-1]

    def end(self) -> str:
        """It says no more; what is shown of the rest."""
        self.shown.append(self.numbering.end())
        return self.shown[-1]

    def take(self, number: int) -> str:
        """What waits there, counted from 0; it waits no more."""
        if self.edited is not None and number <= self.edited:
            self.edited = self.edited - 1 if number < self.edited else None
        return self.waiting.pop(number)

    def wait_behind(self, other: "LiveTurn") -> None:
        """Have what waits here wait behind what does there."""
        if self.edited is not None:
            other.edited = len(other.waiting) + self.edited
        other.waiting += self.waiting
        self.waiting, self.edited = [], None

    @property
    def stays(self) -> bool:
        """Whether what waits is more than words for the field: several, or edited."""
        return len(self.waiting) > 1 or self.edited is not None

    @property
    def held(self) -> Queue:
        """What waits behind it, as it is kept."""
        return Queue(self.conversation_id, tuple(self.waiting), self.queue)

    @property
    def answer(self) -> Entry:
        """The answer's entry while it streams."""
        key = self.started.answer_id if self.started else ""
        raw = "".join(self.parts)
        return Entry(
            "assistant", self.text, "streaming", chip=self.chip, key=key, raw=raw
        )

    def entries(self) -> tuple[Entry, ...]:
        """The transcript with this turn at its end."""
        if self.words is None:
            return (*self.base, self.answer)
        key = self.started.user_message_id if self.started else ""
        return (*self.base, Entry("user", self.words, key=key), self.answer)

    def over(self, stored: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """``stored``, read at any moment of the turn, brought up to this moment."""
        if self.started is None:
            return self.entries()
        for index, entry in enumerate(stored):
            if entry.key == self.started.answer_id:
                return (*stored[:index], self.answer)
        for index, entry in enumerate(stored):
            if entry.key == self.started.user_message_id:
                return (*stored[: index + 1], self.answer)
        return self.entries()


@dataclass(frozen=True, slots=True)
class Handover:
    """A conversation that goes from one front to another, with turns under way.

    ``turns`` are by the tickets of the runner; ``front`` is the one in front of it.
    Behind ``rested``, which is over, messages wait.
    """

    conversation_id: str | None
    front: int | None
    turns: dict[int, LiveTurn]
    rested: LiveTurn | None = None
