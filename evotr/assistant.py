"""The assistant: one turn is a stream of events, and every face reads the same one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from evotr.domain import (
    GENERAL,
    Consent,
    Conversation,
    EngineStatus,
    ExpertCard,
    Known,
    Priority,
    StoredExemplar,
    StoredMessage,
    Taught,
    Thumb,
    Transcript,
)
from evotr.errors import EvotrError, MemoryOff, RouterFailed
from evotr.experts import BASE, Registry, Shares, known_expert, parse_blend
from evotr.inference.api import TextEngine
from evotr.journal import Journal
from evotr.journal.fleeting import open_fleeting
from evotr.journal.forgetting import Doomed
from evotr.journal.known import known
from evotr.journal.ledger import Ledger
from evotr.journal.waiting import Waiting
from evotr.memory.documents.intake import Intake
from evotr.memory.service import Outcome
from evotr.turn import (
    ALL_TALKS,
    AUTO,
    Chooser,
    Mind,
    Presence,
    Profile,
    Switchboard,
    Talks,
    Turn,
    Wish,
    carried,
    let_go,
    recent,
    require_visible,
)

__all__ = ["Assistant", "Profile", "Turn", "recent", "require_visible"]


class Assistant(Talks):
    """What a face needs: turns, and the conversations they belong to.

    Methods that read or write conversations return futures (done on the storage
    thread) that raise the errors of ``evotr.errors``. Without a ``switchboard``
    "general" answers what nobody is chosen for; without a ``mind`` answers are given no
    memories, and none are made.
    """

    def __init__(
        self,
        journal: Journal,
        engine: TextEngine,
        profile: Profile,
        experts: Registry,
        switchboard: Switchboard | None = None,
        mind: Mind | None = None,
    ) -> None:
        super().__init__(journal)
        self._engine = engine
        self._profile = profile
        self._experts = experts
        self._switchboard = switchboard
        self._mind = mind
        self._paused = False
        self.presence = Presence()
        """Knows whether a turn is under way."""
        self.forget_heads: Callable[[], None] = lambda: None
        """Deletes what was fitted on what the user taught the router."""
        self.tried: Mapping[str, Future[EvotrError | None]] = {}
        """Why a model that reads texts cannot, by its setting, once it was opened."""
        self.uphold: Callable[[str], Future[Any]] = journal.ledger.uphold
        """Has a row in doubt learned from, unless nights never would."""
        self._chooser = Chooser(experts, switchboard, profile.expert)

    @property
    def profile(self) -> Profile:
        """How answers are made at present."""
        return self._profile

    def cards(self) -> tuple[ExpertCard, ...]:
        """Who there is to answer, by id; "general" stands for the base."""
        return tuple(self._experts.cards.experts.values())

    def blend(self, text: str) -> Shares:
        """What a user wrote as experts (``tr_chat:0.6,python_coder:0.4``, ``base``).

        Raises:
            ExpertNotFound: There is no such expert; the nearest is suggested.
            BlendWrong: Something else is wrong with it.
        """
        return parse_blend(text, self._experts.cards.experts)

    def send(
        self,
        text: str,
        *,
        conversation_id: str | None = None,
        experts: Shares | None = None,
        priority: Priority = Priority.INTERACTIVE,
        system_prompt: str = "",
    ) -> Turn:
        """Store ``text`` (in a new conversation with None) and answer it.

        ``experts`` (of `blend`) answer, the base when it is empty. None leaves it to
        who is pinned to the conversation, and otherwise to the router. A
        ``system_prompt`` is the conversation's own from then on.

        Raises:
            EmptyMessage: There is no visible character in ``text``.
        """
        require_visible(text)
        stored = self._journal.add_user_message(conversation_id, text)
        return self._turn(stored, experts, priority, own=system_prompt)

    def edit(
        self, message_id: str, text: str, *, experts: Shares | None = None
    ) -> Turn:
        """Answer another wording of a user message; the old one stays as a version.

        Raises:
            EmptyMessage: There is no visible character in ``text``.
        """
        require_visible(text)
        return self._turn(self._journal.edit_user_message(message_id, text), experts)

    def regenerate(self, answer_id: str, *, experts: Shares | None = None) -> Turn:
        """Have the model answer again; the old answer stays as a version."""
        question = self._journal.question_of(answer_id)
        return self._turn(question, experts, again=True)

    def go_on(self, answer_id: str) -> Turn:
        """Go on with an answer that was stopped, cut off or too long: it grows.

        Who gave it goes on, with the same memories. The turn fails with
        ``AnswerExpected`` where no model said anything that it could go on from.
        """
        question = self._journal.question_of(answer_id)
        return self._turn(question, None, again=True, resumed=answer_id)

    def _turn(
        self,
        stored: Future[StoredMessage],
        experts: Shares | None,
        priority: Priority = Priority.INTERACTIVE,
        *,
        again: bool = False,
        resumed: str | None = None,
        own: str = "",
    ) -> Turn:
        wish = Wish(
            self._profile,
            self._chooser,
            experts,
            priority,
            None if self._paused else self._mind,
            self.presence,
            again,
            resumed,
            own,
        )
        return Turn(self._journal, self._engine, stored, wish)

    def pin(self, conversation_id: str, who: str) -> Future[Conversation]:
        """Say who answers in a conversation from now on, as for `blend`, or ``auto``.

        Raises:
            ExpertNotFound: There is no such expert; the nearest is suggested.
            BlendWrong: Something else is wrong with it.
            ConversationNotFound: In the future.
        """
        if who.strip() == AUTO:
            return self._journal.pin(conversation_id, None)
        self.blend(who)
        return self._journal.pin(conversation_id, who.strip())

    def correct_route(self, answer_id: str, expert: str) -> Future[StoredExemplar]:
        """Teach the router that ``expert`` (or ``base``) should have got the question.

        The future is done when the router has learned it (off this thread).

        Raises:
            ExpertNotFound: There is no such expert; the nearest is suggested.
            MessageNotFound: In the future: no answer has this id.
            ConversationInTrash: In the future.
            RouterFailed: In the future: it is kept, but not learned yet.
        """
        if expert in {BASE, GENERAL}:
            expert = GENERAL
        else:
            expert = known_expert(expert, self._experts.cards.experts).id
        kept = self._journal.correct(answer_id, expert)
        return self._switchboard.refit(kept) if self._switchboard else kept

    def taught_routes(self) -> Future[tuple[StoredExemplar, ...]]:
        """What the router was taught, the oldest first."""
        return self._journal.exemplars()

    def unteach_route(self, exemplar_id: str) -> Future[Any]:
        """Destroy what the router was taught; all that taught it the same words goes.

        The future is done when the router is without it (off this thread).

        Raises:
            RouterFailed: In the future: what the router made of it cannot be deleted,
                and nothing is destroyed; or it is, and is learned until the router is
                opened anew.
            JournalError, DiskFull: And their kin in the future, as
                `Journal.remove_exemplar` says: it may be destroyed, with its words
                still in the file. The router has learned what is left.
        """

        def destroy() -> Future[Doomed]:
            # First what was made of it: killed in between, it is still taught.
            try:
                self.forget_heads()
            except OSError as error:
                raise RouterFailed(reason=type(error).__name__) from error
            return self._journal.remove_exemplar(exemplar_id)

        if self._switchboard is not None:
            return self._switchboard.unteach(destroy)
        try:
            return destroy()
        except RouterFailed as error:
            refused: Future[Doomed] = Future()
            refused.set_exception(error)
            return refused

    def thumb(self, answer_id: str, value: Thumb | None) -> Future[Taught]:
        """Say that an answer is good or bad; None takes that back.

        A bad one is remembered no more.

        Raises:
            MessageNotFound: In the future.
            AnswerExpected: In the future: it is no answer.
            ConversationInTrash: In the future.
        """
        return self._indexed(self._journal.ledger.thumb(answer_id, value))

    def correct(self, answer_id: str, text: str) -> Future[Taught]:
        """Say what an answer should have been; it becomes a version of it.

        From then on it is recalled where the same or a like question is asked.

        Raises:
            EmptyMessage: There is no visible character in ``text``.
            MessageNotFound, AnswerExpected, ConversationInTrash: As for `thumb`.
            CorrectionUnchanged: In the future: the answer says this already.
        """
        require_visible(text)
        how = self._mind.correcting if self._mind else None
        return self._indexed(self._journal.ledger.correct(answer_id, text, how))

    def _indexed(self, taught: Future[Taught]) -> Future[Taught]:
        """``taught``, after which the index is brought up to date, too."""
        if self._mind is not None:
            memory = self._mind.memory
            taught.add_done_callback(lambda _: memory.preload())
        return taught

    def thumbs(self, conversation_id: str) -> Future[dict[str, Thumb]]:
        """What was said of the answers of a conversation, by their ids."""
        return self._journal.ledger.thumbs(conversation_id)

    @property
    def ledger(self) -> Ledger:
        """What can be learned from, to be listed and decided on."""
        return self._journal.ledger

    @property
    def waiting(self) -> Waiting:
        """What waits to be sent, so that it outlives the program."""
        return self._journal.waiting

    def set_consent(
        self, conversation_id: str, consent: Consent
    ) -> Future[Conversation]:
        """Say what may be kept of a conversation: facts too, its words, or nothing.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._journal.set_consent(conversation_id, consent)

    @property
    def memory_paused(self) -> bool:
        """Whether nothing is remembered and recalled for a while."""
        return self._paused

    def pause_memory(self, *, paused: bool) -> None:
        """Remember and recall nothing from the next turn on, also not later; or again.

        What the user does with memories himself (a correction, a file) goes on.
        """
        self._paused = paused

    def forget(self, *memory_ids: str) -> Future[Outcome]:
        """Destroy memories, what they come from, and answers that repeat them.

        Raises:
            MemoryOff: There is no memory.
            JournalError, DiskFull: And their kin in the future, as `Memories.forget`
                says.
        """
        if self._mind is None:
            raise MemoryOff
        memory = self._mind.memory
        gone = memory.forget(memory_ids)

        def forgotten(done: Future[Outcome]) -> None:
            if done.cancelled() or done.exception() is not None:
                return
            let_go(done.result(), self._engine, self._chooser)
            memory.preload()  # the index, too

        gone.add_done_callback(forgotten)
        return gone

    def known(self, memory_id: str) -> Known:
        """Why a memory is there; this waits for the journal.

        Raises:
            MemoryNotFound: It is there no more.
        """
        return known(self._journal, memory_id)

    def ingest(self, paths: Sequence[Path]) -> Intake:
        """Files and folders to be taken into memory: iterate that off this thread.

        Raises:
            MemoryOff: There is no memory to take them into.
        """
        if self._mind is None:
            raise MemoryOff
        return self._mind.ingest(paths)

    def delete(self, conversation_id: str) -> Future[Conversation]:
        """Move a conversation to the trash.

        Raises:
            ConversationNotFound: In the future; ``ConversationInTrash`` where it lies
                there already.
        """
        self._engine.forget(conversation_id)
        return self._journal.delete(conversation_id)

    @contextmanager
    def private(self) -> Iterator["Assistant"]:
        """One whose conversations are in no file, and are gone with the context.

        The same experts answer. Nothing is recalled, remembered or learned.

        Raises:
            JournalError: Its journal cannot be made.
        """
        journal, profile = open_fleeting(), replace(self._profile, private=True)
        parts = (self._engine, profile, self._experts, self._switchboard)
        try:
            yield Assistant(journal, *parts)
        finally:
            for head in journal.conversations(limit=ALL_TALKS).result():
                self._engine.forget(head.id)
            journal.close()

    def carried(self, transcript: Transcript) -> Future[int | None]:
        """The tokens that the next message of a conversation carries along.

        As `evotr.turn.carrying.carried` says; None where no model is loaded.
        """
        mind = None if self._paused else self._mind
        return carried(transcript, self._engine, self._profile, mind)

    def preload(self) -> None:
        """Start loading the model, the router and the memory; does not wait."""
        self._engine.preload()
        if self._switchboard is not None:
            self._switchboard.preload()
        if self._mind is not None:
            self._mind.memory.preload()

    def status(self) -> EngineStatus:
        """The engine at a glance."""
        return self._engine.status()
