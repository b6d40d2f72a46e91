"""What the user says is to be remembered, or forgotten, and what comes of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from evotr.domain import MemoryFilter, MemoryItem, StoredMessage
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed
from evotr.memory.facts import Command, read_facts
from evotr.memory.learning import Learner
from evotr.memory.repeating import covers, repeating, stems

__all__ = ["Obedience", "Outcome"]

Ended = Literal["remembered", "known", "refused", "off", "forgotten", "nothing", "many"]

_MOST: Final = 5
_LISTED: Final = 50
_SPOKEN: Final = MemoryFilter(kinds=("episode", "fact"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command.

    Attributes:
        kind: "remembered", "known" (it was already), "refused" (nothing may be kept of
            this conversation), "off" (there is no memory), "forgotten", "nothing" (was
            found that is meant) or "many" (things are meant: nothing was destroyed).
        items: What is remembered now, or what is or would be destroyed.
        replaced: Facts that are no longer valid.
        beside: Facts of which one may be wrong; they stand beside each other.
        messages: How many messages were emptied.
        conversations: Where something was destroyed: what is cached of them holds it.
        unlearned: Whether the router's heads were deleted, since they may hold it.
    """

    kind: Ended
    items: tuple[MemoryItem, ...] = ()
    replaced: tuple[MemoryItem, ...] = ()
    beside: tuple[MemoryItem, ...] = ()
    messages: int = 0
    conversations: frozenset[str] = frozenset()
    unlearned: bool = False


class Obedience:
    """Carries commands out.

    Args:
        journal: The truth.
        learner: Who makes facts of what is said.
        unlearn: Deletes what the router learned from the user's texts, before they are
            destroyed.
    """

    def __init__(
        self, journal: Journal, learner: Learner, unlearn: Callable[[], None]
    ) -> None:
        self._journal, self._learner, self._unlearn = journal, learner, unlearn

    def obey(self, command: Command, message: StoredMessage) -> Outcome:
        """Do what ``message`` asks for.

        Raises:
            JournalError, DiskFull: And their kin, as `Memories.forget` says.
            OSError: The router's heads cannot be deleted; then nothing is destroyed.
        """
        if command.kind == "remember":
            return self._remember(message)
        return self._forget(command.what, message)

    def _remember(self, message: StoredMessage) -> Outcome:
        owner = self._journal.find_conversation(message.conversation_id).result()
        if owner.consent == "nothing":
            return Outcome("refused")
        behind = self._learned_of(message)
        learned = self._learner.learn([message])
        beside = tuple(other for doubt in learned.asked for other in doubt.others)
        items = learned.added or behind
        kind: Literal["remembered", "known"] = "remembered" if items else "known"
        return Outcome(kind, items, learned.superseded, beside)

    def _learned_of(self, message: StoredMessage) -> tuple[MemoryItem, ...]:
        """What was learned of a message behind, before its wish was obeyed."""
        wanted = MemoryFilter(kinds=("fact",), conversation=message.conversation_id)
        facts = self._journal.memories.page(wanted).result()
        return tuple(fact for fact in facts if fact.source.message_id == message.id)

    def _forget(self, what: str, message: StoredMessage) -> Outcome:
        items = tuple(
            item for item in self._meant(what) if item.source.message_id != message.id
        )
        said = {item.source.message_id or item.id for item in _said_by_user(items)}
        if not items:
            return Outcome("nothing")
        if len(said) > _MOST:
            return Outcome("many", items)
        outcome = self.forget(items, message.id)
        return replace(
            outcome,
            messages=outcome.messages - 1,  # without the command itself
            conversations=outcome.conversations | {message.conversation_id},
        )

    def forget(self, items: Sequence[MemoryItem], *message_ids: str) -> Outcome:
        """Destroy memories, what they come from, what repeats them, and messages.

        Raises:
            JournalError, DiskFull, OSError: As `obey` says.
        """
        answers = repeating(self._journal, items)
        unlearned = bool(self._journal.exemplars(None).result())
        if unlearned:
            self._unlearn()
        wanted = Doomed(
            tuple(item.id for item in items),
            (*message_ids, *(answer.id for answer in answers)),
        )
        doomed = self._journal.memories.forget_together(wanted, sources=True).result()
        talks = {item.source.conversation_id for item in items}
        talks |= {answer.conversation_id for answer in answers}
        return Outcome(
            "forgotten",
            tuple(items),
            messages=len(doomed.messages),
            conversations=frozenset(filter(None, talks)),
            unlearned=unlearned,
        )

    def _meant(self, what: str) -> Iterator[MemoryItem]:
        """What was said, or is known, that has all words of ``what``."""
        memories, wanted = self._journal.memories, stems(what)
        words = " ".join(wanted)
        whole = memories.page(_SPOKEN, words, limit=_LISTED).result()
        some = memories.search(words, _SPOKEN, limit=_LISTED).result()
        near = memories.get(memory_id for memory_id, _ in some).result()
        for item in {item.id: item for item in (*whole, *near)}.values():
            if covers(_told(item), wanted):
                yield item


def _told(item: MemoryItem) -> str:
    """What a memory says, also in the words of the facts that are in it."""
    if item.kind == "fact" or item.speaker != "user":
        return item.text
    facts = read_facts(item.text, item.created)
    return " ".join((item.text, *(fact.sentence for fact in facts)))


def _said_by_user(items: Iterable[MemoryItem]) -> tuple[MemoryItem, ...]:
    """Without the assistant's words, unless there are no others."""
    items = tuple(items)
    own = tuple(item for item in items if item.speaker != "assistant")
    return own or items
