"""A memory with all that is known of where it comes from."""

from dataclasses import dataclass

from evotr.domain.conversations import Conversation, StoredMessage
from evotr.domain.memories import MemoryItem


@dataclass(frozen=True, slots=True)
class Known:
    """A memory and what it comes from.

    ``conversation`` is the one it was said in and ``message`` what was said there,
    where they are here; ``replaces`` the memories that it replaced, ``answers`` those
    that were made with it.
    """

    item: MemoryItem
    conversation: Conversation | None
    message: StoredMessage | None
    replaces: tuple[MemoryItem, ...]
    answers: tuple[StoredMessage, ...]
