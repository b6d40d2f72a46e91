"""What the router needs kept: routes, pins, and what the user taught it.

Every function runs inside one transaction and takes its connection.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from evotr.domain import (
    Conversation,
    Exemplar,
    ExemplarState,
    Route,
    StoredExemplar,
)
from evotr.errors import ExemplarNotFound, MessageNotFound
from evotr.journal import reads
from evotr.journal.forgetting import Doomed
from evotr.journal.naming import begins
from evotr.journal.rows import new_id, now, route_columns, to_exemplar
from evotr.journal.schema import conversations, exemplars, messages, routes
from evotr.journal.wording import storable

__all__ = [
    "add_exemplar",
    "correct",
    "doomed_by_exemplar",
    "exemplar_columns",
    "exemplar_list",
    "find_exemplar",
    "forget",
    "keep_route",
    "pin",
    "replaced_by",
]

_EXEMPLAR_CHARACTERS = 2_000  # a pasted log says no more about its kind


def keep_route(connection: Connection, answer_id: str, route: Route) -> None:
    """Store how an answer was routed."""
    connection.execute(insert(routes).values(route_columns(answer_id, route)))


def pin(
    connection: Connection, conversation_id: str, blend: str | None
) -> Conversation:
    """Say who answers in a conversation from now on; None leaves it to the router.

    Raises:
        ConversationNotFound: There is none with this id.
    """
    reads.conversation(connection, conversation_id)
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(pinned=blend)
    )
    return reads.conversation(connection, conversation_id)


def correct(connection: Connection, answer_id: str, expert: str) -> StoredExemplar:
    """Keep the question of an answer as one that ``expert`` should have got.

    An earlier correction of the same answer gives way.

    Raises:
        MessageNotFound: No answer has this id.
        ConversationInTrash: Its conversation lies there.
    """
    if reads.message(connection, answer_id).role != "assistant":
        raise MessageNotFound(message=answer_id)
    question = reads.question_of(connection, answer_id)
    return add_exemplar(connection, Exemplar(question.content, expert, answer_id))


def add_exemplar(connection: Connection, exemplar: Exemplar) -> StoredExemplar:
    """Keep an exemplar, in the place of what the same words or source taught before."""
    row = exemplar_columns(exemplar)
    connection.execute(
        update(exemplars).where(replaced_by(exemplar)).values(state="removed")
    )
    connection.execute(insert(exemplars).values(row))
    return _one(connection, str(row["id"]))


def exemplar_columns(exemplar: Exemplar) -> dict[str, object]:
    """The row of ``exemplars`` for something that is taught now."""
    return {
        "id": new_id(),
        "text": _kept_text(exemplar),
        "expert": exemplar.expert,
        "source": exemplar.source,
        "negative": exemplar.negative,
        "state": "active",
        "created_at": now(),
    }


def _kept_text(exemplar: Exemplar) -> str:
    return storable(exemplar.text.strip()[:_EXEMPLAR_CHARACTERS])


def replaced_by(exemplar: Exemplar) -> ColumnElement[bool]:
    """What is taught no more: the same words, and the same answer's, taught before."""
    own = exemplars.c
    same_source = (own.source == exemplar.source) & own.source.in_(
        select(messages.c.id)
    )
    same = (own.text == _kept_text(exemplar)) | same_source
    return (own.state == "active") & same


def exemplar_list(
    connection: Connection, state: ExemplarState | None
) -> tuple[StoredExemplar, ...]:
    """The exemplars in one state (None: in any), the oldest first."""
    query = select(exemplars).order_by(exemplars.c.seq)
    if state is not None:
        query = query.where(exemplars.c.state == state)
    return tuple(to_exemplar(row) for row in connection.execute(query))


def find_exemplar(connection: Connection, prefix: str) -> StoredExemplar:
    """The exemplar whose id is, or uniquely starts with, ``prefix``.

    Raises:
        ExemplarNotFound: None does, or several do.
    """
    ids = exemplars.c.id
    query = select(ids).where(begins(ids, prefix.strip().lower()))
    found = connection.scalars(query.limit(2)).all()
    if len(found) != 1:
        raise ExemplarNotFound(exemplar=prefix)
    return _one(connection, found[0])


def doomed_by_exemplar(connection: Connection, exemplar_id: str) -> Doomed:
    """What goes with an exemplar: all that taught the same words, also long ago."""
    own = exemplars.c
    said = select(own.text).where(own.id == exemplar_id).scalar_subquery()
    same = select(own.id).where(own.text == said)
    return Doomed(exemplars=tuple(connection.scalars(same)))


def forget(connection: Connection, conversation_ids: Sequence[str]) -> None:
    """Destroy what was learned from conversations, and where routes quote it."""
    taught = exemplars.c.source.in_(_messages_of(conversation_ids))
    quoted = select(exemplars.c.text).where(taught)
    connection.execute(
        update(routes).where(routes.c.example.in_(quoted)).values(example=None)
    )
    connection.execute(delete(exemplars).where(taught))


def _messages_of(conversation_ids: Sequence[str]) -> Select[tuple[str]]:
    return select(messages.c.id).where(messages.c.conversation_id.in_(conversation_ids))


def _one(connection: Connection, exemplar_id: str) -> StoredExemplar:
    query = select(exemplars).where(exemplars.c.id == exemplar_id)
    return to_exemplar(connection.execute(query).one())
