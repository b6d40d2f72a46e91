"""How conversations in the trash are destroyed. Functions take a connection."""

from sqlalchemy import Connection, delete, select

from evotr.errors import ConversationNotInTrash
from evotr.journal import forgotten, lexical, reads, routing
from evotr.journal.echoes import hush, with_echoes
from evotr.journal.forgetting import Doomed
from evotr.journal.ledger_forgetting import destroy_lessons, lessons_from
from evotr.journal.memory_writes import delete_of_conversations
from evotr.journal.schema import conversations, memories, messages
from evotr.journal.scrub import owe_scrub
from evotr.journal.search import forget_words

__all__ = [
    "destroy_trash",
    "doomed_by_trash",
    "doomed_with",
    "must_lie_in_trash",
    "purge",
]


def must_lie_in_trash(connection: Connection, *conversation_ids: str) -> None:
    """Refuse conversations that are anywhere else.

    Raises:
        ConversationNotFound: There is none with one of the ids.
        ConversationNotInTrash: One of them does not lie there.
    """
    for conversation_id in conversation_ids:
        if reads.conversation(connection, conversation_id).deleted_at is None:
            raise ConversationNotInTrash(conversation=conversation_id)


def doomed_by_trash(
    connection: Connection, conversation_ids: tuple[str, ...], *, answers: bool = False
) -> Doomed:
    """What goes with conversations of the trash, as `doomed_with`.

    Raises:
        ConversationNotFound: There is none with one of the ids.
        ConversationNotInTrash: One of them does not lie there.
    """
    must_lie_in_trash(connection, *conversation_ids)
    return doomed_with(connection, *conversation_ids, answers=answers)


def doomed_with(
    connection: Connection, *conversation_ids: str, answers: bool = False
) -> Doomed:
    """What would go with conversations, wherever they lie.

    Answers of other conversations that were made from it are remembered no more; with
    ``answers`` they are emptied.
    """
    remembered_of = select(memories.c.id).where(
        memories.c.conversation_id.in_(conversation_ids)
    )
    own = Doomed(
        memories=tuple(connection.scalars(remembered_of)),
        conversations=conversation_ids,
        lessons=lessons_from(connection, conversation_ids=conversation_ids),
    )
    return with_echoes(connection, own, emptied=answers)


def destroy_trash(connection: Connection, doomed: Doomed) -> None:
    """`purge` what `doomed_by_trash` named, so that no snapshot brings it back."""
    forgotten.note_doomed(connection, doomed.tables())
    hush(connection, doomed)
    purge(connection, *doomed.conversations)


def purge(connection: Connection, *conversation_ids: str) -> None:
    """Destroy conversations of the trash with their messages, answers and words.

    What is remembered and learned of them is destroyed too.

    Raises:
        ConversationNotFound: There is none with one of the ids.
        ConversationNotInTrash: One of them does not lie there.
    """
    must_lie_in_trash(connection, *conversation_ids)
    owe_scrub(connection)
    forget_words(connection, conversation_ids)
    lessons = lessons_from(connection, conversation_ids=conversation_ids)
    destroy_lessons(connection, lessons)
    delete_of_conversations(connection, conversation_ids)
    lexical.merge(connection)
    routing.forget(connection, conversation_ids)
    # One statement: references among the messages are checked when all are gone.
    connection.execute(
        delete(messages).where(messages.c.conversation_id.in_(conversation_ids))
    )
    connection.execute(
        delete(conversations).where(conversations.c.id.in_(conversation_ids))
    )
