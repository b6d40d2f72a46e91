"""What is remembered, as the other rooms use it."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from types import MappingProxyType

from sqlalchemy import Connection

from evotr.domain import (
    Doubt,
    MemoryChange,
    MemoryFilter,
    MemoryItem,
    StoredMessage,
)
from evotr.journal import (
    doubts,
    lexical,
    lexical_search,
    memory_reads,
    memory_writes,
    remembering,
)
from evotr.journal.asked import questions_of
from evotr.journal.copied import with_copies
from evotr.journal.echoes import destroy_with_echoes, with_echoes
from evotr.journal.forgetting import (
    Doomed,
    destroy,
    doomed_by_memories,
    doomed_by_messages,
    doomed_by_wish,
)
from evotr.journal.transactions import Transactions

__all__ = ["Memories"]

_ALL = MemoryFilter()


class Memories:
    """The memories of a `Journal`; futures as it says there.

    Hidden memories (of a document that is still read, of a conversation in the trash)
    are nowhere seen, and count as gone in `changes`.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._read, self._write = transactions.read, transactions.write
        self._forget = transactions.forget

    def add(
        self,
        items: Iterable[MemoryItem],
        *,
        remembered: Iterable[str] = (),
        learned: Iterable[str] = (),
    ) -> Future[tuple[str, ...]]:
        """Store memories, all or none; the ids of those that are new, in order.

        An empty id becomes a new one; a memory whose id is stored already is passed
        over. The messages ``remembered`` are not offered again by `to_remember`, those
        ``learned`` not by `to_learn`. What comes from one of these messages is
        passed over too where the user has forbidden or destroyed it meanwhile.
        """
        return self._write(_add, tuple(items), tuple(remembered), tuple(learned))

    def learn(
        self,
        items: Iterable[MemoryItem],
        learned: Iterable[str],
        replaced: Mapping[str, str],
        repeated: Mapping[str, MemoryItem],
        doubted: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> Future[tuple[str, ...]]:
        """As `add`, and tidy what was known, in one transaction.

        ``replaced`` are ids of memories with the ids of what replaces them, which is
        stored or among ``items``: they are valid until it begins. ``repeated`` are
        ids with what says the same: these take its time and source where it is newer.
        ``doubted`` are ids among ``items`` with those of facts they may contradict.
        """
        args = (tuple(items), tuple(learned), replaced, repeated, doubted)
        return self._write(_learn, *args)

    def pass_over(self, *message_ids: str) -> Future[None]:
        """Let messages be offered by neither `to_remember` nor `to_learn`.

        It holds whatever may be kept of their conversation, now or later.
        """
        return self._write(remembering.pass_over, message_ids)

    def update(self, item: MemoryItem) -> Future[MemoryItem]:
        """Store ``item`` in the place of the memory with its id; as it is stored.

        The trust is not raised by it: the lesser of old and new stays. The old text may
        stay in the file until something is forgotten.

        Raises:
            MemoryNotFound: In the future.
        """
        return self._write(memory_writes.update_memory, item)

    def supersede(
        self, memory_ids: Iterable[str], item: MemoryItem
    ) -> Future[MemoryItem]:
        """Store ``item``; the memories it replaces are valid until it begins.

        Raises:
            MemoryNotFound: In the future: one of the old ones is not stored.
        """
        return self._write(memory_writes.supersede, tuple(memory_ids), item)

    def pin(self, *memory_ids: str, pinned: bool = True) -> Future[int]:
        """Pin memories, or release them; how many of the ids are stored."""
        return self._write(memory_writes.pin, memory_ids, pinned=pinned)

    def expire(self, *memory_ids: str, at: datetime) -> Future[int]:
        """Let memories be valid until ``at``; how many of the ids are stored."""
        return self._write(memory_writes.expire, memory_ids, at)

    def delete(self, *memory_ids: str) -> Future[tuple[str, ...]]:
        """Delete memories; the ids that were stored.

        This is for tidying: it is quick, and words may stay in the file. What the user
        wants gone is for `forget`.
        """
        return self._write(memory_writes.delete_memories, memory_ids)

    def forget(self, *memory_ids: str, sources: bool = False) -> Future[Doomed]:
        """Destroy memories: no file of the journal holds their words afterwards.

        With ``sources``, also what they come from: these messages stay in their place
        without their words, and all that is remembered of them goes too. Backups that
        hold some of it are deleted. The future holds what went. Killed midway, on a
        disk without room to write the file anew, or beside a process that reads at this
        moment, the words leave the files at the next start instead. It takes seconds
        where the file is large.

        Raises:
            JournalError: In the future, with a backup's path: it cannot be read, and
                nothing is destroyed before it is gone.
            DiskFull, JournalLocked: In the future: they are destroyed, their words are
                still in the file.
        """
        choose = partial(doomed_by_memories, memory_ids=memory_ids, sources=sources)
        return self._forget(choose, destroy)

    def forget_together(
        self, wanted: Doomed, *, sources: bool = False, everything: bool = False
    ) -> Future[Doomed]:
        """Destroy memories, messages and documents at once, as `forget` does.

        ``everything`` is all memories, the hidden ones too, and all documents. Other
        answers that were made from it are remembered no more, and keep their words.
        """
        choose = partial(
            _by_wish, wanted=wanted, sources=sources, everything=everything
        )
        return self._forget(choose, destroy_with_echoes)

    def doomed_together(
        self, wanted: Doomed, *, sources: bool = False, everything: bool = False
    ) -> Future[Doomed]:
        """What `forget_together` would destroy."""
        return self._read(_by_wish, wanted, sources=sources, everything=everything)

    def forget_messages(self, *message_ids: str) -> Future[Doomed]:
        """Destroy what messages say and what is remembered of it, as `forget` does.

        The messages stay in their place, empty; so do their copies elsewhere.
        """
        choose = partial(_by_messages, message_ids=message_ids)
        return self._forget(choose, destroy)

    def get(self, memory_ids: Iterable[str]) -> Future[tuple[MemoryItem, ...]]:
        """Memories by their ids, in that order; those that are gone are left out."""
        return self._read(memory_reads.get, tuple(memory_ids))

    def standing(self, memory_ids: Iterable[str]) -> Future[tuple[MemoryItem, ...]]:
        """As `get`, without what comes from wordings that were left for others.

        The user has edited the message, or chosen another version of it or above it.
        """
        return self._read(memory_reads.standing, tuple(memory_ids))

    def of_topic(self, topic: str) -> Future[tuple[MemoryItem, ...]]:
        """The memories with this topic, as `standing`, newest first."""
        return self._read(memory_reads.of_topic, topic)

    def asked(self, memory_ids: Iterable[str]) -> Future[dict[str, str]]:
        """The questions of corrections, by their ids, as they were asked.

        Those that are not known are left out.
        """
        return self._read(questions_of, tuple(memory_ids))

    def find(self, prefix: str) -> Future[MemoryItem]:
        """The one memory whose id is, or starts with, ``prefix``.

        Raises:
            MemoryNotFound: In the future: none does.
            MemoryAmbiguous: In the future: several do, or it is too short.
        """
        return self._read(memory_reads.find, prefix)

    def page(
        self,
        wanted: MemoryFilter = _ALL,
        words: str = "",
        *,
        limit: int = 100,
        offset: int = 0,
    ) -> Future[tuple[MemoryItem, ...]]:
        """The memories of ``wanted`` that have all ``words``, newest first."""
        return self._read(memory_reads.page, wanted, words, limit, offset)

    def count(self, wanted: MemoryFilter = _ALL, words: str = "") -> Future[int]:
        """How many memories `page` has in all."""
        return self._read(memory_reads.number, wanted, words)

    def ids(self, wanted: MemoryFilter = _ALL) -> Future[tuple[str, ...]]:
        """The ids of the memories of ``wanted``, the oldest first."""
        return self._read(memory_reads.ids_of, wanted)

    def replaced_by(self, memory_id: str) -> Future[tuple[MemoryItem, ...]]:
        """The memories that a memory replaced, the oldest first."""
        return self._read(memory_reads.replaced_by, memory_id)

    def search(
        self, query: str, wanted: MemoryFilter = _ALL, *, limit: int = 50
    ) -> Future[tuple[tuple[str, float], ...]]:
        """Ids of memories that share words with ``query``, with their BM25 scores.

        The best first; scores are above 0 and comparable within one search. While the
        index is made anew it finds what is indexed so far.
        """
        return self._read(lexical_search.search, query, wanted, limit)

    def neighbours(
        self, memory_ids: Iterable[str], reach: int = 1
    ) -> Future[dict[str, tuple[tuple[str, int], ...]]]:
        """What stands around memories: ids with their distance (-1 is just before).

        Episodes stand in their conversation by time, chunks in their document; facts
        stand alone. They come in the order in which they stand.
        """
        return self._read(memory_reads.neighbours, tuple(memory_ids), reach)

    def changes(
        self, since: int = 0, limit: int = 1_000
    ) -> Future[tuple[MemoryChange, ...]]:
        """What changed after the change number ``since``, the oldest first.

        Each memory comes once, with its last change: of its text, its speaker, or of
        whether it is seen. The last one's number is the next ``since``.
        """
        return self._read(memory_reads.changes, since, limit)

    def last_change(self) -> Future[int]:
        """The number of the newest change, 0 before the first."""
        return self._read(memory_reads.last_change)

    def confirm(self, through: int) -> Future[None]:
        """Say that every index knows the changes up to ``through``.

        Which memories are gone by then is kept no longer.
        """
        return self._write(memory_writes.confirm, through)

    def words_are_sound(self) -> Future[bool]:
        """Whether `search` has all memories, by today's rules of folding."""
        return self._read(lexical.is_sound)

    def begin_words(self) -> Future[None]:
        """Empty the index of words, for `refresh_words` to fill."""
        return self._write(lexical.begin_anew)

    def refresh_words(self, limit: int = 500) -> Future[int]:
        """Index some memories of an index made anew; how many are left.

        It goes on where a killed process stopped; 0 is the end.
        """
        return self._write(lexical.refresh, limit)

    def saying(self, *words: str) -> Future[tuple[StoredMessage, ...]]:
        """The messages that hold one of ``words``, whatever may be kept of them.

        Those in the trash are among them; it reads every message.
        """
        return self._read(remembering.saying, words)

    def doubts(
        self, limit: int = 100, *, unasked: bool = False
    ) -> Future[tuple[Doubt, ...]]:
        """Valid facts that may contradict others, the newest first.

        With ``unasked`` those of which `mark_asked` was not told.
        """
        return self._read(doubts.open_doubts, limit, unasked=unasked)

    def mark_asked(self, *memory_ids: str) -> Future[None]:
        """Note that the user was asked of the `doubts` that these facts brought."""
        return self._write(doubts.mark_asked, memory_ids)

    def settle(self, *memory_ids: str) -> Future[tuple[MemoryItem, ...]]:
        """Let these facts hold; those that stand in doubt with them end now: which."""
        return self._write(doubts.settle, memory_ids)

    def to_remember(self, limit: int = 100) -> Future[tuple[StoredMessage, ...]]:
        """Messages that are not remembered and may be, the oldest first."""
        return self._read(remembering.to_remember, limit)

    def to_learn(
        self, quiet_since: datetime, limit: int = 100
    ) -> Future[tuple[StoredMessage, ...]]:
        """The user's messages in which no facts were looked for, the oldest first.

        Of conversations that allow it and where nothing was said since ``quiet_since``.
        """
        return self._read(remembering.to_learn, quiet_since, limit)


def _by_messages(connection: Connection, message_ids: tuple[str, ...]) -> Doomed:
    return doomed_by_messages(connection, with_copies(connection, message_ids))


def _by_wish(
    connection: Connection, wanted: Doomed, *, sources: bool, everything: bool
) -> Doomed:
    own = doomed_by_wish(connection, wanted, sources=sources, everything=everything)
    return with_echoes(connection, own, emptied=False)


def _add(
    connection: Connection,
    items: tuple[MemoryItem, ...],
    remembered: tuple[str, ...],
    learned: tuple[str, ...],
) -> tuple[str, ...]:
    offered = {*remembered, *learned}
    # They were read in another transaction: the user may have spoken since.
    refused = offered - remembering.may_be_kept(connection, offered)
    kept = (item for item in items if item.source.message_id not in refused)
    added = memory_writes.add(connection, kept)
    remembering.mark(connection, set(remembered) - refused, learned=False)
    # What is learned from a message does not stand for its words.
    remembering.mark(connection, set(learned) - refused, learned=True, taken=False)
    return added


def _learn(
    connection: Connection,
    items: tuple[MemoryItem, ...],
    learned: tuple[str, ...],
    replaced: Mapping[str, str],
    repeated: Mapping[str, MemoryItem],
    doubted: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    sources = {item.source.message_id for item in repeated.values()}
    kept = remembering.may_be_kept(connection, filter(None, sources))
    added = _add(connection, items, (), learned)
    memory_writes.close(connection, replaced)
    again = {
        memory_id: item
        for memory_id, item in repeated.items()
        if item.source.message_id in kept
    }
    memory_writes.repeat(connection, again)
    doubts.note(connection, {key: doubted[key] for key in added if key in doubted})
    return added
