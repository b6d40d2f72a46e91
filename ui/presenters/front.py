"""What is in front: the entries of a conversation as they were read."""

from collections.abc import Sequence
from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal

from evotr.domain import Consent, Conversation, StoredMessage, Thumb, Transcript
from evotr.text import Catalog
from ui.bridge import AssistantPort, Inbox
from ui.presenters.answers import Answers
from ui.presenters.entries import Entry
from ui.presenters.queues import Queues

__all__ = ["Front"]


class Front(QObject):
    """Keeps the entries of the conversation in front and tells what changed.

    Signals:
        changed(keep, entries): The first ``keep`` entries stay, then come these.
        retold(entries): They are the same ones, in another language.
        thumbed(place, thumb): What is said of an entry that stays.
        consented(consent): What may be kept of the conversation in front.
        own_prompted(text): The system prompt of its own that it has ("": none).
        own_prompt_kept(text): The one that was written for it is kept.
        measured(tokens): So many tokens the next message there carries along.
        failed(error): Something asked for could not be done.
        attached(is_open): There is an assistant to talk to, or none any more.
        found(place): The entry that was looked for.
        refused(words): Words that were not sent; they belong to the writer again.
        fronted(conversation_id): It is in front (empty: a new one), or the new one that
            is in front was stored by this id.
        returned(): What was not sent there by whoever was to send it is back, if any.
        read(): It has been read, and what is other than before was told; nothing of it
            is where a branch has the same words.

    Of a ``private`` one nothing is kept, and nothing can be taught by it.
    """

    changed = Signal(int, object)
    retold = Signal(object)
    thumbed = Signal(int, object)
    consented = Signal(str)
    own_prompted = Signal(str)
    own_prompt_kept = Signal(str)
    measured = Signal(int)
    failed = Signal(object)
    attached = Signal(bool)
    found = Signal(int)
    refused = Signal(str)
    fronted = Signal(str)
    returned = Signal()
    read = Signal()

    def __init__(
        self, texts: Catalog, inbox: Inbox, parent: QObject, *, private: bool
    ) -> None:
        super().__init__(parent)
        self.private = private
        self._texts = texts
        self._inbox = inbox
        self._assistant: AssistantPort | None = None
        self._asked = 0
        self._answers = Answers(texts, inbox)
        self._queues = Queues(inbox, self.failed.emit)
        self._sought: str | None = None
        self.tokens = 0
        self._weighed = ""
        self.consent: Consent = self.usual_consent
        self.own_prompt = ""
        self._conversation_id: str | None = None
        self.entries: tuple[Entry, ...] = ()

    @property
    def conversation_id(self) -> str | None:
        """The conversation in front; None until it is stored."""
        return self._conversation_id

    @conversation_id.setter
    def conversation_id(self, conversation_id: str | None) -> None:
        self._conversation_id = conversation_id
        self.fronted.emit(conversation_id or "")

    @property
    def open(self) -> bool:
        """Whether there is an assistant to talk to."""
        return self._assistant is not None

    @property
    def assistant(self) -> AssistantPort | None:
        """Who is talked to."""
        return self._assistant

    @property
    def busy(self) -> bool:
        """Whether the conversation in front is being answered."""
        return False

    @property
    def last_question(self) -> Entry | None:
        """The last user message in front."""
        return next((e for e in reversed(self.entries) if e.role == "user"), None)

    @property
    def last_answer(self) -> Entry | None:
        """The answer at the end, if there is one and it has ended."""
        last = self.entries[-1] if self.entries else None
        return last if last and last.role == "assistant" and not self.busy else None

    @property
    def resumable(self) -> bool:
        """Whether the last answer can go on."""
        return self.last_answer is not None and self.last_answer.resumable

    def attach(self, assistant: AssistantPort | None) -> None:
        """Talk to this assistant from now on (None: to nobody)."""
        self._assistant = assistant
        if assistant is not None:
            self._answers.introduce(assistant.cards())
            self._answers.serve(assistant.status().model)
        self.attached.emit(self.open)

    @property
    def usual_consent(self) -> Consent:
        """What may be kept of a new conversation."""
        return "nothing" if self.private else "learn"

    def retell(self) -> None:
        """Say all that stands in front in the language of now."""
        if self._assistant is not None:
            self._answers.introduce(self._assistant.cards())
        self.entries = self._up_to_now(tuple(map(self._answers.retold, self.entries)))
        self.retold.emit(self.entries)

    def title_of(self, expert: str) -> str:
        """How an expert is called."""
        return self._answers.title_of(expert)

    def reload(self) -> None:
        """Read the conversation in front again."""
        if self.conversation_id is not None:
            self._read(self.conversation_id)

    def toggle(self, place: int, part: int) -> None:
        """Show who answered (0) or a source, by its number; or hide it again."""
        self._answers.toggle(self.entries[place].key, part)
        self._redress()

    def thumb_given(self, key: str, thumb: Thumb | None) -> None:
        """Show what was said of an answer."""
        self._answers.thumbs.pop(key, None)
        if thumb is not None:
            self._answers.thumbs[key] = thumb
        self._redress()

    def set_consent(self, consent: Consent) -> None:
        """Say what may be kept of the conversation in front, stored or not."""
        if self.private:
            return
        if self.conversation_id is None:
            # It goes with the first message.
            self._show_consent(consent)
        else:
            self._ask_consent(self.conversation_id, consent)

    def _read(self, conversation_id: str) -> None:
        if self._assistant is None:
            return
        self._asked += 1
        self._inbox.expect(
            self._assistant.thumbs(conversation_id), self._thumbs_read, self.failed.emit
        )
        self._take(self._assistant.transcript(conversation_id))

    def take_returned(self) -> None:
        """Give words back that were not sent after all, by whoever was to send them."""
        conversation_id = self.conversation_id
        if self._assistant is None or conversation_id is None:
            return

        def taken(words: tuple[str, ...]) -> bool:
            seen = conversation_id == self.conversation_id
            if seen:
                if words:
                    self._returned(conversation_id, words)
                self.returned.emit()
            return seen

        self._queues.take(self._assistant, conversation_id, taken)

    def _returned(self, conversation_id: str, words: tuple[str, ...]) -> None:
        """Messages of the conversation in front were not sent."""
        del conversation_id
        self.refused.emit("\n".join(words))

    def _take(self, read: Future[Transcript]) -> None:
        """Show what is read, unless something else was asked for since."""
        asked = self._asked

        def arrived(transcript: Transcript) -> None:
            if asked == self._asked:
                self._arrived(transcript)

        self._inbox.expect(read, arrived, self.failed.emit)

    def _thumbs_read(self, thumbs: dict[str, Thumb]) -> None:
        self._answers.thumbs.update(thumbs)

    def _arrived(self, transcript: Transcript) -> None:
        entries = tuple(self._answers.read(transcript.messages, self._written()))
        self._display(self._up_to_now(entries))
        self.read.emit()
        self._find()
        self._show_consent(transcript.conversation.consent)
        self._show_own_prompt(transcript.conversation.system_prompt)
        self._weigh(transcript)
        self._explain()

    def seek(self, message_id: str) -> None:
        """Tell where a message of the conversation in front is, once that is read."""
        self._sought = message_id
        self._find()

    def _find(self) -> None:
        for place, entry in enumerate(self.entries):
            if self._sought is not None and entry.key == self._sought:
                self._sought = None
                self.found.emit(place)

    def last_place(self, role: str) -> int | None:
        """The entry of the last message of a role."""
        places = (i for i, e in enumerate(self.entries) if e.role == role)
        return max(places, default=None)

    @property
    def last_versions(self) -> int | None:
        """The last entry that there are several versions of."""
        places = (i for i, e in enumerate(self.entries) if e.place[1] > 1)
        return max(places, default=None)

    def place_of(self, message_id: str) -> int | None:
        """The entry of a message, if it is in front."""
        places = (i for i, e in enumerate(self.entries) if e.key == message_id)
        return next(places, None)

    def _explain(self) -> None:
        """Ask what the answers in front were given."""
        if self._assistant is None:
            return
        asked = self._asked

        def explained() -> None:
            if asked == self._asked:
                self._redress()

        self._answers.explain(self._assistant, self.entries, explained)

    def _redress(self) -> None:
        entries = tuple(map(self._answers.dressed, self.entries))
        self._display(self._up_to_now(entries))

    def _weigh(self, transcript: Transcript) -> None:
        """Ask what the next message will carry along, by what is there by now.

        Until that is known, and where nobody can count it, a conversation that has just
        come to the front has come to what the last answer of a model took.
        """
        if self._assistant is None:
            return
        asked, usual = self._asked, _taken(transcript.messages)
        if self._weighed != transcript.conversation.id:
            self._weighed = transcript.conversation.id
            self._measure(usual)

        def counted(tokens: int | None) -> None:
            if asked == self._asked:
                self._measure(usual if tokens is None else tokens)

        # Why it cannot be counted is told where something is asked of the model.
        told = self._assistant.carried(transcript)
        self._inbox.expect(told, counted, lambda _: counted(None))

    def _measure(self, tokens: int) -> None:
        if tokens != self.tokens:
            self.tokens = tokens
            self.measured.emit(tokens)

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

    def set_own_prompt(self, text: str, conversation_id: str | None = None) -> None:
        """Give a conversation a system prompt of its own; "" takes it away.

        It is the one in front where none is named; a new one begins with it.
        """
        named = conversation_id or self.conversation_id
        if self._assistant is None or named is None:
            self._show_own_prompt(text)
            self.own_prompt_kept.emit(text)
            return

        def done(conversation: Conversation) -> None:
            if conversation.id == self.conversation_id:
                self._show_own_prompt(conversation.system_prompt)
                self.own_prompt_kept.emit(conversation.system_prompt)
                self.reload()  # it is carried along from now on

        given = self._assistant.set_system_prompt(named, text)
        self._inbox.expect(given, done, self.failed.emit)

    def _show_own_prompt(self, text: str) -> None:
        if text != self.own_prompt:
            self.own_prompt = text
            self.own_prompted.emit(text)

    def _display(self, entries: tuple[Entry, ...]) -> None:
        old, self.entries = self.entries, entries
        keep = 0
        for before, after in zip(old, entries, strict=False):
            if before != after:
                break
            keep += 1
        for place in range(keep):
            if old[place].thumb != entries[place].thumb:
                self.thumbed.emit(place, entries[place].thumb)
        if keep < max(len(old), len(entries)):
            self.changed.emit(keep, entries[keep:])

    def _written(self) -> set[str]:
        """The ids of the answers that are being written."""
        return set()

    def _up_to_now(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """``entries``, read at any moment, as they are now."""
        return entries


def _taken(messages: Sequence[StoredMessage]) -> int:
    """What the last answer that a model made took of the context."""
    made = (message.answer for message in reversed(messages))
    used = (answer.usage for answer in made if answer is not None)
    for usage in used:
        if usage is not None and usage.prompt_tokens:
            return usage.prompt_tokens + usage.completion_tokens
    return 0
