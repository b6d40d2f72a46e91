"""Destroying memories and messages, so that a scrub leaves none of their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from evotr.journal import forgotten, lexical
from evotr.journal.copied import with_copies
from evotr.journal.ledger_forgetting import (
    destroy_lessons,
    forget_feedback,
    lessons_from,
)
from evotr.journal.ledger_schema import ledger
from evotr.journal.memory_rows import among
from evotr.journal.memory_writes import delete_memories
from evotr.journal.rows import ending_columns, now
from evotr.journal.schema import (
    answers,
    conversations,
    documents,
    exemplars,
    memories,
    messages,
    routes,
    stream_chunks,
    summaries,
)
from evotr.journal.scrub import owe_scrub
from evotr.journal.search import forget_message_words, index_title
from evotr.journal.wording import named_by, title_from

__all__ = [
    "Doomed",
    "destroy",
    "doomed_by_documents",
    "doomed_by_memories",
    "doomed_by_messages",
    "doomed_by_wish",
]


@dataclass(frozen=True, slots=True)
class Doomed:
    """The ids of what is to be destroyed; copies that hold one of them go too.

    ``lessons`` are rows of the ledger and what was noted of them. ``answers`` are those
    elsewhere that were made from it, and copies of it: remembered no more, and gone
    where they are among the ``messages``.
    """

    memories: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    conversations: tuple[str, ...] = ()
    exemplars: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    def tables(self) -> dict[str, tuple[str, ...]]:
        """The ids by the table that has them."""
        return {
            "memories": self.memories,
            "messages": self.messages,
            "documents": self.documents,
            "conversations": self.conversations,
            "exemplars": self.exemplars,
            "ledger": self.lessons,
        }


def doomed_by_memories(
    connection: Connection, memory_ids: Iterable[str], *, sources: bool
) -> Doomed:
    """What goes with memories: only they, or also the messages they come from.

    With its ``sources`` goes everything else that is remembered of those messages.
    """
    own = memories.c
    chosen = select(own.id, own.message_id).where(among(own.id, memory_ids))
    rows = connection.execute(chosen).all()
    said = [row.message_id for row in rows if row.message_id] if sources else []
    said = with_copies(connection, said)
    return _with_memories_of(connection, [row.id for row in rows], said)


def doomed_by_wish(
    connection: Connection, wanted: Doomed, *, sources: bool, everything: bool
) -> Doomed:
    """What goes with memories, messages and documents together.

    ``everything`` is all memories, the hidden ones too, and all documents. With their
    ``sources`` go the messages that memories come from.
    """
    own, files = memories.c, select(documents.c.id)
    if not everything:
        files = files.where(among(documents.c.id, wanted.documents))
    gone = tuple(connection.scalars(files))
    chosen = select(own.id, own.message_id)
    if not everything:
        named = among(own.id, wanted.memories)
        chosen = chosen.where(or_(named, among(own.document_id, gone)))
    rows = connection.execute(chosen).all()
    said = [row.message_id for row in rows if row.message_id] if sources else []
    ids = [row.id for row in rows]
    said = with_copies(connection, (*wanted.messages, *said))
    doomed = _with_memories_of(connection, ids, said)
    if everything:
        doomed = replace(doomed, lessons=tuple(connection.scalars(select(ledger.c.id))))
    return replace(doomed, documents=gone)


def doomed_by_messages(connection: Connection, message_ids: Sequence[str]) -> Doomed:
    """What goes with messages: all that is remembered and learned of them.

    Copies of them in other conversations are not among them: see `with_copies`.
    """
    return _with_memories_of(connection, (), message_ids)


def _with_memories_of(
    connection: Connection, memory_ids: Sequence[str], message_ids: Sequence[str]
) -> Doomed:
    own = memories.c
    drawn = select(own.id).where(among(own.message_id, message_ids))
    known = select(messages.c.id).where(among(messages.c.id, message_ids))
    every = dict.fromkeys((*memory_ids, *connection.scalars(drawn)))
    lessons = lessons_from(connection, memory_ids=every, message_ids=message_ids)
    # What was made of several messages goes with any of them.
    made = connection.scalars(select(own.id).where(among(own.id, lessons)))
    return Doomed(
        tuple(dict.fromkeys((*every, *made))),
        tuple(connection.scalars(known)),
        lessons=lessons,
    )


def doomed_by_documents(connection: Connection, document_ids: Iterable[str]) -> Doomed:
    """What goes with documents: their chunks."""
    known = select(documents.c.id).where(among(documents.c.id, document_ids))
    ids = tuple(connection.scalars(known))
    chunks = select(memories.c.id).where(among(memories.c.document_id, ids))
    return Doomed(memories=tuple(connection.scalars(chunks)), documents=ids)


def destroy(connection: Connection, doomed: Doomed) -> None:
    """Take the doomed out of every table; messages stay in their place, empty."""
    owe_scrub(connection)
    forgotten.note_doomed(connection, doomed.tables())
    destroy_lessons(connection, doomed.lessons)
    delete_memories(connection, doomed.memories)
    lexical.merge(connection)
    connection.execute(delete(documents).where(among(documents.c.id, doomed.documents)))
    if doomed.exemplars:
        _forget_exemplars(connection, among(exemplars.c.id, doomed.exemplars))
    if doomed.messages:
        _empty(connection, doomed.messages)


def _empty(connection: Connection, message_ids: Sequence[str]) -> None:
    """Leave nothing of what messages said, nor of what was made of their words."""
    chosen = among(messages.c.id, message_ids)
    forget_feedback(connection, message_ids)
    rows = connection.execute(
        select(messages.c.conversation_id, messages.c.content).where(chosen)
    ).all()
    for row in rows:
        _forget_title(connection, row.conversation_id, row.content)
        _forget_exemplars(connection, exemplars.c.text == row.content.strip())
    # After the titles: it also drops what they leave in the index.
    forget_message_words(connection, message_ids)
    replies = connection.scalars(
        select(messages.c.id).where(among(messages.c.parent_id, message_ids))
    ).all()
    _forget_exemplars(connection, among(exemplars.c.source, replies))
    # The words of a question that spoke for who answers it.
    connection.execute(
        update(routes).where(among(routes.c.message_id, replies)).values(keywords=[])
    )
    connection.execute(
        delete(stream_chunks).where(among(stream_chunks.c.message_id, message_ids))
    )
    _stop(connection, message_ids)
    connection.execute(update(messages).where(chosen).values(content=""))
    for conversation_id in {row.conversation_id for row in rows}:
        _name_anew(connection, conversation_id)
        connection.execute(
            delete(summaries).where(summaries.c.conversation_id == conversation_id)
        )


def _stop(connection: Connection, message_ids: Sequence[str]) -> None:
    """End those that stream: more of their words finds no message to go to."""
    own = messages.c
    open_ones = among(own.id, message_ids) & (own.status == "streaming")
    ids = connection.scalars(select(own.id).where(open_ones)).all()
    connection.execute(
        update(messages)
        .where(among(own.id, ids))
        .values(status="cancelled", finished_at=now())
    )
    connection.execute(
        update(answers)
        .where(among(answers.c.message_id, ids))
        .values(**ending_columns("cancelled"))
    )


def _forget_title(connection: Connection, conversation_id: str, said: str) -> None:
    """Take the title from a conversation that is named by these words."""
    named = conversations.c.id == conversation_id
    title = connection.scalar(select(conversations.c.title).where(named))
    if title and named_by(title, said):
        connection.execute(update(conversations).where(named).values(title=""))
        index_title(connection, conversation_id, "")


def _name_anew(connection: Connection, conversation_id: str) -> None:
    """Name a conversation without a title by what is left of it."""
    named = conversations.c.id == conversation_id
    if connection.scalar(select(conversations.c.title).where(named)):
        return
    said = select(messages.c.content).where(
        messages.c.conversation_id == conversation_id,
        messages.c.role == "user",
        messages.c.content != "",
    )
    first = connection.scalar(said.order_by(messages.c.seq).limit(1))
    if first and (title := title_from(first)):
        connection.execute(update(conversations).where(named).values(title=title))
        index_title(connection, conversation_id, title)


def _forget_exemplars(connection: Connection, taught: ColumnElement[bool]) -> None:
    ids = connection.scalars(select(exemplars.c.id).where(taught)).all()
    forgotten.note(connection, "exemplars", ids)
    quoted = select(exemplars.c.text).where(taught)
    connection.execute(
        update(routes).where(routes.c.example.in_(quoted)).values(example=None)
    )
    connection.execute(delete(exemplars).where(taught))
