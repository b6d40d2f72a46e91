"""The conversation in front: its transcript, and the turns that run in any of them."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from evotr.domain import (
    Consent,
    Conversation,
    PromptProgress,
    Recalled,
    Routed,
    StoredMessage,
    TokenChunk,
    Transcript,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from evotr.errors import EvotrError
from evotr.text import Catalog
from ui.bridge import AssistantPort, Inbox, TurnPort, TurnRunner
from ui.presenters.entries import Entry, entry_of, note_of, who_of
from ui.presenters.sources import Reasons, doubts_of, origins_of
from ui.presenters.turns import Handover, LiveTurn

__all__ = ["ChatPresenter"]

EXPLAINED = 20
"""So many answers, the newest, show what they were given when they are read again."""


class ChatPresenter(QObject):
    """Keeps the entries of the conversation in front and tells what changed.

    Signals:
        changed(keep, entries): The first ``keep`` entries stay, then come these.
        streamed(text): New text of the last entry, which is streaming.
        progressed(percent): How much of the prompt is read.
        busy_changed(busy): Whether the conversation in front is being answered.
        running_changed(ids): The conversations that are being answered.
        stored(conversation_id): A turn's words are in the journal.
        ended(conversation_id): A turn has ended, in whichever way.
        failed(error): Something asked for could not be done.
        consented(consent): What may be kept of the conversation in front.
        refused(words): Words that were not stored; they belong to the writer again.
    """

    changed = Signal(int, object)
    streamed = Signal(str)
    progressed = Signal(int)
    busy_changed = Signal(bool)
    running_changed = Signal(object)
    stored = Signal(str)
    ended = Signal(str)
    failed = Signal(object)
    consented = Signal(str)
    refused = Signal(str)

    def __init__(
        self, texts: Catalog, inbox: Inbox, runner: TurnRunner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._inbox = inbox
        self._runner = runner
        self._assistant: AssistantPort | None = None
        self._live: dict[int, LiveTurn] = {}
        self._front: int | None = None
        self._asked = 0
        self._errors: dict[str, EvotrError] = {}
        self._reasons = Reasons(inbox)
        self._refused: set[str] = set()
        self.consent: Consent = "learn"
        self.conversation_id: str | None = None
        self.entries: tuple[Entry, ...] = ()
        runner.happened.connect(self._happened)

    @property
    def busy(self) -> bool:
        """Whether the conversation in front is being answered."""
        return self._front is not None

    @property
    def open(self) -> bool:
        """Whether there is an assistant to talk to."""
        return self._assistant is not None

    @property
    def last_question(self) -> Entry | None:
        """The last user message in front."""
        return next((e for e in reversed(self.entries) if e.role == "user"), None)

    @property
    def last_answer(self) -> Entry | None:
        """The answer at the end, if there is one and it has ended."""
        last = self.entries[-1] if self.entries else None
        return last if last and last.role == "assistant" and not self.busy else None

    def attach(self, assistant: AssistantPort | None) -> None:
        """Talk to this assistant from now on (None: to nobody)."""
        self._assistant = assistant

    def show(self, conversation_id: str | None) -> None:
        """Bring a conversation to the front; None is a new, empty one."""
        self.conversation_id = conversation_id
        self._bring_to_front(self._ticket_of(conversation_id))
        if conversation_id is None:
            self._asked += 1
            self._show_consent("learn")
            self._display(())
        else:
            self._read(conversation_id)

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
        """Say something in the conversation in front; nothing while it answers."""
        if self._assistant is None or self.busy:
            return
        try:
            turn = self._assistant.send(words, conversation_id=self.conversation_id)
        except EvotrError as error:
            self.failed.emit(error)
            self.refused.emit(words)
            return
        self._begin(turn, self.entries, words)

    def edit(self, words: str) -> None:
        """Say ``words`` in place of the last question."""
        question = self.last_question
        if self._assistant is None or self.busy or not (question and question.key):
            return
        try:
            turn = self._assistant.edit(question.key, words)
        except EvotrError as error:
            self.failed.emit(error)
            self.refused.emit(words)
            return
        before = max(i for i, e in enumerate(self.entries) if e.key == question.key)
        self._begin(turn, self.entries[:before], words)

    def regenerate(self) -> None:
        """Answer the last question again."""
        answer = self.last_answer
        if self._assistant is None or not (answer and answer.key):
            return
        try:
            turn = self._assistant.regenerate(answer.key)
        except EvotrError as error:
            self.failed.emit(error)
            return
        self._begin(turn, self.entries[:-1], None)

    def set_consent(self, consent: Consent) -> None:
        """Say what may be kept of the conversation in front, stored or not."""
        if self.conversation_id is None:
            # It goes with the first message.
            self._show_consent(consent)
        else:
            self._ask_consent(self.conversation_id, consent)

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
        self._reasons.ask_no_more()
        live = LiveTurn(self.conversation_id, base, words)
        if live.conversation_id is None and self.consent != "learn":
            live.consent = self.consent
        ticket = self._runner.start(turn)
        self._live[ticket] = live
        self._bring_to_front(ticket)
        self._display(live.entries())
        self._tell_running()

    def _read(self, conversation_id: str) -> None:
        if self._assistant is None:
            return
        self._asked += 1
        asked = self._asked

        def arrived(transcript: Transcript) -> None:
            if asked == self._asked:
                self._arrived(transcript)

        self._inbox.expect(
            self._assistant.transcript(conversation_id), arrived, self.failed.emit
        )

    def _arrived(self, transcript: Transcript) -> None:
        entries = tuple(self._entry(message) for message in transcript.messages)
        if self._front is not None:
            entries = self._live[self._front].over(entries)
        self._display(entries)
        self._show_consent(transcript.conversation.consent)
        self._explain()

    def _explain(self) -> None:
        """Ask what the answers in front were given."""
        if self._assistant is None:
            return
        asked = self._asked

        def explained() -> None:
            if asked == self._asked:
                self._display(tuple(map(self._with_reasons, self.entries)))

        answers = [
            entry.key
            for entry in self.entries
            if entry.role == "assistant" and entry.state != "streaming"
        ]
        self._reasons.ask(self._assistant, answers[-EXPLAINED:], explained)

    def _with_reasons(self, entry: Entry) -> Entry:
        if entry.role == "user" or entry.state == "streaming":
            return entry
        given = self._reasons.of(entry.key)
        aside = self._texts.error(given.fault)[0] if given.fault else ""
        aside = " ".join(filter(None, (aside, *doubts_of(self._texts, given))))
        return replace(entry, aside=aside, sources=origins_of(self._texts, given.items))

    def _ask_consent(self, conversation_id: str, consent: Consent) -> None:
        if self._assistant is None:
            return

        def done(conversation: Conversation) -> None:
            if conversation.id == self.conversation_id:
                self._show_consent(conversation.consent)

        self._inbox.expect(
            self._assistant.set_consent(conversation_id, consent),
            done,
            self.failed.emit,
        )

    def _show_consent(self, consent: Consent) -> None:
        if consent != self.consent:
            self.consent = consent
            self.consented.emit(consent)

    def _entry(self, message: StoredMessage) -> Entry:
        entry = entry_of(message, self._texts)
        error = self._errors.get(entry.key)
        if error is not None:
            return self._with_error(replace(entry, state="failed"), error)
        live = {each.answer.key for each in self._live.values()}
        if entry.state == "streaming" and entry.key not in live:
            # Nobody writes it any more: its end could not be stored.
            note = note_of(self._texts, "interrupted")
            return replace(entry, state="interrupted", note=note)
        return self._with_reasons(entry)

    def _with_error(self, entry: Entry, error: EvotrError) -> Entry:
        note, hint = self._texts.error(error)
        return replace(entry, note=note, hint=hint)

    def _display(self, entries: tuple[Entry, ...]) -> None:
        old, self.entries = self.entries, entries
        keep = 0
        for before, after in zip(old, entries, strict=False):
            if before != after:
                break
            keep += 1
        if keep < max(len(old), len(entries)):
            self.changed.emit(keep, entries[keep:])

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
        if event.fault is not None and first:
            self.failed.emit(event.fault)
        for refused in event.refused:
            weights = str(refused.values["path"])
            if weights not in self._refused:  # once, and not at each answer
                self._refused.add(weights)
                self.failed.emit(refused)

    def _started(self, ticket: int, live: LiveTurn, event: TurnStarted) -> None:
        live.started = event
        live.conversation_id = event.conversation_id
        if live.consent is not None:
            self._ask_consent(event.conversation_id, live.consent)
        if ticket == self._front:
            self.conversation_id = event.conversation_id
            self.entries = live.over(live.entries())
        self._tell_running()
        self.stored.emit(event.conversation_id)

    def _ended(
        self, ticket: int, live: LiveTurn, event: TurnFinished | TurnFailed
    ) -> None:
        del self._live[ticket]
        if isinstance(event, TurnFailed) and live.started:
            self._errors[live.started.answer_id] = event.error
        if live.recalled and live.started:
            self._reasons.note(live.started.answer_id, live.recalled)
        if ticket == self._front:
            self._settle(live, event)
        elif isinstance(event, TurnFailed) and live.started is None:
            self.failed.emit(event.error)
        self._tell_running()
        if live.conversation_id is not None:
            self.ended.emit(live.conversation_id)

    def _settle(self, live: LiveTurn, event: TurnFinished | TurnFailed) -> None:
        self._bring_to_front(None)
        if isinstance(event, TurnFailed) and live.started is None:
            # Nothing was stored: the words go back to where they were written.
            self._display(live.base)
            self.failed.emit(event.error)
            if live.words is not None:
                self.refused.emit(live.words)
            return
        final = self._with_reasons(self._final(live, event))
        self._display((*live.entries()[:-1], final))
        if live.conversation_id is not None:
            self._read(live.conversation_id)

    def _final(self, live: LiveTurn, event: TurnFinished | TurnFailed) -> Entry:
        answer, routed = live.answer, live.routed
        who = who_of(self._texts, routed.experts, routed.route) if routed else ""
        match event:
            case TurnFailed(error):
                return self._with_error(replace(answer, state="failed"), error)
            case TurnFinished("cancelled"):
                note = note_of(self._texts, "cancelled", who=who)
                return replace(answer, state="cancelled", note=note)
            case TurnFinished(reason):
                note = note_of(self._texts, "complete", reason, who)
                return replace(answer, state="complete", note=note)
