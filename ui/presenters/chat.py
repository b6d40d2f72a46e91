"""The conversation in front: its transcript, and the turns that run in any of them."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from typing_extensions import override

from evotr.domain import (
    PromptProgress,
    Recalled,
    Routed,
    TokenChunk,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from evotr.errors import EvotrError
from evotr.text import Catalog
from ui.bridge import Inbox, TurnPort, TurnRunner
from ui.presenters.entries import Entry
from ui.presenters.front import Front
from ui.presenters.turns import Handover, LiveTurn

__all__ = ["ChatPresenter"]


class ChatPresenter(Front):
    """Says things in the conversation in front, and runs the turns of all.

    Signals (and those of `Front`):
        streamed(text): New text of the last entry, which is streaming.
        progressed(percent): How much of the prompt is read.
        busy_changed(busy): Whether the conversation in front is being answered.
        running_changed(ids): The conversations that are being answered.
        begun(conversation_id): A new conversation is in the journal.
        stored(conversation_id): A turn's words are in the journal.
        ended(conversation_id): A turn has ended, in whichever way.
        broke(error): The answer in front ended with it.
        refused(words): Words that were not stored; they belong to the writer again.
        queued(words): What waits to be sent in the conversation in front.
    """

    streamed = Signal(str)
    progressed = Signal(int)
    busy_changed = Signal(bool)
    running_changed = Signal(object)
    begun = Signal(str)
    stored = Signal(str)
    ended = Signal(str)
    broke = Signal(object)
    refused = Signal(str)
    queued = Signal(object)

    def __init__(
        self,
        texts: Catalog,
        inbox: Inbox,
        runner: TurnRunner,
        parent: QObject,
        *,
        private: bool = False,
    ) -> None:
        super().__init__(texts, inbox, parent, private=private)
        self._runner = runner
        self._live: dict[int, LiveTurn] = {}
        self._front: int | None = None
        self._refused: set[str] = set()
        self._returned: dict[str, str] = {}
        runner.happened.connect(self._happened)

    @property
    def busy(self) -> bool:
        """Whether the conversation in front is being answered."""
        return self._front is not None

    @property
    def running(self) -> bool:
        """Whether anything is being answered, in front or not."""
        return bool(self._live)

    @property
    def waiting(self) -> tuple[str, ...]:
        """What waits to be sent in the conversation in front."""
        live = self._live.get(self._front) if self._front is not None else None
        return tuple(live.waiting) if live else ()

    @property
    def held_back(self) -> bool:
        """Whether words wait to be sent, or to be given back, in any conversation."""
        return bool(self._returned) or any(one.waiting for one in self._live.values())

    @property
    def last_question(self) -> Entry | None:
        """The last user message in front."""
        return next((e for e in reversed(self.entries) if e.role == "user"), None)

    @property
    def last_answer(self) -> Entry | None:
        """The answer at the end, if there is one and it has ended."""
        last = self.entries[-1] if self.entries else None
        return last if last and last.role == "assistant" and not self.busy else None

    def show(self, conversation_id: str | None) -> None:
        """Bring a conversation to the front; None is a new, empty one."""
        self.conversation_id = conversation_id
        self._sought = None
        self._bring_to_front(self._ticket_of(conversation_id))
        if conversation_id is None:
            self._asked += 1
            self._show_consent(self.usual_consent)
            self._measure(0)
            self._display(())
            return
        self._read(conversation_id)
        if conversation_id in self._returned:
            self.refused.emit(self._returned.pop(conversation_id))

    def hand_over(self) -> Handover:
        """Give what is in front, and what is being answered, to another front."""
        given = Handover(self.conversation_id, self._front, self._live)
        self._live = {}
        self.show(None)
        self._tell_running()
        return given

    def take_over(self, given: Handover) -> None:
        """Bring what another front gave to the front of this one."""
        self._live |= given.turns
        self.show(given.conversation_id)
        if given.conversation_id is None and given.front is not None:
            self._bring_to_front(given.front)
            self._display(self._live[given.front].entries())
        self._tell_running()

    def send(self, words: str) -> None:
        """Say something in the conversation in front; it waits while that answers."""
        if self._assistant is None:
            return
        if self._front is not None:
            self._live[self._front].waiting.append(words)
            self.queued.emit(self.waiting)
            return
        try:
            turn = self._assistant.send(words, conversation_id=self.conversation_id)
        except EvotrError as error:
            self.failed.emit(error)
            self.refused.emit(words)
            return
        self._begin(turn, self.entries, words)

    def take_back(self, number: int) -> None:
        """Do not send what waits, counted from 0; its words return to the writer."""
        if self._front is not None and number < len(self.waiting):
            words = self._live[self._front].waiting.pop(number)
            self.queued.emit(self.waiting)
            self.refused.emit(words)

    def edit(self, words: str, place: int | None = None) -> None:
        """Say ``words`` in place of a question, by its entry; None is the last one."""
        if place is None:
            place = self.last_place("user")
        if self._assistant is None or self.busy or place is None:
            return
        question = self.entries[place]
        if question.role != "user" or not question.key:
            return
        try:
            turn = self._assistant.edit(question.key, words)
        except EvotrError as error:
            self.failed.emit(error)
            self.refused.emit(words)
            return
        self._begin(turn, self.entries[:place], words)

    def regenerate(
        self,
        place: int | None = None,
        experts: Sequence[tuple[str, float]] | None = None,
    ) -> None:
        """Answer a question again, by ``experts`` (None: whoever fits).

        ``place`` is the answer's entry, None the last one.
        """
        if place is None:
            place = len(self.entries) - 1 if self.last_answer else None
        if self._assistant is None or self.busy or place is None:
            return
        answer = self.entries[place]
        if answer.role != "assistant" or not answer.key:
            return
        try:
            turn = self._assistant.regenerate(answer.key, experts=experts)
        except EvotrError as error:
            self.failed.emit(error)
            return
        self._begin(turn, self.entries[:place], None)

    def step(self, place: int, by: int) -> None:
        """Show the version before (-1) or after (1) the one of an entry."""
        entry = self.entries[place]
        number = entry.place[0] - 1 + by
        if self._assistant is None or self.busy:
            return
        if 0 <= number < len(entry.siblings):
            self._asked += 1
            self._take(self._assistant.select_version(entry.siblings[number]))

    def last_place(self, role: str) -> int | None:
        """The entry of the last message of a role."""
        places = (i for i, e in enumerate(self.entries) if e.role == role)
        return max(places, default=None)

    def stop(self) -> None:
        """Stop the answer in front; what was said stays."""
        if self._front is not None:
            self._runner.cancel(self._front)

    def stop_in(self, conversation_id: str) -> None:
        """Stop the answer in a conversation, if one is under way."""
        ticket = self._ticket_of(conversation_id)
        if ticket is not None:
            self._runner.cancel(ticket)

    def _begin(
        self, turn: TurnPort, base: tuple[Entry, ...], words: str | None
    ) -> None:
        self._asked += 1  # a transcript still being read is older than this turn
        self._answers.ask_no_more()
        live = LiveTurn(self.conversation_id, base, words)
        if live.conversation_id is None and self.consent != "learn":
            live.consent = self.consent
        self._bring_to_front(self._run(turn, live))
        self._display(live.entries())
        self._tell_running()

    def _run(self, turn: TurnPort, live: LiveTurn) -> int:
        ticket = self._runner.start(turn)
        self._live[ticket] = live
        return ticket

    @override
    def _written(self) -> set[str]:
        return {each.answer.key for each in self._live.values()}

    @override
    def _up_to_now(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return entries if self._front is None else self._live[self._front].over(entries)

    def _ticket_of(self, conversation_id: str | None) -> int | None:
        if conversation_id is None:
            return None
        for ticket, live in self._live.items():
            if live.conversation_id == conversation_id:
                return ticket
        return None

    def _bring_to_front(self, ticket: int | None) -> None:
        was_busy, self._front = self.busy, ticket
        if was_busy != self.busy:
            self.busy_changed.emit(self.busy)
        self.queued.emit(self.waiting)

    def _tell_running(self) -> None:
        ids = {live.conversation_id for live in self._live.values()} - {None}
        self.running_changed.emit(frozenset(ids))

    @Slot(int, object)
    def _happened(self, ticket: int, event: TurnEvent) -> None:
        live = self._live.get(ticket)
        if live is None:
            return
        match event:
            case TurnStarted():
                self._started(ticket, live, event)
            case Routed() | Recalled():
                self._noted(live, event)
                if ticket == self._front:
                    self._display(self._up_to_now(self.entries))
            case PromptProgress(processed, total, _):
                if ticket == self._front and total:
                    self.progressed.emit(100 * processed // total)
            case TokenChunk(text):
                live.parts.append(text)
                if ticket == self._front:
                    self.streamed.emit(text)
            case TurnFinished() | TurnFailed():
                self._ended(ticket, live, event)

    def _noted(self, live: LiveTurn, event: Routed | Recalled) -> None:
        if isinstance(event, Recalled):
            live.recalled = event
            return
        first, live.routed = live.routed is None, event
        live.chip = self._answers.chip_of(event)
        if event.fault is not None and first:
            self.failed.emit(event.fault)
        for refused in event.refused:
            weights = str(refused.values["path"])
            if weights not in self._refused:  # once, and not at each answer
                self._refused.add(weights)
                self.failed.emit(refused)

    def _started(self, ticket: int, live: LiveTurn, event: TurnStarted) -> None:
        live.started = event
        new, live.conversation_id = live.conversation_id is None, event.conversation_id
        if live.consent is not None:
            self._ask_consent(event.conversation_id, live.consent)
        if ticket == self._front:
            self.conversation_id = event.conversation_id
            self.entries = live.over(live.entries())
        self._tell_running()
        if new:
            self.begun.emit(event.conversation_id)
        self.stored.emit(event.conversation_id)

    def _ended(
        self, ticket: int, live: LiveTurn, event: TurnFinished | TurnFailed
    ) -> None:
        del self._live[ticket]
        error = event.error if isinstance(event, TurnFailed) else None
        if live.started:
            self._answers.note(live.started.answer_id, live.recalled, error)
        in_front = ticket == self._front
        if in_front:
            self._settle(live, event)
        elif error is not None and live.started is None:
            self.failed.emit(error)
        self._go_on(live, event, in_front=in_front)
        self._tell_running()
        if live.conversation_id is not None:
            self.ended.emit(live.conversation_id)

    def _go_on(
        self, live: LiveTurn, event: TurnFinished | TurnFailed, *, in_front: bool
    ) -> None:
        """Send what waited; where the answer was stopped or failed, give it back."""
        if not live.waiting:
            return
        whole = isinstance(event, TurnFinished) and event.reason != "cancelled"
        if whole and self._assistant is not None:
            words, *rest = live.waiting
            try:
                turn = self._assistant.send(words, conversation_id=live.conversation_id)
            except EvotrError as error:
                self.failed.emit(error)
            else:
                base = (*live.entries()[:-1], self._answers.ended(live, event))
                following = LiveTurn(live.conversation_id, base, words, waiting=rest)
                self._asked += 1
                ticket = self._run(turn, following)
                if in_front:
                    self._bring_to_front(ticket)
                    self._display(following.entries())
                return
        back = "\n".join(live.waiting)
        if in_front:
            self.refused.emit(back)
        elif live.conversation_id is not None:
            self._returned[live.conversation_id] = back

    def _settle(self, live: LiveTurn, event: TurnFinished | TurnFailed) -> None:
        self._bring_to_front(None)
        if isinstance(event, TurnFailed) and live.started is None:
            # Nothing was stored: the words go back to where they were written.
            self._display(live.base)
            self.failed.emit(event.error)
            if live.words is not None:
                self.refused.emit(live.words)
            return
        if isinstance(event, TurnFailed):
            self.broke.emit(event.error)
        else:
            self._measure_by(event.usage)
        self._display((*live.entries()[:-1], self._answers.ended(live, event)))
        if live.conversation_id is not None:
            self._read(live.conversation_id)
