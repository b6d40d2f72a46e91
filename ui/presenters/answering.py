"""The turns that run in any conversation, and what becomes of them."""

from functools import partial
from typing import TYPE_CHECKING

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
from ui.presenters.turns import LiveTurn, Work

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Answering"]


def _none_is(_words: str, /) -> bool:
    return False


def _nothing() -> bool:
    return False


class Answering(Front):
    """Runs turns, in front and behind, and tells what is heard of them.

    Signals (and those of `Front`):
        streamed(text): New text of the last entry, which is streaming.
        progressed(percent): How much of the prompt is read.
        busy_changed(busy): Whether the conversation in front is being answered.
        running_changed(ids): The conversations that are being answered.
        begun(conversation_id): A new conversation is in the journal.
        stored(conversation_id): A turn's words are in the journal.
        ended(conversation_id): A turn has ended, in whichever way.
        broke(answer_id, error): The answer in front ended with it.
        queued(words): What waits to be sent in the conversation in front.
        kept(conversation_id, words): What was said is in the journal, sent or waiting.
        unkept(conversation_id, words): What was said behind could not be stored.
            A conversation that was new when it was said has no id in these two.
        gave_back(conversation_id): What waits there is no longer this front's to send;
            whoever shows that conversation may take it (`take_returned`).
    """

    streamed = Signal(str)
    progressed = Signal(int)
    busy_changed = Signal(bool)
    running_changed = Signal(object)
    begun = Signal(str)
    stored = Signal(str)
    ended = Signal(str)
    broke = Signal(str, object)
    queued = Signal(object)
    kept = Signal(str, str)
    unkept = Signal(str, str)
    gave_back = Signal(str)

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
        self._rested: dict[str, LiveTurn] = {}
        self.edited_one = _none_is
        """Whether words that waited in front are being said otherwise."""
        self.typing: Callable[[], bool] = _nothing
        """Whether a next message is typed in front: nothing is to be put before it."""
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
    def work(self) -> Work:
        """What is being answered, in front or not, and what waits for that to end."""
        waiting = sum(len(live.waiting) for live in self._live.values())
        return Work(len(self._live), waiting)

    @property
    def waiting(self) -> tuple[str, ...]:
        """What waits to be sent in the conversation in front."""
        live = self._queue_in_front
        return tuple(live.waiting) if live else ()

    @property
    def edited(self) -> int | None:
        """The one of them that is being said otherwise, counted from 0."""
        live = self._queue_in_front
        return live.edited if live else None

    def holds(self, conversation_id: str, words: str) -> bool:
        """Whether these words wait here to be sent there, in front or not."""
        queues = (*self._live.values(), *self._rested.values())
        return any(
            each.conversation_id == conversation_id and words in each.waiting
            for each in queues
        )

    @property
    def _queue_in_front(self) -> LiveTurn | None:
        """The turn that it waits behind: under way, or one that was stopped."""
        if self._front is not None:
            return self._live.get(self._front)
        return self._rested.get(self.conversation_id or "")

    @override
    def retell(self) -> None:
        for live in self._live.values():
            live.base = tuple(map(self._answers.retold, live.base))
            if live.routed is not None:
                live.chip = self._answers.chip_of(live.routed)
        super().retell()

    def _hold(self, live: LiveTurn) -> None:
        """Have what waits outlive the program, and tell what waits in front."""
        if self._assistant is not None:
            self._queues.keep(self._assistant, live.held, self.kept.emit)
        self.queued.emit(self.waiting)

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
            self._answers.resume(live, begun)
        if live.conversation_id is None and self.consent != "learn":
            live.consent = self.consent
        rested = self._rested.pop(live.conversation_id or "", None)
        if rested is not None:
            live.waiting, live.queue = rested.waiting, rested.queue
            live.edited = rested.edited
        self._bring_to_front(self._run(turn, live))
        if rested is not None:
            self._hold(live)
        self._display(live.entries())
        self._tell_running()

    def _run(self, turn: TurnPort, live: LiveTurn) -> int:
        ticket = self._runner.start(turn)
        self._live[ticket] = live
        if live.words is not None:
            said = partial(self.kept.emit, live.conversation_id or "", live.words)
            # What could not be stored ends the turn, which tells of it.
            self._inbox.expect(turn.stored, lambda _: said(), lambda _: None)
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
                self._streamed(ticket, live.hear(text))
            case TurnFinished() | TurnFailed():
                self._ended(ticket, live, event)

    def _streamed(self, ticket: int, shown: str) -> None:
        if shown and ticket == self._front:
            self.streamed.emit(shown)

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
        self._streamed(ticket, live.end())
        del self._live[ticket]
        error = event.error if isinstance(event, TurnFailed) else None
        if live.started:
            self._answers.note(live.started.answer_id, live.recalled, error)
        in_front = ticket == self._front
        if in_front:
            self._settle(live, event)
        elif error is not None and live.started is None:
            self.failed.emit(error)
            if live.words is not None:
                self.unkept.emit(live.conversation_id or "", live.words)
        self._go_on(live, event, in_front=in_front)
        self._tell_running()
        if live.conversation_id is not None:
            self.ended.emit(live.conversation_id)

    def _go_on(
        self, live: LiveTurn, event: TurnFinished | TurnFailed, *, in_front: bool
    ) -> None:
        """Send what waited; where the answer was stopped or failed, give it back.

        Several messages wait on then, each for itself, and so does one while the next
        is typed; and one that is being said otherwise, however the answer ended. At
        the end of the program they stay where they are kept, for the next start.
        """
        if not live.waiting or self._assistant is None:
            return
        whole = isinstance(event, TurnFinished) and event.reason != "cancelled"
        if whole and live.edited != 0:
            words = live.waiting[0]
            try:
                turn = self._assistant.send(words, conversation_id=live.conversation_id)
            except EvotrError as error:
                self.failed.emit(error)
            else:
                base = (*live.entries()[:-1], self._answers.ended(live, event))
                live.take(0)
                following = LiveTurn(
                    live.conversation_id,
                    base,
                    words,
                    waiting=live.waiting,
                    edited=live.edited,
                    queue=live.queue,
                )
                self._hold(following)
                self._asked += 1
                ticket = self._run(turn, following)
                if in_front:
                    self._bring_to_front(ticket)
                    self._display(following.entries())
                return
        live.due = whole and live.edited == 0
        if not in_front:
            self._give_back(live)
        elif live.conversation_id is not None and (live.stays or self.typing()):
            # They are no one message: they stay as they are, until somebody says.
            self._rest(live.conversation_id, live)
        else:
            self.refused.emit("\n".join(live.waiting))  # first: who takes it keeps it
            for words in live.waiting:
                self.kept.emit(live.conversation_id or "", words)
            live.waiting = []
            self._hold(live)

    def _rest(self, conversation_id: str, live: LiveTurn) -> None:
        """Let what waits behind ``live`` rest, after what rests there already."""
        resting = self._rested.setdefault(conversation_id, live)
        if resting is not live:
            live.wait_behind(resting)
            self._hold(resting)  # first: no kill in between loses them
        self._hold(live)

    def _give_back(self, live: LiveTurn) -> None:
        """Let what waits belong to whoever shows its conversation next, or does now."""
        if self._assistant is not None:
            self._queues.give_back(self._assistant, live.queue)
            if live.conversation_id is not None:
                self.gave_back.emit(live.conversation_id)

    @override
    def _returned(self, conversation_id: str, words: tuple[str, ...]) -> None:
        stays = len(words) > 1 or self.typing() or any(map(self.edited_one, words))
        if not stays:
            super()._returned(conversation_id, words)
            return
        back = LiveTurn(conversation_id, (), None, waiting=list(words))
        self._rest(conversation_id, back)

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
        # What was opened above it meanwhile stays open.
        self._display((*self.entries[:-1], self._answers.ended(live, event)))
        if live.conversation_id is not None:
            self._read(live.conversation_id)
