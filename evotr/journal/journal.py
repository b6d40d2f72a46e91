"""The journal as the other rooms use it."""

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Self

from evotr.domain import (
    Answer,
    Branch,
    Consent,
    Conversation,
    Exemplar,
    ExemplarState,
    FinishReason,
    Message,
    MessageStatus,
    SearchHit,
    ServedExpert,
    StoredExemplar,
    StoredMessage,
    Transcript,
    Usage,
)
from evotr.errors import EvotrError
from evotr.journal import reads, remembering, routing, search, writes
from evotr.journal.branching import Branching
from evotr.journal.copies import Copies
from evotr.journal.database import Database
from evotr.journal.document_face import Documents
from evotr.journal.forgetting import Doomed, destroy
from evotr.journal.ledger import Ledger
from evotr.journal.memories import Memories
from evotr.journal.migrate import REVISIONS
from evotr.journal.nights import Nights
from evotr.journal.opening import open_database
from evotr.journal.proposals import Proposals
from evotr.journal.recalls import Recalls
from evotr.journal.resuming import Resuming
from evotr.journal.rows import ending_columns
from evotr.journal.served import Served
from evotr.journal.shelves import Shelves
from evotr.journal.storage import StorageThread
from evotr.journal.summaries import Summaries
from evotr.journal.transactions import Transactions
from evotr.journal.trash import destroy_trash, doomed_by_trash, doomed_with
from evotr.journal.waiting import Waiting

__all__ = ["Journal"]


