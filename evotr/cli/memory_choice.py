"""Which memories the words of a command mean."""

from collections.abc import Iterable
from datetime import UTC, datetime

from evotr.domain import MemoryFilter
from evotr.errors import ValueRefused
from evotr.journal import Journal
from evotr.memory.time_words import spans_in

__all__ = ["conversation_of", "ids_of", "time_of"]


def ids_of(journal: Journal, names: Iterable[str]) -> tuple[str, ...]:
    """The ids of memories that are named whole or by their beginning, each once.

    Raises:
        MemoryNotFound, MemoryAmbiguous: One of them cannot be told.
    """
    found = [journal.memories.find(name) for name in names]
    return tuple(dict.fromkeys(one.result().id for one in found))


def conversation_of(journal: Journal, words: str | None) -> str | None:
    """The conversation that ``words`` name: whole, by its beginning, or a label.

    Memories that were imported have labels of conversations that are not here.

    Raises:
        ConversationNotFound: Nothing is remembered under this label, and no
            conversation's id begins so, or several do.
    """
    if words is None:
        return None
    if journal.memories.count(MemoryFilter(conversation=words)).result():
        return words
    return journal.find_conversation(words).result().id


def time_of(words: str | None, name: str, command: str) -> datetime | None:
    """The moment that ``words`` name, None for none.

    A date or time is as ISO 8601 has it (in the computer's zone, where it has none);
    of a longer time in words ("geçen hafta", "last May") it is the beginning.

    Raises:
        ValueRefused: The words are no time; ``name`` is that of the option.
    """
    if words is None:
        return None
    try:
        return datetime.fromisoformat(words.strip()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        spans = spans_in(words, datetime.now(UTC).astimezone())
        if not spans:
            raise ValueRefused(
                command=command, name=name, value=words, expected="2026-05-31"
            ) from error
    return min(span.start for span in spans).astimezone(UTC)
