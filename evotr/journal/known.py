"""Why something is known: what a memory comes from, and what was made with it."""

from evotr.domain import Conversation, Known
from evotr.errors import ConversationNotFound
from evotr.journal.journal import Journal

__all__ = ["known", "talk_of"]


def known(journal: Journal, name: str) -> Known:
    """The memory whose id is, or starts with, ``name``, and what is known of it.

    It waits for the journal.

    Raises:
        MemoryNotFound, MemoryAmbiguous: It cannot be told.
    """
    item = journal.memories.find(name).result()
    source = item.source
    talk = talk_of(journal, source.conversation_id)
    said = journal.messages(talk.id).result() if talk and source.message_id else ()
    message = next((each for each in said if each.id == source.message_id), None)
    replaces = journal.memories.replaced_by(item.id).result()
    answers = journal.recalls.answers_with([item.id]).result()
    return Known(item, talk, message, replaces, answers)


def talk_of(journal: Journal, conversation_id: str | None) -> Conversation | None:
    """The conversation with this id, None where there is none; it waits, too."""
    if not conversation_id:
        return None
    try:
        found = journal.find_conversation(conversation_id).result()
    except ConversationNotFound:
        return None
    # A label from elsewhere may be the beginning of an id.
    return found if found.id == conversation_id else None