class Journal:
    """Conversations and their messages, in one SQLite file.

    What is remembered lies under ``memories``, its files under ``documents``, which
    answers were made with it under ``recalls``, what long conversations were summed up
    to under ``summaries``, what snapshots take under ``copies``, what can be learned
    from under ``ledger``, what nights made of it under ``nights``, what they propose to
    the router under ``proposals``, what versions of experts answered under ``served``;
    ``shelves`` is where conversations stand, ``waiting`` what is to be sent,
    ``resuming`` lets answers go on, ``branching`` conversations branch.

    Every method but `open` and `close` returns at once; its future is done when the
    transaction is committed, in the order of the calls. A future can raise, besides
    what its method names, ``JournalLocked``, ``JournalReadOnly``, ``JournalDamaged``,
    ``DiskFull``, ``JournalClosed`` and ``JournalError``; then nothing of the call is
    stored and everything before it is. Any thread may call. Text comes back as it went
    in; a lone surrogate becomes U+FFFD.
    """

    def __init__(
        self, thread: StorageThread, database: Database, backups: Path, timeout: float
    ) -> None:
        self._thread = thread
        self._database = database
        self._transactions = Transactions(thread, database, backups, timeout)
        self._read, self._write = self._transactions.read, self._transactions.write
        self.memories = Memories(self._transactions)
        self.documents = Documents(self._transactions)
        self.recalls = Recalls(self._transactions)
        self.summaries = Summaries(self._transactions)
        self.copies = Copies(self._transactions)
        self.ledger = Ledger(self._transactions)
        self.nights = Nights(self._transactions)
        self.proposals = Proposals(self._transactions)
        self.served = Served(self._transactions)
        self.shelves = Shelves(self._transactions)
        self.waiting = Waiting(self._transactions)
        self.resuming = Resuming(self._transactions)
        self.branching = Branching(self._transactions)

    @classmethod
    def open(
        cls,
        path: Path,
        backups: Path,
        *,
        recover: bool = True,
        timeout: float = 5.0,
        revisions: Path = REVISIONS,
    ) -> Self:
        """Open or create the database ``path``; blocks until it can be used.

        A file of an older version is copied to ``backups`` and brought up to date.
        ``recover`` marks answers that still stream as interrupted, and gives questions
        without any one that is: for the one process that holds the home. ``timeout`` is
        how many seconds a call waits for another program's lock. ``revisions`` is the
        folder of the schema's revisions.

        Raises:
            JournalTooNew: A newer version wrote it; the file was not touched.
            JournalReadOnly: The file or its folder cannot be written.
            JournalLocked: Another program holds it.
            JournalDamaged: It is not a sound database; the file was not touched.
            JournalError: Anything else, such as a revision that fails: the file is as
                it was, and the copy is in ``backups``.
            DiskFull: There is no room for the copy or the changes.
        """
        thread = StorageThread(path)
        opening = thread.run(
            partial(
                open_database,
                path,
                backups,
                recover=recover,
                timeout=timeout,
                revisions=revisions,
            )
        )
        try:
            return cls(thread, opening.result(), backups, timeout)
        except BaseException:
            # Interrupted while it waited: what opens all the same is closed again.
            thread.run(lambda: opening.result().close())
            thread.close()
            raise

    def close(self) -> None:
        """Store what is queued and close the file. A second call does nothing."""
        self._thread.run(self._database.close)
        self._thread.close()

    def add_user_message(
        self, conversation_id: str | None, text: str, *, parent_id: str | None = None
    ) -> Future[StoredMessage]:
        """Store the user's words, in a new conversation when it is None.

        They follow ``parent_id``, or the end of the active branch, and become its end.

        Raises:
            ConversationNotFound: In the future: it is unknown, or in the trash.
            MessageNotFound: In the future: ``parent_id`` is not in the conversation.
        """
        return self._write(writes.add_user_message, conversation_id, text, parent_id)

    def edit_user_message(self, message_id: str, text: str) -> Future[StoredMessage]:
        """Store another wording as a version beside a user message; it gets active.

        Raises:
            MessageNotFound: In the future: no user message has this id.
            ConversationNotFound: In the future: its conversation is in the trash.
        """
        return self._write(writes.edit_user_message, message_id, text)

    def begin_answer(
        self, user_message_id: str, answer: Answer
    ) -> Future[StoredMessage]:
        """Open an answer (status streaming); a further one is a version beside it.

        Raises:
            MessageNotFound: In the future: no user message has this id.
        """
        return self._write(writes.begin_answer, user_message_id, answer)

    def answer_by(
        self, answer_id: str, experts: Sequence[ServedExpert]
    ) -> Future[None]:
        """Note that others answer than `begin_answer` was told."""
        return self._write(writes.answer_by, answer_id, experts)

    def append_chunk(self, answer_id: str, text: str) -> Future[None]:
        """Store more of an answer; the cost does not grow with the answer.

        Raises:
            MessageNotFound: In the future: no streaming answer has this id.
        """
        return self._write(writes.append_chunk, answer_id, text)

    def finish_answer(
        self,
        answer_id: str,
        status: MessageStatus,
        *,
        reason: FinishReason | None = None,
        usage: Usage | None = None,
        error: EvotrError | None = None,
    ) -> Future[StoredMessage]:
        """Close an answer, and make it searchable.

        Raises:
            MessageNotFound: In the future: no streaming answer has this id.
        """
        columns = ending_columns(reason, error, usage)
        return self._write(writes.finish_answer, answer_id, status, columns)

    def question_of(self, message_id: str) -> Future[StoredMessage]:
        """The user message that an answer answers (a user message is its own).

        Raises:
            MessageNotFound: In the future.
            ConversationInTrash: In the future: it is not to be answered again.
        """
        return self._read(reads.question_of, message_id)

    def history(self, message_id: str) -> Future[tuple[Message, ...]]:
        """The branch up to and including a message, for the prompt, oldest first.

        Answers count as far as they were said; those that say nothing are left out.

        Raises:
            MessageNotFound: In the future.
        """
        return self._read(reads.history, message_id)

    def branch(self, message_id: str) -> Future[Branch]:
        """The `history` of a question, who answered before it, and who is pinned.

        Raises:
            MessageNotFound: In the future.
        """
        return self._read(reads.branch, message_id)

    def transcript(self, conversation_id: str) -> Future[Transcript]:
        """A conversation with its active branch; a streaming answer as far as it is.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._read(reads.transcript, conversation_id)

    def messages(self, conversation_id: str) -> Future[tuple[StoredMessage, ...]]:
        """Every message of a conversation, on all its branches, oldest first.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._read(reads.messages_of, conversation_id)

    def select_version(self, message_id: str) -> Future[Transcript]:
        """Lead the active branch through a message, to the newest one below it.

        Raises:
            MessageNotFound: In the future.
        """
        return self._write(writes.select_version, message_id)

    def conversations(
        self, *, trash: bool = False, limit: int = 100, offset: int = 0
    ) -> Future[tuple[Conversation, ...]]:
        """The conversations outside (or inside) the trash, newest first."""
        return self._read(
            reads.conversation_list, trash=trash, limit=limit, offset=offset
        )

    def find_conversation(self, prefix: str) -> Future[Conversation]:
        """The one conversation, in the trash or not, whose id starts with ``prefix``.

        Raises:
            ConversationNotFound: In the future: none or several do, or it is too short.
        """
        return self._read(reads.find_conversation, prefix)

    def search(self, query: str, *, limit: int = 20) -> Future[tuple[SearchHit, ...]]:
        """Conversations outside the trash that have all words of ``query``, best first.

        See ``evotr.journal.search``.
        """
        return self._read(search.search, query, limit=limit)

    def find_message(self, prefix: str) -> Future[StoredMessage]:
        """The one message whose id is, or starts with, ``prefix``.

        Raises:
            MessageNotFound: In the future: none does.
            MessageAmbiguous: In the future: several do, or any does that of fewer than
                four characters.
        """
        return self._read(reads.find_message, prefix)

    def rename(self, conversation_id: str, title: str) -> Future[Conversation]:
        """Give a conversation another title.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._write(writes.rename, conversation_id, title)

    def set_consent(
        self, conversation_id: str, consent: Consent
    ) -> Future[Conversation]:
        """Say what may be kept of a conversation: facts too, its words, or nothing.

        It holds for what is said from then on; what was said while less might be kept
        stays out, and `Memories.forget` takes back what was kept.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._write(remembering.set_consent, conversation_id, consent)

    def pin(self, conversation_id: str, blend: str | None) -> Future[Conversation]:
        """Say who answers in a conversation; None leaves it to the router.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._write(routing.pin, conversation_id, blend)

    def correct(self, answer_id: str, expert: str) -> Future[StoredExemplar]:
        """Keep the question of an answer as one that ``expert`` should have got.

        Raises:
            MessageNotFound: In the future: no answer has this id.
            ConversationInTrash: In the future.
        """
        return self._write(routing.correct, answer_id, expert)

    def add_exemplar(self, exemplar: Exemplar) -> Future[StoredExemplar]:
        """Keep what the user teaches the router; the same words count once."""
        return self._write(routing.add_exemplar, exemplar)

    def exemplars(
        self, state: ExemplarState | None = "active"
    ) -> Future[tuple[StoredExemplar, ...]]:
        """What the router was taught, the oldest first; None is any state."""
        return self._read(routing.exemplar_list, state)

    def find_exemplar(self, prefix: str) -> Future[StoredExemplar]:
        """The one exemplar, in any state, whose id starts with ``prefix``.

        Raises:
            ExemplarNotFound: In the future: none does, or several do.
        """
        return self._read(routing.find_exemplar, prefix)

    def remove_exemplar(self, exemplar_id: str) -> Future[Doomed]:
        """Destroy an exemplar and all others of its words; what went.

        As with `purge` no file holds its words afterwards, unless a message says them.

        Raises:
            JournalError, DiskFull, JournalLocked: In the future, as with `purge`.
        """
        return self._transactions.forget(
            partial(routing.doomed_by_exemplar, exemplar_id=exemplar_id), destroy
        )

    def delete(self, conversation_id: str) -> Future[Conversation]:
        """Move a conversation to the trash.

        Raises:
            ConversationNotFound: In the future.
            ConversationInTrash: In the future: it lies there already.
        """
        return self._write(writes.delete_conversation, conversation_id)

    def restore(self, conversation_id: str) -> Future[Conversation]:
        """Take a conversation out of the trash.

        Raises:
            ConversationNotFound: In the future.
            ConversationNotInTrash: In the future: it does not lie there.
        """
        return self._write(writes.restore, conversation_id)

    def doomed_with(self, talk_id: str, *, answers: bool = False) -> Future[Doomed]:
        """What `purge` would destroy with a conversation."""
        return self._read(doomed_with, talk_id, answers=answers)

    def purge(self, *conversation_ids: str, answers: bool = False) -> Future[Doomed]:
        """Destroy conversations of the trash: no file holds their words afterwards.

        What is remembered and learned of them goes too, and what is remembered of
        answers elsewhere made from it; with ``answers`` their words. Copies that hold
        it are deleted. Killed midway, without room on the disk, or beside a process
        that reads now, the words leave the file at the next start instead.

        Raises:
            ConversationNotFound: In the future.
            ConversationNotInTrash: In the future; then nothing is destroyed.
            JournalError: In the future, with a backup's path: it cannot be read, and
                nothing is destroyed before it is gone.
            DiskFull, JournalLocked: In the future: they are destroyed, their words are
                still in the file.
        """
        choose = partial(
            doomed_by_trash, conversation_ids=conversation_ids, answers=answers
        )
        return self._transactions.forget(choose, destroy_trash)
