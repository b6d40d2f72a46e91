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

Ended = Literal[
    "remembered",
    "known",
    "refused",
    "off",
    "forgotten",
    "nothing",
    "many",
    "everything",
]

_MOST: Final = 5
_LISTED: Final = 50
_NOTE: Final = "note"
_SPOKEN: Final = MemoryFilter(kinds=("episode", "fact"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command.

    Attributes:
        kind: "remembered", "known" (it was already), "refused" (nothing may be kept of
            this conversation), "off" (there is no memory), "forgotten", "nothing" (was
            found that is meant), "many" (things are meant: nothing was destroyed) or
            "everything" (is meant: that is not done by a sentence).
        items: What is remembered now, or what is or would be destroyed.
        replaced: Facts that are no longer valid.
        beside: Facts of which one may be wrong; they stand beside each other.
        messages: How many messages were emptied.
        conversations: Where something was destroyed: what is cached of them holds it.
        unlearned: Whether the router's heads were deleted, since they may hold it.
        hushed: How many other answers, made from that, are remembered no more.
    """

    kind: Ended
    items: tuple[MemoryItem, ...] = ()
    replaced: tuple[MemoryItem, ...] = ()
    beside: tuple[MemoryItem, ...] = ()
    messages: int = 0
    conversations: frozenset[str] = frozenset()
    unlearned: bool = False
    hushed: int = 0


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
        if command.kind == "everything":
            return Outcome("everything")
        return self._forget(command, message)

    def _remember(self, message: StoredMessage) -> Outcome:
        owner = self._journal.find_conversation(message.conversation_id).result()
        if owner.consent == "nothing":
            return Outcome("refused")
        behind = self._learned_of(message)
        learned = self._learner.learn([message])
        # The answer says so at once.
        told = (doubt.item.id for doubt in learned.asked)
        self._journal.memories.mark_asked(*told).result()
        beside = tuple(other for doubt in learned.asked for other in doubt.others)
        items = learned.added or behind
        kind: Literal["remembered", "known"] = "remembered" if items else "known"
        return Outcome(kind, items, learned.superseded, beside)

    def _learned_of(self, message: StoredMessage) -> tuple[MemoryItem, ...]:
        """What was learned of a message behind, before its wish was obeyed."""
        wanted = MemoryFilter(kinds=("fact",), conversation=message.conversation_id)
        facts = self._journal.memories.page(wanted).result()
        return tuple(fact for fact in facts if fact.source.message_id == message.id)

    def _forget(self, command: Command, message: StoredMessage) -> Outcome:
        items, sure = self._meant(command)
        items = tuple(item for item in items if item.source.message_id != message.id)
        if not items:
            return Outcome("nothing")
        said = {item.source.message_id or item.id for item in _said_by_user(items)}
        if not sure or len(said) > _MOST:
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
        repeats = repeating(self._journal, items)
        unlearned = bool(self._journal.exemplars(None).result())
        if unlearned:
            self._unlearn()
        wanted = Doomed(
            tuple(item.id for item in items),
            (*message_ids, *(message.id for message in repeats)),
        )
        memories, recalls = self._journal.memories, self._journal.recalls
        going = memories.doomed_together(wanted, sources=True).result()
        # Their prompts had it, whether it was near the question or not.
        given = recalls.answers_with(going.memories).result()
        doomed = memories.forget_together(wanted, sources=True).result()
        if unlearned:
            self._unlearn()  # also what was made of them meanwhile
        talks = {item.source.conversation_id for item in items}
        talks |= {message.conversation_id for message in (*repeats, *given)}
        # Also where the same words are copied to.
        talks |= {talk.id for talk, _ in recalls.talks_of(doomed.messages).result()}
        return Outcome(
            "forgotten",
            tuple(items),
            messages=len(doomed.messages),
            conversations=frozenset(filter(None, talks)),
            unlearned=unlearned,
            hushed=len(doomed.answers),
        )

    def _meant(self, command: Command) -> tuple[tuple[MemoryItem, ...], bool]:
        """What a wish means, and whether that is sure enough to destroy it.

        "My name" is what tells the user's name, not all that has the word "name".
        """
        wanted = stems(command.what)
        worded = tuple(self._with_words(wanted))
        if not command.topic:
            return worded, len(_things(worded, wanted)) <= 1
        of_topic = MemoryFilter(kinds=("fact",), topics=(command.topic,))
        known = self._journal.memories.page(of_topic, limit=_LISTED).result()
        # A Turkish name for it may be short without its ending: "ad" of "adım".
        near = self._near(wanted | {command.mine})
        telling = (item for item in near if command.topic in _topics(item))
        if items := {item.id: item for item in (*known, *telling)}:
            return tuple(items.values()), True
        return tuple(item for item in worded if not _topics(item)), False

    def _with_words(self, wanted: frozenset[str]) -> Iterator[MemoryItem]:
        """What was said, or is known, that has all of these words."""
        words = " ".join(sorted(wanted))
        whole = self._journal.memories.page(_SPOKEN, words, limit=_LISTED).result()
        for item in {item.id: item for item in (*whole, *self._near(wanted))}.values():
            if covers(_told(item), wanted):
                yield item

    def _near(self, wanted: frozenset[str]) -> tuple[MemoryItem, ...]:
        """What was said, or is known, that has some of these words."""
        memories, words = self._journal.memories, " ".join(sorted(wanted))
        some = memories.search(words, _SPOKEN, limit=_LISTED).result()
        return memories.get(memory_id for memory_id, _ in some).result()


def _told(item: MemoryItem) -> str:
    """What a memory says, also in the words of the facts that are in it."""
    if item.kind == "fact" or item.speaker != "user":
        return item.text
    return " ".join((item.text, *(told for _, told in _facts(item))))


def _facts(item: MemoryItem) -> tuple[tuple[str, str], ...]:
    """The topics of what a memory states, each with how it is told."""
    if item.kind == "fact":
        return ((item.topic or _NOTE, item.text),)
    if item.speaker != "user":
        return ()
    facts = read_facts(item.text, item.created)
    return tuple((fact.topic, fact.sentence) for fact in facts)


def _topics(item: MemoryItem) -> frozenset[str]:
    return frozenset(topic for topic, _ in _facts(item)) - {_NOTE}


def _things(items: Iterable[MemoryItem], wanted: frozenset[str]) -> frozenset[str]:
    """What these words are said of: whose they are, or several things of the user."""
    topics = {
        topic
        for item in items
        for topic, told in _facts(item)
        if topic != _NOTE and covers(told, wanted)
    }
    others = {topic.partition(".")[0] for topic in topics} - {"user"}
    return frozenset(others or topics)


def _said_by_user(items: Iterable[MemoryItem]) -> tuple[MemoryItem, ...]:
    """Without the assistant's words, unless there are no others."""
    items = tuple(items)
    own = tuple(item for item in items if item.speaker != "assistant")
    return own or items
