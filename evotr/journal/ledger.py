"""What can be learned from, as the other rooms use it."""

from collections.abc import Iterable
from concurrent.futures import Future

from evotr.domain import (
    Decider,
    Decision,
    LedgerCounts,
    LedgerEvent,
    LedgerFilter,
    LedgerRow,
    Lesson,
    OpenQuestion,
    Taught,
    Thumb,
)
from evotr.journal import feedback, ledger_reads, ledger_writes
from evotr.journal.branches import left_behind
from evotr.journal.feedback import Remembering
from evotr.journal.ledger_reads import Heads
from evotr.journal.ledger_writes import Against
from evotr.journal.transactions import Transactions
from evotr.journal.withdrawing import withdraw

__all__ = ["Ledger", "Remembering"]

_ALL = LedgerFilter()


def _nothing(_: LedgerRow) -> None:
    """Nothing is said against a row."""


class Ledger:
    """The ledger of a `Journal`, and what feeds it; futures as it says there.

    Rows are never changed: what is decided of them is kept beside them. Rows of
    conversations in the trash are nowhere seen.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._read, self._write = transactions.read, transactions.write

    def add(self, lessons: Iterable[Lesson]) -> Future[tuple[LedgerRow, ...]]:
        """Store lessons, all or none; the rows, in order.

        What has no question or no right answer is left out. What the user wrote
        closes what was held to be right of the same question before.
        """
        return self._write(ledger_writes.add, tuple(lessons))

    def thumb(self, answer_id: str, value: Thumb | None) -> Future[Taught]:
        """Keep the user's thumb on an answer, or take it back with None.

        Raises:
            MessageNotFound: In the future.
            AnswerExpected: In the future: it is no answer.
            ConversationInTrash: In the future.
        """
        return self._write(feedback.thumb, answer_id, value)

    def correct(
        self, answer_id: str, text: str, how: Remembering | None = None
    ) -> Future[Taught]:
        """Keep what an answer should have been; with ``how`` it is remembered too.

        Raises:
            MessageNotFound, AnswerExpected, ConversationInTrash: As for `thumb`.
            CorrectionUnchanged: In the future: the answer says this already.
        """
        return self._write(feedback.correct, answer_id, text, how)

    def hear(
        self, message_id: str, right: str, how: Remembering
    ) -> Future[Taught | None]:
        """Keep what a message of the user corrects in the answer before it.

        ``right`` stands in it literally. None: there is no answer of a model before
        it, or it was heard already.

        Raises:
            MessageNotFound, ConversationInTrash: In the future.
        """
        return self._write(feedback.hear, message_id, right, how)

    def thumbs(self, conversation_id: str) -> Future[dict[str, Thumb]]:
        """What the user said of the answers of a conversation, by their ids."""
        return self._read(ledger_reads.thumbs, conversation_id)

    def questions(self, limit: int = 100) -> Future[tuple[OpenQuestion, ...]]:
        """The bad answers that wait for a right one, the oldest first."""
        return self._read(ledger_reads.questions, limit)

    def refused(self, message_id: str) -> Future[tuple[str, ...]]:
        """The questions to which the user's words of a message were a bad answer."""
        return self._read(ledger_reads.refused, message_id)

    def of_spelling(self, question: str) -> Future[tuple[LedgerRow, ...]]:
        """The rows of just this question, in its letters, that are or may be right."""
        return self._read(ledger_reads.of_spelling, question)

    def dismiss(self, answer_id: str) -> Future[int]:
        """Let a bad answer wait no longer for a right one; how many it were."""
        return self._write(feedback.dismiss, answer_id)

    def page(
        self,
        wanted: LedgerFilter = _ALL,
        *,
        limit: int | None = 100,
        offset: int = 0,
    ) -> Future[tuple[LedgerRow, ...]]:
        """The rows of ``wanted``, the oldest first; ``limit`` None is all of them."""
        return self._read(ledger_reads.page, wanted, limit, offset)

    def count(self, wanted: LedgerFilter = _ALL) -> Future[int]:
        """How many rows `page` has in all."""
        return self._read(ledger_reads.number, wanted)

    def awaited(self) -> Future[int]:
        """How many rows a night would look at: new, and in no wording that was left."""
        return self._read(ledger_reads.awaited)

    def counts(self) -> Future[LedgerCounts]:
        """How many rows there are, by what they are."""
        return self._read(ledger_reads.counts)

    def get(
        self, row_ids: Iterable[str], *, trash: bool = False
    ) -> Future[tuple[LedgerRow, ...]]:
        """The rows with these ids, the oldest first; those that are gone left out.

        With ``trash`` those of conversations that lie there are seen.
        """
        return self._read(ledger_reads.get, tuple(row_ids), trash=trash)

    def find(self, prefix: str) -> Future[LedgerRow]:
        """The one row whose id is, or starts with, ``prefix``.

        Raises:
            LedgerRowNotFound: In the future: none does.
            LedgerRowAmbiguous: In the future: several do, or it is too short.
        """
        return self._read(ledger_reads.find, prefix)

    def events(self, row_id: str) -> Future[tuple[LedgerEvent, ...]]:
        """What was decided of a row, the oldest first."""
        return self._read(ledger_reads.events, row_id)

    def recalled(self, answer_ids: Iterable[str]) -> Future[frozenset[str]]:
        """Those of the answers that were made with memories, forgotten ones too."""
        return self._read(ledger_reads.recalled, tuple(answer_ids))

    def followed(self, answer_ids: Iterable[str]) -> Future[frozenset[str]]:
        """Those of the answers before whose question something was said."""
        return self._read(ledger_reads.followed, tuple(answer_ids))

    def left_behind(self, row_ids: Iterable[str]) -> Future[frozenset[str]]:
        """Those of the rows that were typed in wordings which the user has left."""
        return self._read(left_behind, tuple(row_ids))

    def heads(self) -> Future[Heads]:
        """How far each row is decided on: to be read before the rows, for `decide`."""
        return self._read(ledger_reads.heads)

    def decide(
        self, decisions: Iterable[Decision], by: Decider, heads: Heads | None = None
    ) -> Future[int]:
        """Note what becomes of rows, all or none; how many are there still.

        What is retracted is recalled no more. With the `heads` of before the rows were
        read, what was said of one of them since stands, and the decision does not.
        """
        return self._write(ledger_writes.decide, tuple(decisions), by, heads)

    def uphold(
        self, *row_ids: str, against: Against = _nothing
    ) -> Future[tuple[LedgerRow, ...]]:
        """Learn from rows that were in doubt, all or none: the user finds them right.

        ``against`` says of each what speaks against that for good: what nights never
        train on the ledger does not know (`evotr.night.keeping` does). The rows as they
        are then.

        Raises:
            LedgerRowNotFound: In the future.
            LedgerRowFixed: In the future: one was taken back, replaced, or holds what
                is not for learning.
        """
        return self._write(ledger_writes.uphold, row_ids, against)

    def assign(self, *row_ids: str, expert: str) -> Future[None]:
        """Say whose expert's rows are, of all or none, as the user wants it.

        Raises:
            LedgerRowFixed: In the future: one is retracted for good.
        """
        return self._write(ledger_writes.assign, row_ids, expert)

    def retract(
        self, *row_ids: str, trash: bool = False
    ) -> Future[tuple[LedgerRow, ...]]:
        """Learn no more from rows, and recall them no more; the rows as they are now.

        What says the same of the same question goes with them, and is told too. What
        they had replaced holds again. With ``trash`` rows of conversations that lie
        there may be named, and are told.
        """
        return self._write(withdraw, row_ids, trash=trash)
