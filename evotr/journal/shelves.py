"""Where conversations stand in a list, and the system prompts that are their own."""

from concurrent.futures import Future

from sqlalchemy import Connection, update

from evotr.domain import Conversation
from evotr.journal import reads
from evotr.journal.schema import conversations
from evotr.journal.transactions import Transactions
from evotr.journal.wording import storable

__all__ = ["Shelves"]


class Shelves:
    """The side of a `Journal` that lists see; futures as it says there.

    Neither changes when a conversation was written to last. A folder is a name that
    conversations share: it is there as long as one of them has it.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._write = transactions.write

    def keep_on_top(
        self, conversation_id: str, *, on_top: bool
    ) -> Future[Conversation]:
        """Say whether a conversation stands above the others.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._write(_place, conversation_id, on_top=on_top)

    def put_in_folder(self, conversation_id: str, folder: str) -> Future[Conversation]:
        """Put a conversation into a folder; "" takes it out of the one it is in.

        Raises:
            ConversationNotFound: In the future.
        """
        name = " ".join(storable(folder).split())
        return self._write(_place, conversation_id, folder=name)

    def set_system_prompt(
        self, conversation_id: str, text: str
    ) -> Future[Conversation]:
        """Give a conversation a system prompt of its own; "" takes it away.

        Raises:
            ConversationNotFound: In the future.
        """
        return self._write(
            _place, conversation_id, system_prompt=storable(text).strip()
        )


def _place(
    connection: Connection, /, conversation_id: str, **columns: object
) -> Conversation:
    reads.conversation(connection, conversation_id)
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(**columns)
    )
    return reads.conversation(connection, conversation_id)
