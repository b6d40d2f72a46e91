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
        broke(answer_id, error): The answer in front ended with it.
        left(): Another conversation is in front.
        queued(words): What waits to be sent in the conversation in front.
    """

    streamed = Signal(str)
    progressed = Signal(int)
    busy_changed = Signal(bool)
    running_changed = Signal(object)
    begun = Signal(str)
    stored = Signal(str)
    ended = Signal(str)
    broke = Signal(str, object)
    left = Signal()
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
        runner.happened.connect(self._happened)

    @property
    @override
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

    def show(self, conversation_id: str | None) -> None:
        """Bring a conversation to the front; None is a new, empty one."""
        if conversation_id is None or conversation_id != self.conversation_id:
            self.left.emit()
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
        self._take_returned(conversation_id)

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
            self._hold(self._live[self._front])
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
            self.refused.emit(self._live[self._front].waiting.pop(number))
            self._hold(self._live[self._front])

    def _hold(self, live: LiveTurn) -> None:
        """Have what waits outlive the program, and tell what waits in front."""
        if self._assistant is not None:
            self._queues.keep(self._assistant, live)
        self.queued.emit(self.waiting)

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

    def go_on(self, place: int) -> None:
        """Have an answer go on where it ended, in its place."""
        answer = self.entries[place]
        if (
            self._assistant is None
            or self.busy
            or not (answer.resumable and answer.key)
        ):
            return
        try:
            turn = self._assistant.go_on(answer.key)
        except EvotrError as error:
            self.failed.emit(error)
            return
        self._begin(turn, self.entries[:place], None, answer)

    def retry(self, answer_id: str) -> None:
        """Answer a question again, if that answer is still in front."""
        place = self.place_of(answer_id)
        if place is not None:
            self.regenerate(place)

    def step(self, place: int, by: int) -> None:
        """Show the version before (-1) or after (1) the one of an entry."""
        entry = self.entries[place]
        number = entry.place[0] - 1 + by
        if self._assistant is None or self.busy:
            return
        if 0 <= number < len(entry.siblings):
            self._asked += 1
            self._take(self._assistant.select_version(entry.siblings[number]))

    @override
    def retell(self) -> None:
        for live in self._live.values():
            live.base = tuple(map(self._answers.retold, live.base))
            if live.routed is not None:
                live.chip = self._answers.chip_of(live.routed)
        super().retell()

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
        self,
        turn: TurnPort,
        base: tuple[Entry, ...],
        words: str | None,
        begun: Entry | None = None,
    ) -> None:
        self._asked += 1  # a transcript still being read is older than this turn
        self._answers.ask_no_more()
        live = LiveTurn(self.conversation_id, base, words)
        if begun is not None:
            live.parts, live.chip = [begun.text], begun.chip
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
                self._noted(ticket, live, event)
            case PromptProgress(processed, total, _):
                if ticket == self._front and total:
                    self.progressed.emit(100 * processed // total)
            case TokenChunk(text):
                live.parts.append(text)
                if ticket == self._front:
                    self.streamed.emit(text)
            case TurnFinished() | TurnFailed():
                self._ended(ticket, live, event)

    def _noted(self, ticket: int, live: LiveTurn, event: Routed | Recalled) -> None:
        for fault in self._answers.heard(live, event):
            self.failed.emit(fault)
        if ticket == self._front:
            self._display(self._up_to_now(self.entries))

    def _started(self, ticket: int, live: LiveTurn, event: TurnStarted) -> None:
        live.started = event
        new, live.conversation_id = live.conversation_id is None, event.conversation_id
        if new and live.waiting:
            self._hold(live)
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
        """Send what waited; where the answer was stopped or failed, give it back.

        At the end of the program it stays where it is kept, for the next start.
        """
        if not live.waiting or self._assistant is None:
            return
        whole = isinstance(event, TurnFinished) and event.reason != "cancelled"
        if whole:
            words, *rest = live.waiting
            try:
                turn = self._assistant.send(words, conversation_id=live.conversation_id)
            except EvotrError as error:
                self.failed.emit(error)
            else:
                base = (*live.entries()[:-1], self._answers.ended(live, event))
                following = LiveTurn(
                    live.conversation_id, base, words, waiting=rest, queue=live.queue
                )
                self._hold(following)
                self._asked += 1
                ticket = self._run(turn, following)
                if in_front:
                    self._bring_to_front(ticket)
                    self._display(following.entries())
                return
        if in_front:
            self.refused.emit("\n".join(live.waiting))  # first: who takes it keeps it
            live.waiting = []
            self._hold(live)
        else:
            self._queues.give_back(self._assistant, live)

    def _settle(self, live: LiveTurn, event: TurnFinished | TurnFailed) -> None:
        self._bring_to_front(None)
        if isinstance(event, TurnFailed) and live.started is None:
            # Nothing was stored: the words go back to where they were written.
            self._display(live.base)
            self.failed.emit(event.error)
            if live.words is not None:
                self.refused.emit(live.words)
            else:
                self.reload()  # the answer that was to be made anew is there
            return
        if isinstance(event, TurnFailed):
            self.broke.emit(live.answer.key, event.error)
        else:
            self._measure_by(event.usage)
        # What was opened above it meanwhile stays open.
        self._display((*self.entries[:-1], self._answers.ended(live, event)))
        if live.conversation_id is not None:
            self._read(live.conversation_id)
