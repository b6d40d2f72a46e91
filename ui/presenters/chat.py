"""The conversation in front: what a person asks of it."""

from collections.abc import Sequence
from concurrent.futures import Future

from PySide6.QtCore import Signal

from evotr.domain import Conversation
from evotr.errors import EvotrError
from ui.presenters.answering import Answering
from ui.presenters.turns import Handover

__all__ = ["ChatPresenter"]


class ChatPresenter(Answering):
    """Says things in the conversation in front, and has answers made.

    Signals (and those of `Answering`):
        left(): Another conversation is in front.
        branched(): So is one that branched from it, and that was asked for.
    """

    left = Signal()
    branched = Signal()
    _copy: Future[Conversation] | None = None  # that becomes a branch

    def show(self, conversation_id: str | None) -> None:
        """Bring a conversation to the front; None is a new, empty one."""
        before, rested = self.conversation_id, None
        if conversation_id is None or conversation_id != before:
            self.left.emit()
            rested = self._rested.pop(before or "", None)
        self.conversation_id = conversation_id
        if rested is not None:
            self._give_back(rested)
        self._sought = None
        self._bring_to_front(self._ticket_of(conversation_id))
        if conversation_id is None:
            self._asked += 1
            self._show_consent(self.usual_consent)
            self._show_own_prompt("")
            self._measure(0)
            self._display(())
            return
        self._read(conversation_id)
        self.take_returned()

    def hand_over(self) -> Handover:
        """Give what is in front, and what is being answered, to another front."""
        in_front = self._queue_in_front
        if in_front is not None:
            in_front.edited = None  # who shows it next begins that anew
        rested = self._rested.pop(self.conversation_id or "", None)
        given = Handover(self.conversation_id, self._front, self._live, rested)
        self._live = {}
        self.show(None)
        self._tell_running()
        return given

    def take_over(self, given: Handover) -> None:
        """Bring what another front gave to the front of this one."""
        self._live |= given.turns
        if given.rested is not None and given.conversation_id is not None:
            self._rest(given.conversation_id, given.rested)
        self.show(given.conversation_id)
        if given.conversation_id is None and given.front is not None:
            self._bring_to_front(given.front)
            self._display(self._live[given.front].entries())
        self._tell_running()

    def send(self, words: str) -> None:
        """Say something in the conversation in front; it waits while that answers.

        It waits behind what waits already, and has that sent, too, where it rests.
        """
        if self._assistant is None:
            return
        live = self._queue_in_front
        if live is not None and (self.busy or live.waiting):
            live.waiting.append(words)
            self._hold(live)
            self.send_waiting()
            return
        self._say(words)

    def _say(self, words: str) -> None:
        if self._assistant is None:
            return
        try:
            new = self.conversation_id is None
            turn = self._assistant.send(
                words,
                conversation_id=self.conversation_id,
                system_prompt=self.own_prompt if new else "",
            )
        except EvotrError as error:
            self.failed.emit(error)
            self.refused.emit(words)
            return
        self._begin(turn, self.entries, words)

    def take_back(self, number: int) -> None:
        """Do not send what waits, counted from 0; its words return to the writer."""
        live = self._queue_in_front
        if live is not None and number < len(live.waiting):
            self.refused.emit(live.take(number))
            self._hold(live)

    def hold_back(self, number: int) -> None:
        """What waits there, counted from 0, is being said otherwise, until `put_back`.

        Nothing is sent of it and those behind it meanwhile.
        """
        live = self._queue_in_front
        if live is not None and number < len(live.waiting):
            live.edited = number
            self.queued.emit(self.waiting)

    def put_back(self, words: str | None = None, *, go_on: bool = False) -> None:
        """It waits again in its place, as ``words`` (None: as it was).

        Who says it otherwise has it sent, where it is the next; so has ``go_on`` where
        the answer ended meanwhile, stopped by nobody. Where it waits no more, the words
        are sent as any.
        """
        live = self._queue_in_front
        if live is None or live.edited is None:
            if words is not None:
                self.send(words)
            return
        place, live.edited = live.edited, None
        if words is not None:
            live.waiting[place] = words
        self._hold(live)
        if place == 0 and (words is not None or (go_on and live.due)):
            self.send_waiting()

    def send_waiting(self) -> None:
        """Send what waits since an answer was stopped, one after the other."""
        live = self._queue_in_front
        if self._assistant is None or live is None or self.busy:
            return
        if live.waiting and live.edited != 0:
            self._say(live.take(0))
            if not self.busy:  # it was refused, and is the writer's again
                self._hold(live)

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

    def branch(self, place: int) -> None:
        """Go on from a message in a new conversation, with a copy of all up to it.

        While one is being copied nothing happens, nor in a private one, which has none.
        """
        message = self.entries[place].key
        if self._assistant is None or self.private or not message:
            return
        if self._copy is not None and not self._copy.cancelled():
            return
        before = self.conversation_id

        def made(conversation: Conversation) -> None:
            self._copy = None
            here = self.conversation_id == before
            if here:  # nobody has gone elsewhere meanwhile
                self.show(conversation.id)
            self.stored.emit(conversation.id)
            if here:
                self.branched.emit()

        def not_made(error: EvotrError) -> None:
            self._copy = None
            self.failed.emit(error)

        mark = self._texts("cli.conversations.branch_mark")
        self._copy = self._assistant.branch(message, mark)
        self._inbox.expect(self._copy, made, not_made)

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

    def stop(self) -> None:
        """Stop the answer in front; what was said stays."""
        if self._front is not None:
            self._runner.cancel(self._front)

    def stop_in(self, conversation_id: str) -> None:
        """Stop the answer in a conversation, if one is under way."""
        ticket = self._ticket_of(conversation_id)
        if ticket is not None:
            self._runner.cancel(ticket)
