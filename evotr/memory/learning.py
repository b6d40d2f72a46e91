"""Facts of what the user said: new ones kept, old ones closed, doubtful ones asked."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from evotr.domain import Doubt, MemoryFilter, MemoryItem, Source, StoredMessage
from evotr.errors import EvotrError
from evotr.journal.memories import Memories
from evotr.memory.facts import (
    Fact,
    FactReader,
    read_facts,
    same_value,
    told_value,
)

__all__ = ["Learned", "Learner"]

_log = logging.getLogger(__name__)

_ALL: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of some messages.

    ``added`` are new facts, ``superseded`` older ones that one of them has closed;
    ``asked`` stand beside others and are kept.
    """

    added: tuple[MemoryItem, ...] = ()
    superseded: tuple[MemoryItem, ...] = ()
    asked: tuple[Doubt, ...] = ()


class Learner:
    """Learns from messages of the user.

    Args:
        memories: Where facts are kept.
        workspace: Whose they are.
        reader: Reads facts too, beside the rules; None where no model is able.
    """

    def __init__(
        self,
        memories: Memories,
        workspace: str = "",
        reader: FactReader | None = None,
    ) -> None:
        self._memories = memories
        self._workspace = workspace
        self._reader = reader

    def learn(self, messages: Iterable[StoredMessage]) -> Learned:
        """Keep the facts that the user's messages state.

        A fact that is known takes the time of the newest message that says it. On a
        topic with one value the newest closes the others; messages learned late find
        their place before it. The same messages a second time change nothing: they
        are marked as learned in the same transaction.

        Raises:
            JournalError: And its kin: nothing of it is stored.
            CancelledError: The reader was interrupted: nothing of it is stored.
        """
        said = [message for message in messages if message.role == "user"]
        said.sort(key=lambda message: message.created_at)
        found = self._facts(said)
        plan = _Plan(self._known(fact for _, fact in found))
        for message, fact in found:
            plan.take(fact, self._item(message, fact))
        marks = [message.id for message in said]
        if not (marks or plan.items or plan.repeated):
            return Learned()
        added = set(
            self._memories.learn(
                plan.items, marks, plan.replaced, plan.repeated, plan.doubted()
            ).result()
        )
        return Learned(
            tuple(item for item in plan.items if item.id in added),
            tuple(plan.closed),
            tuple(doubt for doubt in plan.doubts if doubt.item.id in added),
        )

    def _facts(
        self, messages: Sequence[StoredMessage]
    ) -> list[tuple[StoredMessage, Fact]]:
        found = [
            (message, fact)
            for message in messages
            for fact in read_facts(message.content, message.created_at)
        ]
        known = {(message.id, fact.topic) for message, fact in found}
        # Where a rule reads a topic it has the better word.
        return found + [
            (message, fact)
            for message, fact in self._read(messages)
            if (message.id, fact.topic) not in known
        ]

    def _read(
        self, messages: Sequence[StoredMessage]
    ) -> Iterable[tuple[StoredMessage, Fact]]:
        if self._reader is None:
            return ()
        try:
            return self._reader(messages)
        except EvotrError as error:  # what the rules read is learned all the same
            _log.warning("not read: %s: %s", type(error).__name__, error)
            return ()

    def _known(self, facts: Iterable[Fact]) -> list[MemoryItem]:
        topics = {
            topic for fact in facts for topic in (fact.topic, fact.opposite) if topic
        }
        if not topics:
            return []
        wanted = MemoryFilter(
            kinds=("fact",), workspace=self._workspace, topics=tuple(sorted(topics))
        )
        return list(self._memories.page(wanted, limit=_ALL).result())

    def _item(self, message: StoredMessage, fact: Fact) -> MemoryItem:
        made = "\n".join([message.id, fact.topic, same_value(fact.value)])
        return MemoryItem(
            id=sha256(made.encode()).hexdigest()[:32],
            kind="fact",
            text=fact.sentence,
            speaker="user",
            source=Source(message.conversation_id, message.id, quote=fact.quote),
            created=message.created_at,
            valid_from=message.created_at,
            confidence=fact.confidence,
            workspace=self._workspace,
            topic=fact.topic,
        )


@dataclass(slots=True)
class _Plan:
    """What is to be stored, as facts are taken one after the other."""

    known: list[MemoryItem]
    items: list[MemoryItem] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, MemoryItem] = field(default_factory=dict)
    closed: list[MemoryItem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def take(self, fact: Fact, item: MemoryItem) -> None:
        """Find the place of a fact, said where ``item`` says."""
        if any(known.id == item.id for known in self.known):
            return
        beside = [known for known in self.known if known.topic == fact.topic]
        same = [known for known in beside if _says(known, fact)]
        holding = [known for known in same if _holds(known, item)]
        if holding:
            self._repeat(holding[0], item)
            return
        others = [known for known in beside if _is_open(known)]
        rivals = others if fact.exclusive else []
        rivals = rivals + [known for known in self.known if _is_opposite(known, fact)]
        later = [known for known in rivals if _start(known) > item.created]
        if later:
            first = min(later, key=_start)
            item = replace(item, valid_until=_start(first), superseded_by=first.id)
        for rival in rivals:
            if rival not in later:
                self._close(rival, item)
        if fact.doubtful and others:
            self.doubts.append(Doubt(item, tuple(others)))
        self.items.append(item)
        self.known.append(item)

    def doubted(self) -> dict[str, tuple[str, ...]]:
        """The ids of new facts with those of the facts that they may contradict."""
        return {
            doubt.item.id: tuple(other.id for other in doubt.others)
            for doubt in self.doubts
        }

    def _repeat(self, known: MemoryItem, item: MemoryItem) -> None:
        if _is_open(known) and known.created < item.created:
            self.repeated[known.id] = item
            again = replace(known, created=item.created, source=item.source)
            self.known[self.known.index(known)] = again

    def _close(self, rival: MemoryItem, item: MemoryItem) -> None:
        self.replaced[rival.id] = item.id
        self.closed.append(rival)
        ended = replace(rival, valid_until=item.created, superseded_by=item.id)
        self.known[self.known.index(rival)] = ended


def _start(item: MemoryItem) -> datetime:
    return item.valid_from or item.created


def _is_open(item: MemoryItem) -> bool:
    return item.valid_until is None and item.superseded_by is None


def _holds(known: MemoryItem, item: MemoryItem) -> bool:
    """Whether what is known says so of the time of ``item`` too."""
    if _is_open(known):
        return True
    until = known.valid_until or known.created
    return _start(known) <= item.created < until


def _says(known: MemoryItem, fact: Fact) -> bool:
    value = told_value(known.topic, known.text)
    return value is not None and same_value(value) == same_value(fact.value)


def _is_opposite(known: MemoryItem, fact: Fact) -> bool:
    if known.topic != fact.opposite or not _is_open(known):
        return False
    return _says(known, fact)
