"""The conversations as faces list, find and order them."""

from concurrent.futures import Future
from typing import Final

from evotr.domain import (
    Conversation,
    Recalled,
    SearchHit,
    StoredMessage,
    Transcript,
)
from evotr.journal import Journal
from evotr.journal.memories import Memories
from evotr.memory.sourcing import with_sources

__all__ = ["ALL_TALKS", "Talks"]

ALL_TALKS: Final = 1_000_000
"""More conversations than one person has."""


class Talks:
    """What can be asked of a journal's conversations without answering anything.

    The futures raise the errors of ``evotr.errors``.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def conversations(self, *, trash: bool = False) -> Future[tuple[Conversation, ...]]:
        """The conversations (or the trash), newest first."""
        return self._journal.conversations(trash=trash, limit=ALL_TALKS)

    def find_conversation(self, prefix: str) -> Future[Conversation]:
        """The conversation whose id is, or uniquely starts with, ``prefix``."""
        return self._journal.find_conversation(prefix)

    def transcript(self, conversation_id: str) -> Future[Transcript]:
        """A conversation's active branch."""
        return self._journal.transcript(conversation_id)

    @property
    def memories(self) -> Memories:
        """What is remembered, to be listed, searched and corrected."""
        return self._journal.memories

    def why(self, answer_id: str) -> Future[Recalled]:
        """What an answer was given of the memory, as far as it is not forgotten."""
        return self._journal.recalls.of(answer_id, with_sources)

    def messages(self, conversation_id: str) -> Future[tuple[StoredMessage, ...]]:
        """Every message of a conversation, on all its branches, oldest first."""
        return self._journal.messages(conversation_id)

    def select_version(self, message_id: str) -> Future[Transcript]:
        """Show another version: one of the ids in a message's ``versions``.

        The branch leads through it to the newest message below it, and stays there
        for every later call.

        Raises:
            MessageNotFound: In the future.
        """
        return self._journal.select_version(message_id)

    def search(self, query: str) -> Future[tuple[SearchHit, ...]]:
        """Conversations whose title or text holds the words of ``query``."""
        return self._journal.search(query)

    def rename(self, conversation_id: str, title: str) -> Future[Conversation]:
        """Give a conversation another title."""
        return self._journal.rename(conversation_id, title)

    def keep_on_top(
        self, conversation_id: str, *, on_top: bool
    ) -> Future[Conversation]:
        """Say whether a conversation stands above the others in a list.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._journal.shelves.keep_on_top(conversation_id, on_top=on_top)

    def put_in_folder(self, conversation_id: str, folder: str) -> Future[Conversation]:
        """Put a conversation into a folder; "" takes it out.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._journal.shelves.put_in_folder(conversation_id, folder)

    def set_system_prompt(
        self, conversation_id: str, text: str
    ) -> Future[Conversation]:
        """Give a conversation a system prompt of its own; "" takes it away.

        It holds from the next answer on. What is answered under it is remembered, but
        no night trains on it.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._journal.shelves.set_system_prompt(conversation_id, text)

    def branch(self, message_id: str, mark: str) -> Future[Conversation]:
        """Begin a conversation with a copy of a message and of what led to it.

        The ``mark`` stands before the old title ("Branch: Rent"). Who is pinned, what
        may be kept, folder and system prompt are those of the old one, and the copies
        know what their answers were made from; they are not remembered again.

        Raises:
            MessageNotFound: In the future.
            ConversationInTrash: In the future.
        """
        return self._journal.branching.branch(message_id, mark)

    def restore(self, conversation_id: str) -> Future[Conversation]:
        """Take a conversation out of the trash.

        Raises:
            ConversationNotFound: In the future.
            ConversationNotInTrash: In the future.
        """
        return self._journal.restore(conversation_id)
